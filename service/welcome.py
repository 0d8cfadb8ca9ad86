"""What a reader is shown before the first question: what there is, and what it answers.

It is kept for as long as the collections stay as they are. Which questions are answered is found in
a thread, while nobody waits for the engine: until then the page has those of before.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from search.arabic.analyzer import forms
from search.archive import Archive
from search.errors import ShawahidError
from search.queries.operators import read_search
from search.ranking.confidence import is_strong
from search.records import Publication, Query
from search.storage.catalogue import Overview
from search.storage.database import State
from service.headlines import Asked, questions

logger = logging.getLogger(__name__)

# Documents that are named, and questions that are offered, of which so many ask for the same kind.
NEWEST, QUESTIONS, _OF_A_KIND = 5, 3, 2
# Documents whose headlines are looked at, and questions that are asked for it at most.
_LOOKED_AT, TRIED = 500, 40
# Readers with other collections see another archive.
_KEPT = 16
# How often it is seen whether people leave room.
_YIELDING_SECONDS = 0.05


class Answered(NamedTuple):
    """A question that the archive answers, and the document that does."""

    asked: Asked
    document: Publication
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an archive holds, and questions that it answers."""

    overview: Overview
    answered: tuple[Answered, ...]


class Welcomes:
    """What readers are shown first, by the collections that they may read.

    Args:
        has_room: whether nobody waits for the engine, and one more question may run.
    """

    def __init__(self, has_room: Callable[[], bool]) -> None:
        self._has_room = has_room
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], tuple[list[State], Welcome]] = {}
        self._closing = threading.Event()
        self._finding = ThreadPoolExecutor(1, "welcome")

    def of(self, archive: Archive, names: tuple[str, ...]) -> Welcome:
        """What is shown of some collections.

        Raises:
            CollectionMissingError: one of them is deleted meanwhile.
        """
        states = [archive.store(name).state() for name in names]
        with self._lock:
            known, welcome = self._known.get(names, ([], None))
        if welcome is not None and known == states:
            return welcome
        before = () if welcome is None else welcome.answered
        # What has changed since may say something else.
        kept = tuple(each for each in before if each.content_hash == _hash(archive, each.document))
        welcome = Welcome(archive.overview(names, NEWEST), kept)
        with self._lock:
            self._known.pop(names, None)
            self._known[names] = (states, welcome)
            for _ in range(len(self._known) - _KEPT):
                del self._known[next(iter(self._known))]
            if not self._closing.is_set():
                self._finding.submit(self._find, archive, names, states)
        return welcome

    def close(self) -> None:
        """Look for no more questions."""
        with self._lock:
            self._closing.set()
        self._finding.shutdown(cancel_futures=True)

    def _find(self, archive: Archive, names: tuple[str, ...], states: list[State]) -> None:
        """Find the questions of collections, unless they are others by now."""
        try:
            if (welcome := self._current(names, states)) is None:
                return
            found = self._answered(archive, names, states, welcome.answered)
        except ShawahidError as error:  # such as a collection that was deleted meanwhile
            logger.info("no questions for the first page: %s", error)
        except Exception:
            # A mistake must not end the thread: the next state of the archive may be without it.
            logger.exception("no questions for the first page")
        else:
            with self._lock:
                known, welcome = self._known.get(names, ([], welcome))
                if known is states:
                    self._known[names] = (states, replace(welcome, answered=found))

    def _current(self, names: tuple[str, ...], states: list[State]) -> Welcome | None:
        with self._lock:
            known, welcome = self._known.get(names, ([], None))
        return welcome if known is states and not self._closing.is_set() else None

    def _answered(
        self,
        archive: Archive,
        names: tuple[str, ...],
        states: list[State],
        before: Sequence[Answered],
    ) -> tuple[Answered, ...]:
        """Questions that the archive answers: those of before that it still does come first."""
        found: list[Answered] = []
        tried = 0
        known = {each.asked.question for each in before}
        new = (each for each in questions_made(archive, names) if each.asked.question not in known)
        for each in chain(before, new):
            if not _is_other(each, found):
                continue
            while not self._has_room() and not self._closing.wait(_YIELDING_SECONDS):
                pass
            if self._current(names, states) is None:
                break
            tried += 1
            if is_answered(archive, names, each):
                found.append(each)
            if len(found) == QUESTIONS or tried == TRIED:
                break
        return tuple(found)


def questions_made(
    archive: Archive, names: tuple[str, ...], most: int = _LOOKED_AT
) -> Iterator[Answered]:
    """The questions of so many newest documents, but for those that are named besides."""
    for document in archive.overview(names, most).newest[NEWEST:]:
        for asked in questions(document.title or "", lambda: _text(archive, document)):  # noqa: B023 - read within
            if read_search(asked.question).question == asked.question:
                yield Answered(asked, document, _hash(archive, document))


def _is_other(new: Answered, found: Iterable[Answered]) -> bool:
    """Whether a question is about something else than those that were found."""
    alike = [each for each in found if each.asked.kind is new.asked.kind]
    words = set(forms(new.asked.question))
    shares = (len(words & set(forms(each.asked.question))) / len(words) for each in alike)
    return len(alike) < _OF_A_KIND and all(share < 1 / 2 for share in shares)


def is_answered(archive: Archive, names: Sequence[str], new: Answered) -> bool:
    """Whether the document is the first and a strong answer, by a sentence that has the answer."""
    hits = archive.search(Query(new.asked.question, k=1), names).hits
    for hit in hits:
        citation = hit.citation
        place = (citation.collection, citation.document_id)
        is_it = place == (new.document.collection, new.document.document_id)
        sentence = citation.part(hit.sentence)
        return is_it and is_strong(hit.confidence) and new.asked.is_answered_by(sentence)
    return False


def _text(archive: Archive, document: Publication) -> str:
    return archive.store(document.collection).document(document.document_id).text


def _hash(archive: Archive, document: Publication) -> str | None:
    return archive.store(document.collection).document_hash(document.document_id)

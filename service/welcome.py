"""What a reader is shown before the first question: what there is, and what it answers.

It is kept for as long as the collections stay as they are. Questions that were found to be answered
are kept beyond that, while the documents that they were made from do.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.archive import Archive
from search.queries.operators import read_search
from search.ranking.confidence import is_strong
from search.records import Publication, Query
from search.storage.catalogue import Overview
from search.storage.database import State
from service import offers

# Documents that are named, questions that are offered, and how many are asked for these at most.
NEWEST, QUESTIONS, _TRIED = 5, 3, 8
# Readers with other collections see another archive.
_KEPT = 16
# Words that a question has, and characters that fit on a line.
_FEWEST_WORDS, _LONGEST = 4, 100


class Answered(NamedTuple):
    """A question that the archive answers, and the document whose headline it is."""

    question: str
    document: Publication
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Welcome:
    """What an archive holds, and questions that it answers."""

    overview: Overview
    answered: tuple[Answered, ...]

    @property
    def newest(self) -> Sequence[Publication]:
        """The newest documents."""
        return self.overview.newest[:NEWEST]


class Welcomes:
    """What readers are shown first, by the collections that they may read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], tuple[list[State], Welcome]] = {}

    def of(self, archive: Archive, names: tuple[str, ...]) -> Welcome:
        """What is shown of some collections.

        Raises:
            CollectionMissingError: one of them is deleted meanwhile.
        """
        states = [archive.store(name).state() for name in names]
        with self._lock:
            known, welcome = self._known.get(names, ([], None))
        if welcome is None or known != states:
            overview = archive.overview(names, NEWEST + _TRIED)
            before = () if welcome is None else welcome.answered
            welcome = Welcome(overview, _answered(archive, names, overview, before))
            with self._lock:
                self._known.pop(names, None)
                self._known[names] = (states, welcome)
                for _ in range(len(self._known) - _KEPT):
                    del self._known[next(iter(self._known))]
        return welcome


def _answered(
    archive: Archive, names: Sequence[str], overview: Overview, before: Sequence[Answered]
) -> tuple[Answered, ...]:
    """Headlines that the archive answers: those of before, and others where too few are left."""
    found = [each for each in before if each.content_hash == _hash(archive, each.document)]
    known = {each.question for each in found}
    # Headlines of documents that are named besides say nothing new.
    for document in overview.newest[NEWEST:] or overview.newest:
        question = _question(document.title or "")
        if len(found) < QUESTIONS and question and question not in known:
            content_hash = _hash(archive, document)
            if _is_answered(archive, names, question):
                found.append(Answered(question, document, content_hash))
    return tuple(found)


def _question(title: str) -> str | None:
    """A headline as a question, where it is one that can be asked as it stands."""
    question = next(iter(offers.questions([title])), "")
    is_plain = read_search(question).question == question
    is_fit = len(question) <= _LONGEST and len(question.split()) >= _FEWEST_WORDS
    return question if is_plain and is_fit else None


def _is_answered(archive: Archive, names: Sequence[str], question: str) -> bool:
    hits = archive.search(Query(question, k=1), names).hits
    return any(is_strong(hit.confidence) for hit in hits)


def _hash(archive: Archive, document: Publication) -> str | None:
    return archive.store(document.collection).document_hash(document.document_id)

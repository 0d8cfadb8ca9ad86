"""Which copies of a story have what one of them says at a place, and which say otherwise there.

Papers print a report with another word in it, or another number: a copy has a statement only where
its own text has the same whole sentences, word for word and number for number. White space, marks
and spelling aside, and who sent a report from where, which papers write before it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.arabic.analyzer import forms
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.sentences import sentences
from search.quotations.tokens import tokens
from search.ranking.snapshot import Snapshot
from search.records import Citation, Document, Excerpt, Passage, Publication, Span, blank

# Code points of a copy whose sentences are compared: a longer one has the same lines, or nothing is
# said of it.
LONGEST = 30_000
# Code points around a place in which its sentences begin and end.
_REACH = 4000
# Two sentences with fewer words in common, of those of both, do not say the same otherwise.
_ALIKE = 0.4
_QUESTION_MARK = re.compile("[؟?]")
# Signs around a word that some papers set and others do not.
_AROUND = "()[]{}«»‹›“”\"'’‘*."
_SENT_FROM = re.compile(r"\s*(?P<who>[^\n\-\u2013\u2014:،,]{2,30}?)\s*[-\u2013\u2014]\s")
_MOST_SENT_FROM = 3
_AGENCIES = listed(
    "بترا رويترز وكالات الوكالات وكالة أنباء الأنباء واس وام قنا كونا سانا وفا واع مراسل خاص"
    " reuters afp ap أ ف ب د"
)


# What sentences say: the words and numbers of each in any spelling, and whether it asks.
Said = tuple[tuple[str, ...], ...]


class Copies(NamedTuple):
    """The other documents of a story, by what they have in the place of a statement.

    Attributes:
        same: those that have it too.
        differing: the sentence that others have in its place, in full.
        further: how many there are besides, which were not compared.
    """

    same: tuple[Publication, ...] = ()
    differing: tuple[Excerpt, ...] = ()
    further: int = 0


def copies_of(document: Document, place: Span, snapshot: Snapshot) -> Copies:
    """The copies of a document that have the whole sentences around a place of it, and the others.

    Of those that have nothing like it nothing is said. Reads as many documents as
    ``snapshot.first_of_story`` names, each in proportion to its length.
    """
    named, further = snapshot.first_of_story(document.id)
    stated = list(_sentences_at(document, place)) if named else []
    lines = _lines_at(document.text, place)
    same, differing = [], []
    for copy in named:
        other = snapshot.document(copy.document_id)
        if lines in f"\n{other.text}\n":
            same.append(copy)
        elif len(other.text) > LONGEST:
            further += 1
        elif (found := _differing(stated, document.source, other)) is None:
            same.append(copy)
        elif found:
            differing.append(_excerpt(other, found[0]))
    return Copies(tuple(same), tuple(differing), further)


def said_at(document: Document, place: Span) -> Said:
    """What the whole sentences around a place say: the same in every document that has them."""
    stated = _sentences_at(document, place)
    return tuple(_said(sentence, document.source) for sentence in stated)


def _lines_at(text: str, place: Span) -> str:
    """The whole lines that have a place, with a line end before and after them."""
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    return f"\n{text[start : len(text) if end < 0 else end]}\n"


def _sentences_at(document: Document, place: Span) -> Iterator[str]:
    """The sentences that have a part of a place, as they are written."""
    start = max(0, place.start - _REACH)
    near = blank(document.text[start : place.end + _REACH], document.ignored, start)
    for span in sentences(near):
        if span.shifted(start).overlaps(place):
            yield near[slice(*span)]


def _differing(stated: Sequence[str], source: str | None, other: Document) -> list[Span] | None:
    """Where another document differs from the first sentence that it has not; ``None`` nowhere.

    Nothing where it has no sentence that is like that one.
    """
    text = blank(other.text, other.ignored)
    found = sentences(text)
    written = {text[slice(*span)] for span in found}
    for sentence in stated:
        if sentence not in written:
            like = _like(sentence, text, found)
            wanted = _said(sentence, source)
            if not any(_said(text[slice(*span)], other.source) == wanted for span in like):
                return like[:1]
    return None


def _like(sentence: str, text: str, found: Sequence[Span]) -> list[Span]:
    """The sentences of a text that have most words of another one, the likest first."""
    wanted = Counter(forms(sentence))
    alike = []
    for span in found:
        there = Counter(forms(text[slice(*span)]))
        both = wanted.total() + there.total()
        share = 2 * (wanted & there).total() / max(1, both)
        if share >= _ALIKE:
            alike.append((share, span))
    return [span for _, span in sorted(alike, key=lambda each: (-each[0], each[1]))]


def _said(sentence: str, source: str | None) -> tuple[str, ...]:
    said = tokens(sentence[_end_of_sent_from(sentence, source) :])
    return (
        *(each.form.strip(_AROUND) for each in said if any(map(str.isalnum, each.letters))),
        *(["؟"] if _QUESTION_MARK.search(sentence) else []),
    )


def _end_of_sent_from(sentence: str, source: str | None) -> int:
    """Where a sentence begins behind who sent it from where: «عمان - بترا - »."""
    known = _AGENCIES | frozenset(forms(source or ""))
    at = 0
    for _ in range(_MOST_SENT_FROM):
        match = _SENT_FROM.match(sentence, at)
        if match is None or not _is_sender(forms(match["who"]), known):
            break
        at = match.end()
    return at


def _is_sender(found: Sequence[str], known: frozenset[str]) -> bool:
    """Whether words are all of places, of agencies or of the paper."""
    of_places = {i for first, last, _ in entities_in(found) for i in range(first, last)}
    return all(i in of_places or form in known for i, form in enumerate(found))


def _excerpt(document: Document, sentence: Span) -> Excerpt:
    citation = Citation.of(Passage(document, *sentence))
    return Excerpt(citation, sentence, (), citation.location)

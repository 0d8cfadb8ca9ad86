"""Where an index has a quotation: of copies that say the same the most faithful one."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from search.quotations.cautions import beside
from search.quotations.copies import Said, copies_of, said_at
from search.quotations.fidelity import Fidelity
from search.quotations.wording import Difference, Quotation, Wording
from search.ranking.lexical_plan import plan_of
from search.ranking.snapshot import Snapshot
from search.records import Caution, Citation, Document, Excerpt, Filters, Passage, Publication, Span

# Passages that have the most of a quotation's words, in which it is looked for.
CANDIDATES = 50
# The first or last word of a part of a text may be the half of one.
_FIRST_WORD = re.compile(r"\A\S+")
_LAST_WORD = re.compile(r"(?<!\S)\S++\Z")
# What may turn the meaning of a quotation around stands in its sentence, up to so many code points
# before and after it.
_CONTEXT = 160
_BREAK = re.compile(r"[.!?؟؛…](?=\s)|[\n\r]")
_FIDELITIES = list(Fidelity)
_NO_DATE = "9999"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a quotation, as the document names them: ``text[start:end]`` of it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A document that has a quotation.

    Attributes:
        citation: of exactly the words that stand in the place of the quotation.
        fidelity: of the quotation to them.
        share: of the quotation's words, those that stand there in order, 0 to 1.
        differences: in order; their places in the text are the document's.
        before: what stands directly before those words in their sentence.
        after: what stands directly after them there.
        negation: the word there that denies them, as ``لم``.
        cautions: what has to be said beside those words.
        speaker: where it is clear, and nothing denies the words.
        also_published: other documents of the same story that have its sentence word for word.
        differing: what those have in its place that are no occurrences of their own.
        further_copies: how many there are besides, which were not compared.
    """

    citation: Citation
    fidelity: Fidelity
    share: float
    differences: tuple[Difference, ...]
    before: str = ""
    after: str = ""
    negation: str | None = None
    cautions: tuple[Caution, ...] = ()
    speaker: Speaker | None = None
    also_published: tuple[Publication, ...] = ()
    differing: tuple[Excerpt, ...] = ()
    further_copies: int = 0

    @property
    def place(self) -> Span:
        """Where those words stand in the document."""
        return Span(self.citation.start, self.citation.end)

    @property
    def is_faithful(self) -> bool:
        """Whether the document says the same, or has it from others, and shows it so."""
        return self.fidelity is not Fidelity.WORDS and not self.is_doubtful

    @property
    def is_doubtful(self) -> bool:
        """Whether the document does not say the words, or may not show them so."""
        return not _SAID.issuperset(self.cautions)

    @property
    def reordered(self) -> bool:
        """Whether signs that do not show may show those words in another order."""
        return Caution.REORDERED in self.cautions


# Words of others, of another time, or of before something else, the document says all the same.
_SAID = frozenset({Caution.QUOTED, Caution.EARLIER, Caution.SUPERSEDED})


def find_occurrences(quotation: Quotation, snapshot: Snapshot) -> list[Occurrence]:
    """The documents that have a quotation; see ``in_order``.

    Of a story the best one stands for those that have its sentence word for word.
    """
    plan = plan_of(quotation.text, snapshot)
    facts = snapshot.facts(list(snapshot.matches(plan, CANDIDATES, Filters())))
    of_document: dict[str, list[int]] = {}
    for passage_id, each in facts.items():
        of_document.setdefault(each.document_id, []).append(passage_id)
    stories = {each.document_id: each.story for each in facts.values()}
    found: dict[str, Occurrence] = {}
    said: dict[str, Said] = {}
    for document_id, ids in of_document.items():
        # A text may be as long as a book: one is read at a time.
        passages = [*snapshot.passages(ids).values()]
        occurrence = _in_document(passages, quotation)
        if occurrence is not None:
            found[document_id] = occurrence
            said[document_id] = said_at(passages[0].document, occurrence.place)
    best: dict[int | str, str] = {}
    shown: dict[str, Occurrence] = {}
    for occurrence in in_order(found.values()):
        document_id = occurrence.citation.document_id
        first = best.setdefault(stories[document_id], document_id)
        if first == document_id or said[first] != said[document_id]:
            shown[document_id] = occurrence
    for story, first in best.items():
        if isinstance(story, int):
            shown[first] = _with_copies(shown[first], shown, snapshot)
    return [*shown.values()]


def in_order(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """The most faithful first, then those with more of the words, then the oldest.

    What the document denies, or may show in another order, comes after what it says.
    """
    return sorted(
        occurrences,
        key=lambda each: (
            *_unlikeness(each),
            each.citation.date or _NO_DATE,
            each.citation.collection,
            each.citation.document_id,
        ),
    )


def _unlikeness(occurrence: Occurrence) -> tuple[bool, int, float]:
    rank = _FIDELITIES.index(occurrence.fidelity)
    return not occurrence.is_faithful, rank, -occurrence.share


def _in_document(passages: Iterable[Passage], quotation: Quotation) -> Occurrence | None:
    """The most faithful place of one document, the first of several."""
    found: list[Occurrence] = []
    for passage in sorted(passages, key=lambda each: each.start):
        wording = _around(passage, quotation)
        if wording is not None:
            found.append(_occurrence(wording, passage.document))
            if found[-1].is_faithful and wording.fidelity is Fidelity.EXACT:
                break
    return min(
        found,
        key=lambda each: (*_unlikeness(each), each.citation.start, each.citation.end),
        default=None,
    )


def _occurrence(wording: Wording, document: Document) -> Occurrence:
    place = wording.span
    cautions, negation, speaker = beside(document, place)
    text = document.text
    return Occurrence(
        Citation.of(Passage(document, *place)),
        wording.fidelity,
        wording.share,
        wording.differences,
        _before(text, place.start),
        _after(text, place.end),
        None if negation is None else text[slice(*negation)],
        cautions,
        None if speaker is None else Speaker(text[slice(*speaker)], *speaker),
    )


def _before(text: str, end: int) -> str:
    """What a sentence has before a place, in whole words."""
    start = max(0, end - _CONTEXT)
    near = text[start:end]
    breaks = [match.end() for match in _BREAK.finditer(near)]
    if breaks:
        return near[breaks[-1] :].lstrip()
    return _FIRST_WORD.sub("", near).lstrip() if start else near


def _after(text: str, start: int) -> str:
    """What a sentence has after a place, in whole words."""
    end = start + _CONTEXT
    near = text[start:end]
    over = _BREAK.search(near)
    if over is not None:
        return near[: over.end()].rstrip()
    return _LAST_WORD.sub("", near).rstrip() if end < len(text) else near.rstrip()


def _around(passage: Passage, quotation: Quotation) -> Wording | None:
    """A quotation in a passage and what is near to it."""
    document, reach = passage.document, quotation.reach
    start = max(0, passage.start - reach)
    end = min(len(document.text), passage.end + reach)
    text = document.text[start:end]
    near = [
        span.shifted(-start) for span in document.ignored if start < span.end and span.start < end
    ]
    ignored = [_seen(text, span) for span in near if _is_of_lines(text, span)]
    if start:
        text = _FIRST_WORD.sub(_spaces, text)
    if end < len(document.text):
        text = _LAST_WORD.sub(_spaces, text)
    found = quotation.compare(text, [span for span in ignored if span.start < span.end])
    return None if found is None else _shifted(found, start)


def _is_of_lines(text: str, span: Span) -> bool:
    """Whether it is whole lines: part of one belongs to what the rest of it says."""
    start, end = _seen(text, span)
    before = text[text.rfind("\n", 0, max(start, 0)) + 1 : start]
    return not (before + text[end:].partition("\n")[0]).strip()


def _seen(text: str, span: Span) -> Span:
    """A part of a text without the white space around it."""
    start, end = max(0, span.start), min(len(text), span.end)
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _shifted(wording: Wording, by: int) -> Wording:
    differences = tuple(each.shifted(by) for each in wording.differences)
    return replace(wording, span=wording.span.shifted(by), differences=differences)


def _with_copies(occurrence: Occurrence, own: Container[str], snapshot: Snapshot) -> Occurrence:
    """An occurrence with the copies of its story that are no occurrences of their own."""
    document = snapshot.document(occurrence.citation.document_id)
    copies = copies_of(document, occurrence.place, snapshot)
    differing = (each for each in copies.differing if each.citation.document_id not in own)
    return replace(
        occurrence,
        also_published=copies.same,
        differing=tuple(differing),
        further_copies=copies.further,
    )

"""The reports of one event beside one another, and what of their sentences differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Self

from search.quotations.fidelity import Change
from search.quotations.tokens import Token, tokens
from search.records import Citation, Hit, Publication, Span
from service.citing.citation import cautions_in_words
from service.citing.permalink import permalink
from service.language import Language
from service.views.cards import around
from service.views.quotations import Stretch, stretches

# Words of a sentence that is compared: of a longer one none is set off.
_MOST_COMPARED = 500


@dataclass(frozen=True, slots=True)
class Report:
    """A report of an event.

    Attributes:
        citation: of its document.
        sentence: what it says, cut where others say otherwise; joined, it is exactly that.
        told: what has to be told beside it.
        around: what a copy of the sentence has before and after.
        permalink: the address of the sentence.
    """

    citation: Citation
    sentence: list[Stretch]
    told: Sequence[str]
    around: tuple[str, str]
    permalink: str

    @property
    def text(self) -> str:
        """The sentence."""
        return "".join(stretch.text for stretch in self.sentence)


@dataclass(frozen=True, slots=True)
class Event:
    """Reports that say otherwise in the same place, and who else has the first one's sentence.

    Attributes:
        hit: whose sentence comes first.
        reports: of which the first is the hit's.
        same: documents that have its sentence word for word.
    """

    hit: Hit
    reports: list[Report]
    same: tuple[Publication, ...]

    @classmethod
    def of(cls, hit: Hit, language: Language) -> Self:
        """The reports of a hit and of the copies of its story."""
        mine = hit.citation.part(hit.sentence)
        others = [(each.citation, each.sentence) for each in hit.differing]
        unlike = [_unlike(mine, citation.part(place)) for citation, place in others]
        ours = _merged(span for spans, _ in unlike for span in spans)
        told = cautions_in_words(hit.cautions, language)
        reports = [_report(hit.citation, hit.sentence, ours, language, told)]
        for (citation, place), (_, theirs) in zip(others, unlike, strict=True):
            reports.append(_report(citation, place, theirs, language))
        return cls(hit, reports, hit.also_published)


def events(hits: Sequence[Hit], language: Language) -> list[Event]:
    """Of hits those whose stories have other reports, in their order."""
    found = (hit for hit in hits if hit.differing or hit.also_published)
    return [Event.of(hit, language) for hit in found]


def _unlike(mine: str, other: str) -> tuple[list[Span], list[Span]]:
    """Where two sentences have other words than each other, in the one and in the other.

    A word that is spelled otherwise is the same.
    """
    words = [tokens(mine), tokens(other)]
    if max(map(len, words)) > _MOST_COMPARED:
        return [], []
    ours, theirs = ([word.form for word in each] for each in words)
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    unlike = [(Span(a, b), Span(c, d)) for tag, a, b, c, d in blocks if tag != "equal"]
    return (
        [_span(words[0], part) for part, _ in unlike if part.start < part.end],
        [_span(words[1], part) for _, part in unlike if part.start < part.end],
    )


def _span(words: Sequence[Token], part: Span) -> Span:
    return Span(words[part.start].span.start, words[part.end - 1].span.end)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same places, rising and apart from each other."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _report(
    citation: Citation,
    place: Span,
    unlike: list[Span],
    language: Language,
    told: Sequence[str] = (),
) -> Report:
    marked = [(Change.REPLACED, span) for span in unlike]
    sentence = list(stretches(citation.part(place), 0, marked))
    copied = around(citation, place, None, language, told)
    return Report(citation, sentence, told, copied, permalink(citation, place))

"""How far what a word says of its sentence reaches: its clause, what it reports, the sentence."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import NamedTuple

from search.arabic import errata, unsaid
from search.arabic.analyzer import Word
from search.arabic.clauses import opens
from search.arabic.listings import bare
from search.arabic.normalizer import normalize
from search.arabic.verbs import CLAIMS, SPEECH
from search.records import Span

HARD = re.compile(r"[؛;:()\n]")
COMMA = re.compile(r"[،,]|\s[-\u2013\u2014]\s")
SAYING = SPEECH | CLAIMS
_CLAIMING = SAYING | unsaid.DENIALS
# Without its hamza it may be "not to".
_UNLESS = "الا"
# Words within which "that" stands behind what is said of it.
_THAT_WITHIN = 24


class Standing(Enum):
    """How a text stands to what it does not say to be so."""

    DENIED = auto()
    UNTRUE = auto()
    CORRECTED = auto()
    ASKED = auto()
    SUPPOSED = auto()
    WISHED = auto()
    PLANNED = auto()
    PROVISIONAL = auto()
    DREAMT = auto()
    ANNULLED = auto()


class Caveat(NamedTuple):
    """Words that say that something is not said to be so, and the part of the text that is not."""

    standing: Standing
    mark: Span
    scope: Span

    def is_told_by(self, text: str, known: frozenset[str]) -> bool:
        """Whether it is one of some normalised words that says so in its text."""
        return bare(normalize(text[slice(*self.mark)]), known) is not None


@dataclass(frozen=True)
class Sentence:
    """A sentence with its words, and how far what is said at each of them reaches."""

    text: str
    span: Span
    found: Sequence[Word]

    def next(self, i: int) -> str:
        """The form of the word behind one; empty behind the last."""
        return self.found[i + 1].form if i + 1 < len(self.found) else ""

    def written(self, i: int) -> str:
        """A word as it is spelt: some are told from others by that alone."""
        return self.text[slice(*self.found[i].span)]

    def whole(self, standing: Standing, i: int) -> Caveat:
        """What is said of the whole sentence."""
        return Caveat(standing, self.found[i].span, self.span)

    def clause(self, standing: Standing, i: int) -> Caveat:
        """What is said of the rest of the clause, and of what words at its end lead to by a colon.

        «تراجع المدير عن قوله: تغلق المدارس».
        """
        mark, end = self.found[i].span, self._clauses[i]
        last = bisect_left(self.found, end, key=lambda word: word.span.end)
        if last < len(self.found) and ":" in self.gap_after(last):
            is_led = last == i or self.found[last].form in unsaid.OWN_WORDS | unsaid.OWN_DECISION
            end = self.span.end if is_led else end
        return Caveat(standing, mark, Span(mark.start, end))

    def report(self, standing: Standing, i: int) -> Caveat:
        """What is said up to the end of what is reported."""
        mark = self.found[i].span
        return Caveat(standing, mark, Span(mark.start, self._reports[i]))

    def reported(self, standing: Standing, i: int) -> Caveat:
        """What is reported with "that", or else the clause."""
        has_that = self.that(i, unsaid.THAT) is not None
        return self.report(standing, i) if has_that else self.clause(standing, i)

    @cached_property
    def has_cancelled(self) -> bool:
        """Whether a word of it says that something was called off."""
        return any(bare(each.form, unsaid.CANCELLED) for each in self.found)

    @cached_property
    def _clauses(self) -> list[int]:
        return self._ends(_ends_clause)

    @cached_property
    def _reports(self) -> list[int]:
        return self._ends(_ends_report)

    @cached_property
    def has_exception(self) -> list[bool]:
        """Of each word, whether an exception follows it in its clause: لم يعد إلا في عام 1950."""
        found = [False] * len(self.found)
        for i in range(len(self.found) - 2, -1, -1):
            is_in_clause = self._clauses[i] == self._clauses[i + 1]
            found[i] = is_in_clause and (found[i + 1] or self._is_exception(i + 1))
        return found

    def _is_exception(self, i: int) -> bool:
        form = self.found[i].form
        return form in unsaid.EXCEPT or (form == _UNLESS and "إ" in self.written(i))

    def _ends(self, ends: Callable[["Sentence", int], bool]) -> list[int]:
        """Where, from each word on, that is over of which a word says that it ends before it."""
        found = [self.span.end] * len(self.found)
        for i in range(len(self.found) - 2, -1, -1):
            found[i] = self.found[i].span.end if ends(self, i + 1) else found[i + 1]
        return found

    def gap(self, i: int) -> str:
        """What stands before a word."""
        return self.text[
            self.found[i - 1].span.end if i else self.span.start : self.found[i].span.start
        ]

    def gap_after(self, i: int) -> str:
        """What stands behind a word, up to the next one."""
        return self.gap(i + 1) if i + 1 < len(self.found) else ""

    def that(self, i: int, known: frozenset[str]) -> int | None:
        """The number of the first of some words behind another one, in what it is said of."""
        for j in range(i + 1, min(len(self.found), i + 1 + _THAT_WITHIN)):
            if self.found[j].form in known:
                return j
            if _ends_report(self, j):
                return None
        return None


def cut_at(caveat: Caveat, end: int) -> Caveat:
    """A caveat that reaches to another place."""
    return caveat._replace(scope=Span(caveat.scope.start, end))


def says_right(sentence: Sentence, i: int) -> bool:
    """Whether a word says what is right, and is no adjective: والصحيح أن، not السليم والصحيح."""
    form = sentence.found[i].form
    if form not in errata.RIGHT:
        return False
    before, after = sentence.gap(i), sentence.gap_after(i)
    is_apart = i == 0 or COMMA.search(before) is not None or HARD.search(before) is not None
    # What stands "in the Right" is a tradition.
    is_title = i > 0 and bare(sentence.found[i - 1].form, unsaid.IN) is not None
    is_led = sentence.next(i) in unsaid.THAT and not is_title
    return is_led or (is_apart and (form[0] == "و" or ":" in after))


def end_of_relative(sentence: Sentence, i: int) -> int | None:
    """Where a clause about somebody ends: نبهت الطبيبة، التي لم تشارك في الدراسة، إلى أن."""
    if i == 0 or bare(sentence.found[i - 1].form, unsaid.WHO) is None:
        return None
    comma = COMMA.search(sentence.text, sentence.found[i].span.end, sentence.span.end)
    return None if comma is None else comma.start()


def _ends_clause(sentence: Sentence, i: int) -> bool:
    """Whether another clause begins with a word."""
    form, gap = sentence.found[i].form, sentence.gap(i)
    if form in unsaid.BUT or opens(form, sentence.next(i)):
        return True
    # Between most words is nothing but a space.
    if gap == " ":
        return False
    return HARD.search(gap) is not None or (COMMA.search(gap) is not None and form[0] in "وف")


def _ends_report(sentence: Sentence, i: int) -> bool:
    """Whether what is reported is over before a word."""
    form, gap = sentence.found[i].form, sentence.gap(i)
    is_claim = form[0] == "و" and form[1:] in _CLAIMING
    is_other = form in unsaid.BUT or is_claim or ")" in gap or says_right(sentence, i)
    return is_other or bare(form, unsaid.GOING_ON) is not None

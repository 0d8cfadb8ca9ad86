"""A quotation compared with a text, word for word: where it stands, and what differs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from search.arabic.analyzer import words
from search.arabic.listings import bare
from search.arabic.negation import has_negation
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import CLAIMS, SPEECH
from search.errors import EmptyQuestionError
from search.quotations.alignment import Pair, align
from search.quotations.fidelity import Change, Fidelity
from search.quotations.tokens import Token, are_vowelled_otherwise, joined, tokens
from search.records import Span, blank

# A quotation in other words is told from one that is not there: this share of its words stands
# there in order, and so many of those are no stop words.
LEAST_SHARE = 0.6
LEAST_TELLING = 3
# Code points that a quotation may leave out where it says so.
MOST_OMITTED = 1000
_OMISSION = re.compile(r"\.{3,}|…")
# What parts one statement from the next.
_BREAK = re.compile(r"[.!?؟؛:…«»“”\"\n\r]")


_KEPT = frozenset({None, Change.SPELLED})
_OTHER_WORDS = frozenset({Change.REPLACED, Change.ADDED, Change.LEFT_OUT})


class Difference(NamedTuple):
    """Words that differ.

    Attributes:
        change: what became of them.
        quoted: where they stand in the quotation; empty where it lacks them.
        printed: where they stand in the text; empty where it lacks them.
    """

    change: Change
    quoted: Span
    printed: Span

    def shifted(self, by: int) -> "Difference":
        """The same in a text that begins elsewhere."""
        return self._replace(printed=self.printed.shifted(by))


@dataclass(frozen=True, slots=True)
class Wording:
    """A quotation as a text has it.

    Attributes:
        span: of the text, from the quotation's first word to its last.
        fidelity: of the quotation.
        share: of the quotation's words, those that stand there in order.
        differences: in order.
    """

    span: Span
    fidelity: Fidelity
    share: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as it was given, read once for all texts that it is compared with.

    Attributes:
        text: as given; marks around it mean nothing.
        words: of it.
        omissions: where it says that something is left out.
    """

    text: str
    words: tuple[Token, ...]
    omissions: tuple[int, ...]

    @staticmethod
    def read(text: str) -> "Quotation":
        """The words of a quotation.

        Raises:
            EmptyQuestionError: it has no letter or digit.
        """
        found = tokens(text)
        telling = [i for i, token in enumerate(found) if _is_word(token)]
        # Signs that stand apart around it are none of its own.
        words = tuple(found[telling[0] : telling[-1] + 1]) if telling else ()
        if not words:
            msg = "the quotation is empty: it needs at least one letter or digit"
            raise EmptyQuestionError(msg)
        first, last = words[0].span.end, words[-1].span.start
        omissions = tuple(match.start() for match in _OMISSION.finditer(text, first, last))
        return Quotation(text, words, omissions)

    @property
    def reach(self) -> int:
        """Code points around a part of it within which the rest stands."""
        return len(self.text) + (MOST_OMITTED if self.omissions else 0)

    def compare(self, text: str, ignored: Sequence[Span] = ()) -> Wording | None:
        """Where and how a text has the quotation; ``None`` where it does not.

        Takes time in proportion to the product of the words of both.

        Args:
            text: in which it is looked for.
            ignored: lines of it that are no part of what it says; disjoint, rising. A quotation
                with one of them between its words is not exact.
        """
        whole_text, text = text, blank(text, ignored)
        printed = tokens(text)
        whole = {word.form for word in (*self.words, *printed)}
        beside = _Beside(joined(self.text, self.words, whole), joined(text, printed, whole))
        if not beside.may_be_there():
            return None
        starts = [word.span.start for word in beside.quoted]
        omissions = {bisect_left(starts, place) for place in self.omissions}
        pairs = beside.within_statement(align(beside.quoted, beside.printed, omissions), text)
        blocks = list(beside.blocks(pairs))
        kept = [
            beside.quoted[pair.quoted]
            for change, block in blocks
            for pair in block
            if change in _KEPT and pair.quoted is not None
        ]
        if not kept:
            return None
        present = [beside.printed[pair.printed].span for pair in pairs if pair.printed is not None]
        span = Span(present[0].start, present[-1].end)
        differences = tuple(beside.differences(blocks, span.start))
        omitted = [each.printed for each in differences if each.change is Change.OMITTED]
        changes = {change for change, _ in blocks}
        lines = [line for line in ignored if span.start < line.start and line.end < span.end]
        if any(_turns(text, part) for part in omitted) or any(
            _denies_or_tells(whole_text, line, line) for line in lines
        ):
            changes.add(Change.LEFT_OUT)
        passed = [self._passed(line, at) for line, at in beside.last_before(pairs, lines)]
        if any(each.change is Change.LEFT_OUT for each in passed):
            changes.add(Change.SPELLED)
        differences = tuple(sorted((*differences, *passed), key=lambda each: each.printed))
        fidelity = _fidelity(changes)
        share = len(kept) / len(beside.quoted)
        telling = sum(_is_word(word) and word.form not in STOPWORDS for word in kept)
        if fidelity is Fidelity.WORDS and (share < LEAST_SHARE or telling < LEAST_TELLING):
            return None
        return Wording(span, fidelity, share, differences)

    def _passed(self, line: Span, at: int) -> Difference:
        """An ignored line behind a place of the quotation, which may say that it leaves it out."""
        following = min(
            (word.span.start for word in self.words if word.span.start >= at), default=at
        )
        is_said = any(at <= place < following for place in self.omissions)
        return Difference(Change.OMITTED if is_said else Change.LEFT_OUT, Span(at, at), line)


@dataclass(frozen=True, slots=True)
class _Beside:
    """The words of a quotation and of a text, and what pairs of them mean."""

    quoted: Sequence[Token]
    printed: Sequence[Token]

    def may_be_there(self) -> bool:
        """Whether the text has enough of the words in any order: few texts have."""
        wanted = Counter(word.form for word in self.quoted)
        there = Counter(word.form for word in self.printed)
        return (wanted & there).total() >= LEAST_SHARE * len(self.quoted)

    def change(self, pair: Pair) -> Change | None:
        """What became of a word; ``None`` where it is the same."""
        if pair.quoted is None:
            return Change.OMITTED if pair.is_omitted else Change.LEFT_OUT
        if pair.printed is None:
            return Change.ADDED
        one, other = self.quoted[pair.quoted], self.printed[pair.printed]
        if one.letters == other.letters:
            return None
        is_same = one.form == other.form and not are_vowelled_otherwise(one.letters, other.letters)
        return Change.SPELLED if is_same else Change.REPLACED

    def within_statement(self, pairs: Sequence[Pair], text: str) -> list[Pair]:
        """The pairs, of which those at the ends reach into no other statement of the text.

        What a quotation has more than the text there stands for none of its words.
        """
        same = [
            self.printed[pair.printed].span
            for pair in pairs
            if pair.printed is not None and self.change(pair) in _KEPT
        ]
        if not same:
            return []
        before = [match.end() for match in _BREAK.finditer(text, 0, same[0].start)]
        after = _BREAK.search(text, same[-1].end)
        inside = Span(before[-1] if before else 0, after.start() if after else len(text))
        parted = [
            pair
            if pair.printed is None or self.printed[pair.printed].span.overlaps(inside)
            else Pair(pair.quoted, None)
            for pair in pairs
        ]
        return [pair for pair in parted if pair != Pair(None, None)]

    def blocks(self, pairs: Iterable[Pair]) -> Iterator[tuple[Change | None, list[Pair]]]:
        """Pairs whose words differ together, others one by one."""
        for change, run in groupby(pairs, lambda pair: _block(self.change(pair))):
            found = list(run)
            if change in _OTHER_WORDS:
                yield _together({self.change(pair) for pair in found}), found
            elif change is Change.OMITTED:
                yield change, found
            else:
                yield from ((change, [pair]) for pair in found)

    def differences(
        self, blocks: Iterable[tuple[Change | None, Sequence[Pair]]], start: int
    ) -> Iterator[Difference]:
        """Where the words that differ stand.

        Args:
            blocks: in order.
            start: where the text's part begins.
        """
        at = Span(0, start)
        for change, block in blocks:
            quoted, printed = self._spans(block)
            here = (quoted or Span(at.start, at.start), printed or Span(at.end, at.end))
            if change is not None:
                yield Difference(change, *here)
            at = Span(here[0].end, here[1].end)

    def last_before(
        self, pairs: Iterable[Pair], lines: Iterable[Span]
    ) -> Iterator[tuple[Span, int]]:
        """Lines of the text, each with the end of the quotation's last word before it."""
        both = [
            (self.printed[pair.printed].span.end, self.quoted[pair.quoted].span.end)
            for pair in pairs
            if pair.printed is not None and pair.quoted is not None
        ]
        for line in lines:
            yield (
                line,
                max((quoted for printed, quoted in both if printed <= line.start), default=0),
            )

    def _spans(self, block: Iterable[Pair]) -> tuple[Span | None, Span | None]:
        pairs = list(block)
        quoted = [self.quoted[i].span for i, *_ in pairs if i is not None]
        printed = [self.printed[i].span for _, i, _ in pairs if i is not None]
        return _outer(quoted), _outer(printed)


def _is_word(token: Token) -> bool:
    return any(map(str.isalnum, token.letters))


def _block(change: Change | None) -> Change | None:
    """The same for words that differ together."""
    return Change.REPLACED if change in _OTHER_WORDS else change


def _together(changes: Collection[Change | None]) -> Change:
    """What became of neighbouring words that were left out, added or replaced."""
    only = next(iter(changes)) if len(changes) == 1 else None
    return only or Change.REPLACED


def _outer(spans: Sequence[Span]) -> Span | None:
    return Span(spans[0].start, spans[-1].end) if spans else None


def _turns(text: str, omitted: Span) -> bool:
    """Whether what is left out makes what is kept another statement.

    It denies what follows, or somebody else may be saying that.
    """
    start, end = omitted
    while start and not text[start - 1].isalnum():
        start -= 1
    while end < len(text) and not text[end].isalnum():
        end += 1
    return (
        _denies_or_tells(text, omitted, Span(start, end))
        or _BREAK.search(text, start, end) is not None
    )


def _denies_or_tells(text: str, omitted: Span, around: Span) -> bool:
    is_telling = any(bare(word.form, SPEECH | CLAIMS) for word in words(text[slice(*around)]))
    return is_telling or has_negation(text, omitted)


def _fidelity(changes: Collection[Change | None]) -> Fidelity:
    if not _OTHER_WORDS.isdisjoint(changes):
        return Fidelity.WORDS
    return Fidelity.SPELLING if Change.SPELLED in changes else Fidelity.EXACT

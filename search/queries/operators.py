"""The operators of a written search: phrases, excluded words, alternatives, fields, periods.

    "..."       stands so, in any spelling        ="..."      to the letter
    -word, NOT word   in no passage of the document     a OR b, a | b, (a أو b)
    +word, a AND b    in some passage of the document
    source:الرأي   and the other fields that have operators in ``search.fields``
    before:2015 after:2015-08 on:10/8/2015     and the same in Arabic

What is none of this is the question, which the model reads. Nothing is an error: what looks like
an operator and is none is read as it stands, and said to be.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import chain, zip_longest
from operator import itemgetter

from search.arabic.analyzer import words
from search.arabic.stopwords import STOPWORDS
from search.queries.conditions import Condition, Every, Lacking, Match, Period, Some, Value, Words
from search.queries.grammar import OF_DATES, OF_FIELDS, QUOTATION_MARKS, QUOTED, TOKEN
from search.queries.periods import period_of
from search.queries.rules import NONE, Effect, Interpretation, Rule

# What is written deeper is read as it stands.
_DEEPEST = 8
_TITLE = "title"
_OR, _ARABIC_OR, _AND, _NOT = "OR", "أو", "AND", "NOT"
# Before more words than so many, a dash at the beginning is that of a list or a dialogue.
_MOST_LISTED = 6
# Some write the mark inside of the quotation that ends a question.
_IS_QUESTION = re.compile(r"[?؟][\s!?؟]*\"?\s*\Z")


_Range = tuple[int, int]


class _Kind(Enum):
    WORD = auto()
    PHRASE = auto()
    OTHER = auto()
    OR = auto()
    ARABIC_OR = auto()
    AND = auto()


@dataclass(slots=True)
class _Part:
    """A part of a search, ``text[start:end]``; ``blanks`` are what the model does not read."""

    kind: _Kind
    start: int
    end: int
    condition: Condition | None = None
    blanks: list[_Range] = field(default_factory=list)
    effect: Effect = Effect.FILTERS


@dataclass(frozen=True, slots=True)
class WrittenSearch:
    """A search as it was written.

    Attributes:
        text: all of it.
        question: what the model reads: the text with spaces in place of what is not for it, so that
            every word stands where it stood.
        condition: what a document has to meet; ``None`` for nothing.
        interpretations: how the operators were read.
    """

    text: str
    question: str
    condition: Condition | None = None
    interpretations: tuple[Interpretation, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether it demands something of documents, and asks for nothing in them."""
        return self.condition is not None and next(words(self.question), None) is None


def read_search(text: str, without: frozenset[Rule] = NONE) -> WrittenSearch:
    """What a search asks for, and what it demands."""
    if Rule.OPERATORS in without:
        return WrittenSearch(text, text)
    reader = _Reader(text)
    demanded = [part for part in reader.parts() if part.kind is not _Kind.WORD]
    question = list(text)
    for start, end in chain.from_iterable(part.blanks for part in demanded):
        question[start:end] = " " * (end - start)
    made = reader.interpretations(demanded)
    return WrittenSearch(text, "".join(question), _all_of(demanded), made)


class _Reader:
    """Reads the tokens of a search.

    Attributes:
        plain: what looks like an operator and is none, with its place.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain: list[tuple[int, str]] = []
        # A question quotes and chooses as all prose does; what is written for a search engine,
        # such as OR and fields, is still meant for it.
        self._is_question = _is_question(text)
        self._tokens = list(TOKEN.finditer(text))
        self._at = 0

    def parts(self) -> list[_Part]:
        """The parts of the search, of which alternatives are one."""
        parts: list[_Part] = []
        while self._at < len(self._tokens):  # a parenthesis that nothing opened ends a sequence
            parts += self._sequence(0)[0]
        return self._alternatives(parts)

    def _sequence(self, depth: int) -> tuple[list[_Part], re.Match[str] | None]:
        """The parts up to the parenthesis that closes, and that; ``None`` at the end."""
        parts: list[_Part] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token["close"]:
                return self._together(parts), token
            if token["open"]:
                parts += self._group(token, depth + 1)
            else:
                parts += self._parts_of(token)
        return self._together(parts), None

    def _together(self, parts: Sequence[_Part]) -> list[_Part]:
        """The parts without the marks that demand what stands on both sides."""
        found: list[_Part] = []
        is_demanded = False
        for part, following in zip_longest(parts, parts[1:]):
            if part.kind is not _Kind.AND:
                found.append(_demanding(part) if is_demanded else part)
                is_demanded = False
                continue
            sides = (found[-1] if found else None, following)
            is_demanded = all(side is not None and side.condition is not None for side in sides)
            if is_demanded:
                found[-1] = _demanding(found[-1])
                found[-1].blanks.append((part.start, part.end))
            else:
                self.plain.append((part.start, _AND))
        return found

    def _group(self, opening: re.Match[str], depth: int) -> list[_Part]:
        """What stands in parentheses: alternatives as one part, or what it is without them."""
        if depth > _DEEPEST:
            return []
        inside, closing = self._sequence(depth)
        sides: list[list[_Part]] = [[]]
        for part in inside:
            if self._divides(part):
                sides.append([])
            elif part.kind is not _Kind.ARABIC_OR:
                sides[-1].append(part)
        conditions = [condition for side in sides if (condition := _all_of(side)) is not None]
        marks = [part for part in inside if self._divides(part)]
        if closing is None or len(conditions) < max(2, len(sides)):
            self.plain += [
                (mark.start, self.text[mark.start : mark.end])
                for mark in marks
                if mark.kind is _Kind.OR
            ]
            return [part for side in sides for part in side]
        blanks = [opening.span(), closing.span(), *((mark.start, mark.end) for mark in marks)]
        blanks += [blank for part in inside for blank in part.blanks]
        whole = Some(tuple(conditions))
        return [_Part(_Kind.OTHER, opening.start(), closing.end(), whole, blanks)]

    def _divides(self, part: _Part) -> bool:
        """Whether it parts alternatives inside of parentheses."""
        return part.kind is _Kind.OR or (part.kind is _Kind.ARABIC_OR and not self._is_question)

    def _parts_of(self, token: re.Match[str]) -> Iterator[_Part]:
        start, end = token.span()
        kind, condition, blanks = self._read(token)
        if token["not"] and condition is not None and self._excludes(token):
            lacking = Lacking(condition)
            yield _Part(_Kind.OTHER, start, end, lacking, [(start, end)], Effect.EXCLUDES)
        elif condition is not None or kind is not _Kind.WORD:
            part = _Part(kind, start, end, condition, blanks)
            if token["must"]:
                part = _demanding(part)
                part.blanks.append(token.span("must"))
            yield part

    def _excludes(self, token: re.Match[str]) -> bool:
        """Whether a minus or NOT is one, and no dash of a list and no word of a headline."""
        if token["not"] != "-":
            excludes = not self._is_shouted(token.start(), token.end("not"))
        elif self.text[: token.start()].strip() or not token["word"]:
            return True
        elif self._is_question or token["word"] in STOPWORDS:
            return False
        else:
            excludes = sum(1 for _ in words(self.text)) <= _MOST_LISTED
        if not excludes:
            self.plain.append((token.start(), token["not"].strip()))
        return excludes

    def _is_shouted(self, start: int, end: int) -> bool:
        """Whether a word in capitals stands among others: DO NOT CROSS."""
        before, after = self.text[:start].split()[-1:], self.text[end:].split()[:1]
        return all(word.isascii() and word.isupper() for word in (*before, *after))

    def _read(self, token: re.Match[str]) -> tuple[_Kind, Condition | None, list[_Range]]:
        if token["field"]:
            return self._field(token)
        if token["phrase"]:
            return self._phrase(token)
        if token["bar"] or token.group() == _OR:
            return _Kind.OR, None, []
        if token.group() == _ARABIC_OR:
            return _Kind.ARABIC_OR, None, []
        if token.group() == _AND and not self._is_shouted(*token.span()):
            return _Kind.AND, None, []
        if (token["other"] or token["named"]) and not self._is_question:
            self.plain.append((token.start(), token.group()))
        return _Kind.WORD, _inflected(token["named"] or token["word"] or ""), []

    def _field(self, token: re.Match[str]) -> tuple[_Kind, Condition | None, list[_Range]]:
        condition = _demanded(token["field"], token["value"].strip(QUOTATION_MARKS))
        if condition is not None:
            return _Kind.OTHER, condition, [token.span()]
        self.plain.append((token.start(), token.group()))
        return _Kind.WORD, _inflected(token.group()), []

    def _phrase(self, token: re.Match[str]) -> tuple[_Kind, Condition | None, list[_Range]]:
        text = token["phrase"][1:-1]
        if next(words(text), None) is None:
            return _Kind.WORD, None, []
        if self._is_question and not token["equals"] and not token["not"]:
            return _Kind.WORD, _inflected(text), []
        start, end = token.span("phrase")
        first = token.start("equals") if token["equals"] else start
        first = token.start("must") if token["must"] else first
        match = Match.EXACT if token["equals"] else Match.FOLDED
        return _Kind.PHRASE, Words(text, match), [(first, start + 1), (end - 1, end)]

    def _alternatives(self, parts: Sequence[_Part]) -> list[_Part]:
        """The parts outside of parentheses, with those that a mark joins as one."""
        found: list[_Part] = []
        mark: _Part | None = None
        for part, following in zip_longest(parts, parts[1:]):
            if part.kind in {_Kind.OR, _Kind.ARABIC_OR}:
                if found and following is not None and _joins(found[-1], part, following):
                    mark = part
                elif part.kind is _Kind.OR:
                    self.plain.append((part.start, self.text[part.start : part.end]))
            elif mark is not None:
                found[-1] = _joined(found[-1], mark, part)
                mark = None
            else:
                found.append(part)
        return found

    def interpretations(self, demanded: Sequence[_Part]) -> tuple[Interpretation, ...]:
        """How the operators were read, in their order."""
        found = [
            (at, Interpretation(Rule.OPERATORS, written, (written,), Effect.PLAIN))
            for at, written in self.plain
        ]
        for part in demanded:
            written, meant = self.text[part.start : part.end], tuple(_named(part.condition))
            found.append((part.start, Interpretation(Rule.OPERATORS, written, meant, part.effect)))
        return tuple(dict.fromkeys(made for _, made in sorted(found, key=itemgetter(0))))


def _is_question(text: str) -> bool:
    """Whether a text ends as a question does, and says more than what it quotes."""
    is_asked = _IS_QUESTION.search(text) is not None
    return is_asked and next(words(re.sub(QUOTED, " ", text)), None) is not None


def _inflected(text: str) -> Condition | None:
    return None if next(words(text), None) is None else Words(text, Match.INFLECTED)


def _demanding(part: _Part) -> _Part:
    """A part of which documents are asked for; a word is still read by the model."""
    if part.kind is not _Kind.WORD:
        return part
    return replace(part, kind=_Kind.OTHER, blanks=[*part.blanks])


def _joins(first: _Part, mark: _Part, second: _Part) -> bool:
    """Whether a mark between two parts makes them alternatives."""
    if mark.kind is _Kind.ARABIC_OR:
        return first.kind is second.kind is _Kind.PHRASE
    return second.condition is not None


def _all_of(parts: Sequence[_Part]) -> Condition | None:
    """What all parts demand together; words such as "in" say nothing beside others."""
    telling = [part for part in parts if not _says_nothing(part)] or parts
    conditions = tuple(part.condition for part in telling if part.condition is not None)
    return conditions[0] if len(conditions) == 1 else Every(conditions) if conditions else None


def _says_nothing(part: _Part) -> bool:
    condition = part.condition
    return part.kind is _Kind.WORD and (
        not isinstance(condition, Words)
        or all(word.form in STOPWORDS for word in words(condition.text))
    )


def _joined(first: _Part, mark: _Part, second: _Part) -> _Part:
    """Two parts, or one that was joined before and another, of which one has to hold."""
    sides: list[Condition] = []
    for part in (first, second):
        condition = part.condition
        sides += condition.parts if isinstance(condition, Some) else filter(None, [condition])
    blanks = [*first.blanks, (mark.start, mark.end), *second.blanks]
    # A phrase may go on: "a" أو "b" أو "c".
    kind = _Kind.PHRASE if second.kind is _Kind.PHRASE else _Kind.OTHER
    return _Part(kind, first.start, second.end, Some(tuple(sides)), blanks)


def _demanded(name: str, value: str) -> Condition | None:
    """What a field demands, ``None`` where that is not its value."""
    if next(words(value), None) is None:
        return None
    if name in OF_DATES:
        named = period_of(value)
        return None if named is None else OF_DATES[name](named)
    known = OF_FIELDS.get(name)
    if known == _TITLE:
        return Words(value, Match.FOLDED, only_title=True)
    return None if known is None else Value(known, value)


def _named(condition: Condition | None) -> Iterator[str]:
    """The words and values that a condition is of."""
    if condition is None:
        return
    if isinstance(condition, Words | Value):
        yield condition.text
    elif isinstance(condition, Period):
        since, until = condition.since or "", condition.until or ""
        yield since if since == until else f"{since}\u2013{until}"
    elif isinstance(condition, Lacking):
        yield from _named(condition.part)
    elif isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from _named(part)

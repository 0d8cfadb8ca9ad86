"""How much is written: numbers in digits of any kind, in words, and in both, as one value.

``1250000``, ``1,250,000``, ``١٬٢٥٠٬٠٠٠``, ``1.25 مليون`` and ``مليون وربع المليون`` are one amount.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from search.arabic.analyzer import Word
from search.arabic.normalizer import normalize
from search.records import Span

# A smaller one is written in words by one paper and in digits by the next, but says little.
SMALLEST = 11
_LARGEST = 10**15
_DIGITS_READ = 18
_DECIMALS = 4
_TEN = 10
_HUNDRED = 100
_GROUP = 3
_UNITS = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
_FEMININE = "واحدة اثنتان ثلاث أربع خمس ست سبع ثماني تسع عشر"
_OBLIQUE = {2: "اثنين اثنتين اثنا اثنتا اثني اثنتي", 8: "ثمان", 1: "أحد إحدى"}
_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
_ENGLISH_UNITS = "one two three four five six seven eight nine ten eleven twelve"
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES = {
    10**3: "ألف ألفا آلاف ألوف thousand",
    10**6: "مليون مليونا ملايين million",
    10**9: "مليار مليارا مليارات بليون بليونا بلايين billion",
    10**12: "تريليون تريليونات trillion",
}
_DUALS = {
    10**3: "ألفان ألفين ألفي",
    10**6: "مليونان مليونين مليوني",
    10**9: "ملياران مليارين ملياري",
}
_FRACTIONS = {Fraction(1, 2): "نصف half", Fraction(1, 3): "ثلث", Fraction(1, 4): "ربع quarter"}
_ONE_HUNDRED = "مئة مائة مية hundred"
_TWO_HUNDRED = "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي"


def _table() -> dict[str, Fraction]:
    table: dict[str, Fraction] = {}

    def name(value: Fraction | int, words: str) -> None:
        table.update(dict.fromkeys(map(normalize, words.split()), Fraction(value)))

    for listing in (_UNITS, _FEMININE, _ENGLISH_UNITS):
        for value, word in enumerate(listing.split(), 1):
            name(value, word)
    for value, words in (*_OBLIQUE.items(), (_HUNDRED, _ONE_HUNDRED), (2 * _HUNDRED, _TWO_HUNDRED)):
        name(value, words)
    for listing in (_TENS, _TENS.replace("ون", "ين"), _ENGLISH_TENS):
        for tens, word in enumerate(listing.split(), 2):
            name(10 * tens, word)
    for unit, word in enumerate(_FEMININE.replace("ثماني", "ثمان").split()[2:9], 3):
        name(_HUNDRED * unit, f"{word}مئة {word}مائة")
    return table


_NUMERALS = _table()
_OF_SCALE = {normalize(w): Fraction(s) for s, words in _SCALES.items() for w in words.split()}
_OF_DUAL = {normalize(w): Fraction(2 * s) for s, words in _DUALS.items() for w in words.split()}
_OF_FRACTION = {normalize(w): value for value, words in _FRACTIONS.items() for w in words.split()}
_NAMES = {*_NUMERALS, *_OF_SCALE, *_OF_DUAL, *_OF_FRACTION}
_DIGITS = re.compile(r"(?P<before>[وفبلك]{0,2}?(?:ال)?)(?P<digits>[0-9]{1,15})\Z")
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "لل")
_SPACE = re.compile(r"[^\S\n]{1,3}\Z")
_THOUSANDS = re.compile("[,٬،]\\Z")
_POINT = re.compile("[.٫]\\Z")


class Amount(NamedTuple):
    """An amount in a text; ``key`` is the same however it is written."""

    span: Span
    key: str


@dataclass(slots=True)
class _Token:
    """A number, or a word of one, with "and" before it or without."""

    span: Span
    value: Fraction
    is_joined: bool
    kind: str


def amounts(text: str, found: Sequence[Word], least: int = SMALLEST) -> Iterator[Amount]:
    """The amounts of a text in order.

    Args:
        text: in any language.
        found: its words, from ``analyzer.words``.
        least: smaller ones are left out.
    """
    run: list[_Token] = []
    for token in _tokens(text, found):
        if run:
            between = text[run[-1].span.end : token.span.start]
            if not (_SPACE.match(between) and _goes_on(run[-1], token)):
                yield from _amount(run, least)
                run = []
        run.append(token)
    if run:
        yield from _amount(run, least)


def _tokens(text: str, found: Sequence[Word]) -> Iterator[_Token]:
    at = 0
    while at < len(found):
        word = found[at]
        digits = _DIGITS.match(word.form)
        if digits is not None:
            number, at = _number(text, found, at, digits["digits"])
            span = Span(word.span.start, found[at - 1].span.end)
            yield _Token(span, number, digits["before"].startswith("و"), "digits")
            continue
        at += 1
        for prefix in _PREFIXES:
            if word.form.startswith(prefix) and word.form[len(prefix) :] in _NAMES:
                yield _named(word, prefix)
                break


def _number(text: str, found: Sequence[Word], at: int, digits: str) -> tuple[Fraction, int]:
    """A number in digits with its groups of thousands and its decimals, and the word after it."""
    at += 1
    whole = digits
    while at < len(found) and len(digits) <= _GROUP and _follows(text, found, at, _THOUSANDS):
        if not (_is_digits(found[at]) and len(found[at].form) == _GROUP):
            break
        whole += found[at].form
        at += 1
    # A second point makes it a date or a version.
    if not _is_decimal(text, found, at) or _is_decimal(text, found, at + 1):
        return Fraction(whole[:_DIGITS_READ]), at
    return Fraction(f"{whole[:_DIGITS_READ]}.{found[at].form[:_DECIMALS]}"), at + 1


def _is_decimal(text: str, found: Sequence[Word], at: int) -> bool:
    return at < len(found) and _is_digits(found[at]) and _follows(text, found, at, _POINT)


def _is_digits(word: Word) -> bool:
    # Of other digits, such as Ethiopic ones, some make no number.
    return word.form.isascii() and word.form.isdigit()


def _follows(text: str, found: Sequence[Word], at: int, mark: re.Pattern[str]) -> bool:
    return mark.match(text[found[at - 1].span.end : found[at].span.start]) is not None


def _named(word: Word, prefix: str) -> _Token:
    name = word.form[len(prefix) :]
    is_joined = prefix.startswith("و")
    for kind, table in (("scale", _OF_SCALE), ("dual", _OF_DUAL), ("fraction", _OF_FRACTION)):
        if name in table:
            return _Token(word.span, table[name], is_joined, kind)
    return _Token(word.span, _NUMERALS[name], is_joined, "numeral")


def _goes_on(last: _Token, token: _Token) -> bool:
    """Whether a token belongs to the amount that another one is of."""
    if token.kind == "scale":
        return not token.is_joined or last.kind in {"scale", "dual", "digits", "numeral"}
    if token.kind == "digits":
        return token.is_joined and last.kind in {"scale", "dual"}
    if token.is_joined:
        return last.kind != "digits" or token.kind == "fraction"
    # "Three hundred", "thirteen" in Arabic and "twenty five" in English are said without "and".
    return last.kind == token.kind == "numeral" and (
        (last.value < _TEN and token.value in {_TEN, _HUNDRED})
        or (_TEN < last.value < _HUNDRED and token.value < _TEN)
    )


def _amount(run: Sequence[_Token], least: int) -> Iterator[Amount]:
    total = part = scale = Fraction(0)
    fraction = Fraction(0)
    for token in run:
        if token.kind == "scale":
            if fraction:  # a quarter of a million
                total, fraction = total + fraction * token.value, Fraction(0)
            else:
                total, part = total + (part or 1) * token.value, Fraction(0)
            scale = token.value
        elif token.kind == "dual":
            total, scale = total + token.value, token.value / 2
        elif token.kind == "fraction":
            fraction = token.value
        elif token.value == _HUNDRED and 0 < part < _TEN:
            part *= _HUNDRED
        else:
            part += token.value
    # "A million and a half": of what was said last, or of one.
    value = total + part + fraction * (scale or 1)
    if least <= value < _LARGEST:
        yield Amount(Span(run[0].span.start, run[-1].span.end), _key(value))


def _key(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.{_DECIMALS}f}".rstrip("0")

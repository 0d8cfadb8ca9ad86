"""How much is written: numbers in digits of any kind, in words, and in both, as one value.

``1250000``, ``1,250,000``, ``١٬٢٥٠٬٠٠٠``, ``1.25 مليون`` and ``مليون وربع المليون`` are one amount.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from search.arabic.analyzer import Word
from search.arabic.enclosed import with_marks
from search.arabic.figures import RAISED, fraction_of, has_figures
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
_LONGEST_POWER = 2  # digits
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
_FRACTIONS = {Fraction(1, 2): "نصف نص half", Fraction(1, 3): "ثلث", Fraction(1, 4): "ربع quarter"}
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
_OF_HUNDRED = frozenset(map(normalize, _ONE_HUNDRED.split()))
_NAMES = {*_NUMERALS, *_OF_SCALE, *_OF_DUAL, *_OF_FRACTION}
# Digits with what is written together with them, before and behind: و3, 3مليون.
_DIGITS = re.compile(
    rf"(?P<before>[وفبلك]{{0,2}}?(?:ال)?)(?P<digits>[0-9]{{1,15}})(?P<scale>{'|'.join(_OF_SCALE)})?\Z"
)
_PREFIXES = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "لل")
_LONGEST_NAME = max(map(len, _NAMES)) + max(map(len, _PREFIXES))
_FORMS_KEPT = 1 << 13
_SPACE = re.compile(r"(?P<joined>[^\S\n]{1,3}و)?[^\S\n]{1,3}\Z")
_THOUSANDS = re.compile("[,٬،]\\Z")
_POINT = re.compile("[.٫]\\Z")
# Digits before a scale, and marks that do not join the two: ``91 ــ ألف``.
_NUMBER_APART = re.compile(r"\d\s?(?:[^\w\s،,؛;:.!؟?]|ـ){1,3}\s?\Z")
LONGEST_APART = 6
SCALES = frozenset(_OF_SCALE)


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

    @property
    def scale(self) -> Fraction:
        """What it is a multiple of; 0 for what is no scale."""
        factor = {"scale": Fraction(1), "dual": Fraction(1, 2)}.get(self.kind, Fraction(0))
        return self.value * factor


def amounts(text: str, found: Sequence[Word], least: int = SMALLEST) -> Iterator[Amount]:
    """The amounts of a text in order.

    Args:
        text: in any language.
        found: its words, from ``analyzer.words``.
        least: smaller ones are left out.
    """
    run: list[_Token] = []
    for token in _tokens(text, found):
        if run and not _follows_in(text, run, token):
            yield from _amount(run, least)
            run = []
        if not run and token.kind == "scale" and is_left_over(text, token.span.start):
            continue
        run.append(token)
        # Scales fall in one amount: between ten thousand and twenty thousand there are two.
        if cut := _next_amount(run):
            yield from _amount(run[:cut], least)
            run = run[cut:]
    if run:
        yield from _amount(run, least)


def _follows_in(text: str, run: Sequence[_Token], token: _Token) -> bool:
    """Whether a token goes on with an amount, the next to its last one or after "and".

    A scale also behind the brackets or quotation marks around the number: ``(72) مليون``.
    """
    first, last = run[0], run[-1]
    if last.span.end == token.span.start:
        return token.kind == "scale"
    between = _SPACE.match(text[last.span.end : token.span.start])
    if between is None and token.kind == "scale" and not token.is_joined:
        start, end = with_marks(text, Span(first.span.start, last.span.end))
        after = text[end : token.span.start]
        if start < first.span.start and (not after or _SPACE.match(after)):
            first.span = Span(start, first.span.end)
            return True
    if between is None:
        return False
    token.is_joined = token.is_joined or between["joined"] is not None
    return _goes_on(last, token)


def is_left_over(text: str, start: int) -> bool:
    """Whether a scale that begins at a place has its number before it, from which marks part it."""
    return _NUMBER_APART.search(text, max(0, start - LONGEST_APART), start) is not None


def _next_amount(run: Sequence[_Token]) -> int:
    """Where another amount begins in a run whose last token is a scale; 0 where none does."""
    last = len(run) - 1
    if not run[last].scale:
        return 0
    # No further back than to the scale before: a run of many numbers is read once.
    at = next((i for i in range(last, 0, -1) if run[i - 1].scale), 0)
    if not at or run[at - 1].scale > run[last].scale:
        return 0
    between = run[at:last]
    is_part = any(token.kind == "fraction" for token in between)
    # "A thousand million" are one.
    return 0 if is_part or not (between or run[last].is_joined) else at


def _tokens(text: str, found: Sequence[Word]) -> Iterator[_Token]:
    at = 0
    while at < len(found):
        word = found[at]
        digits = None if word.form.isalpha() else _DIGITS.match(word.form)
        if digits is not None:
            number, at, scale = _number(text, found, at, digits)
            number, at = _with_figures(text, found, at, number)
            end = found[at - 1].span.end
            is_joined = digits["before"].startswith("و")
            yield _Token(Span(word.span.start, end), number, is_joined, "digits")
            if scale:
                yield _Token(Span(end, end), _OF_SCALE[scale], is_joined=False, kind="scale")
            continue
        at += 1
        prefix = _prefix_of(word.form) if len(word.form) <= _LONGEST_NAME else None
        # "Of the hundred" is per cent.
        if prefix is not None and not (
            prefix.endswith("ال") and word.form[len(prefix) :] in _OF_HUNDRED
        ):
            yield _named(word, prefix)


@lru_cache(_FORMS_KEPT)
def _prefix_of(form: str) -> str | None:
    """What is written before a number's name in a word; ``None`` where it has none."""
    return next(
        (
            prefix
            for prefix in _PREFIXES
            if form.startswith(prefix) and form[len(prefix) :] in _NAMES
        ),
        None,
    )


def _number(
    text: str, found: Sequence[Word], at: int, first: re.Match[str]
) -> tuple[Fraction, int, str]:
    """A number in digits with its groups of thousands and its decimals, and the word after it.

    With the scale that is written together with it, or nothing.
    """
    at += 1
    whole, scale = first["digits"], first["scale"] or ""
    while not scale and at < len(found) and len(first["digits"]) <= _GROUP:
        if not _follows(text, found, at, _THOUSANDS):
            break
        if not (_is_digits(found[at]) and len(found[at].form) == _GROUP):
            break
        whole += found[at].form
        at += 1
    decimals = None if scale else _decimals(text, found, at)
    # A second point makes it a date or a version.
    if decimals is None or _decimals(text, found, at + 1) is not None:
        return Fraction(whole[:_DIGITS_READ]), at, scale
    number = Fraction(f"{whole[:_DIGITS_READ]}.{decimals['digits'][:_DECIMALS]}")
    return number, at + 1, decimals["scale"] or ""


def _with_figures(
    text: str, found: Sequence[Word], at: int, number: Fraction
) -> tuple[Fraction, int]:
    """A number with what touches it in another setting, and the word after that.

    A power of ten and a fraction are part of it; others are the numbers of notes.
    """
    end = found[at - 1].span.end
    if not has_figures(text[end : end + 1]) or at == len(found) or found[at].span.start != end:
        return number, at
    form, sign = found[at].form, text[end]
    if sign in RAISED and number == _TEN and form.isdigit() and len(form) <= _LONGEST_POWER:
        number = Fraction(_TEN ** int(form))
    elif fraction := fraction_of(sign):
        number += Fraction(fraction).limit_denominator(_TEN)
    return number, at + 1


def _decimals(text: str, found: Sequence[Word], at: int) -> re.Match[str] | None:
    """The decimals that a word is behind a point, or behind a comma and before a scale."""
    digits = _DIGITS.match(found[at].form) if at < len(found) else None
    if digits is None or digits["before"]:
        return None
    if _follows(text, found, at, _POINT):
        return digits
    after = found[at + 1].form if at + 1 < len(found) else ""
    is_scaled = bool(digits["scale"]) or after in _OF_SCALE
    return digits if is_scaled and _follows(text, found, at, _THOUSANDS) else None


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
        scale = token.scale or scale
        if token.kind == "scale":
            total = _scaled(total, part + fraction, token)
            part = fraction = Fraction(0)
        elif token.kind == "dual":
            total += token.value
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


def _scaled(total: Fraction, part: Fraction, token: _Token) -> Fraction:
    """What is said with a scale: a quarter of a million, two millions, a thousand millions."""
    if total and not part and not token.is_joined:
        return total * token.value
    return total + (part or 1) * token.value


def _key(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.{_DECIMALS}f}".rstrip("0")

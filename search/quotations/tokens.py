"""The words by which a quotation is compared with a text, and which of them are the same."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from search.arabic.analyzer import Word, runs, words
from search.arabic.figures import BETWEEN_NUMBERS, RAISED
from search.arabic.normal_forms import normal_form
from search.arabic.normalizer import normalize
from search.quotations.signs import UNSEEN, is_apart, is_beside, is_one_number, signs
from search.records import Span

# Signs that belong to the number before them, whatever space is between.
_AFTER = re.compile(
    "[%\u066a\u2030\u2031\ufe6a\uff05$\u00a2-\u00a5\u060b\u20a0-\u20cf\ufdfc\u00b0\u2032-\u2034]+"
)
# What is written together with a number.
_PARTICLE = re.compile(r"[وفبلك]{1,2}(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIGNS = str.maketrans("٫،٬٪", ".,,%") | dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
# A dash that is made of the letter that lengthens words.
_TATWEEL_DASH = re.compile(r"(?<!\w)\u0640+|(?<=\d)\u0640+(?!\w)|(?<=\d)\u0640+(?=\d)")
# What a word's form does not show: raised digits, others that it touches, a dash within a number.
_OTHER_WRITING = re.compile(rf"[{RAISED}]|{BETWEEN_NUMBERS.pattern}|(?<=\d)\u0640+(?=\d)")
_POWERS = {ord(raised): f"^{raised}" for raised in RAISED}
_VOWELS = frozenset("\u064e\u064f\u0650\u0652")
_UNSEEN = re.compile(f"[{UNSEEN}]+")


class Token(NamedTuple):
    """A word or a number with its signs, or signs between them.

    Attributes:
        span: where it stands.
        letters: as it is written; two that look the same are the same.
        form: the same for all its spellings.
    """

    span: Span
    letters: str
    form: str


class _Part(NamedTuple):
    """A part of a text that may be a token: a word, a number, or signs between them."""

    span: Span
    form: str | None
    begins_with_digit: bool = False
    ends_with_digit: bool = False

    def to(self, end: int) -> "_Part":
        return self._replace(span=Span(self.span.start, end), form=None)

    def since(self, start: int) -> "_Part":
        return self._replace(span=Span(start, self.span.end), form=None)


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text with their signs, and the signs between them, in order."""
    found: list[_Part] = []
    for part in [*_words_and_numbers(text), None]:
        last = found.pop() if found else None
        between = Span(last.span.end if last else 0, part.span.start if part else len(text))
        found += _with_signs(text, last, [*signs(text, between)], part)
    return [_token(text, part) for part in found]


def _words_and_numbers(text: str) -> Iterator[_Part]:
    for run in runs(words(text), partial(_is_number_going_on, text)):
        span, form = Span(run[0].span.start, run[-1].span.end), run[0].form
        particle = _PARTICLE.match(text, *span)
        if particle is not None:
            # Some leave a space before the number: و1.3 and و 1.3.
            yield _Part(Span(*particle.span()), None)
            span = Span(particle.end(), span.end)
        written = text[slice(*span)]
        is_word = span == run[0].span and not _OTHER_WRITING.search(written)
        digits = (written[0].isdigit(), written[-1].isdigit())
        yield _Part(span, form if is_word else None, *digits)


def _with_signs(
    text: str, last: _Part | None, between: list[Span], part: _Part | None
) -> Iterator[_Part]:
    """Two neighbours with the signs that are theirs, and signs that are of neither."""
    is_either = last is not None and part is not None and _is_either(text, last, part)
    while last is not None and between and not is_either and _is_after(text, last, between[0]):
        last = last.to(between.pop(0).end)
    while part is not None and between and not is_either and _is_before(text, between[-1], part):
        part = part.since(between.pop().start)
    if last is not None:
        yield last
    yield from (_Part(span, None) for span in between)
    if part is not None:
        yield part


def _is_either(text: str, last: _Part, part: _Part) -> bool:
    """Whether a stroke stands between two words that say the same: أكتوبر/تشرين الأول."""
    is_of_number = last.ends_with_digit or part.begins_with_digit
    return text[last.span.end : part.span.start] == "/" and not is_of_number


def _is_after(text: str, part: _Part, sign: Span) -> bool:
    between, written = text[part.span.end : sign.start], text[slice(*sign)]
    if part.ends_with_digit and _AFTER.fullmatch(written):
        return is_apart(between)
    return is_beside(between) and (part.ends_with_digit or not _is_picture(written))


def _is_before(text: str, sign: Span, part: _Part) -> bool:
    between, written = text[sign.end : part.span.start], text[slice(*sign)]
    if part.begins_with_digit:
        return is_apart(between)
    return is_beside(between) and not _is_picture(written)


def _is_picture(written: str) -> bool:
    """Whether signs are pictures, which stand beside words with a space or without."""
    return all(unicodedata.category(sign) == "So" for sign in written)


def _token(text: str, part: _Part) -> Token:
    letters = _letters(text[slice(*part.span)])
    return Token(part.span, letters, _form(letters) if part.form is None else part.form)


def _letters(written: str) -> str:
    return normal_form("NFC", "".join(_UNSEEN.sub("", written).split()))


def are_vowelled_otherwise(one: str, other: str) -> bool:
    """Whether two spellings of a word have other vowels where both say one: قُتل، قَتل.

    That of the last letter is of its place in the sentence.
    """
    vowels = [_vowels(letters) for letters in (one, other)]
    if len(vowels[0]) != len(vowels[1]):
        return False
    return any(a and b and a != b for a, b in zip(*(each[:-1] for each in vowels), strict=True))


def _vowels(letters: str) -> list[str]:
    """The vowel over or under each letter of a word, empty where none is written."""
    found: list[str] = []
    for sign in letters:
        if sign in _VOWELS and found:
            found[-1] = sign
        elif not unicodedata.combining(sign):
            found.append("")
    return found


def joined(text: str, found: Sequence[Token], whole: Collection[str]) -> list[Token]:
    """Tokens, of which two neighbours are one where they are written as one elsewhere.

    Args:
        text: that has them.
        found: in order.
        whole: forms of all that is compared: what is one in a text is one in both.
    """
    together: list[Token] = []
    for token in found:
        before = together[-1] if together else None
        if before is not None and before.form + token.form in whole:
            span = Span(before.span.start, token.span.end)
            is_one = text[before.span.end : token.span.start].isspace()
            if is_one and before.form.isalpha() and token.form.isalpha():
                letters = f"{before.letters} {token.letters}"
                together[-1] = Token(span, letters, before.form + token.form)
                continue
        together.append(token)
    return together


def _is_number_going_on(text: str, number: list[Word], word: Word) -> bool:
    before = number[-1].span.end
    return (
        text[before - 1].isdigit()
        and text[word.span.start].isdigit()
        and is_one_number(text[before : word.span.start])
    )


def _form(letters: str) -> str:
    """A number with its signs in one order: per cent stands on either side."""
    dashed = _TATWEEL_DASH.sub("-", letters)
    plain = "".join(normalize(dashed.translate(_POWERS)).translate(_SIGNS).split()) or letters
    number = _THOUSANDS.sub("", plain.strip("%"))
    return number + "%" * ("%" in {plain[0], plain[-1]})

"""The words by which a quotation is compared with a text, and which of them are the same."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import partial
from typing import NamedTuple

from search.arabic.analyzer import Word, runs, words
from search.arabic.normalizer import INVISIBLE, normalize
from search.records import Span

# What makes another number of digits: 3.5 is not 35, and 5% and -5 are not 5.
_CURRENCIES = "$\u00a2-\u00a5\u060b\u20a0-\u20cf\ufdfc"
_PERCENT = "%٪‰\u066a\ufe6a\uff05"
_MINUS = "-\u2010-\u2013\u2212\ufe63\uff0d"
_UNSEEN_SIGNS = "\u061c\u200e\u200f"
_WITHIN = re.compile(rf"[.,٫٬،/:^*×\u00b7{_MINUS}]\Z")
_BEFORE = re.compile(
    rf"(?:(?<![\w)\]])[{_MINUS}+~\u2248<>\u2264\u2265\u00b1])?[{_CURRENCIES}{_PERCENT}]?\Z"
)
_AFTER = re.compile(rf"\+|[\s{_UNSEEN_SIGNS}]{{0,3}}[{_PERCENT}{_CURRENCIES}]")
# What is written together with a number.
_PARTICLE = re.compile(r"[وفبلك]{1,2}(?=\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SIGNS = str.maketrans("٫،٬\u2212\u2013٪", ".,,--%")
# The power of a number, which else were more digits of it.
_RAISED = frozenset("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_POWERS = {ord(raised): f"^{raised}" for raised in _RAISED}
_UNSEEN = str.maketrans("", "", INVISIBLE)


class Token(NamedTuple):
    """A word, or a number with its signs.

    Attributes:
        span: where it stands.
        letters: as it is written; two that look the same are the same.
        form: the same for all its spellings.
    """

    span: Span
    letters: str
    form: str


def tokens(text: str) -> list[Token]:
    """The words and numbers of a text, in order."""
    found: list[Token] = []
    for run in runs(words(text), partial(_is_number_going_on, text)):
        span = Span(run[0].span.start, run[-1].span.end)
        particle = _PARTICLE.match(text, *span)
        if particle is not None:
            # Some leave a space before the number: و1.3 and و 1.3.
            found.append(Token(Span(*particle.span()), particle.group(), _form(particle.group())))
            span = Span(particle.end(), span.end)
        if particle is not None or _is_digit(run[0].form[0]) or _is_digit(run[-1].form[-1]):
            span = _with_signs(text, span, found[-1].span.end if found else 0)
        written = "".join(text[span.start : span.end].translate(_UNSEEN).split())
        letters = unicodedata.normalize("NFC", written)
        is_word = span == run[0].span and _RAISED.isdisjoint(letters)
        found.append(Token(span, letters, run[0].form if is_word else _form(letters)))
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
    before = number[-1]
    is_beside = word.span.start - before.span.end == 1
    return (
        is_beside
        and _is_digit(before.form[-1])
        and _is_digit(word.form[0])
        and _WITHIN.match(text, before.span.end, word.span.start) is not None
    )


def _with_signs(text: str, span: Span, start: int) -> Span:
    """A number with the signs beside it, none of them before a place."""
    before = _BEFORE.search(text, max(start, span.start - 2), span.start)
    after = _AFTER.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def _form(letters: str) -> str:
    """A number with its signs in one order: per cent stands on either side."""
    plain = "".join(normalize(letters.translate(_POWERS)).translate(_SIGNS).split())
    number = _THOUSANDS.sub("", plain.strip("%"))
    return number + "%" * ("%" in {plain[0], plain[-1]})


def _is_digit(letter: str) -> bool:
    return letter.isdigit()

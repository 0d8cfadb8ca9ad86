"""One spelling of a text for the model, with the way back to the text as it was printed.

A multilingual model reads harakat, tatweel, letters of Persian keyboards, presentation forms and
Arabic-Indic digits as other tokens than the plain letters, and so gives the same sentence other
vectors. What is folded here no reader would call another word. The carriers of the hamza, final ya
and ta marbuta stay as they are written: to fold them as the words of the lexical index are folded
costs the model's vectors more than it gains (docs/decisions/0018-orthography.md).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from pyarabic import araby

from search.arabic.normalizer import INVISIBLE
from search.records import Span

# Marks over and under letters, without hamza and madda, which make other letters.
_MARKS = "\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_ALEF_WASLA = "\u0671"
_LETTERS: dict[str, str] = {
    _ALEF_WASLA: araby.ALEF,
    **dict.fromkeys("\u06a9\u06aa", araby.KAF),
    **dict.fromkeys("\u06cc\u06d0\u06d2", araby.YEH),
    **dict.fromkeys("\u06be\u06c1\u06d5", araby.HEH),
    "\u06c3": araby.TEH_MARBUTA,
    **{chr(zero + value): str(value) for zero in (0x0660, 0x06F0) for value in range(10)},
}
# A letter and a hamza or madda that was written as a mark of its own, perhaps after harakat.
_CARRIED: dict[tuple[str, str], str] = {
    (araby.ALEF, "\u0653"): araby.ALEF_MADDA,
    (araby.ALEF, "\u0654"): araby.ALEF_HAMZA_ABOVE,
    (araby.ALEF, "\u0655"): araby.ALEF_HAMZA_BELOW,
    (araby.WAW, "\u0654"): araby.WAW_HAMZA,
    **{(ya, "\u0654"): araby.YEH_HAMZA for ya in (araby.YEH, araby.ALEF_MAKSURA, "\u06cc")},
}
_PRESENTATION_FORMS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))


def _plain(letters: str) -> str:
    """What a presentation form stands for, without the tatweel and space under a lone mark."""
    plain = unicodedata.normalize("NFKC", letters)
    folded = "".join(_LETTERS.get(letter, letter) for letter in plain)
    return re.sub(f"[{_MARKS}\u0640]", "", folded).strip()


_FOLDED = _LETTERS | {
    form: _plain(form)
    for form in map(chr, chain(*_PRESENTATION_FORMS))
    if unicodedata.normalize("NFKC", form) != form
}
_CARRIER = re.compile(
    f"([{''.join({letter for letter, _ in _CARRIED})}])[{_MARKS}]*([\u0653-\u0655])"
)
_CHANGED = re.compile(
    f"{_CARRIER.pattern}|[{_MARKS}\u0640\u0653-\u0655{INVISIBLE}]+|[{''.join(_FOLDED)}]"
)
_PROBE = "".join(map(chr, chain(range(0x0600, 0x0700), *_PRESENTATION_FORMS))) + "".join(
    f"{letter}{mark}" for letter, mark in _CARRIED
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    Attributes:
        text: what the model reads.
        places: for each letter of it where it stood in the original, and at last the original's
            length; ``None`` where nothing was changed.
    """

    text: str
    places: tuple[int, ...] | None = None

    def original(self, span: Span) -> Span:
        """The place in the original of a part of the folded text, with the marks after it.

        A part of what one letter stands for, as of ``\ufdfa``, is that letter.
        """
        if self.places is None or span.start == span.end:
            return span if self.places is None else Span(*(self.places[span.start],) * 2)
        end = span.end
        while self.places[end] == self.places[span.end - 1]:
            end += 1
        return Span(self.places[span.start], self.places[end])


def fold(text: str) -> Folded:
    """The text as the model reads it; takes time in proportion to its length."""
    if _CHANGED.search(text) is None:
        return Folded(text)
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in _CHANGED.finditer(text):
        folded = _of(match)
        parts += text[at : match.start()], folded
        places += range(at, match.start())
        places += [match.start()] * len(folded)
        at = match.end()
    parts.append(text[at:])
    places += range(at, len(text) + 1)
    return Folded("".join(parts), tuple(places))


def _of(match: re.Match[str]) -> str:
    if match[1] is None:
        return _FOLDED.get(match.group(), "")
    letter: str = match[1]
    # A mark that no letter of Arabic has with this one is left out like other marks.
    return _CARRIED.get((letter, match[2]), _LETTERS.get(letter, letter))


def fingerprint() -> str:
    """Changes when texts are folded otherwise, and with them all vectors."""
    return hashlib.sha256(fold(_PROBE).text.encode()).hexdigest()[:8]

"""What glyphs stand for in files that tell it by clusters: letters with their marks, and ligatures.

Such a file gives the characters of a cluster to the first glyph that is drawn of it and none to the
others, and to each glyph what it stood for where it was first drawn: a hamza that was drawn over
an alef stands for both then, wherever it is drawn. The glyph's own character is what the table of
its font says, or what is left of the cluster when the others have theirs.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import uharfbuzz
from playa.cmapdb import IdentityCMap
from playa.content import GlyphObject
from playa.font import CIDFont, Font, SimpleFont

from indexer.readers.pdf_fonts import embedded, shaped
from indexer.readers.pdf_letters import SYMBOLIC, characters, stated

# Harakat and hamzas first: a glyph that they share with shapes of letters is theirs.
_NAMED = (*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x600, 0x6FF))
_SHAPES = (*range(0xFB50, 0xFDC0), 0xFDF2, *range(0xFE70, 0xFEFD))
_NO_WIDTH = 0.01  # ems
# Of a kashida, in ems: its height, the room at its sides, where it lies; dashes lie higher.
_FLAT, _SIDE, _HIGHEST, _LOWEST = 0.2, 0.01, 0.25, 0.15
_LONGEST = 8  # glyphs of a cluster


@dataclass(frozen=True, slots=True)
class Sign:
    """A glyph of a font.

    Attributes:
        stated: what the file says that it stands for.
        named: what its font's table says, empty where it says nothing.
        is_blank: whether nobody says anything of it, and the font draws nothing for it.
        is_kashida: the same where the font draws but a stroke, by which layout lengthens a word.
        span: a number of the part of the page of which the file says what it is to be read as.
        said: that.
    """

    key: tuple[Font, int]
    stated: str
    named: str
    has_width: bool
    is_blank: bool
    is_kashida: bool
    span: int
    said: str

    @property
    def is_mark(self) -> bool:
        """Whether it is drawn over or under a letter."""
        return _is_mark(self.named) if self.named else not self.has_width


@dataclass(frozen=True, slots=True)
class _Program:
    """What the program of an embedded font tells of its glyphs, by their codes in the file.

    Attributes:
        names: the characters of Arabic that it has glyphs for.
        numbers: its own numbers of the glyphs, where the file numbers them anew.
        font: empty where the glyphs have no numbers.
    """

    names: Mapping[int, str]
    numbers: Mapping[int, int]
    font: uharfbuzz.Font | None

    def draws_nothing(self, code: int) -> bool:
        """Whether the glyph is empty, as far as that is known."""
        if not self.font:
            return False
        extents = self.font.get_glyph_extents(self.numbers.get(code, code))
        return extents is not None and not extents.width and not extents.height

    def draws_a_stroke(self, code: int) -> bool:
        """Whether the glyph is a flat bar on the line, as wide as the room that it takes."""
        if not self.font:
            return False
        glyph = self.numbers.get(code, code)
        extents, width = self.font.get_glyph_extents(glyph), self.font.get_glyph_h_advance(glyph)
        if extents is None or not width or not extents.width:
            return False
        em = self.font.face.upem
        edge = _SIDE * em
        is_flat = abs(extents.height) <= _FLAT * em
        bottom = extents.y_bearing + extents.height
        is_on_line = extents.y_bearing <= _HIGHEST * em and bottom >= -_LOWEST * em
        reaches = extents.x_bearing <= edge and extents.x_bearing + extents.width >= width - edge
        return bool(is_flat and is_on_line and reaches)


class Letters:
    """The characters of the glyphs of a file, which are asked for in the order of its pages."""

    def __init__(self) -> None:
        self._programs: dict[Font, _Program] = {}
        self._shaped: dict[Font, Mapping[int, str]] = {}
        self._known: dict[tuple[Font, int], str] = {}

    def sign(self, item: GlyphObject, span: int = 0, said: str = "") -> Sign:
        """What a file and its font say of a glyph; to be asked while it is drawn."""
        font = item.font
        if font not in self._programs:
            self._programs[font] = _program(font)
        program, own = self._programs[font], stated(item)
        named = program.names.get(item.cid, "")
        return Sign(
            key=(font, item.cid),
            stated=own,
            named=named,
            has_width=font.hdisp(item.cid) > _NO_WIDTH,
            is_blank=not own and not named and program.draws_nothing(item.cid),
            is_kashida=not own and not named and program.draws_a_stroke(item.cid),
            span=span,
            said=said,
        )

    def texts(self, signs: Sequence[Sign]) -> list[str]:
        """What each glyph of a page stands for, in the order of drawing; empty if nobody knows."""
        for place, sign in enumerate(signs):
            if sign.is_kashida:
                self._known[sign.key] = ""
            elif sign.key not in self._known:
                rest = self._rest_of_marks(sign, signs[place - 1]) if place else ""
                if rest:
                    self._known[sign.key] = rest
                else:
                    self._learn(sign, signs[place + 1 : place + _LONGEST])
            is_nothing = sign.is_blank or sign.is_kashida or sign.span
            if not self._known[sign.key] and not is_nothing:
                self._known[sign.key] = self.shaped(sign)
        return [self._known[sign.key] for sign in signs]

    def shaped(self, sign: Sign) -> str:
        """What a glyph stands for by the rules of its font, empty where these do not tell."""
        font, code = sign.key
        if font not in self._shaped:
            self._shaped[font] = shaped(embedded(font) or b"")
        return self._shaped[font].get(self._programs[font].numbers.get(code, code), "")

    def _rest_of_marks(self, sign: Sign, before: Sign) -> str:
        """What a mark stands for that is said to be what one before it on its letter is, too."""
        whole, own = unicodedata.normalize("NFD", sign.stated), self._known[before.key]
        if not sign.is_mark or not _is_mark(whole) or not _is_mark(own):
            return ""
        return _without(whole, own) if Counter(own) < Counter(whole) else ""

    def _learn(self, sign: Sign, following: Sequence[Sign]) -> None:
        """Find out about a glyph that is drawn for the first time, and about its cluster."""
        self._known[sign.key] = sign.stated or sign.named
        whole = left = unicodedata.normalize("NFD", sign.stated)
        if len(whole) <= 1 and not _is_letter_of_mark(sign):
            return
        others: list[Sign] = []
        if _is_mark(sign.named) and not _is_mark(whole):
            self._known[sign.key] = sign.named
            left = _without(left, sign.named)
        for other in following:
            if other.is_kashida:
                continue
            own = self._known.get(other.key) or other.stated or other.named
            own = unicodedata.normalize("NFD", own)
            is_whole = not any(map(str.isalpha, left))
            is_another = other.stated and (others or not _may_be_over(sign, other))
            if is_another or is_whole or not _share(sign, other) or Counter(own) - Counter(left):
                break
            left = _without(left, own)
            if not own:
                others.append(other)
        if others or len(left) < len(whole):
            is_told = _is_mark(self._known[sign.key])
            self._known |= _shared(left, others if is_told else [sign, *others])


def _program(font: Font) -> _Program:
    data = embedded(font)
    is_simple = isinstance(font, SimpleFont) and bool(font.flags & SYMBOLIC)
    is_numbered = isinstance(font, CIDFont) and isinstance(font.cmap, IdentityCMap)
    if data is None or not (is_simple or is_numbered):
        return _Program({}, {}, None)
    face = uharfbuzz.Face(uharfbuzz.Blob(data))
    program = uharfbuzz.Font(face)
    if not isinstance(font, CIDFont):  # its table is of codes of the file, not of characters
        codes = {code: program.get_nominal_glyph(code) for code in range(256)}
        numbered = {code: glyph for code, glyph in codes.items() if glyph}
        return _Program({}, numbered, program if face.glyph_count and numbered else None)
    names: dict[int, str] = {}
    for code in (*_NAMED, *_SHAPES):
        glyph = program.get_nominal_glyph(code)
        if glyph:
            names.setdefault(glyph, characters(chr(code)))
    numbers = font.cid2gid if isinstance(font.cid2gid, dict) else {}
    if numbers:
        names = {code: names[glyph] for code, glyph in numbers.items() if glyph in names}
    return _Program(names, numbers, program if face.glyph_count else None)


def _is_mark(text: str) -> bool:
    return bool(text) and all(map(unicodedata.combining, text))


def _is_letter_of_mark(sign: Sign) -> bool:
    """Whether the file says that what is drawn like a mark is a letter."""
    return sign.is_mark and any(map(str.isalpha, sign.stated))


def _may_be_over(mark: Sign, other: Sign) -> bool:
    """Whether a mark that is said to be letters may be that of a letter, or another one of it.

    In fonts that give no width to any glyph letters are no marks.
    """
    if not _is_letter_of_mark(mark):
        return False
    is_more = len(unicodedata.normalize("NFD", mark.stated)) > 1
    return _is_mark(mark.named) or (is_more and (other.has_width or _is_mark(other.stated)))


def _share(sign: Sign, other: Sign) -> bool:
    """Whether the file says one thing of both; of some clusters it says the same twice."""
    return sign.span == other.span or (not sign.span and sign.stated == other.said)


def _without(text: str, taken: str) -> str:
    for char in taken:
        text = text.replace(char, "", 1)
    return text


def _shared(text: str, signs: Sequence[Sign]) -> dict[tuple[Font, int], str]:
    """What is left of a cluster, by the glyphs of which it is not known, from the left."""
    bases = [sign for sign in signs if not sign.is_mark]
    marks = [sign for sign in signs if sign.is_mark]
    if bases and marks:
        letters = "".join(char for char in text if not unicodedata.combining(char))
        return _in_turn(letters, bases) | _in_turn(_without(text, letters), marks)
    return _in_turn(text, bases or marks)


def _in_turn(text: str, signs: Sequence[Sign]) -> dict[tuple[Font, int], str]:
    """A character each where they are as many, else the first has all."""
    pieces = list(text[::-1]) if len(signs) == len(text) else [unicodedata.normalize("NFC", text)]
    pieces += [""] * (len(signs) - len(pieces))
    return {sign.key: piece for sign, piece in zip(signs, pieces, strict=True)}

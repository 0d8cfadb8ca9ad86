"""What pdfium finds on a page: characters with their places.

pdfium also puts them into an order of its own, which reverses Arabic words in the files of some
programs and not of others; nothing here relies on it.
"""

import ctypes
import math
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# A page of a newspaper has 20,000; the work grows faster than their number.
MOST_CHARACTERS = 60_000
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # pdfium's marks for a hyphen at the end of a line
_REPLACEMENT = "\ufffd"
# Controls, surrogates, private use and unassigned: fonts number their glyphs with them.
_NO_CHARACTERS = {"Cc", "Cs", "Co", "Cn"}
_LAM_ALEF = "لا"  # the ligature, of which pdfium does not always give the lam first
_ALEFS = frozenset("اأإآٱ")
_NO_WIDTH = 0.01  # points
_SLANT = 15  # degrees from upright that running text may have: stamps across the page have more


@dataclass(slots=True)
class Glyph:
    """What is drawn at one place: characters in reading order, their extent and size in points.

    Empty text stands for ink that is not known to be a character: it parts no words.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float

    @property
    def centre(self) -> float:
        """Half way between its sides."""
        return (self.left + self.right) / 2

    @property
    def is_mark(self) -> bool:
        """Whether it is nothing but harakat."""
        return bool(self.text) and all(unicodedata.combining(char) for char in self.text)


@dataclass(slots=True)
class _Placed:
    """A character with the drawing instruction that it belongs to."""

    char: str
    run: int
    origin: float
    left: float
    right: float
    baseline: float


@dataclass(frozen=True, slots=True)
class _Run:
    """A drawing instruction: size of its letters in points, direction in quarter turns."""

    size: float
    turns: int | None


def glyphs(page: pypdfium2.PdfPage) -> list[Glyph]:
    """The glyphs of a page, upright and turned so that its text runs horizontally.

    Raises:
        ValueError: it has too many characters.
        pypdfium2.PdfiumError: it is damaged.
    """
    textpage = page.get_textpage()
    try:
        runs: dict[int, _Run] = {}
        placed = list(_characters(textpage, runs))
    finally:
        textpage.close()
    turns = Counter(runs[item.run].turns for item in placed)
    turns.pop(None, None)
    if not turns:
        return []
    ((direction, _),) = turns.most_common(1)
    upright = [item for item in placed if runs[item.run].turns == direction]
    found = [glyph for cluster in _clusters(upright) for glyph in _glyphs(cluster, runs)]
    return found + (_unnamed_ink(page, runs) if direction == 0 else [])


def _characters(textpage: pypdfium2.PdfTextPage, runs: dict[int, _Run]) -> Iterator[_Placed]:
    count = textpage.count_chars()
    if count > MOST_CHARACTERS:
        msg = f"{count:,} characters, at most {MOST_CHARACTERS:,} are read of a page"
        raise ValueError(msg)
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    for index in range(count):
        run = ctypes.cast(pdfium.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value
        if run is None or not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
            continue
        char = _text(pdfium.FPDFText_GetUnicode(textpage, index))
        # pdfium makes up spaces without width, some in the middle of words.
        if char.isspace() and not _has_width(box):
            continue
        if run not in runs:
            runs[run] = _run(textpage, index)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        corners = [(box.left, box.bottom), (box.right, box.top), (x.value, y.value)]
        (ax, _), (bx, _), (origin, baseline) = (
            _turned(*corner, runs[run].turns) for corner in corners
        )
        yield _Placed(
            char=char,
            run=run,
            origin=origin,
            left=min(ax, bx),
            right=max(ax, bx),
            baseline=baseline,
        )


def _has_width(box: pdfium.FS_RECTF) -> bool:
    return bool(max(abs(box.right - box.left), abs(box.top - box.bottom)) > _NO_WIDTH)


def _run(textpage: pypdfium2.PdfTextPage, index: int) -> _Run:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        return _Run(1.0, None)
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a))
    turns = round(angle / 90)
    slanted = abs(angle - 90 * turns) > _SLANT
    return _Run(max(size, 1.0), None if slanted else turns % 4)


def _turned(x: float, y: float, turns: int | None) -> tuple[float, float]:
    match turns:
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case 3:
            return -y, x
        case _:
            return x, y


def _text(code: int) -> str:
    """The character; nothing for ink that the file gives no character for."""
    if code in _HYPHENS:
        return _HYPHENS[code]
    char = chr(min(code, sys.maxunicode))
    return "" if char == _REPLACEMENT or unicodedata.category(char) in _NO_CHARACTERS else char


def _clusters(placed: list[_Placed]) -> list[list[_Placed]]:
    """Characters that one drawing instruction puts at one point."""
    found: dict[tuple[int, float, float], list[_Placed]] = {}
    for item in placed:
        key = (item.run, round(item.origin, 1), round(item.baseline, 1))
        found.setdefault(key, []).append(item)
    return list(found.values())


def _glyphs(cluster: list[_Placed], runs: dict[int, _Run]) -> Iterator[Glyph]:
    """One for each letter; marks that came with a single letter or ligature belong to it."""
    size = runs[cluster[0].run].size
    letters = [item for item in cluster if not item.char or not unicodedata.combining(item.char)]
    marks = [item for item in cluster if item.char and unicodedata.combining(item.char)]
    if {item.char for item in letters} - _ALEFS == {"ل"} and len(letters) == len(_LAM_ALEF):
        letters.sort(key=lambda item: item.char != "ل")
    elif len(letters) > 1:
        yield from (Glyph(i.char, i.left, i.right, i.baseline, size) for i in letters)
        letters = []
    together = letters + marks
    if together:
        yield Glyph(
            "".join(item.char for item in together),
            min(item.left for item in together),
            max(item.right for item in together),
            cluster[0].baseline,
            size,
        )


def _unnamed_ink(page: pypdfium2.PdfPage, runs: Mapping[int, _Run]) -> list[Glyph]:
    """Text without characters: bases whose character the file gives with their mark."""
    found = []
    sides = [ctypes.c_float() for _ in range(4)]
    matrix = pdfium.FS_MATRIX()
    left, _, right, _ = sides
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if (
            pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT
            and ctypes.cast(item, ctypes.c_void_p).value not in runs
            and pdfium.FPDFPageObj_GetBounds(item, *sides)
            and pdfium.FPDFPageObj_GetMatrix(item, matrix)
        ):
            found.append(Glyph("", left.value, right.value, matrix.f, 1.0))
    return found

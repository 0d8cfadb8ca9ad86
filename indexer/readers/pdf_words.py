"""The words and cells of a row of glyphs: letters with their marks, and the gaps that part them."""

import math
import unicodedata
from bisect import bisect
from dataclasses import replace
from itertools import accumulate, pairwise
from statistics import median

from indexer.readers.bidi import is_rtl
from indexer.readers.pdf_drawing import (
    base_of,
    distance,
    drawing_direction,
    merge_halves,
    put_in_order,
)
from indexer.readers.pdf_glyph import Glyph

# All in ems, the size of the letters concerned.
# Letters that do not join stand up to 0.16 apart in a narrow font and 0.23 in a wide one, words
# from 0.19 and from 0.28 on: the widest range without gaps on a page lies between the two.
_WORD_GAP = 0.17
_WORD_GAP_FROM, _WORD_GAP_TO = 0.1, 0.35
_ENOUGH_GAPS = 40
# Where spaces are drawn they part words; letters of sloping and monospaced hands stand apart.
_GAP_WITHOUT_SPACE = 0.35
_TOUCHING = 0.01
_HAMZAS = ("\u0653", "\u0654", "\u0655")  # madda, hamza above and below
_LONGEST_WORDS = 10  # letters, on average


def with_marks(row: list[Glyph]) -> list[Glyph]:
    """The glyphs of a row from the left, each with the marks that stand over and under it."""
    bases = [replace(glyph) for glyph in row if not glyph.is_mark]
    bases.sort(key=lambda glyph: glyph.centre)
    direction = drawing_direction(bases)
    put_in_order(bases, direction)
    bases = merge_halves(bases)
    carriers = [glyph for glyph in bases if glyph.text and not glyph.text.isspace()]
    if carriers:
        drawn = sorted(carriers, key=lambda base: base.order)
        centres = [glyph.centre for glyph in carriers]
        marks = [glyph for glyph in row if glyph.is_mark]
        for mark in sorted(marks, key=lambda mark: -direction * mark.order):
            near = bisect(centres, mark.centre)
            around = carriers[max(0, near - 2) : near + 2]
            nearest = min(around, key=lambda base: distance(base, mark))
            _attach(mark, base_of(mark, drawn, direction) or nearest)
    return bases


def _attach(mark: Glyph, base: Glyph) -> None:
    apart = max(base.left, mark.left) - min(base.right, mark.right)
    if apart < _TOUCHING * base.size:  # in some fonts marks take up room
        base.left, base.right = min(base.left, mark.left), max(base.right, mark.right)
    whole = unicodedata.normalize("NFD", base.text)
    text = "".join(char for char in mark.text if char not in whole)
    if text in _HAMZAS:
        base.text = _with_hamza(base.text, text)
        return
    letters = [char for char in base.text if not unicodedata.combining(char)]
    if len(letters) > 1 and mark.centre > base.centre:  # the lam of lam-alef is at the right
        base.text = base.text[0] + text + base.text[1:]
    else:
        base.text += text


def _with_hamza(text: str, hamza: str) -> str:
    """A letter or ligature with the hamza or madda that was drawn over or under it."""
    for place in range(len(text) - 1, -1, -1):
        whole = unicodedata.normalize("NFC", text[place] + hamza)
        if len(whole) == 1:
            return text[:place] + whole + text[place + 1 :]
    return text + hamza


def word_gap_of(rows: list[list[Glyph]]) -> float:
    """The width from which a gap parts words, in ems, for the fonts of a page."""
    gaps = sorted(
        gap / size
        for row in rows
        for size in [size_of(row)]
        for before, gap in zip(row, gaps_of(row)[1:], strict=False)
        # Where spaces are drawn nothing has to be found out.
        if not before.text.isspace() and gap > _WORD_GAP_FROM * size
    )
    if len(gaps) < _ENOUGH_GAPS:
        return _WORD_GAP
    near = [_WORD_GAP_FROM, *(gap for gap in gaps if gap < _WORD_GAP_TO)]
    _, low, high = max(
        ((high - low, low, high) for low, high in pairwise(near)), default=(0, 0, 2 * _WORD_GAP)
    )
    return (low + high) / 2


def size_of(row: list[Glyph]) -> float:
    """The size of its letters in points."""
    return median([glyph.size for glyph in row if glyph.text.strip()] or [1.0])


def gaps_of(bases: list[Glyph]) -> list[float]:
    """Before each glyph, the width that none covers; 0 before the first and before spaces."""
    # Glyphs are in order of their centres: a wide one may begin before one that it follows.
    ahead = accumulate(
        (math.inf if glyph.text.isspace() else glyph.left for glyph in reversed(bases)), min
    )
    gaps, reach = [], math.inf
    for glyph, nearest in zip(bases, reversed(list(ahead)), strict=True):
        if glyph.text.isspace():
            gaps.append(0.0)
        else:
            gaps.append(max(0.0, nearest - reach))
            reach = glyph.right if math.isinf(reach) else max(reach, glyph.right)
    return gaps


def cells_of(bases: list[Glyph], word_gap: float, cell_gap: float) -> list[list[Glyph]]:
    """Glyphs from the left with a space where words part, in cells where columns part."""
    size = size_of(bases)
    spaces = sum(glyph.text.isspace() for glyph in bases)
    wide_gap = max(word_gap, _GAP_WITHOUT_SPACE if spaces * _LONGEST_WORDS >= len(bases) else 0)
    cells: list[list[Glyph]] = [[]]
    for glyph, gap in zip(bases, gaps_of(bases), strict=True):
        before = cells[-1][-1].text if cells[-1] else ""
        # Some programs draw no space where the script changes.
        least = _WORD_GAP_FROM if is_rtl(before) != is_rtl(glyph.text) else wide_gap
        if gap > cell_gap * size:
            cells.append([])
        elif _parts_words(cells[-1], glyph) or (gap > least * size and not before.isspace()):
            cells[-1].append(Glyph(" ", glyph.left - gap, glyph.left, glyph.baseline, glyph.size))
        cells[-1].append(glyph)
    return [cell for cell in cells if any(glyph.text.strip() for glyph in cell)] or [bases]


def _parts_words(before: list[Glyph], glyph: Glyph) -> bool:
    return bool(before) and before[-1].is_word and glyph.is_word


def words_of(cell: list[Glyph]) -> list[list[Glyph]]:
    """What stands between the spaces of a cell."""
    words: list[list[Glyph]] = [[]]
    for glyph in cell:
        if not glyph.text.isspace():
            words[-1].append(glyph)
        elif words[-1]:
            words.append([])
    return [word for word in words if word]

"""Rows of tables without lines, some cells of which are of another colour."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from indexer.readers.pdf_floats import goes_on, near
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_rules import LONGEST_CELL, Rule, RuledRow
from indexer.readers.pdf_sides import gaps_of_columns, left_of, right_of, rows_of

_SAME_PLACE = 1.5  # points
_LEVEL = 0.3  # points between the baselines of first lines
_FEWEST = 2  # cells of a row
# In ems.
_GAP = 0.9  # between cells of one line
_GAP_OF_LINES = 0.4  # between those of several
_CELL_GAP = 1.5  # between cells that have no colour


class _Cell(NamedTuple):
    glyphs: list[Glyph]
    is_shaded: bool

    @property
    def said(self) -> list[Glyph]:
        """What of it is no space."""
        return [glyph for glyph in self.glyphs if glyph.text.strip()]


def shaded_rows(glyphs: Sequence[Glyph], filled: Sequence[Rule]) -> Iterator[RuledRow]:
    """The rows that boxes of one height make with the text that stands beside them.

    Args:
        glyphs: of the page, without those of other tables.
        filled: boxes of another colour.
    """
    ordered = sorted(set(filled), key=lambda box: (-round(box.top), round(box.bottom), box.left))
    for _, alike in groupby(ordered, key=lambda box: (round(box.top), round(box.bottom))):
        boxes = list(alike)
        cells = list(_cells(glyphs, boxes))
        if _is_row([cell for cell in cells if cell.said], glyphs, boxes[0]):
            whole = [glyph for cell in cells for glyph in cell.said]
            inside = [cell.glyphs for cell in cells]
            yield RuledRow(inside, left_of(whole), right_of(whole), boxes[0].top)


def _cells(glyphs: Sequence[Glyph], boxes: list[Rule]) -> Iterator[_Cell]:
    """What stands in boxes and between them, from the left; nothing where letters cross a side."""
    if any(one.right > other.left + _SAME_PLACE for one, other in pairwise(boxes)):
        return
    sides = [side for box in boxes for side in (box.left, box.right)]
    cells: list[list[Glyph]] = [[] for _ in range(len(sides) + 1)]
    for glyph in glyphs:
        if boxes[0].bottom < glyph.baseline < boxes[0].top:
            left, right = glyph.left + _SAME_PLACE, glyph.right - _SAME_PLACE
            if glyph.text.strip() and any(left < side < right for side in sides):
                return
            cells[bisect(sides, glyph.centre)].append(glyph)
    for place, cell in enumerate(cells):
        if place % 2:
            yield _Cell(cell, is_shaded=True)
        else:
            yield from (_Cell(part, is_shaded=False) for part in _columns(cell))


def _columns(cell: list[Glyph]) -> Iterator[list[Glyph]]:
    """What stands beside coloured cells, in the cells that white columns part; none if empty."""
    ordered = sorted((glyph for glyph in cell if glyph.text.strip()), key=lambda each: each.left)
    if not ordered:
        return
    starts = [ordered[0].left] + [
        glyph.left
        for glyph, gap in zip(ordered[1:], gaps_of_columns(ordered), strict=True)
        if gap >= _CELL_GAP * glyph.size
    ]
    parts: list[list[Glyph]] = [[] for _ in starts]
    for glyph in cell:
        parts[max(0, bisect(starts, glyph.centre) - 1)].append(glyph)
    yield from parts


def _is_row(cells: list[_Cell], glyphs: Sequence[Glyph], box: Rule) -> bool:
    if len(cells) < _FEWEST or not any(cell.is_shaded for cell in cells):
        return False
    rows = [rows_of(cell.said) for cell in cells]
    tops = [max(glyph.baseline for glyph in lines[0]) for lines in rows]
    gaps = [left_of(right.said) - right_of(left.said) for left, right in pairwise(cells)]
    has_lines = any(
        cell.is_shaded and len(lines) > 1 for cell, lines in zip(cells, rows, strict=True)
    )
    if min(gaps) < (_GAP_OF_LINES if has_lines else _GAP) * cells[0].said[0].size:
        return False  # of words, some of which are marked
    if max(tops) - min(tops) > _LEVEL or max(len(cell.said) for cell in cells) > LONGEST_CELL:
        return False
    around = near([glyph for glyph in glyphs if glyph.text.strip()], box)
    beside = [cell.said for cell in cells if not cell.is_shaded]
    return not any(goes_on(row, said) for said in beside for row in around)

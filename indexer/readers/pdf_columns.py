"""The parts of a page in reading order: columns, and what stands above and below them."""

import math
from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, groupby, pairwise
from statistics import median
from typing import NamedTuple

from indexer.readers.pdf_glyph import Glyph

# In ems, the size of the letters concerned.
_SAME_LINE = 0.5  # marks are raised and lowered by 0.4
_GUTTER = 0.9
_CELL_GAP = 1.5
# Cells of tables are shorter, or do not fill their column.
_COLUMN_LINES = 3
_COLUMN_LETTERS = 15
_COLUMN_FILL = 0.6
_LONG_LINE = 30  # letters
_FEWEST_LINES = 2  # of a part that has columns where others have them
_PARAGRAPH_GAP = 1.25  # times the usual distance of lines
_FEWEST_PARAGRAPHS = 3
_ALIKE = 0.5  # share of paragraphs at one height, of which rows of a table have more
_MOST_GUTTERS = 8  # that are tried of a region; a newspaper has six columns
_DEEPEST_CUT = 30  # lines above and between columns; a page cut more often is a drawing


class Gutter(NamedTuple):
    """A white column between two columns of text, in points from the left of the page."""

    left: float
    right: float

    def is_crossed(self, row: list[Glyph]) -> bool:
        """Whether a glyph of a row stands in its middle half; lines may end a little in it."""
        edge = (self.right - self.left) / 4
        left, right = self.left + edge, self.right - edge
        return any(glyph.left < right and glyph.right > left for glyph in row)


def columns(glyphs: list[Glyph], *, rtl: bool) -> list[list[Glyph]]:
    """Parts of a page: cut at white columns, and at white rows where that frees columns (XY cut).

    Columns come from the right when the page is read so; a part without columns stays whole. A part
    of a few lines has them where another part of the page has them at the same places.
    """
    found: list[Gutter] = []
    parts = _cut(glyphs, found, rtl=rtl)
    return [piece for part in parts for piece in _cut_alike(part, found, rtl=rtl)]


def _cut(
    glyphs: list[Glyph], found: list[Gutter], *, rtl: bool, depth: int = 0
) -> list[list[Glyph]]:
    if depth > _DEEPEST_CUT or not _may_have_columns(glyphs):
        return [glyphs]
    if sides := _columns(glyphs):
        ordered = reversed(sides) if rtl else iter(sides)
        found.append(Gutter(_right(sides[0]), _left(sides[1])))
        return [part for side in ordered for part in _cut(side, found, rtl=rtl, depth=depth + 1)]
    parts = [_cut(band, found, rtl=rtl, depth=depth + 1) for band in _bands(glyphs)]
    if all(len(inner) == 1 for inner in parts):
        return [glyphs]
    return [part for inner in parts for part in inner]


def _cut_alike(glyphs: list[Glyph], found: list[Gutter], *, rtl: bool) -> list[list[Glyph]]:
    """A part cut at the white columns of others, where there are lines on both sides of them.

    What stands across a column, as a heading does, is a part of its own.
    """
    for number, gutter in enumerate(found):
        others = [*found[:number], *found[number + 1 :]]
        parts: list[list[Glyph]] = []
        is_cut = False
        for is_across, rows in groupby(rows_of(glyphs), key=gutter.is_crossed):
            part = [glyph for row in rows for glyph in row]
            sides = [] if is_across else _sides(part, gutter, others, rtl=rtl)
            parts += sides or [part]
            is_cut = is_cut or bool(sides)
        if is_cut:
            return parts
    return [glyphs]


def _sides(
    glyphs: list[Glyph], gutter: Gutter, others: list[Gutter], *, rtl: bool
) -> list[list[Glyph]]:
    """The parts on both sides of a white column; nothing where there are no lines on one."""
    middle = (gutter.left + gutter.right) / 2
    left = [glyph for glyph in glyphs if glyph.centre <= middle]
    right = [glyph for glyph in glyphs if glyph.centre > middle]
    if not (left and right):
        return []
    sides = (right, left) if rtl else (left, right)
    cut = [_cut_alike(side, others, rtl=rtl) for side in sides]
    if not all(len(parts) > 1 or _is_of_lines(parts[0]) for parts in cut):
        return []
    return [part for parts in cut for part in parts]


def _is_of_lines(glyphs: list[Glyph]) -> bool:
    """Whether it is text of a few lines, of which all but the last are filled."""
    rows = rows_of(glyphs)
    return len(rows) >= _FEWEST_LINES and _fills(rows[:-1], rows)


def _may_have_columns(glyphs: list[Glyph]) -> bool:
    return len({round(glyph.baseline) for glyph in glyphs}) >= _COLUMN_LINES


def _columns(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]] | None:
    """Left and right of the widest white column that parts two columns of running text."""
    least = _GUTTER * median(glyph.size for glyph in glyphs)
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    gaps = [(gap, position) for position, gap in enumerate(_gaps(ordered), 1) if gap > least]
    for _, position in sorted(gaps, reverse=True)[:_MOST_GUTTERS]:
        sides = ordered[:position], ordered[position:]
        if all(_is_running_text(side) or _columns(side) for side in sides):
            return None if _beside(*sides) == 1 else sides
        if all(map(_is_in_paragraphs, sides)) and _beside(*sides) <= _ALIKE:
            return sides
        if all(_is_running_text(side) or _is_of_long_lines(side) for side in sides):
            return sides
    return None


def _gaps(glyphs: list[Glyph]) -> Iterator[float]:
    """How far each glyph is from all that begin to the left of it; negative where they overlap."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    reaches = accumulate((glyph.right for glyph in ordered), max)
    for reach, glyph in zip(reaches, ordered[1:], strict=False):
        yield glyph.left - reach


def _is_running_text(glyphs: list[Glyph]) -> bool:
    rows = rows_of(glyphs)
    return len(rows) >= _COLUMN_LINES and _fills(rows, rows)


def _is_in_paragraphs(glyphs: list[Glyph]) -> bool:
    """Whether it is running text in paragraphs of a few lines, whose last ones may be short."""
    rows = rows_of(glyphs)
    gaps = _distances(rows)
    if len(gaps) < _COLUMN_LINES:
        return False
    usual = median(gaps)
    goes_on = [row for row, gap in zip(rows, gaps, strict=False) if gap <= _PARAGRAPH_GAP * usual]
    return len(goes_on) >= _COLUMN_LINES and _fills(goes_on, rows)


def _is_of_long_lines(glyphs: list[Glyph]) -> bool:
    """Whether it is text of two lines that are longer than those of cells."""
    rows = rows_of(glyphs)
    longest = sum(char.isalpha() for glyph in rows[0] for char in glyph.text)
    return len(rows) == _FEWEST_LINES and longest >= _LONG_LINE and _fills(rows[:-1], rows)


def _fills(lines: list[list[Glyph]], rows: list[list[Glyph]]) -> bool:
    """Whether rows are running text that fills its column in some lines of it."""
    width = max(map(_right, rows), default=0) - min(map(_left, rows), default=0)
    letters = sum(char.isalpha() for row in lines for glyph in row for char in glyph.text)
    tabular = sum(any(gap > _CELL_GAP * row[0].size for gap in _gaps(row)) for row in rows)
    return (
        letters / len(lines) >= _COLUMN_LETTERS
        and median(_right(row) - _left(row) for row in lines) >= _COLUMN_FILL * width
        and tabular < len(rows) / 2
    )


def _beside(left: list[Glyph], right: list[Glyph]) -> float:
    """The share of paragraphs of two columns that begin beside each other, as cells of rows do.

    Of few paragraphs it says nothing, and is in between.
    """
    starts = [_starts(rows_of(side)) for side in (left, right)]
    slack = _SAME_LINE * median(glyph.size for glyph in left)
    beside = sum(any(abs(start - other) <= slack for other in starts[1]) for start in starts[0])
    share = beside / max(map(len, starts))
    is_told = min(map(len, starts)) >= _FEWEST_PARAGRAPHS
    return share if is_told else (_ALIKE + 1) / 2


def _starts(rows: list[list[Glyph]]) -> list[float]:
    """The baselines on which paragraphs begin, known by the room above them."""
    gaps = _distances(rows)
    usual = median(gaps)
    below = [row for row, gap in zip(rows[1:], gaps, strict=True) if gap > _PARAGRAPH_GAP * usual]
    return [_baseline(row) for row in (rows[0], *below)]


def _distances(rows: list[list[Glyph]]) -> list[float]:
    """How far each row is below the one before."""
    return [_baseline(upper) - _baseline(lower) for upper, lower in pairwise(rows)]


def _baseline(row: list[Glyph]) -> float:
    return median(glyph.baseline for glyph in row)


def _left(glyphs: list[Glyph]) -> float:
    return min(glyph.left for glyph in glyphs)


def _right(glyphs: list[Glyph]) -> float:
    return max(glyph.right for glyph in glyphs)


def _bands(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Above and below the widest white row; nothing when there is none."""
    ordered = sorted(glyphs, key=lambda glyph: -glyph.baseline)
    widest, cut = 0.0, 0
    for position, (upper, lower) in enumerate(pairwise(ordered), 1):
        gap = upper.baseline - lower.baseline - _SAME_LINE * max(upper.size, lower.size)
        if gap > widest:
            widest, cut = gap, position
    return [ordered[:cut], ordered[cut:]] if cut else []


def rows_of(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs by the line on which they stand, from above.

    The baselines that most letters share are lines; raised and lowered glyphs join the nearest.
    """
    sizes = {round(glyph.baseline, 1): glyph.size for glyph in glyphs if glyph.text}
    counts = Counter(
        round(glyph.baseline, 1) for glyph in glyphs if glyph.text and not glyph.is_mark
    )
    baselines: list[float] = []
    for baseline, _ in counts.most_common():
        if abs(_nearest(baselines, baseline) - baseline) > _SAME_LINE * sizes[baseline]:
            insort(baselines, baseline)
    rows: dict[float, list[Glyph]] = {baseline: [] for baseline in reversed(baselines)}
    for glyph in glyphs:
        if rows:
            rows[_nearest(baselines, glyph.baseline)].append(glyph)
    return list(rows.values())


def _nearest(ordered: list[float], value: float) -> float:
    position = bisect(ordered, value)
    around = ordered[max(0, position - 1) : position + 1]
    return min(around, key=lambda other: abs(other - value), default=math.inf)

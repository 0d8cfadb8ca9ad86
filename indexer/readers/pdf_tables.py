"""Which rows of a page are a table, and where its columns part.

One row does not tell: gaps between figures may be as wide as those of a justified line. Rows that
stand over one another do, by the white columns between them.
"""

import math
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_NUMERIC = re.compile(
    r"[-+(\u2212]?[\d\u0660-\u0669][\d\u0660-\u0669.,\u066b\u066c/:%\u066a)+-]*$|[-\u2013\u2014]$"
)
_TOLERATED = 8  # one row in so many may cross a white column
_FEWEST_ROWS = 2
_FEWEST_ROWS_OF_WORDS = 3
_FEWEST_JUSTIFIED = 5
_NUMERIC_SHARE = 0.5  # of a column's cells
_MOST_CLOSED = 2  # rows of one cell between two rows of several
_SAME_ROW = 0.7  # of the distance of rows: lines of one row are nearer
# In ems.
CHUNK_GAP = 0.8  # within a cell words are nearer
_WHITE = 0.5
_WHITE_BETWEEN_WORDS = 1.0
_FURTHEST = 5.0
_HEAD = 1.5
_NEAR = 0.9  # lines of two rows are further apart


class Chunk(NamedTuple):
    """Words of a row that stand together: their extent in points, and their text as drawn."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of glyphs, from the left."""

    chunks: list[Chunk]
    baseline: float
    size: float

    @property
    def is_open(self) -> bool:
        """Whether it may be of several cells."""
        return len(self.chunks) > 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table, by their numbers, each with the lines it is made of; where columns part."""

    rows: list[list[int]]
    edges: list[float]

    def column(self, left: float, right: float, *, rtl: bool) -> int:
        """The column of what stands there, the first that is read where it spans several."""
        inside = bisect(self.edges, (left + right) / 2)
        if left < right and bisect(self.edges, left) != bisect(self.edges, right):
            inside = bisect(self.edges, right if rtl else left)
        return inside


def tables(rows: Sequence[Row]) -> Iterator[Table]:
    """The tables among the rows of a part of a page, from above."""
    for first, last in _blocks(rows):
        opened = [row for row in rows[first:last] if row.is_open]
        near = range(max(0, first - 1), min(len(rows), last + 1))
        closed = [number for number in near if not rows[number].is_open]
        beside = [rows[number] for number in closed if _is_beside(rows[number], opened)]
        edges = _edges(opened, beside)
        if edges:
            inner = [n for n in closed if first <= n < last and _is_within(rows[n], edges)]
            outer = [n for n in closed if not first <= n < last and _belongs(rows, n, edges)]
            numbers = [n for n in range(first, last) if rows[n].is_open]
            yield Table(list(_grouped(rows, sorted(numbers + inner + outer))), edges)


def _blocks(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Ranges that begin and end with rows of several chunks and have enough of them."""
    opened = [number for number, row in enumerate(rows) if row.is_open]
    block: list[int] = []
    for number in opened:
        if block and not _goes_on(rows, block[-1], number):
            if len(block) >= _FEWEST_ROWS:
                yield block[0], block[-1] + 1
            block = []
        block.append(number)
    if len(block) >= _FEWEST_ROWS:
        yield block[0], block[-1] + 1


def _goes_on(rows: Sequence[Row], upper: int, lower: int) -> bool:
    between = rows[upper : lower + 1]
    return len(between) - 2 <= _MOST_CLOSED and all(
        above.baseline - below.baseline <= _FURTHEST * above.size
        for above, below in pairwise(between)
    )


def _is_beside(row: Row, opened: Sequence[Row]) -> bool:
    """Whether a row of one chunk stands to one side of all others: a label over several lines."""
    (chunk,) = row.chunks
    left = min(each.chunks[0].left for each in opened)
    right = max(each.chunks[-1].right for each in opened)
    return chunk.right < left - _WHITE * row.size or chunk.left > right + _WHITE * row.size


def _edges(opened: Sequence[Row], beside: Sequence[Row]) -> list[float]:
    """The middles of the white columns that part the cells of rows; none where it is no table.

    Cells that reach over several columns hide where these part: then the rows with the most cells
    tell, if they have figures.
    """
    size = median(row.size for row in opened)
    white = _white([*opened, *beside], tolerated=len(opened) // _TOLERATED)
    gutters = [(low, high) for low, high in white if high - low >= _WHITE * size]
    most = max(len(row.chunks) for row in opened)
    full = [row for row in opened if len(row.chunks) == most]
    if _FEWEST_ROWS <= len(full) < len(opened) and len(gutters) + 1 < most:
        finer = [(low + high) / 2 for low, high in _white(full, tolerated=0)]
        if len(finer) + 1 == most and _has_figures(full, finer):
            return finer
    edges = [(low + high) / 2 for low, high in gutters]
    if not edges or _has_figures(opened, edges):
        return edges
    wide = all(high - low >= _WHITE_BETWEEN_WORDS * size for low, high in gutters)
    fewest = _FEWEST_JUSTIFIED if _is_justified(opened, size) else _FEWEST_ROWS_OF_WORDS
    return edges if wide and len(opened) >= fewest else []


def _is_justified(opened: Sequence[Row], size: float) -> bool:
    """Whether all rows reach from one side to the other, as those of stretched text do."""
    sides = zip(*((row.chunks[0].left, row.chunks[-1].right) for row in opened), strict=True)
    return all(max(side) - min(side) <= _WHITE * size for side in sides)


def _white(rows: Sequence[Row], *, tolerated: int) -> Iterator[tuple[float, float]]:
    """What lies between the chunks of all rows, but for a few."""
    steps = sorted(
        step
        for row in rows
        for chunk in row.chunks
        for step in ((chunk.left, 1), (chunk.right, -1))
    )
    covered, low = 0, math.inf
    last = max(place for place, _ in steps)
    for place, step in steps:
        before, covered = covered, covered + step
        if before > tolerated >= covered:
            low = place
        elif before <= tolerated < covered and low < place < last:
            yield low, place


def _has_figures(opened: Sequence[Row], edges: Sequence[float]) -> bool:
    """Whether there is a column of numbers."""
    columns: list[list[bool]] = [[] for _ in range(len(edges) + 1)]
    for row in opened:
        for chunk in row.chunks:
            column = columns[bisect(edges, (chunk.left + chunk.right) / 2)]
            column.append(bool(_NUMERIC.match(chunk.text)))
    return any(
        sum(column) >= _FEWEST_ROWS and sum(column) >= _NUMERIC_SHARE * len(column)
        for column in columns
    )


def _belongs(rows: Sequence[Row], number: int, edges: Sequence[float]) -> bool:
    """Whether a row next to a table names columns of it, or is a line of its last row."""
    row = rows[number]
    below = number > 0 and bool(rows[number - 1].is_open)
    beside = rows[number - 1 if below else number + 1]
    far = abs(row.baseline - beside.baseline) / row.size
    (chunk,) = row.chunks
    covered = bisect(edges, chunk.right) - bisect(edges, chunk.left)
    if row.size != beside.size or covered == len(edges):
        return False
    return (far <= _HEAD and not below) or (far <= _NEAR and covered == 0)


def _is_within(row: Row, edges: Sequence[float]) -> bool:
    return all(bisect(edges, chunk.left) == bisect(edges, chunk.right) for chunk in row.chunks)


def _grouped(rows: Sequence[Row], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Lines of one row together: where cells have several, these are nearer than rows are."""
    gaps = {
        (above, below): rows[above].baseline - rows[below].baseline
        for above, below in pairwise(numbers)
    }
    pitch = sorted(gaps.values())[-2:][0]
    group = [numbers[0]]
    for (above, below), gap in gaps.items():
        if gap > max(_SAME_ROW * pitch, _NEAR * rows[above].size):
            yield group
            group = []
        group.append(below)
    yield group

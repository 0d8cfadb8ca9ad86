"""Tables whose cells are ruled: which glyphs stand in which cell."""

import math
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import NamedTuple

import playa
from playa.content import ImageObject, PathObject

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_glyphs import turned

_MOST_PATHS = 20_000  # of a page; maps have more, tables fewer
_MOST_RULES = 2_000  # that are compared with one another
_MOST_FILLED = 100
# In points.
_THICKEST = 2.5
_SHORTEST = 6.0
_TOUCH = 4.0  # borders of neighbouring cells stand apart so far
_RULED = 0.5  # of the side of a cell, from which a line parts it from its neighbour
LONGEST_CELL = 800  # characters; longer ones are columns of a newspaper, with lines between them
_FEWEST = 2  # columns and rows


class Rule(NamedTuple):
    """A straight line, in points, along an axis of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_upright(self) -> bool:
        """Whether it parts columns."""
        return self.top - self.bottom > self.right - self.left

    def turned(self, turns: int) -> "Rule":
        """Where it is when what is read after so many quarter turns is upright."""
        return _box([turned(self.left, self.bottom, turns), turned(self.right, self.top, turns)])


@dataclass(frozen=True, slots=True)
class RuledRow:
    """A row of a table: its cells from the left, each with its glyphs, none where it is empty.

    What spans columns stands in the first that is read, and what spans rows in the uppermost.
    """

    cells: list[list[Glyph]]
    left: float
    right: float
    top: float


def rules(page: playa.Page) -> tuple[list[Rule], list[Rule]]:
    """The lines that are drawn on a page with the sides of its frames, and its boxes of colour.

    None of a drawing, which has many.
    """
    found: list[Rule] = []
    filled: list[Rule] = []
    for path in islice(page.flatten(PathObject), _MOST_PATHS):
        boxes = list(_boxes(path))
        for box in boxes:
            found += _sides(box, stroked=path.stroke)
        for one, other in pairwise(boxes if path.fill and not path.stroke else ()):
            if _is_frame(one, other):  # what is filled lies between them
                found += _sides(_around(one, other), stroked=True)
        if path.fill and len(filled) <= _MOST_FILLED:
            filled += filter(_is_wide, boxes)
        if len(found) > _MOST_RULES:
            return [], []
    return found, filled if len(filled) <= _MOST_FILLED else []


def pictures(page: playa.Page) -> list[Rule]:
    """Where a page has pictures."""
    if "XObject" not in page.resources:
        return []
    images = islice(page.flatten(ImageObject), _MOST_FILLED)
    return [Rule(*image.bbox) for image in images if image.bbox]


def _is_wide(box: Rule) -> bool:
    return min(box.right - box.left, box.top - box.bottom) > _THICKEST


def _is_frame(one: Rule, other: Rule) -> bool:
    """Whether one box lies in another, a line's thickness from all of its sides."""
    gaps = [inner - outer for inner, outer in zip(one, other, strict=True)]
    is_inside = gaps[0] > 0 and gaps[1] > 0 and gaps[2] < 0 and gaps[3] < 0
    is_around = gaps[0] < 0 and gaps[1] < 0 and gaps[2] > 0 and gaps[3] > 0
    return (is_inside or is_around) and max(map(abs, gaps)) <= _THICKEST


def _boxes(path: PathObject) -> Iterator[Rule]:
    """What the parts of a path that are drawn by themselves extend over."""
    points: list[tuple[float, float]] = []
    for operator, more in path.segments:
        if operator == "m" and points:
            yield _box(points)
            points = []
        points += more
    if points:
        yield _box(points)


def _box(points: Sequence[tuple[float, float]]) -> Rule:
    across, along = zip(*points, strict=True)
    return Rule(min(across), min(along), max(across), max(along))


def _sides(box: Rule, *, stroked: bool) -> Iterator[Rule]:
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if min(width, height) <= _THICKEST:
        if max(width, height) >= _SHORTEST:
            yield box
    elif stroked:
        yield Rule(left, bottom, right, bottom)
        yield Rule(left, top, right, top)
        yield Rule(left, bottom, left, top)
        yield Rule(right, bottom, right, top)


def ruled_rows(found: Sequence[Rule], glyphs: Sequence[Glyph], *, rtl: bool) -> Iterator[RuledRow]:
    """The rows of tables of at least two rows and two columns that lines make."""
    for group in _connected(found):
        columns = _positions((rule.left + rule.right) / 2 for rule in group if rule.is_upright)
        heights = _positions((rule.bottom + rule.top) / 2 for rule in group if not rule.is_upright)
        if len(columns) > _FEWEST and len(heights) > _FEWEST:
            yield from _filled(_Grid(columns, heights[::-1], group), glyphs, rtl=rtl)


def _connected(found: Sequence[Rule]) -> list[list[Rule]]:
    """Lines that touch one another, directly or by others."""
    groups: list[tuple[Rule, list[Rule]]] = []
    for rule in found:
        box, members = rule, [rule]
        apart = []
        for other, theirs in groups:
            if _touches(rule, other) and any(_touches(rule, each) for each in theirs):
                box, members = _around(box, other), members + theirs
            else:
                apart.append((other, theirs))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _touches(one: Rule, other: Rule) -> bool:
    return (
        one.left <= other.right + _TOUCH
        and other.left <= one.right + _TOUCH
        and one.bottom <= other.top + _TOUCH
        and other.bottom <= one.top + _TOUCH
    )


def _around(one: Rule, other: Rule) -> Rule:
    return Rule(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
    )


def _positions(values: Iterable[float]) -> list[float]:
    """Where lines stand; those that nearly coincide are one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


class _Grid:
    """Cells between lines; a missing piece of line joins two."""

    def __init__(self, columns: list[float], heights: list[float], group: list[Rule]) -> None:
        self.columns = columns
        self.heights = heights  # from above
        self._group = group

    def place(self, glyph: Glyph) -> tuple[int, int] | None:
        """Row and column of a glyph; none outside of the table."""
        column = bisect(self.columns, glyph.centre) - 1
        middle = glyph.baseline + glyph.size / 4
        row = bisect(self.heights, -middle, key=lambda height: -height) - 1
        inside = 0 <= column < len(self.columns) - 1 and 0 <= row < len(self.heights) - 1
        return (row, column) if inside else None

    def first(self, place: tuple[int, int], *, rtl: bool) -> tuple[int, int]:
        """The cell that a place belongs to, by its uppermost row and first column."""
        row, column = place
        step = 1 if rtl else -1
        last = len(self.columns) - 2 if rtl else 0
        while row and not self._is_ruled_above(row, column):
            row -= 1
        while column != last and not self._is_ruled_beside(row, max(column, column + step)):
            column += step
        return row, column

    def _is_ruled_above(self, row: int, column: int) -> bool:
        left, right = self.columns[column], self.columns[column + 1]
        drawn = [
            min(rule.right, right) - max(rule.left, left)
            for rule in self._group
            if not rule.is_upright and abs(rule.bottom - self.heights[row]) <= _TOUCH
        ]
        return max(drawn, default=-math.inf) >= _RULED * (right - left)

    def _is_ruled_beside(self, row: int, column: int) -> bool:
        """Whether a line stands at the left of a column."""
        top, bottom = self.heights[row], self.heights[row + 1]
        drawn = [
            min(rule.top, top) - max(rule.bottom, bottom)
            for rule in self._group
            if rule.is_upright and abs(rule.left - self.columns[column]) <= _TOUCH
        ]
        return max(drawn, default=-math.inf) >= _RULED * (top - bottom)


def _filled(grid: _Grid, glyphs: Sequence[Glyph], *, rtl: bool) -> Iterator[RuledRow]:
    rows, columns = range(len(grid.heights) - 1), range(len(grid.columns) - 1)
    first_of = {place: grid.first(place, rtl=rtl) for place in product(rows, columns)}
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        place = grid.place(glyph)
        if place:
            cells.setdefault(first_of[place], []).append(glyph)
    written = [place for place, inside in cells.items() if any(g.text.strip() for g in inside)]
    extent = min(len({row for row, _ in written}), len({column for _, column in written}))
    if extent < _FEWEST or max(map(len, cells.values())) > LONGEST_CELL:
        return
    for row in sorted({row for row, _ in written}):
        yield RuledRow(
            [cells.get((row, column), []) for column in columns],
            grid.columns[0],
            grid.columns[-1],
            grid.heights[row],
        )

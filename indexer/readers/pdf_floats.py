"""Boxes that the text of a page flows around: in lines, coloured, in larger letters, and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise
from statistics import median

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_rules import Rule
from indexer.readers.pdf_sides import HEAD_SIZE, gaps_of_columns, left_of, right_of, rows_of

_SAME_PLACE = 1.5  # points between the ends of the two lines
# In ems, the size of the letters concerned.
_UNDERLINE = 0.22  # a line so near below letters is drawn under them
_NEAR = 3.0  # rows above and below a box
_GAP = 0.9  # in a row, which parts columns
_CELL_GAP = 1.5
_LEVEL = 0.3  # points between baselines
_PITCH = 1.5  # of lines
_SAME_PITCH = 1.25  # times the least distance of lines
_LEADING = 2.0  # of the lines of a box
_DEPTH = 0.3  # below a baseline
_AS_LARGE = 1.15  # times the text beside a box, which a headline exceeds
_FEWEST_LETTERS = 0.5  # of what stands in a box; of cells with figures there are fewer
_MOST_TRIED = 100  # pairs of lines


@dataclass(frozen=True, slots=True)
class Float:
    """A box, what stands in it, and the text that flows around it.

    Attributes:
        glyphs: in it.
        left, bottom, right, top: its sides, in points.
        around: glyphs of the text beside it, and above or below it.
        edge: where the lines beside it end that are shorter for it.
        is_left: whether it stands at the left of these.
    """

    glyphs: list[Glyph]
    left: float
    bottom: float
    right: float
    top: float
    around: tuple[Glyph, Glyph]
    edge: float
    is_left: bool

    def has(self, glyph: Glyph) -> bool:
        """Whether a glyph stands in it."""
        return self.is_beside(glyph.baseline) and self.left < glyph.centre < self.right

    def is_beside(self, baseline: float) -> bool:
        """Whether a line of the text stands at its height."""
        return self.bottom < baseline < self.top


def floats(
    glyphs: Sequence[Glyph],
    drawn: Sequence[Rule],
    filled: Sequence[Rule] = (),
    rows: Sequence[Glyph] = (),
) -> list[Float]:
    """The boxes on a page that its text flows around.

    Args:
        glyphs: of the page, without spaces and those of tables.
        drawn: straight lines.
        filled: what is of another colour.
        rows: those that stand for rows of tables, from above.
    """
    level = sorted(
        (rule for rule in set(drawn) if not rule.is_upright),
        key=lambda rule: (round(rule.left), round(rule.right), -rule.top),
    )
    groups = groupby(level, key=lambda rule: (round(rule.left), round(rule.right)))
    pairs = (pair for _, alike in groups for pair in pairwise(alike))
    between = (
        Rule(lower.left, lower.top, lower.right, upper.bottom)
        for upper, lower in pairs
        if not any(_is_on(glyphs, upper, height) for height in (lower.top, upper.bottom))
    )
    found: list[Float] = []
    taken: set[int] = set()
    tables = list(_tables(rows))
    for each in islice(chain(tables, between, filled, _larger(glyphs)), _MOST_TRIED):
        box = _float(glyphs, each, is_table=each in tables)
        if box is not None and taken.isdisjoint(map(id, box.glyphs)):
            taken.update(map(id, box.glyphs))
            found.append(box)
    return [box for box in found if taken.isdisjoint(map(id, box.around))]


def _tables(rows: Sequence[Glyph]) -> Iterator[Rule]:
    """Where tables stand whose rows these are."""
    for _, alike in groupby(rows, key=lambda row: (round(row.left), round(row.right))):
        yield _around([[row] for row in alike])


def _float(glyphs: Sequence[Glyph], box: Rule, *, is_table: bool) -> Float | None:
    at_height = [glyph for glyph in glyphs if box.bottom < glyph.baseline < box.top]
    inside = [glyph for glyph in at_height if box.left < glyph.centre < box.right]
    left, right = box.left - _SAME_PLACE, box.right + _SAME_PLACE
    if any(glyph.left < left or glyph.right > right for glyph in inside):
        return None
    if not is_table and not _is_text(inside):
        return None
    sides = (
        [glyph for glyph in at_height if glyph.centre <= box.left],
        [glyph for glyph in at_height if glyph.centre >= box.right],
    )
    edges = [right_of(sides[0]) if sides[0] else left, left_of(sides[1]) if sides[1] else right]
    if edges[0] > box.left + _SAME_PLACE or edges[1] < box.right - _SAME_PLACE:
        return None
    rows = near(glyphs, box)
    found: list[Float] = []
    for beside, edge, own in zip(sides, edges, (box.left, box.right), strict=True):
        channel = (edge + own) / 2
        nearest = min(beside, key=lambda glyph: abs(glyph.centre - channel), default=None)
        if nearest is None:
            continue
        level = 0 if is_table else _level_share(inside, beside)
        if level == 1 or (level > 0 and not any(goes_on(row, beside) for row in rows)):
            continue
        row = next((row for row in rows if _is_across(row, channel, nearest)), None)
        if row is not None:
            found.append(Float(inside, *box, (nearest, row[0]), edge, own == box.right))
    return found[0] if len(found) == 1 else None


def _level_share(inside: list[Glyph], beside: list[Glyph]) -> float:
    """The share of letters in a box at whose height others stand, as all do in cells of a row."""
    heights = {glyph.baseline for glyph in beside}
    level = [any(abs(glyph.baseline - each) <= _LEVEL for each in heights) for glyph in inside]
    return sum(level) / len(level)


def goes_on(row: list[Glyph], beside: list[Glyph]) -> bool:
    """Whether a row stands over or below lines beside a box, as near as these are to each other."""
    lines = rows_of(beside)
    baselines = [each[0].baseline for each in lines]
    gaps = [upper - lower for upper, lower in pairwise(baselines)] or [_PITCH * row[0].size]
    nearest = min(abs(row[0].baseline - baseline) for baseline in baselines)
    is_over = any(left_of(beside) < glyph.centre < right_of(beside) for glyph in row)
    return is_over and nearest <= _SAME_PITCH * min(gaps)


def _is_text(glyphs: list[Glyph]) -> bool:
    """Whether it is text of several lines, and no cells of a table or form."""
    rows = rows_of(glyphs)
    letters = sum(any(map(str.isalpha, glyph.text)) for glyph in glyphs)
    is_tabular = any(gap > _CELL_GAP * row[0].size for row in rows for gap in gaps_of_columns(row))
    return len(rows) > 1 and letters > _FEWEST_LETTERS * len(glyphs) and not is_tabular


def _larger(glyphs: Sequence[Glyph]) -> Iterator[Rule]:
    """Where lines of letters stand that are larger than most of the page."""
    usual = median(glyph.size for glyph in glyphs) if glyphs else 0.0
    block: list[list[Glyph]] = []
    for row in rows_of([glyph for glyph in glyphs if glyph.size >= HEAD_SIZE * usual]):
        size = row[0].size
        is_next = block and block[-1][0].baseline - row[0].baseline <= _LEADING * size
        if block and not (is_next and abs(block[-1][0].size - size) < _SAME_PLACE):
            yield _around(block)
            block = []
        block.append(row)
    if block:
        yield _around(block)


def _around(rows: list[list[Glyph]]) -> Rule:
    whole = [glyph for row in rows for glyph in row]
    size = rows[0][0].size
    bottom, top = rows[-1][0].baseline - _DEPTH * size, rows[0][0].baseline + size
    return Rule(left_of(whole), bottom, right_of(whole), top)


def _is_on(glyphs: Sequence[Glyph], box: Rule, height: float) -> bool:
    """Whether letters stand right on a line of a box."""
    return any(
        0 <= glyph.baseline - height < _UNDERLINE * glyph.size
        and box.left < glyph.centre < box.right
        for glyph in glyphs
    )


def near(glyphs: Sequence[Glyph], box: Rule) -> list[list[Glyph]]:
    """The rows a little above and below a box."""
    return rows_of(
        [
            glyph
            for glyph in glyphs
            if box.top <= glyph.baseline <= box.top + _NEAR * glyph.size
            or box.bottom - _NEAR * glyph.size <= glyph.baseline <= box.bottom
        ]
    )


def _is_across(row: list[Glyph], place: float, beside: Glyph) -> bool:
    """Whether a row of text has letters on both sides of a place, and no gap of columns there."""
    before = [glyph.right for glyph in row if glyph.centre < place]
    behind = [glyph.left for glyph in row if glyph.centre >= place]
    is_text = row[0].size <= _AS_LARGE * beside.size
    is_run_on = before and behind and min(behind) - max(before) < _GAP * row[0].size
    return is_text and bool(is_run_on)

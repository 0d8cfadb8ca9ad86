"""The parts of a page in reading order: columns, and what stands above and below them."""

from bisect import bisect
from collections.abc import Sequence
from heapq import nlargest
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_rules import Rule
from indexer.readers.pdf_sides import (
    COLUMN_LINES,
    HEAD_SIZE,
    SAME_LINE,
    are_columns,
    are_rows,
    below_head,
    ends_sentence,
    gaps_of_columns,
    has_box,
    is_of_lines,
    is_running_text,
    left_of,
    right_of,
    rows_of,
)

_GUTTER = 0.9  # in ems, the size of the letters concerned
_LINES = 1.8  # between two lines of a paragraph, at most
_MARGIN = 2.0  # by which a line across a page may be shorter than its text
_MOST_ACROSS = 20
_MOST_UPRIGHT = 8  # a newspaper has six columns
# In times the size of a headline.
_HEAD_ROOM = 1.0
_LETTER_GAP = 0.15
_WIDER = 1.5  # than between words, in times
_MOST_HEADS = 20  # that are tried of a region
_MOST_ROOM = 6.0
_SAME_PLACE = 5.0  # points between the middles of two white columns
_MOST_GUTTERS = 8  # that are tried of a region; a newspaper has six columns
_DEEPEST_CUT = 30  # lines above and between columns; a page cut more often is a drawing


class Gutter(NamedTuple):
    """A white column between two columns of text, in points from the left of the page."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Half way between its sides."""
        return (self.left + self.right) / 2

    def is_crossed(self, row: list[Glyph]) -> bool:
        """Whether a glyph of a row stands in its middle half; lines may end a little in it."""
        edge = (self.right - self.left) / 4
        left, right = self.left + edge, self.right - edge
        return any(glyph.left < right and glyph.right > left for glyph in row)


def columns(
    glyphs: list[Glyph], drawn: Sequence[Rule] = (), boxes: Sequence[Rule] = (), *, rtl: bool
) -> list[list[Glyph]]:
    """Parts of a page: cut at white columns, and at white rows where that frees columns (XY cut).

    Columns come from the right when the page is read so; a part without columns stays whole. A part
    of a few lines has them where another part of the page has them at the same places. What stands
    on both sides of an upright line, or the end of a box, is read one after the other. Columns end
    at a line that is drawn across them all, where there are others on its other side, and at a
    picture or box where their text tells that they do.
    """
    ends = [Rule(end, box.bottom, end, box.top) for box in boxes for end in (box.left, box.right)]
    upright = sorted((rule for rule in (*drawn, *ends) if rule.is_upright), key=_height)
    # Of those at one place the tallest: borders of cells and frames are drawn twice and more.
    places = {round(rule.left): rule for rule in upright}
    tallest = nlargest(_MOST_UPRIGHT, places.values(), key=_height)
    beside = next((sides for rule in tallest if (sides := _beside(glyphs, rule, rtl=rtl))), None)
    if beside is not None:
        return [part for each in beside for part in columns(each, drawn, boxes, rtl=rtl)]
    found: list[Gutter] = []
    edges = [Rule(box.left, end, box.right, end) for box in boxes for end in (box.bottom, box.top)]
    for across in (drawn, edges):
        bands = [_cut(band, found, rtl=rtl) for band in _between(glyphs, across)]
        is_sure = across is drawn or _end_above(bands, rtl=rtl)
        if sum(len(parts) > 1 for parts in bands) > 1 and is_sure:
            parts = [part for inner in bands for part in inner]
            break
        found.clear()
    else:
        parts = _cut(glyphs, found, rtl=rtl)
    found = _distinct(found)
    alike = [piece for part in parts for piece in _cut_alike(part, found, rtl=rtl)]
    return [piece for part in alike for piece in _cut_box(part, rtl=rtl)]


def _height(rule: Rule) -> float:
    return rule.top - rule.bottom


def _beside(glyphs: list[Glyph], rule: Rule, *, rtl: bool) -> list[list[Glyph]]:
    """What stands above an upright line, on both sides of it as they are read, and below it.

    Nothing where that is not text on both sides.
    """
    at_height = [each for each in glyphs if rule.bottom <= each.baseline <= rule.top]
    sides = [
        [each for each in at_height if each.right <= rule.left],
        [each for each in at_height if each.left >= rule.right],
    ]
    is_free = sum(map(len, sides)) == len(at_height) and all(map(_may_have_columns, sides))
    if not is_free or are_rows(*sides):
        return []
    running = [is_running_text(side) for side in sides]
    others = [side for side, is_running in zip(sides, running, strict=True) if not is_running]
    if not any(running) or not all(_columns(side) or _below_headline(side) for side in others):
        return []
    above = [each for each in glyphs if each.baseline > rule.top]
    below = [each for each in glyphs if each.baseline < rule.bottom]
    if any(_go_on(one, other) for side in sides for one, other in ((above, side), (side, below))):
        return []
    return [part for part in (above, *(reversed(sides) if rtl else sides), below) if part]


def _go_on(upper: list[Glyph], lower: list[Glyph]) -> bool:
    """Whether lines stand right above others, as within a column."""
    if not upper or not lower:
        return False
    over, under = _at_width_of(lower, upper), _at_width_of(upper, lower)
    if not over or not under:
        return False
    first = max(under, key=lambda each: each.baseline)
    return min(each.baseline for each in over) - first.baseline <= _LINES * first.size


def _at_width_of(others: list[Glyph], glyphs: list[Glyph]) -> list[Glyph]:
    """Those that stand above or below what others extend over."""
    left, right = left_of(others), right_of(others)
    return [each for each in glyphs if left < each.centre < right]


def _end_above(bands: Sequence[list[list[Glyph]]], *, rtl: bool) -> bool:
    """Whether columns end over a picture: the last one with a sentence, and another within one."""
    for band in bands[:-1]:
        texts = [part for part in band if len(rows_of(part)) >= COLUMN_LINES]
        if len(texts) > 1:
            ends = [ends_sentence(part, rtl=rtl) for part in texts]
            if not ends[-1] or all(ends):
                return False
    return True


def _between(glyphs: list[Glyph], drawn: Sequence[Rule]) -> list[list[Glyph]]:
    """What stands between the lines that are drawn across a page, from above."""
    if not glyphs:
        return []
    room = _MARGIN * median(glyph.size for glyph in glyphs)
    left, right = left_of(glyphs) + room, right_of(glyphs) - room
    across = {
        rule.top
        for rule in drawn
        if not rule.is_upright and rule.left <= left and rule.right >= right
    }
    if not across or len(across) > _MOST_ACROSS:
        return []
    heights = sorted(height for height in across if not _is_through(glyphs, height))
    bands: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        bands.setdefault(bisect(heights, glyph.baseline), []).append(glyph)
    return [bands[place] for place in sorted(bands, reverse=True)]


def _is_through(glyphs: list[Glyph], height: float) -> bool:
    """Whether a line goes through letters."""
    return any(0 < height - glyph.baseline < SAME_LINE * glyph.size for glyph in glyphs)


def _cut(
    glyphs: list[Glyph], found: list[Gutter], *, rtl: bool, depth: int = 0
) -> list[list[Glyph]]:
    if depth > _DEEPEST_CUT or not _may_have_columns(glyphs):
        return [glyphs]
    sides = _columns(glyphs)
    if sides and (sections := _sections(glyphs, sides)):
        return [part for each in sections for part in _cut(each, found, rtl=rtl, depth=depth + 1)]
    if sides:
        ordered = reversed(sides) if rtl else iter(sides)
        found.append(Gutter(right_of(sides[0]), left_of(sides[1])))
        return [part for side in ordered for part in _cut(side, found, rtl=rtl, depth=depth + 1)]
    bands = _below_headline(glyphs) or _bands(glyphs)
    parts = [_cut(band, found, rtl=rtl, depth=depth + 1) for band in bands]
    if all(len(inner) == 1 for inner in parts):
        return [glyphs]
    return [part for inner in parts for part in inner]


def _sections(
    glyphs: list[Glyph], sides: tuple[list[Glyph], list[Glyph]]
) -> tuple[list[Glyph], list[Glyph]] | None:
    """What stands above and below a headline that begins a part of the page over its columns.

    It stands alone at its height, and the other column has no more room there than it takes: else
    that is a picture, and the headline one within a column.
    """
    usual = median(glyph.size for glyph in glyphs)
    sized = [(row, min(glyph.size for glyph in row)) for row in rows_of(glyphs)[1:]]
    heads = [(row, size) for row, size in sized if size >= HEAD_SIZE * usual]
    for row, size in heads[:_MOST_HEADS]:
        top = max(glyph.baseline for glyph in row) + _HEAD_ROOM * size
        own = set(map(id, row))
        upper = [[each for each in side if each.baseline >= top] for side in sides]
        lower = [
            [each for each in side if each.baseline < top and id(each) not in own] for side in sides
        ]
        if not all((*upper, *lower)) or not _is_over(row, lower):
            continue
        if _are_heads(upper, HEAD_SIZE * usual):
            continue  # one of them goes on in the row
        rooms = [
            min(each.baseline for each in over) - max(each.baseline for each in under)
            for over, under in zip(upper, lower, strict=True)
        ]
        if max(rooms) <= _MOST_ROOM * size:
            above = [glyph for glyph in glyphs if glyph.baseline >= top]
            return above, [glyph for glyph in glyphs if glyph.baseline < top]
    return None


def _are_heads(sides: list[list[Glyph]], size: float) -> bool:
    """Whether on both sides there are but headlines, which no headline across them is."""
    if any(each.size < size for side in sides for each in side):
        return False
    gaps = [gap for side in sides for gap in gaps_of_columns(side) if gap > _LETTER_GAP * size]
    return left_of(sides[1]) - right_of(sides[0]) > _WIDER * median(gaps or [size])


def _is_over(row: list[Glyph], rest: list[list[Glyph]]) -> bool:
    """Whether all that is left stands below a row."""
    lowest = min(glyph.baseline for glyph in row)
    return all(each.baseline < lowest - SAME_LINE * each.size for side in rest for each in side)


def _cut_alike(glyphs: list[Glyph], found: list[Gutter], *, rtl: bool) -> list[list[Glyph]]:
    """A part cut at the white columns of others, where there are lines on all sides of them.

    What stands across a column, as a heading does, is a part of its own.
    """
    parts: list[list[Glyph]] = []
    is_cut = False
    for crossed, rows in groupby(rows_of(glyphs), key=lambda row: _crossed(row, found)):
        part = [glyph for row in rows for glyph in row]
        free = [gutter for gutter, is_in in zip(found, crossed, strict=True) if not is_in]
        sides = _sides(part, free)
        if len(sides) > 1 and all(map(is_of_lines, sides)):
            parts += reversed(sides) if rtl else sides
            is_cut = True
        else:
            parts.append(part)
    return parts if is_cut else [glyphs]


def _crossed(row: list[Glyph], found: list[Gutter]) -> list[bool]:
    return [gutter.is_crossed(row) for gutter in found]


def _sides(glyphs: list[Glyph], gutters: list[Gutter]) -> list[list[Glyph]]:
    """What stands between white columns, from the left."""
    middles = sorted(gutter.middle for gutter in gutters)
    sides: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        sides.setdefault(bisect(middles, glyph.centre), []).append(glyph)
    return [sides[place] for place in sorted(sides)]


def _distinct(found: list[Gutter]) -> list[Gutter]:
    """White columns at different places, the first of each."""
    kept: list[Gutter] = []
    for gutter in found:
        if all(abs(gutter.middle - other.middle) > _SAME_PLACE for other in kept):
            kept.append(gutter)
    return kept[:_MOST_GUTTERS]


def _may_have_columns(glyphs: list[Glyph]) -> bool:
    return len({round(glyph.baseline) for glyph in glyphs}) >= COLUMN_LINES


def _columns(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]] | None:
    """Left and right of the widest white column that parts two columns of running text."""
    for sides in _sides_of_gaps(glyphs):
        if are_columns(*sides):
            return sides
        if all(is_running_text(side) or _columns(side) for side in sides):
            return None if are_rows(*sides) else sides
    return None


def _cut_box(glyphs: list[Glyph], *, rtl: bool) -> list[list[Glyph]]:
    """A part without columns, cut where a box of short lines stands beside its text."""
    tried = _sides_of_gaps(glyphs) if _may_have_columns(glyphs) else []
    sides = next((sides for sides in tried if has_box(*sides)), None)
    if sides is None:
        return [glyphs]
    return list(sides[::-1] if rtl else sides)


def _sides_of_gaps(glyphs: list[Glyph]) -> list[tuple[list[Glyph], list[Glyph]]]:
    """Left and right of the white columns of a part, the widest first."""
    least = _GUTTER * median(glyph.size for glyph in glyphs)
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    gaps = enumerate(gaps_of_columns(ordered), 1)
    wide = sorted(((gap, position) for position, gap in gaps if gap > least), reverse=True)
    return [(ordered[:position], ordered[position:]) for _, position in wide[:_MOST_GUTTERS]]


def _below_headline(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """A headline and the columns that begin below it; nothing where there are none."""
    body = below_head(glyphs)
    if not body or not _may_have_columns(body) or _columns(body) is None:
        return []
    own = set(map(id, body))
    return [[glyph for glyph in glyphs if id(glyph) not in own], body]


def _bands(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Above and below the widest white row; nothing when there is none."""
    ordered = sorted(glyphs, key=lambda glyph: -glyph.baseline)
    widest, cut = 0.0, 0
    for position, (upper, lower) in enumerate(pairwise(ordered), 1):
        gap = upper.baseline - lower.baseline - SAME_LINE * max(upper.size, lower.size)
        if gap > widest:
            widest, cut = gap, position
    return [ordered[:cut], ordered[cut:]] if cut else []

"""From the glyphs of a page to its lines in reading order."""

import math
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from statistics import median

from indexer.readers.bidi import is_rtl, logical
from indexer.readers.pdf_columns import columns, rows_of
from indexer.readers.pdf_drawing import (
    base_of,
    drawing_direction,
    level,
    merge_halves,
    put_in_order,
)
from indexer.readers.pdf_glyphs import Glyph
from indexer.readers.pdf_rules import Rule, RuledRow, ruled_rows
from indexer.readers.pdf_tables import CHUNK_GAP, Chunk, Row, Table, tables

_ROW = "\ufffc"  # stands for a row of a ruled table
_ARABIC_SHARE = 0.3  # of the letters of a page that is read from the right
_SAME_LEADING = 1.1
_SAME_SIZE = 0.15  # letters of one paragraph differ by less, as a share
# All in ems, the size of the letters concerned.
# Letters that do not join stand up to 0.16 apart in a narrow font and 0.23 in a wide one, words
# from 0.19 and from 0.28 on: the widest range without gaps on a page lies between the two.
_WORD_GAP = 0.17
_WORD_GAP_FROM, _WORD_GAP_TO = 0.1, 0.35
_ENOUGH_GAPS = 40
# Where spaces are drawn they part words; letters of sloping and monospaced hands stand apart.
_GAP_WITHOUT_SPACE = 0.35
_LONGEST_WORDS = 10  # letters, on average
# Justified lines in narrow columns stretch their spaces so far, and further, but all of them alike.
_CELL_GAP = 2.5
_STRETCHED_ALIKE = 1.8


@dataclass(slots=True)
class Line:
    """A line in reading order; more than one cell when it is a row of a table."""

    cells: list[str]
    left: float
    right: float
    baseline: float
    size: float
    first_word: float  # width in points
    rtl: bool
    region: "Region" = field(default_factory=lambda: Region(0, 0))
    drawn: list[str] = field(default_factory=list)  # of a line with one cell, from the left

    @property
    def text(self) -> str:
        """Its cells between tabs."""
        return "\t".join(self.cells)

    def text_after(self, before: str) -> str:
        """Its text in a paragraph that begins with another: that tells the order of its numbers."""
        return _read(self.drawn, rtl=self.rtl, after=before) if self.drawn else self.text

    def is_as_large_as(self, other: "Line") -> bool:
        """Whether both are set in letters of one size."""
        return abs(self.size - other.size) <= _SAME_SIZE * self.size


@dataclass(slots=True)
class Region:
    """A block of lines that belong together: a column, or what stands above or below columns."""

    left: float
    right: float
    leading: float = 0.0  # in ems


def lines(glyphs: Sequence[Glyph], drawn: Sequence[Rule] = ()) -> list[Line]:
    """The lines of a page in reading order: columns one after the other, from the right if Arabic.

    Args:
        glyphs: in any order.
        drawn: straight lines of the page, which rule tables.
    """
    glyphs = [replace(glyph) for glyph in glyphs]
    level(glyphs)
    letters = [char for glyph in glyphs for char in glyph.text if char.isalpha()]
    rtl = sum(map(is_rtl, letters)) > _ARABIC_SHARE * len(letters)
    glyphs, ruled = _without_tables(glyphs, drawn, rtl=rtl)
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    parts = columns([glyph for glyph in glyphs if not glyph.text.isspace()], rtl=rtl)
    regions = [_rows([*part, *(_inside(spaces, part))]) for part in parts]
    word_gap = _word_gap([row for rows in regions for row in rows])
    return [line for rows in regions for line in _lines(rows, ruled, word_gap, rtl=rtl)]


def _without_tables(
    glyphs: list[Glyph], drawn: Sequence[Rule], *, rtl: bool
) -> tuple[list[Glyph], dict[int, RuledRow]]:
    """The glyphs of a page with one in place of each row of a ruled table, and these by its order.

    So a row is at its place, and whole, when the page is cut into columns.
    """
    ruled: dict[int, RuledRow] = {}
    inside: set[int] = set()
    found = []
    for row in ruled_rows(drawn, glyphs, rtl=rtl):
        everything = [glyph for cell in row.cells for glyph in cell]
        inside.update(map(id, everything))
        number, size = -1 - len(ruled), _size(everything)
        ruled[number] = row
        found.append(Glyph(_ROW, row.left, row.right, row.top - size, size, number))
    return [*(glyph for glyph in glyphs if id(glyph) not in inside), *found], ruled


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    return [
        _with_marks(row)
        for row in rows_of(glyphs)
        # At the end of a page some programs draw the marks of the next one's first line.
        if any(glyph.right > glyph.left for glyph in row)
    ]


def _inside(spaces: list[Glyph], part: list[Glyph]) -> list[Glyph]:
    """The spaces in the extent of a part of the page."""
    if not part:
        return []
    left, right = min(glyph.left for glyph in part), max(glyph.right for glyph in part)
    low, high = min(glyph.baseline for glyph in part), max(glyph.baseline for glyph in part)
    return [
        space
        for space in spaces
        if left <= space.centre <= right and low - 1 <= space.baseline <= high + 1
    ]


def _word_gap(rows: list[list[Glyph]]) -> float:
    """The width from which a gap parts words, in ems, for the fonts of a page."""
    gaps = sorted(
        gap / size
        for row in rows
        for size in [_size(row)]
        for before, gap in zip(row, _gaps(row)[1:], strict=False)
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


def _size(row: list[Glyph]) -> float:
    return median([glyph.size for glyph in row if glyph.text.strip()] or [1.0])


def _gaps(bases: list[Glyph]) -> list[float]:
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


def _lines(
    rows: list[list[Glyph]], ruled: dict[int, RuledRow], word_gap: float, *, rtl: bool
) -> list[Line]:
    apart = [
        part
        for row in rows
        for part in (
            *([glyph] for glyph in row if glyph.order in ruled),
            [glyph for glyph in row if glyph.order not in ruled],
        )
        if part
    ]
    in_tables = {
        number: (table, group)
        for table in tables([_table_row(row, word_gap) for row in apart])
        for group in table.rows
        for number in group
    }
    found: list[Line] = []
    for number, row in enumerate(apart):
        table, group = in_tables.get(number, (None, [number]))
        if row[0].order in ruled:
            found.append(_ruled_line(row[0], ruled[row[0].order], word_gap, rtl=rtl))
        elif table is None:
            found += filter(None, [_line(row, word_gap, rtl=rtl)])
        elif number == group[0]:
            found.append(_table_line(table, [apart[each] for each in group], word_gap, rtl=rtl))
    if found:
        region = Region(min(line.left for line in found), max(line.right for line in found))
        region.leading = _leading(found)
        for line in found:
            line.region = region
    return found


def _leading(found: list[Line]) -> float:
    """The distance of the lines of a paragraph in ems: the least that is no single exception."""
    gaps = sorted(
        (upper.baseline - lower.baseline) / upper.size
        for upper, lower in pairwise(found)
        if upper.is_as_large_as(lower)
    )
    for gap, following in pairwise(gaps):
        if following < _SAME_LEADING * gap:
            return gap
    return gaps[0] if gaps else math.inf


def _line(bases: list[Glyph], word_gap: float, *, rtl: bool) -> Line | None:
    named = [glyph for glyph in bases if glyph.text.strip()]
    if not named:
        return None
    size = _size(bases)
    least = min((gap for gap in _gaps(bases) if gap > word_gap * size), default=0.0) / size
    cells = _cells(bases, word_gap, max(_CELL_GAP, _STRETCHED_ALIKE * least))
    if rtl:
        cells.reverse()
    drawn = [_drawn(cell) for cell in cells]
    words = _words(cells[0])
    first = words[-1] if rtl else words[0]
    return Line(
        cells=[_read(cell, rtl=rtl) for cell in drawn],
        left=min(glyph.left for glyph in named),
        right=max(glyph.right for glyph in named),
        baseline=median(glyph.baseline for glyph in named),
        size=size,
        first_word=max(glyph.right for glyph in first) - first[0].left,
        rtl=rtl,
        drawn=drawn[0] if len(drawn) == 1 else [],
    )


def _table_row(bases: list[Glyph], word_gap: float) -> Row:
    size = _size(bases)
    chunks = [
        Chunk(
            min(glyph.left for glyph in chunk),
            max(glyph.right for glyph in chunk),
            "".join(_drawn(chunk)),
        )
        for chunk in _chunks(bases, word_gap)
    ]
    return Row(chunks, median(glyph.baseline for glyph in bases), size)


def _chunks(bases: list[Glyph], word_gap: float) -> list[list[Glyph]]:
    return _cells(bases, word_gap, CHUNK_GAP)


def _table_line(table: Table, rows: list[list[Glyph]], word_gap: float, *, rtl: bool) -> Line:
    columns: list[list[str]] = [[] for _ in range(len(table.edges) + 1)]
    for row in rows:
        chunks = _chunks(row, word_gap)
        for chunk in reversed(chunks) if rtl else chunks:
            left, right = min(each.left for each in chunk), max(each.right for each in chunk)
            column = table.column(left, right, rtl=rtl)
            columns[column].append(_read(_drawn(chunk), rtl=rtl))
    everything = [glyph for row in rows for glyph in row if glyph.text.strip()]
    cells = [" ".join(texts) for texts in columns]
    return Line(
        cells=cells[::-1] if rtl else cells,
        left=min(glyph.left for glyph in everything),
        right=max(glyph.right for glyph in everything),
        baseline=max(glyph.baseline for glyph in everything),
        size=_size(everything),
        first_word=0.0,
        rtl=rtl,
    )


def _ruled_line(place: Glyph, row: RuledRow, word_gap: float, *, rtl: bool) -> Line:
    cells = []
    for inside in row.cells:
        text = ""
        for bases in _rows(inside):
            (whole,) = _cells(bases, word_gap, math.inf)
            text = f"{text} {_read(_drawn(whole), rtl=rtl, after=text)}".strip()
        cells.append(text)
    return Line(
        cells=cells[::-1] if rtl else cells,
        left=place.left,
        right=place.right,
        baseline=place.baseline,
        size=place.size,
        first_word=0.0,
        rtl=rtl,
    )


def _drawn(cell: list[Glyph]) -> list[str]:
    return [glyph.text for glyph in cell if glyph.text]


def _read(visual: list[str], *, rtl: bool, after: str = "") -> str:
    letters = [char for item in visual for char in item if char.isalpha()]
    # A line of Latin letters in an Arabic column is read from the left, but for the mark that
    # ends its sentence: that stands at its left.
    latin = letters and not any(map(is_rtl, letters))
    if latin and visual[0][0].isalnum():
        rtl = False
    return logical(visual, rtl=rtl, after=after).strip()


def _with_marks(row: list[Glyph]) -> list[Glyph]:
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
            nearest = min(around, key=lambda base: _distance(base, mark))
            _attach(mark, base_of(mark, drawn, direction) or nearest)
    return bases


def _distance(base: Glyph, mark: Glyph) -> tuple[float, float]:
    outside = max(base.left - mark.centre, mark.centre - base.right, 0.0)
    return outside, abs(base.centre - mark.centre)


def _attach(mark: Glyph, base: Glyph) -> None:
    if base.left <= mark.right and mark.left <= base.right:  # in some fonts marks take up room
        base.left, base.right = min(base.left, mark.left), max(base.right, mark.right)
    text = "".join(char for char in mark.text if char not in base.text)
    letters = [char for char in base.text if not unicodedata.combining(char)]
    if len(letters) > 1 and mark.centre > base.centre:  # the lam of lam-alef is at the right
        base.text = base.text[0] + text + base.text[1:]
    else:
        base.text += text


def _cells(bases: list[Glyph], word_gap: float, cell_gap: float) -> list[list[Glyph]]:
    """Glyphs from the left with a space where words part, in cells where columns part."""
    size = _size(bases)
    spaces = sum(glyph.text.isspace() for glyph in bases)
    if spaces * _LONGEST_WORDS >= len(bases):
        word_gap = max(word_gap, _GAP_WITHOUT_SPACE)
    word_gap, cell_gap = word_gap * size, cell_gap * size
    cells: list[list[Glyph]] = [[]]
    for glyph, gap in zip(bases, _gaps(bases), strict=True):
        if gap > cell_gap:
            cells.append([])
        elif _parts_words(cells[-1], glyph) or (
            gap > word_gap and not cells[-1][-1].text.isspace()
        ):
            cells[-1].append(Glyph(" ", glyph.left - gap, glyph.left, glyph.baseline, glyph.size))
        cells[-1].append(glyph)
    return [cell for cell in cells if any(glyph.text.strip() for glyph in cell)] or [bases]


def _parts_words(before: list[Glyph], glyph: Glyph) -> bool:
    return bool(before) and before[-1].is_word and glyph.is_word


def _words(cell: list[Glyph]) -> list[list[Glyph]]:
    words: list[list[Glyph]] = [[]]
    for glyph in cell:
        if not glyph.text.isspace():
            words[-1].append(glyph)
        elif words[-1]:
            words.append([])
    return [word for word in words if word]

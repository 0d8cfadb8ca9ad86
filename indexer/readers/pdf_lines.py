"""From the glyphs of a page to its lines in reading order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from statistics import median

from indexer.readers.bidi import is_rtl, logical
from indexer.readers.pdf_columns import columns
from indexer.readers.pdf_drawing import level, put_marks_first
from indexer.readers.pdf_floats import Float, floats
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_initials import join_initials
from indexer.readers.pdf_marks import leave_out_struck, raise_figures
from indexer.readers.pdf_rules import Rule, RuledRow, ruled_rows
from indexer.readers.pdf_shades import shaded_rows
from indexer.readers.pdf_sides import ends_sentence, rows_of
from indexer.readers.pdf_tables import CHUNK_GAP, Chunk, Row, Table, tables
from indexer.readers.pdf_words import cells_of, gaps_of, size_of, with_marks, word_gap_of, words_of

_ROW = "\ufffc"  # stands for a row of a ruled table
_ARABIC_SHARE = 0.3  # of the letters of a page that is read from the right
_FEW_ARABIC = 0.3  # of those of a line within which some stand
_SAME_LEADING = 1.1
_SAME_SIZE = 0.15  # letters of one paragraph differ by less, as a share
# In ems, the size of the letters concerned.
# Justified lines in narrow columns stretch their spaces so far, and further, but all of them alike.
_CELL_GAP = 2.5
_STRETCHED_ALIKE = 1.8
_WIDEST_GAP = 6.0  # nothing is stretched as far as that


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


def lines(
    glyphs: Sequence[Glyph],
    drawn: Sequence[Rule] = (),
    filled: Sequence[Rule] = (),
    pictures: Sequence[Rule] = (),
) -> list[Line]:
    """The lines of a page in reading order: columns one after the other, from the right if Arabic.

    Args:
        glyphs: in any order.
        drawn: straight lines of the page, which rule tables.
        filled: boxes of it that are of another colour.
        pictures: where it has some.
    """
    glyphs = [replace(glyph) for glyph in glyphs]
    leave_out_struck(glyphs, drawn)
    level(glyphs)
    raise_figures(glyphs)
    put_marks_first(glyphs)
    letters = [char for glyph in glyphs for char in glyph.text if char.isalpha()]
    rtl = sum(map(is_rtl, letters)) > _ARABIC_SHARE * len(letters)
    glyphs, ruled = _without_tables(glyphs, drawn, filled, rtl=rtl)
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    glyphs = [glyph for glyph in glyphs if not glyph.text.isspace()]
    join_initials(glyphs, rtl=rtl)
    boxes = floats(glyphs, drawn, filled, [glyph for glyph in glyphs if glyph.order in ruled])
    apart = {id(glyph) for box in boxes for glyph in box.glyphs}
    others = [glyph for glyph in glyphs if id(glyph) not in apart]
    parts = columns(others, drawn, [*filled, *pictures], rtl=rtl)
    for box in sorted(boxes, key=lambda box: box.top):  # the last that is put there stands first
        around = set(map(id, box.around))
        at = max(at for at, part in enumerate(parts, 1) if not around.isdisjoint(map(id, part)))
        while at < len(parts) and not ends_sentence(parts[at - 1], rtl=rtl):
            at += 1
        parts.insert(at, box.glyphs)
    regions = [_rows([*part, *(_inside(spaces, part, boxes))]) for part in parts]
    word_gap = word_gap_of([row for rows in regions for row in rows])
    found = [line for rows in regions for line in _lines(rows, ruled, word_gap, rtl=rtl)]
    for box in boxes:
        _widen(found, box)
    return found


def _widen(found: Sequence[Line], box: Float) -> None:
    """Let lines that are shorter for a box beside them end where the others of the text do."""
    for line in found:
        if not box.is_beside(line.baseline):
            continue
        if box.is_left and line.region.left < box.right < line.left:
            line.left -= box.edge - line.region.left
        elif not box.is_left and line.right < box.left < line.region.right:
            line.right += line.region.right - box.edge


def _without_tables(
    glyphs: list[Glyph], drawn: Sequence[Rule], filled: Sequence[Rule], *, rtl: bool
) -> tuple[list[Glyph], dict[int, RuledRow]]:
    """The glyphs of a page with one in place of each row of a ruled table, and these by its order.

    So a row is at its place, and whole, when the page is cut into columns.
    """
    ruled: dict[int, RuledRow] = {}
    inside: set[int] = set()
    found = []
    others = [*glyphs]
    for row in chain(ruled_rows(drawn, glyphs, rtl=rtl), shaded_rows(others, filled)):
        everything = [glyph for cell in row.cells for glyph in cell]
        inside.update(map(id, everything))
        others[:] = [glyph for glyph in others if id(glyph) not in inside]
        number, size = -1 - len(ruled), size_of(everything)
        ruled[number] = row
        found.append(Glyph(_ROW, row.left, row.right, row.top - size, size, number))
    return [*(glyph for glyph in glyphs if id(glyph) not in inside), *found], ruled


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    return [
        with_marks(row)
        for row in rows_of(glyphs)
        # At the end of a page some programs draw the marks of the next one's first line.
        if any(glyph.right > glyph.left for glyph in row)
    ]


def _inside(spaces: list[Glyph], part: list[Glyph], boxes: Sequence[Float]) -> list[Glyph]:
    """The spaces in the extent of a part of the page, but for those in boxes that it holds."""
    if not part:
        return []
    others = [box for box in boxes if box.glyphs is not part]
    left, right = min(glyph.left for glyph in part), max(glyph.right for glyph in part)
    low, high = min(glyph.baseline for glyph in part), max(glyph.baseline for glyph in part)
    return [
        space
        for space in spaces
        if left <= space.centre <= right
        and low - 1 <= space.baseline <= high + 1
        and not any(box.has(space) for box in others)
    ]


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
    size = size_of(bases)
    least = min((gap for gap in gaps_of(bases) if gap > word_gap * size), default=0.0) / size
    cell_gap = min(max(_CELL_GAP, _STRETCHED_ALIKE * least), _WIDEST_GAP)
    cells = cells_of(bases, word_gap, cell_gap)
    if rtl:
        cells.reverse()
    drawn = [_drawn(cell) for cell in cells]
    words = words_of(cells[0])
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
    size = size_of(bases)
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
    return cells_of(bases, word_gap, CHUNK_GAP)


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
        size=size_of(everything),
        first_word=0.0,
        rtl=rtl,
    )


def _ruled_line(place: Glyph, row: RuledRow, word_gap: float, *, rtl: bool) -> Line:
    cells = []
    for inside in row.cells:
        text = ""
        for bases in _rows(inside):
            (whole,) = cells_of(bases, word_gap, math.inf)
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
    # ends its sentence: that stands at its left. So is one that begins and ends with them.
    arabic = [is_rtl(letter) for letter in letters]
    latin = letters and (
        not any(arabic) or not (arabic[0] or arabic[-1] or sum(arabic) > _FEW_ARABIC * len(arabic))
    )
    if latin and visual[0][0].isalnum():
        rtl = False
    return logical(visual, rtl=rtl, after=after).strip()

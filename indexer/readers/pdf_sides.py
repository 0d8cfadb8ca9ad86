"""What the sides of a white column of a page are: running text, a box beside it, cells, verses."""

import math
from bisect import bisect, insort
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import median

from indexer.readers.pdf_glyph import Glyph

# In ems, the size of the letters concerned.
HEAD_SIZE = 1.2  # of a headline, in times that of the text
SAME_LINE = 0.5  # marks are raised and lowered by 0.4
_CELL_GAP = 1.5
# Cells of tables are shorter, or do not fill their column.
COLUMN_LINES = 3
_COLUMN_LETTERS = 15
_COLUMN_FILL = 0.6
_BOX_LETTERS = 8
_BOX_BESIDE = 5  # lines of the text that a box stands beside, at least
_SAME_HEIGHT = 0.15
_LONG_LINE = 30  # letters
_FEWEST_LINES = 2  # of a part that has columns where others have them
_PARAGRAPH_GAP = 1.25  # times the usual distance of lines
_FEWEST_PARAGRAPHS = 3
_ALIKE = 0.5  # share of lines or paragraphs at one height, of which rows of a table have more
_STOPS = (".", "!", "؟", "?", "…", "»")
_VERSE = 23  # letters of half a verse, at most, on average
_VERSE_FILL = 0.65


def are_columns(left: list[Glyph], right: list[Glyph]) -> bool:
    """Whether the two sides of a white column are read one after the other, as far as they tell.

    Below a headline of its own each is an article, of which the headline says nothing.
    """
    bodies = list(filter(None, map(below_head, (left, right))))
    are_articles = len(bodies) > 1
    sides = bodies if are_articles else [left, right]
    if all(map(is_running_text, sides)):
        return are_articles or not are_rows(left, right)
    if all(map(_is_in_paragraphs, sides)) and (are_articles or _beside(left, right) <= _ALIKE):
        return True
    return all(is_running_text(side) or _is_of_long_lines(side) for side in sides)


def has_box(left: list[Glyph], right: list[Glyph]) -> bool:
    """Whether one side is a box of short lines beside the text on the other."""
    return _is_box_beside(left, right) or _is_box_beside(right, left)


def are_rows(left: list[Glyph], right: list[Glyph]) -> bool:
    """Whether what stands on both sides is to be read across: cells of several lines, or verses."""
    return _beside(left, right) == 1 or _are_verses(rows_of(left), rows_of(right))


def gaps_of_columns(glyphs: list[Glyph]) -> Iterator[float]:
    """How far each glyph is from all that begin to the left of it; negative where they overlap."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.left)
    reaches = accumulate((glyph.right for glyph in ordered), max)
    for reach, glyph in zip(reaches, ordered[1:], strict=False):
        yield glyph.left - reach


def is_running_text(glyphs: list[Glyph]) -> bool:
    """Whether it is text of several lines that mostly fill their column."""
    rows = rows_of(glyphs)
    return len(rows) >= COLUMN_LINES and _fills(rows, rows)


def below_head(glyphs: list[Glyph]) -> list[Glyph]:
    """What stands below the headline that a column begins with; nothing where there is none."""
    usual = median(glyph.size for glyph in glyphs)
    rows = rows_of(glyphs)
    is_head = [min(glyph.size for glyph in row) >= HEAD_SIZE * usual for row in rows]
    heads = is_head.index(False) if False in is_head else 0
    return [glyph for row in rows[heads:] for glyph in row] if heads else []


def _is_in_paragraphs(glyphs: list[Glyph]) -> bool:
    """Whether it is running text in paragraphs of a few lines, whose last ones may be short."""
    rows = rows_of(glyphs)
    gaps = _distances(rows)
    if len(gaps) < COLUMN_LINES:
        return False
    usual = median(gaps)
    goes_on = [row for row, gap in zip(rows, gaps, strict=False) if gap <= _PARAGRAPH_GAP * usual]
    return len(goes_on) >= COLUMN_LINES and _fills(goes_on, rows)


def _is_of_long_lines(glyphs: list[Glyph]) -> bool:
    """Whether it is text of two lines that are longer than those of cells."""
    rows = rows_of(glyphs)
    return (
        len(rows) == _FEWEST_LINES and _letters(rows[:1]) >= _LONG_LINE and _fills(rows[:-1], rows)
    )


def _fills(lines: list[list[Glyph]], rows: list[list[Glyph]]) -> bool:
    """Whether rows are running text that fills its column in some lines of it."""
    width = max(map(right_of, rows), default=0) - min(map(left_of, rows), default=0)
    tabular = sum(
        any(gap > _CELL_GAP * row[0].size for gap in gaps_of_columns(row)) for row in rows
    )
    return (
        _letters(lines) >= _COLUMN_LETTERS
        and median(right_of(row) - left_of(row) for row in lines) >= _COLUMN_FILL * width
        and tabular < len(rows) / 2
    )


def _beside(left: list[Glyph], right: list[Glyph]) -> float:
    """The share of paragraphs of two columns that begin beside each other, as cells of rows do.

    Of few paragraphs it says nothing, and is in between.
    """
    starts = [_starts(rows_of(side)) for side in (left, right)]
    slack = SAME_LINE * median(glyph.size for glyph in left)
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


def is_of_lines(glyphs: list[Glyph]) -> bool:
    """Whether it is text of a few lines, of which all but the last are filled."""
    rows = rows_of(glyphs)
    return len(rows) >= _FEWEST_LINES and _fills(rows[:-1], rows)


def _is_box_beside(box: list[Glyph], text: list[Glyph]) -> bool:
    """Whether short lines stand beside running text at heights of their own, and are no cells.

    Of a table whose texts have several lines each there are as many cells as texts.
    """
    rows, lines = rows_of(box), rows_of(text)
    if len(rows) < COLUMN_LINES or len(lines) < _BOX_BESIDE or _letters(rows) < _BOX_LETTERS:
        return False
    if not (_fills(lines, lines) or _is_in_paragraphs(text)):
        return False
    return _level(rows, lines) <= _ALIKE and len(rows) != len(_starts(lines))


def _are_verses(left: list[list[Glyph]], right: list[list[Glyph]]) -> bool:
    """Whether two sides are halves of verses: as many lines, side by side, all short and filled."""
    everything = [*left, *right]
    if len(left) != len(right) or _level(left, right) < 1:
        return False
    return (
        all(_is_filled(rows) for rows in (left, right))
        and _letters(everything) <= _VERSE
        and not any("." in glyph.text for row in everything for glyph in row)
    )


def _is_filled(rows: list[list[Glyph]]) -> bool:
    width = max(map(right_of, rows)) - min(map(left_of, rows))
    return all(right_of(row) - left_of(row) >= _VERSE_FILL * width for row in rows)


def _level(rows: list[list[Glyph]], others: list[list[Glyph]]) -> float:
    """The share of rows that have another at their height."""
    heights = [_baseline(row) for row in others]
    level = [
        any(abs(_baseline(row) - height) <= _SAME_HEIGHT * row[0].size for height in heights)
        for row in rows
    ]
    return sum(level) / len(level)


def _letters(rows: list[list[Glyph]]) -> float:
    """How many letters a row has, on average."""
    return sum(char.isalpha() for row in rows for glyph in row for char in glyph.text) / len(rows)


def ends_sentence(part: list[Glyph], *, rtl: bool) -> bool:
    """Whether a stop stands at the end of a part: else its last paragraph goes on in the next."""
    rows = rows_of(part) or [part]
    last = min(rows[-1], key=lambda glyph: glyph.left if rtl else -glyph.right)
    return last.text.endswith(_STOPS)


def left_of(glyphs: list[Glyph]) -> float:
    """Where the leftmost glyph begins, in points."""
    return min(glyph.left for glyph in glyphs)


def right_of(glyphs: list[Glyph]) -> float:
    """Where the rightmost glyph ends, in points."""
    return max(glyph.right for glyph in glyphs)


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
        if abs(_nearest(baselines, baseline) - baseline) > SAME_LINE * sizes[baseline]:
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

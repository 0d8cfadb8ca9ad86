"""The column of questions in a table, read row by row: what is no question is not kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from search.arabic.analyzer import words
from search.arabic.listings import listed
from search.arabic.normalizer import normalize

# What the column of questions may be called.
HEADINGS = ("question", "questions", "سؤال", "السؤال", "أسئلة", "الأسئلة")
_WANTED = frozenset(normalize(each) for each in HEADINGS)
# Rows above the headings: a title, a date, an empty one.
_MOST_ABOVE = 20
# Letters of the cells of a row that are joined; no question has as many.
_MOST_JOINED = 50_000

# Questions end with one of these, or begin with one of the words.
_MARKS = ("؟", "?")
_ASKING = listed(
    "من ما ماذا متى أين كيف كم هل لماذا لم أي أية بم فيم علام مين وين فين منين ليش ليه امتى شو ايش"
    " who what when where why how which did does is was"
)
# Letters of a cell in which its first word ends.
_MOST_FIRST = 100

Row = tuple[int, Mapping[int, str]]
"""The number of a row, and its cells by column from 1."""


class Table(NamedTuple):
    """A table that may have a column of questions: what stands between its cells, and its rows."""

    between: str
    rows: Iterator[Row]


class ColumnError(Exception):
    """Several columns, of which none is called as one of questions is; the message names them."""


class _Begun(NamedTuple):
    """A table whose first rows were read, and where among them its heading stands."""

    table: Table
    first: list[Row]
    heading: tuple[int, int] | None

    @property
    def columns(self) -> int:
        """How many there are in the row of the heading."""
        return 0 if self.heading is None else len(self.first[self.heading[0]][1])


def is_header(cells: Sequence[str]) -> bool:
    """Whether one of the cells is the heading of a column of questions."""
    return any(_is_heading(each) for each in cells)


def questions_of(tables: Iterable[Table]) -> Iterator[tuple[int, str]]:
    """The questions of the table that has a column of them, else of one column alone.

    Yields:
        The number of the row, and what stands in it, which may be blank.

    Raises:
        ColumnError: several columns, of which none is called so.
    """
    begun = [_begin(each) for each in tables]
    headed = [each for each in begun if each.heading is not None]
    if headed:
        yield from _below(max(headed, key=lambda each: each.columns))
    elif begun:
        yield from _alone(max(begun, key=_width))


def _begin(table: Table) -> _Begun:
    first = list(islice(table.rows, _MOST_ABOVE))
    places = (
        (at, column)
        for at, (_, cells) in enumerate(first)
        for column, cell in cells.items()
        if _is_heading(cell)
    )
    found = next(places, None)
    if found is not None and _has_questions(first[: found[0]], first[found[0]], found[1]):
        found = None
    return _Begun(table, first, found)


def _has_questions(above: Sequence[Row], heading: Row, column: int) -> bool:
    """Whether rows above one that may be a heading are no title: then it is a row like them."""
    width = _filled(heading)
    return any(
        _reads_as_a_question(cells.get(column, "")) or 1 < width <= _filled((number, cells))
        for number, cells in above
    )


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row[1].values())


def _reads_as_a_question(cell: str) -> bool:
    text = cell[:_MOST_JOINED].strip()
    first = next(words(text[:_MOST_FIRST]), None)
    return text.endswith(_MARKS) or (first is not None and first.form in _ASKING)


def _is_heading(cell: str) -> bool:
    return len(cell) < _MOST_JOINED and normalize(cell.strip().rstrip("؟?:")) in _WANTED


def _below(begun: _Begun) -> Iterator[tuple[int, str]]:
    """What stands below a heading; nobody quotes the commas of a column that stands alone."""
    at, column = begun.heading or (0, 0)
    is_alone = max(begun.first[at][1]) == 1
    for number, cells in chain(begun.first[at + 1 :], begun.table.rows):
        yield (
            number,
            _joined(cells.values(), begun.table.between) if is_alone else cells.get(column, ""),
        )


def _joined(cells: Iterable[str], between: str) -> str:
    parts: list[str] = []
    size = 0
    for cell in cells:
        parts.append(cell)
        size += len(cell)
        if size > _MOST_JOINED:
            break
    return between.join(parts)


def _alone(begun: _Begun) -> Iterator[tuple[int, str]]:
    """What stands in the only column, in whichever it is."""
    for number, cells in chain(begun.first, begun.table.rows):
        filled = [cell for cell in cells.values() if cell.strip()]
        if len(filled) > 1:
            raise ColumnError(", ".join(cell.strip()[:100] for cell in filled[:20]))
        yield number, "".join(filled)


def _width(begun: _Begun) -> int:
    return max(map(_filled, begun.first), default=0)

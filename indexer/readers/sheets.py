"""Sheets as a text: a line a row with tabs between its cells, which a citation names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.readers import Input, Read, Skipped
from indexer.readers.draft import COMMENTS, Draft
from search.kinds import Unit
from search.parts import Location

MOST_CELLS = 2_000_000  # that say something, in a file
MOST_LETTERS = 50_000_000  # code points, in a file
# Nor more than so many, and so many for each byte: a few cells may be said to stand in every place.
_LETTERS_OF_ANY, _LETTERS_OF_BYTE = 1_000_000, 20
LARGEST_CELL = 100_000  # code points; programs hold 32,767
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet; programs have no more
DAMAGED = "damaged workbook ({}): open it and save it again as .xlsx"
TRUTH = {"1": "TRUE", "0": "FALSE"}  # as cells show it
# What programs call a sheet that nobody has named.
_UNNAMED = re.compile(r"(?:Sheet|Feuil|Tabelle|Hoja|ورقة|الورقة|صفحة)[ _]?\d*", re.IGNORECASE)
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its reader finds it.

    Attributes:
        name: on its tab.
        rows: number from 1 of each row that has something, and its cells by column from 1.
        boxes: that are drawn on it: the cell below the corner of each, and its text.
        comments: on its cells.
        is_hidden: whether its tab is not to be seen.
    """

    name: str
    rows: Iterable[tuple[int, Mapping[int, str]]]
    boxes: Iterable[tuple[str, str]] = ()
    comments: Iterable[str] = ()
    is_hidden: bool = False


@dataclass(slots=True)
class _Budget:
    """What may still be read of a file."""

    cells: int
    letters: int

    @classmethod
    def of(cls, size: int) -> "_Budget":
        """For a file of that many bytes."""
        return cls(MOST_CELLS, min(MOST_LETTERS, _LETTERS_OF_ANY + _LETTERS_OF_BYTE * size))

    def spend(self, cells: Mapping[int, str]) -> bool:
        """Take a row, unless it is too much."""
        self.cells -= len(cells)
        self.letters -= sum(map(len, cells.values()))
        return self.cells >= 0 and self.letters >= 0


def read_sheets(
    source: Input,
    sheets: Iterable[Sheet],
    author: str | None = None,
    metadata: Mapping[str, object] | None = None,
) -> Iterator[Read]:
    """One document of all sheets; what is too much for it is named.

    Hidden sheets are shown, but not searched.
    """
    draft, budget = Draft(), _Budget.of(source.size)
    most = budget.letters
    comments: list[str] = []
    for sheet in sheets:
        rows, is_whole = _taken(sheet, budget)
        _add(draft, sheet, rows)
        comments += sheet.comments
        if not is_whole:
            place = f"{source.place}#sheet={sheet.name}"
            last = f"row {rows[-1][0]:,}" if rows else "its beginning"
            reason = (
                f"more than {MOST_CELLS:,} cells or {most:,} letters in the file: the sheet"
                f" was read to {last}; split the file"
            )
            yield Read(place, Skipped(place, reason), 0)
            break
    draft.add_aside(COMMENTS, comments)
    document = draft.document(source.document_id, None, author, metadata)
    yield Read(source.place, document, source.size)


def _taken(sheet: Sheet, budget: _Budget) -> tuple[list[tuple[int, Mapping[int, str]]], bool]:
    """The rows that say something, and whether that is all of them."""
    rows: list[tuple[int, Mapping[int, str]]] = []
    for number, cells in sheet.rows:
        said = {column: text[:LARGEST_CELL] for column, text in cells.items() if text.strip()}
        if said and not budget.spend(said):
            return rows, False
        if said:
            rows.append((number, said))
    return rows, True


def _add(draft: Draft, sheet: Sheet, rows: list[tuple[int, Mapping[int, str]]]) -> None:
    named = None if _UNNAMED.fullmatch(sheet.name.strip()) else sheet.name
    _add_rows(draft, sheet, rows, named)
    for cell, text in sheet.boxes:
        draft.begin(Location(Unit.SHEET, cell, cell, sheet.name))
        if named and not rows:
            draft.add(named, is_searched=not sheet.is_hidden)
            named = None
        draft.add(text, is_searched=not sheet.is_hidden)


def _add_rows(
    draft: Draft, sheet: Sheet, rows: list[tuple[int, Mapping[int, str]]], named: str | None
) -> None:
    if not rows:
        return
    first = min(min(cells) for _, cells in rows)
    last = max(max(cells) for _, cells in rows)
    for number, cells in rows:
        cell = f"{column_name(first)}{number}"
        draft.begin(Location(Unit.SHEET, cell, f"{column_name(last)}{number}", sheet.name))
        if named:
            draft.add(named, is_searched=not sheet.is_hidden)
            named = None
        texts = [cells.get(column, "") for column in range(first, max(cells) + 1)]
        draft.add_row(texts, is_searched=not sheet.is_hidden)


def column_name(number: int) -> str:
    """The letters of a column that is counted from 1: ``A``, ``Z``, ``AA``."""
    name = ""
    while number:
        number, at = divmod(number - 1, _LETTERS)
        name = chr(ord("A") + at) + name
    return name

"""The table of a list of questions, as a file."""

import json
from collections.abc import Callable, Sequence
from enum import Enum

from service.batches.answers import Attested, Row
from service.citing.citation import cautions_in_words, citation_line, strength_in_words
from service.citing.formats.table import Cell, csv_of, xlsx_of
from service.citing.permalink import permalink
from service.citing.text import plain, web_url
from service.language import Language, translator

Of = Callable[[Attested, Language, str], Cell]

# What stands in each column of a row that has a sentence, by the name of its heading.
_COLUMNS: dict[str, Of] = {
    "answer": lambda found, *_: found.answer and found.sentence.part(found.answer),
    "sentence": lambda found, *_: found.sentence.quote,
    "strength": lambda found, language, _: strength_in_words(found.strength, language),
    "told": lambda found, language, _: (
        " ".join(cautions_in_words(found.cautions, language)) or None
    ),
    "document_title": lambda found, *_: found.sentence.title,
    "source": lambda found, *_: found.sentence.source,
    "date": lambda found, *_: found.sentence.date,
    "citation": lambda found, language, _: citation_line(found.sentence, language=language),
    "url": lambda found, *_: web_url(found.sentence.url),
    "permalink": lambda found, _, site: site + permalink(found.sentence),
    "collection": lambda found, *_: found.sentence.collection,
    "document": lambda found, *_: found.sentence.document_id,
    "start": lambda found, *_: found.sentence.start,
    "end": lambda found, *_: found.sentence.end,
}
_LONG = {"question", "sentence", "told", "citation"}
# What programs call columns that have other headings, as in all else that is told of a document.
_OF_PROGRAMS = {"told": "cautions", "document_title": "title", "document": "document_id"}
_HEADINGS = ("row", "question", *_COLUMNS, "note")


class TableFormat(Enum):
    """A format, by the ending of its files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def table(
    name: str, rows: Sequence[Row], table_format: TableFormat, language: Language, site: str = ""
) -> bytes:
    """The rows of a list in their order, below one of headings.

    Args:
        name: what the list is called.
        rows: of the table.
        table_format: of the file.
        language: of headings and citations; those of JSON are the same in all.
        site: scheme and host that permanent links begin with; without it they are paths.
    """
    if table_format is TableFormat.JSONL:
        lines = [json.dumps(record(row, language, site), ensure_ascii=False) for row in rows]
        return "".join(f"{line}\n" for line in lines).encode()
    cells = [_cells(row, language, site) for row in rows]
    headings = [_said(language, name) for name in _HEADINGS]
    if table_format is TableFormat.CSV:
        return csv_of(headings, cells)
    columns = [(said, name in _LONG) for said, name in zip(headings, _HEADINGS, strict=True)]
    return xlsx_of(plain(name), columns, cells, is_rtl=language.direction == "rtl")


def record(row: Row, language: Language, site: str = "") -> dict[str, object]:
    """A row for programs: what is not there is ``null``."""
    found = row.attested
    columns = {
        _OF_PROGRAMS.get(name, name): None if found is None else cell(found, language, site)
        for name, cell in _COLUMNS.items()
    }
    return {
        "row": row.asked.row,
        "question": row.asked.text,
        **columns,
        "strength": found and found.strength.value,
        "cautions": [] if found is None else [each.value for each in found.cautions],
        "note": row.note and row.note.value,
    }


def _cells(row: Row, language: Language, site: str) -> list[Cell]:
    found = row.attested
    columns: list[Cell] = [
        None if found is None else cell(found, language, site) for cell in _COLUMNS.values()
    ]
    note = None if row.note is None else _said(language, f"note_{row.note.value}")
    return [row.asked.row, row.asked.text, *columns, note]


def _said(language: Language, key: str) -> str:
    return translator(language, "citing")(key)

"""CSV (RFC 4180) that spreadsheets open as it is meant, Arabic and formulas included."""

import csv
import io
import re
import unicodedata
from itertools import filterfalse

from search.records import Hit
from service.citing.citation import location_in_words
from service.citing.selection import Selection
from service.citing.text import web_url

_COLUMNS = (
    "rank",
    "quote",
    "document_title",
    "source",
    "author",
    "date",
    "page_number",
    "location",
    "url",
    "permalink",
    "citation",
    "collection",
    "document",
    "start",
    "end",
    "confidence",
)
# A spreadsheet runs a cell that begins so.
_FORMULA = frozenset("=+-@")
# Letters that are not seen, by their categories letters and symbols like others.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_CONTROL = re.compile(r"'*[\t\r\n]")


def to_csv(selection: Selection) -> bytes:
    """A row a hit below a row of headings, in UTF-8 with a byte order mark, which Excel needs.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, as has one that
    begins with apostrophes and then so: whoever removes one from such cells has the exact text.
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([selection.t(column) for column in _COLUMNS])
    writer.writerows([_guarded(value) for value in _row(hit, selection)] for hit in selection.hits)
    return target.getvalue().encode("utf-8-sig")


def _row(hit: Hit, selection: Selection) -> list[str | int | float | None]:
    citation = hit.citation
    location = citation.location
    pages = location.pages if location else None
    return [
        hit.rank,
        citation.quote,
        citation.title,
        citation.source,
        citation.author,
        citation.date,
        pages and pages[0],
        location_in_words(location, selection.language) if location else None,
        web_url(citation.url),
        selection.permalink(citation),
        selection.line(citation),
        citation.collection,
        citation.document_id,
        citation.start,
        citation.end,
        round(hit.confidence, 3),
    ]


def _guarded(value: str | float | None) -> str | float | None:
    if isinstance(value, str) and (_is_formula(value) or _CONTROL.match(value)):
        return f"'{value}"
    return value


def _is_formula(text: str) -> bool:
    """Whether some spreadsheet runs the text, or what is behind the apostrophes before it.

    Some skip what is not seen, and take small, wide and raised signs for the plain ones.
    """
    seen = next(filterfalse(_is_hidden, text.lstrip("'")), "")
    return unicodedata.normalize("NFKC", seen)[:1] in _FORMULA


def _is_hidden(character: str) -> bool:
    # Controls, formats, what is not assigned; marks; separators.
    return unicodedata.category(character)[0] in "CMZ" or character in _BLANKS

"""Export of hits as a file."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from search.records import Hit
from service.citing.formats.bibtex import to_bibtex
from service.citing.formats.markdown import to_markdown
from service.citing.formats.ris import to_ris
from service.citing.formats.structured import to_json
from service.citing.formats.table import to_csv, to_xlsx
from service.citing.formats.word import to_docx
from service.citing.selection import Selection
from service.language import Language, translator

_NOT_IN_FILE_NAME = re.compile(r"[\W_]+")
_LONGEST_NAME = 60


class ExportFormat(Enum):
    """A format, by the ending of its files."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    MARKDOWN = "md"
    DOCX = "docx"
    RIS = "ris"
    BIBTEX = "bib"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to hand over.

    ``file_name`` has letters, digits and hyphens only, of any script.
    """

    media_type: str
    file_name: str
    content: bytes

    @property
    def content_disposition(self) -> str:
        """The HTTP header (RFC 6266): a name in ASCII, and the real one after RFC 5987."""
        return _content_disposition(self.file_name)


_FORMATS: dict[ExportFormat, tuple[str, Callable[[Selection], bytes]]] = {
    ExportFormat.CSV: ("text/csv; charset=utf-8", to_csv),
    ExportFormat.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        to_xlsx,
    ),
    ExportFormat.JSON: ("application/json", to_json),
    ExportFormat.MARKDOWN: ("text/markdown; charset=utf-8", to_markdown),
    ExportFormat.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        to_docx,
    ),
    ExportFormat.RIS: ("application/x-research-info-systems; charset=utf-8", to_ris),
    ExportFormat.BIBTEX: ("application/x-bibtex; charset=utf-8", to_bibtex),
}


def export(
    hits: Sequence[Hit],
    question: str,
    format: ExportFormat,  # noqa: A002 - the field's word
    language: Language,
    site: str = "",
) -> ExportFile:
    """The hits as a file.

    Args:
        hits: what is exported, best first.
        question: what was asked.
        format: of the file.
        language: of labels and citations.
        site: scheme and host that permanent links begin with; without it they are paths.
    """
    selection = Selection(hits, question, language, site)
    return named_file(format, selection, _FORMATS[format][1](selection))


def named_file(
    format: ExportFormat,  # noqa: A002 - the field's word
    selection: Selection,
    content: bytes,
) -> ExportFile:
    """A file that is called after what was asked."""
    return called_file(_FORMATS[format][0], format.value, selection, content)


def called_file(media_type: str, ending: str, selection: Selection, content: bytes) -> ExportFile:
    """The same of any media type."""
    name = _file_name(selection.question, ending, selection.language)
    return ExportFile(media_type, name, content)


def content_disposition(called: str, ending: str, language: Language) -> str:
    """The HTTP header for a file that is called after what was asked; see ``ExportFile``."""
    return _content_disposition(_file_name(called, ending, language))


def _file_name(called: str, ending: str, language: Language) -> str:
    words = _NOT_IN_FILE_NAME.sub("-", called[:_LONGEST_NAME]).strip("-")
    name = "-".join(filter(None, [translator(language, "citing")("file"), words]))
    return f"{name}.{ending}"


def _content_disposition(file_name: str) -> str:
    ending = file_name.rpartition(".")[2]
    return (
        f"attachment; filename=\"shawahid.{ending}\"; filename*=UTF-8''{quote(file_name, safe='')}"
    )

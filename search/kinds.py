"""The kinds of file: one table of what each is called, its endings, its reader and its parts.

Whoever adds a reader adds a row here, the kind's label in both languages
(`service/language/*/web.toml`, `[kinds]`), and a row in `docs/reading.md`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType


class Unit(Enum):
    """The parts that documents of a kind consist of: what a citation of one points to."""

    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    TIME = "time"
    CHAPTER = "chapter"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        name: what filters and answers call it.
        endings: of its files' names, in lower case with the dot.
        reader: the module of ``indexer.readers`` that reads it.
        unit: what a citation points to; ``None`` where only to a place in the text.
        is_container: its documents are files of their own, which have their own kinds.
    """

    name: str
    endings: tuple[str, ...]
    reader: str
    unit: Unit | None = None
    is_container: bool = False


KINDS = (
    Kind("txt", (".txt", ".log"), "text"),
    Kind("md", (".md", ".markdown"), "text"),
    Kind("html", (".html", ".htm", ".xhtml", ".shtml"), "html"),
    Kind("mhtml", (".mhtml", ".mht"), "mhtml"),
    Kind("pdf", (".pdf",), "pdf", Unit.PAGE),
    Kind("docx", (".docx", ".docm", ".dotx", ".dotm"), "office"),
    Kind("doc", (".doc", ".dot"), "office"),
    Kind("odt", (".odt", ".fodt", ".ott"), "office"),
    Kind("rtf", (".rtf",), "office"),
    Kind("xlsx", (".xlsx", ".xlsm", ".xltx", ".xltm"), "office", Unit.SHEET),
    Kind("xls", (".xls",), "office", Unit.SHEET),
    Kind("ods", (".ods", ".fods"), "office", Unit.SHEET),
    Kind("pptx", (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"), "office", Unit.SLIDE),
    Kind("ppt", (".ppt", ".pps"), "office", Unit.SLIDE),
    Kind("odp", (".odp", ".fodp"), "office", Unit.SLIDE),
    Kind("epub", (".epub",), "epub", Unit.CHAPTER),
    Kind("subtitles", (".srt", ".vtt"), "subtitles", Unit.TIME),
    Kind("picture", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"), "picture", Unit.PAGE),
    Kind("jsonl", (".jsonl", ".ndjson"), "jsonl"),
    Kind("json", (".json",), "json"),
    Kind("csv", (".csv", ".tsv"), "csv"),
    Kind("eml", (".eml",), "email"),
    Kind("emlx", (".emlx",), "emlx"),
    Kind("mbox", (".mbox",), "mbox", is_container=True),
    Kind("msg", (".msg",), "msg"),
    Kind("feed", (".rss", ".atom"), "feed"),
    Kind("xml", (".xml",), "xml"),
    Kind("warc", (".warc", ".warc.gz"), "warc"),
    Kind("wacz", (".wacz",), "archive"),
    Kind(
        "archive",
        (".zip", ".gz", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz"),
        "archive",
        is_container=True,
    ),
)
BY_ENDING: Mapping[str, Kind] = MappingProxyType(
    {ending: kind for kind in KINDS for ending in kind.endings}
)
_NUMBER = re.compile(r"#\d+\Z")
# Files lose these in the id of the document in them.
_PLAIN = (".txt", ".md", ".markdown")


def ending_of(name: str) -> str:
    """What a file's name ends in, in lower case with the dot, ``.tar.gz`` in full."""
    # As PurePosixPath has it, which takes ten times as long: every question asks for hundreds.
    _, *suffixes = name.rstrip("/").rpartition("/")[2].lstrip(".").lower().split(".")
    suffixes = [f".{suffix}" for suffix in suffixes[-2:]] if all(suffixes[-1:]) else []
    double = "".join(suffixes)
    # Compressed kinds with a reader of their own; any other compressed file is one entry.
    return double if double in BY_ENDING else "".join(suffixes[-1:])


def is_plain_text(name: str) -> bool:
    """Whether a file's ending only says that it is text, so that its id does without."""
    return ending_of(name) in _PLAIN


def kind_of(document_id: str, file: str | None) -> str | None:
    """Kind of file that a document is from: by the id of an archive's member, else by the file."""
    # Several documents of one file are numbered: "mail.eml#2".
    member = _NUMBER.sub("", document_id) if "#" in document_id else document_id
    of_member = _kind_by_name(member) if "." in member else None
    return of_member or (_kind_by_name(file) if file else None)


# Hundreds of documents are from one file.
@lru_cache(maxsize=256)
def _kind_by_name(name: str) -> str | None:
    kind = BY_ENDING.get(ending_of(name))
    return None if kind is None or kind.is_container else kind.name

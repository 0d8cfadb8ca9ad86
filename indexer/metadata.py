"""What is told about a document, in the form that citations and filters need."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from indexer.titles import title_of
from search.arabic.dates import parse_date
from search.fields import LONGEST_ADDRESS, LONGEST_METADATA, LONGEST_VALUE, STORED
from search.parts import Part
from search.records import Document

_SAMPLE = 20_000  # code points of the text that tell its script
# A larger share of letters that Arabic has not makes a text Persian, Urdu, Kurdish or Pashto;
# Arabic writes a few of them in foreign names and dialects.
_FOREIGN_SHARE = 0.02
_ARABIC_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
_ARABIC_SCRIPT = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff]"
)
_UNSEEN = re.compile("[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# Three-letter codes and names that content systems write.
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("ara", "arb", "arabic", "arabe", "العربية", "عربي", "عربية"), "ar"),
        **dict.fromkeys(("eng", "english", "الإنجليزية", "إنجليزي"), "en"),
        **dict.fromkeys(("fra", "fre", "french", "français", "الفرنسية", "فرنسي"), "fr"),
        **dict.fromkeys(("fas", "per", "persian", "farsi", "الفارسية", "فارسی"), "fa"),
        **dict.fromkeys(("urd", "urdu", "الأردية"), "ur"),
        **dict.fromkeys(("kur", "kurdish", "الكردية"), "ku"),
        **dict.fromkeys(("tur", "turkish", "التركية"), "tr"),
        **dict.fromkeys(("spa", "spanish", "الإسبانية"), "es"),
        **dict.fromkeys(("deu", "ger", "german", "الألمانية"), "de"),
        **dict.fromkeys(("heb", "hebrew", "iw", "العبرية"), "he"),
    }
)


def complete(document: Document) -> Document:
    """The document with its metadata in one form; what does not fit it moves to ``metadata``.

    A date becomes ISO 8601, or nothing when it is none; as it was written it is kept under
    ``date_as_written``, a Hijri one under ``date_hijri``. An address that is not on the web is kept
    under ``url_as_written``. A title comes from the text where there is none, a language only
    when it is declared or the letters tell that it is Arabic.
    """
    metadata = dict(document.metadata)
    known: dict[str, Any] = {field.name: _line(getattr(document, field.name)) for field in STORED}
    known |= {
        "title": known["title"] or _line(title_of(document.text)),
        "url": _url(document.url, metadata),
        "date": _date(document.date, metadata),
        "language": _language(document.language, document.text, metadata),
    }
    return replace(document, **known, metadata=metadata)


def _line(value: str | None) -> str | None:
    """One line without controls that would turn what stands around it on a page."""
    return " ".join(_UNSEEN.sub("", value or "").split()) or None


def _date(written: str | None, metadata: dict[str, object]) -> str | None:
    written = _line(written)
    if written is None:
        return None
    date = parse_date(written)
    iso = None if date is None else date.iso
    if iso != written:
        metadata["date_as_written"] = written
    if date is not None and date.hijri is not None:
        metadata["date_hijri"] = date.hijri
    return iso


def _url(written: str | None, metadata: dict[str, object]) -> str | None:
    written = _line(written)
    if written is None or is_web_address(written):
        return written
    metadata["url_as_written"] = written
    return None


def is_web_address(url: str) -> bool:
    """Whether it is one that a browser opens and nothing else runs."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _language(declared: str | None, text: str, metadata: dict[str, object]) -> str | None:
    declared = _line(declared)
    if declared is not None:
        known = _language_code(declared)
        if known is not None:
            return known
        metadata["language_as_written"] = declared
    return "ar" if _is_arabic(text) else None


def _language_code(declared: str) -> str | None:
    """ISO 639-1 of ``ar``, ``ar-EG``, ``ara``, ``Arabic`` or ``العربية``."""
    name = declared.casefold()
    code = re.split("[-_]", name)[0]
    if known := _LANGUAGES.get(name) or _LANGUAGES.get(code):
        return known
    return code if re.fullmatch("[a-z]{2}", code) else None


def _is_arabic(text: str) -> bool:
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    script = len(_ARABIC_SCRIPT.findall(sample))
    foreign = script - len(_ARABIC_LETTER.findall(sample))
    return script * 2 > letters and foreign <= _FOREIGN_SHARE * script


def shortened(document: Document) -> tuple[Document, list[str]]:
    """A document as it is stored, and the names of those fields that were cut for it.

    A title is searched with every passage and shown with every hit: it is none that has the length
    of an article, and neither is the name of a part. An address is not cut, since it would lead
    elsewhere, but left out; and so are the longest values of too much metadata.
    """
    values = {field.name: getattr(document, field.name) for field in STORED if field.name != "url"}
    long = {n: value for n, value in values.items() if len(value or "") > LONGEST_VALUE}
    cut: dict[str, Any] = {name: _cut(value) for name, value in long.items()}
    if len(document.url or "") > LONGEST_ADDRESS:
        cut["url"] = None
    metadata = _most_of(document.metadata)
    if metadata != document.metadata:
        cut["metadata"] = metadata
    parts = tuple(map(_with_short_names, document.parts))
    if parts != document.parts:
        cut["parts"] = parts
    return (replace(document, **cut) if cut else document), list(cut)


def _most_of(metadata: Mapping[str, object]) -> Mapping[str, object]:
    """Metadata without the values that are too much for it, the longest first."""
    sizes = {n: len(n) + len(json.dumps(v, ensure_ascii=False)) for n, v in metadata.items()}
    excess = sum(sizes.values()) - LONGEST_METADATA
    kept = dict(metadata)
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        if excess <= 0:
            break
        excess -= sizes[name]
        del kept[name]
    return kept


def _with_short_names(part: Part) -> Part:
    location = part.location
    if max(map(len, (location.first, location.last, location.within or ""))) <= LONGEST_VALUE:
        return part
    within = None if location.within is None else _cut(location.within)
    short = replace(location, first=_cut(location.first), last=_cut(location.last), within=within)
    return part._replace(location=short)


def _cut(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1].rstrip() + "…"

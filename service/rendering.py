"""Templates, and the filters that make text of unknown origin safe to show and exact to copy."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.templating import Jinja2Templates

from search.ranking.confidence import strength
from search.records import Citation, Document, Excerpt, Hit, Span
from service.highlight import runs

# More spans than this would only make links too long for a browser.
MAX_EVIDENCE = 64

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI_CONTROLS}]+")
_OVERRIDES = re.compile("[\u202d\u202e]")
_DIRECTION_SAMPLE = 2000


def exact(text: str) -> Markup:
    """HTML whose text content is ``text``, to the character.

    A browser turns a bare carriage return into a line feed, so it is escaped. A directional
    override, which would show words in another order than they are copied, is shut into an
    element of its own, where it has no effect but is seen.
    """
    html = str(escape(text)).replace("\r", "&#13;")
    # Only escaped text and the override itself go into the markup.
    return Markup(_OVERRIDES.sub(r'<bdi class="override">\g<0></bdi>', html))  # noqa: S704


def plain(text: str) -> str:
    """One line without control characters, for attributes, the window title and citations."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def direction(text: str) -> str:
    """``rtl`` or ``ltr``, by the letters that prevail.

    HTML's ``dir="auto"`` goes by the first letter, which in news is often that of an agency.
    """
    kinds = [unicodedata.bidirectional(letter) for letter in text[:_DIRECTION_SAMPLE]]
    rtl = kinds.count("AL") + kinds.count("R")
    return "ltr" if kinds.count("L") > rtl else "rtl"


def web_url(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host."""
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None


def document_path(document_id: str) -> str:
    """Path of a document's page."""
    # A browser would resolve "." and ".." between slashes.
    has_dots = not {".", ".."}.isdisjoint(document_id.split("/"))
    return "/documents/" + quote(document_id, safe="" if has_dots else "/")


def passage_url(hit: Hit | Excerpt, question: str, k: int) -> str:
    """Address of the document's page, at the passage."""
    query = {
        "start": hit.citation.start,
        "end": hit.citation.end,
        "sentence": _range(hit.sentence),
        "evidence": [_range(span) for span in hit.evidence[:MAX_EVIDENCE]],
        "q": question,
        "k": k,
    }
    path = document_path(hit.citation.document_id)
    return f"{path}?{urlencode(query, doseq=True)}#passage"


def search_url(question: str, k: int) -> str:
    """Address of a page of results."""
    return "/?" + urlencode({"q": question, "k": k})


def citation_line(record: Citation | Document, span: Span, page: int | None = None) -> str:
    """The line under a copied quotation: what is known of the source, and where it stands."""
    document_id = record.document_id if isinstance(record, Citation) else record.id
    known = [record.title, record.source, record.author, record.date, web_url(record.url)]
    pages = record.pages_of(*span) if isinstance(record, Document) else None
    page = pages[0] if pages else page
    if page is not None:
        known.append(f"ص {page}")
    where = f"[{document_id}، {span.start}\u2013{span.end}]"
    return "، ".join(plain(part) for part in (*known, where) if part)


def quoted(citation: Citation, span: Span) -> str:
    """A part of the quotation, by its place in the document."""
    return citation.quote[span.start - citation.start : span.end - citation.start]


def field_text(value: object) -> str:
    """A metadata value as a reader sees it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def render(
    request: Request,
    template: str,
    context: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page."""
    return _TEMPLATES.TemplateResponse(request, template, dict(context), status, headers)


def _range(span: Iterable[int]) -> str:
    return "-".join(map(str, span))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: list[Callable[..., object]] = [exact, plain, direction, web_url, field_text, runs]
    environment.filters.update({function.__name__: function for function in functions})
    functions = [passage_url, document_path, search_url, citation_line, quoted, strength]
    environment.globals.update({function.__name__: function for function in functions})
    return environment


_TEMPLATES = Jinja2Templates(env=_environment())

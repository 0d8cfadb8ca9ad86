"""Templates, and the filters that make text of unknown origin safe to show and exact to copy."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape
from starlette.templating import Jinja2Templates

from search.records import Document, Excerpt
from search.reordering import reordering
from service.citing.citation import (
    caution_in_words,
    cautions_in_words,
    date_in_words,
    in_message,
    location_in_words,
)
from service.citing.permalink import Reference, document_address, part_of, permalink
from service.citing.text import direction, plain, web_url, with_letters
from service.citing.told import told_of
from service.highlight import runs
from service.language import Language
from service.language.reasons import reason_in
from service.views.address import SearchAddress, date_in_figures
from service.views.cards import around
from service.views.frame import frame, remember_language

# More spans than this would only make links too long for a browser.
MAX_EVIDENCE = 64
_LONGEST_SEARCH = 5000

_CODE = re.compile("[a-z]{2,3}")
_INDENTATION = re.compile("^[ \t]+", re.MULTILINE)


def exact(text: str) -> Markup:
    """HTML whose text content is ``text``, to the character.

    A browser turns a bare carriage return into a line feed, so it is escaped. A sign that could
    show words in another order than they are stored is shut into an element of its own, where it
    has no effect but is seen.
    """
    html, at = "", 0
    for place in reordering(text):
        html += f'{_escaped(text[at:place])}<bdi class="override">{text[place]}</bdi>'
        at = place + 1
    # Only escaped text and such signs go into the markup.
    return Markup(html + _escaped(text[at:]))  # noqa: S704


def lang_attribute(text: str, page: Language) -> Markup:
    """The ``lang`` of a text whose language is not recorded, where it is not the page's.

    Arabic is told by its letters; of another script the language is not known, which the empty
    value says.
    """
    if direction(text) == "rtl":
        return Markup("") if page is Language.AR else Markup('lang="ar"')
    return Markup('lang=""')


def text_language(code: str | None, text: str, page: Language) -> Markup:
    """The ``lang`` of a text by the code that is recorded, where it is one, else by its letters."""
    if code and _CODE.fullmatch(code):
        return Markup('lang="{}"').format(code)
    return lang_attribute(text, page)


def passage_url(hit: Excerpt, address: SearchAddress) -> str:
    """Address of the document's page, at the sentence; it holds while the passage's text does."""
    search = with_letters(address.query_string())
    evidence = [part_of(hit.citation, span) for span in hit.evidence[:MAX_EVIDENCE]]
    further = {
        **({"evidence": ".".join(evidence)} if evidence else {}),
        # The way back is left out before the address gets too long.
        "search": search if len(search) <= _LONGEST_SEARCH else "",
    }
    return with_letters(permalink(hit.citation, hit.sentence, further))


def collect_url(hit: Excerpt, address: SearchAddress) -> str:
    """Address of the page that puts the sentence of a hit into a dossier."""
    search = with_letters(address.query_string())
    query = {
        "id": hit.citation.document_id,
        "collection": hit.citation.collection,
        "passage": Reference.of_part(hit.citation, hit.sentence),
        "search": search if len(search) <= _LONGEST_SEARCH else "",
    }
    return with_letters(f"/dossiers/items?{urlencode(query)}")


def search_url(question: str) -> str:
    """Address of the results of a question."""
    return SearchAddress(q=question).url()


def document_url(document_id: str, collection: str) -> str:
    """Address of a document's page."""
    return document_address(document_id, {"collection": collection})


def original_url(document: Document) -> str:
    """Address of the file that a document was read from."""
    return document_address(document.id, {"collection": document.collection}, "originals")


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
    """A page, in the reader's language."""
    shown = {**frame(request), **context}
    response = _TEMPLATES.TemplateResponse(request, template, shown, status, headers)
    remember_language(request, response)
    return response


def written(template: str, context: Mapping[str, object]) -> str:
    """What is read elsewhere than at the service, such as a mail."""
    return _TEMPLATES.get_template(template).render(context)


def _escaped(text: str) -> str:
    return str(escape(text)).replace("\r", "&#13;")


class _Unindented(Extension):
    """Templates are indented for who reads them; a page of results is lighter without that."""

    def preprocess(
        self,
        source: str,
        name: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
    ) -> str:
        return _INDENTATION.sub("", source)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_Unindented],
    )
    functions: list[Callable[..., object]] = [exact, plain, direction, web_url, field_text, runs]
    functions += [date_in_figures, date_in_words, location_in_words, lang_attribute, text_language]
    functions += [reason_in, caution_in_words]
    environment.filters.update({function.__name__: function for function in functions})
    functions = [passage_url, collect_url, document_url, search_url, permalink, around, in_message]
    functions += [cautions_in_words, told_of]
    environment.globals.update({function.__name__: function for function in functions})
    return environment


_TEMPLATES = Jinja2Templates(env=_environment())

"""The page of a document, and the file that it was read from."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from indexer.originals import fetch_original, has_original
from indexer.readers.names import readable
from search.backend import Documents
from search.errors import CollectionMissingError, DocumentMissingError
from search.fields import FACETS, STORED
from search.records import DEFAULT_COLLECTION, Document, SimilarDocument, Span
from service.access.audit import Action
from service.citing.original import original_link
from service.citing.permalink import REFERENCE, Reference, find
from service.citing.text import plain
from service.dependencies import CurrentCaller, CurrentReading, Meter, OpenGate, Slot
from service.document_ids import meant
from service.dossiers.storage import Dossiers
from service.highlight import segments
from service.language import Language, translator
from service.reading import Reading
from service.rendering import MAX_EVIDENCE, original_url, render
from service.schemas import MAX_ADDRESS
from service.source_names import with_source_names
from service.views.address import SearchAddress
from service.views.cards import QuotedPassage
from service.views.facets import labels
from service.views.finding import MAX_FIND, MOST_MATCHES, Find
from service.views.frame import language_of, sent_path, settings_of
from service.views.statements import Said

router = APIRouter()

_SIMILAR = 5
# A cosine of the bundled model. Nearer ones are as a rule of the same matter, and two thirds of
# articles have one; below it they are only of the same genre.
_NEAR = 0.92
_IN_BYLINE = ("source", "author")

_RANGE = "[0-9]{1,9}-[0-9]{1,9}"
_Range = Annotated[str, Field(pattern=f"^{_RANGE}$")]
# Earlier addresses name each by itself.
_Ranges = Annotated[str, Field(pattern=rf"^{_RANGE}(?:\.{_RANGE}){{0,{MAX_EVIDENCE - 1}}}$")]
_Collection = Annotated[str, Query(max_length=100)]


class DocumentQuery(BaseModel):
    """What to set off in a document, the search the reader came from, and what is looked for in it.

    The id stands here only where it cannot stand in the path.
    """

    id: str | None = None
    collection: Annotated[str, Field(max_length=100)] = DEFAULT_COLLECTION
    passage: Annotated[str, Field(pattern=REFERENCE)] | None = None
    sentence: _Range | None = None
    evidence: list[_Ranges] = Field(default=[], max_length=MAX_EVIDENCE)
    search: Annotated[str, Field(max_length=MAX_ADDRESS)] = ""
    find: Annotated[str, Field(max_length=MAX_FIND)] = ""
    match: Annotated[int, Field(ge=1, le=MOST_MATCHES)] = 1


@router.get("/documents/{document_id:id}", dependencies=[Slot])
def document(  # noqa: PLR0913, PLR0917 - what it asks for
    request: Request,
    reading: CurrentReading,
    gate: OpenGate,
    caller: CurrentCaller,
    meter: Meter,
    document_id: str,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """A whole document, with the cited passage set off.

    It is shown however often it is asked for; what is like it is looked for within the limit.
    """
    document_id = meant(document_id, query.id)
    if (whole := _whole(query)) is not None:
        parameters = urlencode([*request.query_params.multi_items(), ("sentence", whole)])
        return RedirectResponse(f"{sent_path(request)}?{parameters}#sentence", 303)
    names = settings_of(request).source_names
    with _missing_to_readers():
        index = reading.index(query.collection)
        found = with_source_names(reading.document(document_id, query.collection), names)
    passage = find(found.text, Reference.parse(query.passage)) if query.passage else None
    sentence = _span(query.sentence, passage) if passage and query.sentence else None
    parts = [part for each in query.evidence for part in each.split(".")][:MAX_EVIDENCE]
    named = (_span(each, passage) for each in parts) if passage else ()
    evidence = [span for span in named if span is not None]
    part = None if sentence == passage else sentence
    quoted = QuotedPassage.of(found, passage, part, language_of(request)) if passage else None
    shown = sentence or passage or Span(0, 0)
    location = found.location_of(*shown) if passage else None
    back = SearchAddress.of_reader(query.search)
    kept = [(name, value) for name, value in request.query_params.multi_items() if value]
    sought = Find.of(found.text, query.find, query.match, sent_path(request), kept)
    may_offer = meter.may_offer()
    similar = _similar(reading, document_id, query.collection) if may_offer else None
    story, further_copies = index.store.first_of_story(document_id)
    context = {
        "question": back.q if back else "",
        "back_url": back.url() if back else None,
        "document": found,
        "passage": passage,
        "location": location,
        "quoted_passage": quoted,
        "is_stale": query.passage is not None and passage is None,
        "said": Said.of(found, language_of(request)),
        "segments": segments(
            found.text,
            passage=passage,
            sentence=sentence,
            evidence=evidence,
            matches=sought.matches,
        ),
        "dossiers": Dossiers(gate.database).of(caller.key_id) if caller.may_save else None,
        "references": _references(found, part, passage),
        "collect_query": urlencode({"id": document_id, "collection": query.collection}),
        "find": sought,
        "match": sought.match,
        "original_url": original_link(found.url, found.text[slice(*shown)], location),
        "file_url": original_url(found) if has_original(index, document_id) else None,
        "mail": _mail(index.store, found),
        "facts": _facts(found, language_of(request)),
        "story": with_source_names(tuple(story), names),
        "further_copies": further_copies,
        "similar": with_source_names(similar, names),
    }
    return render(request, "document.html", context)


@router.get("/originals/{document_id:id}")
def original(
    reading: CurrentReading,
    document_id: str,
    collection: _Collection = DEFAULT_COLLECTION,
    id: str | None = None,  # noqa: A002 - in the address
) -> Response:
    """The file that a document was read from: to keep, never shown as a page of the service."""
    document_id = meant(document_id, id)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="shawahid-original-")))
        with _missing_to_readers():
            path = fetch_original(reading.index(collection), document_id, folder)
        if path is None:
            msg = "the file of this document is not held"
            raise DocumentMissingError(msg)
        reading.note_read(document_id, collection, Action.ORIGINAL)
        return FileResponse(
            path,
            media_type="application/octet-stream",
            filename=plain(readable(path.name)),
            background=BackgroundTask(stack.pop_all().close),
        )


def _whole(query: DocumentQuery) -> str | None:
    """The sentence of a link that names none, as earlier ones do: its passage."""
    if query.passage is None or query.sentence is not None:
        return None
    reference = Reference.parse(query.passage)
    length = reference.end - reference.start
    return f"0-{length}" if length > 0 else None


@contextmanager
def _missing_to_readers() -> Iterator[None]:
    """To the reader of a page, a document of a collection that is missing is missing itself."""
    try:
        yield
    except CollectionMissingError as error:
        raise DocumentMissingError(str(error)) from error


def _references(
    document: Document, sentence: Span | None, passage: Span | None
) -> list[tuple[str, Reference]]:
    """What of a document can be put into a dossier, by what it is called."""
    named = [("dossier.add_sentence", sentence), ("dossier.add_passage", passage)]
    return [(name, Reference.of_text(document.text, span)) for name, span in named if span]


def _facts(document: Document, language: Language) -> list[tuple[str, str]]:
    """What documents are filtered by and no other place of the page shows, by its name."""
    said, label = translator(language, "fields"), labels(translator(language, "web"), {})
    shown = [facet for facet in FACETS if facet in STORED and facet.name not in _IN_BYLINE]
    known = [(facet.name, getattr(document, facet.name)) for facet in shown]
    return [(said(f"{name}.name"), label(name, value)) for name, value in known if value]


def _similar(reading: Reading, document_id: str, collection: str) -> tuple[SimilarDocument, ...]:
    try:
        found = reading.similar(document_id, collection, k=_SIMILAR)
    except DocumentMissingError:  # nothing in it is searched
        return ()
    # Cosines of another model say something else.
    is_bundled = reading.index(collection).settings.model is None
    return tuple(each for each in found if not is_bundled or each.score >= _NEAR)


def _mail(store: Documents, document: Document) -> str | None:
    """The id of the message that a document came with, ``None`` where it is not here.

    Anybody's metadata may name one: what came with a message was read from the same file.
    """
    mail = document.metadata.get("mail")
    file = store.files.file_of(document.id)
    if not isinstance(mail, str) or file is None or store.files.file_of(mail) != file:
        return None
    return mail


def _span(text: str, passage: Span) -> Span | None:
    """The part of a passage that an address names; ``None`` where the passage has none there."""
    start, end = map(int, text.split("-"))
    is_there = start < end <= passage.end - passage.start
    return Span(start, end).shifted(passage.start) if is_there else None

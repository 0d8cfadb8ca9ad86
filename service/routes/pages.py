"""The pages: they work without JavaScript, and every state has an address."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from search.ranking.confidence import NO_EVIDENCE, has_sufficient_evidence
from search.records import Excerpt, Hit, Span
from service.citing.permalink import REFERENCE, Reference, find
from service.dependencies import OpenEngine
from service.highlight import Segment, segments
from service.rendering import MAX_EVIDENCE, render
from service.schemas import DEFAULT_K, MAX_K, MAX_QUESTION

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

EXAMPLES = (
    "ما الدول التي ضمّها التحالف الإقليمي لمكافحة الاتجار بالبشر؟",
    "كم عدد الأخصائيين الذين استهدفتهم دورات تدريب المدربين؟",
    "ما دور مركز حماية العمالة الوافدة في البحرين؟",
    "من موّل برنامج المنظمة الدولية للهجرة في المشرق؟",
)

Question = Annotated[str, Field(max_length=MAX_QUESTION)]
Count = Annotated[int, Field(ge=1, le=MAX_K)]
Range = Annotated[str, Field(pattern="^[0-9]{1,9}-[0-9]{1,9}$")]


class HomeQuery(BaseModel):
    """What the search form sends; no ``q`` is a first visit."""

    q: Question | None = None
    k: Count = DEFAULT_K


class DocumentQuery(BaseModel):
    """What to set off in a document, and the search the reader came from."""

    passage: Annotated[str, Field(pattern=REFERENCE)] | None = None
    sentence: Range | None = None
    evidence: list[Range] = Field(default=[], max_length=MAX_EVIDENCE)
    q: Question = ""
    k: Count = DEFAULT_K


@router.get("/")
def home(request: Request, engine: OpenEngine, query: Annotated[HomeQuery, Query()]) -> Response:
    """The search box, with the answer once there is a question."""
    if query.q is None:
        return render(request, "home.html", {"question": "", "examples": EXAMPLES})
    hits = engine.search(query.q, query.k)
    context = {
        "question": query.q,
        "k": query.k,
        "max_k": MAX_K,
        "hits": [
            (hit, _quotation(hit), [(each, _quotation(each)) for each in hit.more]) for hit in hits
        ],
        "notice": None if has_sufficient_evidence(hits) else NO_EVIDENCE,
    }
    return render(request, "results.html", context)


@router.get("/documents/{document_id:path}")
def document(
    request: Request,
    engine: OpenEngine,
    document_id: str,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """A whole document, with the cited passage set off."""
    found = engine.document(document_id)
    passage = find(found.text, Reference.parse(query.passage)) if query.passage else None
    sentence = _span(query.sentence, passage) if passage and query.sentence else None
    evidence = [_span(each, passage) for each in query.evidence] if passage else []
    context = {
        "question": query.q,
        "k": query.k,
        "document": found,
        "passage": passage,
        "sentence": sentence,
        "is_stale": query.passage is not None and passage is None,
        "segments": segments(found.text, passage=passage, sentence=sentence, evidence=evidence),
    }
    return render(request, "document.html", context)


def _quotation(hit: Hit | Excerpt) -> list[Segment]:
    return segments(
        hit.citation.quote,
        offset=hit.citation.start,
        sentence=hit.sentence,
        evidence=hit.evidence,
    )


def _span(text: str, passage: Span) -> Span:
    start, end = text.split("-")
    return Span(int(start), int(end)).shifted(passage.start)

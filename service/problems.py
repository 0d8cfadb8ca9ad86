"""What the service answers when it cannot: RFC 9457 problem JSON, or a page for a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from search.errors import CollectionMissingError, DocumentMissingError, EmptyQuestionError
from service.operations.admission import ClientGoneError, OverloadedError, TurnTimeoutError
from service.operations.requests import REQUEST_ID
from service.rendering import render
from service.schemas import MAX_K, MAX_QUESTION
from service.security import SECURITY_HEADERS

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(description="Stable name of the kind of problem.")
    title: str = Field(description="The kind of problem, in words.")
    status: int
    detail: str = Field(description="What was wrong with this request.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; ``advice`` is what the page tells the reader."""

    slug: str
    status: int
    title: str
    advice: str

    @property
    def type(self) -> str:
        """A URI reference that never changes; compare it, do not open it."""
        return f"/problems/{self.slug}"


EMPTY_QUESTION = Kind(
    "empty-question", 422, "The question is empty", "اكتب سؤالًا فيه كلمة واحدة على الأقل."
)
QUESTION_TOO_LONG = Kind(
    "question-too-long",
    422,
    "The question is too long",
    f"السؤال أطول من {MAX_QUESTION} حرف. اختصره، أو ابحث عن كل جزء منه وحده.",
)
INVALID_REQUEST = Kind(
    "invalid-request",
    422,
    "The request is not valid",
    f"في رابط هذه الصفحة قيمة غير صالحة. عدد النتائج من 1 إلى {MAX_K}، والمواضع أعداد.",
)
DOCUMENT_NOT_FOUND = Kind(
    "document-not-found",
    404,
    "There is no such document",
    "لا توجد وثيقة بهذا المعرّف. ربما حُذفت أو تغيّر معرّفها منذ حُفظ الرابط.",
)
COLLECTION_NOT_FOUND = Kind(
    "collection-not-found",
    404,
    "There is no such collection",
    "لا توجد مجموعة بهذا الاسم.",
)
NOT_SIGNED_IN = Kind("not-signed-in", 401, "A key is needed", "ادخل بمفتاحك لتبحث في هذا الأرشيف.")
FORBIDDEN = Kind(
    "forbidden", 403, "The key does not allow this", "مفتاحك لا يسمح بهذا. اطلب مفتاحًا يسمح به."
)
CROSS_ORIGIN = Kind(
    "cross-origin",
    403,
    "The request comes from another site",
    "جاء هذا الطلب من موقع آخر فلم يُنفَّذ. عد إلى صفحة البحث وأعد المحاولة منها.",
)
FORM_EXPIRED = Kind(
    "form-expired",
    403,
    "The form does not belong to the session",
    "انتهت صلاحية هذا النموذج. افتح صفحته من جديد وأعد المحاولة.",
)
UNKNOWN_HOST = Kind(
    "unknown-host",
    421,
    "The service does not go by this name",
    "لا تُعرف هذه الخدمة بهذا العنوان.",
)
RATE_LIMITED = Kind(
    "rate-limited",
    429,
    "Too many requests",
    "طلبات كثيرة في وقت قصير. انتظر دقيقة ثم أعد المحاولة.",
)
OVERLOADED = Kind(
    "overloaded",
    429,
    "Too many searches at a time",
    "الطلب كثير على الخدمة الآن. انتظر قليلًا ثم أعد البحث.",
)
DEADLINE_EXCEEDED = Kind(
    "deadline-exceeded",
    503,
    "The answer took too long",
    "لم تكتمل الإجابة في الوقت المحدد. أعد المحاولة بعد قليل.",
)
NOT_READY = Kind("not-ready", 503, "The service is not ready", "الخدمة غير جاهزة الآن.")
CLIENT_GONE = Kind("client-gone", 499, "The client has gone away", "أُلغي هذا الطلب.")
NOT_FOUND = Kind("not-found", 404, "There is nothing at this address", "لا شيء في هذا العنوان.")
BODY_TOO_LARGE = Kind(
    "body-too-large", 413, "The request body is too large", "الطلب أكبر من الحد المسموح."
)
INTERNAL = Kind(
    "internal-error",
    500,
    "The service failed",
    "تعذّرت الإجابة لخلل في الخدمة، وقد سُجّل. حاول مرة أخرى.",
)

# What every route that asks who the caller is may answer; unsafe ones may answer all of it.
ACCESS_PROBLEMS = (NOT_SIGNED_IN, FORBIDDEN, CROSS_ORIGIN, FORM_EXPIRED, UNKNOWN_HOST)

# Errors of the library whose text says what was wrong with the request.
_BY_ERROR: dict[type[Exception], Kind] = {
    EmptyQuestionError: EMPTY_QUESTION,
    DocumentMissingError: DOCUMENT_NOT_FOUND,
    CollectionMissingError: COLLECTION_NOT_FOUND,
}

# What every route may answer that waits for its turn to ask the engine.
QUEUE_PROBLEMS = (OVERLOADED, DEADLINE_EXCEEDED)

_BY_STATUS = {kind.status: kind for kind in (NOT_FOUND, BODY_TOO_LARGE)}


class ProblemError(Exception):
    """A request that is answered with a problem."""

    def __init__(self, kind: Kind, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers


def documented(*kinds: Kind) -> dict[int | str, dict[str, object]]:
    """OpenAPI ``responses`` that describe these problems, with an example of each."""
    by_status: dict[int | str, dict[str, object]] = {}
    for status in sorted({kind.status for kind in kinds}):
        same = [kind for kind in kinds if kind.status == status]
        by_status[status] = {
            "description": "; ".join(kind.title for kind in same),
            "content": {
                MEDIA_TYPE: {
                    "schema": Problem.model_json_schema(),
                    "examples": {kind.slug: {"value": _body(kind, kind.title)} for kind in same},
                }
            },
        }
    return by_status


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""
    _install_queue(app)

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        if error.kind is NOT_SIGNED_IN and request.method == "GET" and _wants_page(request):
            return RedirectResponse(f"/sign-in?{urlencode({'next': own_path(request)})}", 303)
        return _respond(request, error.kind, error.detail, error.headers)

    async def _explained(request: Request, error: Exception) -> Response:
        return _respond(request, _BY_ERROR[type(error)], str(error))

    for each in _BY_ERROR:
        app.add_exception_handler(each, _explained)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        kind = QUESTION_TOO_LONG if _only_too_long(error) else INVALID_REQUEST
        return _respond(request, kind, "; ".join(_complaint(each) for each in error.errors()))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        phrase = HTTPStatus(error.status_code).phrase
        slug = phrase.lower().replace(" ", "-")
        unnamed = Kind(slug, error.status_code, phrase, "تعذّر تنفيذ هذا الطلب.")
        kind = _BY_STATUS.get(error.status_code, unnamed)
        return _respond(request, kind, error.detail, error.headers)

    @app.exception_handler(Exception)
    async def _failed(request: Request, _error: Exception) -> Response:
        # This one is sent from outside the middleware that adds the headers.
        headers = {**SECURITY_HEADERS, REQUEST_ID: request.state.request_id}
        return _respond(request, INTERNAL, "The failure has been logged", headers)


def _install_queue(app: FastAPI) -> None:
    @app.exception_handler(OverloadedError)
    async def _overloaded(request: Request, error: OverloadedError) -> Response:
        headers = {"Retry-After": str(error.retry_after)}
        return _respond(request, OVERLOADED, f"Ask again in {error.retry_after} seconds", headers)

    @app.exception_handler(TurnTimeoutError)
    async def _late(request: Request, _error: TurnTimeoutError) -> Response:
        return late(request)

    @app.exception_handler(ClientGoneError)
    async def _gone(request: Request, error: ClientGoneError) -> Response:
        return _respond(request, CLIENT_GONE, str(error))


def late(request: Request) -> Response:
    """The answer to a request whose deadline has passed."""
    return _respond(request, DEADLINE_EXCEEDED, "Ask again, or ask for less", {"Retry-After": "1"})


def own_path(request: Request) -> str:
    """Path and query of a request, to come back to."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _respond(
    request: Request, kind: Kind, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    request.state.problem = kind.slug
    if not _wants_page(request):
        return JSONResponse(_body(kind, detail), kind.status, headers, MEDIA_TYPE)
    question = request.query_params.get("q", "")
    return render(
        request,
        "error.html",
        {"kind": kind, "question": question if len(question) <= MAX_QUESTION else ""},
        status=kind.status,
        headers=headers,
    )


def _body(kind: Kind, detail: str) -> dict[str, object]:
    problem = Problem(type=kind.type, title=kind.title, status=kind.status, detail=detail)
    return problem.model_dump()


def _wants_page(request: Request) -> bool:
    path = request.url.path
    is_page = path == "/" or path.startswith("/documents/")
    return is_page or (
        not path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
    )


def _only_too_long(error: RequestValidationError) -> bool:
    return {(each["type"], each["loc"][-1]) for each in error.errors()} <= {
        ("string_too_long", "q"),
        ("string_too_long", "question"),
    }


def _complaint(each: Mapping[str, object]) -> str:
    """One line, without the rejected value: it may be huge or hostile."""
    where = each["loc"]
    name = ".".join(map(str, where[1:])) if isinstance(where, tuple) else ""
    return f"{name or 'request'}: {each['msg']}"

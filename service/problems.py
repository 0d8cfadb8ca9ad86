"""What the service answers when it cannot: RFC 9457 problem JSON, or a page for a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from search.errors import DocumentMissingError, EmptyQuestionError
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

_BY_STATUS = {kind.status: kind for kind in (NOT_FOUND, BODY_TOO_LARGE)}


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

    @app.exception_handler(EmptyQuestionError)
    async def _empty(request: Request, error: EmptyQuestionError) -> Response:
        return _respond(request, EMPTY_QUESTION, str(error))

    @app.exception_handler(DocumentMissingError)
    async def _missing(request: Request, error: DocumentMissingError) -> Response:
        return _respond(request, DOCUMENT_NOT_FOUND, str(error))

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
        return _respond(request, INTERNAL, "The failure has been logged", SECURITY_HEADERS)


def _respond(
    request: Request, kind: Kind, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
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

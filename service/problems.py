"""What a request may fail by: each kind of problem (RFC 9457) with its status.

The words of every kind of problem are in the catalogues ``problems`` of the languages.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from search.errors import (
    CollectionExistsError,
    CollectionMissingError,
    CollectionNameError,
    DocumentMissingError,
    EmptyQuestionError,
    FilterError,
    IndexLockedError,
    IndexWriteError,
    ServerError,
    ShawahidError,
)
from service.access.audit import UnrecordedError
from service.dossiers.pdf import PdfFailedError, PdfMissingError, PdfTooLongError
from service.language import Language, translator
from service.schemas import MAX_K, MAX_QUESTION
from service.schemas.problems import Problem

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# Seconds after which a run that writes may well be over.
_BUSY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    slug: str
    status: int

    @property
    def type(self) -> str:
        """A URI reference that never changes; compare it, do not open it."""
        return f"/problems/{self.slug}"

    def title(self, language: Language) -> str:
        """What it is called."""
        return translator(language, "problems")(f"{self.slug}.title")

    def detail(self, language: Language, reason: str, values: Mapping[str, object]) -> str:
        """What was wrong with a request, by one of the kind's reasons."""
        return translator(language, "problems")(f"{self.slug}.{reason}", **values)

    def advice(self, language: Language) -> str:
        """What the page tells its reader."""
        t = translator(language, "problems")
        return t(f"{self.slug}.advice", limit=MAX_QUESTION, most=MAX_K)


EMPTY_QUESTION = Kind("empty-question", 422)
QUESTION_TOO_LONG = Kind("question-too-long", 422)
INVALID_REQUEST = Kind("invalid-request", 422)
INVALID_FILTER = Kind("invalid-filter", 422)
EMPTY_FILTER = Kind("empty-filter", 422)
INVALID_CURSOR = Kind("invalid-cursor", 422)
DOCUMENT_NOT_FOUND = Kind("document-not-found", 404)
COLLECTION_NOT_FOUND = Kind("collection-not-found", 404)
COLLECTION_EXISTS = Kind("collection-exists", 409)
COLLECTION_NAME = Kind("collection-name", 422)
DOSSIER_NOT_FOUND = Kind("dossier-not-found", 404)
PDF_MISSING = Kind("pdf-missing", 501)
PDF_FAILED = Kind("pdf-failed", 503)
PDF_TOO_LONG = Kind("pdf-too-long", 422)
TOO_MANY_PDFS = Kind("too-many-pdfs", 429)
SAVED_FULL = Kind("saved-full", 409)
NO_ALERTS = Kind("no-alerts", 409)
INVALID_TARGET = Kind("invalid-target", 422)
DOSSIER_FULL = Kind("dossier-full", 409)
BATCH_NOT_FOUND = Kind("batch-not-found", 404)
BATCHES_FULL = Kind("batches-full", 409)
INVALID_QUESTIONS = Kind("invalid-questions", 422)
JOB_NOT_FOUND = Kind("job-not-found", 404)
NOTHING_UPLOADED = Kind("nothing-uploaded", 422)
TOO_MANY_JOBS = Kind("too-many-jobs", 429)
JOB_INTERRUPTED = Kind("job-interrupted", 500)
JOB_WAITS = Kind("job-waits", 409)
JOB_WAITS_FOR_SERVER = Kind("job-waits-for-server", 503)
UPLOAD_TOO_SLOW = Kind("upload-too-slow", 408)
STORAGE_FULL = Kind("storage-full", 507)
NOT_RECORDED = Kind("not-recorded", 503)
NOT_SIGNED_IN = Kind("not-signed-in", 401)
FORBIDDEN = Kind("forbidden", 403)
CROSS_ORIGIN = Kind("cross-origin", 403)
FORM_EXPIRED = Kind("form-expired", 403)
UNKNOWN_HOST = Kind("unknown-host", 421)
RATE_LIMITED = Kind("rate-limited", 429)
OVERLOADED = Kind("overloaded", 429)
DEADLINE_EXCEEDED = Kind("deadline-exceeded", 503)
NOT_READY = Kind("not-ready", 503)
CLIENT_GONE = Kind("client-gone", 499)
NOT_FOUND = Kind("not-found", 404)
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405)
NOT_ACCEPTABLE = Kind("not-acceptable", 406)
UNSUPPORTED_MEDIA_TYPE = Kind("unsupported-media-type", 415)
BODY_TOO_LARGE = Kind("body-too-large", 413)
MALFORMED_BODY = Kind("malformed-body", 400)
INDEX_BUSY = Kind("index-busy", 409)
INDEX_UNAVAILABLE = Kind("index-unavailable", 503)
INTERNAL = Kind("internal-error", 500)

# What every route that asks who the caller is may answer; unsafe ones may answer all of it.
ACCESS_PROBLEMS = (
    *(NOT_SIGNED_IN, FORBIDDEN, CROSS_ORIGIN, FORM_EXPIRED, UNKNOWN_HOST),
    RATE_LIMITED,
)

_BY_ERROR: dict[type[ShawahidError], Kind] = {
    EmptyQuestionError: EMPTY_QUESTION,
    DocumentMissingError: DOCUMENT_NOT_FOUND,
    CollectionMissingError: COLLECTION_NOT_FOUND,
    CollectionExistsError: COLLECTION_EXISTS,
    CollectionNameError: COLLECTION_NAME,
    FilterError: INVALID_FILTER,
    IndexLockedError: INDEX_BUSY,
    IndexWriteError: STORAGE_FULL,
    UnrecordedError: NOT_RECORDED,
    PdfMissingError: PDF_MISSING,
    PdfFailedError: PDF_FAILED,
    PdfTooLongError: PDF_TOO_LONG,
}
_OF_JOBS = (JOB_INTERRUPTED, JOB_WAITS, JOB_WAITS_FOR_SERVER)
_BY_SLUG = {kind.slug: kind for kind in (*_BY_ERROR.values(), INDEX_UNAVAILABLE, *_OF_JOBS)}


class ProblemError(Exception):
    """A request that is answered with a problem.

    Args:
        kind: of problem.
        reason: which of the kind's reasons it is, as the catalogue calls it.
        headers: of the answer.
        values: for the placeholders of the reason.
    """

    def __init__(
        self,
        kind: Kind,
        reason: str = "detail",
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(f"{kind.slug}: {reason} {values or ''}")
        self.kind = kind
        self.reason = reason
        self.headers = headers
        self.values = values


def documented(*kinds: Kind) -> dict[int | str, dict[str, object]]:
    """OpenAPI ``responses`` that describe these problems, with an example of each."""
    by_status: dict[int | str, dict[str, object]] = {}
    for status in sorted({kind.status for kind in kinds}):
        same = [kind for kind in dict.fromkeys(kinds) if kind.status == status]
        by_status[status] = {
            "description": "; ".join(kind.title(Language.EN) for kind in same),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.slug: {"value": _example(kind)} for kind in same},
                }
            },
        }
    return by_status


def of_error(error: ShawahidError) -> ProblemError:
    """The problem that an error of the library is to whoever sent the request."""
    kind = _BY_ERROR.get(type(error))
    if kind in {None, STORAGE_FULL, NOT_RECORDED}:  # its text has paths of this machine
        logger.error("%s: %s", type(error).__name__, error)
        # A server that was started again is found again.
        later = {"Retry-After": str(_BUSY_SECONDS)} if isinstance(error, ServerError) else None
        return ProblemError(kind or INDEX_UNAVAILABLE, headers=later)
    headers = {"Retry-After": str(_BUSY_SECONDS)} if kind is INDEX_BUSY else None
    return ProblemError(kind, headers=headers)


def kind_of(slug: str) -> Kind:
    """The kind of problem that an error of the library was."""
    return _BY_SLUG.get(slug, INTERNAL)


def body_of(error: ProblemError, language: Language) -> Problem:
    """The problem in words."""
    kind = error.kind
    return Problem(
        type=kind.type,
        title=kind.title(language),
        status=kind.status,
        detail=kind.detail(language, error.reason, error.values),
    )


def _example(kind: Kind) -> dict[str, object]:
    title = kind.title(Language.EN)
    return Problem(type=kind.type, title=title, status=kind.status, detail=title).model_dump()

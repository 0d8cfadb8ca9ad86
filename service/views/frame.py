"""What every page has: its language, and the way to the other pages."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from service.access.callers import Caller, Role
from service.access.origins import is_named, local_path
from service.language import Language, translator
from service.settings import Settings

COOKIE = "lang"
# Some proxies take no longer one.
_LONGEST = 8000
_YEAR = 365 * 24 * 60 * 60


def language_of(request: Request) -> Language:
    """The language that the address asks for, else the one asked for before, else Arabic."""
    for code in (request.query_params.get(COOKIE), request.cookies.get(COOKIE)):
        if code in _CODES:
            return Language(code)
    return Language.AR


def remember_language(request: Request, response: Response) -> None:
    """Keep the language that the address asks for."""
    if request.query_params.get(COOKIE) in _CODES:
        code = language_of(request).value
        response.set_cookie(COOKIE, code, max_age=_YEAR, httponly=True, samesite="lax")


def frame(request: Request) -> dict[str, object]:
    """Values that the frame of the pages needs."""
    language = language_of(request)
    return {
        "language": language,
        "t": translator(language, "web"),
        "caller": getattr(request.state, "caller", None),
        "form_token": getattr(request.state, "form_token", ""),
        "places": _places(getattr(request.state, "caller", None)),
        "others": [(each, _in_language(request, each)) for each in Language if each != language],
    }


def sent_path(request: Request) -> str:
    """The path as the browser sent it: one that was decoded may mean something else."""
    path: str = request.scope["raw_path"].decode("ascii").partition("?")[0]
    return path


def address_of(request: Request) -> str:
    """The path and the query as the browser sent them."""
    query = request.url.query
    return sent_path(request) + (f"?{query}" if query else "")


def _in_language(request: Request, language: Language) -> str:
    """Address of the same page in a language."""
    path = sent_path(request)
    given = request.query_params.multi_items()
    kept = [(name, local_path(value) if name == "next" else value) for name, value in given]
    others = [(name, value) for name, value in kept if name != COOKIE]
    address = f"{path}?{urlencode([*others, (COOKIE, language.value)])}"
    is_own = path.startswith("/") and not path.startswith("//") and len(address) < _LONGEST
    return address if is_own else f"/?{COOKIE}={language.value}"


def _places(caller: Caller | None) -> list[tuple[str, str]]:
    """Addresses and names of the pages that the reader may go to."""
    places = [("/help", "frame.help")]
    if caller is None:
        return places
    if caller.role.includes(Role.EDITOR):
        places.insert(0, ("/upload", "frame.upload"))
    return [("/quotations", "frame.quotations"), ("/saved", "frame.saved"), *places]


_CODES = {language.value for language in Language}


def site_of(request: Request) -> str:
    """Scheme and host of the service, empty where the reader's name for it is not known for one."""
    settings = settings_of(request)
    server = request.scope.get("server") or ("", 0)
    is_ours = is_named(request.headers.get("host", ""), settings, server[0])
    return f"{request.url.scheme}://{request.url.netloc}" if is_ours else ""


def settings_of(request: Request) -> Settings:
    """How the service that answers is run."""
    settings: Settings = request.app.state.settings
    return settings

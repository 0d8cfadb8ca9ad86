"""PDF by WeasyPrint, where it is installed, in the fonts of the pages; nothing is looked up."""

from importlib import resources
from urllib.parse import urlsplit

from search.errors import ShawahidError

_SCHEME = "shawahid-font"
_FONTS = {
    f"{family}-{script}-{weight}-normal.woff2"
    for family in ("ibm-plex-sans-arabic", "noto-naskh-arabic")
    for script in ("arabic", "latin")
    for weight in (400, 600)
}


class PdfMissingError(ShawahidError):
    """WeasyPrint, or what it needs of the system, is not installed."""


def to_pdf(html: str) -> bytes:
    """A page as PDF; its fonts have addresses such as ``shawahid-font:NAME``.

    Raises:
        PdfMissingError: WeasyPrint, or what it needs of the system, is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:  # without the system's Pango it is an OSError
        msg = "PDF needs WeasyPrint (pip install 'shawahid[pdf]') and the library Pango"
        raise PdfMissingError(msg) from error

    class Fonts(URLFetcher):
        """Gives our fonts, and refuses every other address, also of a file."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            del headers
            parts = urlsplit(url)
            if parts.scheme != _SCHEME or parts.path not in _FONTS:
                msg = "nothing but the fonts of the pages is looked up"
                raise ValueError(msg)
            font = resources.files("service").joinpath("static", "fonts", parts.path)
            return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/woff2"})

    content: bytes = HTML(string=html, url_fetcher=Fonts()).write_pdf()
    return content

"""PDF by WeasyPrint, where it is installed, in the fonts of the pages; nothing is looked up.

It is made in a process of its own, which ends: laying out a hundred pages takes seconds of a core
and a hundred megabytes, and a thread could neither be stopped nor give them back.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import resources
from urllib.parse import urlsplit

from indexer.apart import start_apart
from indexer.isolation import limit_memory
from search.errors import ShawahidError

# Several times what a full dossier takes of an idle core.
PATIENCE = 40.0
# Of which that is the longest that an idle core lays out in half of it; a full dossier of prose has
# 4,000.
MOST_LINES = 15_000
_LETTERS = 80
_MAKER = "service.dossiers.pdf"
_MEMORY_BYTES = 2 * 1024**3
# With which the process ends where WeasyPrint is missing.
_MISSING = 3

_SCHEME = "shawahid-font"
_FONTS = {
    f"{family}-{script}-{weight}-normal.woff2"
    for family in ("ibm-plex-sans-arabic", "noto-naskh-arabic")
    for script in ("arabic", "latin")
    for weight in (400, 600)
}


class PdfMissingError(ShawahidError):
    """WeasyPrint, or what it needs of the system, is not installed."""


class PdfFailedError(ShawahidError):
    """A page could not be laid out, not in this time, or not with this memory."""


class PdfTooLongError(ShawahidError):
    """What is to be laid out has more lines than there is time for."""


def check_length(texts: Iterable[str]) -> None:
    """Refuse before the work what would not be laid out in time.

    Raises:
        PdfTooLongError: the texts have more than ``MOST_LINES`` lines.
    """
    lines = sum(1 + len(line) // _LETTERS for text in texts for line in text.splitlines())
    if lines > MOST_LINES:
        msg = f"a PDF has at most {MOST_LINES:,} lines: take the dossier as Word"
        raise PdfTooLongError(msg)


def to_pdf(html: str, patience: float = PATIENCE) -> bytes:
    """A page as PDF; its fonts have addresses such as ``shawahid-font:NAME``.

    Args:
        html: the page.
        patience: seconds after which it is given up.

    Raises:
        PdfMissingError: WeasyPrint, or what it needs of the system, is not installed.
        PdfFailedError: it was given up, or what makes it has ended early.
    """
    process = start_apart(_MAKER)
    try:
        content, _ = process.communicate(html.encode(), patience)
    except subprocess.TimeoutExpired as error:
        msg = f"the PDF was not made in {patience:.0f} s: take the dossier as Word"
        raise PdfFailedError(msg) from error
    finally:
        process.kill()
        process.communicate()
    if process.returncode == _MISSING:
        msg = "PDF needs WeasyPrint (pip install 'shawahid[pdf]') and the library Pango"
        raise PdfMissingError(msg)
    if process.returncode:
        msg = f"what makes the PDF ended with {process.returncode}: take the dossier as Word"
        raise PdfFailedError(msg)
    return content


def laid_out(html: str) -> bytes:
    """The same in this process, where WeasyPrint is installed."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

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


def main() -> None:
    """Make a PDF of the page on standard input."""
    limit_memory(_MEMORY_BYTES)
    output = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come into the file.
    os.dup2(2, 1)
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):  # without the system's Pango it is an OSError
        sys.exit(_MISSING)
    with output:
        output.write(laid_out(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()

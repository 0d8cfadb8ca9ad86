"""Scanned pages, read with Tesseract; an optional extra of the installation."""

from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from PIL.Image import Image

# With English beside it, Tesseract reads Latin letters into Arabic ones: on the scanned page of
# tests/corpus the text is then 0.90 like the printed one, and 0.95 with Arabic alone.
LANGUAGE = "ara"
SECONDS = 60  # for a page; a dense one takes five
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
# A page of a newspaper at 300 dots an inch is 50 million; more takes minutes and gigabytes.
_MOST_PIXELS = 50_000_000


class OcrError(Exception):
    """A page was not read; the message says what to do."""


def check() -> None:
    """See that all of it is installed.

    Raises:
        OcrError: what is missing.
    """
    try:
        import pytesseract
    except ImportError as error:
        msg = (
            "--ocr needs the extra 'ocr': in the folder of the program's source,"
            " pip install '.[ocr]'"
        )
        raise OcrError(msg) from error
    try:
        installed = pytesseract.get_languages()
    except pytesseract.TesseractNotFoundError as error:
        msg = "--ocr needs the program tesseract: install tesseract-ocr and tesseract-ocr-ara"
        raise OcrError(msg) from error
    if LANGUAGE not in installed:
        msg = f"tesseract lacks the language {LANGUAGE}: install tesseract-ocr-{LANGUAGE}"
        raise OcrError(msg)


def paragraphs(page: pypdfium2.PdfPage) -> list[str]:
    """The paragraphs that Tesseract sees on a page, which ``check`` has allowed.

    Raises:
        OcrError: it failed or took too long.
    """
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale *= min(1.0, (_MOST_PIXELS / max(1.0, width * height * scale**2)) ** 0.5)
    return paragraphs_of(page.render(scale=scale, grayscale=True).to_pil())


def check_size(width: int, height: int) -> None:
    """See that a picture can be unpacked.

    Raises:
        OcrError: it is too large.
    """
    if width * height > _MOST_PIXELS:
        msg = f"{width:,} by {height:,} points, at most {_MOST_PIXELS:,} are read: make it smaller"
        raise OcrError(msg)


def paragraphs_of(image: "Image") -> list[str]:
    """The paragraphs that Tesseract sees in a picture, which ``check`` has allowed.

    Raises:
        OcrError: it failed or took too long.
    """
    import pytesseract

    try:
        text = pytesseract.image_to_string(image, lang=LANGUAGE, timeout=SECONDS)
    except RuntimeError as error:  # TesseractError too; the timeout has no class of its own
        msg = f"not recognised within {SECONDS} seconds or at all: {error}"
        raise OcrError(msg) from error
    return [" ".join(block.split()) for block in text.split("\n\n") if block.strip()]

"""Pictures of text: read with Tesseract where that is asked for."""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, ocr
from indexer.readers.draft import Draft
from indexer.readers.legibility import fault_of
from search.arabic.lexicon import is_known
from search.arabic.normalizer import normalize
from search.kinds import Unit
from search.parts import Location

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 200_000_000  # bytes
MOST_PAGES = 500  # of a file; faxes and scans have several
_WORD = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652]+")
_FEWEST_KNOWN = 0.4  # of the words
_SHORTEST = 3  # letters; nearly any two are a word
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
_UNASKED = "a picture: use --ocr (with tesseract-ocr and its Arabic) to read the text in it"
_DAMAGED = "damaged, or not a picture of its kind ({}): save it again"


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the text in a picture as one document, page by page where there are several."""
    if not options.ocr:
        raise UnreadableError(_UNASKED)
    source.check_size(LARGEST, "make it smaller")
    try:
        ocr.check()
        draft, left_out = _recognised(source)
    except ocr.OcrError as error:
        raise UnreadableError(str(error)) from error
    if draft.text:
        document = draft.document(source.document_id, None, None, {"ocr": True})
        yield Read(source.place, document, source.size)
    elif not left_out:
        msg = "no text was seen in it"
        raise UnreadableError(msg)
    for skipped in left_out:
        yield Read(skipped.place, skipped, 0)


def _recognised(source: Input) -> tuple[Draft, list[Skipped]]:
    """What is read on the pages, and those that cannot be read.

    Raises:
        OcrError: it is no picture.
    """
    draft, left_out = Draft(), []
    for number, page, pages in _pages(source):
        if pages > 1:
            draft.begin(Location(Unit.PAGE, str(number), str(number)))
        try:
            ocr.check_size(*page.size)
            paragraphs = ocr.paragraphs_of(_upright(page))
            _check("\n".join(paragraphs))
            for paragraph in paragraphs:
                draft.add(paragraph)
        except ocr.OcrError as error:
            place = f"{source.place}#page={number}"
            left_out.append(Skipped(place, f"page {number}: {error}"))
    return draft, left_out


def _check(text: str) -> None:
    """See that what was recognised may be text: a photograph gives stray letters.

    Raises:
        OcrError: it is none.
    """
    fault = fault_of(text)
    words = _WORD.findall(text)
    known = sum(len(word) >= _SHORTEST and is_known(normalize(word)) for word in words)
    if fault is None and known < _FEWEST_KNOWN * len(words):
        fault = "words that are in no dictionary"
    if fault is not None:
        msg = f"what was recognised is not trusted ({fault}): take a sharper picture of the text"
        raise ocr.OcrError(msg)


def _pages(source: Input) -> Iterator[tuple[int, "Image", int]]:
    """Each page with its number and how many there are.

    Raises:
        OcrError: it is no picture, or has too many.
    """
    from PIL import Image, ImageSequence, UnidentifiedImageError

    # What damaged pictures raise depends on their format.
    damage = (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, KeyError)
    try:
        with Image.open(source.stream, formats=_FORMATS) as picture:
            # A picture that moves has one page.
            pages = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            if pages <= MOST_PAGES:
                frames = islice(ImageSequence.Iterator(picture), pages)
                yield from ((number, page, pages) for number, page in enumerate(frames, 1))
                return
    except (*damage, Image.DecompressionBombError) as error:
        raise ocr.OcrError(_DAMAGED.format(error or type(error).__name__)) from error
    msg = f"{pages:,} pages, at most {MOST_PAGES:,} are read: split it"
    raise ocr.OcrError(msg)


def _upright(page: "Image") -> "Image":
    """A page in shades of grey, turned as the camera says."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(page).convert("L")
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise ocr.OcrError(_DAMAGED.format(error or type(error).__name__)) from error

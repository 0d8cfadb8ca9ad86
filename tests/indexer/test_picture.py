"""Pictures of text: read where that is asked for, and named where not."""

import io
import shutil
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont

from indexer.readers import Skipped, ocr
from search.records import Document
from testing.packages import locations
from testing.reading import document, reads, reason

SEEN = ["قررت البلدية", "شراء حافلات"]


def picture(form: str, *sizes: tuple[int, int]) -> bytes:
    target = io.BytesIO()
    first, *others = [Image.new("RGB", size, "white") for size in sizes]
    first.save(target, form, **({"save_all": True, "append_images": others} if others else {}))
    return target.getvalue()


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Stands in for Tesseract, and keeps the sizes of what it is shown."""
    shown: list[tuple[int, int]] = []

    def see(image: Image.Image) -> list[str]:
        shown.append(image.size)
        return SEEN

    monkeypatch.setattr(ocr, "check", lambda: None)
    monkeypatch.setattr(ocr, "paragraphs_of", see)
    return shown


def test_a_picture_is_read_only_where_that_is_asked_for() -> None:
    assert "use --ocr" in reason("a.png", picture("PNG", (9, 9)))


@pytest.mark.parametrize(
    ("ending", "form"), [(".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG"), (".webp", "WEBP")]
)
@pytest.mark.usefixtures("recognised")
def test_a_picture_of_text_is_a_document(ending: str, form: str) -> None:
    found = document(f"a{ending}", picture(form, (9, 9)), ocr=True)
    assert (found.text, found.parts, found.metadata) == ("\n".join(SEEN), (), {"ocr": True})


@pytest.mark.usefixtures("recognised")
def test_the_pages_of_a_fax_are_cited() -> None:
    found = document("a.tif", picture("TIFF", (9, 9), (5, 7)), ocr=True)
    assert [first for first, *_ in locations(found)] == ["1", "2"]


def test_a_picture_is_turned_as_the_camera_says(recognised: list[tuple[int, int]]) -> None:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    Image.new("RGB", (9, 4)).save(target, "JPEG", exif=exif)
    document("a.jpg", target.getvalue(), ocr=True)
    assert recognised == [(4, 9)]


def test_a_page_that_is_too_large_is_named(
    recognised: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "_MOST_PIXELS", 50)
    data = picture("TIFF", (5, 5), (50, 50))
    found, skipped = (read.outcome for read in reads("a.tiff", data, ocr=True))
    assert isinstance(found, Document)
    assert isinstance(skipped, Skipped)
    assert skipped.place.endswith("#page=2")
    assert "make it smaller" in skipped.reason
    assert recognised == [(5, 5)]


@pytest.mark.parametrize(
    "damage", [lambda data: b"x" + data, lambda data: data[:40], lambda _: b"\n"]
)
@pytest.mark.usefixtures("recognised")
def test_a_damaged_picture_is_named(damage: Callable[[bytes], bytes]) -> None:
    data = damage(picture("PNG", (900, 900)))
    assert "damaged" in reason("a.png", data, ocr=True)


@pytest.mark.usefixtures("recognised")
def test_stray_letters_of_a_photograph_are_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "paragraphs_of", lambda _: ["ظغ ز ثصض", "ا ذ ج 7 شغظ"])
    assert "not trusted" in reason("a.jpg", picture("JPEG", (9, 9)), ocr=True)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_reads_a_picture() -> None:
    image = Image.new("RGB", (900, 200), "white")
    font = ImageFont.load_default(60)
    ImageDraw.Draw(image).text((20, 50), "2024 1958 735", "black", font)
    target = io.BytesIO()
    image.save(target, "PNG")
    assert "1958" in document("a.png", target.getvalue(), ocr=True).text.translate(
        str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
    )

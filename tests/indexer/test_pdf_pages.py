"""Pages of which the text layer is not what is printed: read in another way, or named."""

import json
from pathlib import Path

import pytest

from indexer.readers import Read, Skipped, ocr
from search.records import Document
from testing.reading import reads
from tests.indexer.pdf_files import UNMAPPED, glyph, line, made, shown

CORPUS = Path(__file__).parents[1] / "corpus"
PROSE = json.loads((CORPUS / "expected/press-release.libreoffice.pdf.json").read_text("utf-8"))[
    "documents"
][0]["text"].split("\n")[2:]
PICTURE = "q 400 0 0 600 0 0 cm /I0 Do Q\n"
STRIPS = "q 400 0 0 300 0 0 cm /I0 Do Q q 400 0 0 300 0 300 cm /I0 Do Q\n"
MARK = shown("CamScanner", 20, 12)
HIDDEN = "3 Tr\n"
NARROW = "\ue00e"  # without a name and without width
HIDDEN_LETTERS = glyph(NARROW, 60)


def read(*pages: str, use_ocr: bool = False) -> list[Read]:
    return reads("a.pdf", made(*pages, images=[""], narrow=[ord(NARROW)]), ocr=use_ocr)


def prose(*, damaged: bool = False) -> str:
    """A page of text."""
    words = " ".join(PROSE).split()
    if damaged:
        words = [word[::-1] for word in words]
    rows = [" ".join(words[start : start + 7]) for start in range(0, 168, 7)]
    return "".join(line(row, 380, 580 - 20 * number, 10) for number, row in enumerate(rows))


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Tesseract finds on every page."""
    found: list[str] = []
    monkeypatch.setattr(ocr, "check", lambda: None)
    monkeypatch.setattr(ocr, "paragraphs", lambda _: found)
    return found


@pytest.mark.parametrize("page", [PICTURE + MARK, STRIPS + MARK, PICTURE])
def test_a_scan_is_named_though_it_has_a_few_letters(page: str) -> None:
    (item,) = read(page)
    assert isinstance(item.outcome, Skipped)
    assert "scanned" in item.outcome.reason
    assert "--ocr" in item.outcome.reason


def test_a_scan_among_other_pages_is_named_and_its_letters_are_kept() -> None:
    first, second = read(prose(), PICTURE + MARK)
    assert isinstance(first.outcome, Document)
    assert first.outcome.text.endswith("\nCamScanner")
    assert isinstance(second.outcome, Skipped)
    assert second.outcome.place == "a.pdf#page=2"


@pytest.mark.parametrize(
    "page", [PICTURE + HIDDEN + MARK, "q 100 0 0 100 0 0 cm /I0 Do Q\n" + MARK, PICTURE + prose()]
)
def test_a_recognised_page_a_small_picture_and_a_page_of_text_are_read(page: str) -> None:
    (item,) = read(page)
    assert isinstance(item.outcome, Document)


def test_a_scan_is_recognised(recognised: list[str]) -> None:
    recognised.append("قرر المجلس إغلاق المكب")
    (item,) = read(PICTURE + MARK, use_ocr=True)
    assert isinstance(item.outcome, Document)
    assert item.outcome.text == "قرر المجلس إغلاق المكب"
    assert item.outcome.metadata["ocr"] is True


def test_a_picture_with_a_caption_keeps_it_when_nothing_more_is_recognised(
    recognised: list[str],
) -> None:
    recognised.append("CamScan")
    (item,) = read(PICTURE + MARK, use_ocr=True)
    assert isinstance(item.outcome, Document)
    assert item.outcome.text == "CamScanner"
    assert "ocr" not in item.outcome.metadata


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (prose(damaged=True), "in no dictionary"),
        (glyph(UNMAPPED * 50, 50) + glyph("باتك", 360), "do not name their letters"),
        (HIDDEN_LETTERS * 30 + glyph("ك", 360), "do not name their letters"),
        (prose() + glyph(f"ب{UNMAPPED}ا{UNMAPPED}ت", 50, 20), "do not name all letters"),
        (
            prose() + "".join(glyph(f"با{NARROW}تك", 50, y) for y in (20, 40, 60)),
            "do not name all letters",
        ),
    ],
)
def test_a_broken_layer_is_refused_by_page_or_recognised(
    page: str, reason: str, recognised: list[str]
) -> None:
    first, second = read(prose(), page)
    assert isinstance(first.outcome, Document)
    assert first.outcome.parts[1].start == len(first.outcome.text)
    assert isinstance(second.outcome, Skipped)
    assert second.outcome.place == "a.pdf#page=2"
    assert reason in second.outcome.reason
    recognised.append("قرر المجلس إغلاق المكب")
    (item,) = read(prose(), page, use_ocr=True)
    assert isinstance(item.outcome, Document)
    assert item.outcome.text.endswith("\nقرر المجلس إغلاق المكب")


def test_a_page_that_lacks_a_letter_is_read_and_named() -> None:
    document, page = read(prose() + glyph("باتك" + UNMAPPED, 50, 20))
    assert isinstance(document.outcome, Document)
    assert isinstance(page.outcome, Skipped)
    assert "do not name all letters of its words, which are left out" in page.outcome.reason


def test_a_bullet_without_a_name_is_no_letter() -> None:
    (item,) = read(prose() + glyph("باتك", 50, 20) + glyph(UNMAPPED, 90, 20))
    assert isinstance(item.outcome, Document)


def test_what_is_recognised_badly_is_named(recognised: list[str]) -> None:
    recognised.append(" ".join(word[::-1] for word in " ".join(PROSE).split()))
    (item,) = read(PICTURE, use_ocr=True)
    assert isinstance(item.outcome, Skipped)
    assert "scan it again" in item.outcome.reason


def test_letters_that_were_drawn_as_outlines_are_named() -> None:
    (item,) = read("10 10 m 20 20 l S\n" * 300)
    assert isinstance(item.outcome, Skipped)
    assert "no text layer" in item.outcome.reason
    first, *more = read(prose(), "10 10 m 20 20 l S\n" * 3)
    assert isinstance(first.outcome, Document)
    assert not more  # an empty page with lines


def test_without_tesseract_the_other_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        msg = "install tesseract-ocr"
        raise ocr.OcrError(msg)

    monkeypatch.setattr(ocr, "check", missing)
    first, second = read(prose(), PICTURE, use_ocr=True)
    assert isinstance(first.outcome, Document)
    assert isinstance(second.outcome, Skipped)
    assert second.outcome.reason == "page 2: install tesseract-ocr"

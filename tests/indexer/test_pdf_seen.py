"""What of a PDF page nobody sees is not read, and what is printed and not read is said."""

import pytest

from indexer.readers import Skipped
from search.records import Document
from testing.reading import reads
from tests.indexer.pdf_files import glyph, made, shown

SAID = "The minister announced the new project in the capital."
HIDDEN = "The minister resigned yesterday evening."
UNSEEN = {
    "under a bar": shown(HIDDEN, y=300) + "0 g 40 290 340 26 re f\n",
    "of the colour of the paper": "1 g\n" + shown(HIDDEN, y=300) + "0 g\n",
    "nearly so": "0.99 g\n" + shown(HIDDEN, y=300) + "0 g\n",
    "clipped": "q 0 0 1 1 re W n\n" + shown(HIDDEN, y=300) + "Q\n",
    "too small": shown(HIDDEN, y=300, size=0.1),
    "turned and under a bar": "q 0 1 -1 0 300 0 cm\n"
    + shown(HIDDEN, x=50, y=20)
    + "0 g 40 10 340 26 re f Q\n",
}
SEEN = {
    "as it is": shown(HIDDEN, y=300),
    "white on black": "0 g 40 290 340 26 re f 1 g\n" + shown(HIDDEN, y=300) + "0 g\n",
    "light grey": "0.9 g\n" + shown(HIDDEN, y=300) + "0 g\n",
    "over a tint": "0.8 0.9 1 rg 40 290 340 26 re f 0 g\n" + shown(HIDDEN, y=300),
    "underlined": shown(HIDDEN, y=300) + "50 297 m 270 297 l S\n",
    "turned": "q 0 1 -1 0 300 0 cm\n" + shown(HIDDEN, x=50, y=20) + "Q\n",
    "signs and one letter": shown(HIDDEN, y=300) + shown("- a .", y=200),
    "laid over its picture": "BT 3 Tr ET\n" + shown(HIDDEN, y=300) + "BT 0 Tr ET\n",
}


def _read(content: str, page: str = "") -> tuple[str, list[str]]:
    outcomes = [each.outcome for each in reads("a.pdf", made(content, page=page))]
    (document,) = (each for each in outcomes if isinstance(each, Document))
    return document.text, [each.reason for each in outcomes if isinstance(each, Skipped)]


@pytest.mark.parametrize("kind", UNSEEN)
def test_words_that_nobody_sees_are_left_out_with_a_remark(kind: str) -> None:
    text, reasons = _read(shown(SAID) + UNSEEN[kind])
    assert text == SAID
    (reason,) = reasons
    assert reason.startswith("page 1: words that do not show on it are left out")


@pytest.mark.parametrize("kind", SEEN)
def test_words_that_show_are_read(kind: str) -> None:
    text, reasons = _read(shown(SAID) + SEEN[kind])
    assert HIDDEN in text
    assert not reasons


def test_of_a_line_only_the_words_under_the_bar_are_left_out() -> None:
    text, _ = _read(shown(SAID) + shown("The name is Omar Hassan.", y=300) + "117 290 90 26 re f")
    assert text.endswith("The name is")


def test_letters_of_a_font_that_is_not_in_the_file_are_read_though_nobody_may_see_them() -> None:
    text, reasons = _read(glyph("ريزولا لاقتسا", 50))
    assert text == "استقال الوزير"
    assert not reasons


@pytest.mark.parametrize(
    ("annotation", "is_told"),
    [
        ("/Subtype /Widget /FT /Tx /V (Five million) /AP << >>", True),
        ("/Subtype /Widget /Parent << /FT /Tx /V (Five million) >> /AP << >>", True),
        ("/Subtype /FreeText /Contents (Five million) /AP << >>", True),
        ("/Subtype /Widget /FT /Tx /V (Five million) /AP << >> /F 2", False),
        ("/Subtype /Widget /FT /Tx /V () /AP << >>", False),
        ("/Subtype /Widget /FT /Btn /V /Yes /AP << >>", False),
        ("/Subtype /Link", False),
    ],
)
def test_what_was_filled_in_is_said_not_to_be_read(annotation: str, is_told: bool) -> None:  # noqa: FBT001
    page = f"/Annots [<< /Type /Annot {annotation} /Rect [50 100 300 120] >>]"
    text, reasons = _read(shown(SAID), page)
    assert text == SAID
    assert [reason.startswith("page 1: what was filled into") for reason in reasons] == [
        True for _ in range(is_told)
    ]


def test_words_show_that_are_drawn_beside_their_place() -> None:
    """pdfium leaves out the last step of an array with an empty string, as WeasyPrint writes it."""
    words = ["it", "is", "as", "it", "was", "to", "be", "in", "us", "or", "by", "me"]
    spaced = "".join(f"({word}) Tj [() -300 ( ) -600] TJ " for word in words)
    for around in ("", "q 0 1 -1 0 300 0 cm "):
        text, reasons = _read(shown(SAID) + f"{around}BT /F 12 Tf 50 200 Td {spaced} ET")
        assert text.split() == [*SAID.split(), *words]
        assert not reasons

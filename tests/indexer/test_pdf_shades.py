"""Cells of another colour make rows with what stands beside them."""

import pytest

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_lines import lines
from indexer.readers.pdf_rules import Rule
from tests.indexer.test_pdf import set_line

TEXT = "وصلت قافلة المساعدات إلى المدينة ظهر أمس بعد يومين من السفر في الطريق"
LABELS = (("الجهة المنفذة للعقد", "والمشرفة عليه"), ("القيمة",))
VALUES = (("وزارة المياه والري ودائرة السدود", "في محافظة إربد"), ("ألف دينار",))
SHADES = [Rule(298, 253, 402, 283), Rule(298, 235, 402, 251)]


def table(*, more: str = "", apart: float = 290) -> list[Glyph]:
    glyphs = set_line(TEXT, 400, 300)
    for column, right in ((LABELS, 400), (VALUES, apart)):
        for cell, top in zip(column, (270, 241), strict=True):
            for number, words in enumerate(cell):
                glyphs += set_line(words, right, top - 12 * number)
    return [*glyphs, *set_line(more, 100, 270), *set_line(TEXT, 400, 215)]


def read(glyphs: list[Glyph], filled: list[Rule]) -> list[str]:
    return [line.text for line in lines(glyphs, [], filled)]


def test_a_label_and_its_value_are_a_row() -> None:
    rows = [
        f"{' '.join(label)}\t{' '.join(value)}" for label, value in zip(LABELS, VALUES, strict=True)
    ]
    assert read(table(), SHADES) == [TEXT, *rows, TEXT]
    assert read(table(more="أيار"), SHADES)[1] == f"{rows[0]}\tأيار"


def test_cards_beside_each_other_are_a_row() -> None:
    cards = [*SHADES[:1], Rule(100, 253, 296, 283)]
    found = read(table(), cards)
    assert found[1] == f"{' '.join(LABELS[0])}\t{' '.join(VALUES[0])}"


@pytest.mark.parametrize(
    ("glyphs", "filled"),
    [
        (table(), [Rule(320, 253, 402, 283)]),  # letters cross its side
        (table(), [Rule(298, 266, 402, 281)]),  # a marked line
        (table(), [Rule(50, 235, 402, 283)]),
        ([*table(), *set_line("ودائرة السدود معا", 290, 282)], SHADES),  # text that goes on
    ],
    ids=["crossed", "marked", "whole", "column"],
)
def test_other_boxes_of_colour_make_no_rows(glyphs: list[Glyph], filled: list[Rule]) -> None:
    assert read(glyphs, filled)[:3] == read(glyphs, [])[:3]

"""Pages on which something is struck out, or set above or below its line."""

import pytest

from testing.reading import document
from tests.indexer.pdf_files import glyph, made


def text(*drawn: str) -> str:
    return document("a.pdf", made("".join(drawn))).text


def row(*parts: tuple[str, float, float]) -> str:
    """Parts of a line from the left, each with its size and how far it is raised."""
    drawn, left = "", 50.0
    for part, size, rise in parts:
        drawn += glyph(part, left, 500 + rise, size)
        left += size / 2 * len(part)
    return drawn


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([("cost 10", 12, 0), ("6", 8, 5), (" people", 12, 0)], "cost 10⁶ people"),
        ([("cost 5", 12, 0), ("12", 8, 4), (" dinars", 12, 0)], "cost 5¹² dinars"),
        ([("of CO", 12, 0), ("2", 8, -2), (" there", 12, 0)], "of CO₂ there"),
        ([("1", 8, 5), ("note below", 12, 0)], "¹note below"),
        ([("cost 10", 12, 0), ("\u0666", 8, 5), (" people", 12, 0)], "cost 10⁶ people"),
        ([("cost 10", 12, 0), ("-6", 8, 5), (" people", 12, 0)], "cost 10⁻⁶ people"),
        # As WeasyPrint draws it.
        ([("cost 10", 12, 0), ("6", 10.67, 5.3), (" people", 12, 0)], "cost 10⁶ people"),
        ([("of CO", 12, 0), ("2", 10.67, -5.3), (" there", 12, 0)], "of CO₂ there"),
        ([("cost 10", 11, 0), ("6", 10.67, 5.3), (" people", 11, 0)], "cost 10⁶ people"),
        ([("of CO", 11, 0), ("2", 10.67, -5.3), (" there", 11, 0)], "of CO₂ there"),
        # Not raised, or no smaller, or more than is in the number of a note.
        ([("cost 10", 12, 0), ("6", 8, 0), (" people", 12, 0)], "cost 106 people"),
        ([("cost 10", 12, 0), ("6", 12, 3), (" people", 12, 0)], "cost 106 people"),
        ([("cost ", 12, 0), ("2024", 8, 3), (" people", 12, 0)], "cost 2024 people"),
    ],
)
def test_small_figures_beside_letters_are_set_off(
    parts: list[tuple[str, float, float]], shown: str
) -> None:
    assert text(row(*parts)) == shown


def test_a_raised_figure_at_the_end_of_a_short_line_is_no_line() -> None:
    lines = "".join(
        glyph(words, 50, 500 - 18 * number, 11)
        for number, words in enumerate(("the committee met on Sunday and", "also on Monday"))
    )
    drawn = lines + glyph("1", 50 + 14 * 5.5, 487.3, 10.67)
    assert text(drawn) == "the committee met on Sunday and also on Monday¹"


def test_raised_figures_are_no_line_and_no_title() -> None:
    words = "the committee met on Sunday"
    drawn = row((words, 12, 0), ("1", 7, 8), (" and on Monday", 12, 0), ("6", 7, 8))
    found = document("a.pdf", made(drawn))
    assert found.text == found.title == f"{words}¹ and on Monday⁶"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("50 504 m 86 504 l S", "killed"),
        ("50 503.5 36 0.8 re f", "killed"),
        # An underline, a line above, and one that reaches far beyond the words.
        ("50 498 m 86 498 l S", "seven killed"),
        ("50 511 m 86 511 l S", "seven killed"),
        ("20 504 m 400 504 l S", "seven killed"),
    ],
)
def test_what_a_line_goes_through_is_left_out(line: str, shown: str) -> None:
    assert text(glyph("seven killed", 50, 500), f"{line}\n") == shown

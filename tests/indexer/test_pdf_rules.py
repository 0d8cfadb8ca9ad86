"""Tables whose cells are ruled keep each text in its cell."""

import pytest

from testing.reading import document
from tests.indexer.pdf_files import glyph, line, made


def text(content: str, page: str = "") -> str:
    return document("a.pdf", made(content, page=page)).text


def stroke(*ends: float) -> str:
    return "{} {} m {} {} l S\n".format(*ends)


def frame(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re S\n"


def bar(left: float, bottom: float, right: float, top: float) -> str:
    """A line as a thin filled box."""
    return f"{left} {bottom} {right - left} {top - bottom} re f\n"


def figure(digits: str, right: float, y: float) -> str:
    return glyph(digits, right - 6 * len(digits), y)


WORDS = [
    line("المحافظة", 345, 485),
    line("المدارس", 195, 485),
    line("حكومية", 215, 465),
    line("خاصة", 145, 465),
    line("الكرك وضواحيها", 345, 445),
    line("والقرى", 345, 430),
    figure("305", 215, 437),
    figure("27", 145, 437),
    line("معان", 345, 405),
    figure("41", 145, 405),
]
LINES = [
    *(stroke(100, y, 350, y) for y in (500, 460, 420, 400)),
    stroke(100, 480, 220, 480),  # under the head of two columns
    *(stroke(x, 400, x, 500) for x in (100, 220, 350)),
    stroke(150, 400, 150, 480),
]
EXPECTED = (
    "المحافظة\tالمدارس\n\tحكومية\tخاصة\nالكرك وضواحيها والقرى\t305\t27\nمعان\t\t41\nنص بعد الجدول"
)


def boxes() -> str:
    """The same cells, each with a frame of its own, apart from the others."""
    cells = [
        (220, 460, 350, 500),
        (100, 480, 220, 500),
        (150, 460, 220, 480),
        (100, 460, 150, 480),
        *((left, 420, right, 460) for left, right in ((100, 150), (150, 220), (220, 350))),
        *((left, 400, right, 420) for left, right in ((100, 150), (150, 220), (220, 350))),
    ]
    return "".join(frame(a + 1, b + 1, c - 1, d - 1) for a, b, c, d in cells)


def bars() -> str:
    drawn = [bar(100, y, 350, y + 0.5) for y in (500, 460, 420, 400)]
    drawn += [bar(100, 480, 220, 480.5), bar(150, 400, 150.5, 480)]
    return "".join([*drawn, *(bar(x, 400, x + 0.5, 500) for x in (100, 220, 350))])


@pytest.mark.parametrize("drawn", ["".join(LINES), boxes(), bars()])
def test_text_keeps_its_cell_and_cells_may_span_others(drawn: str) -> None:
    assert text(drawn + "".join(WORDS) + line("نص بعد الجدول", 350, 360)) == EXPECTED


def test_a_table_that_lies_on_its_side_is_read_as_well() -> None:
    drawn = "".join([*LINES, *WORDS, line("نص بعد الجدول", 350, 360)])
    assert text(f"q 0 1 -1 0 600 0 cm {drawn} Q", "/MediaBox [0 0 600 400]") == EXPECTED


def test_frames_and_the_lines_of_a_form_are_no_table() -> None:
    drawn = frame(40, 380, 360, 520) + stroke(40, 490, 360, 490)
    drawn += line("عنوان في إطار", 350, 500) + line("نص في الإطار", 350, 450)
    assert text(drawn) == "عنوان في إطار نص في الإطار"


def test_columns_of_a_newspaper_are_no_cells() -> None:
    prose = "كانت البئر لا تجف في طرف القرية"
    drawn = "".join(stroke(*ends) for ends in ((10, 590, 390, 590), (10, 300, 390, 300)))
    drawn += "".join(stroke(x, 10, x, 590) for x in (10, 200, 390)) + stroke(10, 10, 390, 10)
    for right in (388, 198):
        drawn += "".join(line(prose, right, 580 - 8 * n, 10) for n in range(33))
    drawn += line(prose, 388, 200, 10) + line(prose, 198, 200, 10)
    assert "\t" not in text(drawn)


def test_what_is_filled_between_two_boxes_is_lines() -> None:
    drawn = ""
    for bottom, word in ((420, "مضخة"), (400, "سلم")):
        for left, right in ((100, 150), (150, 200), (200, 350)):
            box = f"{left + 1} {bottom + 1} {right - left - 2} 18 re"
            drawn += f"{box} {left + 2} {bottom + 2} {right - left - 4} 16 re f*\n"
        drawn += line(word, 345, bottom + 6)
        drawn += figure("0521", 178, bottom + 6) + figure("0573", 148, bottom + 6)
    assert text(drawn) == "مضخة\t0521\t0573\nسلم\t0521\t0573"

"""Boxes that the text of a page flows around are read by themselves."""

import pytest

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_lines import lines
from indexer.readers.pdf_paragraphs import paragraphs
from indexer.readers.pdf_rules import Rule
from tests.indexer.test_pdf import set_line

WIDE = "وصلت قافلة المساعدات إلى المدينة ظهر أمس بعد يومين من السفر في الطريق"  # 345 points
NARROW = ("وكانت تحمل ألفي سلة من الطعام إلى", "أهل القرى المحيطة بالنهر كلها مع")
BOX = ("السعة عشرون طنا", "في كل شاحنة")


def page(box: tuple[str, ...] = BOX, *, is_left: bool = True) -> list[Glyph]:
    """Text of five lines, with a box beside the third and fourth."""
    glyphs = [*set_line(WIDE, 400, 300), *set_line(WIDE, 400, 286)]
    glyphs += set_line(WIDE, 400, 244)
    outer = 400 - len(WIDE) * 5
    for number in range(2):
        width = len(NARROW[number]) * 5
        glyphs += set_line(NARROW[number], 400 if is_left else outer + width, 272 - 14 * number)
    for number, text in enumerate(box):
        glyphs += set_line(text, outer + 90 if is_left else 400, 270 - 12 * number)
    return glyphs


def rules(*, is_left: bool = True, top: float = 281, bottom: float = 254) -> list[Rule]:
    left = 400 - len(WIDE) * 5 if is_left else 310
    return [Rule(left, height, left + 90, height) for height in (top, bottom)]


def text(glyphs: list[Glyph], drawn: list[Rule]) -> list[str]:
    return [" ".join(line.text for line in group) for group in paragraphs(lines(glyphs, drawn))]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_box_between_two_lines_is_no_part_of_the_lines_beside_it(side: str) -> None:
    is_left = side == "left"
    whole = " ".join([WIDE, WIDE, *NARROW, WIDE])
    found = text(page(is_left=is_left), rules(is_left=is_left))
    assert found[-1] == " ".join(BOX)
    assert " ".join(found[:-1]) == whole
    assert len(found) == 2 or not is_left


@pytest.mark.parametrize(
    ("glyphs", "drawn"),
    [
        (page(), rules(top=285)),  # drawn under the line above
        (page(), rules(bottom=257)),  # drawn under words
        (page(("السعة عشرون طنا",)), rules(bottom=266)),
        (page(("1,250", "3,400")), rules()),
        (page(), [Rule(60, 254, 60, 281)]),
    ],
    ids=["underlined", "form", "a line", "figures", "upright"],
)
def test_lines_on_a_page_are_no_sides_of_a_box_where_they_may_be_something_else(
    glyphs: list[Glyph], drawn: list[Rule]
) -> None:
    def shown(found: list[Rule]) -> list[str]:
        return [line.text for line in lines(glyphs, found)]

    assert shown(drawn) == shown([])


def test_boxes_in_each_other_are_read_once() -> None:
    found = text(page(), [*rules(), *rules(top=280, bottom=253), *rules(top=279)])
    assert sum(each.count(BOX[0]) for each in found) == 1


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_box_of_another_colour_is_no_part_of_the_lines_beside_it(side: str) -> None:
    is_left = side == "left"
    upper, lower = rules(is_left=is_left)
    shade = Rule(lower.left, lower.bottom, upper.right, upper.top)
    found = lines(page(is_left=is_left), [], [shade])
    words = " ".join(line.text for line in found)
    assert " ".join(NARROW) in words
    assert " ".join(BOX) in words


def test_a_box_does_not_part_a_paragraph_that_goes_on_in_the_next_column() -> None:
    column = [glyph for glyph in page() if glyph.baseline > 250]
    lower = [glyph for n in range(5) for glyph in set_line(f"{WIDE[:44]}.", 30, 300 - 14 * n)]
    found = [line.text for line in lines([*column, *lower], rules())]
    assert found[-2:] == list(BOX)
    assert found[3] == NARROW[1]


@pytest.mark.parametrize("side", ["left", "right"])
def test_larger_letters_that_text_flows_around_are_a_box(side: str) -> None:
    is_left = side == "left"
    outer = 400 - len(WIDE) * 5
    quote = [
        glyph
        for number, words in enumerate(("لن نترك", "أحدا"))
        for glyph in set_line(words, outer + 90 if is_left else 400, 271 - 16 * number, 14)
    ]
    around = page((), is_left=is_left)
    found = text([*around, *quote], [])
    assert found[-1] == "لن نترك أحدا"
    assert " ".join(found[:-1]) == " ".join([WIDE, WIDE, *NARROW, WIDE])


def test_boxes_beside_one_part_stand_in_their_order_below_it() -> None:
    below = [glyph for glyph in page() if glyph.baseline < 295]
    for glyph in below:
        glyph.baseline -= 70
    shades = [Rule(left, low, left + 90, low + 27) for left, low in ((55, 254), (55, 184))]
    found = [line.text for line in lines([*page(), *below], [], shades)]
    assert found[-4:] == [*BOX, *BOX]
    (first, second) = (at for at, text in enumerate(found) if text == NARROW[0])
    assert first < second < len(found) - 4


def test_a_ruled_table_that_text_flows_around_is_whole() -> None:
    cells = [("القرية", 140, 274), ("عدد", 85, 274), ("ثلاث", 85, 260), ("الكرامة", 140, 260)]
    glyphs = page(()) + [each for text, right, y in cells for each in set_line(text, right, y)]
    ruled = [
        *(Rule(55, y, 145, y) for y in (284, 270, 256)),
        *(Rule(x, 256, x, 284) for x in (55, 90, 145)),
    ]
    found = text(glyphs, ruled)
    assert found[-2:] == ["القرية\tعدد", "الكرامة\tثلاث"]
    assert " ".join(found[:-2]) == " ".join([WIDE, WIDE, *NARROW, WIDE])

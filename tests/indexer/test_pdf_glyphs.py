"""Characters of a page and their order, from files that say them in the ways programs do."""

import io

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from indexer.readers import pdf_letters
from testing.reading import document
from tests.indexer.pdf_files import UNMAPPED, actual, glyph, line, made, placed, shown

LAM_MEEM, LAM_ALEF, LAM_ALEF_HAMZA, SHADDA_DAMMA, PRAYER = "\ue000\ue001\ue002\ue003\ue004"


def text(*contents: str, page: str = "") -> str:
    return document("a.pdf", made(*contents, page=page)).text


@pytest.mark.parametrize(
    ("from_the_left", "read"),
    [
        (["ه", "ا", "ي", LAM_MEEM, "ا"], "المياه"),
        ([LAM_ALEF, "ه", "س"], "سهلا"),
        (["ر", "م", LAM_ALEF_HAMZA, "ا"], "الأمر"),
        (["ن", SHADDA_DAMMA, "ي", "ب"], "بي\u064f\u0651ن"),
        ([PRAYER, " ", "ل", "و", "س", "ر"], "رسول ﷺ"),
    ],
)
def test_ligatures_and_signs_are_read_in_logical_order(from_the_left: list[str], read: str) -> None:
    assert text(glyph("".join(from_the_left), 100)) == read


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("تواقیعهم إلی محکمة", "تواقيعهم إلى محكمة"),
        ("على الملک فیصل", "على الملك فيصل"),
        ("علی\u0651 هو یکی از مردم", "علی\u0651 هو یکی از مردم"),  # Persian
        ("قال إن پاسخ ملی را دید", "قال إن پاسخ ملی را دید"),
    ],
)
def test_persian_letters_in_arabic_text_are_arabic(read: str, written: str) -> None:
    assert pdf_letters.with_arabic_letters(read) == written


def test_what_the_file_says_of_a_glyph_stands_for_what_it_maps_it_to() -> None:
    drawn = [
        actual("ل", glyph(UNMAPPED, 100)),
        actual("ل", glyph(UNMAPPED, 106)),  # the same again is another letter
        actual("سَ", glyph("\u064e", 115) + glyph("س", 112)),  # a base with its mark
    ]
    assert text("".join(drawn)) == "س\u064eلل"


def test_what_is_said_of_a_run_counts_where_its_glyphs_say_less() -> None:
    assert text(actual("قال نعم", line("قال نعم"))) == "قال نعم"
    assert text(actual("قال نعم", glyph(UNMAPPED * 7, 100)) + glyph("مث", 150)) == "ثم قال نعم"


def test_words_of_a_run_are_read_as_the_file_says_where_they_are_as_many() -> None:
    drawn = line("وبي\u064fن قال أعلن")
    assert text(actual("وبي\u0651ن قال أ\u064fعلن", drawn)) == "وبي\u0651ن قال أ\u064fعلن"
    assert text(actual("قال نعم الآن", line("قال نعم"))) == "قال نعم"


def test_a_raised_mark_belongs_to_its_own_line() -> None:
    high = line("عل", 340) + glyph("\u0651", 340, 517) + line("م", 346)
    assert text(line("قال", 350, 520) + high) == "قال م\u0651عل"


def test_glyphs_without_characters_are_not_guessed() -> None:
    assert text(glyph("باتك " + UNMAPPED, 100)) == "كتاب"


@pytest.mark.parametrize(
    ("drawn", "sound"),
    [
        ("نعم قال الآن", line("قل", 350, 470)),
        (f"نعم {UNMAPPED}ال الآن", glyph("ل", 338, 470) + actual("ق", glyph(UNMAPPED, 344, 470))),
    ],
)
def test_a_line_is_read_by_others_where_the_file_loses_count(drawn: str, sound: str) -> None:
    """What each glyph is to be read as is what the one beside it is."""
    places = [350 - 6 * number for number in range(len(drawn))]
    shifted = [
        actual(said, glyph(char, x))
        for said, char, x in zip([*"عم قال الآنب"], drawn, places, strict=True)
    ]
    known = line("نعم قالآ", 350, 440)
    read = text("".join(reversed(shifted)) + sound + known)
    assert read.split() == ["نعم", "قال", "الآن", "قل", "نعم", "قالآ"]


MIRRORED = "-1 0 0 1 350 500", "-1 0 0 1 350 480"  # how Tesseract draws Arabic


@pytest.mark.parametrize(
    ("page", "first", "second"),
    [
        ("", *MIRRORED),
        ("/Rotate 90", "0 -1 -1 0 100 500", "0 -1 -1 0 120 500"),
        ("/Rotate 180", "1 0 0 -1 50 100", "1 0 0 -1 50 120"),
        ("/Rotate 270", "0 1 1 0 300 100", "0 1 1 0 280 100"),
        ("", "1 0 0 -1 50 500", "1 0 0 -1 50 480"),
    ],
)
def test_mirrored_text_is_read_from_its_right_end(page: str, first: str, second: str) -> None:
    words = "قرر المجلس", "إغلاق المكب"
    if page == "" and first.startswith("1"):  # upside down: from the left, lines from above
        words = words[0][::-1], words[1][::-1]
    drawn = placed(first, words[0]) + placed(second, words[1])
    assert text(drawn, page=page) == "قرر المجلس إغلاق المكب"


def test_text_in_another_direction_follows() -> None:
    side = "BT /F 12 Tf 0 1 -1 0 30 100 Tm (Source: agency) Tj ET\n"
    assert text(side + shown("The text of the whole page")) == (
        "The text of the whole page\nSource: agency"
    )


def test_words_of_two_scripts_part_though_no_space_is_drawn() -> None:
    drawn = line("ثم قال في") + shown("Ahmed", 255)
    assert text(drawn) == "ثم قال في Ahmed"


def test_a_sign_that_is_drawn_where_a_space_was_has_none_before_it() -> None:
    drawn = glyph(" ", 100) + glyph(".", 100) + line("ثم قال", 142)
    assert text(drawn) == "ثم قال."


def test_what_is_said_of_a_letter_and_of_its_mark_is_said_once() -> None:
    spans = [actual("ن\u064e", glyph("\u064e", 100)), actual("ن\u064e", glyph("ن", 100))]
    assert text("".join(spans) + line("م", 112)) == "من\u064e"


def test_text_outside_of_the_page_is_not_read() -> None:
    spread = line("الصفحة اليسرى", 190) + line("الصفحة اليمنى", 390)
    box = "/MediaBox [0 0 400 600] /CropBox {}"
    assert text(spread, page=box.format("[0 0 200 600]")) == "الصفحة اليسرى"
    assert text(spread, page=box.format("[200 0 400 600]")) == "الصفحة اليمنى"


def test_letters_that_are_drawn_again_for_weight_are_read_once() -> None:
    drawn = line("الخبر العاجل") + line("الخبر العاجل", 350.5) + line("الخبر العاجل", 350, 499.6)
    assert text(drawn) == "الخبر العاجل"


@pytest.mark.parametrize("step", [6, -6])
def test_stacked_letters_are_read_in_the_order_of_drawing(step: int) -> None:
    """The meem of the word stands over the hah, further to the left than it."""
    places = dict(enumerate([344, 338, 330, 331.5, 322, 316, 310]))
    word = "المحامي"
    drawn = [glyph(letter, places[number]) for number, letter in enumerate(word)]
    assert text("".join(drawn if step < 0 else reversed(drawn))) == word


@pytest.mark.parametrize("order", [1, -1])
def test_a_mark_belongs_to_the_letter_that_it_is_drawn_with(order: int) -> None:
    """Its place is over the next letter, as in slanting hands."""
    drawn = [glyph("ك", 344), glyph("ل", 338), glyph("\u0651", 337), glyph("ف", 332)]
    if order > 0:
        drawn.reverse()
    assert text("".join(drawn)) == "كل\u0651ف"


@pytest.mark.parametrize(
    ("base", "said", "read"),
    [("ا", "إ", "إ"), ("أ", "أ\u064f", "أ\u064f"), ("و", "أ", "ؤ"), ("ا", "ب", "اب")],
)
def test_a_letter_is_not_read_twice_where_its_mark_stands_for_it(
    base: str, said: str, read: str
) -> None:
    """The last is a letter without width, which is one of its own."""
    drawn = [glyph("\ue005", 348), glyph(base, 344), glyph("ل", 338)]
    font = made("".join(reversed(drawn)), ligatures={0xE005: said})
    font = font.replace(b"/W [1611 1618 0]", b"/W [57349 57349 0]")
    assert sorted(document("a.pdf", font).text) == sorted(read + "ل")


def test_letters_that_slope_stand_on_one_line() -> None:
    heights = [509, 506, 503, 500, 500, 506, 503, 500]
    drawn = [
        glyph(letter, 344 - 6 * number, height)
        for number, (letter, height) in enumerate(zip("مجلسنجلس", heights, strict=True))
    ]
    assert text("".join(reversed(drawn))) == "مجلسنجلس"


def test_marks_without_letters_at_the_end_of_a_page_are_not_read() -> None:
    drawn = line("الخبر العاجل") + actual("ب\u064e", glyph("\u064e", 300, 20))
    assert text(drawn) == "الخبر العاجل"


def test_words_that_a_recogniser_puts_over_one_another_stay_apart() -> None:
    """It gives every word the width of its picture, with the space after it."""
    drawn = "3 Tr\n" + placed("-1 0 0 1 350 500", "البئر ") + placed("-1 0 0 1 338 500", "القديمة ")
    drawn += placed("1 0 0 1 270 500", "2023 ") + placed("-1 0 0 1 276 500", "عام ")
    drawn += placed("-1 0 0 1 250 500", "12/7 ")
    assert text(drawn) == "البئر القديمة 2023 عام 12/7"


def test_spaces_of_a_font_of_their_own_stand_where_they_are_drawn() -> None:
    """LibreOffice draws them before the letters, which touch them."""
    written = "في الملف المحمي"
    letters = [(place, each) for place, each in enumerate(written[::-1]) if each != " "]
    spaces = [place for place, each in enumerate(written[::-1]) if each == " "]
    drawn = [glyph(" ", 99.96 + 6 * place) for place in spaces]
    drawn += [glyph(each, 100 + 6 * place) for place, each in letters]
    assert text("".join(drawn)) == written


def test_a_stroke_that_lengthens_a_word_is_no_letter_and_parts_none() -> None:
    codes = {1: (100, 0, 500, 600), 2: (100, 0, 500, 700), 3: (0, 0, 300, 100)}
    pen_of = {}
    for code, (left, bottom, right, top) in codes.items():
        pen = TTGlyphPen(None)
        pen.moveTo((left, bottom))
        for point in ((left, top), (right, top), (right, bottom)):
            pen.lineTo(point)
        pen.closePath()
        pen_of[f"g{code}"] = pen.glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", *pen_of])
    builder.setupCharacterMap({code: f"g{code}" for code in codes})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **pen_of})
    widths = {"g1": 600, "g2": 600, "g3": 300}
    builder.setupHorizontalMetrics({".notdef": (0, 0), **{n: (w, 0) for n, w in widths.items()}})
    builder.setupHorizontalHeader()
    builder.setupPost()
    program = io.BytesIO()
    builder.save(program)
    words = " ".join("<020303030301> Tj -100 0 Td" for _ in range(8))
    assert document("a.pdf", _simple(program.getvalue(), words)).text.split() == ["نص"] * 8


def _simple(program: bytes, content: str) -> bytes:
    """A page in a simple font whose codes are its own, of which two are said to be letters."""
    names = "beginbfchar\n<01> <0646>\n<02> <0635>\nendbfchar"
    mapped = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 2 {names} endcmap"
    drawn = f"BT /S 12 Tf 700 500 Td {content} ET"
    packed = program.hex() + ">"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 600] /Contents 4 0 R"
        " /Resources << /Font << /S 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /TrueType /BaseFont /Arabic /FirstChar 1 /LastChar 3"
        " /Widths [600 600 300] /FontDescriptor 6 0 R /ToUnicode 7 0 R >>",
        "<< /Type /FontDescriptor /FontName /Arabic /Flags 4 /FontFile2 8 0 R >>",
        f"<< /Length {len(mapped)} >>\nstream\n{mapped}\nendstream",
        f"<< /Length {len(packed)} /Filter /ASCIIHexDecode >>\nstream\n{packed}\nendstream",
    ]
    body = "".join(f"{n} 0 obj\n{text}\nendobj\n" for n, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF".encode()

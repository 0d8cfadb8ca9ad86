import random
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import Skipped, ocr, pdf, pdf_glyphs, pdf_letters
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_lines import lines
from indexer.readers.pdf_paragraphs import paragraphs
from indexer.readers.pdf_rules import Rule
from search.parts import numbered_pages
from search.records import Document
from testing.reading import damaged, document, reads, reason
from tests.indexer.pdf_files import made, shown

CORPUS = Path(__file__).parents[1] / "corpus"


def test_pages_begin_where_their_text_does() -> None:
    found = document("a.pdf", made(shown("first page"), "", shown("third page"), ""))
    assert found.text == "first page\nthird page"
    assert found.parts == numbered_pages((0, 11, 11, 21))


def test_a_title_that_is_no_text_is_none() -> None:
    found = document("a.pdf", made(shown("Headline of the page"), info="/Title <FEFFD8000041>"))
    assert found.title == "Headline of the page"


@pytest.mark.parametrize("kind", ["columns", "columns-wide-font"])
def test_a_mark_of_lam_alef_stands_where_it_was_written(kind: str) -> None:
    """On the lam, as in `tests/corpus/build.py`, though it is drawn over both letters."""
    assert (
        "إلا قليل\u064bا" in document("a.pdf", (CORPUS / f"{kind}.chromium.pdf").read_bytes()).text
    )


def test_lines_of_a_paragraph_are_joined_and_a_hyphen_goes() -> None:
    content = (
        shown("the ministry has published its report on inter-", y=500)
        + shown("national trade; the numbers rose by five percent", y=486)
        + shown("in the second quarter.", y=472)
        + shown("Exports fell.", y=458)
    )
    first, second = document("a.pdf", made(content)).text.split("\n")
    assert "on international trade" in first
    assert first.endswith("in the second quarter.")
    assert second == "Exports fell."


def test_running_heads_and_page_numbers_are_marked_not_removed() -> None:
    pages = [
        shown("Annual report", y=580) + shown(f"Body number {'abc'[page]}") + shown(str(page), y=20)
        for page in range(3)
    ]
    found = document("a.pdf", made(*pages))
    ignored = [found.text[start:end] for start, end in found.ignored]
    assert ignored == ["Annual report", "0", "Annual report", "1", "Annual report", "2"]
    assert "Body number c" in found.text
    assert found.title == "Body number a"


def test_a_line_at_another_height_is_no_running_head() -> None:
    found = document("a.pdf", made(shown("Notice", y=500), shown("Notice", y=300)))
    assert found.ignored == ()


@pytest.mark.parametrize(
    ("info", "title"),
    [
        ("/Title (Budget of the city)", "Budget of the city"),
        ("/Title (budget-final-2.docx)", "Headline of the page"),
        ("/Title ()", "Headline of the page"),
    ],
)
def test_the_title_is_the_files_when_it_is_one(info: str, title: str) -> None:
    found = document("a.pdf", made(shown("Headline of the page"), info=info))
    assert found.title == title
    assert found.date is None


@pytest.mark.parametrize(
    ("stated", "created"),
    [
        ("D:20230912101530+03'00'", "2023-09-12T10:15:30"),
        ("D:20230912", "2023-09-12"),
        ("D:20231399", None),
        ("yesterday", None),
    ],
)
def test_the_date_of_the_file_is_metadata(stated: str, created: str | None) -> None:
    found = document("a.pdf", made(shown("text"), info=f"/CreationDate ({stated})"))
    assert found.metadata.get("created") == created


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\n", "damaged, or not a PDF"),
        (b"%PDF-1.4\n%%EOF", "damaged, or not a PDF"),
        (b"PK\x03\x04" * 100, "damaged, or not a PDF"),
        (made(), "damaged"),
        (made(""), "no text layer"),
        (made("q " * 100_000), "no text layer"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(data: bytes, part: str) -> None:
    assert part in reason("a.pdf", data)


def test_a_password_is_named() -> None:
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'61' * 32}> /U <{'62' * 32}> >>"
    assert "password" in reason("a.pdf", made(shown("x"), trailer=f"{locked} /ID [<61> <61>]"))


@pytest.mark.parametrize("kids", ["2 0 R", "2 0 R 4 0 R", "1 0 R", "99 0 R", "4 0 R 4 0 R"])
def test_a_page_tree_that_is_none_is_survived(kids: str) -> None:
    for item in reads("a.pdf", made(shown("text"), kids=kids)):
        assert isinstance(item.outcome, Document) or item.outcome.reason


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert "3 pages, expected 1 to 2" in reason("a.pdf", made("", "", ""))


def test_a_page_with_too_much_on_it_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_glyphs, "MOST_CHARACTERS", 20)
    items = reads(
        "a.pdf", made(shown("short"), shown("a text that is too long for it"), shown("end"))
    )
    outcomes = [item.outcome for item in items]
    assert isinstance(outcomes[0], Document)
    assert (outcomes[0].text, outcomes[0].parts) == ("short\nend", numbered_pages((0, 6, 6)))
    assert isinstance(outcomes[1], Skipped)
    assert outcomes[1].place == "a.pdf#page=2"
    assert "at most 20" in outcomes[1].reason


def test_text_across_the_page_is_left_out_and_turned_pages_are_read() -> None:
    stamp = "BT /F 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET\n"
    assert document("a.pdf", made(shown("The text itself") + stamp)).text == "The text itself"
    turned = "BT /F 12 Tf 0 1 -1 0 200 100 Tm (first line) Tj ET\n"
    turned += "BT /F 12 Tf 0 1 -1 0 214 100 Tm (of the page) Tj ET\n"
    assert document("a.pdf", made(turned)).text == "first line\nof the page"


def test_a_scan_says_what_to_do_and_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (CORPUS / "scanned.pdf").read_bytes()
    assert "use --ocr" in reason("a.pdf", data)

    def missing() -> None:
        msg = "tesseract lacks the language ara"
        raise ocr.OcrError(msg)

    monkeypatch.setattr(ocr, "check", missing)
    (item,) = reads("a.pdf", data, ocr=True)
    assert isinstance(item.outcome, Skipped)
    assert "lacks the language ara" in item.outcome.reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_scanned_page_is_recognised() -> None:
    (item,) = reads("a.pdf", (CORPUS / "scanned.pdf").read_bytes(), ocr=True)
    assert isinstance(item.outcome, Document)
    printed = document("a.pdf", (CORPUS / "columns.chromium.pdf").read_bytes()).text.split()
    found = set(item.outcome.text.split())
    assert sum(word in found for word in printed) >= 0.85 * len(printed)


def test_recognised_text_is_marked_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "check", lambda: None)
    monkeypatch.setattr(ocr, "paragraphs", lambda _: ["حكاية بئر", "كانت البئر القديمة"])
    (item,) = reads("a.pdf", (CORPUS / "scanned.pdf").read_bytes(), ocr=True)
    assert isinstance(item.outcome, Document)
    assert item.outcome.text == "حكاية بئر\nكانت البئر القديمة"
    assert item.outcome.metadata["ocr"] is True


def test_only_shapes_that_layout_left_are_folded() -> None:
    assert pdf_letters.fold_shapes("½ﺏﺎﺘﻛ ﷺﻼﻫ") == "½باتك ﷺلاه"
    # A mark by itself comes without the space that carries it.
    assert pdf_letters.fold_shapes("\ufc60\ufe76") == "\u064e\u0651\u064e"


def set_line(text: str, right: float, baseline: float, size: float = 10) -> list[Glyph]:
    """Arabic text as a program draws it: half an em a letter, from the right."""
    glyphs = []
    for char in text:
        right -= size / 2
        if char != " ":
            glyphs.append(Glyph(char, right, right + size / 2, baseline, size))
    return glyphs


COLUMN = ("كانت البئر القديمة في طرف القرية", "آخر ما بقي من زمن القوافل حين", "كانت تعبر الوادي.")


@given(st.randoms())
def test_columns_are_read_from_the_right_whatever_order_glyphs_come_in(
    shuffler: random.Random,
) -> None:
    glyphs = set_line("عنوان المقال في أعلى الصفحة كلها فوق العمودين معا", 400, 300, 14)
    for number, text in enumerate(COLUMN):
        glyphs += set_line(text, 400, 250 - 15 * number)
        glyphs += set_line(text.replace("البئر", "الدار"), 200, 256 - 15 * number)
    shuffler.shuffle(glyphs)
    found = [" ".join(line.text for line in group) for group in paragraphs(lines(glyphs))]
    assert found[0].startswith("عنوان المقال")
    assert found[1:] == [" ".join(COLUMN), " ".join(COLUMN).replace("البئر", "الدار")]


@pytest.mark.parametrize("code", ["555-0184", "10:30-12:00", "2023-10-12", "12/7-3"])
def test_a_code_that_begins_a_line_is_read_in_the_direction_of_its_paragraph(code: str) -> None:
    first = "كانت البئر القديمة في طرف القرية آخر"
    seen = re.sub(r"[^-]+", lambda part: part.group()[::-1], code)  # part by part from the right
    alone, followed = [
        [*set_line(first, 300, 250), *set_line(line, 300, 235)] for line in (seen, f"{seen} كلمة")
    ]
    by_itself = set_line(f"{code[::-1]} كلمة", 300, 250)
    for glyphs, text in (
        (alone, f"{first} {code}"),
        (followed, f"{first} {code} كلمة"),
        (by_itself, f"{code} كلمة"),
    ):
        assert [pdf._joined(group) for group in paragraphs(lines(glyphs))] == [text]


def table_row(
    cells: Iterable[tuple[str, float]], baseline: float, *, size: float = 10
) -> list[Glyph]:
    """Cells with the places of their right sides; figures as they are drawn."""
    return [
        glyph
        for cell, right in cells
        for glyph in set_line(cell[::-1] if cell[-1].isdecimal() else cell, right, baseline, size)
    ]


def texts(glyphs: list[Glyph]) -> list[str]:
    return [pdf._joined(group) for group in paragraphs(lines(glyphs))]


def test_rows_of_a_table_are_read_across() -> None:
    glyphs = []
    for number, row in enumerate((("الصنف", "السعر"), ("بطاطا", "420"), ("خيار", "380"))):
        glyphs += table_row(zip(row, (400, 300), strict=True), 200 - 20 * number)
    assert texts(glyphs) == ["الصنف\tالسعر", "بطاطا\t420", "خيار\t380"]


def test_cells_keep_their_columns_whether_others_are_empty_and_heads_are_grouped() -> None:
    glyphs = [
        *set_line("عدد المدارس والطلبة", 400, 260, 15),
        *table_row([("المدارس", 255)], 220),
        *table_row([("المحافظة", 400), ("الطلبة", 150)], 210),
        *table_row([("حكومية", 270), ("خاصة", 225)], 200),
        *table_row([("إربد", 400), ("812", 260), ("143", 222), ("301,254", 150)], 170),
        *table_row([("الكرك وضواحيها", 400), ("305", 260), ("27", 222), ("88,910", 150)], 140),
        *table_row([("معان", 400), ("198", 260), ("41,077", 150)], 110),
        *table_row([("عجلون", 400), ("12", 222)], 80),
    ]
    assert texts(glyphs) == [
        "عدد المدارس والطلبة",
        "المحافظة\tالمدارس حكومية\tخاصة\tالطلبة",
        "إربد\t812\t143\t301,254",
        "الكرك وضواحيها\t305\t27\t88,910",
        "معان\t198\t\t41,077",
        "عجلون\t\t12",
    ]


def test_the_lines_of_a_cell_are_one_row_with_its_figures() -> None:
    glyphs = []
    for number, (label, more) in enumerate((("قرى الشمال", "كلها"), ("مدن الجنوب", "الكبرى"))):
        top = 200 - 40 * number
        glyphs += table_row([(label, 400)], top)
        glyphs += table_row([("305", 300), ("27", 250)], top - 6)
        glyphs += table_row([(more, 400)], top - 12)
    assert texts(glyphs) == ["قرى الشمال كلها\t305\t27", "مدن الجنوب الكبرى\t305\t27"]


def test_rows_of_figures_are_not_joined() -> None:
    glyphs = [glyph for n in range(4) for glyph in set_line("7125", 300, 200 - 14 * n)]
    assert texts(glyphs) == ["5217"] * 4


def test_stretched_words_in_a_narrow_column_are_no_table() -> None:
    words = (("كانت", "البئر", "في"), ("القرية", "آخر", "ما"), ("بقي", "لنا", "من"))
    places = ((400, 365, 325), (400, 355, 325), (400, 370, 335))
    glyphs = [
        glyph
        for number, row in enumerate(zip(words, places, strict=True))
        for glyph in table_row(zip(*row, strict=True), 200 - 14 * number)
    ]
    assert "\t" not in "".join(texts(glyphs))


def test_three_columns_are_read_one_after_the_other() -> None:
    glyphs = []
    for column, word in enumerate(("البئر", "الدار", "النار")):
        for number, text in enumerate(COLUMN):
            line = text.replace("البئر", word)
            glyphs += set_line(line, 580 - 200 * column, 250 - 15 * number)
    expected = [" ".join(COLUMN).replace("البئر", word) for word in ("البئر", "الدار", "النار")]
    assert texts(glyphs) == expected


def test_lines_that_leave_room_end_a_paragraph() -> None:
    glyphs = []
    for number, text in enumerate((*COLUMN, *COLUMN)):
        glyphs += set_line(text, 400, 250 - 15 * number)
    assert [len(group) for group in paragraphs(lines(glyphs))] == [3, 3]


ORIGINAL = (CORPUS / "columns.libreoffice.pdf").read_bytes()


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(),
        st.binary(max_size=60).map(lambda junk: made(junk.decode("latin-1"))),
        st.lists(st.tuples(st.integers(0, len(ORIGINAL) - 1), st.integers(0, 255)), max_size=40),
    )
)
def test_any_bytes_are_a_document_or_skipped(data: bytes | list[tuple[int, int]]) -> None:
    if isinstance(data, list):
        data = damaged(ORIGINAL, data)
    for item in reads("a.pdf", data):
        if isinstance(item.outcome, Document):
            check(item.outcome)


def check(found: Document) -> None:
    """Offsets of pages and of ignored text are in order and within the text."""
    assert found.text.strip()
    starts = [part.start for part in found.parts]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert starts[-1] <= len(found.text)
    edges = [edge for span in found.ignored for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(found.text) for start, end in found.ignored)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.pdf")), ids=lambda path: path.name)
def test_offsets_are_in_order(path: Path) -> None:
    outcome = reads("a.pdf", path.read_bytes())[0].outcome
    if isinstance(outcome, Document):
        check(outcome)


def test_an_address_goes_on_in_the_next_line_without_a_space() -> None:
    pages = shown("see https://news.example/", y=500) + shown("archive/12 for more", y=486)
    assert document("a.pdf", made(pages)).text == "see https://news.example/archive/12 for more"


def test_rows_that_stand_far_apart_keep_their_columns() -> None:
    rows = [("Irbid", "1,770", ""), ("Zarqa", "", "4,761"), ("Maan", "158", "32,832")]
    drawn = "".join(
        shown(cell, x=50 + 100 * column, y=500 - 52 * number)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell
    )
    assert document("a.pdf", made(drawn)).text.split("\n") == [
        "\t".join(row).rstrip() for row in rows
    ]


def test_two_words_that_are_far_apart_are_two_cells() -> None:
    drawn = shown("Zarqa", x=50) + shown("4,761", x=200)
    assert document("a.pdf", made(drawn)).text == "Zarqa\t4,761"


def test_columns_of_short_paragraphs_are_read_one_after_the_other() -> None:
    right = ["ذهب الوفد إلى عمان مساء أمس", "وعاد.", "", "قال الوزير إن المال وصل أمس", "كله.", ""]
    right += ["وفتحت المدارس أبوابها صباحا", "في حلب.", "", "وعاد العمال إلى مصانعهم أول", "أمس."]
    left = ["وصلت قافلة المساعدات ظهرا", "إلى درعا وإلى السويداء معا", "وبصرى.", ""]
    left += ["وباع التجار القمح بسعر عال", "جدا.", "", "ونزل المطر غزيرا في الساحل", "كله."]
    glyphs = []
    for edge, column in ((400, right), (200, left)):
        for number, words in enumerate(column):
            glyphs += set_line(words, edge, 300 - 14 * number) if words else []
    read = " ".join(each.text for each in lines(glyphs)).split()
    assert read == " ".join((*right, *left)).split()


def test_a_few_lines_below_columns_stand_in_the_same_columns() -> None:
    below = ("ينتظر ابني الحافلة كل صباح أمام", "باب المدرسة.")
    heading = "رأي القراء في نقل الطلبة بعد حكم المحكمة الأخير"
    glyphs = set_line(heading, 400, 150, 14)
    for edge, word in ((400, "القرية"), (200, "المدينة")):
        for number, text in enumerate(COLUMN * 2):
            glyphs += set_line(text, edge, 300 - 14 * number - (3 if edge == 200 else 0))
        for number, text in enumerate((f"{below[0]} {word}"[:33], below[1])):
            glyphs += set_line(text, edge, 120 - 14 * number)
    found = [line.text for line in lines(glyphs)][-5:]
    assert found[0] == heading
    assert [each for each in found if each == below[1]] == [found[2], found[4]]


def test_a_short_headline_between_columns_begins_a_part_of_the_page() -> None:
    below = ("ينتظر ابني الحافلة كل صباح أمام", "باب المدرسة.")
    glyphs = set_line("رأي القراء", 400, 190, 14)
    for edge, top in ((400, 300), (200, 297)):
        for number, text in enumerate(COLUMN * 2):
            glyphs += set_line(text, edge, top - 14 * number)
        for number, text in enumerate(below):
            glyphs += set_line(text, edge, 165 - 14 * number)
    found = [line.text for line in lines(glyphs)]
    assert found.index("رأي القراء") == 2 * len(COLUMN * 2)
    assert found[-4:] == [*below, *below]


@pytest.mark.parametrize(
    ("drawn", "is_parted"),
    [
        ([Rule(80, 250, 400, 250)], True),
        ([Rule(80, 250, 400, 250), Rule(80, 246, 400, 246)], True),
        ([Rule(240, 250, 400, 250)], False),  # in one column
        ([Rule(80, 262, 400, 262)], False),  # through letters
        ([], False),
    ],
)
def test_columns_end_at_a_line_that_is_drawn_across_them(
    *, drawn: list[Rule], is_parted: bool
) -> None:
    glyphs = []
    for edge in (400, 200):
        for number, text in enumerate(COLUMN * 2):
            place = 300 - 14 * number - (3 if edge == 200 else 0) - (15 if number > 2 else 0)
            glyphs += set_line(text, edge, place)
    upper, lower = (COLUMN * 2)[:3], (COLUMN * 2)[3:]
    found = [line.text for line in lines(glyphs, drawn)]
    whole = [*upper, *upper, *lower, *lower]
    assert found == (whole if is_parted else [*upper, *lower] * 2)


@pytest.mark.parametrize("is_parted", [True, False])
def test_columns_end_over_a_picture_where_their_text_tells_it(*, is_parted: bool) -> None:
    """The first goes on in the second, and that ends with a sentence."""
    upper = [*COLUMN[:2], COLUMN[2].removesuffix("." if is_parted else "")]
    lower = [text.replace("كانت", "صارت") for text in COLUMN]
    glyphs = []
    for edge, column in ((400, [*upper, *lower]), (200, [*COLUMN, *lower])):
        for number, text in enumerate(column):
            place = 300 - 14 * number - (3 if edge == 200 else 0) - (20 if number > 2 else 0)
            glyphs += set_line(text, edge, place)
    found = [line.text for line in lines(glyphs, pictures=[Rule(35, 256, 400, 267)])]
    parted = [*upper, *COLUMN, *lower, *lower]
    assert found == (parted if is_parted else [*upper, *lower, *COLUMN, *lower])


@pytest.mark.parametrize("kind", ["line", "box", "short"])
def test_headlines_on_both_sides_of_an_upright_line_are_not_one(kind: str) -> None:
    body = [*COLUMN[:2], *COLUMN]
    glyphs = [*set_line("رأي القراء في المياه كلها", 580, 300, 14), *set_line("موجز", 200, 298, 14)]
    for edge, first in ((580, 0), (400, 0), (200, 3)):
        for number, text in enumerate(body[first // 2 :]):
            glyphs += set_line(text, edge, 280 - first - 14 * number)
    line = Rule(210, 270 if kind == "short" else 215, 210, 315)
    box = Rule(30, 215, 210, 315)
    drawn, filled = ([], [box]) if kind == "box" else ([line], [])
    found = [each.text for each in lines(glyphs, drawn, filled)]
    whole = ["رأي القراء في المياه كلها", *body, *body, "موجز", *body[1:]]
    assert (found == whole) is (kind != "short")


def test_columns_below_a_headline_across_them_are_read_one_after_the_other() -> None:
    """Though the widest white row parts paragraphs of one, at a line of the other."""
    first = [*COLUMN[:2], "كانت تعبر الوادي كل عام في طريقها", "إلى البحر."]
    second = [text.replace("كانت", "صارت") for text in (*COLUMN[:2], COLUMN[1], *COLUMN[:2], "ا.")]
    glyphs = set_line("لن نترك أحدا", 260, 313, 16)
    for number, text in enumerate(first):
        glyphs += set_line(text, 400, 300 - 12 * number)
    for number, text in enumerate(second):
        glyphs += set_line(text, 200, 300 - 12 * number - (4 if number > 2 else 0))
    found = [line.text for line in lines(glyphs)]
    assert found == ["لن نترك أحدا", *first, *second]


def test_a_large_letter_that_begins_a_paragraph_belongs_to_its_first_word() -> None:
    text = (
        "علنت الوزارة أمس أن السد امتلأ",
        "كله بعد أمطار الأسبوع",
        "الماضي في الشمال كله والجنوب.",
    )
    glyphs = [*set_line("أ", 400, 272, 32), *set_line("وكان قبلها فارغا منذ عام.", 400, 314)]
    for number, words in enumerate(text):
        glyphs += set_line(words, 380 if number < 2 else 400, 286 - 14 * number)
    glyphs += set_line("بعد الأمطار.", 150, 293)
    found = " ".join(line.text for line in lines(glyphs))
    assert "أعلنت الوزارة أمس أن السد امتلأ كله بعد أمطار الأسبوع الماضي في الشمال" in found
    alone = [*set_line("أ", 400, 272, 32), *set_line(text[0], 380, 272)]
    assert [line.text for line in lines(alone)] != [f"أ{text[0]}"], "not of several lines"


@pytest.mark.parametrize("count", [2, 4])
def test_articles_beside_each_other_have_their_headlines(count: int) -> None:
    """Whose paragraphs may begin beside each other, as cells of a row do."""
    body = [("ينتظر ابني الحافلة كل صباح أمام", 0), ("باب المدرسة.", 14)]
    glyphs = []
    for edge, head in ((400, "رأي القراء"), (200, "بريد المدارس")):
        glyphs += set_line(head, edge, 320, 16)
        for number in range(count):
            for text, below in body:
                glyphs += set_line(text, edge, 296 - 36 * number - below)
    found = [line.text for line in lines(glyphs)]
    article = [text for text, _ in body] * count
    assert found == ["رأي القراء", *article, "بريد المدارس", *article]


def test_headlines_of_articles_beside_each_other_may_have_several_lines() -> None:
    body = (COLUMN[0][:24], COLUMN[1][:22], COLUMN[0][:23], COLUMN[2])
    heads = {580: ("مجلس النواب يقر", "قانون المياه"), 400: ("أسعار الخضار",), 220: ("طقس بارد",)}
    glyphs = []
    for edge, head in heads.items():
        for number, text in enumerate(head):
            glyphs += set_line(text, edge, 320 - 16 * number, 14)
        top = 304 - 16 * len(head) + (8 if len(head) == 1 else 0)
        for number, text in enumerate(body):
            glyphs += set_line(text, edge, top - 14 * number - (2 if edge == 220 else 0))
    found = [line.text for line in lines(glyphs)]
    assert found == [text for head in heads.values() for text in (*head, *body)]


def test_a_headline_across_columns_may_have_several_lines() -> None:
    glyphs = [*set_line("سد  الوحدة  يبلغ  أعلى", 400, 330, 20), *set_line("عقدين", 400, 306, 20)]
    for edge in (400, 200):
        for number, text in enumerate(COLUMN * 2):
            glyphs += set_line(text, edge, 280 - 14 * number - (3 if edge == 200 else 0))
    found = [line.text for line in lines(glyphs)]
    assert found[:2] == ["سد الوحدة يبلغ أعلى", "عقدين"]


def test_a_headline_beside_a_picture_stays_in_its_column() -> None:
    glyphs = set_line("رأي القراء", 400, 240, 14)
    for edge, gap in ((400, 40), (200, 140)):
        for number, text in enumerate(COLUMN):
            glyphs += set_line(text, edge, 300 - 14 * number - (3 if edge == 200 else 0))
            glyphs += set_line(text, edge, 300 - 28 - gap - 14 * number)
    found = [line.text for line in lines(glyphs)]
    assert found.index("رأي القراء") == len(COLUMN)


def test_two_long_lines_beside_two_others_are_columns() -> None:
    first = ("أقر مجلس النواب أمس قانون المياه الجديد بعد", "نقاش استمر ساعات.")
    second = ("وينص القانون على رفع السعر كله للمتر المكعب", "اعتبارا من تموز.")
    glyphs = [
        glyph
        for edge, top, column in ((500, 300, first), (270, 314, second))
        for number, words in enumerate(column)
        for glyph in set_line(words, edge, top - 14 * number)
    ]
    assert texts(glyphs) == [" ".join(first), " ".join(second)]


def test_a_cell_that_reaches_over_columns_does_not_join_those_above() -> None:
    glyphs = [
        *table_row([("البند", 400), ("الكمية", 260), ("السعر", 200), ("المجموع", 140)], 260),
        *table_row([("مضخة", 400), ("3", 260), ("1,250.000", 202), ("3,750.000", 148)], 230),
        *table_row([("أنبوب", 400), ("240", 260), ("2.350", 202), ("564.000", 148)], 200),
        *table_row([("المجموع الكلي", 228), ("4,314.000", 148)], 170),
    ]
    assert texts(glyphs)[1:3] == ["مضخة\t3\t1,250.000\t3,750.000", "أنبوب\t240\t2.350\t564.000"]


def test_a_box_of_short_lines_beside_the_text_is_read_by_itself() -> None:
    words = "وقال مديرها إن المرحلة الثانية انتهت قبل موعدها"
    text = [words, "بشهرين.", words, words, "في الصيف."]
    box = ["في أرقام القطاع", "مئتا ميغاواط بعد تموز", "سبعة عشر مليونا", "خط طوله ثلاثون"]
    glyphs = [
        glyph
        for edge, top, distance, column in ((500, 300, 14, text), (220, 291, 19, box))
        for number, line in enumerate(column)
        for glyph in set_line(line, edge, top - distance * number)
    ]
    assert " ".join(each.text for each in lines(glyphs)) == " ".join((*text, *box))


@pytest.mark.parametrize("last", ["بالحزن فالصمان فالمتثلم", "كأنه حب فلفل فيها"])
def test_halves_of_verses_are_read_verse_by_verse(last: str) -> None:
    verses = [
        ("يا دار عبلة بالجواء تكلمي", "وعمي صباحا دار عبلة اسلمي"),
        ("فوقفت فيها ناقتي وكأنها", "فدن لأقضي حاجة المتلوم"),
        ("وتحل عبلة بالجواء وأهلنا", last),
    ]
    glyphs = [
        glyph
        for number, verse in enumerate(verses)
        for edge, half in zip((400, 220), verse, strict=True)
        for glyph in set_line(half, edge, 300 - 20 * number)
    ]
    found = " ".join(each.text for each in lines(glyphs))
    assert found.split() == " ".join(half for verse in verses for half in verse).split()


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("the dam (دسلا) reached 37 metres", "the dam (السد) reached 37 metres"),
        ("the dam دسلا", "السد the dam"),
        ("on top of ةدحولا دس ىلع by now", "by now على سد الوحدة on top of"),
    ],
)
def test_a_line_of_latin_letters_on_an_arabic_page_is_read_from_the_left(
    line: str, read: str
) -> None:
    glyphs = [each for n in range(4) for each in set_line(COLUMN[0], 400, 300 - 14 * n)]
    glyphs += [Glyph(c, 50 + 5 * n, 55 + 5 * n, 200, 10) for n, c in enumerate(line) if c != " "]
    assert lines(glyphs)[-1].text == read


def test_marks_beside_a_column_are_no_column() -> None:
    assert lines([]) == []
    glyphs = [each for n in range(4) for each in set_line(COLUMN[0], 400, 300 - 14 * n)]
    glyphs += [Glyph("\u064e", 100, 100, 300 - 14 * n, 10) for n in range(4)]
    assert len(lines(glyphs)) >= len(COLUMN)


def test_cells_of_several_lines_are_read_row_by_row() -> None:
    cells = ["وصلت قافلة المساعدات ظهرا", "إلى درعا.", ""] * 3
    glyphs = []
    for edge, word in ((400, "أ"), (200, "ب")):
        for number, words in enumerate(cells):
            text = f"{words} {word}{number}"
            glyphs += set_line(text, edge, 300 - 14 * number) if words else []
    read = re.findall(r"[أب]\d", " ".join(each.text for each in lines(glyphs)))
    assert read.index("ب0") < read.index("أ3") < read.index("ب6")


@pytest.mark.parametrize("sign", ["\u2013", "/"])
def test_a_range_goes_on_in_the_next_line_without_a_space(sign: str) -> None:
    glyphs = [
        *set_line(f"انخفض سعر الربطة الواحدة من 01{sign}", 300, 250),
        *set_line("51 دينارا", 300, 235),
    ]
    (joined,) = [pdf._joined(group) for group in paragraphs(lines(glyphs))]
    assert joined.endswith(f"من 10{sign}15 دينارا")

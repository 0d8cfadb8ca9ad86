import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import Budget, Skipped, packages
from indexer.readers.drawings import DRAWING
from search.records import Document
from testing.packages import ignored, open_text, packed, shape, slides, word
from testing.reading import damaged, document, outcomes, reason

CORPUS = Path(__file__).parents[1] / "corpus"
ORIGINAL = (CORPUS / "committee.docx").read_bytes()
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def changed(parts: dict[str, bytes]) -> bytes:
    """The file of the corpus with other parts in it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(ORIGINAL)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return stream.getvalue()


def body(xml: str, head: str = "") -> bytes:
    document = f"{head}<w:document {NAMES}><w:body>{xml}</w:body></w:document>"
    return changed({"word/document.xml": document.encode()})


def text(xml: str) -> str:
    """The text without the footnote that the file of the corpus has."""
    return document("a.docx", body(xml)).text.rpartition("\n")[0]


def p(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_rows_are_read_across_and_tables_in_tables_too() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('ج')}</w:tc><w:tc>{p('د')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{p('أ')}{p('ب')}</w:tc><w:tc>{p('هـ')}</w:tc></w:tr>"
    outer += f"<w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert text(p("قبل") + outer + p("بعد")) == "قبل\nأ ب\tهـ\nج\tد\nبعد"


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    runs = "<w:ins><w:r><w:t>نعم</w:t></w:r></w:ins><w:del><w:r><w:t>لا</w:t></w:r></w:del>"
    assert text(f"<w:p>{runs}</w:p>") == "نعم"


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{p('في الإطار')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawing = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert text(f"<w:p><w:r><w:t>قبل</w:t></w:r>{drawing}</w:p>") == "قبل\nفي الإطار"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "قبل\nأولى"),
        ("http://www.wps.cn/officeDocument/2013/wpsCustomData", "قبل\nثانية"),
    ],
)
def test_of_contents_in_several_forms_the_one_is_read_that_word_shows(
    names: str, expected: str
) -> None:
    first, second = (f"<w:txbxContent>{p(words)}</w:txbxContent>" for words in ("أولى", "ثانية"))
    choice = f"<mc:Choice xmlns:x='{names}' Requires='x'>{first}</mc:Choice>"
    last = f"<mc:Fallback>{second}</mc:Fallback>"
    for forms, words in ((choice + last, expected), (choice, "قبل\nأولى")):
        drawing = f"<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>"
        assert text(f"<w:p><w:r><w:t>قبل</w:t></w:r>{drawing}</w:p>") == words


def test_a_table_of_lines_that_only_a_newer_program_draws_is_read_in_its_last_form() -> None:
    known = "<mc:Choice xmlns:x='http://example.org/x' Requires='x'><x:chart/></mc:Choice>"
    both = f"{known}<mc:Fallback>{p('في الإطار')}</mc:Fallback>"
    assert text(f"<mc:AlternateContent>{both}</mc:AlternateContent>") == "في الإطار"


def test_breaks_and_controls() -> None:
    runs = "<w:t>سطر</w:t><w:br/><w:t>آ\u202bخر\u00ad</w:t><w:tab/><w:t>و</w:t><w:noBreakHyphen/>"
    assert text(f"<w:p><w:r>{runs}</w:r></w:p>") == "سطر\nآخر\tو-"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\n", "damaged Word file"),
        (b"PK\x05\x06" + bytes(18), "damaged Word file"),
        (ORIGINAL[:5000], "damaged Word file"),
        (changed({"word/document.xml": b"<w:document"}), "damaged Word file"),
        (changed({"word/footnotes.xml": b"<"}), "damaged Word file"),
        (changed({"word/footnotes.xml": b"", "word/document.xml": b""}), "damaged Word file"),
        (body("<w:p>" * 100_000), "damaged Word file"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(data: bytes, part: str) -> None:
    assert part in reason("a.docx", data)


def test_an_empty_file_is_named() -> None:
    data = changed(
        {
            "word/document.xml": f"<w:document {NAMES}><w:body/></w:document>".encode(),
            "word/footnotes.xml": f"<w:footnotes {NAMES}/>".encode(),
        }
    )
    assert "empty" in reason("a.docx", data)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = changed({"word/document.xml": bytes(packages.LARGEST_PART + 1)})
    assert len(bomb) < 1_000_000
    assert "fill the memory" in reason("a.docx", bomb)


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE w [<!ENTITY e0 "x">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (outcome,) = outcomes("a.docx", body(p("قبل &e9; &f; بعد"), head))
    if isinstance(outcome, Document):
        assert "root:" not in outcome.text
        assert "xxx" not in outcome.text


def test_an_empty_cell_keeps_its_place() -> None:
    cells = f"<w:tc>{p('القسم')}</w:tc><w:tc>{p('')}</w:tc><w:tc>{p('12')}</w:tc>"
    assert text(p("جدول") + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == "جدول\nالقسم\t\t12"


def test_a_cell_that_reaches_over_columns_is_the_first_of_them() -> None:
    total = (
        f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("المجموع")}</w:tc><w:tc>{p("9")}</w:tc>'
    )
    late = f'<w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{p("7")}</w:tc>'
    rows = f"<w:tr>{total}</w:tr><w:tr>{late}</w:tr>"
    assert text(f"{p('جدول')}<w:tbl>{rows}</w:tbl>") == "جدول\nالمجموع\t\t9\n\t7"


def test_headers_come_first_and_footers_last_without_the_numbers_of_pages() -> None:
    header = f"<w:hdr>{p('العدد: 4417/ص')}<w:p><w:r><w:t>الصفحة </w:t></w:r>{_FIELD}</w:p></w:hdr>"
    sections = '<w:sectPr><w:headerReference w:type="default" r:id="h"/>'
    sections += '<w:headerReference w:type="first" r:id="f"/>'
    sections += '<w:footerReference w:type="default" r:id="b"/></w:sectPr>'
    found = document(
        "a.docx",
        word(
            p("السيد الوزير") + sections,
            {
                "word/h.xml": header,
                "word/f.xml": f"<w:hdr>{p('لا تظهر')}</w:hdr>",
                "word/b.xml": f"<w:ftr>{p('ص.ب 12')}</w:ftr>",
            },
            h="header h.xml",
            f="header f.xml",
            b="footer b.xml",
        ),
    )
    assert found.text == "العدد: 4417/ص\nالسيد الوزير\nص.ب 12"
    assert found.title == "السيد الوزير"


_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def test_what_a_field_inserts_into_the_instruction_of_another_is_no_text() -> None:
    def mark(step: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>'

    def inserted(instruction: str, result: str) -> str:
        told = f"{mark('begin')}{instruction}{mark('separate')}"
        return f"{told}<w:r><w:t>{result}</w:t></w:r>{mark('end')}"

    def told(words: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'

    sex = inserted(told(" MERGEFIELD الجنس "), "ذكر")
    title = inserted(told(" IF ") + sex + told(' = "ذكر" "السيد" "السيدة" '), "السيد")
    name = inserted(told(" MERGEFIELD الاسم "), " خليل")
    linked = inserted(told(' HYPERLINK "https://a.example" '), inserted(told(" REF a "), "القرار"))
    assert text(f"<w:p>{title}{name}</w:p><w:p>{linked}</w:p>") == "السيد خليل\nالقرار"


_NUMBERING = (
    '<w:numbering><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="المادة %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
    '<w:numFmt w:val="arabicAbjad"/>'
    '<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Law"/>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="3"><w:styleLink w:val="Law"/>'
    '<w:lvl w:ilvl="0"><w:lvlText w:val="المادة %1"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="9"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="7"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="10"/></w:lvlOverride></w:num></w:numbering>'
)
_STYLES = (
    '<w:styles><w:style w:styleId="Article"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr>'
    '</w:style><w:style w:styleId="Based"><w:basedOn w:val="Article"/></w:style>'
    '<w:style w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)


def item(words: str, number: int, level: int = 0) -> str:
    numbered = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
    return f"<w:p><w:pPr><w:numPr>{numbered}</w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def styled(words: str, style: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'


def test_paragraphs_have_the_numbers_that_word_counts() -> None:
    body = "".join(
        [
            *(item("تعريفات", 5), item("الوزارة", 5, 1), item("الوزير", 5, 1), item("النشر", 5)),
            *(item("الصحيفة", 5, 1), item("نقطة", 6), styled("الرخصة", "Based"), item("آخر", 7)),
            *(item("وآخر", 7), styled("بلا رقم", "Other"), item("", 7), item("بعد فارغة", 7)),
            item("من نمط", 9),
        ]
    )
    others = {"word/n.xml": _NUMBERING, "word/s.xml": _STYLES}
    found = document("a.docx", word(body, others, n="numbering n.xml", s="styles s.xml"))
    assert found.text.split("\n") == [
        *("المادة 1 تعريفات", "أ) الوزارة", "ب) الوزير", "المادة 2 النشر", "أ) الصحيفة", "نقطة"),
        *("المادة 3 الرخصة", "المادة 10 آخر", "المادة 11 وآخر", "بلا رقم"),
        *("المادة 13 بعد فارغة", "المادة 1 من نمط"),
    ]


def test_comments_and_hidden_text_stand_below_and_are_not_searched() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>سر</w:t></w:r>"
    hidden += '<w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t> آخر</w:t></w:r>'
    comments = f'<w:comments><w:comment w:author="رنا">{p("راجع الرقم")}</w:comment></w:comments>'
    others = {"word/c.xml": comments, "word/s.xml": _STYLES}
    body = f"<w:p><w:r><w:t>بلغ العدد 12.</w:t></w:r>{hidden}</w:p>"
    found = document("a.docx", word(body, others, c="comments c.xml", s="styles s.xml"))
    assert found.text.split("\n") == [
        *("بلغ العدد 12.", "تعليقات على الملف", "رنا: راجع الرقم", "نص مخفي في الملف", "سر آخر"),
    ]
    assert ignored(found) == found.text.split("\n")[1:]


def test_changes_count_as_accepted() -> None:
    deleted = "<w:del><w:r><w:delText>قديم</w:delText></w:r></w:del>"
    end = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    moved = "<w:moveFrom><w:r><w:t>كان هنا</w:t></w:r></w:moveFrom>"
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('صف محذوف')}</w:tc></w:tr>"
    body = f"<w:p>{end}<w:r><w:t>أول </w:t></w:r>{deleted}</w:p>{p('السطر')}<w:p>{moved}</w:p>"
    assert text(f"{body}<w:tbl>{row}</w:tbl>{p('آخر')}") == "أول السطر\nآخر"


def test_text_boxes_in_headers_and_cells_are_read_once() -> None:
    box = f"<w:txbxContent>{p('في الإطار')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawing = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    boxed = f"<w:p {names}><w:r><w:t>قبل</w:t></w:r>{drawing}</w:p>"
    cells = f"<w:tbl><w:tr><w:tc>{boxed}</w:tc><w:tc><w:tcPr><w:cellDel/></w:tcPr>{p('لا')}</w:tc>"
    section = '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
    header = {"word/h.xml": f"<w:hdr>{boxed}</w:hdr>"}
    found = document("a.docx", word(f"{cells}</w:tr></w:tbl>{section}", header, h="header h.xml"))
    assert found.text == "قبل\nفي الإطار\nقبل في الإطار"


def test_formulas_and_pages_put_in_whole_are_read() -> None:
    formula = "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>"
    formula = (
        f"<w:p><w:r><w:t>المعدل </w:t></w:r>{formula}<m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>"
    )
    page = (
        "<html><body><p>نص من النظام</p><table><tr><td>أ</td><td>ب</td></tr></table></body></html>"
    )
    saved = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{page}"
    for content in (page, saved):
        data = word(f'{formula}<w:altChunk r:id="c"/>', c="aFChunk c.mht")
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        found = document("a.docx", packed({**parts, "word/c.mht": content}))
        assert found.text == "المعدل x=2\nنص من النظام\nأ\tب"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("c.docx", word(p("من ملف آخر")), "من ملف آخر"),
        ("c.rtf", rb"{\rtf1\ansi \u1605?\u1606? \u1607?\u1606?\u1575?\par}", "من هنا"),
        ("c.txt", "سطر أول\nسطر ثان".encode(), "سطر أول\nسطر ثان"),
        ("c.htm", "<div>قطعة من صفحة".encode(), "قطعة من صفحة"),
    ],
)
def test_files_of_other_kinds_that_are_put_in_whole_are_read_in_their_place(
    name: str, content: bytes, said: str
) -> None:
    assert document("a.docx", with_file(name, content)).text == f"قبل\n{said}\nبعد"


def test_a_file_put_in_whole_that_cannot_be_read_is_named_and_the_rest_read() -> None:
    found, skipped = outcomes("a.docx", with_file("c.docx", b"PK\3\4word/"))
    assert isinstance(found, Document)
    assert found.text == "قبل\nبعد"
    assert "a.docx!word/c.docx" in str(skipped)


def test_files_put_in_one_in_another_end() -> None:
    data = word(p("لب"))
    for _ in range(9):
        data = with_file("c.docx", data)
    found, skipped = outcomes("a.docx", data)
    assert isinstance(found, Document)
    assert "لب" not in found.text
    assert "save it by itself" in str(skipped)


def test_what_is_put_in_whole_is_bounded_by_the_size_of_the_file() -> None:
    data = with_file("c.docx", word(p("لب") + "<w:p/>" * 1000))
    found, skipped = outcomes("a.docx", data, budget=Budget(2000))
    assert isinstance(found, Document)
    assert found.text == "قبل\nبعد"
    assert "files of its size" in str(skipped)


def with_file(name: str, content: bytes) -> bytes:
    """A Word file into which another one is put, between two paragraphs."""
    data = word(f'{p("قبل")}<w:altChunk r:id="c"/>{p("بعد")}', c=f"aFChunk {name}")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed({**parts, f"word/{name}": content})


def test_how_a_word_is_read_is_not_put_into_it() -> None:
    ruby = "<w:ruby><w:rt><w:r><w:t>رَقَم</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>رقم</w:t></w:r>"
    assert text(f"<w:p><w:r>{ruby}</w:rubyBase></w:ruby></w:r></w:p>") == "رقم"
    ruby = "<text:ruby-base>رقم</text:ruby-base><text:ruby-text>رَقَم</text:ruby-text>"
    assert (
        document("a.odt", open_text(f"<text:p><text:ruby>{ruby}</text:ruby></text:p>")).text
        == "رقم"
    )


@pytest.mark.parametrize("ending", [".docx", ".docm", ".dotx", ".doc"])
def test_strict_files_templates_and_files_with_macros_are_read(ending: str) -> None:
    strict = word(p("ميزانية المهرجان"), {"word/vba.xml": "<w:x></w:x>"}, v="vbaProject vba.xml")
    names = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
        b"http://purl.oclc.org/ooxml/wordprocessingml/",
    )
    with zipfile.ZipFile(io.BytesIO(strict)) as package:
        parts = {name: package.read(name).replace(*names) for name in package.namelist()}
    assert document(f"a{ending}", packed(parts)).text == "ميزانية المهرجان"


@settings(max_examples=60)
@given(
    st.one_of(
        st.binary(),
        st.lists(st.tuples(st.integers(0, len(ORIGINAL) - 1), st.integers(0, 255)), max_size=20),
        st.text(max_size=40),
    )
)
def test_any_bytes_are_a_document_or_skipped(data: bytes | list[tuple[int, int]] | str) -> None:
    if isinstance(data, str):
        data = body(data)
    elif isinstance(data, list):
        data = damaged(ORIGINAL, data)
    (outcome,) = outcomes("a.docx", data)
    if isinstance(outcome, Document):
        assert outcome.text.strip()


def test_a_fraction_is_no_number_of_two_digits() -> None:
    names = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    assert text(f"<w:p><w:r><w:t>النصف </w:t></w:r><m:oMath {names}>{half}</m:oMath></w:p>") == (
        "النصف 1/2"
    )


def test_a_large_first_letter_is_of_its_word() -> None:
    large = '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>أ</w:t></w:r></w:p>'
    assert text(large + p("علنت الوزارة")) == "أعلنت الوزارة"


@pytest.mark.parametrize(
    ("font", "number", "sign"),
    [
        ("Symbol", "F0B0", "°"),
        ("Symbol", "F0A3", "≤"),
        ("Symbol", "F06D", "μ"),
        ("Symbol", "00E0", "◊"),
        ("Wingdings", "F0FC", "\ufffd"),
        ("Arial", "F025", "%"),
        ("Arial", "x", "\ufffd"),
    ],
)
def test_a_sign_from_a_font_of_signs_is_read_as_it_or_shown_to_be_there(
    font: str, number: str, sign: str
) -> None:
    runs = f'<w:r><w:t>5</w:t><w:sym w:font="{font}" w:char="{number}"/><w:t>1</w:t></w:r>'
    assert text(f"<w:p>{runs}</w:p>") == f"5{sign}1"


def test_a_row_that_is_hidden_is_not_on_the_page() -> None:
    hidden = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('سر')}</w:tc></w:tr>"
    shown = f"<w:tr><w:trPr><w:hidden w:val='0'/></w:trPr><w:tc>{p('علن')}</w:tc></w:tr>"
    found = document("a.docx", body(f"<w:tbl>{hidden}{shown}</w:tbl>"))
    assert found.text.startswith("علن\n")
    assert found.text.endswith("نص مخفي في الملف\nسر")


def test_what_a_diagram_says_is_read_below_the_text() -> None:
    drawn = "<dgm xmlns:a='{}'><a:p><a:r><a:t>الرقابة: 58 مفتشا</a:t></a:r></a:p></dgm>"
    others = {"word/g.xml": drawn.format(DRAWING[1:-1])}
    found = document("a.docx", word(p("الهيكل"), others, g="diagramData g.xml"))
    assert found.text == "الهيكل\nالرقابة: 58 مفتشا"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("<w:ddList><w:result w:val='1'/>{}</w:ddList>", "مقبول"),
        ("<w:ddList><w:default w:val='1'/>{}</w:ddList>", "مقبول"),
        ("<w:ddList>{}</w:ddList>", "مرفوض"),
        ("<w:ddList><w:result w:val='7'/>{}</w:ddList>", ""),
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "\u2612"),
        ("<w:checkBox><w:default w:val='0'/></w:checkBox>", "\u2610"),
    ],
)
def test_what_is_chosen_in_a_form_is_read(data: str, shown: str) -> None:
    entries = "<w:listEntry w:val='مرفوض'/><w:listEntry w:val='مقبول'/>"
    start = f"<w:fldChar w:fldCharType='begin'><w:ffData>{data.format(entries)}</w:ffData>"
    field = f"<w:r>{start}</w:fldChar></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    runs = f"<w:r><w:t>القرار:</w:t></w:r>{field}<w:r><w:t>.</w:t></w:r>"
    assert text(f"<w:p>{runs}</w:p>") == f"القرار:{shown}."


def test_letters_that_are_drawn_are_read_but_not_across_the_page() -> None:
    art = "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' id='{}'>".format
    end = "<v:textpath string='{}'/></v:shape></w:pict></w:r>".format
    drawn = art("s1") + end("بيان عاجل 9") + art("PowerPlusWaterMarkObject1") + end("مسودة")
    assert text(f"<w:p>{drawn}<w:r><w:t>نص</w:t></w:r></w:p>") == "بيان عاجل 9\nنص"


CHART = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    "><c:chart><c:plotArea><c:ser>"
    "<c:tx><c:strCache><c:pt><c:v>عدد العائلات</c:v></c:pt></c:strCache></c:tx>"
    "<c:cat><c:strCache><c:pt><c:v>الأغوار</c:v></c:pt><c:pt><c:v>الكرامة</c:v></c:pt></c:strCache>"
    "</c:cat><c:val><c:numCache><c:pt><c:v>19.000001</c:v></c:pt></c:numCache></c:val></c:ser>"
    "</c:plotArea><c:title><c:tx><c:rich><a:p><a:r><a:t>المتضررون</a:t></a:r></a:p></c:rich></c:tx>"
    "</c:title></c:chart></c:chartSpace>"
)
OBJECT = '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/>'


def test_titles_and_names_of_a_chart_are_read() -> None:
    names = "المتضررون\nعدد العائلات\nالأغوار\tالكرامة"
    in_word = CHART.replace(" xmlns:c", f' xmlns:a="{DRAWING[1:-1]}" xmlns:c', 1)
    data = word(p("قبل"), {"word/charts/c.xml": in_word}, c="chart charts/c.xml")
    assert document("a.docx", data).text == f"قبل\n{names}"
    data = slides(shape("قبل"), others={"ppt/slides/c.xml": CHART}, c="chart c.xml")
    assert document("a.pptx", data).text == f"قبل\n{names}"


def test_objects_of_other_programs_are_named() -> None:
    found, skipped = outcomes("a.docx", word(f"{p('قبل')}<w:p><w:r>{OBJECT}</w:r></w:p>"))
    assert isinstance(found, Document)
    assert isinstance(skipped, Skipped)
    assert "1 objects of other programs" in skipped.reason
    frame = "<p:graphicFrame><p:oleObj/></p:graphicFrame>"
    found, skipped = outcomes("a.pptx", slides(shape("قبل") + frame))
    assert isinstance(found, Document)
    assert isinstance(skipped, Skipped)
    assert "1 objects of other programs" in skipped.reason

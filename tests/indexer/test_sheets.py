"""Sheets: cells as they are shown, and cited by their names."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Skipped, sheets
from indexer.readers.draft import COMMENTS, Draft
from indexer.readers.drawings import DRAWING
from indexer.readers.number_formats import code_of, shown, shown_text
from indexer.readers.sheets import column_name
from search.records import Document
from testing.packages import OPEN, ignored, locations, packed, relations, workbook
from testing.reading import document, reads, reason

CORPUS = Path(__file__).parents[1] / "corpus"


def cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(name: str, value: str, style: int = 0) -> str:
    return f'<c r="{name}" s="{style}"><v>{value}</v></c>'


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00&quot; د.أ&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    "</cellXfs>"
)


def test_a_row_is_cited_by_its_cells() -> None:
    rows = f'<row r="2">{cell("B2", "البلدية")}{cell("D2", "الكلفة")}</row>'
    rows += f'<row r="4">{cell("B4", "الرمثا")}{number("D4", "1250.5", 3)}</row>'
    found = document("a.xlsx", workbook({"الموازنة": rows}, styles=STYLES))
    assert locations(found) == [
        ("B2", "D2", "الموازنة", "الموازنة\nالبلدية\t\tالكلفة"),
        ("B4", "D4", "الموازنة", "الرمثا\t\t1,250.50 د.أ"),
    ]


def test_values_are_shown_as_their_cells_show_them() -> None:
    row = f"{number('A1', '0.255', 1)}{number('B1', '45413', 2)}{number('C1', '12')}"
    row += '<c r="D1" t="b"><v>1</v></c><c r="E1" t="s"><v>0</v></c><c r="F1" t="str"><v>س</v></c>'
    strings = "<si><r><t>نص </t></r><r><t>منسق</t></r><rPh><t>لا</t></rPh></si>"
    data = workbook({"Sheet1": f'<row r="1">{row}</row>'}, strings, STYLES)
    assert document("a.xlsx", data).text == "26%\t01/05/2024\t12\tTRUE\tنص منسق\tس"


def test_a_hidden_sheet_is_shown_but_not_searched() -> None:
    rows = {name: f'<row r="1">{cell("A1", name)}</row>' for name in ("أول", "ثان")}
    found = document("a.xlsx", workbook(rows, states="visible hidden"))
    assert "ثان" in ignored(found)
    assert "أول" not in ignored(found)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567, "#,##0", "1,234,567"),
        (-5.5, "#,##0.00;[Red](#,##0.00)", "(5.50)"),
        (0, '0;-0;"لا شيء"', "لا شيء"),
        (0, "0;-0;;@", ""),
        (0, '#,##0;-#,##0;"-"??', "-"),
        (7, "000", "007"),
        (7.5, "#,##0.0", "7.5"),
        (5, "0,000", "0,005"),
        (0.5, "#.0", ".5"),
        (771234567, "0000000000", "0771234567"),
        (771234567, "000-0000000", "077-1234567"),
        (27912345678, "(###) ####-####", "(279) 1234-5678"),
        (5, 'General" دينار"', "5 دينار"),
        (45356.604, "[$-2C01]dddd d mmmm yyyy h:mm AM/PM", "الثلاثاء 5 آذار 2024 2:29 م"),
        (45356, "[$-ar-JO]d mmmm", "5 آذار"),
        (45356, "[$-C01]mmm yy;@", "مارس 24"),
        (45356, "[$-1801]d mmmm", "5 مارس"),
        (45356, "[$-2000000]d/m/yyyy", "٥/٣/٢٠٢٤"),
        (45356, "B2yyyy/mm/dd", "2024-03-05"),
        (45356, "[$-1170401]d/m/yyyy", "2024-03-05"),
        (2500000, '0.0,,"م"', "2.5م"),
        (3.5, "0.0#", "3.5"),
        (45413.75, "yyyy-mm-dd hh:mm", "2024-05-01 18:00"),
        (45413.75, "d/m/yy h:mm AM/PM", "1/5/24 6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (45413, "[$-409]d mmmm yyyy", "1 May 2024"),
        (1e300, "yyyy", "1e+300"),
        # A half goes away from zero, by the digits that are seen.
        (-1234.5, "#,##0", "-1,235"),
        (0.5, "0", "1"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (0.125, "0%", "13%"),
        (-0.3, "0", "0"),
        (0.5, "000-0000", "000-0001"),
        # The sections of a code are for the numbers that it says.
        (41000.75, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "41.0K"),
        (2345678, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.3M"),
        (5, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "5"),
        (-1234.5, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "-1235"),
        (5, '[<0]"خسارة "0;0', "5"),
        (-5, '[<0]"خسارة "0;0', "خسارة 5"),
        (2, '[=1]"واحد";[=2]"اثنان";0', "اثنان"),
        (3, '[=1]"واحد";[=2]"اثنان";0', "3"),
        (12, "[Red][<10]0.0;[Blue]0", "12"),
        (5, "[>100]0", "5"),
        (-5.25, "[>100]0", "-5.25"),
        (0, '[<>0]0.0;"صفر"', "صفر"),
        (-5, "0;0", "5"),
        (-5, "#,##0;[Red]#,##0", "-5"),
        (-5, '0;[Red]"خسارة "0', "خسارة 5"),
        (5, '0";"0', "0;5"),
        # Fractions, powers of ten, and blanks of a width.
        (1234.5, "# ?/?", "1234 1/2"),
        (-0.3, "# ??/??", "-3/10"),
        (0.25, "# ?/8", "2/8"),
        (1.5, "?/?", "3/2"),
        (2, "# ?/?", "2"),
        (41000.75, "0.00E+00", "4.10E+04"),
        (0.00012, "0.0E-0", "1.2E-4"),
        (45356.604, "##0.0E+0", "45.4E+3"),
        (3.5, "0.0?", "3.5"),
        (5, '_-* #,##0.0_-"د.أ"', "5.0 د.أ"),
        (5, '"المجموع"*.0', "المجموع 5"),
        (1234.5, "0.00-00", "1234.5"),
        # Parts of a moment, and how much time has passed.
        (1.5, '[h]" ساعة و"mm" دقيقة"', "36 ساعة و00 دقيقة"),
        (1.5 / 86400, "mm:ss.0", "00:01.5"),
        (45356.604, "[mm]:ss", "65313509:46"),
        (-1.5, "[h]:mm", "-36:00"),
        (45356, "mmmmm yyyy", "M 2024"),
        (45356, "ggge/m/d", "2024-03-05"),
        (45356, "B1yyyy/mm/dd", "2024/03/05"),
        # A code that is too long, or holds what stands for something in here.
        (5, "0" * 300, "5"),
        (5, "\ue0050", "\ue0055"),
    ],
)
def test_formats_of_numbers(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("General", "سالم"),
        ("0.00", "سالم"),
        ('"السيد "@', "السيد سالم"),
        ('0;-0;0;"السيد "@', "السيد سالم"),
        ('0.0;"السيد "@', "السيد سالم"),
        (";;;", ""),
    ],
)
def test_formats_of_words(code: str, text: str) -> None:
    assert shown_text("سالم", code) == text
    styles = f"<numFmts><numFmt numFmtId='164' formatCode='{code}'/></numFmts>"
    styles += "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/></cellXfs>"
    row = f'<row r="1">{cell("A1", "س")}<c r="B1" s="1" t="str"><v>سالم</v></c></row>'
    found = document("a.xlsx", workbook({"Sheet1": row}, styles=styles))
    assert found.text == f"س\t{text}".rstrip()


@given(
    value=st.floats(),
    code=st.text(st.sampled_from('0#?,.%;[]<>=-"\\_*@/E+ ymdhs\ue000س:'), max_size=30),
)
def test_any_code_shows_something_and_never_fails(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
    assert isinstance(shown_text("س", code), str)


def test_dates_of_old_macintosh_files_count_from_1904() -> None:
    assert shown(43951, code_of(14), since_1904=True) == "2024-05-01"


def test_columns_have_letters() -> None:
    assert [column_name(at) for at in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_a_sheet_that_is_too_large_is_read_as_far_as_it_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 3)
    rows = "".join(f'<row r="{at}">{cell(f"A{at}", str(at))}</row>' for at in range(1, 9))
    skipped, found = (read.outcome for read in reads("a.xlsx", workbook({"Sheet1": rows})))
    assert isinstance(found, Document)
    assert found.text == "1\n2\n3"
    assert isinstance(skipped, Skipped)
    assert "read to row 3" in skipped.reason


def test_a_few_cells_that_stand_everywhere_are_read_in_proportion_to_the_file() -> None:
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell'
        ' table:number-columns-repeated="16384"><text:p>قيمة مكررة</text:p></table:table-cell>'
        "</table:table-row>"
    )
    flat = f'<office:document {OPEN}><office:body><office:spreadsheet><table:table table:name="ج">'
    flat += f"{row}</table:table></office:spreadsheet></office:body></office:document>"
    skipped, found = (read.outcome for read in reads("a.fods", flat.encode()))
    assert isinstance(found, Document)
    assert len(found.text) < 1_200_000
    assert isinstance(skipped, Skipped)
    assert "letters in the file: the sheet was read to row 6" in skipped.reason


def test_cells_far_out_cost_nothing() -> None:
    rows = f'<row r="1">{cell("A1", "نص")}{cell("XFD1", "بعيد")}{cell("ZZZZ1", "لا")}</row>'
    rows += f'<row r="1048576">{cell("A1048576", "آخر")}</row>'
    rows += f'<row r="9999999999">{cell("A9", "لا")}</row>'
    found = document("a.xlsx", workbook({"Sheet1": rows}))
    assert found.text.split() == ["نص", "بعيد", "آخر"]


def test_repeated_cells_of_opendocument_are_bounded() -> None:
    table = (
        '<table:table table:name="ورقة1"><table:table-row table:number-rows-repeated="2">'
        "<table:table-cell><text:p>س</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="3"/>'
        "<table:table-cell><text:p>12.5%</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="9999999"><table:table-cell'
        ' table:number-columns-repeated="9999999"/></table:table-row></table:table>'
    )
    flat = f"<office:document {OPEN}><office:body><office:spreadsheet>{table}"
    flat += "</office:spreadsheet></office:body></office:document>"
    found = document("a.fods", flat.encode())
    assert locations(found) == [
        ("A1", "E1", "ورقة1", "س\t\t\t\t12.5%"),
        ("A2", "E2", "ورقة1", "س\t\t\t\t12.5%"),
    ]


def test_damaged_workbooks_are_named() -> None:
    assert "damaged workbook" in reason("a.xlsx", packed({"xl/workbook.xml": "<workbook"}))
    assert "damaged workbook" in reason("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_container_that_goes_in_circles_ends() -> None:
    data = bytearray((CORPUS / "budget.xls").read_bytes())
    (table,) = struct.unpack_from("<L", data, 76)  # of what follows each sector
    for sector in range(1, 127):  # each is followed by itself
        struct.pack_into("<L", data, (table + 1) * 512 + 4 * sector, sector)
    assert "damaged workbook" in reason("a.xls", bytes(data))


def test_cells_of_opendocument_without_their_text_are_shown_too() -> None:
    cells = (
        '<table:table-cell office:value-type="float" office:value="12.50"/>'
        '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
        '<table:table-cell office:value-type="date" office:date-value="2024-05-01"/>'
        '<table:table-cell office:value-type="string" office:string-value="نص"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    )
    table = f'<table:table table:name="Sheet1"><table:table-row>{cells}</table:table-row>'
    flat = f"<office:document {OPEN}><office:body><office:spreadsheet>{table}</table:table>"
    flat += "</office:spreadsheet></office:body></office:document>"
    assert document("a.fods", flat.encode()).text == "12.5\t50%\t2024-05-01\tنص\tTRUE"


def test_workbooks_of_2003_in_xml_are_read() -> None:
    book = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p">'
        '<NumberFormat ss:Format="Percent"/></Style><Style ss:ID="d"><NumberFormat'
        ' ss:Format="dd/mm/yyyy"/></Style></Styles><Worksheet ss:Name="الموازنة"><Table>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">الحصة</Data></Cell>'
        '<Cell ss:StyleID="p"><Data ss:Type="Number">0.125</Data></Cell><Cell ss:StyleID="d">'
        '<Data ss:Type="DateTime">2024-05-01T00:00:00.000</Data></Cell></Row></Table></Worksheet>'
        "</Workbook>"
    )
    found = document("a.xls", book.encode())
    assert locations(found) == [("B3", "D3", "الموازنة", "الموازنة\nالحصة\t12.50%\t01/05/2024")]
    assert "damaged workbook" in reason("a.xls", book.encode()[:-40])


def test_a_table_of_html_saved_as_xls_keeps_its_rows() -> None:
    page = "<html><table><tr><td>إربد</td><td></td><td>14</td></tr></table></html>"
    assert document("a.xls", page.encode("cp1256")).text == "إربد\t\t14"


def test_formulas_that_nobody_calculated_are_named() -> None:
    formula = '<c r="B1"><f>SUM(A1)</f></c><c r="C1" t="str"><f>""</f><v></v></c>'
    rows = f'<row r="1">{cell("A1", "المجموع")}{formula}</row>'
    read, named = reads("a.xlsx", workbook({"s": rows}))
    assert isinstance(read.outcome, Document)
    assert isinstance(named.outcome, Skipped)
    assert "1 formulas without their results, the first in B1" in named.outcome.reason


def test_a_sheet_of_rows_alone_is_not_called_by_its_comments() -> None:
    draft = Draft()
    draft.add_row(["البند", "القيمة"])
    draft.add_aside(COMMENTS, ["ملاحظة"])
    assert draft.document("a.xlsx").title is None


def test_what_a_formula_has_failed_by_is_no_text() -> None:
    failed = '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    rows = f'<row r="2">{cell("A2", "الكلفة")}{failed}{number("C2", "5")}</row>'
    assert document("a.xlsx", workbook({"ورقة": rows}, styles=STYLES)).text == "الكلفة\t\t5"


def test_boxes_and_diagrams_on_a_sheet_are_read_at_their_corner() -> None:
    drawing = (
        f'<d xmlns:a="{DRAWING[1:-1]}"><twoCellAnchor><from><col>2</col><row>4</row></from>'
        "<sp><txBody><a:p><a:r><a:t>الأرقام أولية</a:t></a:r></a:p></txBody></sp>"
        "</twoCellAnchor></d>"
    )
    diagram = f'<d xmlns:a="{DRAWING[1:-1]}"><a:p><a:r><a:t>المدير: 58 موظفا</a:t></a:r></a:p></d>'
    others = {
        "xl/worksheets/_rels/s0.xml.rels": relations(d="drawing ../drawings/d.xml"),
        "xl/drawings/d.xml": drawing,
        "xl/drawings/_rels/d.xml.rels": relations(g="diagramData ../diagrams/g.xml"),
        "xl/diagrams/g.xml": diagram,
    }
    rows = f'<row r="1">{cell("A1", "الكلفة")}</row>'
    found = document("a.xlsx", workbook({"s": rows}, others=others))
    assert locations(found) == [
        ("A1", "A1", "s", "s\nالكلفة"),
        ("C5", "C5", "s", "الأرقام أولية"),
        ("A1", "A1", "s", "المدير: 58 موظفا"),
    ]


def test_boxes_on_a_sheet_of_opendocument_are_read() -> None:
    box = "<draw:frame><draw:text-box><text:p>الأرقام أولية</text:p></draw:text-box></draw:frame>"
    row = "<table:table-row><table:table-cell><text:p>الكلفة</text:p></table:table-cell>"
    flat = (
        f"<office:document {OPEN}><office:body><office:spreadsheet><table:table>"
        f"<table:shapes>{box}</table:shapes>{row}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document>"
    )
    assert document("a.fods", flat.encode()).text == "الكلفة\nالأرقام أولية"


def test_characters_that_are_named_by_number_are_those() -> None:
    row = cell("A1", "أول_x000D_ ثان _x005F_x000D_ _xD83D_ _xFFFF_")
    row += '<c r="B1" t="str"><v>ناتج_x000D_\n</v></c>'
    found = document("a.xlsx", workbook({"s": f'<row r="1">{row}</row>'}))
    assert found.text == "s\nأول ثان _x000D_ _xD83D_ _xFFFF_\tناتج"


@pytest.mark.parametrize("style", [0, 1])
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1234567890123456", "1234567890123456"),
        ("1.234567890123456E15", "1234567890123456"),
        ("-9007199254740991", "-9007199254740991"),
    ],
)
def test_all_digits_of_a_long_number_are_read(written: str, text: str, style: int) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="1"/></cellXfs>'
    data = workbook({"Sheet1": f'<row r="1">{number("A1", written, style)}</row>'}, styles=styles)
    assert document("a.xlsx", data).text == text


def test_a_number_that_a_computer_holds_in_part_is_read_as_it_was_written() -> None:
    data = workbook({"Sheet1": f'<row r="1">{number("A1", "12345678901234567891")}</row>'})
    assert document("a.xlsx", data).text == "12345678901234567891"

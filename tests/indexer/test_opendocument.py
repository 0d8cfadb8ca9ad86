"""OpenDocument texts: what is on the page, with its numbers, notes and boxes."""

import pytest

from testing.packages import OPEN, ignored, open_text, packed
from testing.reading import document, reason

_LISTS = (
    '<text:list-style style:name="L1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="المادة "/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"'
    ' text:display-levels="2"/></text:list-style>'
    '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/>'
    "</text:list-style>"
)

_IN_CIPHER = "<m><encryption-data></encryption-data></m>"


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def item(*blocks: str) -> str:
    return f"<text:list-item>{''.join(blocks)}</text:list-item>"


def numbered(*items: str, style: str = ' text:style-name="L1"') -> str:
    return f"<text:list{style}>{''.join(items)}</text:list>"


def test_lists_have_their_numbers() -> None:
    inner = numbered(item(p("الوزارة")), item(p("الوزير")), style="")
    body = numbered(item(p("تعريفات"), inner), item(p("النشر")))
    body += p("فقرة")
    body += numbered(item(p("تابع")), style=' text:style-name="L1" text:continue-numbering="true"')
    body += numbered(item(p("نقطة")), style=' text:style-name="L2"')
    assert document("a.odt", open_text(body, _LISTS)).text.split("\n") == [
        *("المادة 1 تعريفات", "1.a) الوزارة", "1.b) الوزير", "المادة 2 النشر", "فقرة"),
        *("المادة 3 تابع", "نقطة"),
    ]


def test_spaces_tables_boxes_and_notes() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    note += f"{p('العدد 5821')}</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{p('في الإطار')}</draw:text-box></draw:frame>"
    cell = "<table:table-cell>{}</table:table-cell>".format
    row = f"<table:table-row>{cell(p('إربد'))}{cell('')}{cell(p('14'))}</table:table-row>"
    body = p(f"سطر\n  أول<text:s text:c='2'/>و<text:tab/>ثان<text:line-break/>ثالث{note}{box}")
    body += f"<table:table>{row}</table:table>"
    found = document("a.odt", open_text(body))
    assert found.text == "سطر أول و\tثان\nثالث\nفي الإطار\nإربد\t\t14\nالعدد 5821"


def test_deleted_text_is_left_out_and_comments_and_hidden_text_are_not_searched() -> None:
    changes = f"<text:tracked-changes><text:deletion>{p('محذوف')}</text:deletion>"
    changes += "</text:tracked-changes>"
    comment = f"<office:annotation><dc:creator>رنا</dc:creator>{p('راجع')}</office:annotation>"
    hidden = '<text:hidden-text text:string-value="سر"/>'
    style = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    ghost = '<text:p text:style-name="H">مخفي</text:p>'
    span = '<text:span text:style-name="H">كلمة</text:span>'
    body = f"{changes}{p(f'النص{comment}{hidden}{span}')}{ghost}"
    found = document("a.odt", open_text(body, style))
    assert found.text.split("\n") == [
        *("النص", "تعليقات على الملف", "رنا: راجع", "نص مخفي في الملف", "سر", "كلمة", "مخفي"),
    ]
    assert ignored(found) == found.text.split("\n")[1:]


def test_headers_come_first_and_footers_last() -> None:
    page = f"<style:master-page><style:header>{p('العدد 44')}</style:header><style:footer>"
    page += f"{p('الصفحة <text:page-number>1</text:page-number>')}{p('ص.ب 12')}</style:footer>"
    styles = f"<office:document-styles {OPEN}>{page}</style:master-page></office:document-styles>"
    found = document("a.odt", open_text(p("متن"), more={"styles.xml": styles}))
    assert found.text == "العدد 44\nمتن\nص.ب 12"


def test_a_flat_file_says_who_wrote_it() -> None:
    about = "<office:meta><dc:title>عنوان</dc:title><meta:initial-creator>هدى"
    about += "</meta:initial-creator></office:meta>"
    body = f"<office:body><office:text>{p('نص')}</office:text></office:body>"
    found = document("a.fodt", f"<office:document {OPEN}>{about}{body}</office:document>".encode())
    assert (found.title, found.author, found.text) == ("عنوان", "هدى", "نص")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (packed({"content.xml": "<"}), "damaged OpenDocument file"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "content.xml is missing"),
        (b"<office:document", "damaged OpenDocument file"),
        (open_text(""), "empty"),
        (
            open_text(
                p("نص"),
                more={"META-INF/manifest.xml": "<m><encryption-data></encryption-data></m>"},
            ),
            "needs a password",
        ),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, part: str) -> None:
    assert part in reason("a.odt", data)


def test_empty_cells_that_are_written_as_one_keep_their_places() -> None:
    cell = "<table:table-cell{}>{}</table:table-cell>".format
    empty = cell(' table:number-columns-repeated="2"', "")
    row = f"<table:table-row>{cell('', p('إربد'))}{empty}{cell('', p('14'))}</table:table-row>"
    found = document("a.odt", open_text(f"<table:table>{row}</table:table>"))
    assert found.text == "إربد\t\t\t14"


def test_cells_alike_that_are_written_as_one_keep_their_places_within_bounds() -> None:
    cell = '<table:table-cell table:number-columns-repeated="{}">{}</table:table-cell>'.format
    row = f"<table:table-row>{cell(2, p('إربد'))}{cell(1, p('14'))}</table:table-row>"
    found = document("a.odt", open_text(f"<table:table>{row}</table:table>"))
    assert found.text == "إربد\tإربد\t14"
    row = f"<table:table-row>{cell(999_999, p('إربد' * 100))}</table:table-row>"
    found = document("a.odt", open_text(f"<table:table>{row}</table:table>"))
    assert found.text == "\t".join(["إربد" * 100] * 2)


def test_who_corrected_or_commented_on_a_text_is_not_its_author() -> None:
    said = "<dc:creator>رنا</dc:creator><dc:date>2019-01-01T00:00:00</dc:date>"
    change = (
        f"<text:tracked-changes><text:changed-region><text:insertion><office:change-info>{said}"
    )
    change += "</office:change-info></text:insertion></text:changed-region></text:tracked-changes>"
    comment = f"<office:annotation>{said}{p('راجع')}</office:annotation>"
    body = open_text(f"{change}<text:p>علن{comment}</text:p>")
    assert document("a.odt", body).author is None


def test_a_hidden_section_stands_below_and_is_not_searched() -> None:
    section = f'<text:section text:display="none">{p("سر")}</text:section>'
    assert "سر" in ignored(document("a.odt", open_text(p("علن") + section)))


def test_a_table_in_an_item_of_a_list_is_read() -> None:
    table = f"<table:table><table:table-row><table:table-cell>{p('14')}</table:table-cell>"
    body = numbered(item(p("الحافلات"), f"{table}</table:table-row></table:table>"), style="")
    assert document("a.odt", open_text(body)).text == "الحافلات\n14"

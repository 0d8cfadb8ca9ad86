"""Presentations: what each slide shows, and where."""

import pytest

from testing.packages import OPEN, ignored, locations, shape, slides
from testing.reading import document, reason

MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def test_a_slide_is_what_is_cited() -> None:
    table = "<a:tbl><a:tr><a:tc><a:p><a:r><a:t>إربد</a:t></a:r></a:p></a:tc><a:tc/>"
    table += "<a:tc><a:p><a:r><a:t>14</a:t></a:r></a:p></a:tc></a:tr></a:tbl>"
    data = slides(
        shape("حافلات", kind="title") + shape("قررت البلدية", "شراء 14 حافلة"),
        shape("3", kind="sldNum") + f"<p:graphicFrame>{table}</p:graphicFrame>",
    )
    found = document("a.pptx", data)
    assert found.title == "حافلات"
    assert locations(found) == [
        ("1", "1", None, "حافلات\nقررت البلدية\nشراء 14 حافلة"),
        ("2", "2", None, "إربد\t\t14"),
    ]


def test_notes_and_drawn_words_follow_their_slide() -> None:
    notes = f"<p:notes>{shape('1', kind='sldNum')}{shape('اذكر المصدر')}</p:notes>"
    drawn = "<dgm><a:p><a:r><a:t>خطوة أولى</a:t></a:r></a:p></dgm>"
    data = slides(
        shape("الخطة"),
        others={"ppt/notes/n.xml": notes, "ppt/d.xml": drawn},
        n="notesSlide ../notes/n.xml",
        d="diagramData ../d.xml",
    )
    found = document("a.pptx", data)
    assert found.text == "الخطة\nخطوة أولى\nملاحظات المتحدث:\nاذكر المصدر"
    assert ignored(found) == ["ملاحظات المتحدث:"]


def test_a_hidden_slide_is_shown_but_not_searched() -> None:
    found = document("a.pptx", slides(shape("ظاهرة"), shape("مخفية"), shown="1 0"))
    assert found.text == "ظاهرة\nمخفية"
    assert ignored(found) == ["مخفية"]


@pytest.mark.parametrize("kind", ["presentation", "drawing"])
def test_slides_of_opendocument(kind: str) -> None:
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    page = f"<draw:page>{box}{{}}</draw:page>"
    notes = "<presentation:notes><text:p>ملاحظة</text:p></presentation:notes>"
    flat = f"<office:document {OPEN}><office:body><office:{kind}>{page.format('أولى', notes)}"
    flat += f"{page.format('ثانية', '')}</office:{kind}></office:body></office:document>"
    found = document("a.fodp", flat.encode())
    assert locations(found) == [
        ("1", "1", None, "أولى\nملاحظات المتحدث:\nملاحظة"),
        ("2", "2", None, "ثانية"),
    ]


def test_the_title_of_a_slide_stands_first_wherever_it_is_in_the_file() -> None:
    second = shape("الخطة", kind="ctrTitle")
    drawn = f'<mc:AlternateContent xmlns:mc="{MARKUP}"><mc:Choice>{second}</mc:Choice>'
    drawn += f"<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"
    found = document("a.pptx", slides(shape("14 حافلة") + drawn))
    assert (found.title, found.text) == ("الخطة", "الخطة\n14 حافلة")
    box = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>".format
    page = box("", "14 حافلة") + box(" presentation:class='title'", "الخطة")
    flat = f"<office:document {OPEN}><office:body><office:presentation><draw:page>{page}"
    flat += "</draw:page></office:presentation></office:body></office:document>"
    assert document("a.fodp", flat.encode()).text == "الخطة\n14 حافلة"


def test_controls_that_are_named_by_number_are_no_text() -> None:
    assert document("a.pptx", slides(shape("أول_x000B_ثان"))).text == "أول ثان"


def test_a_damaged_presentation_is_named() -> None:
    assert "damaged presentation" in reason("a.pptx", b"PK\x03\x04ppt/")
    assert "damaged presentation" in reason("a.pptx", b"nothing")


def test_a_hidden_shape_is_shown_but_not_searched() -> None:
    hidden = shape("مسودة 404").replace("<p:nvSpPr>", "<p:nvSpPr><p:cNvPr hidden='1'/>")
    assert "hidden" in hidden
    found = document("a.pptx", slides(f"<p:grpSp>{hidden}</p:grpSp>" + shape("المبلغ 74")))
    assert (found.text, ignored(found)) == ("مسودة 404\nالمبلغ 74", ["مسودة 404"])

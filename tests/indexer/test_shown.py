"""What is seen of a text, as it is seen: figures above the line, what is struck out or hidden."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from time import thread_time

import pytest

from indexer.readers import UnreadableError, html_matching
from indexer.readers.html_tree import parse_html
from indexer.readers.scripts import Piece, Script, joined
from testing.packages import OPEN, book, open_text, slides, word, workbook
from testing.reading import document

LINE, RAISED, LOWERED = Script
# What all files say: a note's number on 5, a power, a formula, and what a correction has struck.
SAID = "بلغت 5<sup>1</sup> مليارات، و10<sup>٦</sup> نسمة، CO<sub>2</sub>؛ لم يقتل <s>خمسة </s>أحد"
SHOWN = "بلغت 5¹ مليارات، و10⁶ نسمة، CO₂؛ لم يقتل أحد"


def runs(written: Callable[[str, str], str], said: str = SAID) -> str:
    """The runs of what is said, each with its look, as a format writes them."""
    found = (match.groups() for match in re.finditer(r"<(\w+)>(.*?)</\1>|([^<]+)", said))
    return "".join(written(look or "", inner or plain) for look, inner, plain in found)


def of_word(look: str, text: str) -> str:
    properties = {
        "sup": '<w:vertAlign w:val="superscript"/>',
        "sub": '<w:rStyle w:val="Below"/>',
        "s": "<w:strike/>",
    }
    told = properties.get(look, '<w:strike w:val="0"/>')
    return f'<w:r><w:rPr>{told}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def in_word() -> bytes:
    styles = (
        '<w:styles><w:style w:styleId="Base"><w:rPr><w:vertAlign w:val="subscript"/></w:rPr>'
        '</w:style><w:style w:styleId="Below"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Gone"><w:rPr><w:dstrike/></w:rPr></w:style></w:styles>'
    )
    gone = '<w:p><w:pPr><w:pStyle w:val="Gone"/></w:pPr><w:r><w:t>مشطوب</w:t></w:r></w:p>'
    body = f"<w:p>{runs(of_word)}</w:p>{gone}"
    return word(body, {"word/styles.xml": styles}, styles="styles styles.xml")


def in_rtf() -> bytes:
    looks = {"sup": r"\super ", "sub": r"\sub ", "s": r"\strike "}

    def of_rtf(look: str, text: str) -> str:
        letters = "".join(f"\\u{ord(letter)}?" for letter in text)
        return f"{{{looks.get(look, '')}{letters}}}"

    gone = r"\striked1 gone\striked0\super\nosupersub\par"
    return f"{{\\rtf1\\ansi\\uc1 {runs(of_rtf)}{gone}}}".encode()


OPEN_STYLES = """
<style:style style:name="R" style:family="text"><style:text-properties
 style:text-position="super 58%"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties
 style:text-position="-33% 58%"/></style:style>
<style:style style:name="S0" style:family="text"><style:text-properties
 style:text-line-through-style="solid"/></style:style>
<style:style style:name="S" style:family="text" style:parent-style-name="S0"/>
<style:style style:name="G" style:family="paragraph"><style:text-properties
 style:text-line-through-style="none" style:text-line-through-type="double"/></style:style>
<style:style style:name="C" style:family="table-cell"><style:text-properties
 style:text-line-through-type="single"/></style:style>
"""


def of_open(look: str, text: str) -> str:
    style = {"sup": "R", "sub": "B", "s": "S"}.get(look)
    text = re.sub("^ | $", "<text:s/>", text)
    return text if style is None else f'<text:span text:style-name="{style}">{text}</text:span>'


def open_paragraphs() -> str:
    return f'<text:p>{runs(of_open)}</text:p><text:p text:style-name="G">مشطوب</text:p>'


def flat(kind: str, body: str) -> bytes:
    return (
        f"<office:document {OPEN}><office:automatic-styles>{OPEN_STYLES}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document>"
    ).encode()


def in_ods() -> bytes:
    said = f"<table:table-cell>{open_paragraphs()}</table:table-cell>"
    struck = '<table:table-cell table:style-name="C"><text:p>500</text:p></table:table-cell>'
    below = "<table:table-cell/><table:table-cell><text:p>501</text:p></table:table-cell>"
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="C"/>'
    rows = "".join(
        f"<table:table-row>{cells}</table:table-row>" for cells in (said + struck, below)
    )
    return flat("spreadsheet", f"<table:table>{columns}{rows}</table:table>")


def in_odp() -> bytes:
    frame = f"<draw:frame><draw:text-box>{open_paragraphs()}</draw:text-box></draw:frame>"
    return flat("presentation", f"<draw:page>{frame}</draw:page>")


def in_pptx() -> bytes:
    looks = {"sup": 'baseline="30000"', "sub": 'baseline="-25000"', "s": 'strike="sngStrike"'}

    def of_slide(look: str, text: str) -> str:
        told = looks.get(look, 'strike="noStrike" baseline="0"')
        return f"<a:r><a:rPr {told}/><a:t>{text}</a:t></a:r>"

    return slides(f"<p:sp><p:txBody><a:p>{runs(of_slide)}</a:p></p:txBody></p:sp>")


def in_xlsx() -> bytes:
    looks = {
        "sup": '<vertAlign val="superscript"/>',
        "sub": '<vertAlign val="subscript"/>',
        "s": "<strike/>",
    }

    def of_cell(look: str, text: str) -> str:
        told = looks.get(look, '<strike val="0"/>')
        return f'<r><rPr>{told}</rPr><t xml:space="preserve">{text}</t></r>'

    styles = (
        "<fonts><font/><font><strike/></font></fonts>"
        '<cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs>'
    )
    cells = "".join(
        f'<c r="{at}1" t="s" s="1"><v>{number}</v></c>' for number, at in enumerate("AC")
    )
    row = f'<row r="1">{cells}<c r="B1" s="1"><v>500</v></c></row>'
    # Runs with a font have no line through them but where that has it.
    strings = f"<si>{runs(of_cell)}<r><t>مشطوب</t></r></si><si><t>مشطوب</t></si>"
    return workbook({"Sheet1": row}, strings, styles)


def in_xls_xml() -> bytes:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    tags = {"sup": "Sup", "sub": "Sub", "s": "S"}

    def of_cell(look: str, text: str) -> str:
        return f"<{tags[look]}>{text}</{tags[look]}>" if look else f"<Font>{text}</Font>"

    data = f'<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{runs(of_cell)}</ss:Data>'
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Styles>'
        '<Style ss:ID="g"><Font ss:StrikeThrough="1"/></Style></Styles><Worksheet ss:Name="Sheet1">'
        f"<Table><Row><Cell>{data}</Cell><Cell ss:StyleID='g'><Data ss:Type='Number'>500</Data>"
        "</Cell></Row></Table></Worksheet></Workbook>"
    ).encode()


MAIL = f"Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>{SAID}</p>".encode()
ARTICLE = f"<article><h1>عنوان</h1><p>{SAID}</p><p>{'كلمة ' * 80}</p></article>"
# As LibreOffice 7.4 saves the workbook of these files.
OF_LIBREOFFICE = Path(__file__).parent / "struck.xls.gz"
FILES = {
    "a.html": f"<p>{SAID}</p>".encode(),
    "article.html": f"<html><body>{ARTICLE}</body></html>".encode(),
    "word.docx": in_word(),
    "b.rtf": in_rtf(),
    "c.odt": open_text(open_paragraphs(), OPEN_STYLES),
    "d.ods": in_ods(),
    "e.odp": in_odp(),
    "f.pptx": in_pptx(),
    "g.xlsx": in_xlsx(),
    "h.xls": in_xls_xml(),
    "old.xls": gzip.decompress(OF_LIBREOFFICE.read_bytes()),
    "i.xls": f"<html><table><tr><td>{SAID}</td></tr></table></html>".encode(),
    "j.epub": book({"a.xhtml": f"<p>{SAID}</p>"}),
    "k.eml": MAIL,
    "l.json": json.dumps([{"id": "1", "text": SAID}]).encode(),
    "m.rss": (
        "<rss version='2.0'><channel><title>t</title><item><title>t</title><description><![CDATA["
        f"<p>{SAID}</p>]]></description></item></channel></rss>"
    ).encode(),
    "n.xml": (
        f"<nitf><body><body.content><p>{SAID.replace('<s>', '<del>').replace('</s>', '</del>')}</p>"
        "</body.content></body></nitf>"
    ).encode(),
}


@pytest.mark.parametrize("name", list(FILES))
def test_figures_above_the_line_and_what_is_struck_out_are_read_as_they_are_seen(name: str) -> None:
    lines = document(name, FILES[name]).text.split("\n")
    assert " ".join(next(line for line in lines if "بلغت" in line).split()) == SHOWN
    assert not {"مشطوب", "500", "501", "gone"} & set("\t".join(lines).split())


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        ([("5", LINE), ("1", RAISED), (" مليارات", LINE)], "5¹ مليارات"),
        ([("10", LINE), ("", LINE), ("1", RAISED), ("2", RAISED)], "10¹²"),
        ([("١٠", LINE), ("٦", RAISED), (" نسمة", LINE)], "١٠⁶ نسمة"),
        ([("CO", LINE), ("2", LOWERED)], "CO₂"),
        ([("SO", LINE), ("4", LOWERED), ("2-", RAISED)], "SO₄²⁻"),
        ([("الوزارة", LINE), ("(١)", RAISED), ("،", LINE)], "الوزارة⁽¹⁾،"),
        ([("1", LINE), ("er", RAISED), (" mai", LINE)], "1ᵉʳ mai"),
        ([("كلمة", LINE), ("أ", RAISED), ("كلمة", LINE)], "كلمة أ كلمة"),
        ([("كلمة\u064f", LINE), ("ب2", RAISED), (".", LINE)], "كلمة\u064f ب2."),
        ([("في ", LINE), ("سطر أعلى 2024", RAISED)], "في سطر أعلى 2024"),
        ([("5", LINE), ("*", RAISED)], "5*"),
    ],
)
def test_nothing_above_or_below_the_line_is_read_as_part_of_what_it_touches(
    pieces: list[Piece], text: str
) -> None:
    assert joined(pieces) == text


def test_runs_of_letters_of_chats_and_editors_are_left_out_where_they_are_struck() -> None:
    struck = [
        {"type": "strikethrough", "text": "خمسة"},
        {"type": "text", "text": "خمسة", "marks": [{"type": "strike"}]},
        {"type": "text", "text": "خمسة", "strikethrough": True},
    ]
    for each in struck:
        said = {"id": "1", "text": ["لم يقتل ", each, {"type": "bold", "text": "أحد"}]}
        assert document("a.json", json.dumps([said]).encode()).text == "لم يقتل أحد"


def test_quotations_have_the_marks_that_browsers_set() -> None:
    page = "<p>قال الوزير <q>لن <b>أستقيل</b></q> وأضاف <q>«نعم»</q> ثم <q> </q>سكت.</p>"
    expected = "قال الوزير «لن أستقيل» وأضاف «نعم» ثم سكت."
    assert document("a.html", page.encode()).text == expected
    assert document("a.epub", book({"a.xhtml": page})).text == expected


def test_what_a_page_hides_is_left_out_however_short_it_is() -> None:
    page = (
        "<p>ظاهر</p><p hidden>سر أول طويل جدا</p><p style='Display : NONE !important'>سر</p>"
        "<div style='visibility:hidden'>سر <b style='visibility: visible'>بارز</b> سر</div>"
        "<p style='text-decoration: red line-through'>سر</p>"
        "<p>x<span style='vertical-align:super'>2</span></p>"
        "<math><msup><mi>y</mi><mn>3</mn></msup></math>"
    )
    text = document("a.html", page.encode()).text
    assert "سر" not in text
    assert text.split() == ["ظاهر", "بارز", "x²", "y³"]


def test_words_for_which_a_font_draws_a_picture_are_none() -> None:
    page = "<p>نص <i class='material-icons md'>share</i> <b class=material-iconsx>بارز</b></p>"
    assert document("a.html", f"<html><body>{page}</body></html>".encode()).text == "نص بارز"


def test_what_amp_shows_instead_of_a_text_is_left_out_where_the_text_is_there() -> None:
    said = {"content-not-granted": "اشترك لتقرأ", "content": "نص للمشتركين", "loading": "يحمل"}
    parts = "".join(
        f"<section subscriptions-section={name}><p>{text}</p></section>"
        for name, text in said.items()
    )
    text = document("a.html", f"<html amp><body><p>نص للجميع</p>{parts}".encode()).text
    assert text == "نص للجميع\nنص للمشتركين"


def test_what_a_script_shows_is_read_and_what_hidden_parts_state_is_known() -> None:
    prose = "<p>" + "قررت البلدية شراء حافلات كهربائية جديدة لخدمة الأحياء. " * 12 + "</p>"
    stated = "<div hidden><meta itemprop='datePublished' content='2024-05-01'/>سر</div>"
    page = f"<body><div style='visibility:hidden'><h1>عنوان</h1>{prose}{stated}</div></body>"
    found = document("a.html", page.encode())
    assert "حافلات" in found.text
    assert "سر" not in found.text


SHEET = """
/* .up { text-decoration: line-through } */
@import url(other.css); .up, p.other { vertical-align: super }
.down { font-size: 0.8em; position: relative; top: 0.08em }
span.gone { text-decoration: line-through }
@media print { .said { text-decoration: line-through } }
.said:hover { text-decoration: line-through }
"""
BY_CLASS = (
    "<p>بلغت 5<span class='x up'>1</span> وCO<span class='down'>2</span>"
    " <span class='gone'>خمسة</span> <b class='gone said'>أحد</b></p>"
)


def test_style_sheets_say_what_is_struck_out_and_raised() -> None:
    page = f"<html><head><style>{SHEET}</style></head><body>{BY_CLASS}</body></html>"
    assert document("a.html", page.encode()).text == "بلغت 5¹ وCO₂ أحد"
    linked = f"<link rel='stylesheet' href='../s.css'/>{BY_CLASS}"
    found = document("a.epub", book({"t/a.xhtml": linked}, more={"OEBPS/s.css": SHEET}))
    assert found.text == "بلغت 5¹ وCO₂ أحد"


def test_sheets_of_books_and_mails_count_as_those_of_pages() -> None:
    body = "<p>لم <b class='n'>يقتل</b> <i class='m'>خمسة</i> أحد</p>"
    sheets = {"OEBPS/n.css": ".n{display:none}", "OEBPS/m.css": ".m{text-decoration:line-through}"}
    links = (
        "<link rel='stylesheet' href='n.css' media='print'/><link rel='stylesheet' href='m.css'/>"
    )
    unread = "<link rel='alternate stylesheet' href='n.css'/><style>i{display:inline}</style>"
    assert document("a.epub", book({"a.xhtml": links + unread + body}, more=sheets)).text == (
        "لم يقتل أحد"
    )
    page = f"<style>.m{{display:none}}</style><style media='print'>.n{{display:none}}</style>{body}"
    mail = f"Subject: x\nContent-Type: text/html; charset=utf-8\n\n{page}".encode()
    assert document("a.eml", mail).text.split("\n")[-1] == "لم يقتل أحد"


PROSE = "قررت البلدية شراء حافلات كهربائية جديدة لخدمة الأحياء. "


@pytest.mark.parametrize(
    "page",
    [
        "<style>.no-js article{display:none}</style><body class=no-js><article>{}</article>",
        "<style>article p{visibility:hidden}</style><article>{}</article>",
        "<style>.x{display:none}.x.on{display:block}</style><article><p class=x>.<div class=x>{}",
        "<style>p.z{display:none}</style><div hidden=hidden>{}</div>",
        "<ul>"
        + f"<li><a href=x>{PROSE}</a></li>" * 40
        + "</ul><style>article{display:none}</style>"
        "<article>{}</article>",
    ],
)
def test_a_page_that_a_script_shows_is_read_whole(page: str) -> None:
    prose = "".join(f"<p>{number} {PROSE * 2}</p>" for number in range(10))
    markup = page.replace("{}", f"<h1>عنوان</h1>{prose}<p class=z>نهاية</p>")
    text = document("a.html", markup.encode()).text
    assert all(f"{number} {PROSE.strip()}" in text for number in range(10))


def test_what_opens_at_a_click_is_read_and_other_hidden_parts_are_not() -> None:
    page = (
        "<style>.x{display:none}</style><article><p>" + PROSE * 10 + "</p>"
        "<h3 aria-controls=one>سؤال</h3><div class=x id=one>جواب</div><p class=x>سر</p></article>"
    )
    text = document("a.html", page.encode()).text
    assert "جواب" in text
    assert "سر" not in text.split()


@pytest.mark.parametrize(
    "page",
    [
        "<style>" + "*{display:block}" * 5_000 + "</style>" + "<p>x" * 5_000,
        "<style>" + "p,b " * 30_000 + "{display:none}</style><p>x",
        "<style>.q ~ .q ~ .q:not(.q) ~ p{display:none}</style>" + "<p class=q>x" * 500,
        "<style>p:nth-last-of-type(3n){display:none}</style>" + "<p>x" * 5_000,
        "<style>" + "a{" * 100_000 + "</style><p>x",
        "<style>" + "a{&& {" * 9 + "display:none" + "}}" * 9 + "</style><p>x",
        "<style>" + ":is(" * 5_000 + "p" + ")" * 5_000 + "{display:none}</style><p>x",
        "<style>@layer " + ".".join("a" * 5_000) + "{p{display:none}}</style><p>x",
        "<style>" + "a{color:red}" * 400_000 + "</style><p>x",
        "<style>" + ("a{" * 10 + "display:none" + "}" * 10) * 8_000 + "</style><p>x",
        "<style>:is(" + "a," * 600_000 + "b){display:none}</style><p>x",
    ],
)
def test_a_page_with_sheets_that_no_browser_needs_is_refused(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_matching, "_MOST_STEPS", 100_000)
    start = thread_time()
    with pytest.raises(UnreadableError, match="style sheets are too large"):
        parse_html(page, 1_000_000)
    assert thread_time() - start < 30  # a few seconds; hours by the square


def test_figures_that_are_moved_off_the_line_are_raised_where_they_are_smaller() -> None:
    def run(text: str, *properties: str) -> str:
        pairs = zip(properties[::2], properties[1::2], strict=True)
        told = "".join(f'<w:{name} w:val="{stated}"/>' for name, stated in pairs)
        return f"<w:r><w:rPr>{told}</w:rPr><w:t>{text}</w:t></w:r>"

    moved = run("5") + run("1", "position", "8", "sz", "19") + run("H")
    moved += run("2", "position", "-2", "sz", "19") + run("3", "position", "2")
    assert document("a.docx", word(f"<w:p>{moved}</w:p>")).text == "5¹H₂3"
    smaller = rb"{\rtf1\fs24 5\up8\fs14 1\up0\fs24 H{\dn4\fs14 2}{\up8 3}}"
    assert document("a.rtf", smaller).text == "5¹H₂3"
    of_libreoffice = rb"{\rtf1 {5}{{\*\updnprop8000}\up8 1}{H}{{\*\updnprop8000}\dn2 2}}"
    assert document("b.rtf", of_libreoffice).text == "5¹H₂"


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "5<sup>1</sup>" * 20_000,
        "<math><msup>" + "<mi>1</mi>" * 20_000 + "</msup></math>",
        *(f"<style>{part * 100_000}</style><p>x" for part in ("/*", "@a{", "a,", "a:", ".a{b:c}")),
        *(f"<p style='{part * 100_000}'>x" for part in ("a", "a:", "a;", " ")),
    ],
)
def test_no_page_takes_longer_than_its_length_asks_for(page: str) -> None:
    start = thread_time()
    parse_html(page, 1_000_000)
    assert thread_time() - start < 20  # some tenths of a second; minutes by the square


@pytest.mark.parametrize(
    ("sheet", "names", "seen"),
    [
        (".a{position:absolute;width:1px;clip:rect(0, 0, 0, 0)}", "a", ""),
        (".a{position:absolute;clip:rect(1px 1px 1px 1px)}", "a", ""),
        (".a{clip-path:inset(50%)}", "a", ""),
        (".a{clip:rect(0,0,0,0)}", "a", "مصدرها"),
        (".a{position:absolute;clip:rect(0,90px,90px,0)}", "a", "مصدرها"),
        (".a{clip-path:inset(10%)}", "a", "مصدرها"),
        ("", "b sr-only", ""),
        ("", "sr-only md:not-sr-only", "مصدرها"),
        (".sr-only{position:static}", "sr-only", "مصدرها"),
    ],
)
def test_what_is_only_for_ears_is_not_read(sheet: str, names: str, seen: str) -> None:
    tree = parse_html(
        f"<html><style>{sheet}</style><p>صورة <span class='{names}'>مصدرها</span> ليث.", 100
    )
    assert tree is not None
    assert tree.xpath("string(//p)").split() == ["صورة", *seen.split(), "ليث."]

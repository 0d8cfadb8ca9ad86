"""Formulas, whose parts stand above and below each other, are read as they are seen."""

import json

import pytest

from testing.packages import OPEN, book, open_text, packed, slides, word
from testing.reading import document

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
HALF = "<mfrac>\n <mn>1</mn>\n <mn>2</mn>\n</mfrac>"
SUM = "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow>"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (HALF, "1/2"),
        (f"<mn>5</mn>{HALF}<mi>x</mi>", "5 1/2 x"),
        (f"<mn>5</mn><mo>\u2064</mo>{HALF}", "5 1/2"),
        (f"<mfrac>{SUM}<mn>2</mn></mfrac>", "(a+b)/2"),
        ("<mfrac><mtext>عدد القتلى</mtext><mtext>السكان</mtext></mfrac>", "(عدد القتلى)/السكان"),
        ("<mo>(</mo><mfrac linethickness='0'><mn>5</mn><mn>2</mn></mfrac><mo>)</mo>", "(5 2)"),
        ("<msqrt><mn>16</mn></msqrt>", "√16"),
        (f"<msqrt>{SUM}</msqrt><menclose notation='radical'><mn>9</mn></menclose>", "√(a+b)√9"),
        ("<mn>5</mn><mroot><mn>8</mn><mn>3</mn></mroot><mi>x</mi>", "5 ³√8 x"),
        ("<msup>\n<mn>10</mn>\n<mn>6</mn>\n</msup>", "10⁶"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x₁²"),
        (f"<msup><mrow>{HALF}</mrow><mn>2</mn></msup>", "(1/2)²"),
        (f"<msup><mn>10</mn>{HALF}</msup>", "10⁽¹/²⁾"),
        ("<msup><mn>2</mn><msup><mn>3</mn><mn>2</mn></msup></msup>", "2³^⁽²⁾"),
        ("<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>", "∑ᵢⁿ"),
        ("<munder><mi>lim</mi><mn>0</mn></munder><mover><mi>x</mi><mn>1</mn></mover>", "lim₀x¹"),
        (
            "<mmultiscripts><mi>U</mi><mprescripts/><mn>92</mn><mn>238</mn></mmultiscripts>",
            "₉₂²³⁸U",
        ),
        ("<mi>f</mi><mo>\u2061</mo><mfenced><mn>1</mn><mn>2</mn></mfenced>", "f (1,2)"),
        ("<mn>2</mn><mo>\u2062</mo><mn>3</mn><mo>\u2062</mo><mi>x</mi>", "2 3x"),
        ("<mn>1</mn><mphantom><mn>9</mn></mphantom><mn>2</mn>", "1 2"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>-2</mn></mtd></mtr>"
            "<mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>",
            "1 -2\n3 4",
        ),
        (
            "<semantics><mn>7</mn><annotation encoding='application/x-tex'>7</annotation>"
            "<annotation-xml><math><mn>7</mn></math></annotation-xml></semantics>",
            "7",
        ),
    ],
)
def test_no_number_of_a_formula_is_read_as_part_of_another(formula: str, text: str) -> None:
    page = f"<p>من <math>{formula}</math> مليون</p>"
    assert document("a.html", page.encode()).text == f"من {text} مليون"


def test_formulas_are_read_in_books_mails_fields_and_open_documents() -> None:
    formula = f'<math xmlns="{NAMESPACE}">{HALF}</math>'
    line = f"بلغ 5{formula} مليون"
    assert document("a.epub", book({"t/a.xhtml": f"<p>{line}</p>"})).text == "بلغ 5 1/2 مليون"
    mail = f"Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>{line}</p>".encode()
    assert document("a.eml", mail).text.endswith("بلغ 5 1/2 مليون")
    field = json.dumps([{"id": "1", "text": line}]).encode()
    assert document("a.json", field).text == "بلغ 5 1/2 مليون"
    power = f'<math xmlns="{NAMESPACE}"><semantics><msup><mn>10</mn>{HALF}</msup>'
    power += '<annotation encoding="StarMath 5.0">10^{1 over 2}</annotation></semantics></math>'
    linked = 'xmlns:l="http://www.w3.org/1999/xlink" l:href="./Object 1"'
    frame = "<text:p>بلغ 5<draw:frame><draw:object {}/></draw:frame>.</text:p>".format
    flat = frame(">" + formula + "</draw:object><draw:object ")
    assert document("a.odt", open_text(flat)).text == "بلغ 5 1/2."
    content = f"<o {OPEN}><office:body><office:text>{frame(linked)}{frame(linked)}"
    content += "</office:text></office:body></o>"
    parts = {"content.xml": content, "Object 1/content.xml": power}
    assert document("a.odt", packed(parts)).text == "بلغ 510⁽¹/²⁾.\nبلغ 5."
    slide = f'<draw:page><draw:frame><draw:object xlink:href="" xmlns:xlink="x">{power}'
    slide += "</draw:object></draw:frame></draw:page>"
    content = f"<o {OPEN}><office:body><office:presentation>{slide}"
    content += "</office:presentation></office:body></o>"
    assert document("a.odp", packed({"content.xml": content})).text == "10⁽¹/²⁾"


def test_fractions_of_news_agencies_keep_their_stroke() -> None:
    half = "<frac><frac-num>1</frac-num><frac-den>2</frac-den></frac>"
    article = (
        f"<nitf><body><body.content><p>بلغ 5{half} مليون دينار</p></body.content></body></nitf>"
    )
    assert document("a.xml", article.encode()).text == "بلغ 5 1/2 مليون دينار"


def test_a_formula_that_is_drawn_for_eyes_as_well_is_read_once() -> None:
    drawn = "<span aria-hidden='true'><b>2</b><b>1</b></span>"
    page = f"<p>بلغ <span><span><math>{HALF}</math></span>{drawn}</span> مليون دينار</p>"
    assert document("a.html", page.encode()).text == "بلغ 1/2 مليون دينار"


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def parts(**texts: str) -> str:
    return "".join(
        f"<m:{name}>{r(text) if text else ''}</m:{name}>" for name, text in texts.items()
    )


OFFICE_HALF = f"<m:f>{parts(num='1', den='2')}</m:f>"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r("x=2"), "x=2"),
        (OFFICE_HALF, "1/2"),
        (f"{r('5')}{OFFICE_HALF}", "5 1/2"),
        (f"<m:f><m:fPr><m:type m:val='noBar'/></m:fPr>{parts(num='5', den='2')}</m:f>", "5 2"),
        (f"<m:f>{parts(num='a+b', den='2')}</m:f>", "(a+b)/2"),
        (f"<m:rad><m:radPr><m:degHide/></m:radPr>{parts(deg='', e='16')}</m:rad>", "√16"),
        (f"{r('5')}<m:rad>{parts(deg='3', e='8')}</m:rad>", "5 ³√8"),
        (f"<m:sSup>{parts(e='10', sup='6')}</m:sSup>", "10⁶"),
        (f"<m:sSubSup>{parts(e='x', sub='1', sup='2')}</m:sSubSup>", "x₁²"),
        (f"<m:sPre>{parts(sub='92', sup='238', e='U')}</m:sPre>", "₉₂²³⁸U"),
        (f"<m:d>{parts(e='a+b')}</m:d>{r('c')}", "(a+b)c"),
        (f"<m:d><m:dPr><m:begChr m:val='['/></m:dPr>{parts(e='1')}{parts(e='2')}</m:d>", "[1|2)"),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>"
            f"{parts(sub='1', sup='n', e='x')}</m:nary>",
            "∑₁ⁿx",
        ),
        (f"<m:func>{parts(fName='sin', e='x')}</m:func>", "sin x"),
        (
            f"<m:m><m:mr>{parts(e='1')}{parts(e='2')}</m:mr><m:mr>{parts(e='3')}</m:mr></m:m>",
            "1 2 3",
        ),
        (
            f"<m:phant><m:phantPr><m:show m:val='0'/></m:phantPr>{parts(e='9')}</m:phant>{r('1')}",
            "1",
        ),
        (f"<w:del>{r('9')}</w:del>{r('8')}", "8"),
        (f"<m:r><w:rPr><w:strike/></w:rPr><m:t>9</m:t></m:r>{r('8')}", "8"),
        (f"{'<m:box><m:e>' * 60}{r('1')}{r('2')}{'</m:e></m:box>' * 60}", "1 2"),
    ],
)
def test_formulas_of_word_are_read_as_they_are_seen(formula: str, expected: str) -> None:
    before, after = (f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>" for text in ("من ", " م"))
    body = f"<w:p>{before}<m:oMath {MATH}>{formula}</m:oMath>{after}</w:p>"
    assert document("a.docx", word(body)).text == f"من {expected} م"


def test_formulas_of_slides_are_read_where_they_stand() -> None:
    names = 'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
    both = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    power = f"<m:sSup>{parts(e='10', sup='6')}</m:sSup>"
    formulas = [
        f"<a14:m {names}><m:oMath {MATH}>{each}</m:oMath></a14:m>" for each in (OFFICE_HALF, power)
    ]
    text = "<a:r><a:t>المعدل </a:t></a:r>{}<a:r><a:t> مليون</a:t></a:r>"
    shapes = "".join(
        f"<p:sp><p:txBody><a:p>{text.format(each)}</a:p></p:txBody></p:sp>" for each in formulas
    )
    second = "<p:sp><p:txBody><a:p><a:r><a:t>صورة</a:t></a:r></a:p></p:txBody></p:sp>"
    choice = f"<mc:AlternateContent {both}><mc:Choice Requires='a14'>{shapes}</mc:Choice>"
    data = slides(f"{choice}<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>")
    assert document("a.pptx", data).text == "المعدل 1/2 مليون\nالمعدل 10⁶ مليون"

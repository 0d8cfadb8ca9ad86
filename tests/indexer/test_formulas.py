"""Formulas, whose parts stand above and below each other, are read as they are seen."""

import json

import pytest

from testing.packages import OPEN, book, open_text, packed
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

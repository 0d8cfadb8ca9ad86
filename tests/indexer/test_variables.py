"""Custom properties in what hides text, sheets in saved files, and sheets that would take long."""

import time

import pytest
from lxml import html as lxml_html

from indexer.readers import UnreadableError
from indexer.readers.html_styles import Styles
from testing.reading import document

SHOWN, HIDDEN = "قررت البلدية شراء حافلات كهربائية جديدة.", "نص لا يراه أحد في الصفحة."
REST = "<p>" + "وهذه فقرة طويلة ثانية من الخبر يقرأها الجميع. " * 8 + "</p>"


def text_of(sheet: str, body: str) -> str:
    page = f"<html><head><style>{sheet}</style></head><body>{body}{REST}</body></html>"
    return document("a.html", page.encode()).text


@pytest.mark.parametrize(
    ("sheet", "attributes"),
    [
        (":root{--d:none} .x{display:var(--d)}", "class=x"),
        (":root{--d:none} .x{display:VAR( --d )}", "class=x"),
        (".x{display:var(--none-such, none)}", "class=x"),
        (":root{--v:hidden} .x{visibility:var(--v)}", "class=x"),
        (":root{--a:var(--b);--b:none} .x{display:var(--a)}", "class=x"),
        (":root{--d:block} body{--d:none} .x{display:var(--d)}", "class=x"),
        (":root{--d:block} .x{--d:none;display:var(--d)}", "class=x"),
        (":root{--d:none!important} :root{--d:block} .x{display:var(--d)}", "class=x"),
        (":root{--d:none}", "style='display:var(--d)'"),
        (".x{display:var(--d)}", "class=x style='--d:none'"),
        (".x{display:block} :root{--d:none} .x{display:var(--d)}", "class=x"),
        (":root{--D:block;--d:none} .x{display:var(--d)}", "class=x"),
        # A circle stands for nothing, and then for what is said in place of it.
        (":root{--a:var(--a)} .x{display:var(--a, none)}", "class=x"),
        ("@media screen{:root{--d:none}} .x{display:var(--d)}", "class=x"),
    ],
)
def test_what_a_variable_hides_is_left_out(sheet: str, attributes: str) -> None:
    found = text_of(sheet, f"<p>{SHOWN}</p><p {attributes}>{HIDDEN}</p>")
    assert SHOWN in found
    assert HIDDEN not in found


@pytest.mark.parametrize(
    "sheet",
    [
        ":root{--d:block} .x{display:var(--d)}",
        ".x{display:var(--none-such)}",
        ".x{display:none} .x{display:var(--none-such)}",
        ":root{--d:12px} .x{display:none} .x{display:var(--d)}",
        ":root{--a:var(--b);--b:var(--a)} .x{display:var(--a)}",
        ":root{--d:none} p{--d:block} .x{display:var(--d)}",
        "@media print{:root{--d:none}} .x{display:var(--d)}",
        ":root{--D:none} .x{display:var(--d)}",
        f":root{{--d:{'(' * 5000}none{')' * 5000}}} .x{{display:var(--d)}}",
        f".x{{display:{'var(--a,' * 3000}none{')' * 3000}}}",
        "".join(f":root{{--v{n}:var(--v{n + 1}) var(--v{n + 1})}}" for n in range(60))
        + ":root{--v60:none} .x{display:var(--v0)}",
    ],
    ids=range(11),
)
def test_what_no_variable_hides_is_read(sheet: str) -> None:
    assert HIDDEN in text_of(sheet, f"<p>{SHOWN}</p><p class=x>{HIDDEN}</p>")


@pytest.mark.parametrize(
    ("href", "names"),
    [
        ("cid:css-1@mhtml.blink", "Content-Location: cid:css-1@mhtml.blink"),
        ("cid:sheet", "Content-ID: <sheet>"),
        ("https://news.example/a.css", "Content-Location: https://news.example/a.css"),
        ("a.css", "Content-Location: https://news.example/a.css"),
    ],
)
@pytest.mark.parametrize("ending", [".mhtml", ".doc"])
def test_the_sheets_of_a_saved_page_hold(ending: str, href: str, names: str) -> None:
    page = (
        f"<html><head><link rel=stylesheet href='{href}'></head><body><p>{SHOWN}</p>"
        f"<p class=x>{HIDDEN}</p>{REST}</body></html>"
    )
    saved = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Location: https://news.example/1\r\n\r\n"
        f"{page}\r\n--B\r\nContent-Type: text/css\r\n{names}\r\n\r\n.x{{display:none}}\r\n--B--\r\n"
    )
    found = document(f"a{ending}", saved.encode()).text
    assert SHOWN in found
    assert HIDDEN not in found


LIST = ",".join(f".x{number}" for number in range(30_000))


@pytest.mark.parametrize("selector", [":is", "p:where", "p:not"])
def test_a_list_in_brackets_takes_no_longer_than_its_parts_alone(selector: str) -> None:
    page = "<p class=a><b>نص</b></p>" * 3000
    root = lxml_html.document_fromstring(f"<html><body>{page}</body></html>")
    began = time.thread_time()
    with pytest.raises(UnreadableError, match="too large to tell"):
        Styles(root, [f"{selector}({LIST}){{display:none}}"])
    assert time.thread_time() - began < 20


def test_the_lists_of_ordinary_sheets_cost_nothing() -> None:
    page = "<p class=a><b>نص</b></p>" * 3000
    root = lxml_html.document_fromstring(f"<html><body>{page}</body></html>")
    sheet = "".join(
        f":where(.wp-{number}, .is-{number}) > *:not(.alignfull){{display:block}}"
        for number in range(100)
    )
    assert not Styles(root, [sheet]).hiding


def test_properties_of_all_elements_are_bounded() -> None:
    page = "<p><b>نص</b></p>" * 5000
    root = lxml_html.document_fromstring(f"<html><body>{page}</body></html>")
    many = "".join(f"--v{number}:1;" for number in range(500))
    styles = Styles(root, [f":root{{{many}}} *{{--a:none}} b{{display:var(--a)}}"])

    def ask_all() -> None:
        for element in root.iter("*"):
            styles.of(element)

    with pytest.raises(UnreadableError, match="too large to tell"):
        ask_all()

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.records import Document, Span
from service.rendering import (
    citation_line,
    direction,
    document_path,
    exact,
    field_text,
    plain,
    web_url,
)


@given(st.text())
def test_exact_keeps_every_character_and_lets_no_markup_through(text: str) -> None:
    html = str(exact(text))

    without_shells = re.sub('<bdi class="override">([\u202d\u202e])</bdi>', r"\1", html)
    assert not re.search("[<>\"'\r]", without_shells)
    # unescape() reads &#13; as HTML does.
    assert unescape(without_shells) == text


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https:",
        "https:///path",
        "http://[bad",
        "/local",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_url(url) is None


@pytest.mark.parametrize("url", ["http://a.example", "HTTPS://a.example/خبر?q=1"])
def test_web_addresses_are_kept(url: str) -> None:
    assert web_url(url) == url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AFP - قال الوزير إن المؤتمر سيعقد غدا", "rtl"),
        ("The minister said مؤتمر yesterday", "ltr"),
        ("2022", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_goes_by_the_letters_that_prevail(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_plain_text_is_one_line_without_controls() -> None:
    assert plain("أ\u202e ب\r\n\tج\x00\u2069") == "أ ب ج"


@pytest.mark.parametrize(
    ("document_id", "path"),
    [
        ("a b/ج", "/documents/a%20b/%D8%AC"),
        ("a?b#c%41", "/documents/a%3Fb%23c%2541"),
        ("a/../b", "/documents/a%2F..%2Fb"),
    ],
)
def test_document_paths_survive_browsers(document_id: str, path: str) -> None:
    assert document_path(document_id) == path


def test_citation_line_says_what_is_known() -> None:
    document = Document(
        id="x/1.txt",
        text="",
        title="عنوان\u202e",
        date="2022-06-14",
        url="https://news.example/1",
    )

    line = citation_line(document, Span(3, 9))

    assert line == "عنوان، 2022-06-14، https://news.example/1، [x/1.txt، 3\u20139]"


def test_metadata_values_are_readable() -> None:
    assert field_text("محليات") == "محليات"
    assert field_text(["زيتون", 1]) == '["زيتون", 1]'

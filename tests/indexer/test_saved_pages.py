"""Pages saved in one file, and pages under the endings of office programs."""

import re

import pytest

from indexer.readers import Skipped
from search.records import Document
from testing.reading import document, outcomes, reason

_MHT = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://news.example/1\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n'
    "--B\r\nContent-Type: {}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n"
    "--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n--B--\r\n"
)


def quoted(words: str, codec: str) -> str:
    return "".join(f"={byte:02X}" for byte in words.encode(codec))


@pytest.mark.parametrize("ending", [".mht", ".mhtml", ".doc"])
@pytest.mark.parametrize("codec", ["utf-8", "windows-1256"])
def test_the_page_in_the_file_is_read(ending: str, codec: str) -> None:
    page = quoted("<html><body><p>قررت البلدية شراء حافلات كهربائية.</p></body></html>", codec)
    found = document(f"a{ending}", _MHT.format(f"text/html; charset={codec}", page).encode())
    assert found.text == "قررت البلدية شراء حافلات كهربائية."
    assert found.url == "https://news.example/1"


def test_a_file_without_a_page_is_named() -> None:
    assert "no page" in reason("a.mht", _MHT.format("image/gif", "R0").encode())
    assert document("a.mht", _MHT.format("text/plain", quoted("نص", "utf-8")).encode()).text == "نص"


@pytest.mark.parametrize("codec", ["utf-8", "cp1256", "utf-16"])
def test_a_page_saved_as_doc_is_all_text(codec: str) -> None:
    page = "<html xmlns:w='urn:x'><head><title>تقرير</title></head><body><div class='footer'>"
    page += "المعاملات: 5412<br>الرقم 14<sup><a href='#_ftn1'>[1]</a></sup></div></body></html>"
    found = document("a.doc", page.encode(codec))
    assert (found.title, found.text) == ("تقرير", "المعاملات: 5412\nالرقم 14")


def test_text_saved_as_doc_is_text() -> None:
    assert document("a.doc", "نص عادي".encode("cp1256")).text == "نص عادي"


@pytest.mark.parametrize(("ending", "title"), [(".markdown", "عنوان"), (".log", "# عنوان")])
def test_other_endings_of_text(ending: str, title: str) -> None:
    assert document(f"a{ending}", "# عنوان\n\nنص".encode()).title == title


@pytest.mark.parametrize("ending", [".xhtml", ".shtml"])
def test_other_endings_of_pages(ending: str) -> None:
    assert (
        document(f"a{ending}", "<html><body><p>نص الخبر</p></body></html>".encode()).text
        == "نص الخبر"
    )


@pytest.mark.parametrize("ending", [".doc", ".xls"])
def test_a_broken_byte_of_a_page_in_an_office_file_is_named(ending: str) -> None:
    data = "<html><body><p>نص الخبر في سطر طويل بما يكفي لمعرفة ترميزه</p></body></html>".encode()
    found, named = outcomes(f"a{ending}", data.replace("الخبر".encode(), b"\xd9 "))
    assert isinstance(found, Document)
    assert found.text.startswith("نص \ufffd")
    assert isinstance(named, Skipped)
    assert "character 4" in named.reason


def test_a_window_of_a_saved_page_is_read_where_it_stands() -> None:
    line = (
        "<p>بلغ المنسوب في البحيرة الكبيرة {} مترا بعد أمطار الشتاء الغزيرة التي هطلت.</p>".format
    )
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    page = f"<article>{line(1)}<iframe width=9 src='cid:w@mhtml.blink'></iframe>{line(3)}</article>"
    window = f"--b\nContent-Type: text/html\nContent-ID: <w@mhtml.blink>\n\n{line(2)}\n"
    data = f"{head}--b\nContent-Type: text/html\n\n{page}\n{window}--b--\n"
    text = document("a.mhtml", data.encode()).text
    assert re.findall(r"\d", text) == ["1", "2", "3"]

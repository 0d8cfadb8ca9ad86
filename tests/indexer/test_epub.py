"""Books: chapters in reading order, as the table of contents calls them."""

import io
import zipfile

import pytest

from indexer.readers import Skipped
from search.records import Document
from testing.packages import book, locations, packed
from testing.reading import document, outcomes, reason


def point(title: str, target: str) -> str:
    return (
        f"<navPoint><navLabel><text>{title}</text></navLabel><content src='{target}'/></navPoint>"
    )


def test_a_chapter_is_what_is_cited() -> None:
    pages = {
        "cover.xhtml": "<p>البحر</p>",
        "one.xhtml": "<h1 id='a'>الأول</h1><p>نزل<a href='#n'>1</a> إلى 14<a href='#m'>2</a>.</p>"
        "<h2 id='b'>وصول</h2><table><tr><td>مد</td><td>جزر</td></tr></table>",
        "two.xhtml": "<script src='x'/><p>بقية الوصول&nbsp;هنا &lt;1&gt; &unknown;</p>",
        "three.xhtml": "<h1>خاتمة</h1><script>x</script><p>انتهى</p>",
    }
    contents = point("الفصل الأول", "one.xhtml") + point("الوصول", "one.xhtml#b")
    found = document("a.epub", book(pages, contents))
    assert (found.title, found.author) == ("البحر", "هدى")
    assert locations(found) == [
        ("1", "1", None, "البحر"),
        ("الفصل الأول", "الفصل الأول", None, "الأول\nنزل إلى 14."),
        ("الوصول", "الوصول", None, "وصول\nمد\tجزر\nبقية الوصول هنا <1> &unknown;"),
        ("خاتمة", "خاتمة", None, "خاتمة\nانتهى"),
    ]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (packed({"mimetype": "application/epub+zip"}), "damaged book"),
        (b"PK", "damaged book"),
        (book({"a.xhtml": ""}), "empty"),
        (
            book(
                {"a.xhtml": "نص"},
                more={
                    "META-INF/encryption.xml": "<e><EncryptionMethod"
                    " Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></e>"
                },
            ),
            "protected against copying",
        ),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, part: str) -> None:
    assert part in reason("a.epub", data)


def test_the_numbers_of_printed_pages_are_no_text() -> None:
    breaks = (
        '<span xmlns:epub="http://www.idpf.org/2007/ops" epub:type="pagebreak" id="p12">12</span>',
        '<span role="doc-pagebreak" aria-label="13">13</span>',
    )
    data = book({"a.xhtml": f"<p>عاد الصي{breaks[0]}ادون في 1{breaks[1]}4 آذار.</p>"})
    assert document("a.epub", data).text == "عاد الصيادون في 14 آذار."


def test_fonts_in_cipher_hide_no_text() -> None:
    fonts = "<e><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></e>"
    data = book({"a.xhtml": "<p>نص</p>"}, more={"META-INF/encryption.xml": fonts})
    assert document("a.epub", data).text == "نص"


def test_a_broken_byte_of_a_chapter_is_named() -> None:
    words = "نزل الصيادون إلى البحر عند الفجر وعادوا مساء"
    with zipfile.ZipFile(io.BytesIO(book({"a.xhtml": f"<p>{words}</p>"}))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    (name,) = (name for name in parts if name.endswith("a.xhtml"))
    parts[name] = parts[name].replace("البحر".encode(), b"\xd9 ")
    found, named = outcomes("a.epub", packed(parts))
    assert isinstance(found, Document)
    assert found.text.startswith("نزل الصيادون إلى \ufffd عند الفجر")
    assert isinstance(named, Skipped)
    assert named.place == f"a.epub!{name}"
    assert "no text at line 1" in named.reason


def test_signs_that_xml_would_write_otherwise_are_text() -> None:
    found = document("a.epub", book({"a.xhtml": "<p>سؤال & جواب &amp; Q&A</p>"}))
    assert found.text == "سؤال & جواب & Q&A"


def test_a_part_that_the_book_lists_and_does_not_hold_is_named() -> None:
    whole = book({"one.xhtml": "<p>أول</p>", "two.xhtml": "<p>ثان</p>"})
    with zipfile.ZipFile(io.BytesIO(whole)) as given:
        names = [name for name in given.namelist() if not name.endswith("two.xhtml")]
        left = packed({name: given.read(name) for name in names})
    read, named = outcomes("a.epub", left)
    assert isinstance(read, Document)
    assert isinstance(named, Skipped)
    assert "does not hold" in named.reason


def test_pages_that_are_no_xhtml_are_read_whole_as_html() -> None:
    lines = "".join(f"سطر {number}<br>" for number in range(400))
    deep = f"{'<div>' * 300}عميق{'</div>' * 300}"
    for said, end in (
        (lines, "سطر 399\nنهاية"),
        (deep, "عميق\nنهاية"),
        ("<p class=x>كان 5 <6 و7<8 <![CDATA[R&D <b>]]>", "كان 5 <6 و7<8 R&D <b>\nنهاية"),
        ("أول</body></html><html><body>", "أول\nنهاية"),
    ):
        found = document("a.epub", book({"a.xhtml": f"{said}<p>نهاية</p>"}))
        assert found.text.endswith(end)


def test_a_page_that_nothing_can_be_made_of_is_named_and_the_others_are_read() -> None:
    found, named = outcomes("a.epub", book({"a.xhtml": "<div>" * 3_000, "b.xhtml": "<p>نص</p>"}))
    assert isinstance(found, Document)
    assert found.text == "نص"
    assert isinstance(named, Skipped)
    assert (named.place, "nested too deep" in named.reason) == ("a.epub!OEBPS/a.xhtml", True)


def test_a_page_that_is_listed_again_and_again_is_read_once() -> None:
    data = book({"a.xhtml": "<p>نص</p>"})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    again = b'<itemref idref="i0"/>'
    parts["OEBPS/book.opf"] = parts["OEBPS/book.opf"].replace(again, again * 3)
    assert document("a.epub", packed(parts)).text == "نص"


def test_a_book_has_all_its_authors_and_the_date_of_its_publication() -> None:
    dates = "".join(
        f'<dc:date o:event="{event}" xmlns:o="http://www.idpf.org/2007/opf">{year}</dc:date>'
        for event, year in (("conversion", 2024), ("publication", 1955))
    )
    with zipfile.ZipFile(io.BytesIO(book({"a.xhtml": "<p>نص</p>"}))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    said = f"<dc:creator>ليلى</dc:creator>{dates}</metadata>".encode()
    parts["OEBPS/book.opf"] = parts["OEBPS/book.opf"].replace(b"</metadata>", said)
    found = document("a.epub", packed(parts))
    assert (found.author, found.date) == ("هدى، ليلى", "1955")


@pytest.mark.parametrize(
    ("said", "title", "author", "others"),
    [
        (
            "<dc:title id='s'>دليل المسافر</dc:title><dc:title id='t'>رحلة</dc:title>"
            "<meta refines='#t' property='title-type'>main</meta>"
            "<meta refines='#s' property='title-type'>subtitle</meta>"
            "<dc:creator o:role='trl'>سمير</dc:creator><dc:creator id='c'>ليلى</dc:creator>"
            "<meta refines='#c' property='role'>ill</meta>"
            "<meta refines='#c' property='role'>aut</meta>",
            "رحلة",
            "ليلى",
            {"translator": "سمير"},
        ),
        (
            "<dc:title id='s'>دليل المسافر</dc:title><dc:title>رحلة</dc:title>"
            "<meta refines='#s' property='title-type'>subtitle</meta>"
            "<dc:creator o:role='edt'>هالة</dc:creator>"
            "<dc:contributor o:role='edt'>سمير</dc:contributor>"
            "<dc:date>0101-01-01T00:00:00+00:00</dc:date>",
            "رحلة",
            None,
            {"editor": "هالة، سمير"},
        ),
    ],
)
def test_titles_and_people_of_a_book_count_by_what_they_are(
    said: str, title: str, author: str | None, others: dict[str, str]
) -> None:
    with zipfile.ZipFile(io.BytesIO(book({"a.xhtml": "<p>نص</p>"}))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    about = parts["OEBPS/book.opf"].decode()
    start, end = about.index("<dc:title"), about.index("</metadata>")
    about = about[:start] + said + about[end:]
    about = about.replace("<package", "<package xmlns:o='http://www.idpf.org/2007/opf'", 1)
    found = document("a.epub", packed({**parts, "OEBPS/book.opf": about}))
    assert (found.title, found.author, found.metadata) == (title, author, others)
    assert found.date is None

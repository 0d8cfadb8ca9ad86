import base64
import logging
import re
import threading
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fetching import fetch
from indexer.readers import Input, ReadOptions, Skipped, feed
from search.records import Document
from testing.reading import documents, outcomes, reason

ITEM = """<item><title>افتتاح مكتبة</title><link>https://news.example/1</link>
<guid isPermaLink="false">news-1</guid><pubDate>Mon, 25 Mar 2024 10:00:00 +0300</pubDate>
<author>سعاد</author><description>ملخص.</description>
<content:encoded><![CDATA[<p>افتتحت البلدية <b>مكتبة</b>.</p><p>وحضر الأهالي.</p>]]>
</content:encoded></item>"""
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>صحيفة المدينة</title>
{ITEM}<item><title>بلا معرف</title><description>نص &lt; نص</description></item>
<item><title>رابط فقط</title><link>https://news.example/3</link></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>وكالة</title>
<entry><id>urn:1</id><title>عنوان</title><link href="https://news.example/a"/>
<published>2024-03-25T10:00:00Z</published><author><name>سامي</name></author>
<content type="html">&lt;p&gt;نص أول&lt;/p&gt;&lt;p&gt;نص ثان&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize("broken", [b"\xd9 ", b"\x01"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1256"])
def test_a_broken_byte_costs_no_feed_and_is_named(broken: bytes, declared: str) -> None:
    data = RSS.replace('"utf-8"', f'"{declared}"').encode()
    first, second, _, named = outcomes("a.rss", data.replace("البلدية".encode(), broken))
    assert isinstance(first, Document)
    assert first.text.removeprefix("افتتحت ").strip("\ufffd ") == "مكتبة.\nوحضر الأهالي."
    assert isinstance(second, Document)
    assert second.text == "نص < نص"
    assert isinstance(named, Skipped)
    assert "no text at line 6" in named.reason


@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1256"])
def test_what_a_feed_declares_is_not_believed(encoding: str, declared: str) -> None:
    first, *_ = outcomes("a.rss", RSS.replace('"utf-8"', f'"{declared}"').encode(encoding))
    assert isinstance(first, Document)
    assert first.text == "افتتحت البلدية مكتبة.\nوحضر الأهالي."


def test_what_a_feed_in_another_script_declares_is_believed() -> None:
    words = "L'été à Beyrouth a été très chaud cette année où"
    data = RSS.replace("utf-8", "iso-8859-1").replace("نص &lt; نص", words)
    data = re.sub("[ء-ي]+", "x", data)
    assert words in str(outcomes("a.rss", data.encode("latin-1"))[1])


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
@pytest.mark.parametrize("ending", ["rss", "xml"])
def test_the_entries_of_rss_are_documents(encoding: str, ending: str) -> None:
    data = RSS.replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding)
    first, second, third = outcomes(f"a.{ending}", data)
    assert first == Document(
        id="news-1",
        text="افتتحت البلدية مكتبة.\nوحضر الأهالي.",
        title="افتتاح مكتبة",
        source="صحيفة المدينة",
        url="https://news.example/1",
        date="Mon, 25 Mar 2024 10:00:00 +0300",
        author="سعاد",
    )
    assert isinstance(second, Document)
    assert (second.text, len(second.id)) == ("نص < نص", 16)
    assert isinstance(third, Skipped)
    assert third.place.endswith(", entry 3")
    assert "رابط فقط" in third.reason


@pytest.mark.parametrize("link", ["https://news.example/{}", "https://news.example/"])
def test_entries_with_one_guid_are_told_apart(link: str) -> None:
    items = "".join(
        f"<item><title>خبر {n}</title><link>{link.format(n)}</link><guid>post</guid>"
        f"<description>نص الخبر رقم {n}.</description></item>"
        for n in (1, 2)
    )
    data = f"<rss version='2.0'><channel><title>ص</title>{items}</channel></rss>".encode()
    found = [item for item in outcomes("a.rss", data) if isinstance(item, Document)]
    assert [document.text for document in found] == ["نص الخبر رقم 1.", "نص الخبر رقم 2."]
    assert len({document.id for document in found}) == 2
    assert [item.id for item in outcomes("a.rss", data) if isinstance(item, Document)] == [
        document.id for document in found
    ]


def test_the_entries_of_atom_are_documents() -> None:
    assert outcomes("a.atom", ATOM.encode()) == [
        Document(
            id="urn:1",
            text="نص أول\nنص ثان",
            title="عنوان",
            source="وكالة",
            url="https://news.example/a",
            date="2024-03-25T10:00:00Z",
            author="سامي",
        )
    ]


@pytest.mark.parametrize(
    "written", ["desk@news.example (سعاد)", "بقلم سعاد", "الكاتبة: سعاد", "كتبت: سعاد", "By سعاد"]
)
def test_a_writer_is_a_name(written: str) -> None:
    first = outcomes("a.rss", RSS.replace("<author>سعاد<", f"<author>{written}<").encode())[0]
    assert isinstance(first, Document)
    assert first.author == "سعاد"


def test_a_feed_that_breaks_off_is_read_to_there() -> None:
    found = outcomes("a.rss", RSS[: RSS.index("<item><title>رابط")].encode())
    assert [isinstance(outcome, Document) for outcome in found] == [True, True]


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"<a/>", b"<?xml version='1.0'?><svg/>", b"\xff\xfe", b"\0" * 100, b"<rss"],
)
def test_xml_that_is_no_feed_is_skipped(data: bytes) -> None:
    (skipped,) = outcomes("a.xml", data)
    assert isinstance(skipped, Skipped)


def test_a_feed_without_entries_says_so() -> None:
    data = b"<rss version='2.0'><channel><title>x</title></channel></rss>"
    (skipped,) = outcomes("a.rss", data)
    assert isinstance(skipped, Skipped)
    assert "without entries" in skipped.reason


def test_entities_do_not_explode() -> None:
    entities = '<!ENTITY e0 "xxxxxxxxxx">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )
    data = RSS.replace("?><rss", f"?><!DOCTYPE rss [{entities}]><rss").replace("ملخص", "&e9;")
    started = time.monotonic()
    tracemalloc.start()
    try:
        found = outcomes("a.rss", data.encode())
        assert (
            tracemalloc.get_traced_memory()[1] < 60_000_000
        )  # the XML library stops at 8 MB of text
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 60  # expanded, it would take days
    assert all(not isinstance(item, Document) or len(item.text) < 10_000 for item in found)


def test_an_external_entity_is_not_opened(tmp_path: object) -> None:
    secret = f"{tmp_path}/secret.txt"
    with open(secret, "w", encoding="utf-8") as file:  # noqa: PTH123 - the path is put into a URL
        file.write("سر مكتوم")
    entity = f'<!DOCTYPE rss [<!ENTITY s SYSTEM "file://{secret}">]>'
    data = RSS.replace("?><rss", f"?>{entity}<rss").replace("ملخص", "&s;")
    assert "سر" not in str(outcomes("a.rss", data.encode()))


def test_a_huge_feed_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LARGEST", 100)
    (skipped,) = outcomes("a.rss", RSS.encode())
    assert isinstance(skipped, Skipped)
    assert "at most 100" in skipped.reason


@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                *("<rss version='2.0'>", "<channel>", "<item>", "</item>", "<title>", "<link>"),
                *("<description>", "<p>", "&amp;", "&#x0;", "&#xd800;", "نص", "<![CDATA[", "]]>"),
                *("<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<guid>", "<!--"),
                *("<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "</title>", "<?xml version='1.0'?>"),
                "<content type='xhtml'>",
            ]
        ),
        max_size=20,
    ).map(lambda pieces: "".join(pieces).encode())
)
def test_no_bytes_raise(data: bytes) -> None:
    found = outcomes("a.rss", data)
    assert found
    for outcome in found:
        str(outcome).encode()


# Fetching


# What comes at once, and what over and over.
SLOW = {
    "/slow": (b"HTTP/1.0 200 OK\r\n\r\n", b" "),
    "/slow-line": (b"", b"H"),
    "/slow-headers": (b"HTTP/1.0 200 OK\r\n", b"A: b\r\n"),
    "/hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/hop/"):
            hops = int(self.path.removeprefix("/hop/"))
            self._answer(302, b"", f"/hop/{hops - 1}" if hops else "/feed")
        elif self.path.startswith("/late-hop/"):
            time.sleep(0.1)
            self._answer(302, b"", f"{self.path}0")
        elif self.path == "/file":
            self._answer(302, b"", "file:///etc/passwd")
        elif self.path == "/ftp":
            self._answer(302, b"", "ftp://127.0.0.1/x")
        elif self.path == "/private":
            known = base64.b64encode(b"user:s@e").decode()
            is_known = self.headers["Authorization"] == f"Basic {known}"
            self._answer(200 if is_known else 401, RSS.encode())
        elif self.path == "/hop-with-more":
            self._dawdle(b"HTTP/1.0 302 Found\r\nLocation: /feed\r\n\r\n", b"x")
        elif self.path in SLOW:
            self._dawdle(*SLOW[self.path])
        else:
            self._answer(200 if self.path == "/feed" else 404, RSS.encode())

    def _dawdle(self, start: bytes, piece: bytes) -> None:
        self.wfile.write(start)
        for _ in range(400):
            time.sleep(0.05)
            self.wfile.write(piece)

    def _answer(self, status: int, body: bytes, location: str | None = None) -> None:
        self.send_response(status)
        if location is not None:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has
        """Keep the test's output clean."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            return  # the client had enough, as it should


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/feed", "/hop/3"])
def test_a_feed_is_fetched(site: str, path: str) -> None:
    source = feed.fetch_feed(site + path)
    assert isinstance(source, Input)
    assert source.size == len(RSS.encode())
    first = next(feed.read(source, ReadOptions()))
    assert isinstance(first.outcome, Document)


@pytest.mark.parametrize("path", ["/missing", "/hop/9", "/file", "/ftp"])
def test_what_cannot_be_fetched_is_skipped(site: str, path: str) -> None:
    skipped = feed.fetch_feed(site + path)
    assert isinstance(skipped, Skipped)
    assert skipped.place == site + path


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/b", "news", "", "http://", "http://[", "http://a b/"]
)
def test_only_the_web_is_fetched_from(url: str) -> None:
    assert isinstance(feed.fetch_feed(url), Skipped)


@pytest.mark.parametrize("path", [*SLOW, "/late-hop/9"])
def test_a_server_that_dawdles_is_left(
    site: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(feed, "TIMEOUT", 0.3)
    started = time.monotonic()
    slow = feed.fetch_feed(site + path)
    assert isinstance(slow, Skipped)
    assert "seconds" in slow.reason
    assert time.monotonic() - started < 10  # all of it takes 20


def test_what_a_server_sends_with_a_redirect_is_not_read(site: str) -> None:
    started = time.monotonic()
    assert isinstance(feed.fetch_feed(f"{site}/hop-with-more"), Input)
    assert time.monotonic() - started < 10  # all of it takes 20 seconds


def test_a_server_that_sends_too_much_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LARGEST", 100)
    large = feed.fetch_feed(site + "/feed")
    assert isinstance(large, Skipped)
    assert "larger than 100 bytes" in large.reason


def test_a_draft_in_an_export_of_wordpress_is_named() -> None:
    item = "<item><title>a</title><description>نص</description><wp:status>{}</wp:status></item>"
    space = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    items = "".join(map(item.format, ("publish", "draft", "private")))
    found = outcomes(
        "a.rss", f'<rss version="2.0" {space}><channel>{items}</channel></rss>'.encode()
    )
    assert [isinstance(each, Document) for each in found] == [True, False, False]


def test_an_entry_that_cannot_be_read_costs_no_other() -> None:
    deep = "&lt;div&gt;" * 3000 + "نص"
    items = "".join(
        f"<item><title>{number}</title><description>{text}</description></item>"
        for number, text in enumerate(("نص أول", deep, "نص ثان"))
    )
    found = outcomes("a.rss", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
    assert [isinstance(each, Document) for each in found] == [True, False, True]
    assert isinstance(found[1], Skipped)
    assert "nested too deep" in found[1].reason


@pytest.mark.parametrize(
    "item",
    [
        "<item" + "".join(f' a{each}="0"' for each in range(600)) + ">",
        "".join(f'<a{each}:b xmlns:a{each}="x"/>' for each in range(600)) + "<item>",
    ],
    ids=["attributes", "namespaces"],
)
def test_what_is_compared_with_all_others_in_a_feed_is_bounded(item: str) -> None:
    told = f'<rss version="2.0"><channel>{item}<title>خبر</title></item></channel></rss>'
    assert "more than 500 attributes" in reason("a.rss", told.encode())


def test_the_password_of_an_address_is_not_stored(site: str, tmp_path: Path) -> None:
    address = site.replace("http://", "http://user:secret@")
    ((file,), failed) = fetch([f"{address}/feed"], tmp_path)
    assert failed == []
    assert (file.place, file.document_id) == (f"{site}/feed", f"{site}/feed")


@pytest.mark.parametrize("path", ["/missing", "/ftp", "/hop/9", ":99999/", "]"])
def test_the_password_of_an_address_that_fails_is_not_told(
    site: str, path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for user in ("user:secret", "user:sec/secret", "secret", "user:a@secret"):
        address = site.replace("http://", f"http://{user}@") + path
        fetched = fetch([address], tmp_path)
        assert "secret" not in f"{fetched} {caplog.text}"


def test_a_password_is_sent_and_an_address_without_one_is_kept(site: str) -> None:
    source = feed.fetch_feed(site.replace("http://", "http://user:s%40e@") + "/private")
    assert isinstance(source, Input)
    for address in (f"{site}/missing/@user", "http://[::1]:9/@user"):
        skipped = feed.fetch_feed(address)
        assert isinstance(skipped, Skipped)
        assert skipped.place == address


WORDPRESS = (
    '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content='
    '"http://purl.org/rss/1.0/modules/content/"><channel><title>a</title><item><content:encoded>'
    "<![CDATA[<b>أول</b>\n\nثان]]></content:encoded>{}</item></channel></rss>"
)


def test_lines_of_wordpress_stay_apart() -> None:
    data = WORDPRESS.format("<wp:post_type>post</wp:post_type>")
    (found,) = outcomes("a.xml", data.encode())
    assert isinstance(found, Document)
    assert found.text == "أول\nثان"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("<wp:post_type>nav_menu_item</wp:post_type>", "part of the site"),
        ("<wp:post_password>x</wp:post_password>", "password"),
        ('<app:draft xmlns:app="http://www.w3.org/2007/app">yes</app:draft>', "not published"),
    ],
)
def test_what_a_blog_does_not_publish_is_named(said: str, reason: str) -> None:
    (skipped,) = outcomes("a.xml", WORDPRESS.format(said).encode())
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_what_was_escaped_twice_is_text_and_other_signs_are_as_printed() -> None:
    for body, text in (("&amp;lt;p&amp;gt;نص&amp;lt;/p&amp;gt;", "نص"), ("5 &amp;lt; 6", "5 < 6")):
        data = f"<rss><channel><item><description>{body}</description></item></channel></rss>"
        (found,) = outcomes("a.rss", data.encode())
        assert isinstance(found, Document)
        assert found.text == text


def test_entities_in_the_name_of_a_feed_are_unescaped() -> None:
    (found,) = outcomes(
        "a.atom", ATOM.replace("<title>وكالة", '<title type="html">أ &amp;amp; ب').encode()
    )
    assert isinstance(found, Document)
    assert found.source == "أ & ب"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#xde00;&#x41;", "\U0001f600A"),
        ("&#x000D83D;&#0056832;", "\U0001f600"),
        ("<![CDATA[<b>&#55357;&#56832;</b>]]>", "\U0001f600"),
        ("&#55357;", "\ufffd"),
        ("&#xDE00;&#xD83D;", "\ufffd\ufffd"),
        ("&#55357;&#128512;", "\ufffd\U0001f600"),
        ("&#55357; &#56832;", "\ufffd \ufffd"),
        ("&#x110000;", "\ufffd"),
        (f"&#{'9' * 5000};", "\ufffd"),
        ("&#1575;&amp;", "\u0627&"),
    ],
)
def test_a_reference_that_names_no_character_loses_no_entry(written: str, read: str) -> None:
    items = (f"<item><description>نص {text} كامل</description></item>" for text in (written, "آخر"))
    found = outcomes("a.rss", f"<rss><channel>{''.join(items)}</channel></rss>".encode())
    texts = [each.text for each in found if isinstance(each, Document)]
    assert texts == [f"نص {read} كامل", "نص آخر كامل"]


@pytest.mark.parametrize(
    "body",
    [
        "&lt;![CDATA[بلغ &lt;b&gt;47&lt;/b&gt; مترا]]&gt;",
        "بلغ &lt;![CDATA[47 مترا]]&gt;",
        "&lt;![CDATA[بلغ 47 مترا",
        "<![CDATA[<![CDATA[بلغ <b>47</b> مترا]]]]><![CDATA[>]]>",
        "<![CDATA[ <![CDATA[بلغ 47 مترا]]> ]]>",
    ],
)
def test_a_section_that_was_escaped_once_more_is_text(body: str) -> None:
    items = (f"<item><description>{each}</description></item>" for each in (body, "نص"))
    found = outcomes(
        "a.rss", f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()
    )
    assert [each.text for each in found if isinstance(each, Document)] == ["بلغ 47 مترا", "نص"]


def test_the_marks_of_a_section_in_an_article_about_them_are_its_text() -> None:
    body = "<![CDATA[<p>تكتب &lt;![CDATA[نص]]&gt; في XML</p>]]>"
    item = f"<item><description>{body}</description></item>"
    (read,) = outcomes("a.rss", f'<rss version="2.0"><channel>{item}</channel></rss>'.encode())
    assert isinstance(read, Document)
    assert read.text == "تكتب <![CDATA[نص]]> في XML"


def test_of_a_blog_of_wordpress_names_and_days_are_those_of_the_site() -> None:
    body = (
        "[caption width='3']&lt;img src=a&gt; النبع[/caption]زرنا [المقهى] أمس [gallery]"
        "[caption id='a' caption='السد']&lt;img src=b&gt;[/caption][Sic] [box a=1]هنا[/box][box]"
    )
    item = (
        f"<item><dc:creator>rana</dc:creator><description>{body}</description>"
        "<pubDate>Thu, 14 Mar 2024 21:30:00 +0000</pubDate><wp:post_type>post</wp:post_type>"
        f"<content:encoded>{body}</content:encoded>"
        "<wp:post_date><![CDATA[2024-03-15 00:30:00]]></wp:post_date></item>"
    )
    spaces = (
        'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    who = (
        "<wp:author><wp:author_login>rana</wp:author_login>"
        "<wp:author_display_name><![CDATA[رنا حداد]]></wp:author_display_name></wp:author>"
    )
    (read,) = outcomes(
        "a.rss", f'<rss version="2.0" {spaces}><channel>{who}{item}</channel></rss>'.encode()
    )
    assert isinstance(read, Document)
    assert (read.author, read.date) == ("رنا حداد", "2024-03-15 00:30:00")
    assert read.text == "النبع\nزرنا [المقهى] أمس\nالسد\n[Sic]\nهنا"


@pytest.mark.parametrize(
    "kind",
    [
        "<category scheme='http://schemas.google.com/g/2005#kind'"
        " term='http://schemas.google.com/blogger/2008/kind#comment'/>",
        "<blogger:type xmlns:blogger='http://schemas.google.com/blogger/2018'>COMMENT</blogger:type>",
        "<blogger:status xmlns:blogger='http://schemas.google.com/blogger/2018'>SCHEDULED</blogger:status>",
    ],
)
def test_what_is_no_article_of_a_blog_of_blogger_is_named(kind: str) -> None:
    data = ATOM.replace("<entry>", f"<entry>{kind}")
    (named,) = outcomes("a.atom", data.encode())
    assert isinstance(named, Skipped)


def test_plain_text_that_names_a_tag_is_read_as_it_is() -> None:
    entry = "<title>&lt;b&gt; في HTML</title><content>كتب &lt;b&gt; 5 &lt; 6</content>"
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{entry}</entry></feed>'
    (read,) = outcomes("a.atom", feed.encode())
    assert isinstance(read, Document)
    assert (read.title, read.text) == ("<b> في HTML", "كتب <b> 5 < 6")


def test_all_who_wrote_an_entry_are_named_and_its_producer_is_not() -> None:
    writers = "<dc:creator>نهى</dc:creator><dc:creator>جاد</dc:creator>"
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    item = ITEM.replace("<author>سعاد</author>", f"{writers}<itunes:author>شركة</itunes:author>")
    (found,) = outcomes(
        "a.rss", f"<rss version='2.0' {names}><channel>{item}</channel></rss>".encode()
    )
    assert isinstance(found, Document)
    assert found.author == "نهى; جاد"


@pytest.mark.parametrize(
    ("said", "author"),
    [
        *(("متابعات", None), ("ترجمة: كريم سعد", None), ("by Admin", None)),
        ("إعداد وتحرير: هالة ناصر", "هالة ناصر"),
    ],
)
def test_who_translated_or_nobody_is_no_writer_of_an_entry(said: str, author: str | None) -> None:
    item = f"<item><title>سد</title><author>{said}</author><description>هطل</description></item>"
    feed = f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'
    (found,) = documents("a.rss", feed.encode())
    assert found.author == author

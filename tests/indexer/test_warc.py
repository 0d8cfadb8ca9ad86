import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Skipped, warc
from search.records import Document
from testing.reading import damaged, outcomes, reads

PAGE = "<html><body><article><p>افتتحت البلدية مكتبة عامة.</p></article></body></html>"
URL = "https://news.example/1"


def record(
    body: bytes, kind: str = "text/html; charset=utf-8", url: str = URL, more: str = ""
) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    return warc_record("response", http, url, "application/http; msgtype=response")


def warc_record(kind: str, block: bytes, url: str, content: str) -> bytes:
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: 2024-03-25T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"Content-Type: {content}\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_a_page_is_a_document_with_its_address(name: str, charset: str) -> None:
    data = record(PAGE.encode(charset), f'text/html; Charset="{charset}"')
    data = gzip.compress(data) if name.endswith("gz") else data
    found = reads(name, data)
    (document,) = (read.outcome for read in found)
    assert isinstance(document, Document)
    assert document.text == "افتتحت البلدية مكتبة عامة."
    assert (document.id, document.url) == (URL, URL)
    assert document.metadata == {"crawled": "2024-03-25T10:00:00Z"}
    assert sum(read.size for read in found) == len(data)


def test_plain_text_is_kept_as_it_stands() -> None:
    text = "عنوان\r\n\r\nنص  الخبر."
    (document,) = outcomes(
        "a.warc", record(text.encode("cp1256"), "text/plain; charset=windows-1256")
    )
    assert isinstance(document, Document)
    assert (document.text, document.title, document.url) == (text, "عنوان", URL)


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "nonsense", "idna"])
def test_a_wrong_charset_of_plain_text_is_not_believed(charset: str) -> None:
    text = "افتتحت البلدية مكتبة عامة في الحي القديم، وحضر الأهالي."
    for data in (text.encode("cp1256"), text.encode()):
        (document,) = outcomes("a.warc", record(data, f"text/plain; charset={charset}"))
        assert isinstance(document, Document)
        assert document.text == text
    broken = text.encode().replace("عامة".encode(), b"\xd9 ")
    found, named = outcomes("a.warc", record(broken, f"text/plain; charset={charset}"))
    assert isinstance(found, Document)
    assert found.text.startswith("افتتحت البلدية مكتبة \ufffd")
    assert isinstance(named, Skipped)
    assert "no text at line 1" in named.reason


def test_bytes_in_no_encoding_are_named_and_end_no_archive() -> None:
    data = record("сегодня".encode("cp1251"), "text/plain; charset=idna") + record(PAGE.encode())
    named, found = outcomes("a.warc", data)
    assert isinstance(named, Skipped)
    assert isinstance(found, Document)


def test_compressed_and_chunked_responses_are_read() -> None:
    body = gzip.compress(PAGE.encode())
    chunked = b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    more = "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    (document,) = outcomes("a.warc", record(chunked, more=more))
    assert isinstance(document, Document)
    assert document.text == "افتتحت البلدية مكتبة عامة."


def test_what_is_no_document_is_passed_over() -> None:
    missing = record(PAGE.encode()).replace(b"200 OK", b"404 NO")
    info = warc_record("warcinfo", b"software: x\r\n", URL, "application/warc-fields")
    request = warc_record("request", b"GET / HTTP/1.1\r\n\r\n", URL, "application/http")
    data = info + request + record(b"x", "image/png") + missing + record(b"x()", "text/javascript")
    found = outcomes("a.warc", data + record(PAGE.encode()))
    assert [isinstance(outcome, Document) for outcome in found] == [True]


def test_two_captures_of_a_page_have_places_of_their_own() -> None:
    first, second = reads("a.warc", record(PAGE.encode()) * 2)
    assert first.place != second.place
    assert "record 2" in second.place


def test_a_page_without_text_is_skipped_by_number_and_address() -> None:
    first, second = outcomes("a.warc", record(b"<html></html>") + record(PAGE.encode()))
    assert isinstance(first, Skipped)
    assert first.place == f"a.warc, record 1 ({URL})"
    assert isinstance(second, Document)


def test_a_file_that_breaks_off_is_read_to_there() -> None:
    data = gzip.compress(record(PAGE.encode()))
    half = gzip.compress(record(PAGE.encode() * 50))
    first, *rest = outcomes("a.warc.gz", data + half[: len(half) // 2])
    assert isinstance(first, Document)
    assert len(rest) <= 1
    first, last = outcomes("a.warc", record(PAGE.encode()) + b"WARC/9 nonsense\r\n")
    assert isinstance(first, Document)
    assert isinstance(last, Skipped)
    assert "record 2" in last.place
    assert "damaged" in last.reason


def test_a_page_of_zeros_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "LARGEST_PAGE", 1_000_000)
    packer = zlib.compressobj(wbits=31)
    body = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(50)) + packer.flush()
    bomb = record(body, more="Content-Encoding: gzip\r\n")
    first, second = outcomes("a.warc", bomb + record(PAGE.encode()))
    assert isinstance(first, Skipped)
    assert "larger than 1,000,000" in first.reason
    assert isinstance(second, Document)


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 100, b"WARC/1.0\r\n", b"\x1f\x8b\x08"])
def test_what_is_no_web_archive_is_skipped(data: bytes) -> None:
    assert all(isinstance(outcome, Skipped) for outcome in outcomes("a.warc", data))


_SOUND = [record(PAGE.encode()), gzip.compress(record(PAGE.encode())), record(b"x", "text/plain")]


@given(
    st.sampled_from(["a.warc", "a.warc.gz"]),
    st.binary(max_size=300) | st.sampled_from(_SOUND),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
)
def test_no_bytes_raise(name: str, data: bytes, changes: list[tuple[int, int]]) -> None:
    for read in reads(name, damaged(data, changes) + _SOUND[0]):
        assert read.size >= 0


@pytest.mark.parametrize(
    ("packing", "pack"),
    [("br", brotli.compress), ("zstd", zstandard.compress), ("gzip", gzip.compress)],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_what_the_server_packed_is_unpacked(
    packing: str, pack: Callable[[bytes], bytes], *, chunked: bool
) -> None:
    body, more = pack(PAGE.encode()), f"Content-Encoding: {packing}\r\n"
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        more += "Transfer-Encoding: chunked\r\n"
    (document,) = outcomes("a.warc", record(body, more=more))
    assert isinstance(document, Document)
    assert document.text == "افتتحت البلدية مكتبة عامة."


@pytest.mark.parametrize("packing", ["br", "zstd"])
def test_a_packed_bomb_is_too_large(packing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "LARGEST_PAGE", 1_000_000)
    pack = {"br": brotli.compress, "zstd": zstandard.compress}[packing]
    data = record(pack(b" " * 30_000_000), more=f"Content-Encoding: {packing}\r\n")
    (skipped,) = outcomes("a.warc", data)
    assert isinstance(skipped, Skipped)
    assert "larger than" in skipped.reason


@pytest.mark.parametrize(
    ("body", "more", "status", "reason"),
    [
        (b"\xff\xfe\xfd", "Content-Encoding: br\r\n", 200, "damaged"),
        (b"(\xb5/\xfd", "Content-Encoding: zstd\r\n", 200, "damaged"),
        (b"x", "Content-Encoding: sdch\r\n", 200, "packed as 'sdch'"),
        (PAGE.encode()[:40], "", 206, "only a part"),
    ],
)
def test_what_cannot_be_unpacked_is_named(body: bytes, more: str, status: int, reason: str) -> None:
    data = record(body, more=more).replace(b" 200 OK", b" %d OK" % status)
    (skipped,) = outcomes("a.warc", data)
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert URL in skipped.place


def test_a_resource_is_a_page_too() -> None:
    (document,) = outcomes("a.warc", warc_record("resource", PAGE.encode(), URL, "text/html"))
    assert isinstance(document, Document)
    assert document.url == URL


@pytest.mark.parametrize("kind", ["application/json", "application/rss+xml", "text/x-unknown"])
def test_other_kinds_are_named(kind: str) -> None:
    (skipped,) = outcomes("a.warc", record(b"{}", kind))
    assert isinstance(skipped, Skipped)
    assert kind in skipped.reason


@pytest.mark.parametrize("kind", ["image/png", "text/css", "application/javascript", "font/woff2"])
def test_what_a_page_is_made_of_passes_in_silence(kind: str) -> None:
    assert not [
        item for item in outcomes("a.warc", record(b"x", kind)) if isinstance(item, Document)
    ]


def test_an_archive_that_is_packed_as_one_is_read() -> None:
    both = record(PAGE.encode()) + record(PAGE.encode(), url=f"{URL}/2")
    found = [read.outcome for read in reads("a.warc.gz", gzip.compress(both))]
    assert [each.id for each in found if isinstance(each, Document)] == [URL, f"{URL}/2"]


def test_a_page_that_is_broken_off_is_named() -> None:
    whole = record(PAGE.encode())
    read, named = outcomes("a.warc", whole[: -len(b"</article></body></html>\r\n\r\n")])
    assert isinstance(read, Document)
    assert isinstance(named, Skipped)
    assert "broken off" in named.reason


def in_blocks(data: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    pieces = [data[at : at + 2_000] for at in range(0, len(data), 2_000)]
    return (
        b"".join(
            packer.compress(each) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
            for each in pieces
        )
        + packer.flush()
    )


CUT = "<html><body><article><p>" + " ".join(f"كلمة {number}" for number in range(1000, 2000))


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("identity", bytes),
        *(("br", brotli.compress), ("zstd", in_blocks), ("gzip", gzip.compress)),
        *(("deflate", zlib.compress), ("deflate", lambda data: zlib.compress(data, wbits=-15))),
    ],
)
def test_a_page_whose_transfer_broke_off_is_named_and_ends_with_a_whole_word(
    packing: str, pack: Callable[[bytes], bytes]
) -> None:
    whole, packed = CUT.encode(), pack(CUT.encode())
    half = packed[: len(packed) * 2 // 3]
    chunk = b"%x\r\n%s\r\n" % (len(half), half)
    more = f"Content-Encoding: {packing}\r\n"
    length = f"{more}Content-Length: {len(packed)}\r\n"
    for body, headers in (
        (half, length),
        (chunk, f"{more}Transfer-Encoding: chunked\r\n"),
        (chunk + b"1f", f"{more}Transfer-Encoding: Chunked\r\n"),
        (chunk[:-9], f"{more}Transfer-Encoding: chunked\r\n"),
        *([(half, more)] if packing != "identity" else []),
    ):
        read, named = outcomes("a.warc", record(body, more=headers))
        assert isinstance(read, Document)
        assert whole.decode().replace("<html><body><article><p>", "").startswith(f"{read.text} ")
        assert isinstance(named, Skipped)
        assert "broken off" in named.reason
    read, *others = outcomes("a.warc", record(packed, more=length))
    assert isinstance(read, Document)
    assert read.text.endswith("كلمة 1999")
    assert not others


def test_what_an_archive_has_unpacked_itself_is_read_under_other_headers() -> None:
    for more in (
        "Content-Encoding: gzip",
        "Content-Encoding: deflate",
        "Transfer-Encoding: chunked",
    ):
        (read,) = outcomes("a.warc", record(PAGE.encode(), more=f"{more}\r\n"))
        assert isinstance(read, Document)
        assert read.text == "افتتحت البلدية مكتبة عامة."


def test_headers_after_the_last_chunk_are_no_text() -> None:
    body = b"%x\r\n%s\r\n0\r\nX-Checked: 5\r\n\r\n" % (len(PAGE.encode()), PAGE.encode())
    (read,) = outcomes("a.warc", record(body, more="Transfer-Encoding: chunked\r\n"))
    assert isinstance(read, Document)
    assert read.text == "افتتحت البلدية مكتبة عامة."


@pytest.mark.parametrize("written", ["{}", "<{}>"])
def test_an_address_is_what_was_fetched(written: str) -> None:
    url = "http://news.example/<b>x</b>"
    (read,) = outcomes("a.warc", record(PAGE.encode(), url=written.format(url)))
    assert isinstance(read, Document)
    assert read.url == url

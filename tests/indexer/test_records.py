import csv as stdlib_csv
import io
import json as stdlib_json
import tracemalloc
from collections import deque
from itertools import islice
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Input, ReadOptions, Skipped, UnreadableError
from indexer.readers import csv as csv_reader
from indexer.readers import json as json_reader
from indexer.readers.markup import has_markup, plain_text
from indexer.readers.records import document_record, parse_document
from search.parts import numbered_pages
from search.records import Document, Span
from testing.reading import documents, outcomes, reads

Outcome = Document | Skipped


def encoded(value: object) -> bytes:
    return stdlib_json.dumps(value, ensure_ascii=False).encode()


# Fields


@pytest.mark.parametrize(
    "record",
    [
        {"id": "7", "text": "نص", "title": "ع", "date": "2024", "author": "م", "language": "ar"},
        {
            "_id": 7,
            "body": "نص",
            "headline": "ع",
            "datePublished": 2024,
            "byline": "م",
            "lang": "ar",
        },
        {
            "guid": "7",
            "المتن": "نص",
            "العنوان": "ع",
            "التاريخ": "2024",
            "الكاتب": "م",
            "اللغة": "ar",
        },
    ],
)
def test_fields_are_known_by_their_usual_names(record: dict[str, object]) -> None:
    expected = Document("7", "نص", "ع", date="2024", author="م", language="ar")
    assert parse_document(record, {}) == expected


def test_a_field_that_the_user_names_is_the_only_one() -> None:
    record = {"id": "7", "text": "ملخص", "كامل": "النص كله"}
    assert parse_document(record, {"text": "كامل"}) == Document(
        "7", "النص كله", metadata={"text": "ملخص"}
    )
    with pytest.raises(ValueError, match="'متن' of document '7' is missing"):
        parse_document(record, {"text": "متن"})


def test_a_record_without_an_id_is_called_by_its_address_or_its_content() -> None:
    assert parse_document({"text": "نص", "url": "https://a.example/1"}, {}).id == (
        "https://a.example/1"
    )
    first = parse_document({"text": "نص", "title": "ع"}, {}).id
    assert first == parse_document({"title": "ع", "text": "نص", "x": 1}, {}).id
    assert first != parse_document({"text": "نص"}, {}).id
    assert first != parse_document({"text": "نص", "title": "ع"}, {}, "b.json").id


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("pages", [3, 1], "'pages' holds offsets that fall"),
        ("pages", [0, 99], "'pages' holds 99, expected an offset up to 9"),
        ("pages", [-1], "'pages' holds -1"),
        ("pages", [True], "'pages' holds True"),
        ("pages", {"a": 1}, "'pages' holds dict"),
        ("pages", 3, "'pages' holds int"),
        ("ignored", [[0]], "'ignored' holds \\[0\\]"),
        ("ignored", ["ab"], "'ignored' holds ab"),
        ("ignored", [[2, 2]], "'ignored' holds \\[2, 2\\]"),
        ("ignored", [[0, 3], [2, 5]], "spans must rise"),
        ("ignored", [[0, 10]], "expected an offset up to 9"),
        ("metadata", "x", "'metadata' holds str"),
        ("metadata", [1], "'metadata' holds list"),
        ("text", {}, "'text' holds dict"),
        ("extra", float("nan"), "not finite"),
        ("extra", "\ud800", "surrogate"),
        ("\udfff", 1, "surrogate"),
    ],
)
def test_a_field_that_is_wrong_is_named(field: str, value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_document({"id": "a", "text": "نص النص ن", field: value}, {})


def test_a_string_of_page_numbers_is_not_ours() -> None:
    assert parse_document({"id": "a", "text": "نص", "pages": "3-4"}, {}).metadata == {
        "pages": "3-4"
    }


_LINE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | _LINE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_LINE, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    text = draw(_LINE | st.sampled_from(["<p>وسم</p> في نص", "a &amp; b"]))
    marks = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    bounds = marks[: len(marks) // 2 * 2]
    title, source, url, date, author, language = draw(st.tuples(*[st.none() | _LINE] * 6))
    metadata = st.dictionaries(_LINE | st.sampled_from(["title", "body", "metadata"]), _VALUE)
    return Document(
        *(draw(_LINE), text, title, source, url, date, author, language),
        parts=numbered_pages(marks),
        ignored=tuple(Span(*pair) for pair in zip(bounds[::2], bounds[1::2], strict=True)),
        metadata=draw(metadata),
    )


@given(_documents())
def test_a_written_document_reads_as_the_same(document: Document) -> None:
    record = document_record(document)
    assert parse_document(stdlib_json.loads(stdlib_json.dumps(record)), {}) == document


@given(_documents())
def test_every_format_of_json_reads_a_document_as_the_same(document: Document) -> None:
    line = encoded(document_record(document))
    assert outcomes("a.jsonl", line) == outcomes("a.json", b"[" + line + b"]") == [document]
    assert outcomes("a.json", line) == [document]


# Markup


def test_markup_in_a_field_becomes_text() -> None:
    html = "<h2>عنوان</h2><p>فقرة <b>أولى</b>&nbsp;هنا<br>سطر</p><script>x()</script>"
    html += "<ul><li>أ<li>ب</ul>"
    assert plain_text(html) == "عنوان\nفقرة أولى هنا\nسطر\nأ\nب"
    record = {"id": "a", "text": html, "title": "<b>ع</b>"}
    assert parse_document(record, {}).title == "ع"
    assert parse_document(record, {}).text == plain_text(html)


@pytest.mark.parametrize(
    "text",
    [
        *("إذا كان س < ب و ب > ج", "<3", "<<اقتباس>>", "<السؤال>", "a<b", "نعلم أن a<b and c>d"),
        "الوسم <b> يجعل الكلمة عريضة و<i> يجعلها مائلة",
    ],
)
def test_an_angle_bracket_is_not_markup(text: str) -> None:
    assert parse_document({"id": "a", "text": text}, {}).text == text


@pytest.mark.parametrize(
    "markup",
    [
        *(
            "<p>خبر",
            "خبر<br/>",
            "<b>خبر</b>",
            '<a href="x">خبر',
            "<div hidden>س</div>خبر",
            "خبر</p>",
        ),
        '<img src=x.png alt="ص">خبر',
    ],
)
def test_tags_of_editors_are_markup(markup: str) -> None:
    assert parse_document({"id": "a", "text": markup}, {}).text == "خبر"


def test_markup_without_text_is_no_document() -> None:
    with pytest.raises(ValueError, match="HTML without any text"):
        parse_document({"id": "a", "text": "<p><img src='x.png'></p>"}, {})


@given(st.text() | st.text(alphabet="<>/pbr &;!-\0x", max_size=60))
def test_any_markup_has_a_text(markup: str) -> None:
    assert "\0" not in plain_text(markup)
    assert has_markup("<p>")


def test_markup_is_read_to_its_end_or_refused() -> None:
    assert plain_text("<div>" * 2_000 + "نص") == "نص"
    with pytest.raises(UnreadableError, match="nested too deep"):
        plain_text("<div>" * 3_000 + "نص")


# JSON


@pytest.mark.parametrize(
    "value",
    [
        [{"text": "أ"}, {"text": "ب"}],
        {"total": 2, "articles": [{"text": "أ"}, {"text": "ب"}], "next": None},
        {"response": {"status": "ok", "docs": [{"text": "أ"}, {"text": "ب"}]}},
    ],
)
def test_records_are_found_where_systems_put_them(value: object) -> None:
    assert [document.text for document in documents("a.json", encoded(value))] == ["أ", "ب"]


def test_an_object_with_a_text_is_one_document() -> None:
    (document,) = documents("a.json", encoded({"text": "أ", "items": [{"x": 1}]}))
    assert document.metadata == {"items": [{"x": 1}]}


def test_a_byte_order_mark_is_not_json() -> None:
    assert len(documents("a.json", b"\xef\xbb\xbf" + encoded([{"text": "x"}]))) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" ", "not JSON"),
        (b"[]", "no record"),
        (b"{}", "'text' is missing"),
        (b"7", "found int"),
        (b"[[]]", "found list"),
        (b'[{"text": "x"', "not JSON"),
        (b'[{"text": "x"}] x', "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"articles":' * 3_000, "nested too deeply"),
        (b'[{"text": "' + "сегодня".encode("cp1251") + b'"}]', "in no encoding of Arabic"),
        (b'[{"text": "\\udc00"}]', "surrogate"),
        (b'[{"text": ' + b"9" * 5_000 + b"}]", "write it as text"),
        (b'[{"text": "a\0\1\0b"}]', "binary"),
        ("خبر".encode("utf-16"), "not JSON"),
    ],
)
def test_json_that_holds_no_document_is_skipped(data: bytes, reason: str) -> None:
    skipped = outcomes("a.json", data)[-1]
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert skipped.place.startswith("a.json")


def test_a_record_that_is_nested_too_deeply_is_passed_over() -> None:
    deep = b'{"x":' + b"[" * 300 + b"]" * 300 + b"}"
    first, skipped, last = outcomes("a.json", b'[{"text":"a"},' + deep + b',{"text":"b"}]')
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(skipped, Skipped)
    assert skipped.place == "a.json, record 2"


class _Endless(io.RawIOBase):
    """A file of one line that is made while it is read: a start, then one piece for ever."""

    def __init__(self, start: bytes, piece: bytes) -> None:
        self._start = start
        self._piece = piece
        self.position = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        assert whence == 0
        self.position = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "the whole file is asked for"
        begin = max(self.position - len(self._start), 0) % len(self._piece)
        data = self._start[self.position :] + self._piece * (size // len(self._piece) + 2)
        self.position += size
        return data[begin if self.position - size >= len(self._start) else 0 :][:size]


def _peak_while_reading(stream: _Endless, records: int) -> tuple[list[Outcome], int]:
    """What the first records of a file of two gigabytes are, and the memory it took."""
    source = Input("a.json", "a", cast(BinaryIO, stream), 2_000_000_000)
    tracemalloc.start()
    try:
        reads = islice(json_reader.read(source, ReadOptions()), records)
        last = deque((read.outcome for read in reads), maxlen=3)
        return list(last), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_huge_file_takes_the_memory_of_a_record() -> None:
    stream = _Endless(b"[", encoded({"text": "خبر " * 2_000}) + b",")
    last, peak = _peak_while_reading(stream, 300)
    assert all(isinstance(outcome, Document) for outcome in last)
    assert stream.position > 2_000_000
    assert peak < 2_000_000


@pytest.mark.parametrize("piece", [b"x", b"[", b"1", b" ", b'x","y":"', b"\\", b"\\u0627"])
def test_a_record_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch, piece: bytes) -> None:
    monkeypatch.setattr(json_reader, "LARGEST_RECORD", 300_000)
    start = b"[" if piece in b"[1 " else b'[{"text":"'
    stream = _Endless(start, piece)
    last, peak = _peak_while_reading(stream, 10)
    skipped = last[-1]
    assert isinstance(skipped, Skipped)
    expected = {b"[": "nested too deeply", b"1": "a number of more than 4,300 digits"}
    assert expected.get(piece, "larger than 300,000 bytes") in skipped.reason
    assert "the rest of the file was not read" in skipped.reason
    assert stream.position < 600_000
    assert peak < 40_000_000


# CSV


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    stdlib_csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1256"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_row_is_a_document_in_any_dialect(encoding: str, delimiter: str) -> None:
    text = 'قال "الوزير": نعم، ولا؛ وربما; ثم,\nانصرف الحاضرون من قاعة الاجتماعات الكبرى.'
    data = table([["id", "العنوان", "المتن", "مكتب"], ["1", "ع", text, "صيدا"]], delimiter)
    (document,) = documents("a.csv", data.encode(encoding))
    assert document.text == text
    assert (document.id, document.title, document.metadata) == ("1", "ع", {"مكتب": "صيدا"})


def test_rows_are_read_past_bad_ones() -> None:
    data = table([["id", "text"], ["1", "أ"], ["2", "ب", "ج"], [], ["3"], ["4", "د"]])
    first, wide, short, last = outcomes("a.csv", data.encode())
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert isinstance(wide, Skipped)
    assert (wide.place, "3 cells under 2 columns" in wide.reason) == ("a.csv:3", True)
    assert isinstance(short, Skipped)
    assert short.place == "a.csv:5"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n", "no column is known to hold the text, found: no columns"),
        (b"a,b\n1,23\n", "found: a, b: say which one does, perhaps --field 'text=b'"),
        (b'text\n"' + b"x" * 2_000, "quotation mark"),
        (b"text\n" + b"x" * 2_000, "longer than 1,000 bytes"),
    ],
)
def test_a_table_without_texts_is_skipped(
    monkeypatch: pytest.MonkeyPatch, data: bytes, reason: str
) -> None:
    monkeypatch.setattr(csv_reader, "LARGEST_RECORD", 1_000)
    if b'"' in data:
        data = data.replace(b"x" * 50, b"x" * 49 + b"\n")
    (skipped,) = outcomes("a.csv", data)
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_a_column_of_metadata_is_a_column() -> None:
    (document,) = documents("a.csv", b"text,metadata,pages\nx,y,3")
    assert document.metadata == {"metadata": "y", "pages": "3"}


# Whatever the bytes


@given(
    st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.tsv"]),
    st.binary(max_size=300)
    | st.text(alphabet='[]{}",:\\u0d8;\n\r\t1eE-.truefalsn خ\0', max_size=200).map(
        lambda text: text.encode()
    ),
)
def test_no_bytes_raise(name: str, data: bytes) -> None:
    assert sum(item.size for item in reads(name, data)) <= len(data)


@given(st.recursive(_VALUE, lambda inner: st.lists(inner) | st.dictionaries(_LINE, inner)))
def test_no_json_raises(value: object) -> None:
    for name in ("a.json", "a.jsonl"):
        outcomes(name, encoded(value))

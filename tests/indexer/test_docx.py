import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.readers import Input, ReadOptions, Skipped, docx
from search.records import Document

CORPUS = Path(__file__).parents[1] / "corpus"
ORIGINAL = (CORPUS / "committee.docx").read_bytes()
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def read(data: bytes, place: str = "a.docx") -> Document | Skipped:
    source = Input(place, place, io.BytesIO(data), len(data))
    (item,) = docx.read(source, ReadOptions())
    return item.outcome


def reason(data: bytes, place: str = "a.docx") -> str:
    outcome = read(data, place)
    assert isinstance(outcome, Skipped)
    return outcome.reason


def changed(parts: dict[str, bytes]) -> bytes:
    """The file of the corpus with other parts in it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(ORIGINAL)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return stream.getvalue()


def body(xml: str, head: str = "") -> bytes:
    document = f"{head}<w:document {NAMES}><w:body>{xml}</w:body></w:document>"
    return changed({"word/document.xml": document.encode()})


def text(xml: str) -> str:
    """The text without the footnote that the file of the corpus has."""
    outcome = read(body(xml))
    assert isinstance(outcome, Document)
    return outcome.text.rpartition("\n")[0]


def p(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_rows_are_read_across_and_tables_in_tables_too() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('ج')}</w:tc><w:tc>{p('د')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{p('أ')}{p('ب')}</w:tc><w:tc>{p('هـ')}</w:tc></w:tr>"
    outer += f"<w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert text(p("قبل") + outer + p("بعد")) == "قبل\nأ ب\tهـ\nج\tد\nبعد"


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    runs = "<w:ins><w:r><w:t>نعم</w:t></w:r></w:ins><w:del><w:r><w:t>لا</w:t></w:r></w:del>"
    assert text(f"<w:p>{runs}</w:p>") == "نعم"


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{p('في الإطار')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    drawing = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert text(f"<w:p><w:r><w:t>قبل</w:t></w:r>{drawing}</w:p>") == "قبل\nفي الإطار"


def test_breaks_and_controls() -> None:
    runs = "<w:t>سطر</w:t><w:br/><w:t>آ\u202bخر\u00ad</w:t><w:tab/><w:t>و</w:t><w:noBreakHyphen/>"
    assert text(f"<w:p><w:r>{runs}</w:r></w:p>") == "سطر\nآخر\tو-"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "damaged Word file"),
        (b"PK\x05\x06" + bytes(18), "damaged Word file"),
        (ORIGINAL[:5000], "damaged Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "save it as .docx"),
        (changed({"word/document.xml": b"<w:document"}), "damaged Word file"),
        (changed({"[Content_Types].xml": b"<Types/>"}), "damaged Word file"),
        (changed({"word/footnotes.xml": b"<"}), "damaged Word file"),
        (changed({"word/footnotes.xml": b"", "word/document.xml": b""}), "damaged Word file"),
        (body("<w:p>" * 100_000), "damaged Word file"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(data: bytes, part: str) -> None:
    assert part in reason(data)


def test_an_empty_file_is_named() -> None:
    data = changed(
        {
            "word/document.xml": f"<w:document {NAMES}><w:body/></w:document>".encode(),
            "word/footnotes.xml": f"<w:footnotes {NAMES}/>".encode(),
        }
    )
    assert "empty" in reason(data)


def test_a_file_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = changed({"word/document.xml": bytes(docx.LARGEST_PART + 1)})
    assert len(bomb) < 1_000_000
    assert "fill the memory" in reason(bomb)


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE w [<!ENTITY e0 "x">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    outcome = read(body(p("قبل &e9; &f; بعد"), head))
    if isinstance(outcome, Document):
        assert "root:" not in outcome.text
        assert "xxx" not in outcome.text


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(),
        st.lists(st.tuples(st.integers(0, len(ORIGINAL) - 1), st.integers(0, 255)), max_size=20),
        st.text(max_size=40),
    )
)
def test_any_bytes_are_a_document_or_skipped(data: bytes | list[tuple[int, int]] | str) -> None:
    if isinstance(data, str):
        data = body(data)
    elif isinstance(data, list):
        damaged = bytearray(ORIGINAL)
        for place, value in data:
            damaged[place] = value
        data = bytes(damaged)
    outcome = read(data)
    if isinstance(outcome, Document):
        assert outcome.text.strip()

"""Office files whatever their ending, those with a password, and those that LibreOffice reads."""

import gzip
import http.server
import io
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from indexer.readers import libreoffice
from indexer.readers.unread import ADVICE, unknown_kind
from search.kinds import BY_ENDING
from search.records import Document
from testing.outlook import compound_file
from testing.packages import OPEN, book, open_text, packed, relations, shape, slides, word, workbook
from testing.reading import document, reads, reason

CORPUS = Path(__file__).parents[1] / "corpus"
WORD = word("<w:p><w:r><w:t>قرار الوزارة</w:t></w:r></w:p>")


@pytest.mark.parametrize("ending", [".docx", ".doc", ".rtf", ".odt", ".pptx", ".xls"])
def test_a_file_is_read_by_what_it_is(ending: str) -> None:
    assert document(f"a{ending}", WORD).text == "قرار الوزارة"
    assert document(f"a{ending}", slides(shape("شريحة"))).text == "شريحة"


@pytest.mark.parametrize("ending", [".xml", ".doc", ".docx"])
def test_an_office_file_whose_parts_stand_in_one_is_read(ending: str) -> None:
    """As Word saves it under ``.xml``: LibreOffice showed its tags as its text."""
    with zipfile.ZipFile(io.BytesIO(WORD)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    names = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    flat = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
        for name, content in parts.items()
    )
    flat += '<pkg:part pkg:name="/word/a.png"><pkg:binaryData>{}</pkg:binaryData></pkg:part>'
    head = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    data = f"{head}<pkg:package {names}>{flat}</pkg:package>"
    assert document(f"a{ending}", data.format("UE5H").encode()).text == "قرار الوزارة"
    assert "damaged Office file" in reason(f"a{ending}", data.format("U").encode())
    assert "damaged Office file" in reason(f"a{ending}", data[:-10].encode())


@pytest.mark.parametrize("ending", [".xml", ".doc"])
def test_broken_xml_of_word_is_not_given_to_libreoffice(ending: str) -> None:
    names = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    text = f"<?xml version='1.0'?><w:wordDocument {names}><w:body><w:p>قرار</w:p></w:body>"
    assert "an old Word file: damaged" in reason(f"a{ending}", text.encode())
    other = f"{text}</w:wordDocument>".replace("2003", "2033")
    assert "an old Word file: damaged" in reason(f"a{ending}", other.encode())


@pytest.mark.parametrize(
    ("ending", "streams"),
    [
        (".docx", {"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        (".xlsx", {"EncryptedPackage": b"x"}),
        (".pptx", {"EncryptedPackage": b"x"}),
        (".doc", {"WordDocument": bytes(10) + b"\x00\x01" + bytes(500)}),
        (
            ".ppt",
            {"PowerPoint Document": b"x", "Current User": bytes(12) + bytes.fromhex("dfc4d1f3")},
        ),
        (".xls", {"Workbook": bytes.fromhex("09080400000605002f0002000000")}),
    ],
)
def test_a_file_with_a_password_is_named(ending: str, streams: dict[str, bytes]) -> None:
    assert "needs a password" in reason(f"a{ending}", compound_file(streams))


def test_a_package_with_a_password_is_named() -> None:
    data = bytearray(packed({"word/document.xml": "x"}))
    # The flag of the first part, in its own head and in the list.
    for head, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(head) + flag] |= 1
    assert "needs a password" in reason("a.docx", bytes(data))


_LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_HEAD = f'<!DOCTYPE w [<!ENTITY e0 "xx">{_LEVELS}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_INNER = "نص &e9; &f; بعد"
_CELL = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{_INNER}</t></is></c></row>'
_FLAT = f"<office:body><office:text><text:p>{_INNER}</text:p></office:text></office:body>"


@pytest.mark.parametrize(
    ("ending", "data", "part"),
    [
        (".docx", word(f"<w:p><w:r><w:t>{_INNER}</w:t></w:r></w:p>"), "word/document.xml"),
        (".xlsx", workbook({"Sheet1": _CELL}), "xl/worksheets/s0.xml"),
        (".pptx", slides(shape(_INNER)), "ppt/slides/slide1.xml"),
        (".odt", open_text(f"<text:p>{_INNER}</text:p>"), "content.xml"),
        (".epub", book({"a.xhtml": f"<p>{_INNER}</p>"}), "OEBPS/a.xhtml"),
        (".fodt", f"{_HEAD}<office:document {OPEN}>{_FLAT}</office:document>".encode(), ""),
    ],
)
def test_entities_are_not_expanded(ending: str, data: bytes, part: str) -> None:
    if part:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        data = packed({**parts, part: _HEAD.encode() + parts[part]})
    (found,) = [read.outcome for read in reads(f"a{ending}", data)]
    if isinstance(found, Document):
        assert found.text.startswith("نص")
        assert "root:" not in found.text
        assert "xx" not in found.text


@pytest.mark.parametrize("ending", [".docx", ".odt", ".xlsx", ".pptx", ".epub"])
def test_a_package_that_unpacks_to_too_much_is_not_unpacked(ending: str) -> None:
    bomb = packed({name: bytes(60_000_001) for name in ("word/document.xml", "content.xml")})
    assert len(bomb) < 200_000
    started = time.thread_time()
    assert "fill the memory" in reason(f"a{ending}", bomb)
    assert time.thread_time() - started < 1


def test_a_list_of_parts_that_is_too_long_is_not_read() -> None:
    end = b"PK\x05\x06" + bytes(8) + (2**31).to_bytes(4, "little") + bytes(6)
    assert "its list of entries" in reason("a.docx", b"PK\x03\x04word/" + end)


def test_what_a_killed_conversion_has_left_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False
    )
    assert killed.returncode == -9
    assert [path.read_text("utf-8") for path in tmp_path.glob("*/secret")] == ["نص"]
    monkeypatch.setattr(libreoffice, "PROGRAMS", ("no-such-program",))
    reason("a.doc", compound_file({"WordDocument": b"x"}))
    assert list(tmp_path.iterdir()) == []


KILLED = """
import io, os, signal
from pathlib import Path
from indexer.readers import Input, ReadOptions, libreoffice
def killed(source, folder, kind):
    Path(folder, "secret").write_text("نص", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
libreoffice._converted = killed
next(libreoffice.read(Input("a.doc", "a", io.BytesIO(b"x"), 1), ReadOptions()))
"""


def test_without_libreoffice_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    said = reason("a.doc", compound_file({"WordDocument": bytes(600)}))
    assert "libreoffice-writer" in said
    assert ".docx" in said
    assert "libreoffice-impress" in reason("a.ppt", compound_file({"PowerPoint Document": b"x"}))


def test_libreoffice_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    marker = tmp_path / "child"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n(sleep 3; touch {marker}) &\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(libreoffice, "PROGRAMS", (str(program),))
    monkeypatch.setattr(libreoffice, "SECONDS", 0.3)
    assert "longer than" in reason("a.doc", compound_file({"WordDocument": bytes(600)}))
    time.sleep(3.2)
    assert not marker.exists()


def test_what_is_no_old_file_is_not_given_to_libreoffice() -> None:
    assert "an old Word file: damaged" in reason("a.doc", b"\0binary" * 100)


def test_kinds_that_are_not_read_say_what_to_do() -> None:
    assert not set(ADVICE) & set(BY_ENDING)
    assert "save it as .xlsx" in reason("a.xlsb", b"x")
    assert "(.weird): expected documents" in unknown_kind(".weird")


@pytest.mark.parametrize(("creator", "author"), [("رنا الخطيب", "رنا الخطيب"), ("openpyxl", None)])
def test_what_programs_write_for_a_person_is_no_author(creator: str, author: str | None) -> None:
    core = '<cp:p xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    core += f"<dc:creator>{creator}</dc:creator></cp:p>"
    with zipfile.ZipFile(io.BytesIO(WORD)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["_rels/.rels"] = relations(
        main="officeDocument word/document.xml", core="core-properties core.xml"
    ).encode()
    found = document("a.docx", packed({**parts, "core.xml": core}))
    assert found.author == author


def test_a_row_of_a_table_is_no_title() -> None:
    def row(*cells: str) -> str:
        texts = (f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in cells)
        return f"<w:tbl><w:tr>{''.join(texts)}</w:tr></w:tbl>"

    assert document("a.docx", word(row("الرقم", "44"))).title is None
    heading = "<w:p><w:r><w:t>قرار</w:t></w:r></w:p>"
    assert document("a.docx", word(row("الرقم", "44") + heading)).title == "قرار"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_follows_no_link_out_of_a_file() -> None:
    asked: list[str] = []

    class Ears(http.server.BaseHTTPRequestHandler):
        def handle(self) -> None:
            asked.append("something")

    with http.server.HTTPServer(("127.0.0.1", 0), Ears) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        data = gzip.decompress((CORPUS / "linked.doc.gz").read_bytes())
        here = f":{_port(server)}/".encode("utf-16-le")
        link = data.replace(":65000/".encode("utf-16-le"), here)
        assert link != data
        assert document("a.doc", link).text == "وصلت القافلة إلى المعبر."
        server.shutdown()
    assert not asked


def _port(server: http.server.HTTPServer) -> int:
    assert server.server_port > 9999, "the link in the file has room for five digits"
    return server.server_port

"""Dossiers: what is collected, who reads it, and what became of it."""

import io
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from fastapi.testclient import TestClient
from pypdfium2 import PdfDocument, PdfTextObj

from indexer.collections import add_documents, delete_documents
from search.archive import Archive
from search.records import Document, Span
from service.access.audit import AuditLog
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.citing.permalink import Reference
from service.database import FILE_NAME
from service.dependencies import MOST_MAKING, MOST_OF_A_KEY
from service.dossiers import pdf, storage
from service.dossiers.pdf import PdfFailedError, PdfMissingError, to_pdf
from service.dossiers.storage import LONGEST_QUOTE, DossierFullError, Dossiers
from service.operations.admission import Admission
from service.settings import Settings
from service.soundness import find_problems
from testing.waiting import PATIENCE, wait_until
from tests.conftest import as_reads
from tests.service.conftest import Serve, make_archive, service_file
from tests.service.html import Page, page

WORDS = "سنفتح المعبر صباح الأحد"
GATE = Document("gate", f"قال الوزير: «{WORDS}».", title="المعبر", source="الراصد")
CUP = Document("cup", "فاز المنتخب بهدفين في الكأس.", title="الكأس")
SECRET = Document("secret", "بدأ التحقيق في العقد السري.", title="التحقيق")

Sign = Callable[..., dict[str, str]]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path / "index", GATE, CUP)
    archive.create("private")
    add_documents(archive, "private", as_reads((SECRET,)), lambda _: None)
    return archive


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    app = create_app(Settings(archive.folder, audit=True), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture
def sign(gate: Gate) -> Sign:
    """Headers of a new key for some collections."""

    def headers(*collections: str) -> dict[str, str]:
        _, token = gate.keys.create(Role.READER, "", collections or None, None)
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def weasyprint() -> None:
    """The test needs it."""
    try:
        to_pdf("")
    except PdfMissingError as error:
        pytest.skip(str(error))


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return Span(start, start + len(words))


def collect(  # noqa: PLR0913 - what a form says
    client: TestClient,
    document: Document,
    words: str,
    dossier: str = "",
    *,
    note: str = "",
    collection: str = "default",
    name: str = "ملف المعبر",
    headers: dict[str, str] | None = None,
) -> str:
    """Collect words of a document; gives the address of the dossier."""
    reference = Reference.of_text(document.text, span_of(document, words))
    gate: Gate = client.app.state.gate  # type: ignore[attr-defined]
    into = Dossiers(gate.database).with_token(dossier.rpartition("/")[2])
    response = client.post(
        f"/dossiers/items?id={document.id}&collection={collection}",
        data={
            "passage": str(reference),
            "dossier": str(into.id) if into else "",
            "name": name,
            "note": note,
        },
        headers=headers,
        follow_redirects=False,
    )
    assert response.status_code == 303
    return response.headers["location"]


def quotes(shown: Page) -> list[str]:
    """The quotations of a dossier's page, in order."""
    return [text for key, text in shown.texts.items() if key.startswith("#quote-")]


def test_words_are_collected_from_the_page_that_cites_them(client: TestClient) -> None:
    reference = Reference.of_text(GATE.text, span_of(GATE, WORDS))
    opened = page(client, f"/documents/gate?collection=default&passage={reference}")
    offered = [a["value"] for a in opened.attributes("button") if a.get("name") == "passage"]
    assert offered == [str(reference)]

    dossier = collect(client, GATE, WORDS, note="راجع الموعد")
    assert collect(client, CUP, CUP.text, dossier) == dossier
    assert collect(client, GATE, WORDS, dossier) == dossier, "what is there stays as it is"

    shown = page(client, dossier)
    assert shown.texts["h1"] == "ملف المعبر"
    assert quotes(shown) == [WORDS, CUP.text]
    assert "راجع الموعد" in shown.texts["textarea"]
    start, end = span_of(GATE, WORDS)
    (copied,) = [a for a in shown.attributes("button") if a.get("data-copy") == "quote-1"]
    assert str(start) in str(copied["data-after"])
    assert str(end) in str(copied["data-after"])
    assert dossier in [a["href"] for a in page(client, "/dossiers").attributes("a")]


def test_a_note_to_words_that_are_there_already_is_added(client: TestClient) -> None:
    dossier = collect(client, GATE, WORDS)
    for note in ("راجع الموعد غدا", "راجع الموعد", "راجع الموعد", "", "واسأل الناطق"):
        collect(client, GATE, WORDS, dossier, note=note)

    shown = page(client, dossier)
    assert quotes(shown) == [WORDS]
    assert shown.texts["textarea"].split("\n")[1:] == [
        "راجع الموعد غدا",
        "راجع الموعد",
        "واسأل الناطق",
    ]


def test_items_are_moved_annotated_and_taken_out(client: TestClient) -> None:
    dossier = collect(client, GATE, WORDS)
    collect(client, CUP, CUP.text, dossier)
    shown = page(client, dossier)
    first, second = (
        str(a["id"]).removeprefix("item-")
        for a in shown.attributes("li")
        if str(a.get("id")).startswith("item-")
    )

    def change(item: str, **fields: str) -> list[str]:
        client.post(f"{dossier}/items/{item}", data=fields)
        return quotes(page(client, dossier))

    assert change(second, action="up") == [CUP.text, WORDS]
    assert change(second, action="up") == [CUP.text, WORDS]
    assert change(second, action="down") == [WORDS, CUP.text]
    assert change("999", action="down") == [WORDS, CUP.text]
    change(first, action="note", note="مهم\nجدا")
    assert "مهم\r\nجدا" in page(client, dossier).texts["textarea"].replace("\n", "\r\n")
    assert change(first, action="remove") == [CUP.text]
    client.post(f"{dossier}/delete")
    assert client.get(dossier).status_code == 404


def test_a_dossier_is_shared_with_those_who_may_read_and_says_what_it_leaves_out(
    client: TestClient, sign: Sign
) -> None:
    owner, other, limited = sign(), sign(), sign("default")
    dossier = collect(client, GATE, WORDS, headers=owner, note="سؤال")
    collect(client, SECRET, SECRET.text, dossier, note="سر", collection="private", headers=owner)

    assert client.get(dossier).status_code in {303, 401}
    shown = client.get(dossier, headers=other).text
    assert SECRET.text in shown
    assert "textarea" not in shown
    for address in (dossier, f"{dossier}/export?format=md"):
        left = client.get(address, headers=limited).text
        assert WORDS in left
        assert "تُرك اقتباس واحد" in left
        assert not any(secret in left for secret in (SECRET.text, "التحقيق", "سر\n", "private"))


def test_a_dossier_that_nobody_named_tells_nothing_of_what_is_in_it(
    client: TestClient, sign: Sign
) -> None:
    headers = sign()
    reference = Reference.of_text(SECRET.text, span_of(SECRET, SECRET.text))
    address = f"/documents/secret?collection=private&passage={reference}"
    opened = client.get(address, headers=headers).text
    assert 'id="dossier-name"' in opened
    assert f'value="{SECRET.title}"' not in opened
    dossier = collect(client, SECRET, SECRET.text, name="", collection="private", headers=headers)
    shown = client.get(dossier, headers=sign("default")).text
    assert "تُرك اقتباس واحد" in shown
    assert "<h1" in shown
    assert "التحقيق" not in shown


def test_only_the_owner_changes_a_dossier_and_its_link_ends_with_the_key(
    client: TestClient, sign: Sign, gate: Gate
) -> None:
    owner, other = sign(), sign()
    dossier = collect(client, GATE, WORDS, headers=owner)

    for path in (f"{dossier}/delete", f"{dossier}/items/1"):
        sent = client.post(path, data={"action": "remove"}, headers=other)
        assert sent.status_code == 404
    assert quotes(Page(client.get(dossier, headers=other).text)) == [WORDS]

    key = gate.keys.known(owner["Authorization"].removeprefix("Bearer "))
    assert key is not None
    gate.keys.revoke(key.id)
    assert client.get(dossier, headers=other).status_code == 404


def test_what_changed_in_a_source_is_said(client: TestClient, archive: Archive) -> None:
    dossier = collect(client, GATE, WORDS)
    grown = replace(GATE, text=f"تصويب.\n{GATE.text}")
    add_documents(archive, "default", as_reads((grown,)), lambda _: None)
    shown = page(client, dossier)
    assert "تغيّر النص" not in shown.texts["main"]
    start = span_of(grown, WORDS).start
    assert f"passage={start}-" in str([a.get("href") for a in shown.attributes("a")])

    changed = replace(GATE, text="قال الوزير: «لن نفتح المعبر».")
    add_documents(archive, "default", as_reads((changed,)), lambda _: None)
    shown = page(client, dossier)
    assert "تغيّر النص" in shown.texts["main"]
    assert quotes(shown) == [WORDS]
    assert not [a for a in shown.attributes("button") if a.get("data-copy")]
    written = client.get(f"{dossier}/export?format=md").text
    assert "تغيّر النص" in written
    assert "الموضع" not in written

    delete_documents(archive, "default", ["gate"])
    for address in (dossier, f"{dossier}/export?format=md"):
        text = client.get(address).text
        assert "حُذفت هذه الوثيقة" in text
        assert WORDS not in text


def shown_as(client: TestClient, dossier: str) -> list[str]:
    """What a reader is given of a dossier: the page, Markdown, Word."""
    content = client.get(f"{dossier}/export?format=docx").content
    word = "\n".join(each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    return [client.get(dossier).text, client.get(f"{dossier}/export?format=md").text, word]


@pytest.mark.parametrize("collected", ["now", "by an earlier version"])
def test_deleted_words_are_not_shown_under_another_document_with_the_id(
    client: TestClient, archive: Archive, gate: Gate, collected: str
) -> None:
    dossier = collect(client, GATE, WORDS)
    if collected != "now":
        with gate.database.transaction() as connection:
            connection.execute("DELETE FROM dossier_origins")
            connection.execute("UPDATE dossier_items SET added = '2024-05-01T10:00:00Z'")
    delete_documents(archive, "default", ["gate"])
    other = Document("gate", "وصل الوفد إلى تونس.", title="الوفد", source="البيان")
    add_documents(archive, "default", as_reads((other,)), lambda _: None)
    for text in shown_as(client, dossier):
        assert "حُذفت هذه الوثيقة" in text
        assert not any(each in text for each in (WORDS, "الوفد", "البيان", "الراصد"))


def test_what_a_deleted_document_was_called_is_not_shown_beside_another_with_the_words(
    client: TestClient, archive: Archive
) -> None:
    dossier = collect(client, GATE, WORDS)
    delete_documents(archive, "default", ["gate"])
    other = replace(GATE, title="الوفد", source="البيان")
    add_documents(archive, "default", as_reads((other,)), lambda _: None)
    for text in shown_as(client, dossier):
        assert all(each in text for each in (WORDS, "الوفد", "البيان"))
        assert "الراصد" not in text


def test_words_stay_under_the_source_that_they_were_collected_from(
    client: TestClient, archive: Archive
) -> None:
    dossier = collect(client, GATE, WORDS)
    other = Document("gate", "وصل الوفد إلى تونس.", title="الوفد", source="البيان")
    add_documents(archive, "default", as_reads((other,)), lambda _: None)
    for text in shown_as(client, dossier):
        assert all(each in text for each in (WORDS, "المعبر", "الراصد", "تغيّر النص"))
        assert not any(each in text for each in ("الوفد", "البيان"))


def test_a_source_that_is_called_otherwise_is_said(client: TestClient, archive: Archive) -> None:
    dossier = collect(client, GATE, WORDS)
    renamed = replace(GATE, source="البيان")
    add_documents(archive, "default", as_reads((renamed,)), lambda _: None)
    for text in shown_as(client, dossier):
        assert all(each in text for each in (WORDS, "البيان", "الراصد", "تغيّرت بيانات المصدر"))


def test_a_dossier_is_one_file_with_quotations_citations_and_notes(client: TestClient) -> None:
    dossier = collect(client, GATE, WORDS, note="راجع *الموعد*\nغدا")
    written = client.get(f"{dossier}/export?format=md")
    assert "ملف-المعبر.md" in unquote(written.headers["content-disposition"])
    assert f"> «{WORDS}»" in written.text
    assert "راجع \\*الموعد\\*" in written.text
    assert "الراصد" in written.text

    content = client.get(f"{dossier}/export?format=docx").content
    paragraphs = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    assert paragraphs[0] == "ملف المعبر"
    assert f"«{WORDS}»" in paragraphs
    assert any("راجع" in each for each in paragraphs)


@pytest.mark.usefixtures("weasyprint")
def test_a_dossier_is_a_pdf_in_our_fonts_where_markup_is_text(client: TestClient) -> None:
    note = '<img src="http://127.0.0.1:9/x"><link rel=attachment href="file:///etc/hostname">'
    dossier = collect(client, GATE, WORDS, note=note)
    response = client.get(f"{dossier}/export?format=pdf")

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert ".pdf" in response.headers["content-disposition"]
    found = PdfDocument(response.content)
    assert "127.0.0.1:9" in found[0].get_textpage().get_text_bounded()
    assert found.get_metadata_dict()["Title"] == "ملف المعبر"
    assert found.count_attachments() == 0
    fonts = {
        each.get_font().get_base_name()
        for each in found[0].get_objects()
        if isinstance(each, PdfTextObj)
    }
    found.close()
    for name in ("Naskh", "Plex"):
        assert any(name in font for font in fonts), fonts
    # After the hash that names the part of a font, those of no other family.
    assert all("Naskh" in font or "Plex" in font for font in fonts), fonts


@pytest.mark.usefixtures("weasyprint")
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        "file:///etc/hostname",
        "data:text/plain,x",
        "shawahid-font:../style.css",
        "shawahid-font:ibm-plex-sans-arabic-OFL.txt",
    ],
)
def test_a_pdf_has_nothing_that_stands_at_an_address(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = f'<title>x</title><link rel="stylesheet" href="{address}"><img src="{address}">'
    assert pdf.laid_out(page).startswith(b"%PDF")
    assert caplog.text.count("nothing but the fonts") == 2


def test_where_no_pdf_can_be_made_it_is_said_what_is_missing(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = collect(client, GATE, WORDS)
    (tmp_path / "weasyprint.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    response = client.get(f"{dossier}/export?format=pdf")
    assert response.status_code == 501
    assert "shawahid[pdf]" in response.text


def test_a_pdf_that_takes_too_long_is_given_up_with_what_makes_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def start(_module: str) -> "subprocess.Popen[bytes]":
        sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
        begun.append(subprocess.Popen(sleep, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return begun[-1]

    monkeypatch.setattr(pdf, "start_apart", start)
    monkeypatch.setattr("service.dossiers.export.to_pdf", partial(to_pdf, patience=0.1))
    response = client.get(f"{collect(client, GATE, WORDS)}/export?format=pdf")
    assert response.status_code == 503
    assert "Word" in response.text
    assert [each.poll() for each in begun] == [-signal.SIGKILL]


def test_a_pdf_that_cannot_be_made_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MAKER", "service.dossiers.no_such_module")
    with pytest.raises(PdfFailedError, match="take the dossier as Word"):
        to_pdf("")


def test_pdfs_are_made_one_after_another_within_a_time_of_their_own(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def held(_html: str) -> bytes:
        begun.release()
        assert go_on.wait(6 * PATIENCE)
        return b"%PDF"

    monkeypatch.setattr("service.dossiers.export.to_pdf", held)
    app = create_app(Settings(archive.folder, deadline_seconds=3.0), lambda: archive)
    with (
        TestClient(app, base_url="http://127.0.0.1") as client,
        ThreadPoolExecutor(2 + MOST_MAKING) as pool,
    ):
        dossier = collect(client, GATE, WORDS)
        asked = [
            pool.submit(client.get, f"{dossier}/export?format=pdf") for _ in range(2 + MOST_MAKING)
        ]
        assert begun.acquire(timeout=PATIENCE)
        wait_until(lambda: any(each.done() for each in asked))
        assert not begun.acquire(blocking=False)
        assert client.get(f"{dossier}/export?format=md").status_code == 200
        assert client.get("/api/v1/search?q=المعبر").status_code == 200
        time.sleep(3.1)  # beyond the deadline of other answers
        go_on.set()
        statuses = sorted(each.result().status_code for each in asked)
    assert statuses == [*[200] * (1 + MOST_MAKING), 429]


def test_the_pdfs_of_one_key_leave_places_for_others(
    archive: Archive, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def held(_html: str) -> bytes:
        begun.release()
        assert go_on.wait(PATIENCE)
        return b"%PDF"

    monkeypatch.setattr("service.dossiers.export.to_pdf", held)
    mine, theirs = sign(), sign()
    app = create_app(Settings(archive.folder), lambda: archive)
    with (
        TestClient(app, base_url="http://127.0.0.1") as client,
        ThreadPoolExecutor(MOST_MAKING) as pool,
    ):
        address = f"{collect(client, GATE, WORDS, headers=mine)}/export?format=pdf"
        asked = [pool.submit(client.get, address, headers=mine) for _ in range(MOST_OF_A_KEY)]
        assert begun.acquire(timeout=PATIENCE)
        wait_until(lambda: len(app.state.made_for) == MOST_OF_A_KEY)
        refused = client.get(address, headers=mine)
        other = pool.submit(client.get, address, headers=theirs)
        wait_until(lambda: len(app.state.made_for) == MOST_OF_A_KEY + 1)
        go_on.set()
        assert {each.result().status_code for each in (*asked, other)} == {200}
        assert client.get(address, headers=mine).status_code == 200
    assert (refused.status_code, "Word" in refused.text) == (429, True)
    assert int(refused.headers["retry-after"]) >= 1


@pytest.mark.parametrize("of_it", ["", "/export?format=md", "/export?format=docx"])
def test_a_dossier_is_read_in_its_turn(client: TestClient, of_it: str) -> None:
    dossier = collect(client, GATE, WORDS)
    client.app.state.admission = full = Admission(1, 0)  # type: ignore[attr-defined]
    full.running = 1
    assert client.get(f"{dossier}{of_it}").status_code == 429


def test_what_is_taken_away_counts_as_a_question(client: TestClient, gate: Gate) -> None:
    _, token = gate.keys.create(Role.READER, "", None, 2)
    headers = {"Authorization": f"Bearer {token}"}
    dossier = collect(client, GATE, WORDS, headers=headers)
    address = f"{dossier}/export?format=md"
    statuses = [client.get(address, headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_reading_a_dossier_is_recorded(client: TestClient, gate: Gate) -> None:
    dossier = collect(client, GATE, WORDS)
    client.get(dossier)
    client.get(f"{dossier}/export?format=md")
    entries = [(e.action, e.collections, e.subject) for e in AuditLog(gate.database).entries()]
    assert entries == [
        ("read", ["default"], "gate"),
        *[("dossier", ["default"], "ملف المعبر")] * 2,
    ]


def test_there_is_room_for_so_much(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST_ITEMS", 1)
    monkeypatch.setattr(storage, "MOST_LETTERS", 60)
    monkeypatch.setattr(storage, "MOST_DOSSIERS", 1)
    store = Dossiers(gate.database)
    dossier = store.create(None, "ملف")
    store.add(dossier, CUP, Span(0, 10), "")
    with pytest.raises(DossierFullError):
        store.add(dossier, CUP, Span(1, 10), "")
    (item,) = store.items(dossier)
    with pytest.raises(DossierFullError):
        store.annotate(dossier, item.id, "x" * 60)
    for note in ("x" * 50, "y" * 50, "z" * 10, ""):
        store.annotate(dossier, item.id, note)
        assert store.items(dossier)[0].note == note
    store.annotate(dossier, item.id, "x" * 50)
    monkeypatch.setattr(storage, "MOST_LETTERS", 20)
    store.annotate(dossier, item.id, "x" * 40)
    assert store.items(dossier)[0].note == "x" * 40
    with pytest.raises(DossierFullError):
        store.create(None, "آخر")


def test_bad_values_are_refused(client: TestClient, archive: Archive) -> None:
    long = Document("long", "نص " * LONGEST_QUOTE)
    add_documents(archive, "default", as_reads((long,)), lambda _: None)
    reference = Reference.of_text(long.text, Span(0, len(long.text) - 1))
    address = "/dossiers/items?collection=default&id="
    sent = {"passage": str(reference), "name": "ملف"}
    assert client.post(f"{address}long", data=sent).status_code == 409
    assert client.post(f"{address}gate", data=sent).status_code == 409
    assert client.post(f"{address}none", data=sent).status_code == 404
    assert client.post(f"{address}gate", data={"passage": "1-2"}).status_code == 422
    assert client.post("/dossiers", data={"name": " "}).status_code == 422
    assert page(client, "/dossiers").attributes("li") == []
    assert client.get("/dossiers/none").status_code == 404


def test_what_is_deleted_is_nowhere_on_the_disk(serve: Serve, archive: Archive) -> None:
    client = serve(archive)
    dossier = collect(client, GATE, WORDS, note="ملاحظة لا تبقى")
    client.post(f"{dossier}/delete")
    for file in archive.folder.glob(f"{FILE_NAME}*"):
        assert "ملاحظة لا تبقى".encode() not in file.read_bytes()


def test_a_restored_dossier_has_to_be_sound(gate: Gate, tmp_path: Path) -> None:
    store = Dossiers(gate.database)
    store.add(store.create(None, "ملف"), GATE, Span(0, 4), "")
    copy = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(copy)) as target:
        with closing(sqlite3.connect(service_file(gate))) as source:
            source.backup(target)
        assert find_problems(copy) == []
        target.execute("UPDATE dossier_items SET digest = 'x', last = -1")
        target.commit()
    assert len(find_problems(copy)) == 3


def test_words_that_are_not_those_collected_are_no_quotation(
    client: TestClient, archive: Archive, gate: Gate
) -> None:
    dossier = collect(client, GATE, WORDS)
    wrong = WORDS.replace("س", "ش", 1)
    with gate.database.transaction() as connection:
        connection.execute("UPDATE dossier_items SET quote = ?", (wrong,))
    (problem,) = find_problems(service_file(gate))
    assert "quote in row 1 of dossier_items" in problem
    for text in shown_as(client, dossier):  # as its document has the words
        assert WORDS in text
        assert wrong not in text

    changed = replace(GATE, text="قال الوزير: «لن نفتح المعبر».")
    add_documents(archive, "default", as_reads((changed,)), lambda _: None)
    for text in shown_as(client, dossier):
        assert "تلف ما حُفظ من هذه الكلمات" in text
        assert wrong not in text
        assert "تغيّر النص" not in text


def test_a_result_leads_to_a_form_that_puts_its_sentence_into_a_dossier(client: TestClient) -> None:
    found = page(client, "/?q=قال الوزير سنفتح المعبر صباح الأحد")
    (address,) = [
        str(link["href"])
        for link in found.attributes("a")
        if str(link.get("href")).startswith("/dossiers/items?id=gate")
    ]

    form = page(client, address)

    assert form.texts["#quote"] in GATE.text
    assert any("سنفتح" in str(link.get("href")) for link in form.attributes("a"))  # back
    (sent,) = [each for each in form.attributes("form") if each.get("method") == "post"]
    (button,) = [each for each in form.attributes("button") if each.get("name") == "passage"]
    made = client.post(str(sent["action"]), data={"name": "وفد", "passage": button["value"]})
    assert made.status_code == 200
    assert Page(made.text).texts["#quote-1"] == form.texts["#quote"]


def test_words_that_are_no_more_there_cannot_be_chosen(client: TestClient) -> None:
    reference = Reference.of_text("نص آخر تماما", Span(0, 6))

    answer = client.get(f"/dossiers/items?id=gate&collection=default&passage={reference}")

    assert answer.status_code == 409

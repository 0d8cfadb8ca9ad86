"""News of saved searches by mail and webhook, with a real server of each on this machine."""

import hashlib
import hmac
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document
from service.access.callers import Role
from service.access.gate import Gate
from service.alerts import mail, sending
from service.alerts.sending import Alerts
from service.alerts.settings import AlertSettings, AlertSettingsError, MailSettings, WebhookSettings
from service.alerts.storage import MOST_DELIVERIES
from service.alerts.targets import TargetError, check_target
from service.alerts.webhook import MOST_BYTES, CallError, call
from service.app import create_app
from service.settings import Settings
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive
from tests.service.html import Page, page

QUESTION = "متى يبدأ مؤتمر الزيتون في عمّان؟"
OLD = Document(id="old", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان غدا.", title="قديم")
NEW = Document(
    id="new/<b>&",
    text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان بعد غد <b>.",
    title="موعد\r\nBcc: all@newsroom.example <script>",
    source="الراصد",
    date="2024-05-12",
)
OTHER = Document(id="other", text="فاز المنتخب بهدفين. سجل المهاجم الهدف الأول.", title="رياضة")
SITE = "https://search.newsroom.example"
READER = "desk@newsroom.example"
_PAST = "2000-01-01T00:00:00Z"


class Mailbox:
    """What a mail server has taken; it answers with ``reply`` where there is one."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.reply: str | None = None
        self.users: list[bytes] = []

    async def handle_DATA(  # noqa: N802 - its name in the library
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.reply is not None:
            return self.reply
        assert envelope.rcpt_tos == [READER]
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def authenticate(self, *arguments: object) -> AuthResult:
        given = arguments[-1]
        assert isinstance(given, LoginPassword)
        self.users.append(given.login)
        return AuthResult(success=given.password == b"secret", handled=False)


class Calls:
    """What a webhook was called with; it answers with the next of ``answers``, else 204."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int] = []


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=mailbox.authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def webhook(calls: Calls) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.got.append((self.path, dict(self.headers), body))
            self.send_response(calls.answers.pop(0) if calls.answers else 204)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook?desk=1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path / "index", OLD)
    # What was added in the second of saving counts as new.
    archive.store("default").note_added({OLD.id: "2024-01-01T00:00:00.000+00:00"})
    return archive


@pytest.fixture
def settings(mail_server: int) -> AlertSettings:
    mail = MailSettings(
        host="127.0.0.1",
        port=mail_server,
        tls="none",
        sender="شواهد <alerts@newsroom.example>",
        domains=frozenset({"newsroom.example"}),
    )
    local = WebhookSettings(private=(ip_network("127.0.0.0/8"),))
    return AlertSettings(site=SITE, mail=mail, webhook=local)


@pytest.fixture
def gate(archive: Archive) -> Iterator[Gate]:
    gate = Gate(Settings(archive.folder))
    yield gate
    gate.close()


@pytest.fixture
def client(
    archive: Archive, settings: AlertSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestClient]:
    """The service, which sends nothing by itself: tests say when."""
    monkeypatch.setattr(Alerts, "send_due", lambda *_: None)
    app = create_app(Settings(archive.folder, alerts=settings), lambda: archive)
    with TestClient(app, LOCAL) as client:
        monkeypatch.undo()
        yield client


@pytest.fixture
def alerts(archive: Archive, settings: AlertSettings, gate: Gate) -> Alerts:
    return Alerts(settings, archive, gate)


@dataclass(frozen=True)
class Desk:
    """A service with a mail server."""

    client: TestClient
    archive: Archive
    gate: Gate
    alerts: Alerts
    settings: AlertSettings
    mailbox: Mailbox


@pytest.fixture
def desk(  # noqa: PLR0913, PLR0917 - what it consists of
    client: TestClient,
    archive: Archive,
    gate: Gate,
    alerts: Alerts,
    settings: AlertSettings,
    mailbox: Mailbox,
) -> Desk:
    return Desk(client, archive, gate, alerts, settings, mailbox)


def save(client: TestClient, target: str, hours: str = "24", **headers: str) -> None:
    query = urlencode({"q": QUESTION})
    client.post("/saved", data={"query": query}, headers=headers)
    response = set_up(client, target, hours, **headers)
    assert response == 200


def set_up(client: TestClient, target: str, hours: str = "24", **headers: str) -> int:
    data = {"target": target, "hours": hours}
    return client.post("/saved/1/alerts", data=data, headers=headers).status_code


def add(archive: Archive, *documents: Document) -> None:
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
    add_documents(archive, "default", as_reads(documents), lambda _: None)
    archive.store("default").note_added({each.id: later for each in documents})


def make_due(gate: Gate) -> None:
    """The time between two has passed, or that of whoever claimed it."""
    with gate.database.transaction() as connection:
        connection.execute("UPDATE deliveries SET due = ?", (_PAST,))


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content


def test_a_mail_has_the_sentences_of_what_is_new(desk: Desk) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW, OTHER)
    desk.alerts.send_due()
    assert not desk.mailbox.mails, "it is not due yet"
    make_due(desk.gate)
    desk.alerts.send_due()

    (mail,) = desk.mailbox.mails
    assert mail["To"] == READER
    assert mail["From"] == "شواهد <alerts@newsroom.example>"
    assert "وثيقة جديدة" in mail["Subject"]
    assert QUESTION in mail["Subject"]
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = part(mail, "plain"), part(mail, "html")
    shown = Page(html)
    assert shown.attributes("html") == [{"lang": "ar", "dir": "rtl"}]
    assert "script" not in {tag for tag, _ in shown.elements}
    sentence = shown.texts["blockquote"]
    assert sentence in NEW.text
    assert f"«{sentence}»" in text
    assert "رياضة" not in text + html
    assert "12 أيار/مايو 2024" in text
    (link,) = [a["href"] for a in shown.attributes("a") if "/documents/" in str(a["href"])]
    assert link is not None
    assert link in text
    assert link.startswith(f"{SITE}/documents/")
    assert link.endswith("#sentence")
    opened = page(desk.client, link.removeprefix(SITE).partition("#")[0])
    assert opened.texts["#sentence"] == sentence

    make_due(desk.gate)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1, "what was sent is not new"
    add(desk.archive, Document(id="later", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان الأحد."))
    make_due(desk.gate)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 2
    assert link not in part(desk.mailbox.mails[1], "plain")


def test_a_clock_that_was_ahead_holds_no_alert_back(desk: Desk) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)
    for due, mails in ((datetime.now(UTC) + timedelta(hours=30), 0), (datetime(9998, 1, 1), 1)):  # noqa: DTZ001
        with desk.gate.database.transaction() as connection:
            connection.execute("UPDATE deliveries SET due = ?", (f"{due:%Y-%m-%dT%H:%M:%SZ}",))
        desk.alerts.send_due()
        assert len(desk.mailbox.mails) == mails
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1


def test_a_mail_calls_sources_by_their_names(desk: Desk) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)
    make_due(desk.gate)
    Alerts(desk.settings, desk.archive, desk.gate, {"الراصد": "جريدة الراصد"}).send_due()
    (mail,) = desk.mailbox.mails
    assert "جريدة الراصد" in part(mail, "plain")


def test_why_an_address_or_a_search_is_refused_is_said_in_both_languages(desk: Desk) -> None:
    client = desk.client
    save(client, READER)
    hours = {"hours": "24"}
    refused = [
        ("/saved/1/alerts", {"target": "a@else.example", **hours}, 422, "newsroom.example"),
        ("/saved/1/alerts", {"target": "http://u:p@x", **hours}, 422, "عنوان يُسمح بالإرسال إليه"),
        ("/saved", {"query": "q="}, 422, "السؤال"),
        ("/saved", {"query": "q=نفط&page=x"}, 422, "البحث غير صالح"),
        ("/dossiers", {"name": " "}, 422, "لا اسم للملف"),
    ]
    for address, data, status, why in refused:
        arabic, english = {"accept-language": "ar"}, {"accept-language": "en"}
        shown = client.post(address, data=data, headers={"accept": "text/html", **arabic})
        told = client.post(address, data=data, headers={"accept": "application/json", **english})
        assert (shown.status_code, told.status_code) == (status, status)
        assert why in Page(shown.text).texts["main"]
        assert told.json()["type"] != "/problems/request-failed"
        assert told.json()["detail"]


def test_an_address_with_its_domain_in_other_letters_is_the_same(desk: Desk) -> None:
    save(desk.client, READER)
    target = READER.replace("newsroom", "NewsRoom")
    added = desk.client.post("/saved/1/alerts", data={"target": target, "hours": "24"})
    assert added.status_code < 400
    assert desk.gate.database.rows("SELECT target FROM deliveries") == [(READER,)]


def test_each_mail_has_a_way_out_that_needs_no_key(desk: Desk) -> None:
    _, token = desk.gate.keys.create(Role.READER, "", None, None)
    save(desk.client, READER, Authorization=f"Bearer {token}")
    add(desk.archive, NEW)
    make_due(desk.gate)
    desk.alerts.send_due()

    (mail,) = desk.mailbox.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = str(mail["List-Unsubscribe"]).strip(" <>")
    assert way_out in part(mail, "plain")
    assert way_out in part(mail, "html")
    path = urlsplit(way_out).path
    assert page(desk.client, path).attributes("form")[-1]["action"] == path, "a look ends nothing"
    assert desk.gate.database.rows("SELECT count(*) FROM deliveries") == [(1,)]
    assert desk.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert desk.gate.database.rows("SELECT count(*) FROM deliveries") == [(0,)]
    assert "لن تصلك" in page(desk.client, path).texts["main"]
    assert desk.client.post(path).status_code == 200
    assert desk.client.get("/alerts/none").status_code == 422


def test_what_the_server_refuses_is_sent_later(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)
    make_due(desk.gate)
    desk.mailbox.reply = "451 come again"
    caplog.set_level(logging.WARNING, "service")
    desk.alerts.send_due()
    assert "رمزه 451" in page(desk.client, "/saved").texts["main"]
    assert QUESTION not in caplog.text
    assert READER not in caplog.text
    ((due, tries),) = desk.gate.database.rows("SELECT due, tries FROM deliveries")
    assert tries == 1
    assert due > datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    desk.mailbox.reply = None
    desk.alerts.send_due()
    assert not desk.mailbox.mails, "not at once"
    make_due(desk.gate)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1
    assert "451" not in page(desk.client, "/saved").texts["main"]


class Killed(BaseException):
    """The process ends."""


def test_an_alert_that_was_broken_off_is_sent_once_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)
    send = mail.send_mail

    def send_and_die(mail: EmailMessage, settings: MailSettings) -> None:
        send(mail, settings)
        raise Killed

    monkeypatch.setattr(sending, "send_mail", send_and_die)
    for number in (1, 2):
        make_due(desk.gate)
        with pytest.raises(Killed):
            desk.alerts.send_due()
        desk.alerts.send_due()
        assert len(desk.mailbox.mails) == number, "another process waits for the first"
    first, second = desk.mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]

    make_due(desk.gate)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 2


def test_what_came_after_an_alert_that_was_broken_off_is_sent_for_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(desk.client, READER)
    send = mail.send_mail

    def send_and_die(mail: EmailMessage, settings: MailSettings) -> None:
        send(mail, settings)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "send_mail", send_and_die)
        for number, more in enumerate(("بعد غد في القاعة الكبرى", "الشهر القادم بحضور وفود")):
            text = f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان {more}."
            add(desk.archive, Document(f"new-{number}", text, title=f"موعد {number}"))
            make_due(desk.gate)
            with pytest.raises(Killed):
                desk.alerts.send_due()
    first, second = desk.mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert "موعد 1" not in part(second, "plain")

    for _ in range(2):
        make_due(desk.gate)
        desk.alerts.send_due()
    (_, _, third) = desk.mailbox.mails
    assert "موعد 1" in part(third, "plain")
    assert "موعد 0" not in part(third, "plain")


def test_what_was_not_begun_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sending, "news", die)
        for _ in range(3):
            make_due(desk.gate)
            with pytest.raises(Killed):
                desk.alerts.send_due()
    make_due(desk.gate)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1


def test_a_mistake_in_one_alert_keeps_no_other_from_being_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    save(desk.client, "https://hooks.newsroom.example/")
    assert set_up(desk.client, READER) == 200
    add(desk.archive, NEW)
    make_due(desk.gate)

    def mistake(*_: object) -> None:
        raise LookupError("nobody thought of this")

    monkeypatch.setattr(sending, "call", mistake)
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1
    assert "nobody thought of this" in caplog.text
    rows = desk.gate.database.rows("SELECT kind, problem IS NULL, begun FROM deliveries")
    assert sorted(rows) == [("mail", 1, 0), ("webhook", 0, 0)]


def test_an_alert_that_is_not_what_is_stored_there_keeps_no_other_from_being_sent(
    desk: Desk,
) -> None:
    save(desk.client, READER)
    set_up(desk.client, "other@newsroom.example")
    add(desk.archive, NEW)
    make_due(desk.gate)
    with desk.gate.database.transaction() as connection:
        connection.execute(
            "UPDATE deliveries SET kind = 'pigeon', due = '1999-01-01T00:00:00Z'"
            " WHERE target LIKE 'other%'"
        )
    desk.alerts.send_due()
    assert len(desk.mailbox.mails) == 1


@contextmanager
def receiving(answer: Callable[[socket.socket], None]) -> Iterator[Callable[[], None]]:
    """A receiver on this machine that answers one call, and what calls it."""
    local = WebhookSettings(private=(ip_network("127.0.0.0/8"),))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answering = threading.Thread(target=answer, args=(server,), daemon=True)
        answering.start()
        yield lambda: call(address, b"{}", "s", "i", local)
        answering.join(10)


def test_an_answer_that_never_ends_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.alerts.webhook._MOST_SECONDS", 0.3)
    with receiving(drip) as send, pytest.raises(CallError, match="no answer"):
        send()


def drip(server: socket.socket) -> None:
    """Answer with a header after another, for two seconds."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(20):
            connection.sendall(b"X: y\r\n")
            time.sleep(0.1)


def test_an_answer_has_the_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.alerts.webhook._SECONDS", 0.2)
    with receiving(answer_late) as send:
        send()


def answer_late(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        time.sleep(0.6)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_an_answer_that_is_to_be_continued_without_end_is_none() -> None:
    sent: list[int] = []
    with (
        receiving(lambda server: continuing(server, sent)) as send,
        pytest.raises(CallError, match="no answer"),
    ):
        send()
    # What the system has taken beyond what was read.
    assert sum(sent) < 20_000_000


def continuing(server: socket.socket, sent: list[int]) -> None:
    """Answer that there is more to come, until nobody listens."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        while True:
            sent.append(connection.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100))


def test_of_several_processes_one_sends(desk: Desk) -> None:
    save(desk.client, READER)
    add(desk.archive, NEW)
    make_due(desk.gate)
    gates = [Gate(Settings(desk.archive.folder)) for _ in range(4)]
    threads = [
        threading.Thread(target=Alerts(desk.settings, desk.archive, each).send_due)
        for each in gates
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in gates:
        each.close()
    assert len(desk.mailbox.mails) == 1


def test_only_addresses_that_the_operator_allows_get_mail(desk: Desk) -> None:
    save(desk.client, READER)
    assert "newsroom.example" in page(desk.client, "/saved").texts["details"]
    for target in (
        "someone@elsewhere.example",
        "someone@newsroom.example.evil.example",
        "a@newsroom.example,b@elsewhere.example",
        "a@newsroom.example\nBcc: b@elsewhere.example",
        '"a b"@newsroom.example',
        "newsroom.example",
        "@newsroom.example",
        "كاتب@newsroom.example",
        f"{'a' * 300}@newsroom.example",
    ):
        assert set_up(desk.client, target) == 422, target
    assert set_up(desk.client, READER, "2") == 422
    add(desk.archive, NEW)
    make_due(desk.gate)
    assert desk.settings.mail is not None
    narrower = desk.settings.mail.model_copy(update={"domains": frozenset({"other.example"})})
    Alerts(desk.settings.model_copy(update={"mail": narrower}), desk.archive, desk.gate).send_due()
    assert not desk.mailbox.mails
    assert "لا يسمح المشغّل بالبريد" in page(desk.client, "/saved").texts["main"]


def test_others_change_nothing_and_nobody_without_a_right_gets_anything(desk: Desk) -> None:
    key, token = desk.gate.keys.create(Role.READER, "", None, None)
    _, stranger = desk.gate.keys.create(Role.READER, "", None, None)
    mine, theirs = ({"Authorization": f"Bearer {each}"} for each in (token, stranger))
    save(desk.client, READER, **mine)
    set_up(desk.client, "other@newsroom.example", **theirs)
    desk.client.post("/saved/1/alerts/1/end", headers=theirs)
    assert desk.gate.database.rows("SELECT target FROM deliveries") == [(READER,)]
    for number in range(MOST_DELIVERIES - 1):
        assert set_up(desk.client, f"desk{number}@newsroom.example", **mine) == 200
    assert set_up(desk.client, "more@newsroom.example", **mine) == 409
    # Nor do they learn how many there are.
    assert set_up(desk.client, "other@newsroom.example", **theirs) == 200
    add(desk.archive, NEW)
    desk.client.post("/saved/1/mute", data={"muted": "true"}, headers=mine)
    make_due(desk.gate)
    desk.alerts.send_due()
    desk.client.post("/saved/1/mute", data={"muted": "false"}, headers=mine)
    desk.gate.keys.revoke(key.id)
    make_due(desk.gate)
    desk.alerts.send_due()
    assert not desk.mailbox.mails
    desk.client.post("/saved/1/alerts/1/end", headers=mine)
    with desk.gate.database.transaction() as connection:
        connection.execute("DELETE FROM saved")
    assert desk.gate.database.rows("SELECT count(*) FROM deliveries") == [(0,)]


def test_a_server_may_ask_who_it_is(desk: Desk, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("secret\n")
    assert desk.settings.mail is not None
    known = desk.settings.mail.model_copy(update={"user": "shawahid", "password_file": password})
    save(desk.client, READER)
    add(desk.archive, NEW)
    alerts = Alerts(desk.settings.model_copy(update={"mail": known}), desk.archive, desk.gate)
    for content in ("wrong", "secret"):
        password.write_text(content)
        make_due(desk.gate)
        alerts.send_due()
    password.unlink()
    make_due(desk.gate)
    assert len(desk.mailbox.mails) == 1
    assert set(desk.mailbox.users) == {b"shawahid"}
    starttls = desk.settings.mail.model_copy(update={"tls": "starttls"})
    with pytest.raises(mail.MailError, match="STARTTLS"):
        mail.send_mail(desk.mailbox.mails[0], starttls)


def test_a_call_is_signed_and_tried_again(desk: Desk, calls: Calls, webhook: str) -> None:
    save(desk.client, webhook, "1")
    add(desk.archive, NEW)
    calls.answers = [500, 302]
    for number in (1, 2, 3, 4):
        make_due(desk.gate)
        desk.alerts.send_due()
        assert len(calls.got) == min(number, 3), "no redirect is followed, success is not repeated"

    secret = desk.gate.database.rows("SELECT secret FROM deliveries")[0][0]
    assert secret in page(desk.client, "/saved").texts["code"]
    (path, headers, body) = calls.got[-1]
    assert path == "/hook?desk=1"
    at = headers["X-Shawahid-Timestamp"]
    expected = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Shawahid-Signature"] == f"v1={expected}"
    content = json.loads(body)
    assert {each[1]["X-Shawahid-Delivery"] for each in calls.got} == {content["id"]}
    (found,) = content["found"]
    assert found["id"] == NEW.id
    assert found["sentence"] in NEW.text
    assert found["link"].startswith(f"{SITE}/documents/")
    assert content["search"]["name"] == QUESTION


def test_nothing_private_is_called_unless_it_is_allowed(calls: Calls, webhook: str) -> None:
    port = urlsplit(webhook).port
    for address in (
        webhook,
        f"https://127.0.0.1:{port}/",
        f"http://localhost:{port}/",
        f"http://2130706433:{port}/",
        f"http://[::ffff:127.0.0.1]:{port}/",
        "http://8.8.8.8/",
        f"ftp://127.0.0.1:{port}/",
        f"http://user@127.0.0.1:{port}/",
        f"http://127.0.0.1:{port}/\r\nX: y",
        "http://[",
        "http:///",
        "https://hooks..example/",
        f"https://{'a' * 64}.example/",
    ):
        with pytest.raises(CallError):
            call(address, b"{}", "s", "i", WebhookSettings())
    local = WebhookSettings(private=(ip_network("127.0.0.0/8"),))
    with pytest.raises(CallError, match="bytes"):
        call(webhook, b"x" * (MOST_BYTES + 1), "s", "i", local)
    with pytest.raises(CallError, match="no answer"):
        call("http://127.0.0.1:1/", b"{}", "s", "i", local)
    assert not calls.got
    call(webhook, b"{}", "s", "i", local)
    assert len(calls.got) == 1


def test_the_address_that_was_checked_is_the_one_that_is_called(
    calls: Calls, webhook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is resolved a second time could lead elsewhere."""
    port = urlsplit(webhook).port
    answers = iter([[(2, 1, 6, "", ("127.0.0.1", port))], [(2, 1, 6, "", ("127.9.9.9", port))]])

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        if host == "hooks.example":
            return list(next(answers))
        return [(2, 1, 6, "", (host, port))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    only = WebhookSettings(private=(ip_network("127.0.0.1/32"),))
    call(f"http://hooks.example:{port}/", b"{}", "s", "i", only)
    assert calls.got[0][1]["Host"] == f"hooks.example:{port}"
    with pytest.raises(CallError):
        call(f"http://hooks.example:{port}/", b"{}", "s", "i", only)


def test_without_settings_nothing_is_offered_or_sent(archive: Archive) -> None:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        client.post("/saved", data={"query": urlencode({"q": QUESTION})})
        assert "/alerts" not in client.get("/saved").text
        assert set_up(client, READER) == 409
        assert set_up(client, "https://hooks.example/") == 409


def test_a_service_sends_what_is_due_by_itself(desk: Desk) -> None:
    with TestClient(
        create_app(Settings(desk.archive.folder), lambda: desk.archive), LOCAL
    ) as client:
        client.post("/saved", data={"query": urlencode({"q": QUESTION})})
    with desk.gate.database.transaction() as connection:
        connection.execute(
            "INSERT INTO deliveries"
            " (saved_id, kind, target, hours, secret, language, due, tries, begun)"
            " VALUES (1, 'mail', ?, 24, ?, 'ar', ?, 0, 0)",
            (READER, "a" * 32, _PAST),
        )
    add(desk.archive, NEW)
    app = create_app(Settings(desk.archive.folder, alerts=desk.settings), lambda: desk.archive)
    with TestClient(app, LOCAL):
        pass
    assert len(desk.mailbox.mails) == 1


Change = Callable[[str], str]
_FILE = """
site = "https://search.newsroom.example/"
[mail]
host = "smtp.newsroom.example"
user = "shawahid"
password_file = "/etc/shawahid/smtp"
sender = "Shawahid <alerts@newsroom.example>"
domains = ["newsroom.example"]
[webhook]
private = ["10.1.0.0/16"]
"""


def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(_FILE)
    found = AlertSettings.read(file)
    assert found.site == SITE
    assert found.mail is not None
    assert (found.mail.port, found.mail.tls) == (587, "starttls")
    assert found.mail.allows("Desk@Newsroom.Example")
    assert found.webhook == WebhookSettings(private=(ip_network("10.1.0.0/16"),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("https://", "//"), "site"),
        (lambda text: text.replace("host =", "hosts ="), "mail.host"),
        (lambda text: text.replace('["newsroom.example"]', "[]"), "mail.domains"),
        (lambda text: text.replace("<alerts@newsroom.example>", ""), "mail.sender"),
        (lambda text: text.replace("10.1.0.0/16", "10.1.0.1/16"), "webhook.private"),
        (lambda text: text + "[", "not valid TOML"),
        (lambda text: text + "# " + "x" * 200_000, "larger"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(
    tmp_path: Path, change: Change, said: str
) -> None:
    file = tmp_path / "alerts.toml"
    file.write_text(change(_FILE))
    with pytest.raises(AlertSettingsError, match=said) as raised:
        AlertSettings.read(file)
    assert str(file) in str(raised.value)
    with pytest.raises(AlertSettingsError, match="No such file"):
        AlertSettings.read(tmp_path / "none")


@pytest.mark.parametrize(
    "target", ["x%evil.example@newsroom.example", "-oQ/tmp@newsroom.example", "a..b@x.example"]
)
def test_no_mail_goes_to_what_servers_read_in_two_ways(target: str) -> None:
    with pytest.raises(TargetError):
        check_target(target, "mail")


def test_no_host_is_longer_than_a_name_server_knows() -> None:
    check_target(f"https://{'a.' * 120}example/", "webhook")
    with pytest.raises(TargetError, match="expected an address such as"):
        check_target(f"https://{'a.' * 124}example/", "webhook")

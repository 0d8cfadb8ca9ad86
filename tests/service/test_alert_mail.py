"""Mail of alerts over TLS, to a real server on this machine whose wire is listened to."""

import datetime as dt
import gc
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.records import Document
from service.access.gate import Gate
from service.alerts.mail import MailError, send_mail
from service.alerts.sending import Alerts
from service.alerts.settings import AlertSettings, MailSettings
from service.app import create_app
from service.settings import Settings
from testing.authority import Authority
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive
from tests.service.html import page

QUESTION = "متى يبدأ مؤتمر الزيتون في عمّان؟"
PASSWORD = "a-password-of-the-newsroom"  # noqa: S105 - made up
READER = "desk@newsroom.example"
SUBJECT = "what-is-in-the-mail"
# The server of the tests forgets its connections when it stops.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
WAYS = pytest.mark.parametrize("tls", ["starttls", "tls"])


@dataclass
class Server:
    """A mail server, what it has taken, and what went over its wire."""

    port: int = 0
    wire: bytes = b""
    mails: list[bytes] = field(default_factory=list)
    logins: int = 0

    async def handle_DATA(  # noqa: N802 - its name in the library
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"

    def authenticate(self, *_: object) -> AuthResult:
        self.logins += 1
        return AuthResult(success=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    folder = tmp_path / "authority"
    folder.mkdir()
    return Authority(folder)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The authority, which this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    return authority


Start = Callable[[str, ssl.SSLContext | None], Server]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers that speak TLS in one of two ways, or none at all."""
    with ExitStack() as stack:

        def start(tls: str, context: ssl.SSLContext | None) -> Server:
            server = Server()
            options = {
                "ssl_context": context if tls == "tls" else None,
                "tls_context": context if tls == "starttls" else None,
                "require_starttls": tls == "starttls" and context is not None,
            }
            controller = Controller(
                server,
                hostname="127.0.0.1",
                port=_free_port(),
                authenticator=server.authenticate,
                auth_require_tls=context is not None and tls == "starttls",
                **options,  # type: ignore[arg-type]
            )
            controller.start()
            stack.callback(controller.stop)
            stack.enter_context(_listened_to(server, controller.port))
            return server

        yield start
    gc.collect()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def _listened_to(server: Server, port: int) -> Iterator[None]:
    """Has a server at another port, at which all that is sent to it is kept."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=_pass_on_all, args=(listener, server, port))
        thread.start()
        yield
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def _pass_on_all(listener: socket.socket, server: Server, port: int) -> None:
    with suppress(OSError):  # until nobody listens any more
        while True:
            client, _ = listener.accept()
            behind = socket.create_connection(("127.0.0.1", port))
            for one, other, kept in ((client, behind, server), (behind, client, None)):
                threading.Thread(target=_pass_on, args=(one, other, kept)).start()


def _pass_on(one: socket.socket, other: socket.socket, kept: Server | None) -> None:
    with one, suppress(OSError):
        while data := one.recv(65536):
            if kept is not None:
                kept.wire += data
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


def settings_of(server: Server, tls: str, folder: Path) -> MailSettings:
    password = folder / "password"
    password.write_text(PASSWORD)
    return MailSettings.model_validate(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "tls": tls,
            "user": "shawahid",
            "password_file": password,
            "sender": "alerts@newsroom.example",
            "domains": ["newsroom.example"],
        }
    )


def a_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = SUBJECT, "alerts@newsroom.example", READER
    mail.set_content(SUBJECT)
    return mail


def nothing_was_told(server: Server) -> None:
    """Neither the password nor whom the mail is for, nor what it says, in whatever coding."""
    assert not server.mails
    assert not server.logins
    for said in (b"AUTH", b"MAIL FROM", b"RCPT", PASSWORD.encode(), SUBJECT.encode()):
        assert said not in server.wire


@WAYS
def test_a_mail_goes_to_a_server_that_is_trusted(
    trusted: Authority, start: Start, tmp_path: Path, tls: str
) -> None:
    server = start(tls, trusted.context("127.0.0.1"))

    send_mail(a_mail(), settings_of(server, tls, tmp_path))

    assert SUBJECT.encode() in server.mails[0]
    assert server.logins == 1
    assert server.wire, "it was listened to"
    for said in (b"AUTH", b"MAIL FROM", b"RCPT", PASSWORD.encode(), SUBJECT.encode()):
        assert said not in server.wire
    assert (b"STARTTLS" in server.wire) == (tls == "starttls")


@WAYS
@pytest.mark.parametrize(
    ("host", "days", "reason"),
    [
        ("mail.elsewhere.example", 1, "mismatch"),
        ("127.0.0.1", -1, "expired"),
    ],
)
def test_a_certificate_of_another_or_of_yesterday_is_refused(  # noqa: PLR0913, PLR0917
    trusted: Authority, start: Start, tmp_path: Path, tls: str, host: str, days: int, reason: str
) -> None:
    server = start(tls, trusted.context(host, days))

    with pytest.raises(MailError, match=f"certificate of the mail server .*{reason}"):
        send_mail(a_mail(), settings_of(server, tls, tmp_path))

    nothing_was_told(server)


@WAYS
def test_a_certificate_that_nobody_vouches_for_is_refused(
    authority: Authority, start: Start, tmp_path: Path, tls: str
) -> None:
    server = start(tls, authority.context("127.0.0.1"))

    with pytest.raises(MailError, match="certificate of the mail server"):
        send_mail(a_mail(), settings_of(server, tls, tmp_path))

    nothing_was_told(server)


@pytest.mark.parametrize(
    ("tls", "reason"), [("starttls", "STARTTLS"), ("tls", "speaks no TLS at this port")]
)
def test_nothing_goes_out_in_the_clear_where_a_server_has_no_tls(
    start: Start, tmp_path: Path, tls: str, reason: str
) -> None:
    server = start(tls, None)

    with pytest.raises(MailError, match=reason):
        send_mail(a_mail(), settings_of(server, tls, tmp_path))

    nothing_was_told(server)


def test_a_password_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    settings = settings_of(Server(port=9), "starttls", tmp_path)
    (tmp_path / "password").unlink()
    with pytest.raises(MailError, match="password"):
        send_mail(a_mail(), settings)


@WAYS
def test_an_alert_waits_until_the_certificate_is_right(
    trusted: Authority, start: Start, tmp_path: Path, tls: str, caplog: pytest.LogCaptureFixture
) -> None:
    old = Document(id="old", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان غدا.")
    archive = make_archive(tmp_path / "index", old)
    archive.store("default").note_added({old.id: "2024-01-01T00:00:00.000+00:00"})
    wrong = start(tls, trusted.context("mail.elsewhere.example"))
    alerts = AlertSettings(
        site="https://search.newsroom.example", mail=settings_of(wrong, tls, tmp_path)
    )
    app = create_app(Settings(archive.folder, alerts=alerts), lambda: archive)
    gate = Gate(Settings(archive.folder))
    with TestClient(app, LOCAL) as client:
        client.post("/saved", data={"query": f"q={QUESTION}"})
        client.post("/saved/1/alerts", data={"target": READER, "hours": "24"})
        new = Document(id="new", text=f"{QUESTION} يبدأ مؤتمر الزيتون في عمّان بعد غد.")
        later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)
        add_documents(archive, "default", as_reads((new,)), lambda _: None)
        archive.store("default").note_added({"new": later.isoformat(timespec="milliseconds")})
        caplog.set_level(logging.WARNING, "service")

        _send_due(Alerts(alerts, archive, gate), gate)

        nothing_was_told(wrong)
        assert "شهادة خادم البريد لا يوثق بها" in page(client, "/saved").texts["main"]
        assert "certificate of the mail server" in caplog.text
        assert READER not in caplog.text
        ((due, tries),) = gate.database.rows("SELECT due, tries FROM deliveries")
        assert tries == 1
        assert due > dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "not at once"

        right = start(tls, trusted.context("127.0.0.1"))
        alerts = alerts.model_copy(update={"mail": settings_of(right, tls, tmp_path)})
        _send_due(Alerts(alerts, archive, gate), gate)

        assert len(right.mails) == 1
        assert "شهادة" not in page(client, "/saved").texts["main"]
    gate.close()


def _send_due(alerts: Alerts, gate: Gate) -> None:
    with gate.database.transaction() as connection:
        connection.execute("UPDATE deliveries SET due = '2000-01-01T00:00:00Z'")
    alerts.send_due()

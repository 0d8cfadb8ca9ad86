import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from service.app import create_app
from service.operations.logs import configure_logging
from service.settings import Settings

ASKED = "سؤال شخصي جدا"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, service = logging.getLogger(), logging.getLogger("service")
    before, level, ours = root.handlers[:], root.level, service.level
    stream = io.StringIO()
    configure_logging(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    service.setLevel(ours)


def logged(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_line_without_what_was_asked(
    client: TestClient, lines: io.StringIO
) -> None:
    answer = client.get("/api/v1/search", params={"q": ASKED}, headers={"X-Request-ID": "abc-1"})
    (line,) = logged(lines)
    assert answer.headers["x-request-id"] == line["request_id"] == "abc-1"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/search", 200)
    assert line["level"] == "info"
    assert float(str(line["milliseconds"])) > 0
    assert "timestamp" in line
    assert "شخصي" not in lines.getvalue()


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/api/v1/documents/" + "سري/وثيقة", "/api/v1/documents/{document_id:id}", 404),
        ("/documents/" + "سري", "/documents/{document_id:id}", 404),
        ("/no/such/path", "none", 404),
        ("/?q=سري", "/", 200),
    ],
)
def test_the_route_is_named_by_its_template(
    client: TestClient, lines: io.StringIO, path: str, route: str, status: int
) -> None:
    client.get(path)
    (line,) = logged(lines)
    assert (line["route"], line["status"]) == (route, status)
    assert "سري" not in lines.getvalue()


@pytest.mark.parametrize(
    "given",
    ["", "a b", "x" * 65, '"}\\n{"level": "error', "\u0627", "a\tb", "\x1b[31m", "a;b", "<script>"],
)
def test_an_id_that_could_do_harm_is_replaced(
    client: TestClient, lines: io.StringIO, given: str
) -> None:
    answer = client.get("/healthz", headers={b"X-Request-ID": given.encode()})
    (line,) = logged(lines)
    assert answer.headers["x-request-id"] == line["request_id"] != given
    assert len(str(line["request_id"])) == 32


def test_an_unknown_method_is_not_repeated(client: TestClient, lines: io.StringIO) -> None:
    client.request("EVIL\u007f", "/healthz")
    (line,) = logged(lines)
    assert line["method"] == "other"


def test_a_failure_is_logged_with_the_id_that_the_answer_has(
    archive: Archive, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(Archive, "search", fail)
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/search", params={"q": ASKED})
        figures = client.get("/metrics").text
    assert answer.status_code == 500
    failure, line, *_ = logged(lines)
    assert answer.headers["x-request-id"] == line["request_id"] == failure["request_id"]
    assert str(failure["exception"]).endswith("RuntimeError")
    assert (line["status"], line["route"]) == (500, "/api/v1/search")
    assert (
        'shawahid_request_seconds_count{method="GET",route="/api/v1/search",status="500"} 1.0'
        in (figures)
    )


def test_what_libraries_warn_of_has_the_same_form() -> None:
    warned = (
        "import warnings; from service.operations.logs import configure_logging;"
        "configure_logging(); warnings.warn('invalid value')"
    )
    done = subprocess.run(
        [sys.executable, "-c", warned], check=True, capture_output=True, text=True
    )
    (line,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert line["level"] == "warning"
    assert "invalid value" in line["event"]


def test_what_libraries_log_has_the_same_form(lines: io.StringIO) -> None:
    failure = OSError(28, "No space left on device")
    logging.getLogger("some.library").error("it\nfailed", exc_info=failure)
    (line,) = logged(lines)
    assert (line["event"], line["level"], line["logger"]) == (
        "it\nfailed",
        "error",
        "some.library",
    )
    assert "No space left" in str(line["exception"])


def log_a_failure() -> None:
    def fail(question: str) -> None:
        try:
            int(question)
        except ValueError as error:
            raise ExceptionGroup(ASKED, [error]) from KeyError(ASKED)

    try:
        fail(ASKED)
    except ExceptionGroup:
        logging.getLogger("service").exception("failed", extra={"route": "/"})


def test_a_traceback_says_where_and_what_but_no_values(lines: io.StringIO) -> None:
    log_a_failure()
    (line,) = logged(lines)
    for expected in ("in fail", "ExceptionGroup", "ValueError", "KeyError"):
        assert expected in str(line["exception"])
    assert ASKED not in lines.getvalue()


def test_errors_that_refer_to_each_other_are_told_once(lines: io.StringIO) -> None:
    one, other = ValueError(ASKED), KeyError(ASKED)
    one.__context__, other.__context__ = other, ExceptionGroup(ASKED, [one, TypeError(ASKED)])
    logging.getLogger("service").error("failed", exc_info=one)
    (line,) = logged(lines)
    told = ["ValueError", "after:", "KeyError", "after:", "ExceptionGroup", "of which:"]
    assert str(line["exception"]).split("\n") == [*told, "TypeError"]


def test_a_chain_of_errors_may_be_as_long_as_it_likes(lines: io.StringIO) -> None:
    last = error = ValueError()
    for _ in range(5000):
        error.__context__ = error = ValueError()
    logging.getLogger("service").error("failed", exc_info=last)
    (line,) = logged(lines)
    assert str(line["exception"]).count("ValueError") == 5001


def test_a_terminal_gets_lines_to_read() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    root, service = logging.getLogger(), logging.getLogger("service")
    before, level, ours = root.handlers[:], root.level, service.level
    stream = Terminal()
    configure_logging(stream)
    try:
        log_a_failure()
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        service.setLevel(ours)
    first, *rest = stream.getvalue().splitlines()
    assert "failed" in first
    assert any("in fail" in line for line in rest)
    assert ASKED not in stream.getvalue()


def test_what_strangers_can_have_said_is_said_a_few_times(lines: io.StringIO) -> None:
    for number in range(200):
        logging.getLogger("asyncio").error("no descriptor is left\nsocket %d", number)
        logging.getLogger("uvicorn.error").warning(f"never the same {number}")  # noqa: G004
        logging.getLogger("service.jobs").error("the same")
    said = [str(line["event"]) for line in logged(lines)]
    assert sum(each.startswith("no descriptor") for each in said) == 5
    assert sum(each.startswith("never") for each in said) < 100
    assert said.count("the same") == 200

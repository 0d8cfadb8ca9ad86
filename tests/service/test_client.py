"""The client, against the real service."""

import asyncio
import contextlib
import gzip
import inspect
import re
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.records import Span
from service import connection
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.async_client import AsyncClient
from service.client import Client
from service.connection import (
    BusyError,
    ClientError,
    ConflictError,
    InvalidRequestError,
    NotFoundError,
    NotSignedInError,
    ServiceError,
    UnexpectedAnswerError,
    UnreachableError,
    UnsendableError,
)
from service.schemas.jobs import State
from service.schemas.requests import FilterFields, QuestionRequest
from service.settings import Settings
from tests.conftest import DOCUMENTS
from tests.service.conftest import HOSTILE, make_archive

GUIDE = (Path(__file__).parents[2] / "docs/clients.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1"
MEASLES = "متى تبدأ حملة التطعيم ضد الحصبة؟"
BUSY = {"type": "/problems/overloaded", "title": "Busy", "status": 429, "detail": "Later."}


@pytest.fixture
def newsroom(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "index", *DOCUMENTS, HOSTILE)


@pytest.fixture
def http(newsroom: Archive) -> Iterator[TestClient]:
    app = create_app(Settings(newsroom.folder), lambda: newsroom)
    with TestClient(app, base_url=ADDRESS) as http:
        yield http


@pytest.fixture
def remote(http: TestClient) -> Client:
    return Client(ADDRESS, http=http)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the client would have waited."""
    waits: list[float] = []
    monkeypatch.setattr("service.connection.time.sleep", waits.append)
    return waits


def scripted(*answers: httpx2.Response | Exception, timeout: float = 60.0) -> Client:
    """A client of a service that answers so, one request after the other."""
    left = iter(answers)

    def handle(_: httpx2.Request) -> httpx2.Response:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    return Client(ADDRESS, timeout=timeout, http=http)


def busy(status: int = 429, retry_after: str | None = None) -> httpx2.Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return httpx2.Response(status, json={**BUSY, "status": status}, headers=headers)


def suggestions() -> httpx2.Response:
    return httpx2.Response(200, json={"suggestions": ["حملة"]})


def test_it_asks_a_question(remote: Client, newsroom: Archive) -> None:
    answer = remote.search(MEASLES)
    (best, *_) = answer.hits
    text = newsroom.store("default").document(best.document.id).text
    assert best.document.id == "health/measles"
    assert best.passage.text == text[best.passage.start : best.passage.end]
    assert best.shares is None


def test_it_asks_with_filters_and_for_reasons(remote: Client) -> None:
    filters = FilterFields(sources=["الصحيفة"], since="2024")
    answer = remote.search(QuestionRequest(question=MEASLES, filters=filters, explain=True))
    (only,) = answer.hits
    assert only.shares is not None
    assert sum(only.shares.model_dump().values()) == pytest.approx(only.score)


def test_all_pages_of_an_answer_are_the_answer(remote: Client) -> None:
    whole = [hit.document.id for hit in remote.search(MEASLES).hits]
    paged = [hit.document.id for hit in remote.search_all(QuestionRequest(question=MEASLES, k=1))]
    assert len(paged) > 2
    assert paged == whole


def test_a_batch_has_the_answers_of_its_questions(remote: Client) -> None:
    questions: list[str | QuestionRequest] = [MEASLES, QuestionRequest(question="أسعار النفط", k=1)]
    batch = remote.search_batch(questions)
    assert batch == [remote.search(question) for question in questions]


def test_it_suggests_titles(remote: Client) -> None:
    assert remote.suggest("حملة") == ["حملة التطعيم"]


@pytest.mark.parametrize("document", [*DOCUMENTS, HOSTILE], ids=lambda document: document.id[:8])
def test_a_document_is_had_by_any_id(remote: Client, document: object) -> None:
    document_id = getattr(document, "id", "")
    assert remote.document(document_id).text == getattr(document, "text", None)


def test_documents_are_listed_page_by_page(remote: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.client._LISTED_AT_ONCE", 1)
    expected = sorted(document.id for document in (*DOCUMENTS, HOSTILE))
    assert [summary.id for summary in remote.documents()] == expected
    filters = FilterFields(authors=["سعاد"])
    assert [summary.id for summary in remote.documents(filters=filters)] == ["oil"]


def test_documents_like_a_part_of_another_are_found(remote: Client) -> None:
    found = remote.similar("sport", span=Span(0, 18), among=["default"], k=2)
    assert len(found) == 2
    assert "sport" not in {similar.document.id for similar in found}
    assert found[0].score >= found[1].score


def test_documents_are_added_as_they_come_and_deleted(remote: Client) -> None:
    made = (
        {"id": f"new/{number}", "text": f"خبر جديد رقم {number}.", "source": "برقية"}
        for number in range(3)
    )
    job = remote.wait(remote.add(made).id, timeout=60)
    assert (job.state, job.added) == (State.DONE, 3)
    assert remote.job(job.id) == job
    assert [each.id for each in remote.jobs()] == [job.id]
    assert remote.cancel(job.id).state is State.DONE
    remote.delete("new/1")
    with pytest.raises(NotFoundError) as error:
        remote.document("new/1")
    assert error.value.slug == "document-not-found"
    assert remote.delete_matching(FilterFields(sources=["برقية"])) == 2
    with pytest.raises(InvalidRequestError) as refused:
        remote.delete_matching(FilterFields())
    assert refused.value.slug == "empty-filter"
    assert remote.stats().documents == len(DOCUMENTS) + 1


def test_files_are_added_under_their_names(
    remote: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "أخبار").mkdir()
    (tmp_path / "أخبار/خبر.txt").write_text("نص الخبر الأول.", encoding="utf-8")
    (tmp_path / "other.txt").write_text("نص الخبر الثاني.", encoding="utf-8")
    quoted, percent = Path('قال "نعم".txt'), Path("100% و%41.txt")
    quoted.write_text("نص الخبر الثالث.", encoding="utf-8")
    percent.write_text("نص الخبر الرابع.", encoding="utf-8")
    files = [Path("أخبار/خبر.txt"), tmp_path / "other.txt", quoted, percent]
    started = remote.add_files(files)
    job = remote.wait(started.id, timeout=60)
    assert (job.added, job.skipped) == (4, [])
    ids = {summary.id for summary in remote.documents()}
    assert {"أخبار/خبر", "other", 'قال "نعم"', "100% و%41"} <= ids


def test_a_file_whose_name_has_the_end_of_a_line_is_named(
    remote: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a\nb.txt").write_text("نص.", encoding="utf-8")
    job = remote.wait(remote.add_files([Path("a\nb.txt")]).id, timeout=60)
    assert (job.added, len(job.skipped)) == (0, 1)


@pytest.mark.parametrize("key", ["shw_secret\n", "shw_secret\u200f", " shw_secret"])
def test_a_key_that_no_header_may_have_is_in_no_message(key: str) -> None:
    with pytest.raises(UnsendableError, match="the key has a sign") as error:
        Client(ADDRESS, key=key)
    assert "secret" not in str(error.value)


def test_the_password_of_an_address_is_in_no_message() -> None:
    with pytest.raises(UnreachableError) as error:
        Client("http://desk:secret@127.0.0.1:1").stats()
    assert "http://127.0.0.1:1 cannot be reached" in str(error.value)


def test_collections_are_made_and_deleted(remote: Client) -> None:
    assert remote.create_collection("wires").documents == 0
    with pytest.raises(ConflictError) as error:
        remote.create_collection("wires")
    assert error.value.slug == "collection-exists"
    assert [collection.name for collection in remote.collections()] == ["default", "wires"]
    remote.delete_collection("wires")
    assert [collection.name for collection in remote.collections()] == ["default"]


def test_the_key_is_sent(newsroom: Archive, http: TestClient) -> None:
    gate = Gate(Settings(newsroom.folder))
    _, token = gate.keys.create(Role.READER, "archive desk", None, None)
    gate.close()
    with pytest.raises(NotSignedInError):
        Client(ADDRESS, http=http).search(MEASLES)
    assert Client(ADDRESS, token, http=http).search(MEASLES).hits
    with pytest.raises(connection.NotAllowedError) as error:
        Client(ADDRESS, token, http=http).add([])
    assert token not in str(error.value)


@pytest.mark.parametrize(
    ("question", "slug"), [("؟؟", "empty-question"), ("س" * 2001, "question-too-long")]
)
def test_a_question_that_means_nothing_says_why(remote: Client, question: str, slug: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        remote.search(question)
    assert error.value.slug == slug
    assert str(error.value) == f"{error.value.problem.title}: {error.value.problem.detail}"


def test_a_busy_service_is_asked_again_when_it_says(waits: list[float]) -> None:
    client = scripted(busy(retry_after="7"), busy(503), suggestions())
    assert client.suggest("ح") == ["حملة"]
    assert waits == [7.0, 2.0]


def test_a_list_of_questions_is_sent_once(waits: list[float]) -> None:
    client = scripted(busy(503, retry_after="3"))
    with pytest.raises(BusyError):
        client.create_batch(["من باع؟"])
    assert not waits


def test_a_collection_that_is_being_written_is_asked_again(waits: list[float]) -> None:
    client = scripted(busy(409, retry_after="3"), suggestions())
    assert client.suggest("ح") == ["حملة"]
    assert waits == [3.0]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([busy(retry_after="3600")], []),
        ([busy() for _ in range(4)], [1.0, 2.0, 4.0]),
        ([busy(409)], []),
        ([busy(500)], []),
    ],
    ids=["too long", "too often", "conflict", "failure"],
)
def test_it_does_not_ask_for_ever(
    answers: list[httpx2.Response], expected: list[float], waits: list[float]
) -> None:
    with pytest.raises((BusyError, ConflictError, ServiceError)):
        scripted(*answers).suggest("ح")
    assert waits == expected


def test_an_upload_is_not_sent_again(waits: list[float]) -> None:
    with pytest.raises(BusyError) as error:
        scripted(busy(retry_after="1")).add([{"id": "a", "text": "نص"}])
    assert error.value.retry_after == 1.0
    assert waits == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json={"hits": []}),
        httpx2.Response(502, text="Bad gateway"),
        httpx2.Response(302, headers={"Location": "/sign-in"}),
    ],
)
def test_another_service_is_told_apart(answer: httpx2.Response) -> None:
    with pytest.raises(UnexpectedAnswerError, match=r"127\.0\.0\.1"):
        scripted(answer).suggest("ح")


def test_an_answer_that_unpacks_to_more_than_any_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.connection.LARGEST_ANSWER", 100_000)
    packed = gzip.compress(b" " * 1_000_000)
    answer = httpx2.Response(200, content=packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(UnexpectedAnswerError, match="more than 100000 bytes"):
        scripted(answer).suggest("ح")


def test_pages_that_come_over_and_over_end() -> None:
    listed = [
        httpx2.Response(200, json={"documents": [], "next_cursor": cursor}) for cursor in "abab"
    ]
    with pytest.raises(UnexpectedAnswerError, match="'a' comes over and over"):
        list(scripted(*listed).documents())


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (httpx2.ConnectError("refused"), "cannot be reached: refused"),
        (httpx2.ReadTimeout("slow"), "did not answer in time"),
    ],
)
def test_a_service_that_is_not_there_is_told(error: Exception, message: str) -> None:
    with pytest.raises(UnreachableError, match=message):
        scripted(error).suggest("ح")


@pytest.mark.usefixtures("waits")
def test_waiting_for_a_job_has_an_end(remote: Client) -> None:
    job = remote.add([{"id": "a", "text": "نص"}])
    done = remote.wait(job.id, timeout=60)
    running = done.model_dump(mode="json") | {"state": "running"}
    client = scripted(httpx2.Response(200, json=running))
    with pytest.raises(TimeoutError, match="is running after 0 seconds"):
        client.wait(job.id, timeout=0)


def test_a_call_ends_in_time_though_the_service_says_to_wait() -> None:
    client = scripted(busy(retry_after="30"), suggestions(), timeout=1.0)
    started = time.monotonic()
    with pytest.raises(BusyError):
        client.suggest("ح")
    assert time.monotonic() < started + 1


def test_a_call_ends_in_time_though_the_answer_comes_in_drops() -> None:
    def drops() -> Iterator[bytes]:
        while True:
            time.sleep(0.05)
            yield b" "

    client = scripted(httpx2.Response(200, content=drops()), timeout=0.4)
    started = time.monotonic()
    with pytest.raises(UnreachableError, match="in time"):
        client.suggest("ح")
    assert time.monotonic() < started + 2


@pytest.mark.parametrize("piece", [b"H", b"A: b\r\n", b"HTTP/1.1 103 Early Hints\r\n\r\n"])
def test_a_call_ends_in_time_though_the_answer_does_not_begin(piece: bytes) -> None:
    body = suggestions().content
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    asked: list[bytes] = []

    def serve() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as connection:
            asked.append(connection.recv(10_000))
            connection.sendall(whole)
            asked.append(connection.recv(10_000))
            connection.sendall(b"" if piece[:1] == b"H" else b"HTTP/1.1 200 OK\r\n")
            for _ in range(40):
                connection.sendall(piece)
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve)
        server.start()
        with Client(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.4) as client:
            assert client.suggest("ح") == ["حملة"]
            started = time.monotonic()
            with pytest.raises(UnreachableError, match="in time"):
                client.suggest("ح")
            assert time.monotonic() < started + 1
        server.join()
    assert all(asked)  # on one connection


async def _documents() -> AsyncIterator[dict[str, object]]:
    yield {"id": "n", "text": "نص"}


def closed() -> Client:
    client = Client(ADDRESS)
    client.close()
    return client


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.search("سؤال \ud800"),
        lambda client: client.suggest("سؤال \ud800"),
        lambda client: client.document("\ud800"),
        lambda client: client.add([{"id": "a", "text": "نص"}, {"id": "b", "text": "\ud800"}]),
        lambda client: client.add([{"id": "a", "score": float("nan")}]),
        lambda client: client.add([{"id": "a", "text": object()}]),
        lambda client: client.add_files([Path("/no/such/file.txt")]),
        lambda client: client.add_files([Path("a\\b.txt")]),
        lambda client: client.add("نص"),
        lambda client: client.add({"id": "n", "text": "نص"}),
        lambda client: client.add(_documents()),
        lambda _: closed().stats(),
        lambda client: client.create_batch("من باع؟"),
        lambda client: client.search_batch("من باع؟"),
        lambda client: client.suggest("ح", collections="default"),
        lambda _: Client(ADDRESS, key="مفتاح").stats(),
        lambda _: Client("http://[").stats(),
        lambda _: Client("nowhere").stats(),
        lambda _: scripted(httpx2.DecodingError("damaged")).stats(),
        lambda _: scripted(httpx2.TooManyRedirects("in a circle")).stats(),
    ],
)
def test_whatever_goes_wrong_is_an_error_of_the_client(
    remote: Client, ask: Callable[[Client], object]
) -> None:
    with pytest.raises(ClientError):
        ask(remote)


def test_calls_that_wait_hold_no_other_client_and_nothing_else(http: TestClient) -> None:
    ended, waiting = threading.Event(), threading.Barrier(41)

    def never(_: httpx2.Request) -> httpx2.Response:
        waiting.wait()
        ended.wait()
        return httpx2.Response(200, json={})

    async def ask() -> int:
        slow = AsyncClient(ADDRESS, http=httpx2.Client(transport=httpx2.MockTransport(never)))
        async with slow, AsyncClient(ADDRESS, http=http) as client:
            calls = [asyncio.create_task(slow.stats()) for _ in range(40)]
            await asyncio.to_thread(waiting.wait)
            count = len((await client.search(MEASLES)).hits)
            ended.set()
            await asyncio.gather(*calls, return_exceptions=True)
            return count

    assert asyncio.run(ask()) > 0


def test_an_async_client_asks_the_same(http: TestClient) -> None:
    async def ask() -> tuple[object, list[str], list[str]]:
        async with AsyncClient(ADDRESS, http=http) as client:
            answers = await asyncio.gather(*(client.search(MEASLES) for _ in range(3)))
            hits = [hit.document.id async for hit in client.search_all(MEASLES)]
            listed = [each.id async for each in client.documents()]
            with pytest.raises(NotFoundError):
                await client.document("none")
            job = await client.wait((await client.add([{"id": "n", "text": "نص"}])).id, 60)
            assert job.added == 1
            return answers, hits, listed

    answers, hits, listed = asyncio.run(ask())
    client = Client(ADDRESS, http=http)
    client.delete("n")
    assert answers == [client.search(MEASLES)] * 3
    assert hits == [hit.document.id for hit in client.search_all(MEASLES)]
    assert listed == [each.id for each in client.documents()]


def test_an_async_client_can_whatever_the_other_can() -> None:
    for name, _ in inspect.getmembers(Client, inspect.isfunction):
        if not name.startswith("_"):
            assert getattr(AsyncClient, name).__doc__ == getattr(Client, name).__doc__


@pytest.mark.parametrize("is_own", [True, False])
def test_it_closes_only_what_it_opened(*, is_own: bool) -> None:
    http = None if is_own else httpx2.Client()
    with Client(ADDRESS, http=http) as client:
        used = client._http
    assert used.is_closed is is_own
    used.close()


def test_the_example_of_the_documentation_runs(
    http: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("service.client.httpx2.Client", lambda **_: http)
    block = re.search(r"(?:^    .*\n|^\n)+", GUIDE.partition("## Python client")[2], re.MULTILINE)
    assert block is not None
    exec(textwrap.dedent(block[0]), {})  # noqa: S102 - an example of this repository
    assert capsys.readouterr().out.splitlines()[-1] == "3"


def test_every_method_is_in_the_documentation() -> None:
    methods = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if name[0] != "_"}
    table = GUIDE.partition("| method |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == methods - {"close"}


@pytest.mark.parametrize(
    "module", ["service.client", "service.async_client", "service.retrievers.passages"]
)
def test_no_framework_is_loaded(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"fastapi", "starlette", "openvino", "faiss", "tantivy", "jinja2", "indexer"}
    if "client" in module:  # which is installed without them
        heavy |= {"numpy", "pyarabic", "wordfreq", "rapidfuzz"}
    assert heavy.isdisjoint(done.stdout.split())

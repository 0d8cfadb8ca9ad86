"""The application when it has more to do than it can."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from search.archive import Archive
from search.records import Query, Results
from service.app import create_app
from service.operations.admission import Admission
from service.operations.deadlines import Clock
from service.saved.storage import SavedSearches
from service.settings import Settings
from testing.waiting import PATIENCE, wait_until

ASK = "/api/v1/search?q=الحوار"


@dataclass
class Held:
    """A service whose searches stand still until told to go on."""

    client: TestClient
    pool: ThreadPoolExecutor
    entered: threading.Semaphore
    may_go_on: threading.Event
    asked: list[str]

    def ask(self) -> Future[Response]:
        return self.pool.submit(self.client.get, ASK)

    def save(self, *questions: str) -> None:
        for each in questions:
            saved = {"query": f"q={each}"}
            answer = self.client.post("/saved", data=saved, follow_redirects=False)
            assert answer.status_code == 303

    def waiting(self) -> int:
        return int(self.client.app.state.admission.waiting)  # type: ignore[attr-defined]

    def running(self) -> int:
        return int(self.client.app.state.admission.running)  # type: ignore[attr-defined]


@pytest.fixture
def deadline() -> float:
    return PATIENCE


@pytest.fixture
def held(archive: Archive, monkeypatch: pytest.MonkeyPatch, deadline: float) -> Iterator[Held]:
    entered, may_go_on, asked = threading.Semaphore(0), threading.Event(), list[str]()
    search = Archive.search

    def stand_still(self: Archive, query: Query, names: tuple[str, ...]) -> Results:
        asked.append(query.text)
        entered.release()
        assert may_go_on.wait(PATIENCE)
        return search(self, query, names)

    monkeypatch.setattr(Archive, "search", stand_still)
    settings = Settings(archive.folder, running=1, deadline_seconds=deadline)
    app = create_app(settings, lambda: archive)
    with (
        TestClient(app, base_url="http://127.0.0.1") as client,
        ThreadPoolExecutor(2 + settings.waiting) as pool,
    ):
        yield Held(client, pool, entered, may_go_on, asked)
        may_go_on.set()
        # The archive is that of other tests too.
        searches = SavedSearches(app.state.gate.database)
        for each in searches.of(None):
            searches.delete(each.id, None)


def test_what_cannot_wait_is_refused_and_the_rest_is_answered(held: Held) -> None:
    most = Settings(Path(), running=1).waiting
    first = held.ask()
    assert held.entered.acquire(timeout=PATIENCE)
    rest = [held.ask() for _ in range(most)]
    wait_until(lambda: held.waiting() == most)
    refused = held.client.get(ASK)
    assert refused.status_code == 429
    assert refused.json()["type"] == "/problems/overloaded"
    assert int(refused.headers["retry-after"]) >= 1
    assert "default-src 'none'" in refused.headers["content-security-policy"]
    held.may_go_on.set()
    assert {each.result(PATIENCE).status_code for each in (first, *rest)} == {200}
    assert (held.running(), held.waiting()) == (0, 0)


def test_a_slow_search_blocks_nothing_else(held: Held) -> None:
    slow = held.ask()
    assert held.entered.acquire(timeout=PATIENCE)
    waiting = held.ask()
    wait_until(lambda: held.waiting() == 1)
    for path in ("/healthz", "/readyz", "/static/style.css", "/metrics"):
        assert held.client.get(path).status_code == 200
    assert held.client.get("/api/v1/documents/none").status_code == 404
    assert not slow.done()
    assert not waiting.done()
    text = held.client.get("/metrics").text
    assert "shawahid_searches_running 1.0" in text
    assert "shawahid_searches_waiting 1.0" in text


@pytest.mark.parametrize("deadline", [0.2])
def test_a_late_search_is_answered_with_a_problem_and_keeps_its_place_and_who_waits_loses_it(
    held: Held,
) -> None:
    running = held.ask()
    assert held.entered.acquire(timeout=PATIENCE)
    waiting = held.ask()
    for late, status, kind in (
        (running, 503, "deadline-exceeded"),
        (waiting, 429, "overloaded"),
    ):
        response = late.result(PATIENCE)
        assert response.status_code == status
        assert response.json()["type"] == f"/problems/{kind}"
        assert "x-request-id" in response.headers
    assert (held.running(), held.waiting()) == (1, 0)
    held.may_go_on.set()
    wait_until(lambda: held.running() == 0)
    assert held.client.get(ASK).status_code == 200


@pytest.mark.parametrize("deadline", [0.2])
def test_a_late_batch_gives_its_place_back_after_the_question_that_it_is_at(held: Held) -> None:
    body = {"questions": [{"question": "الحوار"}] * 5}
    late = held.pool.submit(held.client.post, "/api/v1/search/batch", json=body)
    assert held.entered.acquire(timeout=PATIENCE)
    assert late.result(PATIENCE).json()["type"] == "/problems/deadline-exceeded"
    held.may_go_on.set()
    wait_until(lambda: held.running() == 0)
    assert not held.entered.acquire(blocking=False)


def test_a_batch_lets_others_ask_between_its_questions(held: Held) -> None:
    body = {"questions": [{"question": "النفط"}, {"question": "الغاز"}]}
    batch = held.pool.submit(held.client.post, "/api/v1/search/batch", json=body)
    assert held.entered.acquire(timeout=PATIENCE)
    other = held.ask()
    wait_until(lambda: held.waiting() == 1)
    held.may_go_on.set()
    assert {each.result(PATIENCE).status_code for each in (batch, other)} == {200}
    assert held.asked == ["النفط", "الحوار", "الغاز"]


@pytest.mark.parametrize("deadline", [0.2])
def test_a_late_page_of_saved_searches_asks_no_more_than_the_one_that_it_is_at(held: Held) -> None:
    held.save("الحوار", "النفط", "الغاز")
    late = held.pool.submit(held.client.get, "/saved")
    assert held.entered.acquire(timeout=PATIENCE)
    assert late.result(PATIENCE).status_code == 503
    held.may_go_on.set()
    wait_until(lambda: held.running() == 0)
    assert not held.entered.acquire(timeout=0.2)


def test_a_page_of_saved_searches_lets_others_ask_between_them(held: Held) -> None:
    held.save("النفط", "الغاز")
    page = held.pool.submit(held.client.get, "/saved")
    assert held.entered.acquire(timeout=PATIENCE)
    other = held.ask()
    wait_until(lambda: held.waiting() == 1)
    held.may_go_on.set()
    assert other.result(PATIENCE).status_code == 200
    assert "هذا ما وُجد من قبل" not in page.result(PATIENCE).text
    assert [text == "الحوار" for text in held.asked] == [False, True, False]


def test_the_clock_of_a_page_of_saved_searches_does_not_begin_again_in_the_queue(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.save("النفط", "الغاز")
    begun: list[Clock] = []
    restart = Clock.restart

    def noted(clock: Clock) -> None:
        begun.append(clock)
        restart(clock)

    monkeypatch.setattr(Clock, "restart", noted)
    page = held.pool.submit(held.client.get, "/saved")
    assert held.entered.acquire(timeout=PATIENCE)
    before = begun.count(begun[0])
    other = held.ask()
    wait_until(lambda: held.waiting() == 1)
    held.may_go_on.set()
    assert {each.result(PATIENCE).status_code for each in (page, other)} == {200}
    assert begun.count(begun[0]) == before


def test_a_page_of_saved_searches_says_for_which_it_did_not_look(held: Held) -> None:
    held.save("النفط", "الغاز")
    held.client.app.state.admission = full = Admission(1, 0)  # type: ignore[attr-defined]
    full.running = 1
    shown = held.client.get("/saved")
    assert shown.status_code == 200
    assert shown.text.count("هذا ما وُجد من قبل") == 2
    assert held.asked == []


def test_the_page_says_in_words_that_the_service_is_busy(held: Held) -> None:
    most = Settings(Path(), running=1).waiting
    first = held.ask()
    # Before the others ask: one more than may wait would be refused.
    assert held.entered.acquire(timeout=PATIENCE)
    rest = [held.ask() for _ in range(most)]
    wait_until(lambda: held.waiting() == most)
    page = held.client.get("/?q=الحوار")
    assert page.status_code == 429
    assert "الطلب كثير" in page.text
    held.may_go_on.set()
    assert {each.result(PATIENCE).status_code for each in (first, *rest)} == {200}

"""Whoever waits longest is next, whoever comes back meanwhile."""

import threading

import pytest

from search.models.turns import Turns
from testing.waiting import wait_until


def waiting(turns: Turns[str], count: int) -> None:
    """Wait until so many threads wait."""
    wait_until(lambda: len(turns._waiting) >= count)


def test_who_waits_is_served_before_who_comes_back() -> None:
    turns, order = Turns(["lane"]), list[str]()

    def use(name: str) -> None:
        with turns.taken():
            order.append(name)

    threads = [threading.Thread(target=use, args=(name,)) for name in "abc"]
    with turns.taken():
        for count, thread in enumerate(threads, 1):
            thread.start()
            waiting(turns, count)
    use("back")
    for thread in threads:
        thread.join()
    assert order == ["a", "b", "c", "back"]


def test_a_failure_and_an_interrupted_wait_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(["lane"])
    with pytest.raises(ValueError, match="no"), turns.taken():
        raise ValueError("no")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with turns.taken(), monkeypatch.context() as patch:
        patch.setattr("search.models.turns.Future.result", interrupted)
        with pytest.raises(KeyboardInterrupt), turns.taken():
            pytest.fail("nothing was given back")
    with turns.taken() as lane:
        assert lane == "lane"


def test_several_are_used_at_once() -> None:
    turns = Turns(["one", "two"])
    with turns.taken() as first, turns.taken() as second:
        assert {first, second} == {"one", "two"}

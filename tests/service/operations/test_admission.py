import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.operations.admission import Admission
from service.problems import CLIENT_GONE, OVERLOADED, ProblemError

LONG = 10.0


@pytest.fixture(autouse=True, scope="module")
def no_pause() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.operations.admission.PAUSE", 0)
        yield


async def stays() -> None:
    await asyncio.Event().wait()


async def hold(
    admission: Admission, until: asyncio.Event, log: list[int], number: int, caller: str = "a"
) -> None:
    async with admission.slot(caller, LONG, stays):
        log.append(number)
        await until.wait()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_questions_run_in_the_order_in_which_they_came() -> None:
    async def scenario() -> None:
        admission, until, log = Admission(2, 8), asyncio.Event(), list[int]()
        tasks = [asyncio.create_task(hold(admission, until, log, n)) for n in range(6)]
        await settle()
        assert log == [0, 1]
        assert (admission.running, admission.waiting) == (2, 4)
        until.set()
        await asyncio.gather(*tasks)
        assert log == [0, 1, 2, 3, 4, 5]
        assert (admission.running, admission.waiting) == (0, 0)

    asyncio.run(scenario())


def test_callers_take_turns() -> None:
    async def scenario() -> None:
        admission, until, log = Admission(1, 8), asyncio.Event(), list[int]()
        callers = "aaaabbc"
        tasks = [
            asyncio.create_task(hold(admission, until, log, n, caller))
            for n, caller in enumerate(callers)
        ]
        await settle()
        until.set()
        await asyncio.gather(*tasks)
        assert "".join(callers[n] for n in log) == "abacbaa"

    asyncio.run(scenario())


def test_the_next_place_goes_to_whoever_has_the_fewest() -> None:
    async def scenario() -> None:
        admission, log = Admission(2, 8), list[int]()
        until = [asyncio.Event() for _ in range(5)]
        tasks = [
            asyncio.create_task(hold(admission, until[n], log, n, caller))
            for n, caller in enumerate("aaaab")
        ]
        await settle()
        until[0].set()
        await settle()
        assert log == [0, 1, 4]
        for each in until:
            each.set()
        await asyncio.gather(*tasks)

    asyncio.run(scenario())


def test_whoever_has_the_most_that_wait_makes_room_for_another() -> None:
    async def scenario() -> None:
        admission, until, log = Admission(1, 2), asyncio.Event(), list[int]()
        tasks = [
            asyncio.create_task(hold(admission, until, log, n, caller))
            for n, caller in enumerate("aaabcd")
        ]
        await settle()
        assert admission.waiting == 2
        until.set()
        problems = await asyncio.gather(*tasks, return_exceptions=True)
        refused = [isinstance(each, ProblemError) for each in problems]
        # The last of a has gone for the first of b; c and d would have to send a caller away.
        assert refused == [False, False, True, False, True, True]
        assert log == [0, 3, 1]

    asyncio.run(scenario())


def test_beyond_those_that_may_wait_one_is_refused_and_told_when_to_come_back() -> None:
    async def scenario() -> None:
        admission, until = Admission(1, 1), asyncio.Event()
        tasks = [asyncio.create_task(hold(admission, until, [], n)) for n in range(2)]
        await settle()
        with pytest.raises(ProblemError, match=OVERLOADED.slug) as caught:
            await hold(admission, until, [], 2)
        assert int((caught.value.headers or {})["Retry-After"]) >= 1
        assert admission.refused == 1
        until.set()
        await asyncio.gather(*tasks)
        await hold(admission, until, [], 3)  # there is room again at once

    asyncio.run(scenario())


def test_who_has_gone_away_or_waited_too_long_leaves_the_queue() -> None:
    async def scenario() -> None:
        admission, until = Admission(1, 2), asyncio.Event()
        running = asyncio.create_task(hold(admission, until, [], 0))
        await settle()

        async def leaves() -> None:
            await asyncio.sleep(0.01)

        with pytest.raises(ProblemError, match=CLIENT_GONE.slug):
            async with admission.slot("a", LONG, leaves):
                pytest.fail("it ran")
        with pytest.raises(ProblemError, match=OVERLOADED.slug):
            async with admission.slot("a", 0.01, stays):
                pytest.fail("it ran")
        assert (admission.running, admission.waiting) == (1, 0)
        until.set()
        await running
        assert admission.running == 0

    asyncio.run(scenario())


def test_a_cancelled_turn_goes_to_the_next() -> None:
    async def scenario() -> None:
        admission, until, log = Admission(1, 3), asyncio.Event(), list[int]()
        first = asyncio.create_task(hold(admission, until, log, 0))
        await settle()
        second, third = (asyncio.create_task(hold(admission, until, log, n)) for n in (1, 2))
        await settle()
        until.set()
        await first
        second.cancel()  # its turn has come, but it has not seen that yet
        await asyncio.wait({second, third})
        assert log == [0, 2]
        assert (admission.running, admission.waiting) == (0, 0)

    asyncio.run(scenario())


def test_a_failing_question_gives_its_place_back() -> None:
    async def scenario() -> None:
        admission = Admission(1, 1)
        with pytest.raises(ValueError, match="no"):
            async with admission.slot("a", LONG, stays):
                raise ValueError("no")
        assert admission.running == 0

    asyncio.run(scenario())


@given(
    st.integers(1, 3),
    st.integers(0, 4),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["ask", "gone", "late", "fails"])),
        max_size=15,
    ),
)
def test_places_are_neither_lost_nor_given_twice(
    running: int, waiting: int, asked: list[tuple[str, str]]
) -> None:
    async def scenario() -> None:
        admission = Admission(running, waiting)
        most = 0

        async def one(asking: tuple[str, str]) -> None:
            nonlocal most
            caller, kind = asking

            async def leaves() -> None:
                await asyncio.sleep(0 if kind == "gone" else LONG)

            gone: Callable[[], Awaitable[None]] = leaves
            async with admission.slot(caller, 0.0 if kind == "late" else LONG, gone):
                most = max(most, admission.running)
                await asyncio.sleep(0)
                if kind == "fails":
                    raise ValueError(kind)

        results = await asyncio.gather(*map(one, asked), return_exceptions=True)
        problems = [each.kind for each in results if isinstance(each, ProblemError)]
        assert set(problems) <= {OVERLOADED, CLIENT_GONE}
        others = [each for each in results if not isinstance(each, ProblemError)]
        assert all(each is None or isinstance(each, ValueError) for each in others)
        assert most <= running
        assert (admission.running, admission.waiting) == (0, 0)
        assert problems.count(OVERLOADED) == admission.refused

    asyncio.run(scenario())

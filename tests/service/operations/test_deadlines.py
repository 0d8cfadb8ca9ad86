import asyncio

from fastapi.responses import PlainTextResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from service.operations.deadlines import Deadlines

SECONDS = 0.1
SCOPE: Scope = {"type": "http", "method": "POST", "path": "/", "headers": []}


def late(_request: Request) -> Response:
    return PlainTextResponse("late", 503)


def statuses(parts: list[float], work: float) -> list[int]:
    """Statuses sent for a body whose parts take so long, and an answer that takes so long."""
    sent: list[int] = []

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await asyncio.sleep(work)
        await PlainTextResponse("done")(_scope, receive, send)

    async def scenario() -> None:
        left = list(parts)

        async def receive() -> Message:
            await asyncio.sleep(left.pop(0))
            return {"type": "http.request", "body": b"-", "more_body": bool(left)}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])

        await Deadlines(app, SECONDS, late)(dict(SCOPE), receive, send)
        await asyncio.sleep(work)

    asyncio.run(scenario())
    return sent


def test_an_answer_in_time_is_passed_on() -> None:
    assert statuses([0], 0) == [200]


def test_a_late_answer_is_replaced_and_thrown_away() -> None:
    assert statuses([0], 2 * SECONDS) == [503]


def test_a_long_upload_may_take_its_time() -> None:
    assert statuses([SECONDS / 2] * 4, 0) == [200]


def test_an_upload_that_stands_still_is_given_up() -> None:
    assert statuses([2 * SECONDS], 0) == [503]

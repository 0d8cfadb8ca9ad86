"""The client for programs that wait for many things at a time.

    from service.async_client import AsyncClient

    async with AsyncClient("https://search.newsroom.example", key="...") as client:
        answer = await client.search("من أطلق الحوار الإقليمي؟")
        async for hit in client.search_all("أسعار النفط"):
            print(hit.document.id)

Every call is one of ``service.client.Client`` in a thread, with its arguments and errors. A call
that is cancelled goes on in its thread until it has its answer or its time is over. A client has
threads of its own, ``MOST_AT_A_TIME``: more calls wait for one of these to end, and their time
counts from then on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx2

from service.client import DEFAULT_TIMEOUT_SECONDS, Client

# Calls of one client that are under way; a thread that waits costs little.
MOST_AT_A_TIME = 100

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def _in_thread(client: "AsyncClient", call: Callable[[], _T]) -> _T:
    return await asyncio.get_running_loop().run_in_executor(client.threads, call)


def _awaited(
    method: Callable[Concatenate[Client, _P], _T],
) -> "Callable[Concatenate[AsyncClient, _P], Coroutine[Any, Any, _T]]":
    @wraps(method)
    async def call(it: "AsyncClient", /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return await _in_thread(it, partial(method, it.client, *args, **kwargs))

    return call


def _iterated(
    method: Callable[Concatenate[Client, _P], Iterator[_T]],
) -> "Callable[Concatenate[AsyncClient, _P], AsyncIterator[_T]]":
    @wraps(method)
    async def call(it: "AsyncClient", /, *args: _P.args, **kwargs: _P.kwargs) -> AsyncIterator[_T]:
        items = method(it.client, *args, **kwargs)
        while (item := await _in_thread(it, partial(next, items, None))) is not None:
            yield item

    return call


class AsyncClient:
    """Asks a service without blocking; see ``service.client.Client``.

    Attributes:
        client: that does the work.
        threads: in which it does.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        http: httpx2.Client | None = None,
    ) -> None:
        self.client = Client(address, key, timeout=timeout, http=http)
        # Not the loop's, which are few, and those of all else in the program.
        self.threads = ThreadPoolExecutor(MOST_AT_A_TIME, thread_name_prefix="shawahid-client")

    async def __aenter__(self) -> Self:
        """The client, which is closed at the end."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.close()

    close = _awaited(Client.close)
    search = _awaited(Client.search)
    search_all = _iterated(Client.search_all)
    search_batch = _awaited(Client.search_batch)
    create_batch = _awaited(Client.create_batch)
    batches = _awaited(Client.batches)
    batch = _awaited(Client.batch)
    wait_for_batch = _awaited(Client.wait_for_batch)
    delete_batch = _awaited(Client.delete_batch)
    suggest = _awaited(Client.suggest)
    verify_quotation = _awaited(Client.verify_quotation)
    document = _awaited(Client.document)
    documents = _iterated(Client.documents)
    similar = _awaited(Client.similar)
    add = _awaited(Client.add)
    add_files = _awaited(Client.add_files)
    delete = _awaited(Client.delete)
    delete_matching = _awaited(Client.delete_matching)
    collections = _awaited(Client.collections)
    create_collection = _awaited(Client.create_collection)
    delete_collection = _awaited(Client.delete_collection)
    stats = _awaited(Client.stats)
    jobs = _awaited(Client.jobs)
    job = _awaited(Client.job)
    cancel = _awaited(Client.cancel)
    wait = _awaited(Client.wait)

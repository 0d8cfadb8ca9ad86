"""Who reads and embeds for ``shawahid index``: the process itself, several, or a cluster."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import given

if TYPE_CHECKING:
    from indexer.workers.dask_cluster import Scheduler
    from indexer.workers.pool import Workers

MOST_WORKERS = 256

WorkersOption = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=MOST_WORKERS,
        help="Read and embed with this many processes, each with a model in memory.",
    ),
]
SchedulerOption = Annotated[
    str | None,
    given("ADDRESS", "Read and embed by the workers of this Dask scheduler, as tls://HOST:PORT."),
]
CertificatesOption = Annotated[
    Path | None,
    given("DIR", "A folder with ca.pem, certificate.pem and key.pem for the scheduler."),
]
PlainOption = Annotated[
    bool,
    typer.Option(
        "--without-tls",
        help="Let tcp:// lead to another machine, where everyone on the network is trusted.",
    ),
]


def chosen_scheduler(
    address: str | None, certificates: Path | None, feeds: list[str], *, workers: int, plain: bool
) -> "Scheduler | None":
    """The scheduler of the options, if one is named.

    Raises:
        BadParameter: they do not go together.
    """
    from service.language.environment import words

    if address is None:
        if certificates is not None or plain:
            raise typer.BadParameter(words()("usage.no_scheduler"), param_hint="--scheduler")
        return None
    if workers > 1:
        raise typer.BadParameter(words()("usage.workers_and_scheduler"), param_hint="--workers")
    if feeds:
        raise typer.BadParameter(words()("usage.feeds_and_scheduler"), param_hint="PATH")
    from indexer.workers.dask_cluster import Scheduler

    return Scheduler(address, certificates, plain)


@contextmanager
def spread_over(
    scheduler: "Scheduler | None", workers: int, model: str | None
) -> "Iterator[Workers | None]":
    """The workers of a cluster, or so many processes; ``None`` for this process alone.

    Raises:
        MissingExtraError: a scheduler is named, and Dask is not installed.
        WorkerError: the scheduler is not to be trusted, or not to be reached.
    """
    from indexer.workers.pool import Workers

    if scheduler is not None:
        from indexer.workers.dask_cluster import DaskPool

        with closing(DaskPool(scheduler)) as cluster:
            yield Workers(cluster, model)
    elif workers > 1:
        from indexer.workers.processes import ProcessPool

        with closing(ProcessPool(workers)) as pool:
            yield Workers(pool, model)
    else:
        yield None

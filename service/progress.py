"""Progress bars for long work, on standard error and only where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from service.language.environment import words

if TYPE_CHECKING:
    from indexer.summary import Summary


@contextmanager
def loading_model() -> Iterator[None]:
    """A spinner while a model is loaded; the first time it is prepared, which takes longer."""
    with Console(stderr=True).status(words()("progress.loading")):
        yield


@contextmanager
def indexing_progress(total_bytes: int) -> Iterator[Callable[["Summary"], None]]:
    """A bar over the bytes of the input, with passages a second and the time left."""
    said = words()
    columns = (
        TextColumn(said("progress.indexing")),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total_bytes, documents="", rate="")

        def report(summary: "Summary") -> None:
            rate = summary.passages / summary.seconds if summary.seconds else 0.0
            progress.update(
                task,
                completed=summary.bytes,
                documents=said("progress.documents", count=summary.documents),
                rate=said("progress.rate", rate=rate),
            )

        yield report


@contextmanager
def questions_progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar over the questions of an evaluation."""
    columns = (
        TextColumn(words()("progress.asking")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)

        def report(done: int) -> None:
            progress.update(task, completed=done)

        yield report


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int], None]]:
    """A number of documents that grows.

    Args:
        doing: the key of what is being done.
    """
    said = words()
    columns = (SpinnerColumn(), TextColumn(said(doing)), TextColumn("{task.fields[documents]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, documents="")

        def report(done: int) -> None:
            progress.update(task, documents=said("progress.documents", count=done))

        yield report


@contextmanager
def copying() -> Iterator[Callable[[int, int], None]]:
    """A bar over the pages of a database."""
    columns = (
        TextColumn(words()("progress.copying")),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report

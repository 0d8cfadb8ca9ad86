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

if TYPE_CHECKING:
    from indexer.pipeline import Summary


@contextmanager
def loading_model() -> Iterator[None]:
    """A spinner while a model is loaded; the first time it is prepared, which takes longer."""
    with Console(stderr=True).status("Loading the model (the first time, preparing it)"):
        yield


@contextmanager
def indexing_progress(total_bytes: int) -> Iterator[Callable[["Summary"], None]]:
    """A bar over the bytes of the input, with passages a second and the time left."""
    columns = (
        TextColumn("Indexing"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[documents]:,} documents"),
        TextColumn("{task.fields[rate]:.0f} passages/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total_bytes, documents=0, rate=0.0)

        def report(summary: "Summary") -> None:
            rate = summary.passages / summary.seconds if summary.seconds else 0.0
            progress.update(task, completed=summary.bytes, documents=summary.documents, rate=rate)

        yield report


@contextmanager
def questions_progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar over the questions of an evaluation."""
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)

        def report(done: int) -> None:
            progress.update(task, completed=done)

        yield report


@contextmanager
def counting(name: str) -> Iterator[Callable[[int], None]]:
    """A number of documents that grows."""
    columns = (SpinnerColumn(), TextColumn(name), TextColumn("{task.completed:,} documents"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(done: int) -> None:
            progress.update(task, completed=done)

        yield report


@contextmanager
def copying() -> Iterator[Callable[[int, int], None]]:
    """A bar over the pages of a database."""
    columns = (TextColumn("Copying"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report

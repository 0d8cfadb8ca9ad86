"""Progress bars for long work, on standard error and only where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
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
    documents, rate = TextColumn("{task.fields[documents]}"), TextColumn("{task.fields[rate]}")
    columns = (BarColumn(), TaskProgressColumn(), documents, rate, TimeRemainingColumn())
    with _progress(
        "progress.indexing", *columns, total=total_bytes, documents="", rate=""
    ) as update:

        def report(summary: "Summary") -> None:
            rate = summary.passages / summary.seconds if summary.seconds else 0.0
            update(
                completed=summary.bytes,
                documents=said("progress.documents", count=summary.documents),
                rate=said("progress.rate", rate=rate),
            )

        yield report


@contextmanager
def questions_progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar over the questions of an evaluation."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with _progress("progress.asking", *columns, total=total) as update:
        yield lambda done: update(completed=done)


@contextmanager
def counting(doing: str) -> Iterator[Callable[[int], None]]:
    """A number of documents that grows.

    Args:
        doing: the key of what is being done.
    """
    said = words()
    columns = (SpinnerColumn(), TextColumn("{task.fields[documents]}"))
    with _progress(doing, *columns, documents="") as update:
        yield lambda done: update(documents=said("progress.documents", count=done))


@contextmanager
def copying() -> Iterator[Callable[[int, int], None]]:
    """A bar over the pages of a database."""
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with _progress("progress.copying", *columns) as update:
        yield lambda done, total: update(completed=done, total=total)


@contextmanager
def _progress(doing: str, *columns: ProgressColumn, **task: Any) -> Iterator[Callable[..., None]]:  # noqa: ANN401 - of Rich
    """One line that says what is being done; gives what updates its task."""
    shown = (TextColumn(words()(doing)), *columns)
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        yield partial(progress.update, progress.add_task("", **({"total": None} | task)))

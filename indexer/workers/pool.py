"""The seam between a run and whatever runs its jobs: processes here, or a cluster."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Pending(Protocol):
    """An answer that is waited for."""

    def result(self) -> bytes:
        """The answer, once it is there.

        Raises:
            WorkerError: worker after worker was lost over it.
        """


class Pool(Protocol):
    """Runs jobs; see ``indexer.workers.jobs.answer``. A job whose worker is lost is done again."""

    def workers(self) -> Sequence[object]:
        """Those that there are, at least one; waits for the first.

        Raises:
            WorkerError: there is none.
        """

    def submit(self, setting: bytes, job: bytes, worker: object = None) -> Pending:
        """Have a job done by a worker, or any; jobs of one are begun in their order."""

    def drop(self) -> None:
        """Forget the jobs that nobody waits for any more."""


class Workers(NamedTuple):
    """Workers that a run may use.

    Attributes:
        pool: of them.
        model: by whose name they open the model, where it is not that of the index.
    """

    pool: Pool
    model: str | None = None

"""What the API and the pages of lists of questions have in common."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request

from search.records import Filters
from service.access.callers import Caller
from service.batches import contents
from service.batches.answers import Row
from service.batches.questions import Asked
from service.batches.storage import (
    DAYS_KEPT,
    MOST_BATCHES,
    MOST_LETTERS,
    Batch,
    Batches,
    BatchesFullError,
)
from service.dependencies import CurrentCaller, CurrentReading, Meter, OpenGate, Saver
from service.problems import BATCH_NOT_FOUND, BATCHES_FULL, ProblemError
from service.reading import Reading


async def _own_batch(gate: OpenGate, caller: CurrentCaller, token: str) -> Batch:
    found = Batches(gate.database).with_token(token) if caller.may_save else None
    if found is None or found.key_id != caller.key_id:
        raise ProblemError(BATCH_NOT_FOUND, days=DAYS_KEPT)
    return found


OwnBatch = Annotated[Batch, Depends(_own_batch)]
"""The list at an address, where it is the caller's."""


class _Starting:
    """Has questions asked for a caller."""

    def __init__(self, request: Request, gate: OpenGate, caller: Saver) -> None:
        self._asking = request.app.state.asking
        self._inbox = request.app.state.uploading.inbox
        self._batches = Batches(gate.database)
        self._caller: Caller = caller

    def start(
        self,
        reading: Reading,
        name: str,
        wanted: Sequence[str],
        asked: Sequence[Asked],
        filters: Filters,
    ) -> Batch:
        """Have questions asked, after what others have.

        Raises:
            CollectionMissingError: one of the collections does not exist for the caller.
            ProblemError: the caller has too many lists, or the disk is full.
        """
        names = reading.chosen(wanted) if wanted else ()
        # Of a letter there may be four bytes, once in the database and once in its journal.
        size = 8 * sum(len(each.text) for each in asked)
        self._inbox.check_disk(size, self._inbox.index)
        try:
            batch = self._batches.create(self._caller.key_id, name, names, asked, filters)
        except BatchesFullError as error:
            raise ProblemError(BATCHES_FULL, most=MOST_BATCHES, letters=MOST_LETTERS) from error
        self._asking.wake()
        return batch


Starting = Annotated[_Starting, Depends()]


class _Tables:
    """Makes the tables of lists, each of which counts for the limit of the key as a question."""

    def __init__(self, gate: OpenGate, reading: CurrentReading, meter: Meter) -> None:
        self._batches = Batches(gate.database)
        self._reading = reading
        self._meter = meter

    def rows(self, batch: Batch) -> tuple[Row, ...]:
        """The rows that were asked.

        Raises:
            ProblemError: the caller has asked too much for now.
        """
        self._meter.spend(1)
        return contents.rows(self._batches, batch, self._reading)


Tables = Annotated[_Tables, Depends()]

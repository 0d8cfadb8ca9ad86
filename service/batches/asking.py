"""Asks the questions of all lists, one at a time, whenever nobody waits for the engine."""

import logging
import threading
import time
from collections.abc import Callable

from search.archive import Archive
from search.errors import IndexLockedError, IndexWriteError, ShawahidError
from service.access.callers import Caller
from service.access.gate import Gate
from service.batches.answers import answered
from service.batches.questions import Asked
from service.batches.storage import Batch, Batches
from service.problems import INTERNAL, NOT_SIGNED_IN, Kind, of_error
from service.reading import Reading
from service.schemas.jobs import State

logger = logging.getLogger(__name__)

# How often it is seen whether another process has taken a list, or people leave room.
_LOOKING_SECONDS = 1.0
_YIELDING_SECONDS = 0.05
# While the database cannot be written, and for a key that has asked half of what it may.
_LATER_SECONDS = 5.0
_CLOSING_SECONDS = 10.0


class Asking:
    """A thread that asks. Of several processes one does, for as long as it lives.

    Args:
        archive: that is asked.
        gate: knows the owners of the lists, and what they may.
        has_room: whether nobody waits for the engine, and one more question may run.
    """

    def __init__(self, archive: Archive, gate: Gate, has_room: Callable[[], bool]) -> None:
        self._archive = archive
        self._gate = gate
        self._batches = Batches(gate.database)
        self._has_room = has_room
        self._turn = gate.home.turn()
        self._later: dict[int, float] = {}
        self._changed = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="batches", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for questions now: there are new ones."""
        self._changed.set()

    def close(self) -> None:
        """Stop after the question at hand; what is left is asked by the next service."""
        self._closing.set()
        self._changed.set()
        self._thread.join(_CLOSING_SECONDS)

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                if not self._ask_one():
                    self._changed.wait(_LOOKING_SECONDS)
                    self._changed.clear()
        finally:
            self._turn.release()

    def _ask_one(self) -> bool:
        """Ask the next question, if there is one and this process may."""
        try:
            batch = self._next()
            if batch is None or not self._turn.is_mine():
                return False
            self._ask(batch)
        except ShawahidError as error:  # the database cannot be read, or not be written
            logger.error("lists of questions: %s", error)  # noqa: TRY400
            self._closing.wait(_LATER_SECONDS)
        except Exception:
            # A mistake must not end the thread: what comes later is asked all the same.
            logger.exception("lists of questions")
            self._closing.wait(_LATER_SECONDS)
        return True

    def _next(self) -> Batch | None:
        now = time.monotonic()
        waiting = self._batches.unfinished()
        return next((each for each in waiting if self._later.get(each.id, now) <= now), None)

    def _ask(self, batch: Batch) -> None:
        caller = self._owner(batch)
        if caller is None:
            self._fail(batch, NOT_SIGNED_IN)
            return
        if not self._may_ask(caller):
            self._later[batch.id] = time.monotonic() + _LATER_SECONDS
            return
        while not self._has_room():
            if self._closing.wait(_YIELDING_SECONDS):
                return
        asked = self._batches.next_of(batch)
        if asked is not None:
            self._answer(batch, asked, caller)

    def _answer(self, batch: Batch, asked: Asked, caller: Caller) -> None:
        reading = Reading(self._archive, caller.readable, self._gate.audit(caller))
        try:
            row = answered(asked, reading, batch.collections, batch.filters)
        except (IndexWriteError, IndexLockedError):
            raise
        except ShawahidError as error:
            self._fail(batch, of_error(error).kind)
        except Exception:
            # A mistake in one list must not keep the others from being asked.
            logger.exception("list %s failed", batch.id)
            self._fail(batch, INTERNAL)
        else:
            self._batches.write(batch, row)

    def _owner(self, batch: Batch) -> Caller | None:
        """Who has the list asked; ``None`` where that may nobody any more."""
        if batch.key_id is None:
            caller = self._gate.caller_without_key(is_passed_on=False)
        else:
            key = self._gate.keys.get(batch.key_id)
            caller = None if key is None else key.caller
        return caller if caller is not None and caller.may_save else None

    def _may_ask(self, caller: Caller) -> bool:
        if caller.key_id is None or caller.rate is None:
            return True
        return self._gate.rates.ask_behind(caller.key_id, caller.rate)

    def _fail(self, batch: Batch, kind: Kind) -> None:
        self._batches.end(batch, State.FAILED, kind.slug)

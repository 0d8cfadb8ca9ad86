"""Lists of questions in the database of the service.

Of the archive nothing is kept but where sentences stand: what is deleted, or no longer for the
owner to read, is in no table from then on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from search.records import Filters, Span
from service.access.tokens import new_secret
from service.batches.answers import Row
from service.batches.filters import filters_in, filters_text
from service.batches.questions import Asked
from service.citing.permalink import Reference
from service.database import Database, timestamp
from service.schemas.batches import LONGEST_NAME, Note
from service.schemas.jobs import State
from service.stored_json import names_in

# Of an owner: lists, and letters of all of their questions.
MOST_BATCHES = 50
MOST_LETTERS = 5_000_000
# Days after which a list is forgotten.
DAYS_KEPT = 7

_ALL = Filters()
_ENDED = "state NOT IN ('waiting', 'running')"
_SELECT = (
    "SELECT id, key_id, token, name, collections, created, state, asked, problem,"
    " (SELECT count(*) FROM batch_rows WHERE batch_id = batches.id),"
    " (SELECT filters FROM batch_filters WHERE batch_id = batches.id) FROM batches"
)


class BatchesFullError(Exception):
    """The owner has as many lists, or as much in them, as is kept."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A list of questions.

    Attributes:
        id: of the list.
        key_id: of the key that owns it, ``None`` where no key was needed.
        token: the secret in its address.
        name: what its owner sees.
        collections: that are asked; none for all that the owner may read.
        created: UTC in ISO 8601.
        state: how far it is.
        asked: how many of its questions were.
        problem: the slug of what it failed by.
        questions: how many there are.
        filters: which documents may answer.
    """

    id: int
    key_id: str | None
    token: str
    name: str
    collections: tuple[str, ...]
    created: str
    state: State
    asked: int
    problem: str | None
    questions: int
    filters: Filters

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {State.WAITING, State.RUNNING}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands, what of it answers, counted from it, and how strongly."""

    collection: str
    document_id: str
    reference: Reference
    answer: Span | None
    strength: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a row."""

    asked: Asked
    note: Note | None
    place: Place | None


class Batches:
    """The lists of a service; they exist for their owners alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        key_id: str | None,
        name: str,
        collections: Sequence[str],
        asked: Sequence[Asked],
        filters: Filters = _ALL,
    ) -> Batch:
        """Have questions asked.

        Raises:
            BatchesFullError: the owner has ``MOST_BATCHES``, or would have more than
                ``MOST_LETTERS`` in them.
        """
        token = new_secret()
        letters = sum(len(each.text) for each in asked)
        name = " ".join((name or asked[0].text).split())[:LONGEST_NAME]
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO batches (key_id, token, name, collections, created, state, asked)"
                " SELECT ?, ?, ?, ?, ?, 'waiting', 0"
                " WHERE (SELECT count(*) FROM batches WHERE key_id IS ?) < ?"
                " AND (SELECT coalesce(sum(length(question)), 0) FROM batches"
                " JOIN batch_rows ON batch_id = id WHERE key_id IS ?) <= ? RETURNING id",
                (
                    *(key_id, token, name, json.dumps(list(collections)), timestamp()),
                    *(key_id, MOST_BATCHES, key_id, MOST_LETTERS - letters),
                ),
            ).fetchone()
            if made is None:
                msg = f"at most {MOST_BATCHES} lists and {MOST_LETTERS:,} letters are kept"
                raise BatchesFullError(msg)
            if filters != _ALL:
                connection.execute(
                    "INSERT INTO batch_filters (batch_id, filters) VALUES (?, ?)",
                    (*made, filters_text(filters)),
                )
            connection.executemany(
                "INSERT INTO batch_rows (batch_id, number, line, question) VALUES (?, ?, ?, ?)",
                [(*made, number, *each) for number, each in enumerate(asked)],
            )
        (batch,) = self._found("WHERE token = ?", token)
        return batch

    def of(self, key_id: str | None) -> list[Batch]:
        """The lists of an owner, the latest first."""
        return self._found("WHERE key_id IS ? ORDER BY id DESC", key_id)

    def with_token(self, token: str) -> Batch | None:
        """The list that has this secret in its address."""
        return next(iter(self._found("WHERE token = ?", token)), None)

    def unfinished(self) -> list[Batch]:
        """The lists that have questions to ask, that with the fewest asked first."""
        return self._found(f"WHERE NOT {_ENDED} ORDER BY asked, id")

    def next_of(self, batch: Batch) -> Asked | None:
        """The question of a list that is asked next, ``None`` where it was deleted meanwhile."""
        rows = self._database.rows(
            "SELECT line, question FROM batch_rows WHERE batch_id = ? AND number = ?",
            (batch.id, batch.asked),
        )
        return Asked(*rows[0]) if rows else None

    def write(self, batch: Batch, row: Row) -> None:
        """Write down what became of the next question, unless the list was ended meanwhile."""
        with self._database.transaction() as connection:
            state = State.DONE if batch.asked + 1 == batch.questions else State.RUNNING
            going_on = connection.execute(
                "UPDATE batches SET asked = asked + 1, state = ?"  # noqa: S608 - ours
                f" WHERE id = ? AND asked = ? AND NOT {_ENDED}",
                (state.value, batch.id, batch.asked),
            )
            if going_on.rowcount:
                connection.execute(
                    "UPDATE batch_rows SET note = ?, strength = ?, collection = ?, document_id = ?,"
                    " first = ?, last = ?, digest = ?, answer_first = ?, answer_last = ?"
                    " WHERE batch_id = ? AND number = ?",
                    (*_columns(row), batch.id, batch.asked),
                )

    def end(self, batch: Batch, state: State, problem: str | None = None) -> None:
        """End a list before all of it was asked; one that has ended stays as it is."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE batches SET state = ?, problem = ? WHERE id = ? AND NOT {_ENDED}",  # noqa: S608 - ours
                (state.value, problem, batch.id),
            )

    def rows(self, batch: Batch) -> list[Kept]:
        """What became of the questions that were asked, in their order."""
        found = self._database.rows(
            "SELECT line, question, note, strength, collection, document_id, first, last, digest,"
            " answer_first, answer_last FROM batch_rows WHERE batch_id = ? AND number < ?"
            " ORDER BY number",
            (batch.id, batch.asked),
        )
        return [_kept(row) for row in found]

    def delete(self, batch: Batch) -> None:
        """Delete a list with all that is in it, also from the journal."""
        self._database.purge("DELETE FROM batches WHERE id = ?", (batch.id,))

    def purge(self) -> None:
        """Forget what is older than ``DAYS_KEPT``."""
        before = timestamp(-timedelta(DAYS_KEPT))
        self._database.purge("DELETE FROM batches WHERE created <= ?", (before,))

    def _found(self, condition: str, *values: str | None) -> list[Batch]:
        rows = self._database.rows(f"{_SELECT} {condition}", values)
        return [_batch(row) for row in rows]


def _batch(row: tuple[Any, ...]) -> Batch:
    number, key_id, token, name, collections, created, state, *rest = row
    asked, problem, questions, filters = rest
    return Batch(
        *(number, key_id, token, name, tuple(names_in(collections)), created, State(state)),
        *(asked, problem, questions),
        _ALL if filters is None else filters_in(filters),
    )


def _columns(row: Row) -> tuple[object, ...]:
    note = row.note and row.note.value
    found = row.attested
    if found is None:
        return (note, *[None] * 8)
    sentence = found.sentence
    reference = Reference.of(sentence)
    answer = found.answer and found.answer.shifted(-sentence.start)
    return (
        *(note, found.strength.value, sentence.collection, sentence.document_id),
        *(reference.start, reference.end, reference.digest),
        *(answer or (None, None)),
    )


def _kept(row: tuple[Any, ...]) -> Kept:
    line, question, note, strength, collection, document_id, *place = row
    first, last, digest, answer_first, answer_last = place
    asked = Asked(line, question)
    note = None if note is None else Note(note)
    if first is None:
        return Kept(asked, note, None)
    answer = None if answer_first is None else Span(answer_first, answer_last)
    reference = Reference(first, last, digest)
    return Kept(asked, note, Place(collection, document_id, reference, answer, strength))

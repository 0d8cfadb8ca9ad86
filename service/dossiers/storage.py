"""Dossiers in the database of the service."""

from dataclasses import astuple, dataclass
from enum import Enum

from search.records import Citation, Document, Span
from service.access.tokens import new_secret
from service.citing.permalink import Reference
from service.database import Connection, Database, timestamp

# Of an owner, and of a dossier.
MOST_DOSSIERS = 100
MOST_ITEMS = 100
# Code points of a name, of a note, of a quotation, and of all notes and quotations of a dossier.
LONGEST_NAME = 200
LONGEST_NOTE = 5_000
LONGEST_QUOTE = 10_000
MOST_LETTERS = 300_000

_SELECT = (
    "SELECT id, key_id, name, token, created,"
    " (SELECT count(*) FROM dossier_items WHERE dossier_id = dossiers.id) FROM dossiers"
)
_SELECT_ITEMS = (
    "SELECT id, collection, document_id, first, last, digest, quote, note, added,"
    " item_id, came, title, source, author, date"
    " FROM dossier_items LEFT JOIN dossier_origins ON item_id = id"
    " WHERE dossier_id = ? ORDER BY position, id"
)


class DossierFullError(Exception):
    """There is no room for one more: of an owner's dossiers, or of what one may hold."""


class Step(Enum):
    """Which way an item moves."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier without its items.

    Attributes:
        id: of the dossier.
        key_id: of the key that owns it, ``None`` where no key was needed.
        name: what its readers see.
        token: the secret in its address, which is handed on to share it.
        created: UTC in ISO 8601.
        count: how many items it has.
    """

    id: int
    key_id: str | None
    name: str
    token: str
    created: str
    count: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that words were collected from, as it was then.

    Attributes:
        came: when it first came to the index, UTC in ISO 8601; ``None`` where that is not noted.
        title: of the document, as what follows.
        source: that printed it.
        author: who wrote it.
        date: when it was printed.
    """

    came: str | None
    title: str | None
    source: str | None
    author: str | None
    date: str | None

    @staticmethod
    def of(record: Document | Citation, came: str | None) -> "Origin":
        """What is kept of a document."""
        return Origin(came, record.title, record.source, record.author, record.date)


@dataclass(frozen=True, slots=True)
class Item:
    """A quotation that was collected.

    Attributes:
        id: of the item.
        collection: of its document.
        document_id: of its document.
        reference: to the words, which finds them again in a text that has grown.
        quote: the words as they stood when they were collected.
        note: of the owner; empty for none.
        added: UTC in ISO 8601.
        origin: its document; ``None`` where an earlier version has collected it.
    """

    id: int
    collection: str
    document_id: str
    reference: Reference
    quote: str
    note: str
    added: str
    origin: Origin | None


class Dossiers:
    """The dossiers of a service; only who owns one may change it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, key_id: str | None, name: str) -> Dossier:
        """Make a dossier.

        Raises:
            DossierFullError: the owner has ``MOST_DOSSIERS``.
        """
        token = new_secret()
        with self._database.transaction() as connection:
            made = connection.execute(
                "INSERT INTO dossiers (key_id, name, token, created) SELECT ?, ?, ?, ?"
                " WHERE (SELECT count(*) FROM dossiers WHERE key_id IS ?) < ?",
                (key_id, name, token, timestamp(), key_id, MOST_DOSSIERS),
            )
            if not made.rowcount:
                msg = f"{MOST_DOSSIERS} dossiers are kept already: delete one first"
                raise DossierFullError(msg)
        (dossier,) = self._rows("WHERE token = ?", token)
        return dossier

    def of(self, key_id: str | None) -> list[Dossier]:
        """The dossiers of an owner, the latest first."""
        return self._rows("WHERE key_id IS ? ORDER BY id DESC", key_id)

    def with_token(self, token: str) -> Dossier | None:
        """The dossier that has this secret in its address."""
        return next(iter(self._rows("WHERE token = ?", token)), None)

    def delete(self, dossier: Dossier) -> None:
        """Delete a dossier with all that is in it, also from the journal."""
        self._database.purge("DELETE FROM dossiers WHERE id = ?", (dossier.id,))

    def items(self, dossier: Dossier) -> list[Item]:
        """What was collected, in the owner's order."""
        return [_item(*row) for row in self._database.rows(_SELECT_ITEMS, (dossier.id,))]

    def add(
        self,
        dossier: Dossier,
        document: Document,
        words: Span,
        note: str,
        came: str | None = None,
    ) -> None:
        """Put words of a document at the end; to what is there already the note is added.

        Args:
            dossier: that gets them.
            document: that has them.
            words: their place in it.
            note: of the owner; empty for none.
            came: when the document first came to the index, if that is noted.

        Raises:
            DossierFullError: the dossier has no room for it.
        """
        reference = Reference.of_text(document.text, words)
        quote = document.text[slice(*words)]
        place = (dossier.id, document.collection, document.id, reference.digest)
        with self._database.transaction() as connection:
            known = connection.execute(
                "SELECT id, note FROM dossier_items WHERE dossier_id = ? AND collection = ?"
                " AND document_id = ? AND digest = ?",
                place,
            ).fetchone()
            if known is not None:
                item_id, former = known
                # The same note may have been sent twice.
                if note and f"\n{note}\n" not in f"\n{former}\n":
                    both = "\n".join(filter(None, (former, note)))
                    _annotate(connection, dossier, item_id, both)
                return
            _check_room(connection, dossier, len(quote) + len(note), items=1)
            made = connection.execute(
                "INSERT INTO dossier_items (dossier_id, position, collection, document_id, first,"
                " last, digest, quote, note, added) SELECT ?, coalesce(max(position), 0) + 1,"
                " ?, ?, ?, ?, ?, ?, ?, ? FROM dossier_items WHERE dossier_id = ? RETURNING id",
                (
                    *(dossier.id, document.collection, document.id),
                    *(*words, reference.digest),
                    *(quote, note, timestamp(), dossier.id),
                ),
            ).fetchone()
            connection.execute(
                "INSERT INTO dossier_origins VALUES (?, ?, ?, ?, ?, ?)",
                (*(made or ()), *astuple(Origin.of(document, came))),
            )

    def annotate(self, dossier: Dossier, item_id: int, note: str) -> None:
        """Write another note under an item.

        Raises:
            DossierFullError: the dossier has no room for it.
        """
        with self._database.transaction() as connection:
            _annotate(connection, dossier, item_id, note)

    def move(self, dossier: Dossier, item_id: int, step: Step) -> None:
        """Change an item's place with that of the one before or after it, if there is one."""
        with self._database.transaction() as connection:
            order = [
                number
                for (number,) in connection.execute(
                    "SELECT id FROM dossier_items WHERE dossier_id = ? ORDER BY position, id",
                    (dossier.id,),
                )
            ]
            if item_id not in order:
                return
            at = order.index(item_id)
            other = at - 1 if step is Step.UP else at + 1
            if 0 <= other < len(order):
                order[at], order[other] = order[other], order[at]
            connection.executemany(
                "UPDATE dossier_items SET position = ? WHERE id = ?",
                list(enumerate(order, 1)),
            )

    def remove(self, dossier: Dossier, item_id: int) -> None:
        """Take an item out, also from the journal."""
        self._database.purge(
            "DELETE FROM dossier_items WHERE id = ? AND dossier_id = ?", (item_id, dossier.id)
        )

    def _rows(self, condition: str, value: str | None) -> list[Dossier]:
        rows = self._database.rows(f"{_SELECT} {condition}", (value,))
        return [Dossier(*row) for row in rows]


def check_quote(quote: str, start: int, end: int, digest: str) -> None:
    """Refuse words that are not those which were collected.

    Raises:
        ValueError: they do not fit their digest.
    """
    if not Reference(start, end, digest).fits(quote):
        msg = "the words are not those whose digest is beside them"
        raise ValueError(msg)


def _item(  # noqa: PLR0913, PLR0917 - a row
    number: int,
    collection: str,
    document_id: str,
    start: int,
    end: int,
    digest: str,
    quote: str,
    note: str,
    added: str,
    origin_of: int | None,
    *origin: str | None,
) -> Item:
    reference = Reference(start, end, digest)
    known = None if origin_of is None else Origin(*origin)
    return Item(number, collection, document_id, reference, quote, note, added, known)


def _annotate(connection: Connection, dossier: Dossier, item_id: int, note: str) -> None:
    former = connection.execute(
        "SELECT length(note) FROM dossier_items WHERE id = ? AND dossier_id = ?",
        (item_id, dossier.id),
    ).fetchone()
    if former is None:
        return
    if len(note) > LONGEST_NOTE:
        msg = f"a note has room for {LONGEST_NOTE:,} letters"
        raise DossierFullError(msg)
    if len(note) > former[0]:  # one may be shortened in a dossier that is over full, too
        _check_room(connection, dossier, len(note) - former[0], items=0)
    connection.execute(
        "UPDATE dossier_items SET note = ? WHERE id = ? AND dossier_id = ?",
        (note, item_id, dossier.id),
    )


def _check_room(connection: Connection, dossier: Dossier, letters: int, *, items: int) -> None:
    count, held = connection.execute(
        "SELECT count(*), coalesce(sum(length(quote) + length(note)), 0) FROM dossier_items"
        " WHERE dossier_id = ?",
        (dossier.id,),
    ).fetchone()
    if count + items > MOST_ITEMS or held + letters > MOST_LETTERS:
        msg = f"a dossier has room for {MOST_ITEMS} quotations and {MOST_LETTERS:,} letters"
        raise DossierFullError(msg)

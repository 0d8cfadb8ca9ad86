"""The collections of a database, each a schema of it; see ``search.backend.Home``."""

from search.cluster.address import Address
from search.cluster.database import Database, connect, explained_at
from search.cluster.index import ClusterIndex
from search.cluster.schema import PREFIX, create_tables, schema_of
from search.cluster.store import Store
from search.cluster.vectors import Vectors
from search.errors import (
    CollectionExistsError,
    CollectionMissingError,
    CollectionNameError,
    IndexMissingError,
    UnsupportedError,
)
from search.layout import check_collection_name, missing_collection
from search.records import DEFAULT_COLLECTION
from search.settings import IndexSettings
from search.storage.database import new_lineage

# The advisory lock of whoever makes a collection.
_MAKING = 0x73686177
_NAMES = (
    "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace"
    " WHERE starts_with(nspname, %s) AND obj_description(oid, 'pg_namespace') IS NOT NULL"
)


class ClusterHome:
    """The collections of an index on servers.

    Args:
        address: of the index.
    """

    def __init__(self, address: Address) -> None:
        self.place = self.address = address
        self.folder = address.folder / DEFAULT_COLLECTION
        self._database = Database(address, "public")

    def names(self) -> tuple[str, ...]:
        """The collections there are, the default one first."""
        found = set(self._names())
        return (DEFAULT_COLLECTION, *sorted(found - {DEFAULT_COLLECTION}))

    def exists(self, name: str) -> bool:
        """Whether there is a collection of that name."""
        return name in self._names()

    def identity(self, name: str) -> str:
        """The lineage of a collection that is there.

        Raises:
            CollectionMissingError: there is none of that name.
            IndexMissingError: there is no index in the database.
            ServerError: PostgreSQL does not answer.
        """
        names = self._names()
        if DEFAULT_COLLECTION not in names:
            msg = (
                f"there is no index at {self.address}; make one with"
                f" `shawahid index PATH --index '{self.address}'`"
            )
            raise IndexMissingError(msg)
        if name not in names:
            raise missing_collection(name)
        # The name is one that was made: it has no letter that SQL would read otherwise.
        sql = f'SELECT value FROM "{schema_of(name)}".meta WHERE key = %s'
        return str(self._database.rows(sql, ("lineage",))[0][0])

    def version(self, name: str) -> str | None:
        """The lineage of a collection; ``None`` if it is missing."""
        try:
            return self.identity(name)
        except (CollectionMissingError, IndexMissingError):
            return None

    def open(self, name: str) -> ClusterIndex:
        """Open a collection that is there.

        Raises:
            CollectionMissingError: there is none of that name.
            IndexMissingError: there is no index in the database.
        """
        self.identity(name)
        return ClusterIndex(self.address, name)

    def documents(self, name: str) -> Store:
        """The documents of a collection that is there."""
        return self.open(name).store

    def settings(self, name: str) -> IndexSettings:
        """What a collection that is there was made with."""
        index = self.open(name)
        index.close()
        return index.settings

    def create(self, name: str, settings: IndexSettings) -> None:
        """Make an empty collection.

        Raises:
            CollectionExistsError: there is one of that name.
            CollectionNameError: none can have that name.
            UnsupportedError: it would have a sparse encoder.
            ServerError: one of the servers does not answer.
        """
        check_collection_name(name)
        if settings.sparse is not None:
            msg = (
                "an index on servers has no sparse encoder: leave out --sparse-model, or index into"
                " a folder"
            )
            raise UnsupportedError(msg)
        lineage = new_lineage()
        vectors = Vectors(self.address, f"shawahid_{lineage}_0")
        with (
            explained_at(self.address),
            connect(self.address, None) as connection,
            connection.transaction(),
        ):
            # One at a time: of two that make the same collection the second finds it made.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))
            made = connection.execute(_NAMES, (PREFIX,)).fetchall()
            if (name,) in made:
                msg = f"there is a collection {name!r} already"
                raise CollectionExistsError(msg)
            create_tables(connection, name, lineage, settings, vectors.name)
            # Last: where Milvus does not answer there is nothing at all.
            vectors.create(settings.dimension)

    def delete(self, name: str) -> None:
        """Delete a collection with all its documents.

        Raises:
            CollectionMissingError: there is none of that name.
            CollectionNameError: the default collection cannot be deleted.
            IndexLockedError: another process is writing to it.
            ServerError: one of the servers does not answer.
        """
        if name == DEFAULT_COLLECTION:
            msg = "the default collection cannot be deleted; delete its documents instead"
            raise CollectionNameError(msg)
        index = self.open(name)
        try:
            with index.database.held():
                vectors = index.every_vectors()
                with index.database.transaction() as connection:
                    connection.execute(f'DROP SCHEMA "{schema_of(name)}" CASCADE')
            for each in vectors:
                each.drop()
        finally:
            index.close()

    def _names(self) -> list[str]:
        return [row[0] for row in self._database.rows(_NAMES, (PREFIX,))]

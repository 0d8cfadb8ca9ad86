"""Who asks, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a key is for; each role may also do what those before it may."""

    READER = "reader"  # searches and reads
    EDITOR = "editor"  # adds and deletes documents
    ADMIN = "admin"  # makes and deletes collections

    def includes(self, other: "Role") -> bool:
        """Whether whoever has this role may do what the other one may."""
        return _RANKS[self] >= _RANKS[other]


_RANKS = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    A collection outside ``collections`` does not exist for the caller: whatever is asked of it
    has the answer of one that was never made.

    Attributes:
        key_id: of the caller's key; ``None`` where no key is needed.
        name: what the key is called.
        role: what the caller may do.
        collections: names of those that the role is for; ``None`` for all.
        rate: questions a minute; ``None`` for no limit.
    """

    key_id: str | None
    name: str
    role: Role
    collections: frozenset[str] | None = None
    rate: int | None = None

    @property
    def may_save(self) -> bool:
        """Whether searches can be kept: strangers without keys would all have the same ones."""
        return self.key_id is not None or self.role is Role.ADMIN

    def may_read(self, collection: str) -> bool:
        """Whether the caller may know of the collection."""
        return self.collections is None or collection in self.collections

    def may_edit(self, collection: str) -> bool:
        """Whether the caller may add documents to the collection and delete them."""
        return self.role.includes(Role.EDITOR) and self.may_read(collection)

    def may_administer(self, collection: str) -> bool:
        """Whether the caller may make and delete the collection."""
        return self.role is Role.ADMIN and self.may_read(collection)

    def readable(self, collections: Iterable[str]) -> tuple[str, ...]:
        """Those of the collections that the caller may read, in their order."""
        return tuple(name for name in collections if self.may_read(name))

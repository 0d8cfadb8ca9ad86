"""Documents that are committed together, and what is known of them until then."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.embedding import Made
from indexer.summary import Change
from search.records import Passage
from search.storage.changes import Write

# Content hashes of passages, with the passages.
Keyed = Sequence[tuple[bytes, Passage]]


class Embedded(NamedTuple):
    """What is embedded for a batch: which passages, and what waits for each part of them."""

    passages: Keyed = ()
    parts: Sequence[Callable[[], list[Made]]] = ()


@dataclass(slots=True)
class Batch:
    """Documents that are committed together.

    Attributes:
        writes: the documents by their ids.
        changes: what they are to the index.
        named: those of them that are new there, or another text, with which of the two.
        passages: how many they have.
        letters: in their texts.
        finished: content hashes of the files that were read to their ends, by place.
        taken: places of the files that documents were taken from.
        embedded: what is being embedded for it, once that has begun.
    """

    writes: dict[str, Write] = field(default_factory=dict)
    changes: Counter[Change] = field(default_factory=Counter)
    named: dict[str, Change] = field(default_factory=dict)
    passages: int = 0
    letters: int = 0
    finished: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    embedded: Embedded = field(default_factory=Embedded)

    def add(self, write: Write, change: Change) -> None:
        """Put a document into it, instead of another one of the same id."""
        if write.document.id not in self.writes:
            self.changes[change] += 1
        self.writes[write.document.id] = write
        if change is not Change.UNCHANGED:
            self.named.setdefault(write.document.id, change)
        self.passages += len(write.passages)
        self.letters += len(write.document.text)

    def without(self, known: Iterable[bytes]) -> Keyed:
        """Its passages that are not embedded yet, each once, in order."""
        passages = {key: p for write in self.writes.values() for p, key in write.passages}
        for key in known:
            passages.pop(key, None)
        return list(passages.items())

    @property
    def keys(self) -> list[bytes]:
        """Content hashes of all its passages."""
        return [key for write in self.writes.values() for _, key in write.passages]

"""What a run over some input did, to show while it runs and at its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from indexer.readers import Skipped

# Of what is skipped, and bytes of it, and of documents as well; the rest is only counted, so that
# bad input can fill neither the memory nor the disk.
MOST_NAMED = 1000
MOST_SAID = 200_000


class Change(Enum):
    """What a document was to the index."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    PRUNED = "pruned"


class Named(NamedTuple):
    """A document that came with a run, or that was there.

    Attributes:
        change: what it was to the index.
        document_id: its id.
        file: of one that is there from elsewhere, the file that it was found to be; else empty.
    """

    change: Change
    document_id: str
    file: str = ""


@dataclass(slots=True)
class Summary:
    """What a run did; grows while it runs.

    ``skipped`` names the first of what was left out, in so many bytes as ``said``, and
    ``skipped_count`` counts all of it; ``named`` are the first of the documents that were added or
    replaced, and of those that were there from elsewhere, in so many bytes as ``named_said``;
    ``vanished_ids`` are those of documents that are in the index and no longer in their files.
    ``unread`` are the paths of files that could not be opened, which may be over by itself.
    ``contested`` has files with documents whose ids are those of other files, and these by place.
    """

    changes: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0
    said: int = 0
    vanished_ids: list[str] = field(default_factory=list)
    unread: set[Path] = field(default_factory=set)
    contested: dict[str, set[str]] = field(default_factory=dict)
    passages: int = 0
    bytes: int = 0
    seconds: float = 0.0
    named: list[Named] = field(default_factory=list)
    named_said: int = 0

    @property
    def documents(self) -> int:
        """Documents that are in the index after the run because of it or before it."""
        return sum(self.changes.values()) - self.changes[Change.PRUNED]

    @property
    def vanished(self) -> int:
        """Documents that are in the index and no longer in their files."""
        return len(self.vanished_ids)

    def skip(self, skipped: Skipped) -> None:
        """Count what was left out."""
        self.skipped_count += 1
        size = _size(skipped.place, skipped.reason)
        if len(self.skipped) < MOST_NAMED and self.said + size <= MOST_SAID:
            self.skipped.append(skipped)
            self.said += size

    def name(self, document: Named) -> None:
        """Name a document, where there is room."""
        size = _size(document.document_id, document.file)
        if len(self.named) < MOST_NAMED and self.named_said + size <= MOST_SAID:
            self.named.append(document)
            self.named_said += size

    def skip_first(self, skipped: Sequence[Skipped]) -> None:
        """Count what was left out before all else, and name it before all else."""
        named, self.skipped, self.said = self.skipped, [], 0
        count = self.skipped_count + len(skipped)
        for each in (*skipped, *named):
            self.skip(each)
        self.skipped_count = count


def _size(*said: str) -> int:
    return sum(len(each.encode()) for each in said)


Report = Callable[[Summary], None]

"""What a run over some input did, to show while it runs and at its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from indexer.readers import Skipped

# Of what is skipped; the rest is only counted, so that bad input cannot fill the memory.
MOST_NAMED = 1000


class Change(Enum):
    """What a document was to the index."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    PRUNED = "pruned"


@dataclass(slots=True)
class Summary:
    """What a run did; grows while it runs.

    ``skipped`` names the first of what was left out, ``skipped_count`` counts all of it;
    ``vanished_ids`` are those of documents that are in the index and no longer in their files.
    ``unread`` are the paths of files that could not be opened, which may be over by itself.
    ``contested`` has files with documents whose ids are those of other files, and these by place.
    """

    changes: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0
    vanished_ids: list[str] = field(default_factory=list)
    unread: set[Path] = field(default_factory=set)
    contested: dict[str, set[str]] = field(default_factory=dict)
    passages: int = 0
    bytes: int = 0
    seconds: float = 0.0

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
        if len(self.skipped) < MOST_NAMED:
            self.skipped.append(skipped)

    def skip_first(self, skipped: Sequence[Skipped]) -> None:
        """Count what was left out before all else, and name it before all else."""
        self.skipped_count += len(skipped)
        self.skipped = [*skipped, *self.skipped][:MOST_NAMED]


Report = Callable[[Summary], None]

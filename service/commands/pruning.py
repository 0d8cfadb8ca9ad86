"""What ``shawahid index --prune`` deletes, and what it asks about."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from indexer.pruning import Confirm, Doubt
    from indexer.summary import Summary
    from indexer.watching import Followed
    from search.backend import Backend


def prune_into(
    summary: "Summary",
    target: "Backend",
    roots: Sequence[Path],
    confirm: "Confirm",
    followed: "Followed | None",
) -> None:
    """Delete documents that are gone, and add to a summary what was deleted and kept."""
    from indexer.pruning import prune
    from indexer.summary import Change
    from indexer.watching import Followed

    pruned = prune(target, roots, summary.vanished_ids, confirm, followed or Followed())
    summary.changes[Change.PRUNED] += pruned.deleted
    summary.vanished_ids.clear()
    for kept in pruned.kept:
        summary.skip(kept)


def is_terminal() -> bool:
    """Whether there is somebody to answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirmation(*, everything: bool, asks: bool) -> "Confirm":
    """What decides on deleting documents that may only seem to be gone."""

    def confirm(doubt: "Doubt") -> bool:
        from service.language.environment import words
        from service.terminal import isolated

        if everything or not (asks and is_terminal()):
            return everything
        place, reason = isolated(doubt.place), isolated(doubt.reason)
        question = words()("prune", place=place, reason=reason, count=doubt.documents)
        try:
            return typer.confirm(question, err=True)
        except typer.Abort:
            return False

    return confirm

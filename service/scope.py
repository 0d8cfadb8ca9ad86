"""Which collections a caller asks: those that are wanted, or all that the caller may read."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from search.archive import Archive, missing_collection
from search.errors import ShawahidError
from service.access.callers import Caller

T = TypeVar("T")
Names = tuple[str, ...]


def readable(archive: Archive, caller: Caller, wanted: Sequence[str] = ()) -> Names:
    """Those collections that are wanted, or all that the caller may read.

    Raises:
        CollectionMissingError: one of them does not exist, or not for the caller.
    """
    names = caller.readable(archive.names())
    for name in wanted:
        if name not in names:
            raise missing_collection(name)
    return tuple(dict.fromkeys(wanted)) or names


def ask_existing(names: Callable[[], Names], ask: Callable[[Names], T]) -> T:
    """Ask the collections there are; again, if one of them is deleted meanwhile.

    Args:
        names: of those to ask now. It may raise, for one that was asked for and is gone.
        ask: is given them.

    Raises:
        ShawahidError: what ``ask`` raises while no collection is deleted.
    """
    while True:
        asked = names()
        try:
            return ask(asked)
        # Whichever part of a collection was to be read next is missing.
        except ShawahidError:
            if names() == asked:
                raise

"""Files that are given as bytes, read as the indexer reads them."""

import io
from collections.abc import Iterable
from typing import Any

from indexer.readers import Budget, Input, Read, ReadOptions, Skipped, read_input
from search.records import Document


def reads(
    name: str, data: bytes, *, ocr: bool = False, budget: Budget | None = None, **fields: str
) -> list[Read]:
    """What is found in a file of a name, with the names of fields that the user said."""
    budget = budget or Budget.of(len(data))
    source = Input(name, name, io.BytesIO(data), len(data), budget=budget)
    return list(read_input(source, ReadOptions(fields, ocr)))


def outcomes(name: str, data: bytes, **options: Any) -> list[Document | Skipped]:  # noqa: ANN401
    """The documents, and why there are not more."""
    return [read.outcome for read in reads(name, data, **options)]


def documents(name: str, data: bytes, **options: Any) -> list[Document]:  # noqa: ANN401
    """The documents in a file that is read whole."""
    found = outcomes(name, data, **options)
    assert not [each for each in found if isinstance(each, Skipped)], found
    return [each for each in found if isinstance(each, Document)]


def document(name: str, data: bytes, **options: Any) -> Document:  # noqa: ANN401
    """The one document in a file."""
    (found,) = documents(name, data, **options)
    return found


def damaged(data: bytes, changes: Iterable[tuple[int, int]]) -> bytes:
    """A file with other bytes at some places, which are counted on from its end to its start."""
    changed = bytearray(data)
    for place, value in changes if data else ():
        changed[place % len(data)] = value
    return bytes(changed)


def reason(name: str, data: bytes, **options: Any) -> str:  # noqa: ANN401
    """Why a file has no document."""
    (found,) = outcomes(name, data, **options)
    assert isinstance(found, Skipped), found
    return found.reason

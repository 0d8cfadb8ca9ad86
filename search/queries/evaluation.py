"""Which passages meet a condition, over any index.

A condition holds for a document or not: its parts may hold in different passages of it. Of a
document for which it holds, those passages are found in which something that is looked for stands;
all of them, where that is only in the title or the condition looks for no words.
"""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.queries.conditions import Condition, Documents, Every, Lacking, Period, Value, Words

Mask = NDArray[np.bool_]


class Passages(Protocol):
    """The passages of an index, in an order; a mask is of shape (passages,)."""

    @property
    def documents(self) -> NDArray[np.int64]:
        """A number for each passage: the same for those of one document, counted from 0."""

    def standing(self, wanted: Words) -> Mask:
        """Passages in which words stand, or in whose titles."""

    def having(self, wanted: Value | Period | Documents) -> Mask:
        """Passages of documents with a value, or of a period, or that are named."""


def meeting(condition: Condition, passages: Passages) -> Mask:
    """The passages that meet a condition."""
    found = _holding(condition, passages)
    shown = np.zeros_like(found)
    for wanted in _looked_for(condition):
        shown |= passages.standing(wanted)
    return found & (shown | ~_whole(shown, passages))


def _holding(condition: Condition, passages: Passages) -> Mask:
    """All passages of the documents for which a condition holds."""
    if isinstance(condition, Words):
        return _whole(passages.standing(condition), passages)
    if isinstance(condition, Value | Period | Documents):
        return passages.having(condition)
    if isinstance(condition, Lacking):
        return ~_holding(condition.part, passages)
    first, *others = condition.parts
    found = _holding(first, passages)
    # One by one: a search has hundreds of parts, and each mask is as long as the index.
    for part in others:
        if isinstance(condition, Every):
            found &= _holding(part, passages)
        else:
            found |= _holding(part, passages)
    return found


def _whole(found: Mask, passages: Passages) -> Mask:
    """All passages of the documents of some passages."""
    documents = passages.documents
    is_found: Mask = np.bincount(documents, found, minlength=1) > 0
    return is_found[documents]


def _looked_for(condition: Condition) -> Iterator[Words]:
    if isinstance(condition, Words):
        if not condition.only_title:
            yield condition
    elif not isinstance(condition, Value | Period | Documents | Lacking):
        for part in condition.parts:
            yield from _looked_for(part)

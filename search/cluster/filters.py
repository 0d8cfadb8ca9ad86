"""Which documents a reader wants: filters as SQL, and as Milvus takes them."""

import hashlib
import re

from search.fields import FACETS
from search.records import Filters

# Sorts after every digit and hyphen: "2024-05~" is the end of May 2024, "2024~" of the year.
_END = "~"
# Lengths of a year, and of a year with its month.
_PARTS = (4, 7)


def condition(filters: Filters) -> tuple[str, list[object]]:
    """SQL that holds for the documents ``d`` that are wanted, and its parameters.

    A date that is known only to the month or year is in every range that it may lie in.

    Raises:
        ValueError: there is a condition on texts, which is not told of documents alone.
    """
    if filters.condition is not None:
        msg = "documents are listed and deleted by fields and dates alone, not by their words"
        raise ValueError(msg)
    parts = ["true"]
    parameters: list[object] = []
    for facet in FACETS:
        if values := filters.of_field(facet):
            parts.append(f"d.{facet.name} = ANY(%s)")
            parameters.append(values)
    if filters.since is not None:
        parts.append(f"""d.date || '{_END}' >= %s COLLATE "C" """)
        parameters.append(filters.since)
    if filters.until is not None:
        parts.append("d.date <= %s")
        parameters.append(filters.until + _END)
    if filters.added_after is not None:
        parts.append("d.added > %s")
        # The store writes +00:00 and thousandths; before these sorts a time to the second.
        parameters.append(re.sub("Z$", "+00:00", filters.added_after))
    return " AND ".join(parts), parameters


def expression(filters: Filters) -> list[str]:
    """The same for Milvus, but for conditions and ``added_after``: what has to hold together."""
    parts = [
        f"{facet.name} in {[*map(mark_of, values)]}"
        for facet in FACETS
        if (values := filters.of_field(facet))
    ]
    if filters.since is not None:
        # "2024" ends after "2024-05" begins, though it sorts before it.
        wider = [filters.since[:n] for n in _PARTS if n < len(filters.since)]
        among = "".join(f" or date == {_quoted(date)}" for date in wider)
        parts.append(f"(date >= {_quoted(filters.since)}{among})")
    if filters.until is not None:
        parts.append(f"date <= {_quoted(filters.until + _END)}")
    return parts


def mark_of(value: str) -> str:
    """What Milvus has of a value: of any letters and length it makes a few that need no quoting."""
    return hashlib.blake2b(value.encode(), digest_size=16).hexdigest()


def _quoted(date: str) -> str:
    # Dates of filters are digits and hyphens.
    return f'"{date}"'

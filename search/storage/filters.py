"""Which documents a reader wants: filters as SQL."""

import re

from search.fields import FACETS
from search.records import Filters

# Sorts after every digit and hyphen: "2024-05~" is the end of May 2024, "2024~" of the year.
_END = "~"


def condition(filters: Filters) -> tuple[str, list[object]]:
    """SQL that holds for the documents ``d`` with files ``f`` that are wanted, and its parameters.

    A date that is known only to the month or year is in every range that it may lie in.

    Raises:
        ValueError: there is a condition on texts, which SQL cannot tell.
    """
    if filters.condition is not None:
        msg = "documents are listed and deleted by fields and dates alone, not by their words"
        raise ValueError(msg)
    parts = ["1"]
    parameters: list[object] = []
    for facet in FACETS:
        if values := filters.of_field(facet):
            parts.append(f"{facet.sql} IN ({','.join('?' * len(values))})")
            parameters.extend(values)
    if filters.since is not None:
        parts.append(f"d.date || '{_END}' >= ?")
        parameters.append(filters.since)
    if filters.until is not None:
        parts.append("d.date <= ?")
        parameters.append(filters.until + _END)
    if filters.added_after is not None:
        parts.append("d.added > ?")
        # The store writes +00:00 and thousandths; before these sorts a time to the second.
        parameters.append(re.sub("Z$", "+00:00", filters.added_after))
    return " AND ".join(parts), parameters

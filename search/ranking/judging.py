"""Let the reader judge which clause of a passage answers, and which words of it.

It reads the part of the passage that holds most of the chances, and divides these anew among the
clauses of that part: the others keep theirs.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from search.models.reader import Reader, Reading
from search.ranking.evidence import Weighed, best_run
from search.records import Span

# Code points of a passage that are read at most, about 100 tokens, and what one of them has to add
# to the chances. See docs/decisions/0024-reader.md for these and the share.
_LONGEST = 450
_PRICE = 0.0005
# Of the reader, in log odds.
SHARE = 0.3
# Both know much of the same, so that their product is surer than it is right: the chances are
# levelled, by this root of them.
ROOT = 1.4
# What the reader leaves a clause that it finds nothing in.
_LEAST = 1e-6

Part = tuple[int, int]


def judge(reader: Reader, question: str, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Passages with what a reader says of their clauses, in their order, read in one batch.

    Where one clause alone is worth reading, the chances stay what they are.
    """
    parts = [best_run(each.within, each.chances, _PRICE, _LONGEST) for each in weighed]
    texts = [_text(*each) for each in zip(weighed, parts, strict=True)]
    readings = reader.read(question, texts) if texts else []
    return [_judged(*each, reader.version) for each in zip(weighed, parts, readings, strict=True)]


def _text(weighed: Weighed, part: Part) -> tuple[str | None, str]:
    """The title of a passage, and a part of it."""
    place = Span(weighed.within[part[0]].start, weighed.within[part[1]].end)
    return weighed.passage.context, weighed.passage.searched_text[slice(*place)]


def _judged(weighed: Weighed, part: Part, reading: Reading, version: str) -> Weighed:
    if not reading.spans:
        return weighed
    first, last = part
    begin = weighed.within[first].start
    weighed = replace(weighed, reader=version, reading=reading.shifted(begin))
    if first == last:
        return weighed
    ends = [span.end - begin for span in weighed.within[first : last + 1]]
    said = _by_clause(ends, reading)
    own = weighed.chances[first : last + 1]
    both = (own * (said + _LEAST) ** SHARE) ** (1 / ROOT)
    chances = weighed.chances.copy()
    chances[first : last + 1] = both * (own.sum() / both.sum())
    return replace(weighed, chances=chances)


def _by_clause(ends: Sequence[int], reading: Reading) -> NDArray[np.float32]:
    """Of clauses that end there, the chance that an answer begins or ends in each, sum 1."""
    starts = [span.start for span in reading.spans]
    owners = np.minimum(np.searchsorted(ends, starts, side="right"), len(ends) - 1)
    best = np.full((len(ends), 2), -np.inf, np.float32)
    np.maximum.at(best, owners, reading.ends)
    powers = np.exp(best - best.max(axis=0))
    chances: NDArray[np.float32] = (powers / powers.sum(axis=0)).mean(axis=1)
    return chances

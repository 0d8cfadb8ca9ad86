"""The part of a text that takes the fewest words to make a quotation of, word by word.

Sellers (1980), over words in place of letters: the part may begin and end anywhere in the text. Of
parts that are as near, the one whose spelling is nearest is taken, and of these the first.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.quotations.tokens import Token

# A word spelled otherwise costs less than any word, however many of them a quotation has.
_SPELLING = 1
_WORD = 1 << 12

# What each word of a text costs in place of one of the quotation, shape (words of the text,).
_Costs = NDArray[np.int32]


class Pair(NamedTuple):
    """A word of the quotation beside one of the text, by their numbers.

    Attributes:
        quoted: ``None`` where the quotation lacks the word.
        printed: ``None`` where the text does.
        is_omitted: whether the quotation says that it leaves the word out.
    """

    quoted: int | None
    printed: int | None
    is_omitted: bool = False


def align(
    quoted: Sequence[Token], printed: Sequence[Token], omissions: Collection[int]
) -> list[Pair]:
    """The words of a quotation beside those of a part of a text, in order.

    Takes time in proportion to the product of their numbers.

    Args:
        quoted: words of the quotation.
        printed: words of the text.
        omissions: numbers of words before which the quotation says that something is left out.
    """
    costs = _costs(quoted, printed)
    # A row for each word of the quotation, and one for each omission.
    steps = [step for i in range(len(quoted)) for step in ((None, i) if i in omissions else (i,))]
    rows = np.zeros((len(steps) + 1, len(printed) + 1), np.int32)
    for row, step in enumerate(steps):
        rows[row + 1] = _next(rows[row], None if step is None else costs[step])
    return _path(rows, steps, costs)


def _costs(quoted: Sequence[Token], printed: Sequence[Token]) -> list[_Costs]:
    """For each word of the quotation, what those of the text cost in its place."""
    letters: dict[str, list[int]] = {}
    forms: dict[str, list[int]] = {}
    for at, token in enumerate(printed):
        letters.setdefault(token.letters, []).append(at)
        forms.setdefault(token.form, []).append(at)
    known: dict[str, _Costs] = {}
    for token in quoted:
        if token.letters not in known:
            costs = np.full(len(printed), _WORD, np.int32)
            costs[forms.get(token.form, [])] = _SPELLING
            costs[letters.get(token.letters, [])] = 0
            known[token.letters] = costs
    return [known[token.letters] for token in quoted]


def _next(above: NDArray[np.int32], costs: _Costs | None) -> NDArray[np.int32]:
    """What one more word of the quotation costs, or one more omission, at each word of a text."""
    if costs is None:
        return np.minimum.accumulate(above)
    left_out = _WORD * np.arange(len(above), dtype=np.int32)
    best = above + _WORD
    best[1:] = np.minimum(best[1:], above[:-1] + costs)
    return np.minimum.accumulate(best - left_out) + left_out


def _path(
    rows: NDArray[np.int32], steps: Sequence[int | None], costs: Sequence[_Costs]
) -> list[Pair]:
    """The cheapest way through the rows, from the last to the first."""
    at = int(np.argmin(rows[-1]))
    row = len(steps)
    pairs: list[Pair] = []
    while row:
        step, here, above = steps[row - 1], rows[row, at], rows[row - 1]
        if step is None:
            is_over = here == above[at]
            pair = None if is_over else Pair(None, at - 1, is_omitted=True)
        elif at and here == above[at - 1] + costs[step][at - 1]:
            pair = Pair(step, at - 1)
        else:
            pair = Pair(step, None) if here == above[at] + _WORD else Pair(None, at - 1)
        row -= pair is None or pair.quoted is not None
        if pair is not None:
            at -= pair.printed is not None
            pairs.append(pair)
    return pairs[::-1]

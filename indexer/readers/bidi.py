"""From the order in which a line is drawn to the order in which it is read and stored.

A page holds its characters where they are seen. The Unicode bidirectional algorithm (UAX 9) put
them there; this undoes it for lines without explicit controls, so that the text, displayed again,
looks as the page does.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›"}
_MIRRORED = _PAIRS | {right: left for left, right in _PAIRS.items()}
_NUMBERS = {"EN", "AN"}
_IN_TELEPHONES = {" ", "-"}
_FEWEST_DIGITS = 8  # of a telephone's number with that of its country
# Readers see the sign on either side of the number, depending on the program that drew it;
# it is always written after the number.
_SIGN_BEFORE_NUMBER = re.compile(r"(?<![\d%٪])([%٪])(\d+(?:[.,٫٬/]\d+)*)(?![\d%٪])")


def is_rtl(text: str) -> bool:
    """Whether there is a letter in it that is written from right to left."""
    return any(unicodedata.bidirectional(char) in {"R", "AL"} for char in text)


def logical(visual: Sequence[str], *, rtl: bool, after: str = "") -> str:
    """The text of a line in reading order.

    Args:
        visual: what is drawn, from left to right; each item a character, a base with its marks
            or a ligature, itself in reading order.
        rtl: whether the line belongs to a paragraph that begins at the right.
        after: the text of the paragraph before this line.
    """
    items, facing = _face_each_other(visual)
    kinds = [_kind(item) for item in items]
    if not rtl:
        return _left_to_right(items, kinds)
    runs = list(_ltr_runs(items, kinds, after=_last_strong(after)))
    outside = [True] * len(items)
    for start, stop in runs:
        outside[start:stop] = [False] * (stop - start)
    items = [
        _MIRRORED.get(item, item) if position in facing and outside[position] else item
        for position, item in enumerate(items)
    ]
    return _SIGN_BEFORE_NUMBER.sub(r"\2\1", _right_to_left(items, runs))


def _last_strong(text: str) -> str:
    """The direction of the last letter of a text: ``R``, ``L``, or empty where it has none."""
    return next((kind for kind in map(_kind, reversed(text)) if kind in {"R", "L"}), "")


def _right_to_left(items: list[str], runs: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    end = len(items)
    for start, stop in reversed(runs):
        pieces += reversed(items[stop:end])
        pieces += items[start:stop]
        end = start
    pieces += reversed(items[:end])
    return "".join(pieces)


def _left_to_right(items: list[str], kinds: list[str]) -> str:
    """A line of another script; Arabic words in it are turned run by run."""
    pieces: list[str] = []
    position = 0
    while position < len(items):
        stop = position + 1
        if kinds[position] == "R":
            last = position
            while stop < len(items) and kinds[stop] != "L":
                last = stop if kinds[stop] == "R" else last
                stop += 1
            stop = last + 1
            pieces.append(logical(items[position:stop], rtl=True))
        else:
            pieces.append(items[position])
        position = stop
    return "".join(pieces)


def _kind(item: str) -> str:
    kind = unicodedata.bidirectional(item[0]) if item else "ON"
    return "R" if kind in {"R", "AL"} else kind


def _face_each_other(visual: Sequence[str]) -> tuple[list[str], set[int]]:
    """Brackets as they are seen, and the places of those of which that is known.

    Some files give what is seen for a bracket, most what is written, which is seen mirrored in text
    from the right. The left one of a pair has white space on its left and a word on its right.
    """
    items, facing = list(visual), set()
    for position, item in enumerate(items):
        if item in _MIRRORED:
            before = items[position - 1] if position else " "
            after = items[position + 1] if position + 1 < len(items) else " "
            inward = _solid(after) - _solid(before)
            if inward:
                left = item if item in _PAIRS else _MIRRORED[item]
                items[position] = left if inward > 0 else _PAIRS[left]
                facing.add(position)
    return items, facing


def _solid(item: str) -> int:
    if item.isspace():
        return 0
    return 2 if item[:1].isalnum() else 1


def _ltr_runs(items: list[str], kinds: list[str], *, after: str) -> Iterator[tuple[int, int]]:
    """Ranges of a line from right to left that are read from left to right, from the left."""
    position = 0
    while position < len(items):
        stop = _latin_run(items, kinds, position)
        if not stop:
            # What is read before it, to its right or on the line above, decides about a number.
            before = next((kind for kind in kinds[position:] if kind in {"R", "L"}), after)
            stop = _telephone(items, kinds, position) or _number(
                kinds, position, arabic=before == "R"
            )
        if stop:
            yield position, stop
        position = stop or position + 1


def _latin_run(items: list[str], kinds: list[str], start: int) -> int:
    """Where words in Latin letters, with the numbers among them, end; 0 where none begin.

    A pair of brackets belongs to the run when both of them are in it.
    """
    if kinds[start] not in {"L", "EN"}:
        return 0
    end, latin = 0, False
    expected: list[str] = []
    for position in range(start, len(items)):
        item, kind = items[position], kinds[position]
        closes = item in _MIRRORED and item not in _PAIRS
        if kind in {"R", "AN"} or (closes and (not expected or expected.pop() != item)):
            break
        if item in _PAIRS:
            expected.append(_PAIRS[item])
        latin = latin or kind == "L"
        if latin and not expected and (closes or kind in {"L", "EN"}):
            end = position + 1
    # A hyphen at which the line was broken stands at the far side of what it breaks.
    if end and not start and items[end : end + 2] == ["-", " "]:
        end += 1
    return end


def _telephone(items: list[str], kinds: list[str], start: int) -> int:
    """Where a number in groups behind a plus ends, which is drawn so only from the left."""
    if items[start] != "+" or start + 1 == len(items):
        return 0
    end, digits, groups = start + 1, 0, 1
    while end < len(items) and (kinds[end] == "EN" or items[end] in _IN_TELEPHONES):
        digits += kinds[end] == "EN"
        groups += items[end] in _IN_TELEPHONES
        end += 1
    while items[end - 1] in _IN_TELEPHONES:
        end -= 1
        groups -= 1
    is_long = digits >= _FEWEST_DIGITS and groups > 1
    return end if is_long and kinds[start + 1] == "EN" else 0


def _number(kinds: list[str], start: int, *, arabic: bool) -> int:
    """Where a number ends; 0 where none begins.

    After Arabic letters a hyphen parts two numbers and a percent sign stands by itself; elsewhere
    they belong to the number.
    """
    first = start
    while not arabic and first < len(kinds) and kinds[first] == "ET":
        first += 1
    if first == len(kinds) or kinds[first] not in _NUMBERS:
        return 0
    kind = kinds[first]
    joiners = {"CS"} if arabic or kind == "AN" else {"CS", "ES"}
    end = first + 1
    while end < len(kinds):
        joins = kinds[end] in joiners and end + 1 < len(kinds) and kinds[end + 1] == kind
        if kinds[end] != kind and not joins:
            break
        end += 1
    while not arabic and kind == "EN" and end < len(kinds) and kinds[end] == "ET":
        end += 1
    return end

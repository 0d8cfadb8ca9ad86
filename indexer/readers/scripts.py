"""Figures and letters that are set above or below their line, in plain text.

A note's number that joins the one before it makes 51 of 5, a power 106 of 10. So digits and signs
become the superscripts and subscripts of Unicode, and so do Latin letters; Arabic digits, for which
it has none, those of the same value. What has other letters in it is set apart by a space.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import groupby
from unicodedata import combining, decomposition

from indexer.readers.numerals import TO_ASCII


class Script(Enum):
    """Where text stands."""

    LINE = auto()
    RAISED = auto()
    LOWERED = auto()


Piece = tuple[str, Script]

# Blocks of modifier letters, superscripts and subscripts, without the signs of ordinals.
_BLOCKS = ((0xB2, 0xBA), (0x2B0, 0x2B9), (0x1D2C, 0x1D6B), (0x2070, 0x209D), (0x2C7C, 0x2C7D))


def _signs(kind: str) -> dict[int, str]:
    """The characters that have such a sign, with it."""
    stated = {
        chr(code): decomposition(chr(code)).split()
        for start, end in _BLOCKS
        for code in range(start, end)
    }
    signs = {int(found[1], 16): sign for sign, found in stated.items() if found[:1] == [kind]}
    signs[ord("-")] = signs[ord("\u2212")]
    return signs | {digit: signs[ascii_digit] for digit, ascii_digit in TO_ASCII.items()}


_SIGNS = {Script.RAISED: _signs("<super>"), Script.LOWERED: _signs("<sub>")}


def joined(pieces: Iterable[Piece]) -> str:
    """The text of a line whose pieces say where they stand."""
    return "".join(set_off(list(pieces)))


def set_off(pieces: Sequence[Piece]) -> list[str]:
    """The text of each piece of a line, such that none is read as part of what it touches."""
    written = [text for text, _ in pieces]
    said = [at for at, text in enumerate(written) if text]
    # Pieces that stand beside one another in the same way, by their places.
    runs = [list(group) for _, group in groupby(said, key=lambda at: pieces[at][1])]
    for number, run in enumerate(runs):
        signs = _SIGNS.get(pieces[run[0]][1], {})
        text = "".join(written[at] for at in run)
        if all(ord(each) in signs or not each.isalnum() for each in text):
            for at in run:
                written[at] = written[at].translate(signs)
        elif signs:
            before, after = runs[number - 1] if number else [], runs[number + 1 : number + 2]
            if before and touch(written[before[-1]], text):
                written[run[0]] = f" {written[run[0]]}"
            if after and touch(text, written[after[0][0]]):
                written[run[-1]] += " "
    return written


def spaced(pieces: Iterable[Piece | None]) -> list[Piece]:
    """The pieces of a line that say something; ``None`` stands where one goes on in no other."""
    found: list[Piece] = []
    is_apart = False
    for piece in pieces:
        is_apart = is_apart or piece is None
        if piece is not None and piece[0]:
            if is_apart and found and touch(found[-1][0], piece[0]):
                found.append((" ", Script.LINE))
            is_apart = False
            found.append(piece)
    return found


def touch(before: str, after: str) -> bool:
    """Whether two texts beside one another, neither empty, would be read as one word or number."""
    last, first = before[-1], after[0]
    return (last.isalnum() or combining(last) > 0) and first.isalnum()

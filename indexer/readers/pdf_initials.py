"""Large letters with which paragraphs begin, several lines high: a part of their first word."""

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_sides import rows_of

_LARGE = 2.0  # times the size of the text
_HEIGHT = 0.9  # of a letter, in its size
_NEAR = 1.5  # ems of the text between it and its lines
_FEWEST_LINES = 2  # beside it


def join_initials(glyphs: Sequence[Glyph], *, rtl: bool) -> None:
    """Put large letters that lines of text stand beside before the first of these, in their size.

    Args:
        glyphs: of the page, without spaces; those that are such letters are changed.
        rtl: whether the page is read from the right.
    """
    usual = median(glyph.size for glyph in glyphs) if glyphs else 0.0
    large = [glyph for glyph in glyphs if glyph.size >= _LARGE * usual]
    text = [glyph for glyph in glyphs if glyph.size < _LARGE * usual]
    for _, group in groupby(large, key=lambda glyph: (round(glyph.baseline), glyph.size)):
        letters = [glyph for glyph in group if not glyph.is_mark]
        if len(letters) == 1 and letters[0].text.isalpha():
            _join(letters[0], text, usual, rtl=rtl)


def _join(initial: Glyph, text: list[Glyph], usual: float, *, rtl: bool) -> None:
    foot, head = initial.baseline - usual / 2, initial.baseline + _HEIGHT * initial.size
    firsts = [
        first
        for row in rows_of([glyph for glyph in text if foot < glyph.baseline < head])
        if not any(initial.left < glyph.centre < initial.right for glyph in row)
        for first in _nearest(initial, row, _NEAR * usual, rtl=rtl)
    ]
    if len(firsts) >= _FEWEST_LINES:
        first = firsts[0]
        edge = first.right if rtl else first.left
        initial.left, initial.right = (edge, edge + usual / 2) if rtl else (edge - usual / 2, edge)
        initial.baseline, initial.size = first.baseline, first.size


def _nearest(initial: Glyph, row: list[Glyph], most: float, *, rtl: bool) -> list[Glyph]:
    """The glyph of a row that follows a large letter, if it is near enough."""
    gaps = [
        (initial.left - glyph.right if rtl else glyph.left - initial.right, glyph) for glyph in row
    ]
    near = [(gap, glyph) for gap, glyph in gaps if 0 <= gap <= most]
    return [min(near, key=lambda each: each[0])[1]] if near else []

"""Which words of a page show on it, by a picture of the page.

Words may be under a bar, transparent, clipped, of the colour of the paper or too small to be seen.
A picture tells all of that at once, in the way in which browsers draw the page.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import playa
import pypdfium2
from playa.utils import transform_bbox

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_glyphs import turned

_SCALE = 2.0  # dots for a point
_MOST_DOTS = 4_000_000
_SHADE = 5  # of 255: what differs by no more is one colour to the eye
_KASHIDA = "\u0640"
_MOST_LETTERS = 60  # of a word
# In ems, the size of the letters concerned.
_BELOW, _ABOVE = 0.25, 0.9
_APART, _OFF_LINE = 0.5, 0.5


class Picture(NamedTuple):
    """A page as it is drawn, in shades of grey from above, and where its upper left corner is."""

    dots: np.ndarray
    left: float
    top: float
    scale: float

    def shows(self, box: tuple[float, float, float, float], *, is_upright: bool) -> bool:
        """Whether anything in a box differs from what stands beside it on the same line.

        Args:
            box: left, bottom, right and top in points of the page.
            is_upright: whether lines run from side to side.
        """
        left, bottom, right, top = box
        columns = slice(*self._dots(left - self.left, right - self.left))
        rows = slice(*self._dots(self.top - top, self.top - bottom))
        part = self.dots[rows, columns]
        # A bar or an underline is of one shade along the line, letters are of several.
        return bool(part.size and np.ptp(part, axis=1 if is_upright else 0).max() > _SHADE)

    def _dots(self, start: float, end: float) -> tuple[int, int]:
        first = int(start * self.scale) - 1
        return max(0, first), max(0, int(end * self.scale) + 2)


def picture(file: pypdfium2.PdfDocument, number: int, page: playa.Page) -> Picture:
    """A page by its number, with the annotations on it.

    Raises:
        PdfiumError: it cannot be drawn.
    """
    drawn = file[number - 1]
    try:
        width, height = drawn.get_size()
        scale = min(_SCALE, (_MOST_DOTS / max(1.0, width * height)) ** 0.5)
        dots = drawn.render(scale=scale, grayscale=True).to_numpy()
    finally:
        drawn.close()
    left, _, _, top = transform_bbox(page.ctm, page.cropbox)
    return Picture(dots.reshape(dots.shape[:2]).astype(np.int16), left, top, scale)


def unseen(glyphs: Sequence[Glyph], turns: int, drawn: Picture) -> list[Glyph]:
    """Those glyphs of one direction whose words do not show.

    Of what lies invisible over a picture of itself, and of fonts that are not in the file, nothing
    is known; signs between words are taken for what the word before them is.

    Args:
        glyphs: in the order of drawing.
        turns: the quarter turns that they are read in.
        drawn: the page.
    """
    found: list[Glyph] = []
    is_seen = True
    for word in _words(glyphs):
        if all(glyph.is_drawable and glyph.is_seen for glyph in word):
            if any(each.isalnum() and each != _KASHIDA for glyph in word for each in glyph.text):
                is_seen = drawn.shows(_box(word, turns), is_upright=turns % 2 == 0)
            found += [] if is_seen else word
        else:
            is_seen = True
    return found


def _words(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and (len(word) == _MOST_LETTERS or not _goes_on(word[-1], glyph)):
            yield word
            word = []
        if glyph.text and not glyph.text.isspace():
            word.append(glyph)
    if word:
        yield word


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    gap = max(before.left, glyph.left) - min(before.right, glyph.right)
    is_on_line = abs(before.baseline - glyph.baseline) <= _OFF_LINE * glyph.size
    return not glyph.text.isspace() and is_on_line and gap <= _APART * glyph.size


def _box(word: Sequence[Glyph], turns: int) -> tuple[float, float, float, float]:
    """Where a word stands in the picture of the page."""
    corners = []
    for glyph in word:
        for x, y in (
            (glyph.left, glyph.baseline - _BELOW * glyph.size),
            (glyph.right, glyph.baseline + _ABOVE * glyph.size),
        ):
            place = turned(x, y, -turns % 4)
            corners.append((place[0] + glyph.drift[0], place[1] + glyph.drift[1]))
    across, along = zip(*corners, strict=True)
    return min(across), min(along), max(across), max(along)

"""A glyph at its place on a page, with the characters that it stands for."""

import unicodedata
from dataclasses import dataclass


@dataclass(slots=True)
class Glyph:
    """What is drawn at one place: characters in reading order, their extent and size in points.

    Empty text stands for ink that is not known to be a character: it parts no words.

    Attributes:
        order: grows with the order of drawing; the same for all where that is not known.
        is_seen: not laid over a picture of it, to be found and copied only.
        is_drawable: known to be drawn where the file is: its font is in it, or in every program.
        is_word: a whole one, and nothing of another.
        drift: how far from its place it is in the picture of the page, in points of that.
        is_kashida: a stroke by which layout lengthens a word: ink, but no character.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    order: int = 0
    is_seen: bool = True
    is_drawable: bool = False
    is_word: bool = False
    is_kashida: bool = False
    drift: tuple[float, float] = (0.0, 0.0)

    @property
    def centre(self) -> float:
        """Half way between its sides."""
        return (self.left + self.right) / 2

    @property
    def is_mark(self) -> bool:
        """Whether it is nothing but harakat."""
        return bool(self.text) and all(unicodedata.combining(char) for char in self.text)

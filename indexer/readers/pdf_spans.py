"""What a file says that parts of its pages are to be read as: glyphs, clusters, runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress, groupby

from playa.content import GlyphObject, MarkedContent
from playa.utils import decode_text

from indexer.readers.pdf_clusters import Letters, Sign
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_letters import characters

_ARABIC_WORD = re.compile("[\u0620-\u065f\u0670-\u06d3]+")
_NO_WIDTH = 0.01  # points
# In ems, the size of the letters concerned.
_SLOPE = 1.0  # of letters in one span
_LONGEST_SPAN = 3  # glyphs: a letter with its marks
_MISPLACED = 2  # spans of a line that cannot be meant


@dataclass(slots=True)
class Drawn:
    """A glyph with the direction in which it is read, in quarter turns, and what it is part of."""

    glyph: Glyph
    turns: int
    span: MarkedContent | None
    sign: Sign


def span_of(item: GlyphObject) -> MarkedContent | None:
    """The innermost part of the page about which the file says what it is to be read as."""
    return next((mark for mark in reversed(item.mcstack) if mark.props.get("ActualText")), None)


def mend_misplaced(drawn: list[Drawn], letters: Letters) -> None:
    """Read lines by their fonts where what the file says of a glyph is that of its neighbour.

    Chromium loses count in some lines: letters are to be read as the spaces beside them then. What
    it says of a glyph by itself is right where the glyph is on a sound line without such a span.
    """
    lines = list(_lines(drawn))
    misplaced = [sum(map(_is_misplaced, line)) >= _MISPLACED for line in lines]
    if not any(misplaced):
        return
    sound = [line for line, is_misplaced in zip(lines, misplaced, strict=True) if not is_misplaced]
    alone = {each.sign.key for line in sound for each in line if not each.span}
    said = {
        tuple(each.sign.key for each in together): together[0].span
        for line in sound
        for together in spans(line)
        if together[0].span
    }
    for line in compress(lines, misplaced):
        for each in line:
            each.span = None
            own = each.glyph.text if each.sign.key in alone else ""
            each.glyph.text = letters.shaped(each.sign) or own
        for place in range(len(line)):
            for length in range(_LONGEST_SPAN, 0, -1):
                together = line[place : place + length]
                span = said.get(tuple(each.sign.key for each in together))
                if span and not any(each.span for each in together):
                    for each in together:
                        each.span = span


def _lines(drawn: list[Drawn]) -> Iterator[list[Drawn]]:
    line: list[Drawn] = []
    for each in drawn:
        if line and not _is_on_line(each.glyph, line[-1].glyph):
            yield line
            line = []
        line.append(each)
    yield line


def _is_on_line(glyph: Glyph, other: Glyph) -> bool:
    return abs(glyph.baseline - other.baseline) <= _SLOPE * other.size and (
        glyph.left > other.left - _SLOPE * other.size
    )


def _is_misplaced(item: Drawn) -> bool:
    """Whether a letter is to be read as a space, or a space as a letter."""
    text = said_of(item.span)
    has_width = item.glyph.right - item.glyph.left > _NO_WIDTH
    if not text or not item.glyph.text or not has_width or len(text.split()) > 1:
        return False
    return text.isspace() != item.glyph.text.isspace()


def said_of(span: MarkedContent | None) -> str:
    """What a part of a page is to be read as, empty for none."""
    stated = span.props["ActualText"] if span else b""
    return characters(decode_text(stated)) if isinstance(stated, bytes) else ""


def spans(drawn: list[Drawn]) -> Iterator[list[Drawn]]:
    """Glyphs of one span together, and those of a letter and its mark that have one each."""
    together: list[Drawn] = []
    for each in drawn:
        if together and not (each.span and _says_the_same(together[-1], each)):
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _says_the_same(before: Drawn, after: Drawn) -> bool:
    if before.span is after.span:
        return True
    text = said_of(after.span)
    return (
        before.sign.is_mark != after.sign.is_mark and len(text) > 1 and text == said_of(before.span)
    )


def as_the_file_says(together: list[Drawn]) -> list[Glyph]:
    """The glyphs of a span as one for each word of it, where it is on a line."""
    found = [item.glyph for item in together]
    text = said_of(together[0].span)
    letters = [glyph for glyph in found if glyph.right > glyph.left] or found
    on_a_line = all(
        abs(glyph.baseline - letters[0].baseline) <= _SLOPE * found[0].size for glyph in letters
    )
    if not text or not on_a_line:
        return found
    if any(map(str.isspace, text)) and all(glyph.text for glyph in found):
        return _words_as_stated(found, text.split())
    return [_as_stated(found, text)]


def _words_as_stated(found: list[Glyph], words: list[str]) -> list[Glyph]:
    """The glyphs of a line as one for each word of Arabic letters, where they are as many."""
    groups = [
        (is_space, list(group))
        for is_space, group in groupby(
            sorted(found, key=lambda glyph: -glyph.centre), key=lambda glyph: glyph.text.isspace()
        )
    ]
    if sum(not is_space for is_space, _ in groups) != len(words):
        return found
    stated = iter(words)
    read: list[Glyph] = []
    for is_space, group in groups:
        word = "" if is_space else next(stated)
        read += [_as_stated(group, word)] if _ARABIC_WORD.fullmatch(word) else group
    return read


def _as_stated(found: list[Glyph], text: str) -> Glyph:
    base = min(found, key=lambda glyph: (glyph.is_mark, glyph.left - glyph.right))
    left, right = min(glyph.left for glyph in found), max(glyph.right for glyph in found)
    return replace(base, text=text, left=left, right=right, order=found[0].order)

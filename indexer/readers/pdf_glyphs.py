"""What stands on a page: characters with their places, and the order in which they are drawn.

pdfium opens files, mends damaged ones and draws pages. But the text that it gives has lost what
tells the order of the letters of a ligature: it turns Arabic around by rules of its own and leaves
out what has no width. So the characters are read with playa, from the copy that pdfium makes.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress, groupby, pairwise

import playa
from playa.content import GlyphObject, MarkedContent, TextObject
from playa.page import TEXT_OPERATORS
from playa.utils import decode_text, transform_bbox

from indexer.readers.pdf_clusters import Letters, Sign
from indexer.readers.pdf_letters import characters

# A page of a newspaper has 20,000; the work grows faster than their number.
MOST_CHARACTERS = 60_000
_ARABIC_WORD = re.compile("[\u0620-\u065f\u0670-\u06d3]+")
_INVISIBLE = 3  # how to draw text: not at all
_NO_WIDTH = 0.01  # points
_SLANT = 15  # degrees from upright that running text may have: stamps across the page have more
# In ems, the size of the letters concerned.
_TWICE = 0.15  # bold letters and shadows are drawn again so near
_MARK_TWICE = 0.05  # and harakat, of which those of two letters may stand nearer
_SLOPE = 1.0  # of letters in one span
_LONGEST_SPAN = 3  # glyphs: a letter with its marks
_MISPLACED = 2  # spans of a line that cannot be meant


@dataclass(slots=True)
class Glyph:
    """What is drawn at one place: characters in reading order, their extent and size in points.

    Empty text stands for ink that is not known to be a character: it parts no words.

    Attributes:
        order: grows with the order of drawing; the same for all where that is not known.
        is_seen: not laid over a picture of it, to be found and copied only.
        is_word: a whole one, and nothing of another.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    order: int = 0
    is_seen: bool = True
    is_word: bool = False

    @property
    def centre(self) -> float:
        """Half way between its sides."""
        return (self.left + self.right) / 2

    @property
    def is_mark(self) -> bool:
        """Whether it is nothing but harakat."""
        return bool(self.text) and all(unicodedata.combining(char) for char in self.text)


@dataclass(slots=True)
class _Drawn:
    """A glyph with the direction in which it is read, in quarter turns, and what it is part of."""

    glyph: Glyph
    turns: int
    span: MarkedContent | None
    sign: Sign


def glyphs(page: playa.Page, letters: Letters) -> dict[int, list[Glyph]]:
    """The glyphs of a page by the direction that they are read in, turned to run horizontally.

    Directions are quarter turns; that of most glyphs comes first. What slants, or stands outside of
    the page, is left out.

    Args:
        page: of the file, in the order of its pages.
        letters: what is known of the glyphs of the file.

    Raises:
        ValueError: the page has too many characters.
    """
    drawn = _drawn(page, letters)
    _mend_misplaced(drawn, letters)
    directions: dict[int, list[Glyph]] = {}
    for together in _spans(drawn):
        directions.setdefault(together[0].turns, []).extend(_as_the_file_says(together))
    found = {turns: list(_words_unseen(_once(group))) for turns, group in directions.items()}
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _drawn(page: playa.Page, letters: Letters) -> list[_Drawn]:
    left, bottom, right, top = transform_bbox(page.ctm, page.cropbox)
    signs: list[Sign] = []
    drawn: list[_Drawn] = []
    for text in page.flatten(TextObject, TEXT_OPERATORS):
        for item in text:
            span = _span(item)
            signs.append(letters.sign(item, id(span) if span else 0, _stated(span)))
            order = len(signs)
            if order > MOST_CHARACTERS:
                msg = f"at most {MOST_CHARACTERS:,} characters are read of a page"
                raise ValueError(msg)
            x, y = item.origin
            turns = _turns(item)
            if turns is not None and left <= x <= right and bottom <= y <= top:
                drawn.append(_Drawn(_glyph(item, turns, order), turns, span, signs[-1]))
    texts = letters.texts(signs)
    for each in drawn:
        each.glyph.text = texts[each.glyph.order - 1]
    return [each for each in drawn if each.glyph.text or not signs[each.glyph.order - 1].is_blank]


def _turns(item: GlyphObject) -> int | None:
    """The direction in which it is read, in quarter turns; ``None`` where it slants.

    Programs that recognise scanned pages put Arabic on them in mirror writing, so that it runs from
    the right: what is up is then told by the height of the letters.
    """
    a, b, c, d, _, _ = item.matrix
    along, upright = math.atan2(b, a), math.atan2(-c, d)
    is_mirrored = a * d < b * c
    angle = math.degrees(upright if is_mirrored and abs(upright) < abs(along) else along)
    turns = round(angle / 90)
    return None if abs(angle - 90 * turns) > _SLANT else turns % 4


def _glyph(item: GlyphObject, turns: int, order: int) -> Glyph:
    a, b, c, d, x, y = item.matrix
    width = item.font.hdisp(item.cid)
    start, baseline = turned(x, y, turns)
    end, _ = turned(x + a * width, y + b * width, turns)
    return Glyph(
        text="",
        left=min(start, end),
        right=max(start, end),
        baseline=baseline,
        size=max(math.hypot(c, d), 1.0),
        order=order,
        is_seen=item.gstate.render_mode != _INVISIBLE,
    )


def turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """A point where it is when what is read after so many quarter turns is upright."""
    match turns:
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case 3:
            return -y, x
        case _:
            return x, y


def _span(item: GlyphObject) -> MarkedContent | None:
    """The innermost part of the page about which the file says what it is to be read as."""
    return next((mark for mark in reversed(item.mcstack) if mark.props.get("ActualText")), None)


def _mend_misplaced(drawn: list[_Drawn], letters: Letters) -> None:
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
        for together in _spans(line)
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


def _lines(drawn: list[_Drawn]) -> Iterator[list[_Drawn]]:
    line: list[_Drawn] = []
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


def _is_misplaced(item: _Drawn) -> bool:
    """Whether a letter is to be read as a space, or a space as a letter."""
    text = _stated(item.span)
    has_width = item.glyph.right - item.glyph.left > _NO_WIDTH
    if not text or not item.glyph.text or not has_width or len(text.split()) > 1:
        return False
    return text.isspace() != item.glyph.text.isspace()


def _stated(span: MarkedContent | None) -> str:
    stated = span.props["ActualText"] if span else b""
    return characters(decode_text(stated)) if isinstance(stated, bytes) else ""


def _spans(drawn: list[_Drawn]) -> Iterator[list[_Drawn]]:
    """Glyphs of one span together, and those of a letter and its mark that have one each."""
    together: list[_Drawn] = []
    for each in drawn:
        if together and not (each.span and _says_the_same(together[-1], each)):
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _says_the_same(before: _Drawn, after: _Drawn) -> bool:
    if before.span is after.span:
        return True
    text = _stated(after.span)
    return (
        before.sign.is_mark != after.sign.is_mark and len(text) > 1 and text == _stated(before.span)
    )


def _as_the_file_says(together: list[_Drawn]) -> list[Glyph]:
    """The glyphs of a span as one for each word of it, where it is on a line."""
    found = [item.glyph for item in together]
    text = _stated(together[0].span)
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


def _once(drawn: list[Glyph]) -> list[Glyph]:
    """Without spaces that have no width, and letters that are drawn again at the same place."""
    found: list[Glyph] = []
    places: dict[tuple[str, int, int], tuple[float, float]] = {}
    for glyph in drawn:
        if glyph.text.isspace() and glyph.right - glyph.left < _NO_WIDTH:
            continue
        if found and _took_no_room(found[-1], glyph):
            found.pop()
        step = (_MARK_TWICE if glyph.is_mark else _TWICE) * glyph.size
        column, row = round(glyph.left / step), round(glyph.baseline / step)
        near = (
            places.get((glyph.text, column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1)
        )
        if glyph.text and any(
            place and math.dist(place, (glyph.left, glyph.baseline)) < step for place in near
        ):
            continue
        places[glyph.text, column, row] = glyph.left, glyph.baseline
        found.append(glyph)
    return found


def _took_no_room(space: Glyph, glyph: Glyph) -> bool:
    """Whether a sign was drawn where a space had been: at the end of a line it has no width."""
    return (
        space.text.isspace()
        and not glyph.text.isalnum()
        and not glyph.is_mark
        and abs(space.left - glyph.left) < _NO_WIDTH
        and abs(space.baseline - glyph.baseline) < _NO_WIDTH
    )


def _words_unseen(drawn: list[Glyph]) -> Iterator[Glyph]:
    """Words that a recogniser laid over their picture as one glyph each, others letter by letter.

    It gives a word the width that it has in the picture, and neighbours may stand over one another.
    """
    for unseen, group in groupby(drawn, key=lambda glyph: not glyph.is_seen):
        if not unseen:
            yield from group
            continue
        for is_space, word in groupby(group, key=lambda glyph: glyph.text.isspace()):
            letters = list(word)
            yield from letters if is_space or not _runs_on(letters) else [_together(letters)]


def _runs_on(letters: list[Glyph]) -> bool:
    """Whether letters follow one another on a line, Arabic ones from the right.

    Of figures a recogniser writes the first one where the word begins, be that at the right.
    """
    rtl = any(unicodedata.bidirectional(char) in {"R", "AL"} for g in letters for char in g.text)
    leftward = {after.centre < before.centre for before, after in pairwise(letters)}
    on_a_line = all(
        abs(glyph.baseline - letters[0].baseline) <= _SLOPE * glyph.size for glyph in letters
    )
    return on_a_line and (leftward <= {True} if rtl else len(leftward) <= 1)


def _together(letters: list[Glyph]) -> Glyph:
    return replace(
        letters[0],
        is_word=True,
        text="".join(glyph.text for glyph in letters),
        left=min(glyph.left for glyph in letters),
        right=max(glyph.right for glyph in letters),
    )

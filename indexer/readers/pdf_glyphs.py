"""What stands on a page: characters with their places, and the order in which they are drawn.

pdfium opens files, mends damaged ones and draws pages. But the text that it gives has lost what
tells the order of the letters of a ligature: it turns Arabic around by rules of its own and leaves
out what has no width. So the characters are read with playa, from the copy that pdfium makes.
"""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

import playa
from playa.content import GlyphObject, TextObject
from playa.page import TEXT_OPERATORS
from playa.utils import transform_bbox

from indexer.readers.pdf_clusters import Letters, Sign
from indexer.readers.pdf_drift import Drift, Vector
from indexer.readers.pdf_fonts import has_outlines
from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_spans import (
    Drawn,
    as_the_file_says,
    mend_misplaced,
    said_of,
    span_of,
    spans,
)

# A page of a newspaper has 20,000; the work grows faster than their number.
MOST_CHARACTERS = 60_000
_INVISIBLE = 3  # how to draw text: not at all
_NO_WIDTH = 0.01  # points
_SLANT = 15  # degrees from upright that running text may have: stamps across the page have more
# In ems, the size of the letters concerned.
_TWICE = 0.15  # bold letters and shadows are drawn again so near
_MARK_TWICE = 0.05  # and harakat, of which those of two letters may stand nearer
_SLOPE = 1.0  # of letters in one span


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
    mend_misplaced(drawn, letters)
    directions: dict[int, list[Glyph]] = {}
    for together in spans(drawn):
        directions.setdefault(together[0].turns, []).extend(as_the_file_says(together))
    found = {turns: list(_words_unseen(_once(group))) for turns, group in directions.items()}
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _drawn(page: playa.Page, letters: Letters) -> list[Drawn]:
    left, bottom, right, top = transform_bbox(page.ctm, page.cropbox)
    signs: list[Sign] = []
    drawn: list[Drawn] = []
    drift = Drift()
    for text in page.flatten(TextObject, TEXT_OPERATORS):
        drifted = drift.of(text)
        for item in text:
            span = span_of(item)
            signs.append(letters.sign(item, id(span) if span else 0, said_of(span)))
            order = len(signs)
            if order > MOST_CHARACTERS:
                msg = f"at most {MOST_CHARACTERS:,} characters are read of a page"
                raise ValueError(msg)
            x, y = item.origin
            turns = _turns(item)
            if turns is not None and left <= x <= right and bottom <= y <= top:
                drawn.append(Drawn(_glyph(item, turns, order, drifted), turns, span, signs[-1]))
    texts = letters.texts(signs)
    for each in drawn:
        each.glyph.text = texts[each.glyph.order - 1]
        each.glyph.is_kashida = signs[each.glyph.order - 1].is_kashida
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


def _glyph(item: GlyphObject, turns: int, order: int, drift: Vector) -> Glyph:
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
        is_drawable=(item.text or "").isascii() or has_outlines(item.font),
        drift=drift,
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

"""What the order in which glyphs were drawn tells, where their places do not.

A program draws a run of letters from the left or, some, from the right, each with its marks. In
many Arabic fonts letters are stacked or slope, so that their places alone do not give their order.
"""

import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from indexer.readers.bidi import is_rtl
from indexer.readers.pdf_glyph import Glyph

_SOON = 12  # glyphs: letters and marks that are drawn after one another
_MOST_STEPS = 0.8
_MARKS = 3  # that a letter may have, with those of the letters that it is drawn among
_SAME_SIZE, _SAME_DIGIT = 0.15, 0.02  # as a share
_WITHIN = 0.1  # of a letter: a mark stands nearer to its middle, a letter without width does not
# In ems.
_TOUCHING = 0.02
_MARK_REACH = 0.5
_SAME_RUN = 0.5
_SLOPE = 1.0  # lines are further apart
_RISE = 1.6  # of a mark over the one below it


def level(glyphs: list[Glyph]) -> None:
    """Put glyphs of one run on one baseline: letters of Nastaliq slope, marks are raised."""
    for run in _runs(sorted(glyphs, key=lambda glyph: glyph.order)):
        heights = Counter(round(glyph.baseline, 1) for glyph in run if not glyph.is_mark)
        if heights:
            baseline, _ = max(heights.items(), key=lambda item: (item[1], -item[0]))
            for glyph in run:
                glyph.baseline = baseline


def _runs(drawn: list[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in drawn:
        if run and not _continues(run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    yield run


def _continues(before: Glyph, after: Glyph) -> bool:
    size = max(before.size, after.size)
    gap = max(before.left, after.left) - min(before.right, after.right)
    slope = _RISE if before.is_mark or after.is_mark else _SLOPE
    return (
        before.order < after.order
        and abs(before.size - after.size) <= _same_size(before, after) * size
        and gap <= _SAME_RUN * size
        and abs(before.baseline - after.baseline) <= slope * size
    )


def _same_size(before: Glyph, after: Glyph) -> float:
    """As a share: digits do not slope, and those that are a little smaller are of a power."""
    return _SAME_DIGIT if before.text.isdigit() or after.text.isdigit() else _SAME_SIZE


def put_marks_first(glyphs: list[Glyph]) -> None:
    """Number the glyphs of a page as if each mark were drawn before its letter from the left.

    So nearly all programs draw; Graphite's fonts have the marks after it.
    """
    drawn = sorted(glyphs, key=lambda glyph: glyph.order)
    votes = [_mark_follows(*three) for three in zip(drawn, drawn[1:], drawn[2:], strict=False)]
    if votes.count(True) <= votes.count(False):
        return
    clusters: list[list[Glyph]] = []
    for glyph in drawn:
        if not (clusters and glyph.is_mark):
            clusters.append([])
        clusters[-1].append(glyph)
    for cluster in clusters:
        orders = [glyph.order for glyph in cluster]
        for glyph, order in zip((*cluster[1:], cluster[0]), orders, strict=True):
            glyph.order = order


def _mark_follows(before: Glyph, mark: Glyph, after: Glyph) -> bool | None:
    """Whether a mark at an edge of a word is drawn after its letter, from the left."""
    if not mark.is_mark or after.left < before.left:
        return None
    edges = before.text.isspace(), after.text.isspace()
    return edges[1] if any(edges) and is_rtl(before.text + after.text) else None


def distance(base: Glyph, mark: Glyph) -> tuple[float, float]:
    """How far a mark is from the extent of a letter, and from its middle."""
    outside = max(base.left - mark.centre, mark.centre - base.right, 0.0)
    return outside, abs(base.centre - mark.centre)


def drawing_direction(bases: list[Glyph]) -> int:
    """1 where the Arabic letters of a line were drawn from the left, -1 from the right, else 0.

    Letters that stand apart tell; glyphs come from the left.
    """
    letters = [glyph for glyph in bases if is_rtl(glyph.text)]
    steps = [right.order - left.order for left, right in pairwise(letters)]
    near = [step for step in steps if 0 < abs(step) <= _SOON]
    onward = sum(step > 0 for step in near)
    if onward > _MOST_STEPS * len(near):
        return 1
    return -1 if onward < (1 - _MOST_STEPS) * len(near) else 0


def put_in_order(bases: list[Glyph], direction: int) -> None:
    """Put letters that stand over one another in the order in which they were drawn."""
    for last in range(1, len(bases)):
        place = last
        while place and _is_swapped(bases[place - 1], bases[place], direction):
            bases[place - 1], bases[place] = bases[place], bases[place - 1]
            place -= 1


def _is_swapped(left: Glyph, right: Glyph, direction: int) -> bool:
    step = (right.order - left.order) * direction
    # Spaces of a font of their own are drawn before the letters: those are where they stand.
    is_space = left.text.isspace() or right.text.isspace()
    over = left.right - right.left - (_TOUCHING * left.size if is_space else 0)
    return -_SOON <= step < 0 and over > 0 and _is_drawn_so(left, right)


def _is_drawn_so(*glyphs: Glyph) -> bool:
    """Whether the direction of Arabic tells their order; that of figures among it is another."""
    return all(is_rtl(glyph.text) or glyph.text.isspace() for glyph in glyphs)


def base_of(mark: Glyph, bases: list[Glyph], direction: int) -> Glyph | None:
    """The base after which a mark is read, if it stands there as well.

    Args:
        mark: harakat.
        bases: the letters of its line in the order of drawing.
        direction: in which the line was drawn.
    """
    place = bisect(bases, mark.order, key=lambda base: base.order) - (direction < 0)
    if not direction or not 0 <= place < len(bases):
        return None
    base = bases[place]
    outside = max(base.left - mark.centre, mark.centre - base.right)
    near = outside <= _MARK_REACH * base.size
    return base if near and abs(base.order - mark.order) <= _MARKS else None


def merge_halves(bases: list[Glyph]) -> list[Glyph]:
    """Glyphs of a line without those that repeat the letter they are drawn on.

    Where a letter is drawn as a base and a mark, some files give the whole letter for the mark.
    """
    found: list[Glyph] = []
    for glyph in bases:
        whole = _whole(found[-1], glyph) if found else None
        if whole:
            found[-1] = whole
        else:
            found.append(glyph)
    return found


def _whole(one: Glyph, other: Glyph) -> Glyph | None:
    """The letter that two glyphs make, if they make one."""
    base, half = sorted((one, other), key=lambda glyph: glyph.left - glyph.right)
    margin = _WITHIN * (base.right - base.left)
    is_within = base.left + margin < half.left < base.right - margin
    if half.left != half.right or not is_within or abs(base.order - half.order) > _MARKS:
        return None
    marks = _marks(half.text)
    if marks and _letters(base.text) == _letters(half.text):
        return replace(base, text=half.text)
    text = unicodedata.normalize("NFC", base.text + marks)
    return replace(base, text=text) if marks and len(text) == len(base.text) else None


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _marks(text: str) -> str:
    return "".join(filter(unicodedata.combining, unicodedata.normalize("NFD", text)))

"""What of the glyphs of a page is said as it stands there: not what is struck out, nor raised."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from indexer.readers.pdf_glyph import Glyph
from indexer.readers.pdf_rules import Rule
from indexer.readers.scripts import Script, joined

# All in ems, the size of the letters concerned.
_STRUCK_FROM, _STRUCK_TO = 0.15, 0.55  # above the line: where a line goes through letters
_LONGER = 0.5  # by so much such a line reaches over them at most; borders reach further
_TOUCHING = 0.25
_HIGHER_FROM, _HIGHER_TO = 0.15, 0.7
_OFF_FROM, _OFF_TO = 0.35, 0.65  # of figures as large as the letters
_LOWER_FROM, _LOWER_TO = 0.05, 0.45
_SMALLER = 0.92  # as a share of the size of the letters beside
_MOST_FIGURES = 3  # of a note, a power or a formula
_SIGNS = frozenset("+-\u2212")  # of a power
# What is compared at most, so that no page takes for ever.
_LARGEST = 100.0  # letters, in points
_MOST_BESIDE = 500


def leave_out_struck(glyphs: Sequence[Glyph], drawn: Sequence[Rule]) -> None:
    """Make mere ink of the glyphs of a page through which a line goes.

    Args:
        glyphs: in any order.
        drawn: straight lines of the page.
    """
    ordered = sorted(glyphs, key=lambda glyph: glyph.baseline)
    largest = max((glyph.size for glyph in glyphs), default=0.0)
    largest = min(largest, _LARGEST)
    struck = [
        glyph
        for rule in drawn
        if not rule.is_upright
        for glyph in _struck_by(rule, ordered, largest)
    ]
    for glyph in struck:
        glyph.text = ""


def _struck_by(rule: Rule, ordered: Sequence[Glyph], largest: float) -> list[Glyph]:
    height = (rule.bottom + rule.top) / 2
    first = bisect_left(ordered, height - _STRUCK_TO * largest, key=lambda each: each.baseline)
    last = bisect_left(ordered, height, key=lambda each: each.baseline)
    found = [
        glyph
        for glyph in ordered[first:last]
        if rule.left <= glyph.centre <= rule.right
        and _STRUCK_FROM <= (height - glyph.baseline) / (glyph.size or 1) <= _STRUCK_TO
    ]
    seen = [glyph for glyph in found if glyph.text.strip()]
    if not seen:
        return []
    over = _LONGER * max(glyph.size for glyph in seen)
    is_as_long = (
        min(glyph.left for glyph in seen) <= rule.left + over
        and max(glyph.right for glyph in seen) >= rule.right - over
    )
    return found if is_as_long else []


def raise_figures(glyphs: Sequence[Glyph]) -> None:
    """Write small digits beside letters, above or below their line, as what they are, and on it."""
    largest = max((glyph.size for glyph in glyphs), default=0.0)
    letters = [glyph for glyph in glyphs if glyph.text.strip()]
    of_lines = {_height(glyph) for glyph in letters if not _is_figure(glyph)}
    # Those that are as large as the text stand at a height at which none of its letters is.
    small = [
        each
        for each in letters
        if _is_figure(each) and (each.size < _SMALLER * largest or _height(each) not in of_lines)
    ]
    if not small:
        return
    by_left = sorted(letters, key=lambda glyph: glyph.left)
    by_right = sorted(letters, key=lambda glyph: glyph.right)
    for figures in _runs(small):
        near, left, right = _TOUCHING * figures[0].size, figures[0].left, figures[-1].right
        start, end = (
            bisect_left(by_right, left + by, key=lambda each: each.right) for by in (-near, near)
        )
        beside = by_right[start:end][:_MOST_BESIDE]
        start, end = (
            bisect_left(by_left, right + by, key=lambda each: each.left) for by in (-near, near)
        )
        beside += by_left[start:end][:_MOST_BESIDE]
        scripts = ((_script(figures[0], base), base) for base in beside)
        script, base = next(
            (each for each in scripts if each[0] is not Script.LINE), (Script.LINE, figures[0])
        )
        for figure in figures:
            figure.text = joined([(figure.text, script)])
            figure.baseline = base.baseline


def _is_figure(glyph: Glyph) -> bool:
    return glyph.text.isdigit() or glyph.text in _SIGNS


def _height(glyph: Glyph) -> float:
    return round(glyph.baseline, 1)


def _runs(small: list[Glyph]) -> Iterator[list[Glyph]]:
    """Digits and their signs that stand side by side, from the left.

    More of them are a number by itself, and signs alone are none.
    """
    runs: list[list[Glyph]] = []
    for glyph in sorted(small, key=lambda each: (_height(each), each.left)):
        is_beside = runs and (
            abs(glyph.baseline - runs[-1][-1].baseline) <= _LOWER_FROM * glyph.size
            and abs(glyph.left - runs[-1][-1].right) <= _TOUCHING * glyph.size
        )
        if not is_beside:
            runs.append([])
        runs[-1].append(glyph)
    for run in runs:
        if 1 <= sum(each.text.isdigit() for each in run) <= _MOST_FIGURES:
            yield run


def _script(figure: Glyph, base: Glyph) -> Script:
    """Where a digit stands beside a letter."""
    if base.is_mark or not base.size:
        return Script.LINE
    higher = (figure.baseline - base.baseline) / base.size
    if figure.size >= _SMALLER * base.size:
        is_off = figure.size <= base.size and _OFF_FROM <= abs(higher) <= _OFF_TO
        return (Script.RAISED if higher > 0 else Script.LOWERED) if is_off else Script.LINE
    if _HIGHER_FROM <= higher <= _HIGHER_TO:
        return Script.RAISED
    return Script.LOWERED if _LOWER_FROM <= -higher <= _LOWER_TO else Script.LINE

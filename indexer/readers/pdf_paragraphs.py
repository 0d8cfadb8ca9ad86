"""Which lines of a page a paragraph was broken into."""

from collections.abc import Sequence

from indexer.readers.pdf_lines import Line

_LEADING_SLACK = 1.3  # a gap this many times the usual one parts paragraphs
_SAME_WIDTH = 0.8  # columns of one text are at least so alike
# In ems.
_INDENT = 0.7
_SPACE = 0.6  # with some slack for how the program measures a word


def paragraphs(lines_of_page: Sequence[Line]) -> list[list[Line]]:
    """Group lines that a paragraph was broken into."""
    groups: list[list[Line]] = []
    for line in lines_of_page:
        if groups and _continues(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(upper: Line, lower: Line) -> bool:
    same_region = upper.region is lower.region
    if len(upper.cells) > 1 or len(lower.cells) > 1:
        return False
    if not upper.is_as_large_as(lower) or not _has_letters(upper, lower):
        return False
    if not same_region and not _flows_over(upper, lower):
        return False
    if same_region:
        gap = upper.baseline - lower.baseline
        if gap > _LEADING_SLACK * upper.region.leading * upper.size:
            return False
    return not _has_room(upper, lower) and _indent(lower) - _indent(upper) < _INDENT * lower.size


def _has_letters(upper: Line, lower: Line) -> bool:
    """Whether one of them does: rows of figures are no paragraph."""
    return any(map(str.isalpha, upper.text + lower.text))


def _flows_over(upper: Line, lower: Line) -> bool:
    """Whether a paragraph may go on at the head of the next column."""
    widths = (line.region.right - line.region.left for line in (upper, lower))
    narrow, wide = sorted(widths)
    return (
        lower.baseline > upper.baseline
        and narrow > _SAME_WIDTH * wide
        and not upper.text.endswith((".", "!", "؟", ":", "»"))
    )


def _has_room(upper: Line, lower: Line) -> bool:
    """Whether the first word of the next line would have fitted: then the break was meant."""
    room = upper.left - upper.region.left if upper.rtl else upper.region.right - upper.right
    return room > lower.first_word + _SPACE * lower.size


def _indent(line: Line) -> float:
    return line.region.right - line.right if line.rtl else line.left - line.region.left

"""Signs between words that make something else of them: 5 % is not 5, ≠ 500 not 500, C++ not C.

There is no end of signs, so that those are listed which say nothing: the punctuation of sentences,
quotation marks, brackets, dashes and bullets. All others count, and of these a stop before a digit
(.5), a dash before or directly behind one (− 5), and a quotation mark behind one that none opened.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from search.records import Span

# What shows nowhere: Unicode's default ignorable code points that are no letters, and controls.
UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_DASHES = "\u0640\u2010-\u2015-"
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06ed\u08d3-\u08ff"
_BRACKETS = r"()\[\]{}\ufd3e\ufd3f"
_QUOTES = "\"'`\u00ab\u00bb\u2018-\u201f\u2039\u203a"
_STOPS = ".,\u060c:\u00b7"
_ENDS = ";\u061b?\u061f!\u2026\u06d4"
_BULLETS = "\u2022\u25aa\u25cf\u25e6"

_UNSEEN = re.compile(f"[{UNSEEN}]+")
_NOTHING = re.compile(rf"[\s{UNSEEN}{_MARKS}]")
_DASH = re.compile(f"[{_DASHES}]")
_STOP = re.compile(f"[{_STOPS}]")
_QUOTE = re.compile(f"[{_QUOTES}]")
_ORDINARY = re.compile(rf"[{_BRACKETS}{_ENDS}{_BULLETS}]")
# What a number does not begin before.
_PARTING_NUMBERS = re.compile(f"[{_STOPS}{_ENDS}{_BULLETS}]")
# Between two digits, what parts them into two numbers.
_PARTING = re.compile(rf"[\s{_BRACKETS}{_QUOTES}{_ENDS}]")
_LONGEST_WITHIN = 4
# What marks opened that these close; a straight one is both.
_OPENING = {"'": "'", '"': '"', "\u2019": "\u2018", "\u201d": "\u201c"}
_FURTHEST = 1000


def is_one_number(between: str) -> bool:
    """Whether digits before and after this are one number: 5/2, 5±2, 3.5."""
    seen = _UNSEEN.sub("", between)
    return len(seen) <= _LONGEST_WITHIN and _PARTING.search(seen) is None


def is_beside(between: str) -> bool:
    """Whether nothing that shows stands there."""
    return not _UNSEEN.sub("", between)


def is_apart(between: str) -> bool:
    """Whether nothing stands there but white space, marks and what does not show."""
    return not _NOTHING.sub("", between)


def signs(text: str, gap: Span) -> Iterator[Span]:
    """The signs that count in a part of a text between two words, in order.

    Those that follow each other without white space are one.
    """
    if text[gap.start : gap.end].isspace():
        return
    counted = sorted(_counted(_Gap.of(text, gap)))
    for _, run in groupby(enumerate(counted), lambda each: each[1] - each[0]):
        places = [place for _, place in run]
        yield Span(places[0], places[-1] + 1)


class _Gap(NamedTuple):
    """What stands between two words.

    Attributes:
        text: of which it is a part.
        start: of it.
        end: of it.
        behind: the first place in it that shows, directly behind a word.
        before: the last one, directly before a word.
    """

    text: str
    start: int
    end: int
    behind: int
    before: int

    @staticmethod
    def of(text: str, gap: Span) -> "_Gap":
        before = gap.end - 1
        while before > gap.start and _UNSEEN.match(text, before):
            before -= 1
        unseen = _UNSEEN.match(text, *gap)
        return _Gap(text, *gap, unseen.end() if unseen else gap.start, before)

    def is_behind_digit(self, place: int) -> bool:
        return place == self.behind and self.text[max(0, self.start - 1) : self.start].isdigit()

    def is_before_digit(self, place: int) -> bool:
        return place == self.before and self.leads_to_digit

    @property
    def leads_to_digit(self) -> bool:
        return self.text[self.end : self.end + 1].isdigit()


def _counted(gap: _Gap) -> Iterator[int]:
    """Places of the signs that count, from the last to the first."""
    # Whether a dash here would be the sign of the number after it.
    leads = gap.leads_to_digit
    for place in range(gap.end - 1, gap.start - 1, -1):
        sign = gap.text[place]
        if _counts(gap, place, leads=leads):
            yield place
        elif sign == "\n" or _PARTING_NUMBERS.match(sign):
            leads = False


def _counts(gap: _Gap, place: int, *, leads: bool) -> bool:
    sign = gap.text[place]
    if _NOTHING.match(sign):
        return False
    if _DASH.match(sign):
        # Between a word and a number it joins them, as in F-16.
        is_hyphen = place == gap.behind == gap.before and gap.start > 0
        return gap.is_behind_digit(place) or (leads and not is_hyphen)
    if _STOP.match(sign):
        is_omission = gap.text[max(gap.start, place - 2) : place + 1] == "..."
        return gap.is_before_digit(place) and sign != ":" and not is_omission
    if _QUOTE.match(sign):
        is_prime = sign in _OPENING and gap.is_behind_digit(place)
        return is_prime and not _is_opened(gap.text, place)
    return not _ORDINARY.match(sign) and not _joins(gap, place)


def _joins(gap: _Gap, place: int) -> bool:
    """Whether a sign makes words a hashtag, or joins two that are not numbers."""
    if gap.text[place] == "#":
        is_apart = place > gap.behind or gap.start == 0
        return place == gap.before and is_apart and gap.end < len(gap.text)
    is_number = gap.is_behind_digit(place) or gap.is_before_digit(place)
    return gap.text[place] == "_" and not is_number


def _is_opened(text: str, place: int) -> bool:
    """Whether a quotation mark closes what one in the same line opened."""
    closing = text[place]
    opening = _OPENING[closing]
    start = max(0, place - _FURTHEST)
    start = max(start, text.rfind("\n", start, place) + 1)
    opened = text.count(opening, start, place)
    return opened % 2 == 1 if opening == closing else opened > text.count(closing, start, place)

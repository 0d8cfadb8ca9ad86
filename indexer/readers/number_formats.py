"""Numbers and words as a cell of a sheet shows them, by Excel's format codes.

Rules: ECMA-376, part 1, 18.8.31. What a code asks for in a way that is not known is shown as the
number itself, never as another one.
"""

import math
import operator
import re
from collections.abc import Callable
from typing import NamedTuple

from indexer.readers.number_dates import is_date, moment
from indexer.readers.number_figures import exact, figures, rounded
from indexer.readers.number_locales import locale_of

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    # What currency they show depends on the country of the computer.
    **dict.fromkeys((5, 6, 37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((7, 8, 39, 40, 43, 44), "#,##0.00"),
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    # And of these the order: here as ISO 8601 has it.
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy-mm-dd hh:mm",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
GENERAL = "General"
# Quoted words, escaped characters, spaces of a width and fillers, what stands in brackets, and
# characters that stand for these below.
_PIECES = re.compile(r'"([^"]*)"?|\\(.)|([_*]).|\[([^\]]*)\]|(;)|([\ue000-\uf8ff])|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d*)?(?:E[+-]?\d+)?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_NO_COLOUR = re.compile(r"\$|DBNum|NatNum", re.IGNORECASE)
_AS_IT_IS = re.compile("general|@", re.IGNORECASE)
_HELD = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
# What stands for a literal while the rest of a code is worked on: from here on, of private use.
_STAND_IN = 0xE000
_STANDS_IN = re.compile("[\ue000-\uf8ff]")
_LONGEST = 255  # characters that a code may have
_MOST_NUMBERS = 3  # sections that are of numbers; the fourth is of words
_LONGEST_WHOLE = 16  # digits of a number that is shown without an exponent, all of them its own
_DIGITS = 11  # that a cell shows of others


class _Condition(NamedTuple):
    sign: str
    limit: float

    def holds(self, value: float) -> bool:
        compare: Callable[[float, float], bool] = _HELD[self.sign]
        return compare(value, self.limit)


class _Section(NamedTuple):
    """A part of a code.

    Attributes:
        code: with signs of private use in place of what stands in it as it is.
        literals: what these stand for.
        stated: as it was given, with what it says of the language.
        condition: of the numbers that it is for, where it says so.
        has_colour: whether it is shown in one.
    """

    code: str
    literals: tuple[str, ...]
    stated: str
    condition: _Condition | None
    has_colour: bool

    def restored(self, written: str) -> str:
        return _STANDS_IN.sub(lambda at: self.literals[ord(at[0]) - _STAND_IN], written).strip()

    @property
    def tells_sign(self) -> bool:
        """Whether a negative number is told by something else than its colour."""
        told = self.code + "".join(self.literals)
        return not self.has_colour or any(each in "-(\u2212" or each.isalpha() for each in told)


def code_of(number: int) -> str:
    """The code of a built-in format."""
    return _BUILT_IN.get(number, GENERAL)


def shown(value: float, code: str, *, since_1904: bool = False) -> str:
    """A number in a format.

    Args:
        value: the number; a date is days since the end of 1899.
        code: of the format.
        since_1904: whether dates count from 1904, as those of old Macintosh files do.
    """
    if code == GENERAL or len(code) > _LONGEST or not math.isfinite(value):
        return _plain(value)
    section, has_own_sign = _section(value, _numeric(_sections(code)))
    if section is None:
        return _plain(value)
    if not section.stated:
        return ""
    locale = locale_of(section.stated)
    if is_date(_STANDS_IN.sub("", section.code)):
        written = moment(value, section.code, locale, since_1904=since_1904)
    else:
        written = _number(value, section, has_own_sign=has_own_sign)
    return locale.written(_plain(value) if written is None else section.restored(written))


def shown_text(text: str, code: str) -> str:
    """Words in a format: with those that it sets around them, empty where it hides them."""
    if code == GENERAL or len(code) > _LONGEST:
        return text
    sections = _sections(code)
    section = sections[-1]
    if len(sections) <= _MOST_NUMBERS and "@" not in section.code:
        return text
    return section.restored(_AS_IT_IS.sub(lambda _: text, section.code))


def _sections(code: str) -> list[_Section]:
    found: list[_Section] = []
    start = 0
    for end in [*(at.start() for at in _PIECES.finditer(code) if at[5]), len(code)]:
        found.append(_read_section(code[start:end]))
        start = end + 1
    return found


def _read_section(stated: str) -> _Section:
    code = ""
    literals: list[str] = []
    condition, has_colour = None, False
    for quoted, escaped, blank, bracket, _, private, plain in map(
        re.Match.groups, _PIECES.finditer(stated)
    ):
        if plain is not None:
            code += plain
            continue
        literal = quoted or escaped or private or (" " if blank else "")
        if bracket is not None:
            if _ELAPSED.fullmatch(bracket):
                code += f"[{bracket}]"
                continue
            if limits := _CONDITION.fullmatch(bracket.strip()):
                condition = _Condition(limits[1], float(limits[2]))
            elif bracket.startswith("$"):
                literal = bracket[1:].partition("-")[0]
            has_colour = has_colour or not (limits or _NO_COLOUR.match(bracket))
        code += chr(_STAND_IN + len(literals))
        literals.append(literal)
    return _Section(code, tuple(literals), stated, condition, has_colour)


def _numeric(sections: list[_Section]) -> list[_Section]:
    """Those that are of numbers; the last of several is of words where it says so."""
    is_last_of_words = len(sections) > 1 and "@" in sections[-1].code
    return sections[: min(len(sections) - is_last_of_words, _MOST_NUMBERS)]


def _section(value: float, sections: list[_Section]) -> tuple[_Section | None, bool]:
    """The part for a number, if there is one, and whether it alone tells that it is negative."""
    if len(sections) == 1 and sections[0].condition is None:
        return sections[0], False
    conditions = _conditions(sections)
    for section, condition in zip(sections, conditions, strict=False):
        if condition.holds(value):
            return section, value < 0 and condition in {("<", 0), ("<=", 0)}
    if len(sections) > len(conditions):
        is_of_negative = conditions in ([(">", 0)], [(">=", 0)])
        return sections[len(conditions)], value < 0 and is_of_negative
    return None, False


def _conditions(sections: list[_Section]) -> list[_Condition]:
    """The limits of all sections but the last, which is of the other numbers unless it has one."""
    stated = [section.condition for section in sections]
    while stated and stated[-1] is None:
        stated.pop()
    usual = [_Condition(">=" if len(sections) < _MOST_NUMBERS else ">", 0), _Condition("<", 0)]
    count = max(len(stated), len(sections) - 1)
    return [
        condition or usual[min(at, 1)]
        for at, condition in enumerate([*stated, *[None] * (count - len(stated))])
    ]


def _number(value: float, section: _Section, *, has_own_sign: bool) -> str | None:
    number = exact(value)
    if _AS_IT_IS.search(section.code):
        return _AS_IT_IS.sub(_plain(abs(value) if has_own_sign else value), section.code)
    written = figures(number, section.code)
    if written is None:
        # Words alone; what else stands there asks for something that is not known.
        is_words = not _STANDS_IN.sub("", section.code).strip() and any(section.literals)
        return section.code if is_words else None
    is_signed = value < 0 and any(each in written for each in "123456789")
    return f"-{written}" if is_signed and not (has_own_sign and section.tells_sign) else written


def _plain(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    number = exact(value)
    longest = _LONGEST_WHOLE if number == value else _LONGEST_WHOLE - 1
    if number == number.to_integral_value() and number.adjusted() < longest:
        return f"{number:.0f}"
    return f"{float(rounded(number, _DIGITS - 1 - number.adjusted())):.{_DIGITS}g}"

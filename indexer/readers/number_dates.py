"""Dates, times and durations in the formats of cells."""

import re
from datetime import datetime, timedelta

from indexer.readers.number_figures import exact, rounded
from indexer.readers.number_locales import Locale

_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_TOKENS = re.compile(
    r"\[(?:h+|m+|s+)\]|y+|m+|d+|h+|s+|e+|\.0+|AM/PM|A/P|.", re.IGNORECASE | re.DOTALL
)
# Years of other calendars, of which the day alone is sure.
_ERA = re.compile(r"b|g", re.IGNORECASE)
_GREGORIAN = re.compile(r"B1(?=[ymdhs])", re.IGNORECASE)
_HALF = frozenset({"AM/PM", "A/P"})
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_WRAP = {"h": 24, "m": 60, "s": 60}
_LARGEST_DATE = 2_958_466  # the first day of the year 10000
_LONGEST_YEAR = 2
_NAME, _INITIAL = 3, 5  # letters of a code that asks for a name, and for its first letter
_MOST_DECIMALS = 3


def is_date(code: str) -> bool:
    """Whether a code, in which nothing stands as it is, is of a date, time or duration."""
    return _DATE.search(code) is not None and not code.lower().startswith("general")


def moment(value: float, code: str, locale: Locale, *, since_1904: bool) -> str | None:
    """A date, time or duration in a code; ``None`` where the number is none.

    Args:
        value: days.
        code: with signs of private use in place of what stands in it as it is.
        locale: what words it takes.
        since_1904: whether dates count from 1904.
    """
    tokens = _TOKENS.findall(_GREGORIAN.sub("", code))
    decimals = max((len(each) - 1 for each in tokens if each.startswith(".0")), default=0)
    decimals = min(decimals, _MOST_DECIMALS)
    if any(map(_is_elapsed, tokens)):
        return _duration(value, tokens, decimals) if abs(value) < _LARGEST_DATE else None
    days = value + (1462 if since_1904 else 0)
    if not 0 <= days < _LARGEST_DATE:
        return None
    # Excel has a 29 February 1900: before it days count from one day later.
    start = datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001, PLR2004 - no zone
    when = start + timedelta(milliseconds=int(rounded(exact(days) * 86_400, decimals) * 1000))
    if locale.is_hijri or _ERA.search("".join(each for each in tokens if each not in _HALF)):
        return f"{when:%Y-%m-%d}"  # the day is sure, and what countries call it is not
    has_half = any(token.upper() in _HALF for token in tokens)
    hour = (when.hour % 12 or 12) if has_half else when.hour
    written = ""
    for kind, token in _kinds(tokens):
        if kind == "minute":
            written += f"{when.minute:0{min(len(token), 2)}}"
        elif kind == "hour":
            written += f"{hour:0{min(len(token), 2)}}"
        elif kind == "fraction":
            written += f".{when.microsecond:06}"[: 1 + min(len(token) - 1, decimals)]
        else:
            written += _piece(token, kind, when, locale)
    return written


def _is_elapsed(token: str) -> bool:
    """Whether it asks for all the time that has passed, in its unit."""
    return token.startswith("[") and token.endswith("]")


def _kinds(tokens: list[str]) -> list[tuple[str, str]]:
    """What each token asks for: ``m`` is a minute behind an hour or before seconds."""
    found = []
    last = ""
    for at, token in enumerate(tokens):
        kind = token.strip("[]")[:1].lower() or token
        if token.upper() in _HALF:
            kind = "half"
        elif token.startswith(".0"):
            kind = "fraction"
        elif kind == "m":
            after = next((each[0].lower() for each in tokens[at + 1 :] if _DATE.match(each)), "")
            kind = "minute" if last == "hour" or after == "s" or _is_elapsed(token) else "m"
        elif kind == "h":
            kind = "hour"
        last = kind if kind in {"y", "m", "d", "hour", "s", "minute"} else last
        found.append((kind, token))
    return found


def _piece(token: str, kind: str, when: datetime, locale: Locale) -> str:
    if kind == "half":
        return locale.half(when)
    if kind in {"y", "e"}:
        is_long = len(token) > _LONGEST_YEAR or kind == "e"
        return f"{when.year:04}" if is_long else f"{when.year % 100:02}"
    if kind in {"m", "d"} and len(token) >= _NAME:
        name = locale.month if kind == "m" else locale.day
        written = name(when, is_short=len(token) == _NAME)
        return written[0] if len(token) == _INITIAL and kind == "m" else written
    numbers = {"m": when.month, "d": when.day, "s": when.second}
    return f"{numbers[kind]:0{min(len(token), 2)}}" if kind in numbers else token


def _duration(value: float, tokens: list[str], decimals: int) -> str:
    """Hours, minutes or seconds of which there are as many as there are."""
    total = abs(rounded(exact(value) * 86_400, decimals))
    whole, fraction = int(total), f"{total % 1:f}"[1:]
    written = ""
    for kind, token in _kinds(tokens):
        unit = kind[0] if kind in {"hour", "minute", "s"} else ""
        if kind == "fraction":
            written += fraction
        elif unit:
            number = whole // _SECONDS[unit]
            number = number if _is_elapsed(token) else number % _WRAP[unit]
            written += f"{number:0{len(token.strip('[]'))}}"
        else:
            written += token
    return f"-{written}" if value < 0 and total else written

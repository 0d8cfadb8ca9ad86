"""Numbers as a cell of a sheet shows them, by Excel's format codes."""

import re
from datetime import datetime, timedelta

from indexer.readers.number_locales import Locale, locale_of

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    # What they show depends on the country of the computer: here as ISO 8601 has it.
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy-mm-dd hh:mm",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
}
GENERAL = "General"
# Quoted words, escaped characters, spaces of a width, fillers, and what stands in brackets.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_TOKENS = re.compile(r"y+|m+|d+|h+|s+|\.0+|AM/PM|A/P|.", re.IGNORECASE | re.DOTALL)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?(,*)")
_AS_IT_IS = re.compile("general|@", re.IGNORECASE)
_PLACES = re.compile("[#0?]")
_THREE = re.compile("...")
# What stands for a literal while the rest of a code is worked on: from here on, of private use.
_STAND_IN = 0xE000
_STANDS_IN = re.compile("[\ue000-\uf8ff]")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_LARGEST_DATE = 2_958_466  # the first day of the year 10000
_MOST_DECIMALS = 15
_LONGEST_YEAR = 2
_LONGEST = 255  # characters that a code may have


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
    if code == GENERAL:
        return _plain(value)
    part = _section(value, code[:_LONGEST])
    if not part:
        return ""
    locale = locale_of(part)
    return locale.written(_formatted(value, part, code, locale, since_1904=since_1904))


def _formatted(value: float, part: str, code: str, locale: Locale, *, since_1904: bool) -> str:
    bare = _LITERAL.sub("", part)
    if _ELAPSED.search(part) or (_DATE.search(bare) and not bare.lower().startswith("general")):
        return _date(value, part, locale, since_1904=since_1904)
    if not _DIGITS.search(bare):
        return _worded(value, part)
    return _number(value, part, has_section=len(code.split(";")) > 1)


def _section(value: float, code: str) -> str:
    """The part of a code for a positive number, a negative one or zero."""
    parts = code.split(";")
    at = 1 if value < 0 else 2 if value == 0 else 0
    return parts[at] if at < len(parts) else parts[0]


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.11g}"  # noqa: PLR2004 - digits that a cell shows


def _number(value: float, part: str, *, has_section: bool) -> str:
    literals: list[str] = []
    bare = _LITERAL.sub(lambda found: _kept(found, literals), part)
    match = _DIGITS.search(bare)
    if match is None or "E" in bare.upper() or "/" in bare:
        return _plain(value)
    decimals = min(len(match[1] or ""), _MOST_DECIMALS)
    integer = match[0].partition(".")[0]
    thousands = len(match[2]) + len(integer) - len(integer.rstrip(","))
    scaled = value * 100 ** bare.count("%") / 1000**thousands
    least = decimals - len((match[1] or "").rstrip("#")) if match[1] else 0
    grouped = "," in integer.rstrip(",")
    if not grouped and decimals == 0 and len(_PLACES.findall(bare)) > len(integer.rstrip(",")):
        return _restored(_spread(scaled, bare), literals)
    digits = _padded(abs(scaled), decimals, integer.count("0"), grouped=grouped)
    for _ in range(least):
        digits = digits.removesuffix("0")
    # A section of its own for negative numbers has its sign, or none, in the code.
    sign = "-" if scaled < 0 and not (has_section and value < 0 and _has_own(part)) else ""
    written = bare[: match.start()] + sign + digits.rstrip(".") + bare[match.end() :]
    return _restored(written, literals)


def _worded(value: float, part: str) -> str:
    """A number in a code without places for digits: words alone, or around the plain number."""
    literals: list[str] = []
    bare = _LITERAL.sub(lambda found: _kept(found, literals), part)
    written, count = _AS_IT_IS.subn(_plain(value), bare)
    return _restored(written, literals) if count or literals else _plain(value)


def _padded(number: float, decimals: int, least: int, *, grouped: bool) -> str:
    """Digits, with zeros before them where a code asks for so many."""
    whole, point, rest = f"{number:.{decimals}f}".partition(".")
    whole = whole.lstrip("0").zfill(least)
    if grouped:
        first = len(whole) % 3 or 3
        whole = ",".join([whole[:first], *_THREE.findall(whole[first:])])
    return f"{whole}{point}{rest}"


def _spread(number: float, bare: str) -> str:
    """Digits in the places of a code that has signs between them, as those of telephones have."""
    digits = list(f"{abs(number):.0f}")
    written: list[str] = []
    places = [found.start() for found in _PLACES.finditer(bare)]
    for at, sign in reversed(list(enumerate(bare))):
        if at not in places:
            written.append(sign)
        elif digits:
            written.append("".join(digits) if at == places[0] else digits.pop())
        elif sign == "0":
            written.append(sign)
    return ("-" if number < 0 else "") + "".join(reversed(written))


def _has_own(part: str) -> bool:
    return "-" in part or "(" in part


def _kept(found: re.Match[str], literals: list[str]) -> str:
    literals.append(next((group for group in found.groups() if group is not None), ""))
    return chr(_STAND_IN + len(literals) - 1)


def _restored(written: str, literals: list[str]) -> str:
    return _STANDS_IN.sub(lambda found: literals[ord(found[0]) - _STAND_IN], written).strip()


def _date(value: float, part: str, locale: Locale, *, since_1904: bool) -> str:
    elapsed = _ELAPSED.search(part)
    if elapsed:
        return _duration(value, part, elapsed)
    days = value + (1462 if since_1904 else 0)
    if not 0 <= days < _LARGEST_DATE:
        return _plain(value)
    # Excel has a 29 February 1900: before it days count from one day later.
    start = datetime(1899, 12, 30 if days >= 60 else 31)  # noqa: DTZ001, PLR2004 - no zone
    when = start + timedelta(seconds=round(days * 86_400))
    if locale.is_hijri:
        return f"{when:%Y-%m-%d}"  # the day is sure, and what countries call it is not
    literals: list[str] = []
    bare = _LITERAL.sub(lambda found: _kept(found, literals), part)
    tokens = _TOKENS.findall(bare)
    has_half = any(token.upper() in {"AM/PM", "A/P"} for token in tokens)
    written = ""
    last = ""
    for at, token in enumerate(tokens):
        kind = token[0].lower()
        after = next((each[0].lower() for each in tokens[at + 1 :] if each[0] in "ymdhsYMDHS"), "")
        if kind == "m" and token.upper() != "AM/PM" and (last == "h" or after == "s"):
            kind = "minute"
        written += _piece(token, kind, when, locale, has_half=has_half)
        last = kind if kind in {"y", "m", "d", "h", "s", "minute"} else last
    return _restored(written, literals)


def _piece(token: str, kind: str, when: datetime, locale: Locale, *, has_half: bool) -> str:
    if token.upper() in {"AM/PM", "A/P"}:
        return locale.half(when)
    hour = (when.hour % 12 or 12) if has_half else when.hour
    numbers = {"m": when.month, "d": when.day, "h": hour, "minute": when.minute, "s": when.second}
    if kind == "y":
        return f"{when.year:04}" if len(token) > _LONGEST_YEAR else f"{when.year % 100:02}"
    if kind not in numbers or token.startswith("."):
        return "" if token.startswith(".0") else token
    if kind in "md" and len(token) > 2:  # noqa: PLR2004 - a name
        name = locale.month if kind == "m" else locale.day
        return name(when, is_short=len(token) == 3)  # noqa: PLR2004
    return f"{numbers[kind]:0{min(len(token), 2)}}"


def _duration(value: float, part: str, elapsed: re.Match[str]) -> str:
    total = round(value * 86_400)
    unit = elapsed[1][0].lower()
    first, rest = divmod(abs(total), _SECONDS[unit])
    written = f"{first:0{len(elapsed[1])}}"
    for smaller in "hms"["hms".index(unit) + 1 :]:
        if smaller in part[elapsed.end() :].lower():
            number, rest = divmod(rest, _SECONDS[smaller])
            written += f":{number:02}"
    return f"-{written}" if total < 0 else written

"""Days of a month in words: الخامس من أغسطس، غرة شوال."""

import re

_UNITS = "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر".split()  # noqa: SIM905
_FIRSTS = ["الحادي", *_UNITS[1:9]]
_CASES = ("ين", "ون")
_NAMES = {
    "غرة": 1,
    "أول": 1,
    **{name: day for day, name in enumerate(_UNITS, 1)},
    **{f"{name} عشر": day for day, name in enumerate(_FIRSTS, 11)},
    **{f"{name} والعشر{case}": day for case in _CASES for day, name in enumerate(_FIRSTS, 21)},
    **{f"العشر{case}": 20 for case in _CASES},
    **{f"الثلاث{case}": 30 for case in _CASES},
    **{f"الحادي والثلاث{case}": 31 for case in _CASES},
}
# People leave out the hamza of an alif and the dots of a ta marbuta.
_EITHER = str.maketrans({"أ": "[أا]", "ة": "[ةه]", "ي": "[يى]", " ": r"\s+"})
_NUMBERED = tuple(_NAMES.items())
_PATTERN = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"({name.translate(_EITHER)})" for name, _ in reversed(_NUMBERED))
    + r")(?:\s+من)?(?:\s+شهر)?(?!\w)"
)


def day_before(text: str, month: int) -> re.Match[str] | None:
    """The day in words that stands directly before a month.

    Args:
        text: with a month in it.
        month: where that begins.
    """
    found = _PATTERN.finditer(text, 0, month)
    return next((each for each in found if not text[each.end() : month].strip()), None)


def number_of(match: re.Match[str]) -> int:
    """The day of the month that a match says."""
    return _NUMBERED[-(match.lastindex or 1)][1]


def in_digits(text: str) -> str:
    """A text with its days in digits: 5 أغسطس."""
    return _PATTERN.sub(lambda match: str(number_of(match)), text)

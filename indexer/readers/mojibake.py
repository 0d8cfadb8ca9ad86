"""Arabic that some program read in the wrong encoding and stored like that: undone, or named.

Each byte became a character of a one-byte table: UTF-8 became ``Ø§Ù„`` or ``ط§ظ„``, twice over
``Ã˜Â§``, and windows-1256 ``ÇáÎÈÑ``. The table backwards gives the bytes again, unless some of the
characters were lost on the way.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from indexer.readers.likelihood import cost

_DEEPEST = 3  # times that a text was misread; more were never seen
# In which UTF-8 is misread. windows-1252 takes Latin-1's controls for the places that it has not.
_TABLES = ("cp1252", "cp1256", "cp1251", "cp437", "cp850", "cp720", "mac_roman")
# What UTF-8 begins with: of Arabic letters, of all characters of two bytes (those that letters
# became when they are misread again), of marks and shapes of letters with three.
_OF_ARABIC = range(0xD8, 0xDC)
_OF_TWO = range(0xC2, 0xE0)
_OF_THREE = (0xE2, 0xEF)
_CONTINUATIONS = range(0x80, 0xC0)
_FEWEST_LETTERS = 2
# Of what is not ASCII in a text that was misread from its start to its end.
_SHARE_OF_PAIRS = 0.4
_SHARE_OF_ARABIC_PAIRS = 0.6
_ARABIC = re.compile("[\u0600-\u06ff]")
_LATIN = re.compile("[\u00c0-\u00ff]")
_FEWEST_LATIN = 4
_HIGHEST_COST = 3.3  # of a letter; no wrong table was seen to give less
_SHARE_OF_LATIN = 0.6  # of all letters; in French and German it is below a tenth
_REPLACED = "\ufffd"
_SHARE_OF_REPLACED = 0.1
_BEGINS_WITH_ARTICLE = re.compile(r"(?<!\w)ال\w{3}")
_ENDS_WITH_ARTICLE = re.compile(r"\w{3}لا(?!\w)")
_FEWEST_BACKWARD = 5
_TIMES_BACKWARD = 5
_SHARE_BACKWARD = 0.08  # of the words; in running Arabic one in fifty ends so, as "مثلا"
_QUESTION_MARKS = re.compile(r"(?<!\S)\?{2,}[.,:;!]?(?!\S)")
_FEWEST_QUESTION_MARKS = 3
_SHARE_OF_QUESTION_MARKS = 0.3  # of the words


@dataclass(frozen=True, slots=True)
class _Table:
    """A one-byte table backwards.

    Attributes:
        byte_of: the byte of each character that is not ASCII.
        letter: finds a character of UTF-8 that was read in the table.
        runs: finds several of them, and the first half of an Arabic letter that lost the second.
        pairs: finds halves of a letter, to count them.
        arabic_pairs: finds those of Arabic letters, one half possibly lost.
    """

    byte_of: Mapping[str, int]
    letter: re.Pattern[str]
    runs: re.Pattern[str]
    pairs: re.Pattern[str]
    arabic_pairs: re.Pattern[str]


@cache
def _table(encoding: str) -> _Table:
    byte_of = {chr(byte): byte for byte in range(0x80, 0xA0)} if encoding == "cp1252" else {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(encoding, "ignore")
        if char:
            byte_of[char] = byte

    def any_of(wanted: Collection[int]) -> str:
        return "".join(re.escape(char) for char, byte in byte_of.items() if byte in wanted)

    arabic, two, three = any_of(_OF_ARABIC), any_of(_OF_TWO), any_of(_OF_THREE)
    more = any_of(_CONTINUATIONS)
    letter = f"(?:[{two}][{more}]|[{three}][{more}]{{2}})"
    return _Table(
        byte_of,
        re.compile(letter),
        re.compile(f"(?P<run>{letter}+)|[{arabic}]"),
        re.compile(f"[{two}][{more}]"),
        re.compile(f"[{arabic}][{more}?{_REPLACED}]"),
    )


@cache
def _two_letters() -> re.Pattern[str]:
    """Finds what sound text does not hold: two letters of UTF-8 one after the other."""
    letters = [_table(name).letter.pattern for name in _TABLES]
    return re.compile("|".join(f"{letter}{letter}" for letter in letters))


def repaired(text: str, *, beside: str = "") -> str:
    """The text as it was before it was misread; one that was not is given back as it is.

    Args:
        text: what a program wrote.
        beside: what it wrote with it; what became of that is sure for a few letters too.
    """
    if text.isascii():
        return text
    unwound = _unwound(text, _DEEPEST) if _two_letters().search(text) else None
    return unwound or _reread(text, beside) or text


def fault_of(text: str) -> str | None:
    """Why a text is gibberish that cannot be repaired, ``None`` where it is not."""
    marks = len(_QUESTION_MARKS.findall(text))
    lost = marks >= _FEWEST_QUESTION_MARKS and marks > _SHARE_OF_QUESTION_MARKS * len(text.split())
    foreign = _foreign(text)
    if _is_backwards(text):
        return "its letters stand in the order of the page, from the left: export it again"
    if lost or text.count(_REPLACED) > _SHARE_OF_REPLACED * foreign:
        return "its letters were lost, and question marks put for them: export it again as UTF-8"
    # What was misread twice is looked at as it was in between.
    for shown in (text, _once(text, _table("cp1252"))[0]) if foreign else ():
        if any(_has_pairs(shown, _table(name)) for name in _TABLES):
            return (
                "UTF-8 that was read in a wrong encoding and lost letters: export it again as UTF-8"
            )
    return None


def _is_backwards(text: str) -> bool:
    """Whether words end with the article that they begin with: so old programs save a page."""
    backward = len(_ENDS_WITH_ARTICLE.findall(text))
    return (
        backward >= _FEWEST_BACKWARD
        and backward > _TIMES_BACKWARD * len(_BEGINS_WITH_ARTICLE.findall(text))
        and backward > _SHARE_BACKWARD * len(text.split())
    )


def _foreign(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _has_pairs(text: str, table: _Table) -> bool:
    pairs = len(table.arabic_pairs.findall(text))
    return pairs >= _FEWEST_LETTERS and 2 * pairs > _SHARE_OF_ARABIC_PAIRS * _foreign(text)


def _unwound(text: str, depth: int) -> str | None:
    """The text before UTF-8 in it was misread, ``None`` where there is none of Arabic in it."""
    found: list[str] = []
    for name in _TABLES if depth else ():
        once, decoded = _once(text, _table(name))
        if len(decoded) >= _FEWEST_LETTERS:
            again = _unwound(once, depth - 1)
            if again is not None:
                found.append(again)
            elif 2 * len(_ARABIC.findall(decoded)) > len(decoded) and cost(once) < cost(text):
                found.append(once)
    return min(found, key=cost, default=None)


def _once(text: str, table: _Table) -> tuple[str, str]:
    """The text with UTF-8 in the table decoded, and what was; nothing where letters were lost.

    In a text that is partly sound, single letters are left alone: a sentence may end like that.
    """
    whole = 2 * len(table.pairs.findall(text)) > _SHARE_OF_PAIRS * _foreign(text)
    decoded: list[str] = []
    lost = False

    def decode(match: re.Match[str]) -> str:
        nonlocal lost
        run = match["run"]
        if run is None:
            lost = whole
        if run is None or (not whole and len(table.letter.findall(run)) < _FEWEST_LETTERS):
            return match.group()
        decoded.append(bytes(table.byte_of[char] for char in run).decode())
        return decoded[-1]

    once = table.runs.sub(decode, text)
    return (text, "") if lost else (once, "".join(decoded))


def _reread(text: str, beside: str = "") -> str | None:
    """Arabic of one byte a letter that was read as Latin-1, ``None`` where it is something else."""
    latin = len(_LATIN.findall(text))
    if latin <= _SHARE_OF_LATIN * sum(map(str.isalpha, text)):
        return None
    if latin < _FEWEST_LATIN:
        sure = _reread(beside) if beside else None
        whole = _reread(f"{beside} {text}") if sure else None
        return whole[len(beside) + 1 :] if whole and whole.startswith(f"{sure} ") else None
    byte_of = _table("cp1252").byte_of
    found = []
    try:
        raw = bytes(ord(char) if char.isascii() else byte_of[char] for char in text)
    except KeyError:
        return None
    for encoding in ("cp1256", "iso8859-6"):
        try:
            found.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = min(found, key=cost)
    return best if cost(best) <= _HIGHEST_COST else None

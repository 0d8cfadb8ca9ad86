"""Chats that WhatsApp exports as text (``_chat.txt``): lines that begin with a day and a time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from indexer.readers.chats import Message
from indexer.readers.numerals import TO_ASCII

_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DAY = r"(?P<first>\d{1,4})[/.-](?P<second>\d{1,2})[/.-](?P<third>\d{2,4})"
_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\.?|صباح\u064b?ا|مساء\u064b?|ص|م))?"
)
_SAID = r"(?:\]\s*|\s+[-–]\s+)(?P<said>.*)"
# "[05/03/2019, 10:12:33] سامر: نص" of the iPhone, "5/3/2019, 10:12 ص - سامر: نص" of Android, and
# "[10:12, 05/03/2019] سامر: نص" of what is copied.
_STARTS = tuple(
    re.compile(rf"\[?{first}{second}{_SAID}", re.IGNORECASE)
    for first, second in ((_DAY, rf"[,،]?\s+(?:à\s+)?{_TIME}"), (_TIME, rf"[,،]\s+{_DAY}"))
)
_SENDER = re.compile(r"([^:]{1,100}?):\s")
_NAMES = re.compile(
    r"(?:whatsapp chat (?:with|-)|(?:محادثة|دردشة) واتساب (?:مع|-)|discussion whatsapp avec)\s+",
    re.IGNORECASE,
)
_FEWEST = 2  # messages that make a chat
_SHARE = 0.3  # of its lines that are not empty; messages may be long
_YEAR_DIGITS = 4
_MONTHS = 12
_NOON = 12

# The numbers of a date as they stand, and which of them are day, month and year.
_Written = tuple[int, int, int]
_DAY_FIRST = (0, 1, 2)


def messages(text: str) -> list[Message] | None:
    """The messages of a chat, ``None`` where the text is none."""
    found: list[tuple[re.Match[str], list[str]]] = []
    lines = 0
    for line in text.splitlines():
        lines += bool(line.strip())
        plain = _CONTROLS.sub("", line).translate(TO_ASCII).strip()
        begun = next(filter(None, (start.fullmatch(plain) for start in _STARTS)), None)
        if begun is not None:
            # The digits of what was said stay as they were written.
            shown = _CONTROLS.sub("", line).strip()
            found.append((begun, [shown[begun.start("said") :]]))
        elif found:
            found[-1][1].append(line)
        elif line.strip():
            return None
    said = sum(_SENDER.match(words[0]) is not None for _, words in found)
    if said < _FEWEST or len(found) < _SHARE * lines or 2 * said < len(found):
        return None
    return list(_dated([begun for begun, _ in found], ["\n".join(said) for _, said in found]))


def chat_name(document_id: str) -> str:
    """What a chat is called, by the name of its file, or of the archive that WhatsApp packs."""
    parts = PurePosixPath(document_id).parts
    name = parts[-2] if len(parts) > 1 and parts[-1] == "_chat" else parts[-1]
    return _NAMES.sub("", name.removesuffix(".zip"))


def _dated(starts: Sequence[re.Match[str]], said: Sequence[str]) -> Iterator[Message]:
    order = _order([_numbers(start) for start in starts])
    if order is None and not any(start["half"] and start["half"].isascii() for start in starts):
        order = _DAY_FIRST  # only Americans put the month first, and they count to twelve
    for start, words in zip(starts, said, strict=True):
        sender = _SENDER.match(words)
        text = words[sender.end() if sender else 0 :].strip()
        if not text:
            continue
        numbers = _numbers(start)
        message = Message("", _time(start), sender and sender.group(1), text)
        if order is None:
            written = "/".join(start.group("first", "second", "third"))
            yield replace(message, day=written, is_sure=False)
        else:
            day, month, year = (numbers[at] for at in order)
            yield replace(message, day=f"{year}-{month:02}-{day:02}")


def _numbers(start: re.Match[str]) -> _Written:
    first, second, third = (int(start[name]) for name in ("first", "second", "third"))
    if len(start["first"]) == _YEAR_DIGITS:
        return first, second, third
    return first, second, third if len(start["third"]) == _YEAR_DIGITS else 2000 + third


def _order(dates: Sequence[_Written]) -> tuple[int, int, int] | None:
    """Where day, month and year stand; ``None`` where day and month may be exchanged.

    That a chat goes on in time decides where no number above twelve does.
    """
    if any(first > 31 for first, _, _ in dates):  # noqa: PLR2004 - days of a month
        return 2, 1, 0
    fits = [
        order
        for order in (_DAY_FIRST, (1, 0, 2))
        if all(date[order[1]] <= _MONTHS for date in dates)
    ]
    rising = [
        order
        for order in fits
        if (days := [(date[2], date[order[1]], date[order[0]]) for date in dates]) == sorted(days)
    ]
    fits = rising or fits
    if len(fits) == 1 or (fits and all(date[0] == date[1] for date in dates)):
        return fits[0]
    return None


def _time(start: re.Match[str]) -> str:
    hour = int(start["hour"])
    half = (start["half"] or "").casefold()
    if half:
        hour = hour % _NOON + (_NOON if half[0] in "pم" else 0)
    return f"{hour:02}:{start['minute']}"

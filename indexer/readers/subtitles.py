"""Subtitles (SubRip and WebVTT): what is said, with the time at which it is."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.cleaning import tidy
from indexer.readers.text import read_decoded
from indexer.titles import title_of
from search.kinds import Unit
from search.parts import Location, Part
from search.records import Document

LARGEST = 20_000_000  # bytes; those of a film have 100,000
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\n]*$", re.MULTILINE)
# That of the first one, with which each part of a recording begins.
_LONGEST_NUMBER = 40
_FIRST = re.compile(r"(?:\n|\A)[ \t]*0*1[ \t]*\n\Z")
# The number of the next one, or its name, on a line of its own before its times.
_NUMBER = re.compile(r"(?:\n[ \t]*\n[^\n]*|\n[ \t]*\d+[ \t]*)\Z")
_NOTES = re.compile(r"^(?:NOTE|STYLE|REGION)\b.*?(?=\n[ \t]*\n|\Z)", re.MULTILINE | re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAGS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_SPACES = re.compile(r"\\[Nh]")  # as SSA writes line ends, and blanks that hold words together
# After these a sentence is over; else it goes on in the next one.
_END = re.compile(r"[.!?؟…:»”\])♪][\"'»”)\]]*$")
_SPEAKER = re.compile(r"^\s*(?:-|–|—|>>|\[|\()")


class _Cue(NamedTuple):
    """What is shown from one time to another, and the last line of it.

    Attributes:
        recording: how many begin before it: files of several parts are put together as they are.
        begin: milliseconds.
    """

    recording: int
    begin: int
    first: str
    last: str
    text: str
    last_line: str


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the subtitles of a recording as one document."""
    yield from read_decoded(source, LARGEST, lambda text: [_document(text, source.document_id)])


def _document(written: str, document_id: str) -> Document:
    lines = _NOTES.sub("", re.sub(r"\r\n?", "\n", written))
    text, parts = "", []
    for cue in _without_repeats(_in_order(_cues(lines))):
        if text:
            text += "\n" if _END.search(text) or _SPEAKER.match(cue.text) else " "
        parts.append(Part(len(text), Location(Unit.TIME, cue.first, cue.last)))
        text += cue.text
    if not text:
        msg = "no subtitles with their times in it"
        raise UnreadableError(msg)
    return Document(document_id, text, title=title_of(text), parts=tuple(parts))


def _cues(text: str) -> Iterator[_Cue]:
    times = list(_TIMES.finditer(text))
    recording = 0
    for time, following in zip_longest(times, times[1:]):
        end = len(text) if following is None else following.start()
        recording += (
            _FIRST.search(text, max(0, time.start() - _LONGEST_NUMBER), time.start()) is not None
        )
        said = text[time.end() : end]
        if following is not None:
            said = _NUMBER.sub("", said.removesuffix("\n"))
        shown = tidy(_plain(said)).splitlines()
        if shown:
            times_of = _clock(*time.group(1, 2, 3)), _clock(*time.group(5, 6, 7))
            begin = _milliseconds(*time.group(1, 2, 3, 4))
            yield _Cue(recording, begin, *times_of, " ".join(shown), shown[-1])


def _in_order(cues: Iterator[_Cue]) -> list[_Cue]:
    """As players show them, whatever their order in the file is."""
    return sorted(cues, key=lambda cue: (cue.recording, cue.begin))


def _without_repeats(cues: Iterable[_Cue]) -> Iterator[_Cue]:
    """Captions made by machine roll: each begins with what the one before ended with."""
    ended: tuple[str, ...] = ()
    for cue in cues:
        text = cue.text
        for before in ended:
            if text == before or text.startswith(f"{before} "):
                text = text[len(before) :].strip()
                break
        ended = (cue.text, cue.last_line)
        if text:
            yield cue._replace(text=text)


def _plain(said: str) -> str:
    voiced = _VOICE.sub(lambda voice: f"{voice[1]}: ", said)
    return html.unescape(_TAGS.sub("", _SPACES.sub(" ", voiced)))


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(rest.ljust(3, "0"))


def _clock(hours: str | None, minutes: str, seconds: str) -> str:
    return f"{int(hours or 0):02}:{int(minutes):02}:{int(seconds):02}"

"""Chats as networks export them: one document a day, with who said what when."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from indexer.readers.editors import text_of
from indexer.readers.exports import words_of
from search.records import Document

_SENDERS = ("from", "sender_name", "senderName", "actor")
_THREAD = re.compile(r"_\d+\Z")  # "ليلى_7", which tells threads of one name apart
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a chat; ``None`` stands for what it does not say.

    Attributes:
        day: in ISO 8601, or as it was written where it may be one of two.
        time: of the day, as it was written.
        sender: who wrote it, where a person did.
        text: of it.
        is_sure: whether the day is in ISO 8601.
    """

    day: str
    time: str
    sender: str | None
    text: str
    is_sure: bool = True

    def __str__(self) -> str:
        sender = "" if self.sender is None else f"{self.sender}: "
        return f"[{self.time}] {sender}{self.text}"


def documents(messages: Iterable[Message], chat: str | None, file_id: str) -> Iterator[Document]:
    """The documents of a chat, one for each run of messages of one day.

    Args:
        messages: in the order in which they stand.
        chat: its name.
        file_id: what the ids begin with.
    """
    seen: dict[str, int] = {}
    for day, of_day in groupby(messages, key=lambda message: message.day):
        said = list(of_day)
        if said[0].time > said[-1].time:  # some networks put the latest first
            said.reverse()
        seen[day] = seen.get(day, 0) + 1
        again = "" if seen[day] == 1 else f"/{seen[day]}"
        yield Document(
            id=f"{file_id}/{day.replace('/', '-')}{again}",
            text="\n".join(map(str, said)),
            title=day if chat is None else f"{chat} ({day})",
            date=day if said[0].is_sure else None,
            metadata={"chat": chat} if chat else {},
        )


def is_chat(record: Mapping[str, object]) -> bool:
    """Whether a record is a chat with its messages."""
    messages = record.get("messages")
    return isinstance(messages, list) and any(map(is_message, messages))


def chat_name(record: Mapping[str, object]) -> str | None:
    """What a chat is called, by its members where it has no name."""
    names = (words_of(record.get(name)) for name in ("name", "title"))
    named = next(filter(None, names), None) or _THREAD.sub("", str(record.get("threadName") or ""))
    return named or words_of(record.get("participants"))


def is_message(record: object) -> bool:
    """Whether a record is a message of Telegram, Facebook or Instagram."""
    if not isinstance(record, dict) or not any(name in record for name in _SENDERS):
        return False
    return _when(record) is not None


def message_of(record: object) -> Message | None:
    """The message in a record, ``None`` where it says nothing: a picture, or who joined."""
    when = _when(record) if isinstance(record, dict) and is_message(record) else None
    if not isinstance(record, dict) or when is None or record.get("isUnsent") is True:
        return None
    said = record.get("text") or record.get("content") or _poll(record.get("poll"))
    text = (text_of(said) or "").strip()
    sender = next((words for name in _SENDERS if (words := words_of(record.get(name)))), None)
    first = words_of(record.get("forwarded_from"))
    if first is not None:
        sender = f"{sender} (↪ {first})"
    return Message(*when, sender, text) if text else None


def _poll(poll: object) -> list[object]:
    """The question of a poll, and its answers."""
    if not isinstance(poll, dict) or not isinstance(poll.get("answers"), list):
        return []
    return [poll.get("question"), *(f"- {words_of(answer)}" for answer in poll["answers"])]


def _when(record: Mapping[str, object]) -> tuple[str, str] | None:
    own = record.get("timestamp") if "senderName" in record else None
    milliseconds = record.get("timestamp_ms", own)
    if isinstance(milliseconds, int) and 0 <= milliseconds < 10**14:
        moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
        return moment.date().isoformat(), f"{moment:%H:%M} UTC"
    written = _ISO.match(str(record.get("date", "")))
    return (written.group(1), written.group(2)) if written else None

"""Documents from records: the objects of JSON and JSON Lines, the rows of CSV."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from indexer.readers import Skipped, services
from indexer.readers.chats import chat_name, is_chat, message_of
from indexer.readers.chats import documents as chat_documents
from indexer.readers.exports import DEEPEST, NAMES, adapted, keyed, listed, sound, tabled, words_of
from indexer.readers.markup import has_markup, plain_text
from search.fields import STORED
from search.kinds import Unit
from search.parts import Part, decode, encode
from search.records import Document, Span

# What Python refuses to read of JSON, and nothing else that is JSON.
LONG_NUMBER = "a number of more than 4,300 digits: write it as text, in quotation marks"
LARGEST_RECORD = 20_000_000  # bytes; a book of a thousand pages has four million

_LEFT_WHERE_NO_TEXT = frozenset(field.name for field in STORED if not field.text_only)
_Kind = TypeVar("_Kind", dict[str, object], list[object])
# Where a document's parts are: pages have the name that other systems know.
_PARTS = ("pages", "parts")


def read_record(
    record: object, place: str, fields: Mapping[str, str], file_id: str
) -> Iterator[Document | Skipped]:
    """The documents in a record of any system, and what is wrong with it.

    Args:
        record: what JSON decoding gave, or the cells of a row by the names of their columns.
        place: where it stands.
        fields: field of a document to its name in the record, where the usual ones are not meant.
        file_id: of the file; goes into the id of a record that has none.
    """
    try:
        if not isinstance(record, dict) or is_exact(record):
            yield parse_document(record, fields, file_id)
            return
        whole, faults = sound(record)
    except ValueError as error:
        yield Skipped(place, str(error))
        return
    if is_chat(whole):
        chat = chat_name(whole)
        said = filter(None, map(message_of, whole["messages"]))
        yield from chat_documents(said, chat, f"{file_id}/{words_of(whole.get('id')) or chat}")
    else:
        held = tabled(whole) or keyed(whole, fields) or listed(whole, fields) or [whole]
        for each in list(services.records_of(whole, fields)) or held:
            if isinstance(each, str):
                yield Skipped(place, each)
            else:
                yield from _outcomes(each, place, fields, file_id)
    if faults:
        yield Skipped(place, "bytes that are no text, or control characters: all else was read")


def _outcomes(
    record: dict[str, object], place: str, fields: Mapping[str, str], file_id: str
) -> Iterator[Document | Skipped]:
    try:
        document = parse_document(adapted(record, fields), fields, file_id)
    except ValueError as error:
        yield Skipped(place, str(error))
        return
    text, missing = services.whole_of(document.text)
    yield document if missing is None else replace(document, text=text)
    if missing is not None:
        yield Skipped(place, missing)


def parse_document(record: object, fields: Mapping[str, str], file_id: str = "") -> Document:
    """A document from a JSON object.

    Args:
        record: what JSON decoding gave.
        fields: field of a document to its name in the record, where the usual ones are not meant.
        file_id: of the file; goes into the id of a record that has none.

    Raises:
        ValueError: the message names the field, what it holds and what was expected.
    """
    if not isinstance(record, dict):
        msg = f"expected a JSON object, found {type(record).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - one error for everything that the input got wrong
    _check_storable(record)
    rest = dict(record)
    values = {name: _take(rest, name, fields) for name in NAMES}
    text = values["text"]
    if text is None:
        found = ", ".join(name for name in record if name)[:200]
        msg = (
            f"the field {fields.get('text', 'text')!r} {_of(values['id'])}is missing or empty, "
            f"found: {found}: say which field holds the text (--field text=NAME)"
        )
        raise ValueError(msg)
    # Offsets count in the text as it stands, so a record that has some is not HTML to convert.
    exact = is_exact(rest)
    if not exact and has_markup(text):
        text = plain_text(text)
        if not text:
            msg = f"the field 'text' {_of(values['id'])}holds HTML without any text"
            raise ValueError(msg)
    known: dict[str, Any] = {field.name: values[field.name] for field in STORED}
    document_id = values["id"] or known["url"] or content_id(file_id, known["title"], text)
    if known["title"] and not exact and has_markup(known["title"]):
        known["title"] = plain_text(known["title"])
    return Document(
        id=document_id,
        text=text,
        **known,
        parts=_parts(rest, len(text)),
        ignored=_ignored(rest, len(text)),
        metadata=_metadata(rest),
    )


def is_exact(record: Mapping[str, object]) -> bool:
    """Whether a record has offsets, which count in its text as it stands: one of our own."""
    return any(isinstance(record.get(name), list) for name in ("ignored", *_PARTS))


def document_record(document: Document) -> dict[str, object]:
    """The JSON object that ``parse_document`` turns into an equal document.

    The collection is not in it: where a document belongs is for the reader's user to say.
    """
    known = {field.name: getattr(document, field.name) for field in STORED}
    return {
        "id": document.id,
        "text": document.text,
        **{name: value for name, value in known.items() if value is not None},
        _name_of(document.parts): encode(document.parts),
        "ignored": [list(span) for span in document.ignored],
        "metadata": dict(document.metadata),
    }


def content_id(file_id: str, title: str | None, text: str) -> str:
    """An id for a document that has none.

    Made of its content: its number in the file would change when one before it goes, and the
    citations of all that follow would point to other documents.
    """
    return hashlib.sha256(f"{file_id}\0{title or ''}\0{text}".encode()).hexdigest()[:16]


def _of(document_id: str | None) -> str:
    return f"of document {document_id!r} " if document_id else ""


def _check_storable(record: dict[str, object]) -> None:
    level: list[object] = [record]
    for _ in range(DEEPEST):
        level = [value for item in level for value in _values(item) if _values(value)]
    if level:
        msg = f"nested deeper than {DEEPEST} levels: not a document"
        raise ValueError(msg)
    try:
        json.dumps(record, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        msg = "half of a surrogate pair (\\ud800 to \\udfff): not a character"
        raise ValueError(msg) from error
    except ValueError as error:
        msg = "a number that is not finite (NaN or Infinity): JSON has none"
        raise ValueError(msg) from error


def _values(item: object) -> Collection[object]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def _take(rest: dict[str, object], name: str, fields: Mapping[str, str]) -> str | None:
    """Take a field out of a record: the first of its names that holds something."""
    names = (fields[name],) if name in fields else NAMES[name]
    found = _text if name in _LEFT_WHERE_NO_TEXT else _string
    for key in names:
        value = found(rest, key)
        if value is not None:
            del rest[key]
            return value
    for key in names:
        if rest.get(key) in (None, ""):
            rest.pop(key, None)
    return None


def _text(record: dict[str, object], name: str) -> str | None:
    """The text under a name, also where it stands alone in a list."""
    value = record.get(name)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) and value.strip() else None


def _string(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        msg = f"the field {name!r} holds {type(value).__name__}, expected a string"
        raise ValueError(msg)
    return value if value and value.strip() else None


def _list(rest: dict[str, object], name: str) -> list[object]:
    """Take a list out of a record. A string of that name is not ours ("pages": "3-4")."""
    if isinstance(rest.get(name), str):
        return []
    return _typed(rest.pop(name, None), list, name)


def _name_of(parts: Sequence[Part]) -> str:
    return _PARTS[any(part.location.unit is not Unit.PAGE for part in parts)]


def _parts(rest: dict[str, object], length: int) -> tuple[Part, ...]:
    for name in _PARTS:
        if encoded := _list(rest, name):
            try:
                return decode(encoded, length)
            except ValueError as error:
                msg = f"the field {name!r} {error}"
                raise ValueError(msg) from error
    return ()


def _ignored(rest: dict[str, object], length: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    for item in _list(rest, "ignored"):
        if not isinstance(item, list) or len(item) != 2:  # noqa: PLR2004 - a start and an end
            msg = f"the field 'ignored' holds {str(item)[:50]}, expected [start, end]"
            raise ValueError(msg)
        for at in item:
            if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at <= length:
                msg = f"the field 'ignored' holds {str(at)[:50]}, expected an offset up to {length}"
                raise ValueError(msg)
        start, end = item
        if end <= start or (spans and start < spans[-1].end):
            msg = f"the field 'ignored' holds [{start}, {end}]: spans must rise and not overlap"
            raise ValueError(msg)
        spans.append(Span(start, end))
    return tuple(spans)


def _metadata(rest: dict[str, object]) -> dict[str, object]:
    """Fields that have no place of their own, and those that an export put under one name."""
    exported: dict[str, object] = _typed(rest.pop("metadata", None), dict, "metadata")
    return rest | exported


def _typed(value: object, kind: type[_Kind], name: str) -> _Kind:
    """The value as one of that kind, an empty one for none."""
    if value is None:
        return kind()
    if not isinstance(value, kind):
        msg = f"the field {name!r} holds {type(value).__name__}, expected {kind.__name__}"
        raise ValueError(msg)  # noqa: TRY004 - one error for everything that the input got wrong
    return value

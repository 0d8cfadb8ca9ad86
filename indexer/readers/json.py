"""JSON: documents, arrays of them, objects that hold such an array, or chats.

The file is decoded value by value, so a file of any size takes the memory of its largest record.
Streaming JSON libraries were tried: ijson's C parser turns half of a surrogate pair into a question
mark, and its Python parser keeps all that it has read.
"""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, chats, services
from indexer.readers.encoding import MARK_ERRORS, encoding_of
from indexer.readers.exports import NAMES, sound
from indexer.readers.records import LARGEST_RECORD, LONG_NUMBER, read_record
from search.records import Document

_BLOCK = 65_536  # bytes
_TOO_DEEP = "nested too deeply: not a document"
_PREFIX = 65_536  # bytes that tell the encoding
_OPENING = frozenset({"[", "{"})
_SPACE = re.compile(r"[ \t\n\r]*")
# What makes a script of data: "window.YTD.tweets.part0 = [".
_ASSIGNED = re.compile(r"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]{0,100}\s*=\s*(?=[\[{])")
# Where systems keep their list: {"response": {"docs": [...]}}.
_LISTS = {
    *("data", "response", "hits", "chats", "channel", "feed", "db", "orderedItems", "post_stream"),
    *("items", "articles", "documents", "docs", "results", "records", "posts", "entries", "news"),
    *("newsItems", "newsItem", "rows", "list", "nodes", "edges", "tweets", "stories", "value"),
}


class _FaultError(Exception):
    """The JSON itself is wrong here, so that nothing after it can be read."""


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file.

    A record that is not a document is skipped with its number; after a fault in the JSON itself
    nothing more can be read.
    """
    number = 0
    values = _Values(source.stream)
    try:
        values.start()
        for record in _records(values, source.document_id):
            number += 1
            place = f"{source.place}, record {number}"
            if isinstance(record, Document):
                yield Read(place, record, values.take())
                continue
            for outcome in read_record(record, place, options.fields, source.document_id):
                yield Read(place, outcome, values.take())
    except (_FaultError, RecursionError) as error:
        place = f"{source.place}, record {number + 1}"
        fault = error if isinstance(error, _FaultError) else _TOO_DEEP
        reason = f"{fault}; the rest of the file was not read"
        yield Read(place, Skipped(place, reason), values.take())
        return
    if number == 0:
        msg = "there is no record in it: expected an array of objects"
        raise UnreadableError(msg)


class _Values:
    """The values and the marks between them in a JSON file, as far as it has been read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")(MARK_ERRORS)
        # Control characters in strings are none of JSON's, but many programs leave them there.
        self._decoder = json.JSONDecoder(strict=False)
        self._text = ""
        self._at = 0
        self._given = 0

    def start(self) -> None:
        """Look at the start of the file."""
        prefix = self._stream.read(_PREFIX)
        self._given = len(prefix)
        try:
            encoding = encoding_of(prefix)
        except ValueError as error:
            raise _FaultError(str(error)) from error
        self._decode = codecs.getincrementaldecoder(encoding)(MARK_ERRORS)
        self._text = self._decode.decode(prefix).removeprefix("\ufeff")
        assigned = _ASSIGNED.match(self._text)
        self._at = assigned.end() if assigned else 0

    def take(self) -> int:
        """Bytes read since the last call."""
        given, self._given = self._given, 0
        return given

    def peek(self) -> str:
        """The next character that is not white space, empty at the end of the file."""
        while True:
            self._at = _end_of_space(self._text, self._at)
            if self._at < len(self._text) or not self._read_on():
                return self._text[self._at : self._at + 1]

    def mark(self, *expected: str) -> str:
        """Pass over one of the given characters."""
        found = self.peek()
        if found not in expected:
            wanted = " or ".join(expected) or "the end"
            msg = f"not JSON: expected {wanted}, found {found or 'the end of the file'}"
            raise _FaultError(msg)
        self._at += 1
        return found

    def value(self) -> object:
        """Decode the next value."""
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._read_on():
                    continue
                msg = f"not JSON: {error.msg}"
                raise _FaultError(msg) from error
            except RecursionError as error:
                raise _FaultError(_TOO_DEEP) from error
            except ValueError as error:
                raise _FaultError(LONG_NUMBER) from error
            # A number may go on in what has not been read yet.
            if _end_of_space(self._text, end) < len(self._text) or not self._read_on():
                self._at = end
                return value

    def _read_on(self) -> bool:
        """Read as much again as is waiting, so that trying again costs no more than reading."""
        if self._given > LARGEST_RECORD:
            msg = f"larger than {LARGEST_RECORD:,} bytes: split it into several documents"
            raise _FaultError(msg)
        waiting = self._text[self._at :]
        data = self._stream.read(max(_BLOCK, len(waiting)))
        self._given += len(data)
        self._text = waiting + self._decode.decode(data, final=not data)
        self._at = 0
        return bool(data)


def _end_of_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return start if match is None else match.end()


def _records(values: _Values, file_id: str) -> Iterator[object]:
    """The records of a file; those of a chat are documents already.

    MongoDB exports one object below the other, which is more than JSON allows.
    """
    first = values.peek()
    if first not in _OPENING:
        yield values.value()
    while (first := values.peek()) in _OPENING:
        yield from _elements(values) if first == "[" else _object(values, file_id)
    if first:
        msg = "not JSON: expected another object or the end of the file"
        raise _FaultError(msg)


def _elements(values: _Values) -> Iterator[object]:
    values.mark("[")
    if values.peek() == "]":
        values.mark("]")
        return
    while True:
        yield values.value()
        if values.mark(",", "]") == "]":
            return


def _object(values: _Values, file_id: str) -> Iterator[object]:
    """The records in an object's array, or the object itself when it is a document."""
    values.mark("{")
    fields: dict[str, object] = {}
    found = False
    while values.peek() == '"':
        key = str(values.value())
        values.mark(":")
        nested = _nested(key, fields, values, file_id)
        if nested is None:
            fields[key] = values.value()
        else:
            records = iter(nested)
            first = list(islice(records, 1))
            if any(map(services.is_part, first)):
                fields[key] = [*first, *records]
            else:
                found = True
                yield from chain(first, records)
        if values.peek() != "}":
            values.mark(",")
    values.mark("}")
    if not found:
        yield fields


def _nested(
    key: str, fields: dict[str, object], values: _Values, file_id: str
) -> Iterator[object] | None:
    """The records under a key that holds records and not a field of a document."""
    if key == "messages" and values.peek() == "[":
        return _chat(fields, values, file_id)
    if key == "data" and fields.get("kind") == "Listing":  # of Reddit
        return None
    if key not in _LISTS or any(isinstance(fields.get(name), str) for name in NAMES["text"]):
        return None
    first = values.peek()
    if first == "[":
        return _elements(values)
    return _object(values, file_id) if first == "{" else None


def _chat(fields: dict[str, object], values: _Values, file_id: str) -> Iterator[object]:
    """The documents of a chat, a day at a time; or records that are called messages."""
    elements = _elements(values)
    for first in elements:
        records = chain([first], elements)
        if not chats.is_message(first):
            yield from records
            return
        said = filter(None, (chats.message_of(sound(record)[0]) for record in records))
        yield from chats.documents(said, chats.chat_name(sound(fields)[0]), file_id)

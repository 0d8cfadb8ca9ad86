"""JSON Lines: one document a line, with the fields of a document; other fields are metadata."""

import json
from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped
from search.records import Document

LONGEST_LINE = 50_000_000  # bytes
_FIELDS = ("title", "source", "url", "date", "author")


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file; a line that is not one is skipped with its number."""
    stream = source.stream
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        place = f"{source.place}:{number}"
        size = len(line)
        if size == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                size += len(rest)
            yield Read(place, Skipped(place, f"longer than {LONGEST_LINE:,} bytes"), size)
        elif line.strip():
            yield Read(place, _outcome(line, place, first=number == 1), size)


def _outcome(line: bytes, place: str, *, first: bool) -> Document | Skipped:
    try:
        record = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
        json.dumps(record, ensure_ascii=False).encode("utf-8")
        return parse_document(record)
    except UnicodeDecodeError as error:
        return Skipped(place, f"not UTF-8 at byte {error.start} of the line")
    except json.JSONDecodeError as error:
        return Skipped(place, f"not JSON: {error.msg} at character {error.pos + 1}")
    except UnicodeEncodeError:
        return Skipped(place, "half of a surrogate pair (\\ud800 to \\udfff): not a character")
    except RecursionError:
        return Skipped(place, "not a document: JSON nested too deeply")
    except ValueError as error:
        return Skipped(place, str(error))


def parse_document(record: object) -> Document:
    """A document from a JSON object.

    Raises:
        ValueError: the message names the field, what it holds and what was expected.
    """
    if not isinstance(record, dict):
        msg = f"expected a JSON object, found {type(record).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - one error for everything that the input got wrong
    document_id, text = _string(record, "id"), _string(record, "text")
    if not document_id:
        msg = "the field 'id' is missing or empty: give every document an id of its own"
        raise ValueError(msg)
    if not text or not text.strip():
        msg = f"the field 'text' of document {document_id!r} is missing or empty"
        raise ValueError(msg)
    title, source, url, date, author = (_string(record, name) or None for name in _FIELDS)
    known = {"id", "text", *_FIELDS}
    metadata = {name: value for name, value in record.items() if name not in known}
    return Document(document_id, text, title, source, url, date, author, metadata=metadata)


def _string(record: dict[str, object], name: str) -> str | None:
    value = record.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        msg = f"the field {name!r} holds {type(value).__name__}, expected a string"
        raise ValueError(msg)
    return value

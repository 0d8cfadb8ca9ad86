"""JSON Lines: one document a line, with the fields of a document; other fields are metadata."""

import json
from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.records import LARGEST_RECORD, read_record
from search.records import Document


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file; a line that is not one is skipped with its number."""
    stream = source.stream
    number = 0
    while line := stream.readline(LARGEST_RECORD):
        number += 1
        place = f"{source.place}:{number}"
        size = len(line)
        if size == LARGEST_RECORD and not line.endswith(b"\n"):
            while (rest := stream.readline(LARGEST_RECORD)) and not rest.endswith(b"\n"):
                size += len(rest)
            size += len(rest)
            reason = f"longer than {LARGEST_RECORD:,} bytes: split it into several documents"
            yield Read(place, Skipped(place, reason), size)
        elif line.strip():
            yield Read(place, _outcome(line, place, source, options, first=number == 1), size)


def _outcome(
    line: bytes, place: str, source: Input, options: ReadOptions, *, first: bool
) -> Document | Skipped:
    try:
        record = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
        return read_record(record, place, options.fields, source.document_id)
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start} of the line: convert the file to UTF-8"
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1}"
    except RecursionError:
        reason = "not a document: JSON nested too deeply"
    except ValueError as error:  # a number of thousands of digits
        reason = f"not JSON: {error}"
    return Skipped(place, reason)

"""JSON Lines: one document a line, with the fields of a document; other fields are metadata."""

import json
from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped, reads
from indexer.readers.encoding import is_good
from indexer.readers.lines import Lines
from indexer.readers.records import LARGEST_RECORD, LONG_NUMBER, read_record
from search.records import Document

# A line in the bulk format of Elasticsearch that says what to do with the next one.
_ACTIONS = ({"index"}, {"create"})


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of a file; a line that is not one is skipped with its number."""
    lines = Lines(source.stream, LARGEST_RECORD, otherwise="utf-8")
    given = 0
    for number, line in enumerate(_whole(lines), start=1):
        place = f"{source.place}:{number}"
        size, given = lines.given - given, lines.given
        if line is None:
            reason = f"longer than {LARGEST_RECORD:,} bytes: split it into several documents"
            yield Read(place, Skipped(place, reason), size)
        elif line.strip():
            yield from reads(place, _outcomes(line, place, source, options), size)


def _whole(lines: Lines) -> Iterator[str | None]:
    """The lines, ``None`` for one that is too long."""
    is_cut = False
    for line in lines:
        was_cut, is_cut = is_cut, lines.is_cut
        if is_cut or was_cut:
            if not was_cut:
                yield None
        else:
            yield line


def _outcomes(
    line: str, place: str, source: Input, options: ReadOptions
) -> Iterator[Document | Skipped]:
    if not is_good(line):
        yield Skipped(place, "not UTF-8, and in no other encoding of Arabic: convert it to UTF-8")
        return
    try:
        # Control characters in strings are none of JSON's, but many programs leave them there.
        record = json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1}"
    except RecursionError:
        reason = "not a document: JSON nested too deeply"
    except ValueError:
        reason = LONG_NUMBER
    else:
        if not (isinstance(record, dict) and record.keys() in _ACTIONS):
            yield from read_record(record, place, options.fields, source.document_id)
        return
    yield Skipped(place, reason)

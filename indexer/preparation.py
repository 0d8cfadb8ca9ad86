"""From a file to documents that are ready to index: read, complete, mark, and find bands."""

import logging
from collections.abc import Iterator
from dataclasses import replace

from indexer.boilerplate import boilerplate
from indexer.discovery import InputFile
from indexer.metadata import complete
from indexer.readers import Read, ReadOptions, Skipped, open_input, read_input, read_or_named
from indexer.readers.mojibake import fault_of, repaired
from indexer.stories import bands
from search.records import Document, Span

logger = logging.getLogger(__name__)


def read_file(file: InputFile, options: ReadOptions) -> Iterator[Read]:
    """Read one file; whatever is wrong with it is a reason to skip it, never an error."""
    place = file.place
    try:
        with open_input(file.path, file.document_id, place) as source:
            if file.is_feed:  # whatever its address ends in
                from indexer.readers import feed

                found = read_or_named(feed.read, source, options)
            else:
                found = read_input(source, options)
            yield from map(prepare, found)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Read(place, Skipped(place, reason, is_passing=True), file.size)
    except MemoryError:
        reason = "needs too much memory: split it or leave it out"
        yield Read(place, Skipped(place, reason), file.size)
    except Exception as error:
        # A mistake in one reader must not end the run.
        logger.exception("%s cannot be read", place)
        reason = f"cannot be read: {type(error).__name__}: {error}"
        yield Read(place, Skipped(place, reason), file.size)


def prepare(read: Read) -> Read:
    """What a reader found, with its metadata completed and its boilerplate marked.

    A document whose text is gibberish is skipped; a title, author or source of gibberish is none.
    """
    if isinstance(read.outcome, Skipped):
        return read
    fault = fault_of(read.outcome.text)
    if fault is not None:
        return replace(read, outcome=Skipped(read.place, fault))
    document = complete(_without_gibberish(read.outcome))
    spans = _joined([*document.ignored, *boilerplate(document.text)])
    document = replace(document, ignored=spans)
    return replace(read, outcome=document, bands=bands_of(document))


def _without_gibberish(document: Document) -> Document:
    told = (document.title, document.author, document.source)
    # No offset points into them, so that they may be mended.
    mended = (None if value is None else repaired(value) for value in told)
    title, author, source = (value if value and not fault_of(value) else None for value in mended)
    return replace(document, title=title, author=author, source=source)


def bands_of(document: Document) -> tuple[int, ...]:
    """Under which near-duplicates of a document may be found."""
    return bands(document.text, document.ignored)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """The same places as disjoint spans in order."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)

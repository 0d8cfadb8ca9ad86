"""Documents that were sent to a collection, whose files stay with it as their originals.

Whatever a sender calls a file, it is kept under a hash of that name, in a folder of the index.
"""

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath

from indexer.collections import add_documents, add_files
from indexer.discovery import InputFile
from indexer.isolation import read_isolated
from indexer.originals import drop_unused
from indexer.readers import Read, ReadOptions, Skipped, document_id_of
from indexer.run import RunOptions
from indexer.summary import Report, Summary
from search.archive import Archive
from search.backend import Backend

_DIGITS = 16
_LONGEST_PART = 255 - len(".new")  # bytes; what file systems take
_LONGEST_NAME = 1000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSAFE = "its name is not a relative path without `..` and hidden parts: rename it"
# What a sender may know of another file.
_SENT = "another file that was sent"
_INDEXED = "a file that is indexed by its path"
_TWICE = "another file of this name comes with it: send one of them, or rename it"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: what its sender calls it, and where its bytes are for now."""

    name: str
    path: Path


def add_lines(archive: Archive, collection: str, path: Path, report: Report) -> Summary:
    """Add or replace the documents in a file of JSON Lines, which is not kept.

    Raises:
        CollectionMissingError: there is no such collection.
        IndexLockedError: another process is writing to it.
    """
    file = InputFile(str(path), path, "", path.stat().st_size)

    def reads() -> Iterator[Read]:
        for _, item in read_isolated([file], ReadOptions()):
            if isinstance(item, Read):
                yield _at_line(item, path)

    return add_documents(archive, collection, reads(), report)


def add_uploads(
    archive: Archive, collection: str, uploads: Sequence[Upload], report: Report
) -> Summary:
    """Add or replace the documents in files, which are kept as originals once they are committed.

    Of a file in which nothing can be read, the former one of that name stays with its documents.

    Raises:
        CollectionMissingError: there is no such collection.
        IndexLockedError: another process is writing to it; nothing was done, so try again.
    """
    index = archive.engine(collection).index
    sent: dict[str, tuple[Upload, PurePosixPath]] = {}
    refused: list[Skipped] = []
    for upload in uploads:
        name = safe_name(upload.name)
        if name is None:
            refused.append(Skipped(upload.name[:_LONGEST_NAME], _UNSAFE))
        elif (place := str(_place_of(name, index))) in sent:
            refused.append(Skipped(upload.name, _TWICE))
        else:
            sent[place] = (upload, name)
    names = {place: name.as_posix() for place, (_, name) in sent.items()}
    paths = {str(upload.path): name.as_posix() for upload, name in sent.values()}

    def keep(places: Collection[str]) -> None:
        _keep_all([sent[place] for place in places], index)

    def called(place: str) -> str:
        is_sent = index.originals.place(place) is not None
        return names.get(place, _SENT if is_sent else _INDEXED)

    options = RunOptions(prune=True, named=called, committed=keep)
    with index.writing():
        try:
            files = [_input(place, *each) for place, each in sent.items()]
            reporting = _with_names(report, names, names | paths)
            summary = add_files(archive, collection, files, reporting, options)
        finally:
            drop_unused(index, sent)
    # A single file may have more to name than is named.
    summary.skip_first(refused)
    return summary


def _with_names(report: Report, places: Mapping[str, str], paths: Mapping[str, str]) -> Report:
    """A report of what is called by the names that its sender knows.

    Args:
        report: is told.
        places: names by where files are kept.
        paths: names by all that files may be called meanwhile.
    """
    skipped = named = 0

    def report_names(summary: Summary) -> None:
        nonlocal skipped, named
        for each in summary.skipped[skipped:]:
            summary.skipped[skipped] = _renamed(each, paths)
            skipped += 1
        for document in summary.named[named:]:
            file = places.get(document.file, document.file)
            summary.named[named] = document._replace(file=file)
            named += 1
        report(summary)

    return report_names


def drop_sent(archive: Archive, collection: str, names: Sequence[str]) -> None:
    """Delete what was kept of files, of which no document is, where adding them was given up.

    Args:
        archive: of the collection.
        collection: that they were sent to.
        names: what their sender calls them.

    Raises:
        CollectionMissingError: there is no such collection.
    """
    index = archive.engine(collection).index
    safe = filter(None, map(safe_name, names))
    drop_unused(index, [str(_place_of(name, index)) for name in safe])


def safe_name(name: str) -> PurePosixPath | None:
    """The relative path that a sender's name of a file is, ``None`` where it is none."""
    path = PurePosixPath(name.replace("\\", "/"))
    is_safe = (
        0 < len(name) <= _LONGEST_NAME
        and not _CONTROLS.search(name)
        and not path.is_absolute()
        and bool(path.parts)
        and all(
            not part.startswith(".") and len(os.fsencode(part)) <= _LONGEST_PART
            for part in path.parts
        )
    )
    return path if is_safe else None


def _input(place: str, upload: Upload, name: PurePosixPath) -> InputFile:
    return InputFile(place, upload.path, document_id_of(name), upload.path.stat().st_size)


def _keep_all(sent: Sequence[tuple[Upload, PurePosixPath]], index: Backend) -> None:
    try:
        for upload, name in sent:
            index.originals.keep(_place_of(name, index), upload.path)
    except BaseException:
        for _, name in sent:  # no file is better than one that is not what was read
            index.originals.drop(_place_of(name, index))
        raise


def _place_of(name: PurePosixPath, index: Backend) -> PurePath:
    digest = hashlib.sha256(str(name).encode()).hexdigest()[:_DIGITS]
    return index.originals.root / digest / name.name


def _renamed(skipped: Skipped, names: Mapping[str, str]) -> Skipped:
    """What was left out, by the name that its sender knows."""
    place, reason = skipped.place, skipped.reason
    for path, name in sorted(names.items(), reverse=True):
        place, reason = place.replace(path, name), reason.replace(path, name)
    return Skipped(_without_paths(place), _without_paths(reason))


def _without_paths(text: str) -> str:
    """A message for a sender, whom it does not concern where this machine keeps what."""
    for folder in (tempfile.gettempdir(), sys.prefix, str(Path(__file__).parents[1])):
        text = re.sub(rf"{re.escape(folder)}(/[^\s'\"]*)?", "\u2026", text)
    return text


def _at_line(read: Read, path: Path) -> Read:
    """What was read, by its place in the upload; of documents too, which may have a fault."""
    place, outcome = _in_upload(read.place, path), read.outcome
    if isinstance(outcome, Skipped):
        reason = _without_paths(outcome.reason.replace(str(path), "the upload"))
        outcome = Skipped(_in_upload(outcome.place, path), reason)
    return replace(read, place=place, outcome=outcome)


def _in_upload(place: str, path: Path) -> str:
    return place.replace(f"{path}:", "line ").replace(str(path), "the upload")

"""What a worker does for a run: it reads files and cuts what is in them, and embeds passages.

A job is a pure function of bytes: whoever does it, and however often, its answer is the same. A
file of many documents is read a part at a time, and a worker keeps it open for the next part;
another one, that is asked for a part since the first was lost, reads up to there once more.
"""

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgpack

from indexer.discovery import READING_VERSION, InputFile
from indexer.embedding import Embedder, Made, Texts
from indexer.isolation import FileEnd, Reader, from_json, to_json
from indexer.metadata import shortened
from indexer.readers import Read, ReadOptions
from search.errors import IndexMismatchError, ModelError, ShawahidError, WorkerError
from search.models import open_encoder, runtime
from search.models.encoder import Encoder
from search.records import Document
from search.settings import IndexSettings

logger = logging.getLogger(__name__)

# As how many letters an item of an answer counts at least.
_LEAST_LETTERS = 200
# Files that a worker keeps open between their parts: those of one run, and of one that was left.
_KEPT_OPEN = 4
# Models that a worker keeps, where it works for several indexes in turn.
_KEPT_MODELS = 2

# What is raised here as it was raised there.
_ERRORS: dict[str, type[ShawahidError]] = {
    each.__name__: each for each in (IndexMismatchError, ModelError)
}

# Opens the model of a name; tests have one that is no model.
open_model: Callable[[str | None], Encoder] = open_encoder


class Setting(NamedTuple):
    """What the jobs for one index have in common.

    Attributes:
        model: by whose name it is opened; ``None`` for the bundled one.
        folder: of the index, for messages.
        meta: settings of the index, see ``IndexSettings.to_meta``.
        how: what has to be the same wherever jobs are done, see ``how_it_is_done``.
    """

    model: str | None
    folder: str
    meta: dict[str, str]
    how: str

    def pack(self) -> bytes:
        """As ``answer`` takes it."""
        packed: bytes = msgpack.packb(list(self))
        return packed


class ToRead(NamedTuple):
    """Files that are read one after the other by one worker.

    Attributes:
        run: tells the run that reads them from others.
        files: to read.
        options: what the user said about them.
        is_cut: whether the documents are cut as well.
    """

    run: str
    files: tuple[InputFile, ...]
    options: ReadOptions
    is_cut: bool

    def pack(self, start: int, letters: int) -> bytes:
        """The job to read about so many letters, after so many items."""
        files = [[f.place, str(f.path), f.document_id, f.size] for f in self.files]
        options = {"fields": dict(self.options.fields), "ocr": self.options.ocr}
        # Paths may hold bytes that are no characters.
        what = json.dumps([self.run, files, options, self.is_cut])
        packed: bytes = msgpack.packb(["read", what, start, letters])
        return packed


# What was found in a file by its number among those that are read, ``None`` for its end.
Item = tuple[int, Read | None]


class Part(NamedTuple):
    """Some of what is in files, and whether there is more."""

    items: list[Item]
    is_last: bool


def how_it_is_done() -> str:
    """Versions of what reads, and how models are run: who differs makes another index."""
    return f"shawahid {version('shawahid')}, reading {READING_VERSION}, {runtime()}"


def pack_texts(texts: Texts) -> bytes:
    """The job to embed passages."""
    packed: bytes = msgpack.packb(["embed", [list(pair) for pair in texts]])
    return packed


def answer(setting: bytes, job: bytes) -> bytes:
    """Do a job; an error of it is an answer as well."""
    try:
        result = _worker(setting).do(*msgpack.unpackb(job))
    except ShawahidError as error:
        result = ["error", type(error).__name__, str(error)]
    except Exception as error:
        logger.exception("a job of indexing failed")
        result = ["error", WorkerError.__name__, f"{type(error).__name__}: {error}"]
    packed: bytes = msgpack.packb(result)
    return packed


def unpack_part(answered: bytes) -> Part:
    """What was read.

    Raises:
        ShawahidError: the worker's.
    """
    items, is_last = _unpacked(answered, "read", 2)
    found = [(file, None if read is None else from_json(read)) for file, read in json.loads(items)]
    return Part(found, is_last)


def unpack_made(answered: bytes, count: int, dimension: int) -> list[Made]:
    """What the model made of so many passages, with vectors of so many dimensions.

    Raises:
        ShawahidError: the worker's.
        WorkerError: it is something else.
    """
    (rows,) = _unpacked(answered, "embedded", 1)
    made = [Made(*row) for row in rows]
    if len(made) != count or any(len(each.vector) != 2 * dimension for each in made):
        msg = f"a worker embedded {len(made)} passages otherwise than was asked of it: update it"
        raise WorkerError(msg)
    return made


def _unpacked(answered: bytes, kind: str, count: int) -> list[Any]:
    found: str
    values: list[Any]
    found, *values = msgpack.unpackb(answered)
    if found == "error":
        name, message = values
        raise _ERRORS.get(name, WorkerError)(message)
    if found != kind or len(values) != count:
        msg = f"a worker answered {found!r}, expected {kind!r}: it runs another version; update it"
        raise WorkerError(msg)
    return values


class _Worker:
    """What one process keeps for the jobs of one index."""

    def __init__(self, setting: Setting) -> None:
        if setting.how != (here := how_it_is_done()):
            msg = (
                f"a worker is {here}, expected {setting.how}: install the same version there, and"
                " set SHAWAHID_RUNTIME to the same for all"
            )
            raise WorkerError(msg)
        settings = IndexSettings.from_meta(setting.meta)
        encoder = settings.model_of(open_model(setting.model), Path(setting.folder))
        self._embedder = Embedder(encoder, settings)
        self._readings = _Readings(self._embedder)

    def do(self, kind: str, what: Any, *rest: Any) -> list[Any]:  # noqa: ANN401 - of any kind
        """Do a job; gives what is packed as its answer."""
        if kind == "read":
            return self._readings.part(what, *rest)
        return ["embedded", [list(made) for made in self._embedder.embed(what)]]

    def close(self) -> None:
        """End all reading."""
        self._readings.close()


class _Open(NamedTuple):
    """Files that are being read, and how many items were given."""

    reader: Reader
    items: Iterator[tuple[int, Any]]
    given: int


class _Readings:
    """Files that are read a part at a time."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._idle: dict[str, Reader] = {}
        self._lock = threading.Lock()

    def part(self, what: str, start: int, letters: int) -> list[Any]:
        """Read about so many letters, after so many items."""
        _, files, options, is_cut = json.loads(what)
        with self._lock:
            found = self._open.pop(what, None)
        if found is not None and found.given != start:
            found.reader.close()
            found = None
        if found is None:
            reader = self._reader(options)
            found = _Open(reader, self._items(reader, files, start, is_cut=is_cut), start)
        items, is_last = [], True
        for item in found.items:
            items.append(item)
            letters -= max(_LEAST_LETTERS, _letters(item[1]))
            if letters <= 0:
                is_last = False
                break
        if is_last:
            self._leave(found.reader, options)
        else:
            self._keep(what, found._replace(given=start + len(items)))
        return ["read", json.dumps(items), is_last]

    def _items(
        self, reader: Reader, listed: Sequence[Sequence[Any]], start: int, *, is_cut: bool
    ) -> Iterator[tuple[int, Any]]:
        """What is found in files after so many items."""
        files = [InputFile(place, Path(path), name, size) for place, path, name, size in listed]
        number = {file: at for at, file in enumerate(files)}
        for file, item in islice(reader.read(files), start, None):
            if isinstance(item, FileEnd):
                yield number[file], None
            elif is_cut and isinstance(item.outcome, Document):
                passages = tuple(self._embedder.cut(shortened(item.outcome)[0]))
                yield number[file], to_json(replace(item, passages=passages))
            else:
                yield number[file], to_json(item)

    def _reader(self, options: dict[str, Any]) -> Reader:
        with self._lock:
            idle = self._idle.pop(json.dumps(options), None)
        return idle or Reader(ReadOptions(options["fields"], options["ocr"]))

    def _leave(self, reader: Reader, options: dict[str, Any]) -> None:
        """Let the process of a reader read other files."""
        with self._lock:
            kept = self._idle.setdefault(json.dumps(options), reader)
        if kept is not reader:
            reader.close()

    def _keep(self, what: str, reading: _Open) -> None:
        """Go on from there for the next part, unless others are read meanwhile."""
        with self._lock:
            self._open[what] = reading
            left = self._open.popitem(last=False)[1] if len(self._open) > _KEPT_OPEN else None
        if left is not None:
            left.reader.close()

    def close(self) -> None:
        """End all reading."""
        with self._lock:
            readers = [*(each.reader for each in self._open.values()), *self._idle.values()]
            self._open.clear()
            self._idle.clear()
        for reader in readers:
            reader.close()


def _letters(item: dict[str, Any] | None) -> int:
    return len(item["document"]["text"]) if item is not None and "document" in item else 0


_known: OrderedDict[bytes, _Worker] = OrderedDict()
_opening = threading.Lock()


def _worker(setting: bytes) -> _Worker:
    """What this process keeps for the jobs of an index."""
    with _opening:
        found = _known.pop(setting, None) or _Worker(Setting(*msgpack.unpackb(setting)))
        _known[setting] = found
        if len(_known) > _KEPT_MODELS:
            _known.popitem(last=False)[1].close()
        return found


def close_worker() -> None:
    """Let go of what is kept between jobs."""
    while _known:
        _known.popitem()[1].close()

"""One run over a pool of workers: files are read ahead and come in order, passages are embedded."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from secrets import token_hex

from indexer.discovery import InputFile
from indexer.embedding import Made, OpenEncoder, OwnEmbedding, Texts
from indexer.isolation import FileEnd
from indexer.readers import Read, ReadOptions
from indexer.workers.jobs import (
    Setting,
    ToRead,
    how_it_is_done,
    pack_texts,
    unpack_made,
    unpack_part,
)
from indexer.workers.pool import Pending, Pool
from search.backend import Backend

# Files of one job, and bytes of them: of more, those that are small are read by one worker in turn.
FILES_TOGETHER = 64
BYTES_TOGETHER = 2_000_000
# Letters of the first part of them, of the following parts, and by how much each is longer than the
# one before: a worker reads between two batches that it embeds, and all are to have enough then.
FIRST_LETTERS, MOST_LETTERS, _GROWTH = 200_000, 2_000_000, 4
# Jobs of reading for each worker that are done ahead.
_AHEAD = 2
# Batches for each worker: one that it embeds, and one that waits for it.
_BATCHES = 2


class Spread(OwnEmbedding):
    """Reads, cuts and embeds by a pool; cuts here only what is there already in another version.

    Args:
        pool: of workers.
        index: that is written to.
        open_encoder: opens its model here, if that is needed.
        model: by whose name workers open it; ``None`` for the bundled one.
    """

    def __init__(
        self, pool: Pool, index: Backend, open_encoder: OpenEncoder, model: str | None
    ) -> None:
        super().__init__(index, open_encoder)
        self._pool = pool
        settings = index.settings
        self._dimension = settings.dimension
        folder = str(index.folder.absolute())
        self._setting = Setting(model, folder, settings.to_meta(), how_it_is_done()).pack()
        self._run = token_hex(8)

    @property
    def ahead(self) -> int:
        """How many batches are being embedded while more is read."""
        return _BATCHES * len(self._pool.workers())

    def begin(self, texts: Texts) -> Callable[[], list[Made]]:
        """Have passages embedded; what is given waits for that."""
        pending = self._pool.submit(self._setting, pack_texts(texts))
        return lambda: unpack_made(pending.result(), len(texts), self._dimension)

    def read(
        self, files: Sequence[InputFile], options: ReadOptions
    ) -> Iterator[tuple[InputFile, Read | FileEnd]]:
        """What is in files, in their order; see ``indexer.isolation.Reader``."""
        waiting = deque(self._together(files, options))
        ahead: deque[_Reading] = deque()
        turn = 0
        while waiting or ahead:
            workers = self._pool.workers()
            while waiting and len(ahead) < _AHEAD * len(workers):
                ahead.append(
                    _Reading(self._submit, waiting.popleft(), workers[turn % len(workers)])
                )
                turn += 1
            yield from ahead.popleft().items()

    def _submit(self, job: bytes, worker: object) -> Pending:
        return self._pool.submit(self._setting, job, worker)

    def _together(self, files: Sequence[InputFile], options: ReadOptions) -> Iterator[ToRead]:
        """Files that lie side by side, as many as are read in one job."""
        for is_cut, side_by_side in groupby(files, self._is_cut):
            group: list[InputFile] = []
            for file in side_by_side:
                if len(group) == FILES_TOGETHER or sum(f.size for f in group) > BYTES_TOGETHER:
                    yield ToRead(self._run, tuple(group), options, is_cut)
                    group = []
                group.append(file)
            yield ToRead(self._run, tuple(group), options, is_cut)

    def _is_cut(self, file: InputFile) -> bool:
        """Whether the documents of a file are likely to be new: others need not be cut."""
        return self._index.store.files.count_documents(file.place) <= 1


class _Reading:
    """Some files that a worker reads a part at a time."""

    def __init__(
        self, submit: Callable[[bytes, object], Pending], what: ToRead, worker: object
    ) -> None:
        self._submit = submit
        self._what = what
        self._worker = worker
        self._letters = FIRST_LETTERS
        self._pending = submit(what.pack(0, self._letters), worker)

    def items(self) -> Iterator[tuple[InputFile, Read | FileEnd]]:
        """What is in them, in order; the next part is read while one is taken in."""
        given, is_last = 0, False
        while not is_last:
            items, is_last = unpack_part(self._pending.result())
            given += len(items)
            if not is_last:
                self._letters = min(_GROWTH * self._letters, MOST_LETTERS)
                self._pending = self._submit(self._what.pack(given, self._letters), self._worker)
            for number, read in items:
                yield self._what.files[number], FileEnd() if read is None else read

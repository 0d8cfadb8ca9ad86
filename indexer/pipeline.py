"""From read documents to a searchable index: cut, embed, commit, derive."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from indexer.discovery import InputFile, bytes_hash, content_hash
from indexer.embedding import Embedding, OpenEncoder, OwnEmbedding
from indexer.file_run import FileRun, ReadFiles
from indexer.isolation import read_isolated
from indexer.originals import find_again
from indexer.readers import Read, Skipped
from indexer.run import Run, RunOptions
from indexer.summary import Report, Summary
from search.backend import Backend
from search.index import Index
from search.layout import is_index
from search.models.calibration import centres
from search.models.encoder import Encoder
from search.models.pairing import PairedEncoder
from search.passages import PassageSettings
from search.settings import IndexSettings, SparseSettings

_DEFAULTS = RunOptions()


def open_for_writing(folder: Path, open_encoder: OpenEncoder, model: str | None) -> Index:
    """Open the index in a folder, or make one with this model where there is none."""
    if not is_index(folder):
        Index.create(folder, new_settings(open_encoder(), model))
    return Index(folder)


def new_settings(encoder: Encoder, model: str | None) -> IndexSettings:
    """What a new index is made with.

    Args:
        encoder: its model.
        model: the name or folder of that, ``None`` for the bundled one.
    """
    passage_centre, question_centre = centres(encoder)
    return IndexSettings(
        model=model,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        passages=PassageSettings(),
        passage_centre=passage_centre,
        question_centre=question_centre,
        vocabulary=encoder.vocabulary,
        sparse=_sparse_of(encoder),
    )


def _sparse_of(encoder: Encoder) -> SparseSettings | None:
    """What an index keeps of the sparse encoder beside its model, if there is one."""
    if not isinstance(encoder, PairedEncoder):
        return None
    return SparseSettings(encoder.sparse.name, encoder.sparse.size)


def index_files(
    index: Backend,
    open_encoder: OpenEncoder,
    files: Sequence[InputFile],
    report: Report,
    options: RunOptions = _DEFAULTS,
) -> Summary:
    """Add what is new in files, replace what has changed, and leave the rest alone.

    A file that was read to its end before and is the same is not opened by a reader, and when
    nothing has to be embedded the model is not opened either. A file that was sent and is also
    indexed by its path is one document, of whichever came first. Every batch is committed by
    itself, so a run that is broken off goes on from there the next time.

    Args:
        index: the index to write to.
        open_encoder: opens the index's model.
        files: what to read.
        report: called with the summary so far after every document and batch.
        options: what the user said about the run.

    Raises:
        IndexLockedError: another process is writing to the index.
        IndexMismatchError: the model is not that of the index.
        IndexWriteError: the disk is full.
        WorkerError: worker after worker was lost over the same documents.
    """
    embedding, read = _over(options, index, open_encoder)
    run = Run(index, embedding, report, options.committed)
    with index.writing():
        find_again(index)
        changed = {}
        for file in files:
            if file.fault is not None:
                run.skip(Skipped(file.place, file.fault), 0)
                continue
            try:
                digest = content_hash(file, options.reading)
            except OSError as error:
                run.skip(Skipped(file.place, f"cannot be read: {error.strerror}"), file.size)
                run.miss(file.path)
                continue
            if index.store.files.content_hash(file.place) == digest:
                count = index.store.files.count_documents(file.place)
                run.leave(file, count)
            else:
                changed[file] = digest
        for file, documents in _there_already(index, changed).items():
            run.find(file, documents)
            del changed[file]
        try:
            FileRun(run, index, changed, options, read).index_all()
        finally:
            if options.workers is not None:
                options.workers.pool.drop()
    return run.finish()


def _there_already(
    index: Backend, digests: Mapping[InputFile, str]
) -> Mapping[InputFile, Sequence[str]]:
    """Files of which the bytes were sent and are indexed by a path now, or the other way round.

    A file that has documents of its own is left out: it has changed, and they with it.

    Args:
        index: that has the documents.
        digests: content hashes of files that are to be read.

    Returns:
        The ids of the documents that are there, by the files.
    """
    files = index.store.files
    by_bytes: dict[str, list[str]] = {}
    for place, digest in files.with_hashes(f"{bytes_hash(each)}-" for each in digests.values()):
        by_bytes.setdefault(bytes_hash(digest), []).append(place)
    found = {}
    for file, digest in digests.items():
        is_sent = index.originals.place(file.place) is not None
        for place in by_bytes.get(bytes_hash(digest), ()):
            is_other = is_sent != (index.originals.place(place) is not None)
            if is_other and not files.count_documents(file.place):
                found[file] = files.documents(place)
                break
    return found


def _over(
    options: RunOptions, index: Backend, open_encoder: OpenEncoder
) -> tuple[Embedding, ReadFiles]:
    """What embeds and what reads: this process, or workers."""
    if options.workers is None:
        return OwnEmbedding(index, open_encoder), partial(read_isolated, options=options.reading)
    from indexer.workers.spread import Spread

    pool, model = options.workers
    spread = Spread(pool, index, open_encoder, model or index.settings.model)
    return spread, partial(spread.read, options=options.reading)


def index_documents(
    index: Backend,
    open_encoder: OpenEncoder,
    reads: Iterable[Read],
    report: Report,
    file_of: Callable[[Read], str | None] = lambda _: None,
) -> Summary:
    """Add what is new, replace what has changed: for documents that are at hand.

    Args:
        index: the index to write to.
        open_encoder: opens the index's model.
        reads: what was read.
        report: called with the summary so far after every document and batch.
        file_of: gives the file that a document is from, if it is from one.

    Raises:
        IndexLockedError: another process is writing to the index.
        IndexMismatchError: the model is not that of the index.
        IndexWriteError: the disk is full.
    """
    run = Run(index, OwnEmbedding(index, open_encoder), report)
    with index.writing():
        for read in reads:
            run.take(read, file_of(read))
        run.commit()
    return run.finish()

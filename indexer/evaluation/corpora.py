"""A data set's corpus as an index, which is kept in the cache for the next time."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from indexer.evaluation.datasets import Dataset, read_corpus
from indexer.pipeline import index_documents, open_for_writing
from indexer.summary import Summary
from search.arabic import analyzer
from search.errors import DatasetError
from search.index import Index
from search.locations import EVALUATION, cache_dir
from search.models import runtime
from search.models.encoder import Encoder
from search.models.folder import file_digest
from search.passages import PassageSettings


def open_corpus(
    dataset: Dataset,
    encoder: Encoder,
    *,
    text_only: bool,
    report: Callable[[Summary], None],
) -> Index:
    """The corpus as an index, from the cache when nothing that decides it has changed.

    Raises:
        DatasetError: a line of the corpus is not a document.
    """
    parts = [
        file_digest(dataset.corpus),
        encoder.fingerprint,
        runtime(),
        analyzer.fingerprint(),
        str(PassageSettings()),
        str(text_only),
    ]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    folder = cache_dir() / EVALUATION / key
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".indexing-", dir=folder.parent))
        try:
            index = open_for_writing(temporary, lambda: encoder, None)
            reads = read_corpus(dataset.corpus, text_only=text_only)
            summary = index_documents(index, lambda: encoder, reads, report)
            index.close()
            if summary.skipped:
                first = summary.skipped[0]
                msg = f"{first.place}: {first.reason} ({len(summary.skipped)} such lines)"
                raise DatasetError(msg)
            _put_in_place(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return Index(folder)


def _put_in_place(temporary: Path, folder: Path) -> None:
    """Name the finished index as the cache does; another process may have done the same first."""
    try:
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise

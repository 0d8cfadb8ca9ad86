"""Indexes of several corpora together and of parts of one, made from indexes that are there.

Embedding is what takes time: several corpora are a copy of the first index with the documents of
the others added, and a part is a copy without the other documents.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from indexer.discovery import find_files
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from indexer.pipeline import index_documents, index_files, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from search.index import Index
from search.locations import EVALUATION, cache_dir
from search.models.encoder import Encoder

SEEDS = Path(__file__).parents[1] / "seeds"


def open_together(folders: Sequence[Path], encoder: Encoder) -> Index:
    """One index over the passages of data sets, without their titles; name the largest first."""
    indexes = [
        open_corpus(
            Dataset(folder / "corpus.jsonl", {}, {}),
            encoder,
            text_only=True,
            report=lambda _: None,
        )
        for folder in folders
    ]
    first, *others = indexes
    if not others:
        return first
    key = hashlib.sha256("\0".join(index.folder.name for index in indexes).encode()).hexdigest()
    target = cache_dir() / EVALUATION / f"together-{key[:16]}"
    if not target.is_dir():
        temporary = Path(tempfile.mkdtemp(prefix=".indexing-", dir=target.parent)) / "index"
        shutil.copytree(first.folder, temporary)
        whole = open_for_writing(temporary, lambda: encoder, None)
        for other in others:
            index_documents(whole, lambda: encoder, _reads(other), lambda _: None)
        whole.close()
        temporary.rename(target)
        temporary.parent.rmdir()
    for index in indexes:
        index.close()
    return Index(target)


def ids_of(index: Index) -> set[str]:
    """Ids of the documents of an index."""
    return {document.id for document, _ in index.store.documents()}


def _reads(index: Index) -> Iterator[Read]:
    for document, _ in index.store.documents():
        yield Read(document.id, document, len(document.text), bands_of(document))


@contextmanager
def open_seeds(encoder: Encoder) -> Iterator[Index]:
    """An index of the seed articles, for a while."""
    with tempfile.TemporaryDirectory() as name:
        index = open_for_writing(Path(name), lambda: encoder, None)
        index_files(index, lambda: encoder, find_files([SEEDS]), lambda _: None)
        yield index
        index.close()


@contextmanager
def open_part(index: Index, kept: Collection[str]) -> Iterator[Index]:
    """A copy of an index that holds only the documents with these ids, for a while."""
    others = sorted(ids_of(index).difference(kept))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        shutil.copytree(index.folder, folder)
        part = Index(folder)
        with part.writing():
            part.store.delete(others)
        yield part
        part.close()

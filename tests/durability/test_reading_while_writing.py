"""An open engine and another process that writes, restores or changes the model."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from search.engine import Engine, encode
from search.index import Index
from search.passages import PassageSettings, cut
from search.ranking.fusion import DEFAULT_WEIGHTS
from search.ranking.questions import read_question
from search.ranking.stages import Ranking, rank
from search.records import Citation, Filters
from search.timing import ignore
from testing.durability.documents import key_word, own_words, version_of
from testing.durability.writer import make_encoder, new_index, open_engine, put

IDS = [f"doc{number}" for number in range(5)]
COMMITS = 40
# Seconds in which a commit must be found, as the README promises.
SOON = 2.0


@pytest.fixture
def folder(fast_path: Path) -> Path:
    return new_index(fast_path / "index", IDS)


@pytest.fixture
def engine(folder: Path) -> Iterator[Engine]:
    index, engine = open_engine(folder)
    yield engine
    index.close()


def _passages_of(document_id: str, version: int) -> set[tuple[int, int]]:
    settings = PassageSettings(tokens=42, overlap_sentences=1)  # half of what the model reads
    document = version_of(document_id, version)
    return {(p.start, p.end) for p in cut(document, make_encoder().token_spans, settings)}


def _version(citations: list[Citation]) -> int:
    """The version that the passages of a document are of; all of that version are there."""
    (document_id,) = {citation.document_id for citation in citations}
    for version in range(1, COMMITS + 2):
        word = own_words(document_id, version)[0]
        if any(word in citation.quote for citation in citations):
            text = version_of(document_id, version).text
            spans = {(citation.start, citation.end) for citation in citations}
            assert spans == _passages_of(document_id, version)
            for citation in citations:
                assert citation.quote == text[citation.start : citation.end]
            return version
    pytest.fail(f"{citations[0].quote!r} is of no version")


def _found(engine: Engine, document_id: str) -> int:
    """The version that one question finds, in all its passages: a hit shows only the best ones."""
    with engine._index.reading() as view:
        question = read_question(key_word(document_id))
        encoded = encode(question, engine.encoder(), view.settings)
        found = rank(Ranking(encoded, view, Filters(), DEFAULT_WEIGHTS), ignore)
        passages = view.passages([each.passage_id for each in found]).values()
    return _version([Citation.of(p) for p in passages if p.document.id == document_id])


def _replace(folder: Path, commits: Connection) -> None:
    encoder = make_encoder()
    index = Index(folder)
    for version in range(2, COMMITS + 2):
        put(index, encoder, dict.fromkeys(IDS, version))
        commits.send((version, time.monotonic()))
    index.close()


def _start(
    target: Callable[[Path, Connection], None], folder: Path
) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["testing.durability.writer", "faiss", "tantivy"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=target, args=(folder, theirs))
    process.start()
    theirs.close()
    return process, ours


def test_a_reader_sees_whole_versions_only_and_soon(
    engine: Engine, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    process, commits = _start(_replace, folder)
    seen: dict[str, int] = dict.fromkeys(IDS, 1)
    committed, at, slowest, polls = 1, 0.0, 0.0, 0
    while min(seen.values()) <= COMMITS:
        for document_id in IDS:
            asked = time.monotonic()
            while committed <= COMMITS and commits.poll():
                committed, at = commits.recv()
            version = _found(engine, document_id)
            polls += 1
            assert version >= seen[document_id], "an older version came back"
            if at < asked:
                assert version >= committed, "a commit was not found by the next question"
            seen[document_id] = version
            slowest = max(slowest, time.monotonic() - asked)
    process.join()
    assert process.exitcode == 0
    assert slowest < SOON
    assert polls > COMMITS
    assert not caplog.records

"""Kill a writing process at random moments, and check after each that nothing was lost."""

import multiprocessing
import random
import signal
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from indexer.pipeline import open_for_writing
from indexer.upkeep.verification import verify
from search.engine import Engine
from search.index import Index
from search.layout import DENSE, LEXICAL, derived_folders, is_index
from search.storage.rows import document_hash
from testing.durability.documents import own_words, version_of
from testing.durability.writer import Batch, Step, make_encoder, open_engine, put, run

DOCUMENTS = 30
# Reports after which a run is killed, at most: about as many as a run sends.
REPORTS = 30
# Seconds that it may go on after the last of them, at most.
DELAY = 0.02
# Documents that are searched for after each kill; all are compared with what was written.
ASKED = 8


class Killing:
    """One index over many kills, and what it must hold."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder / "index"
        self.phases: Counter[str] = Counter()
        #: How many there were after each kill.
        self.segments: Counter[int] = Counter()
        self._rng = random.Random(seed)  # noqa: S311 - not for secrets
        self._expected: dict[str, int] = {}
        self._gone: dict[str, int] = {}
        self._version = 0
        self._pending: list[Step] = []
        # Starting from a process that has imported everything costs milliseconds.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["testing.durability.writer", "faiss", "tantivy"])

    @property
    def kills(self) -> int:
        """Runs that were killed; a few end before it comes to that."""
        return self.phases.total()

    def kill_once(self) -> None:
        """Let a process write, kill it, and check what is left.

        Raises:
            AssertionError: something was lost, half written or embedded twice.
        """
        steps = [*self._pending, *self._new_steps()]
        known = self._embedded()
        reports, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=run, args=(self.folder, steps, theirs))
        process.start()
        theirs.close()
        seen = _receive(reports, self._rng.randrange(REPORTS))
        if self._rng.random() < 0.5:
            process.join(self._rng.random() * DELAY)
        process.kill()
        process.join()
        seen += _receive(reports, None)
        reports.close()
        if process.exitcode == -signal.SIGKILL and (not seen or seen[-1][0] != "ended"):
            self.phases[seen[-1][0] if seen else "starting"] += 1
        for phase, details in seen:
            if phase == "embedding":
                assert not known & set(details), "a stored passage was embedded again"
        self._take(seen)
        self._pending = self._left(steps)
        self.check(changed={document_id for _, batch in steps for document_id, _ in batch})

    def finish(self) -> None:
        """Write everything once more: what is there is not embedded again, and then all is."""
        encoder = make_encoder()
        index = open_for_writing(self.folder, lambda: encoder, None)
        before = index.store.counts()
        for _ in range(2):
            put(index, encoder, {**self._expected, "new": 1})
        assert encoder.encoded_passages == index.store.counts().passages - before.passages
        index.close()
        self._apply([("new", 1)])
        self.check(set(self._expected))

    def check(self, changed: set[str]) -> None:
        """Everything that was committed is there, whole, and nothing else."""
        if not is_index(self.folder):
            assert not self._expected
            return
        index, engine = open_engine(self.folder)
        self.segments[len(index.dense.snapshot.segments)] += 1
        try:
            stored = {d.id: (d, stored_hash) for d, stored_hash in index.store.documents()}
            assert stored.keys() == self._expected.keys()
            for document_id, version in self._expected.items():
                expected = document_hash(version_of(document_id, version))
                document, stored_hash = stored[document_id]
                assert document.metadata["version"] == version
                assert document_hash(document) == stored_hash
                if document.parts:  # those that came from a file have none
                    assert stored_hash == expected
            for document_id in self._rng.sample(sorted(changed), min(ASKED, len(changed))):
                self._ask(engine, document_id)
        finally:
            index.close()
        problems = list(verify(self.folder, lambda _: None))
        assert not problems, problems
        self._check_tidiness()

    def _ask(self, engine: Engine, document_id: str) -> None:
        gone = self._gone.get(document_id)
        if gone is not None:
            for word in own_words(document_id, gone)[:2]:
                assert not any(word in hit.citation.quote for hit in engine.search(word, 3))
        version = self._expected.get(document_id)
        if version is None:
            return
        text = version_of(document_id, version).text
        for word in own_words(document_id, version)[-2:]:
            citation = engine.search(word, 1)[0].citation
            assert citation.document_id == document_id
            assert citation.quote == text[citation.start : citation.end]
            assert word in citation.quote

    def _check_tidiness(self) -> None:
        """What a killed run left half written is gone."""
        assert len(list(derived_folders(self.folder, DENSE))) <= 1
        assert len(list(derived_folders(self.folder, LEXICAL))) == 1
        left = [path.name for path in self.folder.rglob("*.new")]
        assert not left, left

    def _embedded(self) -> set[tuple[str | None, str]]:
        if not is_index(self.folder):
            return set()
        index = Index(self.folder)
        found = {(p.context, p.searched_text) for _, p in index.store.added_passages(0)}
        index.close()
        return found

    def _new_steps(self) -> list[Step]:
        steps: list[Step] = []
        for _ in range(self._rng.randint(2, 4)):
            ids = self._rng.sample(range(DOCUMENTS), self._rng.randint(1, 8))
            (kind,) = self._rng.choices(["documents", "delete", "files"], [12, 6, 1])
            batch: Batch = []
            for number in ids:
                self._version += 1
                batch.append((f"doc{number}", None if kind == "delete" else self._version))
            steps.append((kind, batch))
        return steps

    def _take(self, seen: list[tuple[str, Any]]) -> None:
        """Note what was committed; of the last one it is not known unless the index says so."""
        begun: Batch = []
        for phase, details in seen:
            if phase == "committing":
                begun = details
            elif phase == "committed":
                self._apply(begun)
                begun = []
        if begun and self._has(begun):
            self._apply(begun)

    def _has(self, batch: Batch) -> bool:
        """Whether a batch is in the index: the whole of it or nothing."""
        index = Index(self.folder)
        stored = {d.id: d.metadata["version"] for d, _ in index.store.documents()}
        index.close()
        effects = [item for item in batch if self._expected.get(item[0]) != item[1]]
        done = {stored.get(document_id) == version for document_id, version in effects}
        assert len(done) <= 1, f"half of {batch} was committed"
        return done == {True}

    def _apply(self, batch: Batch) -> None:
        for document_id, version in batch:
            before = self._expected.pop(document_id, None)
            if before is not None and before != version:
                self._gone[document_id] = before
            if version is not None:
                self._expected[document_id] = version

    def _left(self, steps: list[Step]) -> list[Step]:
        """The last steps that were not done to their ends, as somebody would repeat them."""
        final = {document_id: item for _, batch in steps for document_id, item in batch}
        left: Batch = [
            (document_id, version)
            for document_id, version in final.items()
            if version is not None and self._expected.get(document_id) != version
        ]
        return [("documents", left)] if left and self._rng.random() < 0.7 else []


def _receive(reports: Connection, count: int | None) -> list[tuple[str, Any]]:
    """So many reports, or fewer when the run has ended; ``None`` for all that there are."""
    seen: list[tuple[str, Any]] = []
    try:
        while count is None or len(seen) < count:
            seen.append(reports.recv())
            if seen[-1][0] == "ended":
                break
    except EOFError:
        pass  # killed, as intended
    return seen

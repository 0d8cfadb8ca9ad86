"""Workers with the bundled model: the same vectors and codes as those of one process."""

from contextlib import closing
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from indexer.run import RunOptions
from indexer.workers import spread
from indexer.workers.pool import Workers
from indexer.workers.processes import ProcessPool
from search.index import Index
from search.models.encoder import Encoder
from testing.indexes import everything
from tests.conftest import SEEDS


def test_an_index_of_several_workers_is_that_of_one_process(
    seeds_folder: Path, bundled: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "FILES_TOGETHER", 1)
    together = open_for_writing(tmp_path / "together", lambda: bundled, None)
    with closing(ProcessPool(2)) as pool, closing(together), closing(Index(seeds_folder)) as alone:
        options = RunOptions(workers=Workers(pool))
        index_files(together, lambda: bundled, find_files([SEEDS]), lambda _: None, options)
        assert everything(together) == everything(alone)

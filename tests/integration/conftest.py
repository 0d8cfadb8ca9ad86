"""The real model on the real articles, indexed once for all integration tests."""

from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from search import open_engine
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder
from tests.conftest import SEEDS


@pytest.fixture(scope="session")
def bundled() -> Encoder:
    return open_encoder(None)


@pytest.fixture(scope="session")
def seeds_folder(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "index"
    index = open_for_writing(folder, lambda: bundled, None)
    index_files(index, lambda: bundled, find_files([SEEDS]), lambda _: None)
    index.close()
    return folder


@pytest.fixture(scope="session")
def seeds_engine(seeds_folder: Path) -> Engine:
    return open_engine(seeds_folder)

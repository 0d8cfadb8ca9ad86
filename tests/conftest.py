"""Fixtures that several suites share: a small index without a model."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from indexer.pipeline import index_documents, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from search.engine import Engine
from search.index import Index
from search.records import Document
from testing.hashing_encoder import HashingEncoder
from testing.servers import make_address, servers
from testing.skipping import pytest_make_collect_report, pytest_runtest_makereport

__all__ = [
    "make_address",
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "servers",
]

# How long one example takes says nothing on a busy machine.
settings.register_profile("shawahid", deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=200)
settings.load_profile("shawahid")


def pytest_collection() -> None:
    """Throw nothing away while thousands of tests are found: all that is made then stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for what can be thrown away, from now on, among what tests make."""
    gc.freeze()
    gc.enable()


SEEDS = Path(__file__).parent.parent / "seeds"

DOCUMENTS = (
    Document(
        id="health/measles",
        text="أعلنت وزارة الصحة بدء حملة التطعيم ضد الحصبة.\nتستمر الحملة أسبوعين في المدارس.",
        title="حملة التطعيم",
        source="الصحيفة",
        date="2024-05-01",
        metadata={"section": "محليات"},
    ),
    Document(id="sport", text="فاز المنتخب بهدفين. سجل المهاجم الهدف الأول من ركلة جزاء."),
    Document(
        id="oil",
        text="ارتفعت أسعار النفط ثلاثة في المئة بعد خفض الإنتاج.",
        title="أسعار النفط",
        url="https://example.org/oil",
        author="سعاد",
    ),
)


def as_reads(documents: tuple[Document, ...]) -> Iterator[Read]:
    return (Read(d.id, d, len(d.text), bands_of(d)) for d in documents)


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def make_index(tmp_path: Path, encoder: HashingEncoder) -> Iterator[Callable[..., Index]]:
    """Makes an index of the given documents in a folder of its own; closed after the test."""
    made: list[Index] = []

    def make(*documents: Document, name: str = "index") -> Index:
        index = open_for_writing(tmp_path / name, lambda: encoder, None)
        made.append(index)
        index_documents(index, lambda: encoder, as_reads(documents), lambda _: None)
        return index

    yield make
    for index in made:
        index.close()


@pytest.fixture
def engine(make_index: Callable[..., Index], encoder: HashingEncoder) -> Engine:
    return Engine(make_index(*DOCUMENTS), encoder)

"""Facts that are kept between questions are those of the store."""

from collections.abc import Callable, Sequence

import pytest

from search.index import Index
from search.ranking.snapshot import PassageFacts
from search.records import Document
from search.storage import known_facts
from search.storage.known_facts import KnownFacts
from search.storage.store import Store


class Counting(Store):
    """A store that knows what it was asked for."""

    asked: list[int]

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        self.asked = [*ids]
        return super().facts(ids)


@pytest.fixture
def ids(make_index: Callable[..., Index]) -> tuple[Index, list[int]]:
    lengths = (1, 150, 1)
    index = make_index(
        *(
            Document(f"d{i}", f"نص الخبر رقم {i}", source="ص" * each * 5)
            for i, each in enumerate(lengths)
        )
    )
    return index, sorted(i for i, _ in index.store.added_vectors(0))


def test_facts_are_read_once(ids: tuple[Index, list[int]]) -> None:
    index, (first, long, _) = ids
    store = Counting(index.store.database.path)
    known = KnownFacts(store)
    assert known.of([first]) == index.store.facts([first])
    assert known.of([long, first]) == index.store.facts([first, long])
    assert store.asked == [long]
    # What is long is not kept.
    known.of([first, long])
    assert store.asked == [long]


def test_of_another_state_nothing_is_kept(ids: tuple[Index, list[int]]) -> None:
    index, passages = ids
    known = KnownFacts(index.store)
    known.of(passages)
    with index.writing():
        index.store.delete(["d0"])
    assert known.of(passages) == index.store.facts(passages)
    assert len(known.of(passages)) == len(passages) - 1


def test_no_more_are_kept_than_have_room(
    ids: tuple[Index, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    index, passages = ids
    monkeypatch.setattr(known_facts, "MOST", 1)
    monkeypatch.setattr(known_facts, "LONGEST", 10_000)
    store = Counting(index.store.database.path)
    known = KnownFacts(store)
    known.of(passages)
    known.of(passages)
    assert store.asked == passages[:-1]

"""The words of a sparse encoder, kept in segments that follow the store."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.sparse_vector import MOST_WORDS, SparseVector
from search.storage.passage_set import PassageSet
from search.storage.sparse_index import SparseIndex, SparseSnapshot
from testing.segments import small_segments

LINEAGE = "0123456789abcdef"
SIZE = 50
FULL = 32

Words = dict[int, SparseVector]


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_segments(FULL):
        yield


def some_words(ids: range) -> Words:
    """Weights that are exact in half precision; some passages have none."""
    found = {}
    for i in ids:
        rng = np.random.default_rng(i)
        chosen = np.sort(rng.choice(SIZE, rng.integers(0, 8), replace=False))
        weights = rng.integers(1, 512, len(chosen)) / 256
        found[i] = SparseVector(chosen.astype(np.int64), weights.astype(np.float32))
    return found


def opened(folder: Path) -> SparseIndex:
    return SparseIndex(folder, LINEAGE, SIZE, exclusive=True)


def in_full(vector: SparseVector) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    full = np.zeros(SIZE, np.float32)
    full[vector.ids] = vector.weights
    return full


def check(snapshot: SparseSnapshot, words: Words) -> None:
    found = {i: row.toarray().ravel() for i, row in snapshot.vectors()}
    assert [*found] == [*words] == snapshot.ids().tolist()
    assert all(np.array_equal(found[i], in_full(words[i])) for i in words)


QUESTION = some_words(range(7, 8))[7]


def by_hand(snapshot: SparseSnapshot, words: Words) -> dict[int, float]:
    """All shares, by looking at every passage."""
    heaviest = max(segment.heaviest for segment in snapshot.segments)
    most = QUESTION.weights.sum() * heaviest
    shares = {i: float(in_full(QUESTION) @ in_full(each)) / most for i, each in words.items()}
    return {i: share for i, share in shares.items() if share > 0}


@settings(max_examples=40)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 50), st.lists(st.integers(1, 200), max_size=30), st.booleans()),
        max_size=8,
    )
)
def test_any_history_leaves_what_was_added_and_not_removed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, list[int], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("sparse")
    index, follower = opened(folder), SparseIndex(folder, LINEAGE, SIZE, exclusive=False)
    words: Words = {}
    last = 0
    for revision, (count, removed, is_saved) in enumerate(changes, 1):
        added = some_words(range(last + 1, last + 1 + count))
        last += count
        gone = [i for i in removed if i in words]
        words = {i: each for i, each in (words | added).items() if i not in gone}
        for each in (index, follower):
            each.apply(gone, added.items(), revision)
            each.apply(gone, added.items(), revision)
        if is_saved:
            index.save()
            follower.reload()
            again = opened(folder)
            assert again.snapshot.state.revision == revision
            check(again.snapshot, words)
        check(index.snapshot, words)
        check(follower.snapshot, words)


def test_the_best_passages_are_found_and_those_that_are_asked_for(tmp_path: Path) -> None:
    words = some_words(range(1, 200))
    index = opened(tmp_path)
    index.apply([], words.items(), 1)
    index.apply([*range(10, 200, 9)], [], 2)
    index.save()
    left = {i: each for i, each in words.items() if i < 10 or (i - 10) % 9}
    snapshot = opened(tmp_path).snapshot
    assert len(snapshot.segments) > 3
    everything = by_hand(snapshot, left)
    assert snapshot.shares(QUESTION, 500, None, []) == pytest.approx(everything)
    order = sorted(everything, key=lambda i: (-everything[i], i))
    others = [order[-1], order[-2], 10, 4000]
    found = snapshot.shares(QUESTION, 5, None, others)
    assert [*found] == sorted(order[:5] + order[-2:])
    wanted = PassageSet(np.arange(3, 300, 3))
    kept = [i for i in order if i % 3 == 0]
    assert {*snapshot.shares(QUESTION, 5, wanted, others)} == {*kept[:5], *order[-2:]}
    assert snapshot.shares(QUESTION, 5, PassageSet(np.empty(0, np.int64)), []) == {}
    assert max(everything.values()) <= 1


def test_of_nothing_nothing_is_found(tmp_path: Path) -> None:
    index = opened(tmp_path)
    assert index.snapshot.shares(QUESTION, 5, None, [1]) == {}
    nothing = SparseVector(np.empty(0, np.int64), np.empty(0, np.float32))
    index.apply([], [(1, nothing), (2, nothing)], 1)
    assert index.snapshot.shares(QUESTION, 5, None, [1]) == {}
    index.save()
    check(opened(tmp_path).snapshot, {1: nothing, 2: nothing})
    assert opened(tmp_path).snapshot.shares(nothing, 5, None, [1]) == {}


@pytest.mark.parametrize("damage", ["shortened", "changed", "empty"])
def test_a_damaged_file_is_not_read(tmp_path: Path, damage: str) -> None:
    index = opened(tmp_path)
    index.apply([], some_words(range(1, 30)).items(), 5)
    index.save()
    (path,) = tmp_path.glob("sparse-*/*.sparse")
    content = path.read_bytes()
    changed = {"shortened": content[:-3], "changed": content[:-1] + b"\xff", "empty": b""}
    path.write_bytes(changed[damage])
    assert opened(tmp_path).snapshot.state.revision == 0


def test_a_file_of_another_vocabulary_is_not_read(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.apply([], some_words(range(1, 30)).items(), 5)
    index.save()
    other = SparseIndex(tmp_path, LINEAGE, SIZE + 1, exclusive=False)
    assert other.snapshot.state.revision == 0


def test_words_come_back_as_they_were_stored() -> None:
    vector = SparseVector(np.asarray([0, 3, 70_000]), np.asarray([0.5, 2, 1e-9], np.float32))
    ids, weights = SparseVector.from_bytes(vector.to_bytes(), 100_000)
    assert ids.tolist() == [0, 3]  # the last weighs nothing in 16 bits
    assert weights.tolist() == [0.5, 2]


def test_of_too_many_words_the_heaviest_are_kept() -> None:
    count = 3 * MOST_WORDS
    vector = SparseVector(np.arange(count), np.linspace(0.01, 3, count, dtype=np.float32))
    ids, _ = SparseVector.from_bytes(vector.to_bytes(), count)
    assert len(ids) == MOST_WORDS
    assert ids[0] >= count - MOST_WORDS - 2


def test_weights_have_an_end() -> None:
    _, weights = SparseVector.from_bytes(of([1], [1e9]).to_bytes(), SIZE)
    assert weights.tolist() == [np.finfo(np.float16).max]


def test_words_of_another_vocabulary_are_left_out(tmp_path: Path) -> None:
    index = opened(tmp_path)
    index.apply([], [(1, of([3], [2.0]))], 1)
    found = index.snapshot.shares(of([3, SIZE, 10**6], [1, 1, 1]), 5, None, [])
    assert found == {1: 1.0}


def of(ids: list[int], weights: list[float]) -> SparseVector:
    return SparseVector(np.asarray(ids), np.asarray(weights, np.float32))


def forged(word: int, weight: float) -> bytes:
    """Words as they are stored, which no model has made."""
    stored = np.asarray([word], "<u4").tobytes() + np.asarray([weight], "<f2").tobytes()
    return stored + zlib.crc32(stored).to_bytes(4, "little")


@pytest.mark.parametrize(
    "stored",
    [
        of([1, 1], [1, 1]).to_bytes(),
        of([2, 1], [1, 1]).to_bytes(),
        of([1, SIZE], [1, 1]).to_bytes(),
        forged(1, np.inf),
        forged(1, -1),
        forged(1, np.nan),
        of([1], [1]).to_bytes()[1:],
        of([1], [1]).to_bytes()[:-1] + b"?",
        b"",
        b"?",
    ],
)
def test_words_that_no_model_weighs_so_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r"stored|weighs"):
        SparseVector.from_bytes(stored, SIZE)

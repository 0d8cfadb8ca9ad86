"""The dense index over many segments, of which most are looked through by bits first."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.storage import dense_index, dense_segment, recall
from search.storage.dense_index import DenseIndex, DenseSnapshot
from search.storage.passage_set import PassageSet
from search.storage.recall import RecallWatch, Watched
from testing.segments import small_segments

LINEAGE = "0123456789abcdef"
DIMENSION = 64
FULL = 64

Vectors = dict[int, NDArray[np.float32]]


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with small_segments(FULL), pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_index, "LEAST_COMPARED", 250)
        yield


def some_vectors(ids: range, seed: int = 0) -> Vectors:
    """Unit vectors around a few centres, exact in half precision."""
    rng = np.random.default_rng((seed, ids.start))
    centres = np.random.default_rng(seed).normal(size=(5, DIMENSION))
    rows = centres[rng.integers(0, 5, len(ids))] + 0.5 * rng.normal(size=(len(ids), DIMENSION))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(ids, rows.astype(np.float16).astype(np.float32), strict=True))


def nearest(vectors: Vectors, question: NDArray[np.float32], k: int) -> list[int]:
    return sorted(vectors, key=lambda i: (-float((vectors[i] * question).sum()), i))[:k]


def opened(folder: Path) -> DenseIndex:
    return DenseIndex(folder, LINEAGE, DIMENSION, exclusive=True)


def share_found(
    snapshot: DenseSnapshot, vectors: Vectors, wanted: PassageSet | None = None
) -> float:
    """Of the ten nearest passages to twenty questions."""
    left = {i: v for i, v in vectors.items() if wanted is None or wanted.among(np.asarray([i]))[0]}
    shares = []
    for question in some_vectors(range(5000, 5020)).values():
        best = nearest(left, question, 10)
        found = snapshot.search(question, 10, wanted)
        assert set(found) <= set(left)
        assert list(found.values()) == sorted(found.values(), reverse=True)
        for passage_id, product in found.items():
            assert product == pytest.approx(float(vectors[passage_id] @ question), abs=1e-5)
        shares.append(len(set(best) & set(found)) / len(best))
    return float(np.mean(shares))


def test_most_of_the_nearest_are_found_by_bits(tmp_path: Path) -> None:
    vectors = some_vectors(range(1, 1000))
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    assert sum(each.has_bits for each in index.snapshot.segments) == 999 // FULL
    assert share_found(index.snapshot, vectors) >= 0.95
    index.save()
    assert share_found(opened(tmp_path).snapshot, vectors) >= 0.95


@pytest.mark.parametrize("is_one_time", [False, True])
def test_a_segment_is_asked_for_more_where_it_has_more_than_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_one_time: bool
) -> None:
    vectors = some_vectors(range(1, 1000))
    if is_one_time:
        near = nearest(vectors, vectors[1], 60)
        in_time = [*near, *(i for i in vectors if i not in near)]
        vectors = {i: vectors[other] for i, other in zip(vectors, in_time, strict=True)}
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    snapshot, most = index.snapshot, 250 // 4 + 4 * 100 // len(index.snapshot.segments)
    question = vectors[1]
    every = [each.search(question, most, None) for each in snapshot.segments]
    about = dict(zip(*map(np.concatenate, zip(*every, strict=True)), strict=True))
    best = sorted(about, key=lambda i: -about[i])[:100]
    search, asked = dense_segment.DenseSegment.search, list[int]()

    def counted(
        segment: dense_segment.DenseSegment,
        vector: NDArray[np.float32],
        k: int,
        wanted: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        asked.append(k)
        return search(segment, vector, k, wanted)

    monkeypatch.setattr(dense_segment.DenseSegment, "search", counted)
    assert set(snapshot._likely(question, 100, None)[0]) == set(best)
    assert sum(asked) < 0.5 * most * len(snapshot.segments)
    assert (most in asked) is is_one_time


def test_whole_vectors_are_compared_again_no_more_than_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_segment, "_LEAST_WITH_BITS", 10 * FULL)
    vectors = some_vectors(range(1, 300))
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    rows_of, compared = dense_segment.DenseSegment.vectors, list[int]()

    def counted(
        segment: dense_segment.DenseSegment, rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        compared.append(len(rows))
        return rows_of(segment, rows)

    monkeypatch.setattr(dense_segment.DenseSegment, "vectors", counted)
    for question in some_vectors(range(5000, 5020)).values():
        compared.clear()
        assert list(index.snapshot.search(question, 10)) == nearest(vectors, question, 10)
        assert sum(compared) == 20


def test_of_many_equal_vectors_the_first_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_segment, "_LEAST_WITH_BITS", 10 * FULL)
    vectors = some_vectors(range(1, 240))
    vectors |= dict.fromkeys(range(100, 180), vectors[7])
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    assert list(index.snapshot.search(vectors[7], 10)) == [7, *range(100, 109)]


def test_the_nearest_that_bits_hide_are_seen_a_segment_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_index, "LEAST_COMPARED", 160)
    monkeypatch.setattr(recall, "SECONDS", 0.0)
    vectors = some_vectors(range(1, 1000))
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    index.apply([*range(10, 1000, 7)], [], 2)
    left = {i: v for i, v in vectors.items() if i < 10 or (i - 10) % 7}
    watch = RecallWatch()
    shares = []
    for question in some_vectors(range(5000, 5150)).values():
        watch.look(index.snapshot, question)
        best = nearest(left, question, recall.NEAREST)
        shares.append(len(set(best) & set(index.snapshot.search(question, recall.NEAREST))))
    share = sum(shares) / len(shares) / recall.NEAREST
    seen = watch.watched
    assert 0 < seen.missed < seen.nearest
    assert 1 - seen.missed / seen.nearest == pytest.approx(share, abs=0.03)


def test_a_question_is_looked_at_again_once_in_a_while(tmp_path: Path) -> None:
    vectors = some_vectors(range(1, 1000))
    index, watch = opened(tmp_path), RecallWatch()
    watch.look(index.snapshot, vectors[1])
    assert watch.watched == Watched(), "nothing hides anything yet"
    index.apply([], vectors.items(), 1)
    watch.look(index.snapshot, vectors[1])
    assert watch.watched == Watched(), "another was looked at just now"
    watch = RecallWatch()
    watch.look(index.snapshot, vectors[1])
    assert watch.watched.nearest > 0
    assert watch.watched.missed == 0


@pytest.mark.parametrize("step", [2, 5, 333])
def test_filters_and_removals_leave_the_nearest_of_what_is_left(tmp_path: Path, step: int) -> None:
    vectors = some_vectors(range(1, 1000))
    index = opened(tmp_path)
    index.apply([], vectors.items(), 1)
    index.apply([*range(10, 1000, 7)], [], 2)
    left = {i: v for i, v in vectors.items() if i < 10 or (i - 10) % 7}
    assert index.snapshot.ids().tolist() == [*left]
    wanted = PassageSet(np.arange(3, 1200, step))
    assert share_found(index.snapshot, left) >= 0.95
    assert share_found(index.snapshot, left, wanted) >= 0.95
    question = vectors[500]
    products = index.snapshot.products(question, [10, 999, 3, 4000])
    assert products.keys() == {3, 999} & left.keys()


def test_what_is_wanted_of_nothing_is_nothing(tmp_path: Path) -> None:
    index = opened(tmp_path)
    assert index.snapshot.search(np.ones(DIMENSION, np.float32), 5) == {}
    index.apply([], some_vectors(range(1, 300)).items(), 1)
    nothing = PassageSet(np.empty(0, np.int64))
    assert index.snapshot.search(np.ones(DIMENSION, np.float32), 5, nothing) == {}
    index.apply([*range(1, 300)], [], 2)
    assert index.snapshot.search(np.ones(DIMENSION, np.float32), 5) == {}
    index.save()
    assert index.snapshot.segments == ()
    assert opened(tmp_path).snapshot.state.revision == 2


@settings(max_examples=40)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 90), st.lists(st.integers(1, 400), max_size=60), st.booleans()),
        max_size=8,
    )
)
def test_any_history_leaves_what_was_added_and_not_removed(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, list[int], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("dense")
    index, follower = opened(folder), DenseIndex(folder, LINEAGE, DIMENSION, exclusive=False)
    vectors: Vectors = {}
    last = 0
    for revision, (count, removed, is_saved) in enumerate(changes, 1):
        added = some_vectors(range(last + 1, last + 1 + count))
        last += count
        gone = [i for i in removed if i in vectors]
        vectors = {i: v for i, v in (vectors | added).items() if i not in gone}
        for each in (index, follower):
            each.apply(gone, added.items(), revision)
            each.apply(gone, added.items(), revision)
        if is_saved:
            index.save()
            follower.reload()
            again = opened(folder)
            assert again.snapshot.state.revision == revision
            _check(again.snapshot, vectors)
            named = {each.file.name for each in again.snapshot.segments if each.file}
            assert {path.name for path in (folder / f"dense-{LINEAGE}").iterdir()} == {
                *named,
                "shawahid.json",
            }
            # Few enough, and none of which much is gone.
            live = max(1, len(vectors))
            assert len(again.snapshot.segments) <= 4 * (live / FULL + 1)
            assert sum(map(len, again.snapshot.segments)) <= live / (1 - 0.25) + 1
        _check(index.snapshot, vectors)
        _check(follower.snapshot, vectors)


def _check(snapshot: DenseSnapshot, vectors: Vectors) -> None:
    found = dict(snapshot.vectors())
    assert [*found] == [*vectors] == snapshot.ids().tolist()
    assert all(np.array_equal(found[i], vectors[i]) for i in vectors)


def test_a_reader_takes_over_what_was_saved(tmp_path: Path) -> None:
    index, reader = opened(tmp_path), DenseIndex(tmp_path, LINEAGE, DIMENSION, exclusive=False)
    vectors = some_vectors(range(1, 200))
    for each in (index, reader):
        each.apply([], vectors.items(), 1)
    assert not any(each.file for each in reader.snapshot.segments)
    index.save()
    reader.reload()
    assert all(each.file for each in reader.snapshot.segments)
    kept = reader.snapshot.segments[0]
    index.apply([], some_vectors(range(200, 300)).items(), 2)
    index.save()
    reader.reload()
    assert reader.snapshot.state.revision == 2
    assert reader.snapshot.segments[0] is kept  # it is not read again
    # What is behind what a reader has in memory is not taken.
    reader.apply([1], [], 3)
    reader.reload()
    assert reader.snapshot.state.revision == 3


def test_what_a_writer_saves_while_it_is_opened_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    writer = opened(tmp_path)
    writer.apply([], some_vectors(range(1, 9)).items(), 1)
    writer.save()
    read = DenseIndex._read

    def read_beside_a_writer(_: DenseIndex) -> DenseSnapshot:
        monkeypatch.setattr(DenseIndex, "_read", read)
        writer.apply([1, 2, 3, 4], [], 2)
        writer.save()
        raise FileNotFoundError

    monkeypatch.setattr(DenseIndex, "_read", read_beside_a_writer)
    reader = DenseIndex(tmp_path, LINEAGE, DIMENSION, exclusive=False)
    assert reader.snapshot.state.revision == 2
    assert not caplog.records

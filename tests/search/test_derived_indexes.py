"""Contract of the two derived indexes against exact brute force."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest

from search.arabic.analyzer import content_words, words
from search.errors import IndexWriteError
from search.ranking.lexical_plan import GRAM_WEIGHT, inverse_document_frequency
from search.records import Document, Passage
from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import LexicalIndex
from testing.lexical import evidence_of, search_words

LINEAGE = "0123456789abcdef"
TEXTS = {
    3: "وزير العدل الأردني حضر اللقاء",
    7: "المدرسة القديمة في المدينة",
    8: "اللقاء في المدينة مع الوزير",
    900: "بيان صحفي قصير",
}
rng = np.random.default_rng(1)


def passages(texts: Mapping[int, str]) -> Iterator[tuple[int, Passage]]:
    for i, text in texts.items():
        yield i, Passage(Document("a", text), 0, len(text))


VECTORS = {i: v / np.linalg.norm(v) for i, v in zip(TEXTS, rng.normal(size=(4, 16)), strict=True)}


def vectors() -> list[tuple[int, np.ndarray]]:
    return [(i, v.astype(np.float32)) for i, v in VECTORS.items()]


@pytest.fixture
def dense(tmp_path: Path) -> DenseIndex:
    index = DenseIndex(tmp_path, LINEAGE, 16, exclusive=True)
    index.apply([], vectors(), 5)
    return index


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    index.apply([], passages(TEXTS), 5)
    return index


def exact_dense(question: np.ndarray, ids: set[int]) -> list[int]:
    return sorted(ids, key=lambda i: -float(question @ VECTORS[i]))


def test_dense_equals_brute_force(dense: DenseIndex) -> None:
    question = rng.normal(size=16).astype(np.float32)
    assert [*dense.snapshot.search(question, 10)] == exact_dense(question, set(TEXTS))
    assert [*dense.snapshot.search(question, 2)] == exact_dense(question, set(TEXTS))[:2]


def test_dense_forgets_what_was_removed(dense: DenseIndex) -> None:
    dense.apply([7, 12345], [], 6)
    question = rng.normal(size=16).astype(np.float32)
    assert [*dense.snapshot.search(question, 10)] == exact_dense(question, set(TEXTS) - {7})


def test_dense_applied_twice_is_applied_once(dense: DenseIndex) -> None:
    dense.apply([], vectors(), 5)
    assert [i for i, _ in dense.snapshot.vectors()] == sorted(TEXTS)


def test_dense_is_empty_at_first(tmp_path: Path) -> None:
    empty = DenseIndex(tmp_path, LINEAGE, 16, exclusive=True).snapshot
    assert empty.search(np.ones(16, np.float32), 5) == {}


def test_dense_survives_saving(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    again = DenseIndex(tmp_path, LINEAGE, 16, exclusive=True)
    question = rng.normal(size=16).astype(np.float32)
    assert again.snapshot.state.revision == 5
    assert again.snapshot.search(question, 4) == dense.snapshot.search(question, 4)
    again.apply([3], [], 6)
    again.save()
    last = DenseIndex(tmp_path, LINEAGE, 16, exclusive=True).snapshot
    assert last.state.revision == 6
    assert [*last.search(question, 4)] == exact_dense(question, set(TEXTS) - {3})


@pytest.mark.parametrize("damage", ["empty", "cut", "flip"])
@pytest.mark.parametrize("file", ["*.faiss", "shawahid.json"])
def test_dense_ignores_a_damaged_file(
    dense: DenseIndex, tmp_path: Path, file: str, damage: str
) -> None:
    dense.save()
    (path,) = tmp_path.glob(f"dense-{LINEAGE}/{file}")
    content = path.read_bytes()
    path.write_bytes({"empty": b"", "cut": content[:-9], "flip": flipped(content)}[damage])
    assert DenseIndex(tmp_path, LINEAGE, 16, exclusive=True).snapshot.state.revision == 0


@pytest.mark.parametrize("state", [b"[" * 100_000, b'{"revision": 1e400}', b"[]", b"{}"])
def test_dense_is_made_again_whatever_its_state_says(
    dense: DenseIndex, tmp_path: Path, state: bytes
) -> None:
    dense.save()
    (tmp_path / f"dense-{LINEAGE}" / "shawahid.json").write_bytes(state)
    (tmp_path / f"dense-{LINEAGE}" / "folder").mkdir()
    again = DenseIndex(tmp_path, LINEAGE, 16, exclusive=True)
    assert again.snapshot.state.revision == 0
    again.apply([], vectors(), 5)
    again.save()
    assert DenseIndex(tmp_path, LINEAGE, 16, exclusive=True).snapshot.state.revision == 5


def flipped(content: bytes) -> bytes:
    """The same bytes with one bit in the middle turned."""
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def test_dense_follows_its_own_lineage(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    assert DenseIndex(tmp_path, "fedcba9876543210", 16, exclusive=True).snapshot.state.revision == 0


def test_dense_ignores_a_file_of_another_dimension(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    assert DenseIndex(tmp_path, LINEAGE, 24, exclusive=True).snapshot.state.revision == 0


def terms(text: str, field: str) -> list[str]:
    return [t for w in words(text) for t in ([w.stem] if field == "stems" else w.grams)]


def question_terms(question: str, field: str) -> Counter[str]:
    return Counter(terms(" ".join(word.form for word in content_words(question)), field))


def idf_of(term: str, field: str) -> float:
    frequency = sum(term in terms(text, field) for text in TEXTS.values())
    return inverse_document_frequency(frequency, len(TEXTS))


def most_bm25(question: str, field: str) -> float:
    """What BM25 with k1 1.2 comes near to as a passage repeats the question's terms for ever."""
    counts = question_terms(question, field)
    return sum(2.2 * count * idf_of(term, field) for term, count in counts.items())


def brute_force_bm25(question: str, field: str) -> dict[int, float]:
    """Lucene's BM25 with k1 1.2 and b 0.75; lengths as Tantivy rounds them (exact up to 40)."""
    documents = {i: Counter(terms(text, field)) for i, text in TEXTS.items()}
    mean = sum(document.total() for document in documents.values()) / len(documents)
    scores: dict[int, float] = {}
    for term, count in question_terms(question, field).items():
        idf = idf_of(term, field)
        for i, document in documents.items():
            if document[term]:
                norm = 1.2 * (1 - 0.75 + 0.75 * document.total() / mean)
                gain = idf * document[term] * 2.2 / (document[term] + norm)
                scores[i] = scores.get(i, 0.0) + count * gain
    return scores


@pytest.mark.parametrize("question", ["من هو وزير العدل؟", "اللقاء اللقاء", "لقاء في مدينة"])
def test_lexical_equals_brute_force(lexical: LexicalIndex, question: str) -> None:
    stems = brute_force_bm25(question, "stems")
    grams = brute_force_bm25(question, "grams")
    most = most_bm25(question, "stems") + GRAM_WEIGHT * most_bm25(question, "grams")
    expected = {
        i: (stems.get(i, 0.0) + GRAM_WEIGHT * grams.get(i, 0.0)) / most
        for i in stems.keys() | grams.keys()
    }
    found = search_words(lexical.snapshot, question, 10)
    assert list(found) == sorted(expected, key=lambda i: (-expected[i], i))
    assert found == pytest.approx(expected, rel=1e-4)
    assert all(0 < share < 1 for share in found.values())


def test_lexical_evidence_of_given_passages_is_that_of_a_search(lexical: LexicalIndex) -> None:
    found = search_words(lexical.snapshot, "وزير العدل في المدينة", 10)
    assert len(found) > 1
    for given in ([], [99], [*found], [*found][1:], [*found][:1]):
        expected = {i: found[i] for i in given if i in found}
        evidence = evidence_of(lexical.snapshot, "وزير العدل في المدينة", given)
        assert evidence == pytest.approx(expected)


def test_words_that_the_corpus_does_not_have_lower_the_lexical_evidence(
    lexical: LexicalIndex,
) -> None:
    one = search_words(lexical.snapshot, "المدرسة", 5)
    two = search_words(lexical.snapshot, "المدرسة school", 5)
    known, unknown = (
        most_bm25(word, "stems") + GRAM_WEIGHT * most_bm25(word, "grams")
        for word in ("المدرسة", "school")
    )
    lower = known / (known + unknown)
    assert two == pytest.approx({i: lower * share for i, share in one.items()}, rel=1e-4)
    assert search_words(lexical.snapshot, "school", 5) == {}
    assert search_words(lexical.snapshot, "", 5) == {}
    assert evidence_of(lexical.snapshot, "", [1, 2]) == {}


NAMES = {
    1: "استقبل الملك ديفيد كاميرون في قصره",
    2: "وصل الوفد إلى نيويورك أمس",
    3: "عاد كمرن إلى كامران",
    4: "بيان صحفي قصير",
}


@pytest.fixture
def names(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path, "fedcba9876543210", "analyzer-1", exclusive=True)
    index.apply([], passages(NAMES), 1)
    return index


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # Not كامران, which is much less likely where the archive has كاميرون.
        ("Who met Cameron?", {1}),
        ("Who met Kamran?", {3}),
        ("meen zar newyork", {2}),
        ("When did they reach New York?", {2}),
        ("wasel elwafd", {2}),
        ("Brandenburg", set()),
    ],
)
def test_words_in_latin_letters_are_found_by_their_sound(
    names: LexicalIndex, question: str, expected: set[int]
) -> None:
    found = search_words(names.snapshot, question, 5)
    assert set(found) == expected
    assert all(0 < share < 1 for share in found.values())
    assert evidence_of(names.snapshot, question, [1, 4]) == pytest.approx(
        {i: share for i, share in found.items() if i == 1}
    )


def test_spellings_of_one_name_count_once_and_alike(names: LexicalIndex) -> None:
    added = {5: "زار كاميرون الوفد", 6: "زار كامرون الوفد", 7: "زار كامرون المدينة"}
    names.apply([3], passages(added), 2)
    found = search_words(names.snapshot, "Cameron", 9)
    assert set(found) == {1, 5, 6, 7}
    assert found[5] == pytest.approx(found[6], rel=1e-4)
    assert found[6] == pytest.approx(found[7], rel=1e-4)


def test_arabic_words_are_not_looked_up_by_their_sound(names: LexicalIndex) -> None:
    assert search_words(names.snapshot, "كميرن", 5) == {}


def test_lexical_forgets_what_was_removed(lexical: LexicalIndex) -> None:
    lexical.apply([3], passages({7: "نص آخر تماما"}), 6)
    assert search_words(lexical.snapshot, "العدل", 5) == {}
    assert search_words(lexical.snapshot, "القديمة", 5) == {}
    assert set(search_words(lexical.snapshot, "نص", 5)) == {7}


def test_lexical_survives_reopening(lexical: LexicalIndex, tmp_path: Path) -> None:
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    assert again.snapshot.state.revision == 5
    assert search_words(again.snapshot, "العدل", 5) == search_words(lexical.snapshot, "العدل", 5)


def test_lexical_is_made_again_for_another_analyser(lexical: LexicalIndex, tmp_path: Path) -> None:
    assert lexical.snapshot.state.revision == 5
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-2", exclusive=True)
    assert again.snapshot.state.revision == 0
    assert search_words(again.snapshot, "العدل", 5) == {}


@pytest.mark.parametrize("name", ["meta.json", "shawahid.json"])
def test_lexical_is_made_again_when_damaged(
    lexical: LexicalIndex, tmp_path: Path, name: str
) -> None:
    assert lexical.snapshot.state.revision == 5
    (tmp_path / f"lexical-{LINEAGE}" / name).write_text("{", "utf-8")
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    assert again.snapshot.state.revision == 0
    again.apply([], passages(TEXTS), 5)
    assert set(search_words(again.snapshot, "العدل", 5)) == {3}


@pytest.mark.parametrize("damage", ["delete", "cut", "flip"])
@pytest.mark.parametrize("ending", ["idx", "term", "fieldnorm", "fast", "store", "pos"])
def test_lexical_segments_are_checked(
    lexical: LexicalIndex, tmp_path: Path, ending: str, damage: str
) -> None:
    lexical.release()
    path = next((tmp_path / f"lexical-{LINEAGE}").glob(f"*.{ending}"))
    content = path.read_bytes()
    path.unlink()
    if damage != "delete":
        path.write_bytes(content[:-5] if damage == "cut" else flipped(content))
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    assert again.snapshot.state.revision == 0


def test_lexical_is_made_again_where_its_number_of_passages_is_damaged(
    lexical: LexicalIndex, tmp_path: Path
) -> None:
    lexical.apply([3], passages({20: "خبر عن الزيتون"}), 6)
    lexical.release()
    whole = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    assert whole.snapshot.state.revision == 6
    path = tmp_path / f"lexical-{LINEAGE}" / "meta.json"
    name = '"max_doc": '
    path.write_text(path.read_text("utf-8").replace(name, f"{name}1", 1), "utf-8")
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    assert again.snapshot.state.revision == 0


def test_lexical_does_not_take_away_what_another_process_writes(
    lexical: LexicalIndex, tmp_path: Path
) -> None:
    lexical.release()
    (tmp_path / f"lexical-{LINEAGE}" / "meta.json").write_text("{", "utf-8")
    reader = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=False)
    assert search_words(reader.snapshot, "العدل", 5) == {}
    assert (tmp_path / f"lexical-{LINEAGE}" / "meta.json").read_text("utf-8") == "{"


def test_lexical_readers_follow_commits(lexical: LexicalIndex, tmp_path: Path) -> None:
    reader = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=False)
    lexical.apply([3], passages({20: "خبر عن الزيتون"}), 6)
    assert reader.snapshot.state.revision == 5
    reader.reload()
    assert reader.snapshot.state.revision == 6
    assert set(search_words(reader.snapshot, "الزيتون", 5)) == {20}
    assert set(reader.snapshot.ids()) == TEXTS.keys() - {3} | {20}


def test_idf_is_never_negative() -> None:
    assert inverse_document_frequency(100, 100) > 0
    assert inverse_document_frequency(0, 10) == pytest.approx(math.log(1 + 10.5 / 0.5))


def test_lexical_goes_on_after_a_commit_that_was_broken_off(
    lexical: LexicalIndex, tmp_path: Path
) -> None:
    lexical.release()
    (folder,) = tmp_path.glob("lexical-*")
    (segment,) = folder.glob("*.term")
    for stamp in range(30):  # the next commit deletes under one of these names
        (folder / f"{segment.stem}.{stamp}.del").touch()
    again = LexicalIndex(tmp_path, LINEAGE, "analyzer-1", exclusive=True)
    again.apply([7], passages({11: "بلاغ جديد"}), 6)
    again.release()
    assert set(again.snapshot.ids()) == {3, 8, 11, 900}


def test_lexical_can_be_written_again_while_its_error_is_still_looked_at(
    lexical: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", Mock(side_effect=OSError("no space left")))
        with pytest.raises(IndexWriteError, match="no space left") as error:
            lexical.apply([], passages({90: "نص جديد"}), 9)
    lexical.apply([], passages({90: "نص جديد"}), 9)
    assert lexical.snapshot.state.revision == 9
    assert error.value.__traceback__ is not None


def test_dense_removes_what_a_dead_run_left(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    named = set((tmp_path / f"dense-{LINEAGE}").iterdir())
    (tmp_path / f"dense-{LINEAGE}" / "3-00000000.faiss").touch()
    (tmp_path / f"dense-{LINEAGE}" / "shawahid.json.new").touch()
    (tmp_path / f"dense-{LINEAGE}-9-00000000.faiss").touch()  # of an older version
    (tmp_path / "dense-fedcba9876543210").mkdir()
    assert DenseIndex(tmp_path, LINEAGE, 16, exclusive=True).snapshot.state.revision == 5
    assert set((tmp_path / f"dense-{LINEAGE}").iterdir()) == named
    assert list(tmp_path.glob("dense-*")) == [tmp_path / f"dense-{LINEAGE}"]

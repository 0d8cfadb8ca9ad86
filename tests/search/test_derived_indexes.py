"""Contract of the two derived indexes against exact brute force."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from search.arabic.analyzer import content_words, words
from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import GRAM_WEIGHT, LexicalIndex, inverse_document_frequency

TEXTS = {
    3: "وزير العدل الأردني حضر اللقاء",
    7: "المدرسة القديمة في المدينة",
    8: "اللقاء في المدينة مع الوزير",
    900: "بيان صحفي قصير",
}
rng = np.random.default_rng(1)
VECTORS = {i: v / np.linalg.norm(v) for i, v in zip(TEXTS, rng.normal(size=(4, 16)), strict=True)}


def vectors() -> list[tuple[int, np.ndarray]]:
    return [(i, v.astype(np.float32)) for i, v in VECTORS.items()]


@pytest.fixture
def dense(tmp_path: Path) -> DenseIndex:
    index = DenseIndex(tmp_path, 16)
    index.apply([], vectors(), 5)
    return index


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path / "lexical", "analyzer-1")
    index.apply([], TEXTS.items(), 5)
    return index


def exact_dense(question: np.ndarray, ids: set[int]) -> list[int]:
    return sorted(ids, key=lambda i: -float(question @ VECTORS[i]))


def test_dense_equals_brute_force(dense: DenseIndex) -> None:
    question = rng.normal(size=16).astype(np.float32)
    assert dense.search(question, 10) == exact_dense(question, set(TEXTS))
    assert dense.search(question, 2) == exact_dense(question, set(TEXTS))[:2]


def test_dense_forgets_what_was_removed(dense: DenseIndex) -> None:
    dense.apply([7, 12345], [], 6)
    question = rng.normal(size=16).astype(np.float32)
    assert dense.search(question, 10) == exact_dense(question, set(TEXTS) - {7})


def test_dense_applied_twice_is_applied_once(dense: DenseIndex) -> None:
    dense.apply([], vectors(), 5)
    assert len(dense) == len(TEXTS)


def test_dense_is_empty_at_first(tmp_path: Path) -> None:
    assert DenseIndex(tmp_path, 16).search(np.ones(16, np.float32), 5) == []


def test_dense_survives_saving(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    again = DenseIndex(tmp_path, 16)
    question = rng.normal(size=16).astype(np.float32)
    assert again.revision == 5
    assert again.search(question, 4) == dense.search(question, 4)
    again.apply([3], [], 6)
    again.save()
    assert [path.name for path in tmp_path.glob("dense-*")] == ["dense-6.faiss"]


@pytest.mark.parametrize("content", [b"", b"damaged"])
def test_dense_ignores_a_damaged_file(dense: DenseIndex, tmp_path: Path, content: bytes) -> None:
    dense.save()
    (tmp_path / "dense-5.faiss").write_bytes(content)
    assert DenseIndex(tmp_path, 16).revision == 0


def test_dense_ignores_a_file_of_another_dimension(dense: DenseIndex, tmp_path: Path) -> None:
    dense.save()
    assert DenseIndex(tmp_path, 24).revision == 0


def brute_force_bm25(question: str, field: str) -> dict[int, float]:
    """Lucene's BM25 with k1 1.2 and b 0.75; lengths as Tantivy rounds them (exact up to 40)."""

    def terms(text: str) -> list[str]:
        return [t for w in words(text) for t in ([w.stem] if field == "stems" else w.grams)]

    documents = {i: Counter(terms(text)) for i, text in TEXTS.items()}
    mean = sum(document.total() for document in documents.values()) / len(documents)
    scores: dict[int, float] = {}
    asked = " ".join(word.form for word in content_words(question))
    for term, count in Counter(terms(asked)).items():
        frequency = sum(term in document for document in documents.values())
        idf = inverse_document_frequency(frequency, len(documents))
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
    expected = {
        i: stems.get(i, 0.0) + GRAM_WEIGHT * grams.get(i, 0.0) for i in stems.keys() | grams.keys()
    }
    found = lexical.search(question, 10).scores
    assert list(found) == sorted(expected, key=lambda i: (-expected[i], i))
    assert found == pytest.approx(expected, rel=1e-4)


def test_lexical_coverage_is_the_known_share_of_idf(lexical: LexicalIndex) -> None:
    known = inverse_document_frequency(1, 4)
    unknown = inverse_document_frequency(0, 4)
    assert lexical.search("المدرسة", 5).coverage == pytest.approx(1)
    assert lexical.search("school", 5).coverage == 0
    assert lexical.search("المدرسة school", 5).coverage == pytest.approx(known / (known + unknown))
    assert lexical.search("", 5) == ({}, 0.0)


def test_lexical_forgets_what_was_removed(lexical: LexicalIndex) -> None:
    lexical.apply([3], [(7, "نص آخر تماما")], 6)
    assert lexical.search("العدل", 5).scores == {}
    assert lexical.search("القديمة", 5).scores == {}
    assert set(lexical.search("نص", 5).scores) == {7}


def test_lexical_survives_reopening(lexical: LexicalIndex, tmp_path: Path) -> None:
    again = LexicalIndex(tmp_path / "lexical", "analyzer-1")
    assert again.revision == 5
    assert again.search("العدل", 5).scores == lexical.search("العدل", 5).scores


def test_lexical_is_made_again_for_another_analyser(lexical: LexicalIndex, tmp_path: Path) -> None:
    assert lexical.revision == 5
    again = LexicalIndex(tmp_path / "lexical", "analyzer-2")
    assert again.revision == 0
    assert again.search("العدل", 5).scores == {}


@pytest.mark.parametrize("name", ["meta.json", "shawahid.json"])
def test_lexical_is_made_again_when_damaged(
    lexical: LexicalIndex, tmp_path: Path, name: str
) -> None:
    assert lexical.revision == 5
    (tmp_path / "lexical" / name).write_text("{", "utf-8")
    again = LexicalIndex(tmp_path / "lexical", "analyzer-1")
    assert again.revision == 0
    again.apply([], TEXTS.items(), 5)
    assert set(again.search("العدل", 5).scores) == {3}


def test_idf_is_never_negative() -> None:
    assert inverse_document_frequency(100, 100) > 0
    assert inverse_document_frequency(0, 10) == pytest.approx(math.log(1 + 10.5 / 0.5))

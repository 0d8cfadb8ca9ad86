import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.embedding import IndexEmbedder
from benchmarks.known_item import (
    Article,
    askable,
    draw,
    measure_known_item,
    open_index,
    place_of,
    read_articles,
    stories_of,
    tabulate,
)
from benchmarks.systems import DENSE, FUSED, LATE, LEXICAL, ask, peer_ranker, stages
from search.errors import DatasetError
from search.index import Index
from search.records import Document
from testing.hashing_encoder import HashingEncoder
from tests.benchmarks.tiny import CORPUS

ARTICLES = [Article(key, text[:40], text) for key, text in CORPUS.items()]


def test_an_index_is_made_once_and_gone_on_with(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    open_index(tmp_path / "index", ARTICLES[:5], encoder).close()
    before = encoder.encoded_passages
    index = open_index(tmp_path / "index", ARTICLES, encoder)
    assert encoder.encoded_passages - before == len(ARTICLES) - 5
    assert [d.title for d, _ in index.store.documents()] == [None] * len(ARTICLES)
    index.close()
    open_index(tmp_path / "index", ARTICLES, encoder).close()
    assert encoder.encoded_passages - before == len(ARTICLES) - 5


def test_an_index_of_something_else_is_refused(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    folder = make_index(Document("other", "نص آخر")).folder
    with pytest.raises(DatasetError, match="other documents"):
        open_index(folder, ARTICLES, encoder)


def test_every_system_ranks_and_vectors_are_those_of_the_index(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    index = open_index(tmp_path / "index", ARTICLES, encoder)
    with index.reading() as view:
        embedder = IndexEmbedder(view, encoder)
    assert embedder.owners == list(CORPUS)
    expected = np.stack(
        [e.vector for e in encoder.encode_passages([(None, t) for t in embedder.texts])]
    )
    np.testing.assert_allclose(embedder.passages(embedder.texts), expected, atol=1e-3)
    with pytest.raises(ValueError, match="own passages"):
        embedder.passages(["غيرها"])
    questions = {one.id: one.title for one in ARTICLES}
    answers = {name: ask(ranker, questions) for name, ranker in stages(index, encoder).items()}
    assert list(answers) == [LEXICAL, DENSE, LATE, FUSED]
    table = tabulate("tiny", len(ARTICLES), answers, stories_of(index))
    assert {row.system: row.main.mean for row in table.rows} == dict.fromkeys(answers, 1.0)
    assert [row.behind and row.behind.p for row in table.rows] == [1, 1, 1, None]
    index.close()


def test_an_empty_question_has_no_answers(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    index = open_index(tmp_path / "index", ARTICLES, encoder)
    for ranker in stages(index, encoder).values():
        assert len(ask(ranker, {"empty": "؟"}).run["empty"]) in {0, len(ARTICLES)}
    index.close()


class Backwards:
    def index(self, texts: Sequence[str]) -> None:
        self._count = len(texts)

    def search(self, question: str, k: int) -> list[int]:  # noqa: ARG002 - it ranks all alike
        return list(range(self._count))[::-1][:k]


def test_a_document_stands_where_its_best_passage_does() -> None:
    peer = Backwards()
    owners = ["a", "b", "a", "c", "b"]
    peer.index(owners)
    assert peer_ranker(peer, owners)("سؤال") == ["b", "c", "a"]


def test_a_copy_of_the_story_is_right_and_counts_once() -> None:
    stories = {"a": "story 1", "b": "story 1", "c": "document c", "d": "document d"}
    assert place_of("story 1", ["c", "b", "a", "d"], stories) == 2
    assert place_of("document d", ["a", "b", "c", "d"], stories) == 3
    assert place_of("document d", ["a"], stories) is None


def test_headlines_that_name_no_one_story_are_not_asked() -> None:
    articles = [
        Article("a", "الوزير يفتتح الميناء", "1"),
        Article("b", "الوزير يفتتح الميناء!", "2"),
        Article("c", "أخبار من المحافظات", "3"),
        Article("d", "أخبار من المحافظات", "4"),
        Article("e", "كلمتان فقط", "5"),
        Article("f", "قطاف الزيتون يبدأ مبكرا", "6"),
    ]
    stories = {one.id: "copies" if one.id in "ab" else one.id for one in articles}
    assert [one.id for one in askable(articles, stories)] == ["a", "f"]


def test_measures_of_known_items() -> None:
    found = measure_known_item([1, 4, 11, None])
    assert list(found) == ["mrr@10", "recall@1", "recall@10"]
    assert found["mrr@10"].tolist() == [1, 0.25, 0, 0]
    assert found["recall@1"].tolist() == [1, 0, 0, 0]
    assert found["recall@10"].tolist() == [1, 1, 0, 0]


def test_a_draw_is_always_the_same_and_keeps_the_order() -> None:
    drawn = draw(ARTICLES, 5)
    assert drawn == draw(ARTICLES, 5)
    assert drawn == [one for one in ARTICLES if one in drawn]
    assert len(drawn) == 5
    assert draw(ARTICLES, None) == draw(ARTICLES, 100) == ARTICLES


def test_articles_without_text_are_left_out(tmp_path: Path) -> None:
    records = [
        {"id": 1, "title": None, "text": "نص"},
        {"id": 2, "title": "عنوان", "text": " "},
    ]
    path = tmp_path / "news.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in records)
    assert list(read_articles(path)) == [Article("1", "", "نص")]

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import Engine
from search.index import Index
from search.parts import numbered_pages
from search.passages import PassageSettings
from search.ranking.answering import JUDGED, MORE
from search.ranking.grouping import distinct, group
from search.ranking.snapshot import PassageFacts
from search.records import Citation, Document, Excerpt, Passage, Span
from testing.hashing_encoder import HashingEncoder

OIL = "ارتفعت أسعار النفط في لندن."
GOLD = "وتراجعت أسعار الذهب في دبي."


def owners(*documents: str, stories: dict[str, int] | None = None) -> dict[int, PassageFacts]:
    """Passages 0, 1, ... in the order of the ranking, each of the document with that name."""
    return {
        i: PassageFacts(name, (stories or {}).get(name), None, {})
        for i, name in enumerate(documents)
    }


def grouped(found: dict[int, PassageFacts], k: int) -> list[tuple[str, list[int]]]:
    return [(each.facts.document_id, each.passage_ids) for each in group(found, k)]


def test_passages_of_one_document_come_together_in_its_best_place() -> None:
    assert grouped(owners("a", "b", "a", "c"), 4) == [("a", [0, 2]), ("b", [1]), ("c", [3])]


def test_k_counts_documents() -> None:
    assert grouped(owners("a", "a", "b", "c"), 2) == [("a", [0, 1]), ("b", [2])]


def test_what_would_not_be_shown_as_a_hit_is_not_shown_as_more() -> None:
    assert grouped(owners("a", "b", "a", "a", "c"), 3) == [("a", [0, 2]), ("b", [1]), ("c", [4])]


def test_passages_of_copies_take_no_place() -> None:
    found = owners("a", "copy", "copy", "a", "b", stories={"a": 1, "copy": 1})
    assert grouped(found, 2) == [("a", [0, 3]), ("b", [4])]


@given(
    st.lists(st.sampled_from("abcdef"), max_size=30),
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 2)),
    st.integers(1, 8),
)
def test_groups_are_documents_in_the_order_of_their_best_passages(
    documents: list[str], stories: dict[str, int], k: int
) -> None:
    found = owners(*documents, stories=stories)
    groups = group(found, k)
    names = [each.facts.document_id for each in groups]
    known = [each.facts.story_id for each in groups if each.facts.story_id is not None]
    assert len(set(names)) == len(names) <= k
    assert len(set(known)) == len(known)
    assert [each.passage_ids[0] for each in groups] == sorted(e.passage_ids[0] for e in groups)
    assert sum(len(each.passage_ids) - 1 for each in groups) < k
    for each in groups:
        assert each.passage_ids == sorted(each.passage_ids)
        assert all(found[i] == each.facts for i in each.passage_ids)
        assert each.passage_ids[0] == documents.index(each.facts.document_id)


@pytest.mark.parametrize(
    ("sentences", "kept"),
    [
        ([(0, 5), (6, 9)], [0, 1]),
        ([(0, 5), (0, 5), (6, 9)], [0, 2]),
        ([(0, 5), (4, 9), (5, 9)], [0, 2]),
    ],
)
def test_a_sentence_is_shown_once(sentences: list[tuple[int, int]], kept: list[int]) -> None:
    citation = Citation.of(Passage(Document("d", "نص" * 9), 0, 9))
    excerpts = [Excerpt(citation, Span(*sentence), ()) for sentence in sentences]
    assert list(distinct(excerpts)) == [excerpts[i] for i in kept]


@pytest.fixture
def make_small(
    make_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Index]:
    """Makes an index of passages of about a sentence, which repeat the one before them."""
    small = PassageSettings(tokens=10, overlap_sentences=1, overlap_tokens=5)
    monkeypatch.setattr("indexer.pipeline.PassageSettings", lambda: small)
    return make_index


def test_a_hit_has_the_other_good_passages_of_its_document(
    make_small: Callable[..., Index], encoder: HashingEncoder
) -> None:
    text = f"{OIL} وهطلت الأمطار في الشمال مساء. {GOLD} وعاد الطلاب إلى المدارس. وصعد النفط."
    index = make_small(Document("news", text), Document("sport", "فاز المنتخب."))
    hits = Engine(index, encoder).search("أسعار النفط والذهب")
    first = hits[0]
    assert [hit.citation.document_id for hit in hits] == ["news", "sport"]
    assert first.more
    shown: list[Excerpt] = [first, *first.more]
    sentences = [text[slice(*each.sentence)] for each in shown]
    assert OIL in sentences
    assert len(set(sentences)) == len(sentences)
    assert Engine(index, encoder).search("أسعار النفط والذهب", k=1)[0].more == ()


SENTENCE = st.sampled_from(
    [OIL, GOLD, "فاز المنتخب.", "وزير المدينة عاد.", "\u202eنص\u2066 آخر؟", "😀"]
)


@given(
    texts=st.lists(st.lists(SENTENCE, min_size=1, max_size=12).map("\n".join), max_size=4),
    k=st.integers(1, 12),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_shown_passage_is_of_its_document_to_the_character(
    texts: list[str],
    k: int,
    make_small: Callable[..., Index],
    encoder: HashingEncoder,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    documents = [
        Document(f"d{i}", text, parts=numbered_pages((0, len(text) // 2)))
        for i, text in enumerate(texts)
    ]
    name = str(tmp_path_factory.mktemp("small"))
    engine = Engine(make_small(*documents, name=name), encoder)
    hits = engine.search("أسعار النفط وزير المدينة", k)
    shown = [hit.citation.document_id for hit in hits]
    assert len(set(shown)) == len(shown) <= k
    scores = [hit.score for hit in hits[JUDGED:]]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        document = engine.document(hit.citation.document_id)
        assert len(hit.more) <= MORE
        shown_of_it: list[Excerpt] = [hit, *hit.more]
        for each in shown_of_it:
            citation = each.citation
            assert citation.document_id == document.id
            assert document.text[citation.start : citation.end] == citation.quote
            assert citation.start <= each.sentence.start < each.sentence.end <= citation.end
            assert all(
                each.sentence.start <= w.start < w.end <= each.sentence.end for w in each.evidence
            )
            assert each.location is not None
            assert each.location == document.location_of(*each.sentence)

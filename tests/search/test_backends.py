"""What every index that can be ranked over has in common, by every one there is."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.pipeline import index_documents, open_for_writing
from search.backend import Backend
from search.cluster.address import Address
from search.engine import Engine, encode
from search.index import Index
from search.queries.asked import named_in
from search.queries.conditions import Documents, Lacking
from search.queries.operators import read_search
from search.ranking.answering import Means, answer
from search.ranking.confidence import probability
from search.ranking.fusion import DEFAULT_WEIGHTS
from search.ranking.lexical_plan import GRAMS, SOUNDS, STEMS, plan_of
from search.ranking.questions import read_question
from search.ranking.snapshot import Snapshot
from search.ranking.stages import Ranking, rank
from search.records import Document, Filters, Query
from search.storage.removals import removed_since
from search.timing import ignore
from testing.hashing_encoder import HashingEncoder
from testing.memory_index import Kept, MemoryIndex
from tests.conftest import as_reads
from tests.search.cluster.servers import new_on_servers

WORDS = (
    *("وزير", "العدل", "الأردني", "السجون", "مركز", "الإصلاح", "كاميرون", "أسعار", "النفط"),
    *("ارتفعت", "المدينة", "القديمة", "لندن", "المدارس", "التطعيم", "الحصبة", "الحملة"),
    *("المنتخب", "الهدف", "الأول"),
)
QUESTIONS = ("وزير العدل", "أسعار النفط في لندن", "Cameron London", "من سجل الهدف الأول؟", "سجن")
FILTERS = (
    Filters(),
    Filters.of({"source": ["الرأي"]}),
    Filters.of({"source": ["الرأي", "الغد"], "language": ["ar"]}, since="2023", until="2024-03"),
    Filters.of({"author": ["nobody"]}),
    Filters(condition=Lacking(Documents(frozenset({f"document-1-{i}" for i in range(25)})))),
    Filters(condition=Documents(frozenset({"document-1-3", "document-1-8", "nowhere"}))),
    *(
        Filters(since="2023", condition=read_search(written).condition)
        for written in (
            '"وزير العدل"',
            '="أسعار النفط" | لندن',
            "title:السجون -كاميرون",
            "(المدارس أو التطعيم) -source:الرأي after:2023",
        )
    ),
)


def make_documents(count: int, seed: int) -> list[Document]:
    some = random.Random(seed)  # noqa: S311
    return [
        Document(
            f"document-{seed}-{number}",
            " ".join(some.choices(WORDS, k=some.randint(3, 30))) + ".",
            title=some.choice([None, "وزير العدل", "السجون في لندن"]),
            source=some.choice(["الرأي", "الغد", None]),
            date=some.choice(["2023", "2024-02", "2024-05-01", None]),
            language=some.choice(["ar", None]),
        )
        for number in range(count)
    ]


def follow(memory: MemoryIndex, index: Index) -> None:
    """Bring an index in memory to the state of a stored one, as its own indexes are."""
    with index.reading() as view:
        since = memory.revision
        added = dict(view.store.added_passages(since))
        found = view.embedded([*added])
        facts = view.facts([*added])
        kept = [
            (i, Kept(added[i], vector, codes, places, facts[i]))
            for i, vector, codes, places in zip(*found, strict=True)
        ]
        removed = removed_since(view.store.database, since, lambda: memory.kept)
        for _ in range(2):  # twice is once
            memory.apply(removed, kept, view.store.database.state().revision)


def in_memory(index: Index) -> MemoryIndex:
    memory = MemoryIndex(index.settings)
    follow(memory, index)
    return memory


@pytest.fixture(params=["local", "memory", "servers"])
def snapshot(
    request: pytest.FixtureRequest, stored: Index, memory: MemoryIndex
) -> Iterator[Snapshot]:
    if request.param == "memory":
        yield memory
        return
    index: Backend = stored
    if request.param == "servers":
        index = request.getfixturevalue("on_servers")
    with index.reading() as view:
        yield view


@pytest.fixture(scope="module")
def on_servers(make_address: Callable[[], Address]) -> Iterator[Backend]:
    """An index of the same documents on servers, which nobody changes."""
    index = new_on_servers(make_address())
    index_documents(index, HashingEncoder, as_reads(tuple(make_documents(40, 1))), lambda _: None)
    yield index
    index.close()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index of the same documents in a folder, which nobody changes."""
    with closing(open_for_writing(tmp_path_factory.mktemp("stored"), HashingEncoder, None)) as made:
        documents = as_reads(tuple(make_documents(40, 1)))
        index_documents(made, HashingEncoder, documents, lambda _: None)
        yield made


@pytest.fixture(scope="module")
def memory(stored: Index) -> MemoryIndex:
    return in_memory(stored)


@pytest.fixture
def vector(encoder: HashingEncoder) -> NDArray[np.float32]:
    return encoder.encode_question("أسعار النفط في لندن").vector


@pytest.mark.parametrize("filters", FILTERS)
def test_the_nearest_passages(
    snapshot: Snapshot, memory: MemoryIndex, vector: NDArray[np.float32], filters: Filters
) -> None:
    expected = {i: float(each.vector @ vector) for i, each in memory.kept.items()}
    found = snapshot.nearest(vector, 7, filters)
    every = snapshot.nearest(vector, 100, filters)
    assert list(found.items()) == list(every.items())[:7]
    assert set(every) == set(memory.nearest(vector, 100, filters))
    assert every == pytest.approx({i: expected[i] for i in every}, abs=1e-5)
    assert [*every.values()] == sorted(every.values(), reverse=True)


def test_the_products_of_given_passages(
    snapshot: Snapshot, memory: MemoryIndex, vector: NDArray[np.float32]
) -> None:
    some = [*memory.kept][3:8]
    found = snapshot.products(vector, [*some, 10_000])
    expected = {i: float(memory.kept[i].vector @ vector) for i in some}
    assert found == pytest.approx(expected, abs=1e-5)
    assert snapshot.products(vector, []) == {}


@pytest.mark.parametrize("filters", FILTERS)
def test_the_latest_documents(snapshot: Snapshot, memory: MemoryIndex, filters: Filters) -> None:
    found = snapshot.latest(100, filters)
    assert found == memory.latest(100, filters)
    assert snapshot.latest(3, filters) == found[:3]
    dates = [memory.kept[i].facts.date or "" for i in found]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_lexical_scores_are_those_of_brute_force(
    snapshot: Snapshot, memory: MemoryIndex, question: str, filters: Filters
) -> None:
    plan = plan_of(question, snapshot)
    assert plan == plan_of(question, memory)
    every = snapshot.matches(plan, 100, filters)
    assert every == pytest.approx(memory.matches(plan, 100, filters), rel=1e-4)
    best = snapshot.matches(plan, 5, filters)
    assert list(best.values()) == pytest.approx(list(every.values())[:5], rel=1e-6)
    some = [*memory.kept][:9]
    assert snapshot.scores(plan, some) == pytest.approx(memory.scores(plan, some), rel=1e-4)
    assert snapshot.scores(plan, []) == {}


def test_terms_and_how_rare_they_are(snapshot: Snapshot, memory: MemoryIndex) -> None:
    assert snapshot.size() == memory.size() >= 40
    for field, term in ((STEMS, "وزير"), (GRAMS, "النف"), (STEMS, "nothing")):
        assert snapshot.frequency(field, term) == memory.frequency(field, term)
    assert sorted(snapshot.terms(SOUNDS, "kmrn:")) == memory.terms(SOUNDS, "kmrn:")
    assert memory.terms(SOUNDS, "kmrn:")


def test_what_is_kept_of_passages(snapshot: Snapshot, memory: MemoryIndex) -> None:
    some = [*memory.kept][3:8]
    gone = [*some, 10_000]
    assert snapshot.facts(gone) == memory.facts(some)
    assert snapshot.passages(gone) == memory.passages(some)
    ids, vectors, codes, places = snapshot.embedded(gone)
    assert ids == some
    assert places == [memory.kept[i].places for i in some]
    for i, row, bits in zip(ids, vectors, codes, strict=True):
        np.testing.assert_array_equal(row, memory.kept[i].vector)
        np.testing.assert_array_equal(bits, memory.kept[i].codes)
    document = memory.kept[some[0]].facts.document_id
    assert snapshot.passages_of(document) == memory.passages_of(document)
    assert snapshot.first_of_story(document) == memory.first_of_story(document)
    assert snapshot.embedded([]).ids == []
    assert {name: sorted(values) for name, values in snapshot.names("source").items()} == {
        name: sorted(values) for name, values in memory.names("source").items()
    }
    assert memory.names("source")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("filters", FILTERS)
def test_answers_on_servers_are_those_of_a_folder(
    stored: Index, on_servers: Backend, encoder: HashingEncoder, question: str, filters: Filters
) -> None:
    query = Query(question, filters=filters)
    expected, found = (Engine(each, encoder).find(query) for each in (stored, on_servers))
    assert replace(found, hits=()) == replace(expected, hits=())
    assert [hit.citation for hit in found.hits] == [hit.citation for hit in expected.hits]
    for ours, theirs in zip(found.hits, expected.hits, strict=True):
        assert (ours.sentence, ours.evidence) == (theirs.sentence, theirs.evidence)
        assert ours.score == pytest.approx(theirs.score, rel=1e-4)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("filters", FILTERS[:3])
def test_answers_are_the_same_over_every_index(
    stored: Index, memory: MemoryIndex, encoder: HashingEncoder, question: str, filters: Filters
) -> None:
    query = Query(question, filters=filters)
    expected = Engine(stored, encoder).find(query)
    read = read_question(question)
    read = replace(read, named=named_in(read))
    ranking = Ranking(encode(read, encoder, memory.settings), memory, filters, DEFAULT_WEIGHTS)
    rank(ranking, ignore)
    found = answer(query, ranking, Means(encoder, probability), ignore)
    assert found.total == expected.total
    assert found.supported == expected.supported
    assert found.facets == expected.facets
    assert sorted(hit.score for hit in found.hits) == pytest.approx(
        sorted(hit.score for hit in expected.hits), rel=1e-4
    )
    by_id = {hit.citation.document_id: hit for hit in expected.hits}
    for hit in found.hits[:5]:
        same = by_id[hit.citation.document_id]
        assert (hit.citation, hit.sentence, hit.evidence) == (
            same.citation,
            same.sentence,
            same.evidence,
        )


def test_changes_are_followed(
    make_index: Callable[..., Index], encoder: HashingEncoder, vector: NDArray[np.float32]
) -> None:
    stored = make_index(*make_documents(40, 1))
    memory = in_memory(stored)
    before = [*memory.kept]
    with stored.writing():
        stored.store.delete([memory.kept[before[0]].facts.document_id])
    changed = [*make_documents(5, 1)[2:], *make_documents(9, 2)]
    index_documents(stored, lambda: encoder, as_reads(tuple(changed)), lambda _: None)
    follow(memory, stored)
    with stored.reading() as view:
        assert set(view.nearest(vector, 500, Filters())) == set(memory.kept)
        assert view.lexical.ids().tolist() == sorted(memory.kept)
    assert before[0] not in memory.kept

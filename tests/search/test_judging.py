"""The reader judges which clause of the best passages answers, where that is open."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from search.engine import Engine
from search.index import Index
from search.models.reader import Reader, Reading
from search.ranking.alignment import Alignment
from search.ranking.answering import JUDGED
from search.ranking.evidence import Weighed, find_evidence, weigh
from search.ranking.judging import ROOT, SHARE, judge
from search.ranking.questions import read_question
from search.records import Document, Hit, Passage, Query, Span
from testing.hashing_encoder import HashingEncoder

CLAUSES = ["كلام الصباح.", "كلام الظهر.", "كلام المساء."]
TEXT = " ".join(CLAUSES)


class Preferring(Reader):
    """Finds an answer where a word stands, and nowhere else."""

    def __init__(self, wanted: str) -> None:
        self.version = "a1b2"
        self.wanted = wanted
        self.read_texts: list[tuple[str | None, str]] = []

    def read(self, _question: str, passages: Sequence[tuple[str | None, str]]) -> list[Reading]:
        self.read_texts += passages
        return [self._reading(text) for _, text in passages]

    def _reading(self, text: str) -> Reading:
        spans = tuple(HashingEncoder().token_spans(text))
        wanted = [9.0 if self.wanted in text[slice(*span)] else -9.0 for span in spans]
        return Reading(spans, np.asarray([wanted, wanted], np.float32).T)


def weighed(text: str, *, start: int = 0, title: str | None = None) -> Weighed:
    passage = Passage(Document("d", "س" * start + text, title), start, start + len(text))
    alignment = Alignment(
        np.empty((0, 2), np.int64), np.zeros((0, 1), np.float32), np.ones(1, np.float32)
    )
    return weigh(passage, alignment, read_question("كلام"))


def set_off(found: Weighed) -> str:
    return found.passage.document.text[slice(*find_evidence(found).sentence)]


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("start", [0, 7])
def test_the_clause_that_it_finds_an_answer_in_gains(clause: str, start: int) -> None:
    before = weighed(TEXT, start=start)
    (after,) = judge(Preferring(clause.split()[1]), "كلام", [before])
    text = before.passage.searched_text
    gains = [
        text[slice(*span)]
        for span, one, other in zip(before.within, before.chances, after.chances, strict=True)
        if other > one
    ]
    assert gains == [clause]
    assert clause in set_off(after)
    assert after.reader == "a1b2"
    assert before.reader is None
    assert after.chances.sum() == pytest.approx(1)


def test_what_it_does_not_read_keeps_its_chances() -> None:
    long = "\n".join([f"سطر {i} " + "كلمة " * 25 for i in range(12)] + CLAUSES)
    before = weighed(long)
    reader = Preferring("المساء")
    (after,) = judge(reader, "كلام", [before])
    ((_, text),) = reader.read_texts
    assert text in long
    assert len(text) <= 450
    part = Span(long.index(text), long.index(text) + len(text))
    outside = [i for i, span in enumerate(before.within) if not span.overlaps(part)]
    assert outside
    np.testing.assert_allclose(after.chances[outside], before.chances[outside], rtol=1e-5)
    assert after.chances.sum() == pytest.approx(1, rel=1e-5)


def test_where_one_clause_alone_is_worth_reading_the_chances_stay() -> None:
    reader = Preferring("كلام")
    passages = [weighed(CLAUSES[0]), weighed(TEXT, title="عنوان"), weighed("")]
    after = judge(reader, "كلام", passages)
    assert reader.read_texts == [(None, CLAUSES[0]), ("عنوان", TEXT), (None, "")]
    assert [each.reader for each in after] == ["a1b2", "a1b2", None]
    assert after[0].chances is passages[0].chances
    assert after[0].price == passages[0].price
    assert judge(reader, "كلام", []) == []


def test_what_it_says_is_told_by_places_in_the_passage() -> None:
    before = weighed("\n".join([f"سطر {i} " + "كلمة " * 25 for i in range(12)] + CLAUSES))
    (after,) = judge(Preferring("المساء"), "كلام", [before])
    text = before.passage.searched_text
    evening, noon = (
        Span(at, at + len(word)) for word in ("المساء", "الظهر") for at in [text.index(word)]
    )
    assert after.reading is not None
    assert after.reading.odds_of(evening) > 0 > after.reading.odds_of(noon)
    assert after.reading.odds_of(Span(0, 3)) <= after.reading.odds_of(noon)


def test_a_text_of_which_it_reads_nothing_is_left_as_it_is() -> None:
    class Blind(Preferring):
        def _reading(self, _text: str) -> Reading:
            return Reading((), np.empty((0, 2), np.float32))

    before = weighed(TEXT)
    assert judge(Blind(""), "كلام", [before]) == [before]


DOCUMENTS = [Document(f"{i}", f"{TEXT} رقم {i} من الكلام.") for i in range(JUDGED + 2)]
QUERY = Query("كلام", len(DOCUMENTS))


@pytest.fixture
def reader(encoder: HashingEncoder) -> Preferring:
    found = Preferring("المساء")
    encoder.reader = found
    return found


@pytest.fixture
def engine(make_index: Callable[..., Index], encoder: HashingEncoder) -> Engine:
    return Engine(make_index(*DOCUMENTS), encoder)


def sentences(hits: Sequence[Hit]) -> list[str]:
    return [hit.citation.part(hit.sentence) for hit in hits]


def test_the_best_hits_are_read_and_say_by_what(engine: Engine, reader: Preferring) -> None:
    found = engine.find(QUERY)
    assert [hit.reader for hit in found.hits] == ["a1b2"] * JUDGED + [None, None]
    assert all("المساء" in text for text in sentences(found.hits[:JUDGED]))
    assert len(reader.read_texts) == JUDGED
    second = engine.find(Query(QUERY.text, 2, offset=1))
    assert sentences(second.hits) == sentences(found.hits[1:3])


def test_it_is_left_out_while_others_wait_and_such_an_answer_is_not_kept(
    engine: Engine, reader: Preferring
) -> None:
    engine.is_busy = lambda: True
    hurried = engine.find(QUERY)
    assert not reader.read_texts
    assert {hit.reader for hit in hurried.hits} == {None}
    engine.is_busy = lambda: False
    assert engine.find(QUERY).hits[0].reader == "a1b2"
    engine.is_busy = lambda: True
    assert engine.find(QUERY).hits[0].reader == "a1b2"  # kept


def test_what_it_tells_apart_is_levelled() -> None:
    before = weighed(TEXT)
    (after,) = judge(Preferring("المساء"), "كلام", [before])
    said = (
        np.log(after.chances[2] / after.chances[0])
        - np.log(before.chances[2] / before.chances[0]) / ROOT
    )
    # As much of what the reader says as of what the signals do.
    assert said == pytest.approx(SHARE / ROOT * np.log(1e6), rel=0.1)
    assert after.price == before.price

"""A question in a dialect is looked for in the words of the standard language."""

from collections.abc import Callable

import pytest

from search.engine import Engine
from search.index import Index
from search.queries.expansions import expand
from search.queries.rules import Effect, Interpretation, Rule
from search.ranking.questions import Question, read_question
from search.records import Document, Query
from testing.hashing_encoder import HashingEncoder
from testing.memory_index import MemoryIndex

ASKED = "شنو دار الملك باش يجيب المويه؟"


@pytest.fixture
def index(make_index: Callable[..., Index]) -> Index:
    return make_index(
        Document("river", "أمر الملك أن يحضر الخدم الماء من النهر."),
        Document("oil", "ارتفعت أسعار النفط في لندن أمس."),
    )


def expanded(question: str, index: Index, *without: Rule) -> Question:
    return expand(read_question(question, frozenset(without)), MemoryIndex(index.settings))


def test_words_that_ask_or_join_are_not_looked_for(index: Index) -> None:
    asked = expanded(ASKED, index)
    assert [word.form for word in asked.content] == ["دار", "الملك", "يجيب", "المويه"]
    assert {each.also for each in asked.expansions} == {(), ("فعل",), ("يحضر",), ("الماء",)}


def test_the_model_reads_the_standard_language(index: Index) -> None:
    assert expanded(ASKED, index).read == "ما فعل الملك لكي يحضر الماء؟"
    assert expanded(ASKED, index, Rule.DIALECTS).read == ASKED
    assert expanded("العربية بتاعت الوزير", index).read == "العربية الوزير"


def test_a_question_of_such_words_alone_keeps_them(index: Index) -> None:
    assert [word.form for word in expanded("شو هاد؟", index).content] == ["شو", "هاد"]


def test_it_says_once_how_the_question_was_read(index: Index, encoder: HashingEncoder) -> None:
    engine = Engine(index, encoder)
    found = engine.find(Query(ASKED))
    made = Interpretation(Rule.DIALECTS, ASKED[:-1], ("ما فعل الملك لكي يحضر الماء",), Effect.READ)
    assert found.interpretations == (made,)
    best = found.hits[0]
    assert best.citation.document_id == "river"
    assert {"يحضر", "الماء"} <= {best.citation.part(span) for span in best.evidence}
    off = engine.find(Query(ASKED, without=frozenset({Rule.DIALECTS})))
    assert off.interpretations == ()

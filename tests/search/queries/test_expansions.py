"""What rules add to a question is looked for, weighed, shown, and switched off."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from search.arabic.analyzer import words
from search.engine import Engine
from search.index import Index
from search.queries import expansions
from search.queries.rules import Effect, Interpretation, Rule
from search.ranking.lexical_plan import make_plan
from search.ranking.questions import AnswerKind, Expansion, Question, read_question
from search.ranking.snapshot import Snapshot
from search.records import Document, Filters, Query, Span
from testing.hashing_encoder import HashingEncoder
from testing.memory_index import MemoryIndex
from tests.search.test_backends import follow

DOCUMENTS = (
    Document("written", "بحثت الوزارة الاتجار بالبشر مع الوفد."),
    Document("meant", "ناقشت الوزارة تجارة الرقيق مع الوفد."),
    Document("other", "ارتفعت أسعار النفط في لندن أمس."),
    Document("half", "ازدهرت تجارة الزيتون هذا العام."),
)
QUESTION = "ما الاتجار بالبشر؟"
WORDS = Span(3, 17)


def expanded(weight: float = 1.0, read: str | None = None) -> Question:
    also = Expansion(Rule.SPELLING, WORDS, ("تجارة الرقيق",), weight, read)
    return replace(read_question(QUESTION), expansions=(also,))


@pytest.fixture
def index(make_index: Callable[..., Index]) -> Index:
    return make_index(*DOCUMENTS)


@pytest.fixture(params=["local", "memory"])
def snapshot(request: pytest.FixtureRequest, index: Index) -> Iterator[Snapshot]:
    memory = MemoryIndex(index.settings)
    follow(memory, index)
    if request.param == "memory":
        yield memory
        return
    with index.reading() as view:
        yield view


@pytest.mark.parametrize("weight", [1.0, 0.5])
def test_other_words_count_as_much_as_they_weigh_and_no_more(
    snapshot: Snapshot, weight: float
) -> None:
    plan = make_plan(expanded(weight), snapshot)
    found = plan.shares(snapshot.matches(plan, 10, Filters()))
    scores = {snapshot.passages([i])[i].document.id: share for i, share in found.items()}
    assert scores["written"] >= scores["meant"] > scores["half"] > 0
    assert scores["meant"] <= weight
    assert scores.get("other", 0) < scores["half"]
    plain = make_plan(read_question(QUESTION), snapshot)
    assert scores["written"] == pytest.approx(
        max(plain.shares(snapshot.matches(plain, 1, Filters())).values()),
        rel=1e-4,
    )


def test_words_that_no_passage_has_give_way_to_those_that_it_has(snapshot: Snapshot) -> None:
    asked = read_question("القرصنة")
    also = Expansion(Rule.SPELLING, Span(0, 7), ("تجارة الرقيق", "لا شيء منه"))
    plan = make_plan(replace(asked, expansions=(also,)), snapshot)
    assert max(plan.shares(snapshot.matches(plan, 10, Filters())).values()) > 0.4
    assert make_plan(asked, snapshot).either == ()


def test_they_attest_only_together() -> None:
    asked = expanded()
    assert asked.has(next(words("الرقيق")))
    assert asked.share_in(words("عن تجارة الرقيق")) == 1
    assert asked.share_in(words("عن تجارة الزيتون")) == 0


def test_the_model_reads_what_is_meant() -> None:
    assert expanded().read == QUESTION
    assert expanded(read="تجارة الرقيق").read == "ما تجارة الرقيق؟"


def _expander(*_: object) -> Iterator[Expansion]:
    yield Expansion(Rule.SPELLING, WORDS, ("تجارة الرقيق",))
    yield Expansion(Rule.SPELLING, Span(9, 17), ("بالناس",))


def test_a_rule_is_asked_once_shown_and_switched_off(
    index: Index, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansions, "EXPANDERS", ((Rule.SPELLING, _expander),))
    engine = Engine(index, encoder)
    found = engine.find(Query(QUESTION))
    made = Interpretation(Rule.SPELLING, "الاتجار بالبشر", ("تجارة الرقيق",), Effect.ALSO)
    assert found.interpretations == (made,)
    hit = next(hit for hit in found.hits if hit.citation.document_id == "meant")
    assert {"تجارة", "الرقيق"} <= {hit.citation.part(span) for span in hit.evidence}
    assert engine.find(Query(QUESTION, without=frozenset({Rule.SPELLING}))).interpretations == ()


def test_names_in_latin_letters_say_what_they_found(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    engine = Engine(make_index(Document("1", "زار كاميرون لندن أمس.")), encoder)
    found = engine.find(Query("David Cameron"))
    assert found.interpretations == (Interpretation(Rule.TRANSLITERATION, "Cameron", ("كاميرون",)),)
    off = engine.find(Query("David Cameron", without=frozenset({Rule.TRANSLITERATION})))
    assert off.interpretations == ()
    shares = [hit.shares for hit in (*found.hits, *off.hits)]
    assert [bool(each and each.lexical) for each in shares] == [True, False]


def test_a_question_is_in_the_letters_in_which_it_is_read(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Expansion(Rule.ARABIZI, Span(0, 5), (), read="الوفد")
    monkeypatch.setattr(expansions, "EXPANDERS", ((Rule.ARABIZI, lambda *_: [read]),))
    assert read_question("wafd3").latin == 1
    assert expansions.expand(read_question("wafd3 في لندن"), snapshot).latin == 0


def test_what_was_typed_on_the_wrong_keyboard_is_read_as_no_chat(
    make_index: Callable[..., Index],
) -> None:
    index = make_index(Document("lion", "كان له أسد، وله حبس."))
    with index.reading() as view:
        asked = expansions.expand(read_question("lh i, hbs]?"), view)
    assert {each.rule for each in asked.expansions} == {Rule.LAYOUT}
    assert asked.read == "ما هو الاسد؟"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("meen zar lubnan", AnswerKind.PERSON),
        ("ch7al 3adad elwuzara2", AnswerKind.NUMBER),
        ("wa9tach zar elwazeer", AnswerKind.DATE),
        ("fein elwazeer", AnswerKind.PLACE),
        ("lh uhwlm gfkhk?", AnswerKind.PLACE),
    ],
)
def test_what_is_typed_in_other_letters_asks_for_what_is_read(
    asked: str, kind: AnswerKind, make_index: Callable[..., Index]
) -> None:
    index = make_index(Document("1", "زار الوزير لبنان، والوزراء عدد، وكانت عاصمة لبنان له."))
    with index.reading() as view:
        assert expansions.expand(read_question(asked), view).kind is kind

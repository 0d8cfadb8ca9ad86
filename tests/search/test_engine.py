from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import Engine
from search.errors import DocumentMissingError, EmptyQuestionError
from search.index import Index
from search.kinds import Unit
from search.parts import Location, numbered_pages
from search.ranking.confidence import Strength, strength
from search.records import Document, Hit, Query, Span
from search.storage.changes import Embedding
from testing.hashing_encoder import HashingEncoder
from testing.lexical import search_words
from tests.conftest import DOCUMENTS


def check_offsets(engine: Engine, hit: Hit) -> None:
    citation = hit.citation
    text = engine.document(citation.document_id).text
    assert text[citation.start : citation.end] == citation.quote
    assert citation.start <= hit.sentence.start < hit.sentence.end <= citation.end
    assert hit.sentence.end <= citation.end
    assert 0 <= hit.confidence <= 1
    if hit.answer is not None:
        assert hit.sentence.start <= hit.answer.start < hit.answer.end <= hit.sentence.end
    last = hit.sentence.start
    for word in hit.evidence:
        assert last <= word.start < word.end <= hit.sentence.end
        last = word.end


@pytest.mark.parametrize(
    ("before", "is_strong"),
    [
        ("", True),
        ("رأى الفلاح في المنام أن وزير الزراعة ", False),
        ("الادعاء: وزير الزراعة ", False),
    ],
)
def test_what_is_told_as_a_dream_or_a_claim_is_possible_at_most(
    make_index: Callable[..., Index], *, before: str, is_strong: bool
) -> None:
    told = "استقال وزير الزراعة من الحكومة الجديدة مساء أمس"
    engine = Engine(make_index(Document("a", f"{before}{told}.")), HashingEncoder())
    (hit,) = engine.search(f"هل {told}؟", 1)
    assert (strength(hit.confidence) is Strength.STRONG) == is_strong
    assert hit.answer is None


def test_the_passage_that_answers_is_first(engine: Engine) -> None:
    hit = engine.search("متى تستمر حملة التطعيم؟")[0]
    assert hit.rank == 1
    assert hit.citation.document_id == "health/measles"
    assert hit.citation.title == "حملة التطعيم"
    assert hit.citation.source == "الصحيفة"
    assert hit.citation.date == "2024-05-01"
    check_offsets(engine, hit)


def test_evidence_is_the_words_of_the_best_sentence(engine: Engine) -> None:
    hit = engine.search("من سجل الهدف الأول؟")[0]
    text = engine.document("sport").text
    assert text[slice(*hit.sentence)] == "سجل المهاجم الهدف الأول من ركلة جزاء."
    assert {"سجل", "الهدف", "الأول"} <= {text[slice(*word)] for word in hit.evidence}


def test_a_date_or_number_is_offered_only_with_sufficient_evidence(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS, Document("fund", "خصصت الوزارة للحملة 250 ألف دينار."))

    def asked(confidence: float) -> Hit:
        engine = Engine(index, encoder, confidence=lambda _: confidence)
        return engine.search("كم خصصت الوزارة للحملة؟")[0]

    hit = asked(1.0)
    assert hit.citation.document_id == "fund"
    assert hit.answer is not None
    check_offsets(Engine(index, encoder), hit)
    assert Engine(index, encoder).document("fund").text[slice(*hit.answer)] == "250 ألف دينار"
    assert asked(0.0).answer is None
    assert asked(0.0).sentence == hit.sentence


def test_a_passage_that_lacks_what_is_named_is_weak_and_offers_no_answer(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document("canal", "افتتحت قناة السويس أمام الملاحة في 17 نوفمبر 1869."))
    engine = Engine(index, encoder, confidence=lambda _: 1.0)

    hit = engine.search("متى افتتحت قناة السويس أمام الملاحة؟")[0]
    assert (hit.missing, hit.confidence) == ((), 1.0)
    assert hit.answer is not None

    found = engine.find(Query("متى افتتحت قناة بنما أمام الملاحة؟"))
    hit = found.hits[0]
    assert hit.missing == ("قناة بنما",)
    assert hit.answer is None
    assert strength(hit.confidence) is Strength.WEAK
    assert not found.sufficient


def test_a_date_of_what_the_model_alone_finds_near_is_not_offered(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.ranking.predicates.NEAR", -1.0)
    index = make_index(Document("committee", "كُرّم رئيس لجنة السباق في 17 نوفمبر 2014."))
    engine = Engine(index, encoder, confidence=lambda _: 1.0)
    resigned = engine.search("متى استقال رئيس لجنة السباق؟")[0]
    assert (resigned.confidence, resigned.answer) == (1.0, None)
    assert engine.search("متى كرم رئيس لجنة السباق؟")[0].answer is not None


def test_a_passage_with_nothing_near_to_the_verb_is_weak(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document("committee", "كُرّم رئيس لجنة السباق في 17 نوفمبر 2014."))
    engine = Engine(index, encoder, confidence=lambda _: 1.0)
    resigned, honoured = (
        engine.search(f"متى {verb} رئيس لجنة السباق؟")[0] for verb in ("استقال", "كرم")
    )
    assert strength(resigned.confidence) is Strength.WEAK
    assert strength(honoured.confidence) is Strength.STRONG


def test_of_a_documents_passages_one_that_may_answer_by_its_form_leads(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    """The other has more of the question's words."""
    orders = ("أول", "آخر", "ثالث", "رابع")
    filling = " ".join(f"وصل زائر {each} إلى السوق القديم صباحا." for each in orders * 8)
    told = "ضم متحف الدبيخي 22 جناحا."
    text = f"متحف الدبيخي في بريدة متحف تراثي. {filling}\n{filling}\n{told}"
    engine = Engine(make_index(Document("museum", text)), encoder, confidence=lambda _: 1.0)

    def sentences(question: str) -> list[str]:
        hit = engine.search(question)[0]
        check_offsets(engine, hit)
        return [text[slice(*each.sentence)] for each in (hit, *hit.more)]

    other = "متحف الدبيخي في بريدة متحف تراثي."
    assert sentences("كم جناحا في متحف الدبيخي التراثي في بريدة؟") == [told, other]
    assert sentences("ما هو متحف الدبيخي التراثي في بريدة؟") == [other, told]


def test_what_stands_word_for_word_is_strong(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document("canal", "افتتحت قناة السويس أمام الملاحة في 17 نوفمبر 1869."))
    engine = Engine(index, encoder, confidence=lambda _: 0.0)
    for question, expected in (
        ("قناة السويس أمام الملاحة في", Strength.STRONG),
        ("الملاحة في قناة السويس أمام", Strength.WEAK),
    ):
        assert strength(engine.search(question)[0].confidence) is expected


def test_hits_are_numbered_and_fall_in_score(engine: Engine) -> None:
    hits = engine.search("أسعار النفط", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(engine.search("أسعار النفط", k=1)) == 1


@pytest.mark.parametrize("k", [1, 2, 10])
def test_of_the_best_three_the_one_that_rather_answers_comes_first(
    make_index: Callable[..., Index], k: int
) -> None:
    documents = [Document(str(n), f"ارتفعت أسعار النفط أمس. {'نعم. ' * n}") for n in range(5)]
    index = make_index(*documents)
    first = iter([0.1])  # of the one with the highest score, which is looked at first
    engine = Engine(index, HashingEncoder(), confidence=lambda _: next(first, 0.9))
    assert [name for name, _ in engine.rank("أسعار النفط", 10)] == ["0", "1", "2", "3", "4"]
    found = [hit.citation.document_id for hit in engine.search("أسعار النفط", k)]
    assert found == ["1", "2", "0", "3", "4"][:k]


def test_ranking_without_evidence_is_the_same_ranking(engine: Engine) -> None:
    ranked = engine.rank("أسعار النفط", 3)
    hits = engine.search("أسعار النفط", 3)
    assert ranked == [(hit.citation.document_id, hit.score) for hit in hits]


def test_candidates_are_the_ranking_with_what_each_stage_says(engine: Engine) -> None:
    found = engine.candidates("أسعار النفط")
    assert [(one.document_id, one.score) for one in found] == engine.rank("أسعار النفط", 10)
    assert {one.document_id for one in found} == {document.id for document in DOCUMENTS}
    best = found[0]
    assert best.document_id == "oil"
    assert best.stages == tuple(max(each) for each in zip(*(o.stages for o in found), strict=True))
    assert best.stages.dense == pytest.approx(_cosine(engine, "أسعار النفط", best.passage_id))
    assert [one.document_id for one in found if one.stages.lexical > 0] == ["oil"]


def test_what_is_not_compared_comes_last_and_is_shown_like_the_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = engine.candidates("أسعار النفط")
    shown = {hit.citation.document_id: hit.sentence for hit in engine.search("أسعار النفط", k=3)}
    monkeypatch.setattr("search.ranking.stages.COMPARED", 1)
    found = engine.candidates("أسعار النفط")
    assert found[0].passage_id == every[0].passage_id
    assert {one.passage_id for one in found} == {one.passage_id for one in every}
    assert len({one.stages.late for one in found}) == 1
    hits = engine.search("أسعار النفط", k=3)
    assert {hit.citation.document_id: hit.sentence for hit in hits} == shown


def test_what_is_shown_is_not_tokenised_again(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, asked = make_index(*DOCUMENTS), "متى تستمر حملة التطعيم؟"
    shown = Engine(index, encoder).search(asked, k=5)
    with monkeypatch.context() as patch:
        patch.delattr(HashingEncoder, "passage_spans")
        assert Engine(index, encoder).search(asked, k=5) == shown
    # An older index has no places of tokens.
    with index.writing(), index.store.database.transaction() as connection:
        checksums = connection.execute("SELECT id, vector, codes FROM embeddings").fetchall()
        connection.executemany(
            "UPDATE embeddings SET places = NULL, checksum = ? WHERE id = ?",
            ((Embedding(b"", vector, codes).checksum, i) for i, vector, codes in checksums),
        )
    assert Engine(index, encoder).search(asked, k=5) == shown


def _cosine(engine: Engine, question: str, passage_id: int) -> float:
    with engine._index.reading() as view:
        (stored,) = view.embedded([passage_id]).vectors
    return float(stored @ engine._encoder.encode_question(question).vector)


@pytest.mark.parametrize(
    ("question", "word"),
    [("ta6e3im el7asba", "التطعيم"), ("as3ar elnaf6", "النفط")],
)
def test_a_word_in_latin_letters_finds_and_marks_the_arabic_one(
    engine: Engine, question: str, word: str
) -> None:
    hit = engine.search(question)[0]
    check_offsets(engine, hit)
    text = engine.document(hit.citation.document_id).text
    assert word in {text[slice(*found)] for found in hit.evidence}


@pytest.mark.parametrize("question", ["", "  ", "؟!", "\u200f\u064b"])
def test_an_empty_question_is_refused(engine: Engine, question: str) -> None:
    with pytest.raises(EmptyQuestionError):
        engine.search(question)


def test_an_empty_index_has_no_hits(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    assert Engine(make_index(), encoder).search("سؤال") == ()


def test_a_missing_document_is_an_error(engine: Engine) -> None:
    with pytest.raises(DocumentMissingError):
        engine.document("nobody")


def test_info_counts(engine: Engine) -> None:
    info = engine.info()
    assert (info.documents, info.passages) == (len(DOCUMENTS), 3)
    assert all(size > 0 for size in info.bytes.values())


WIRE = (
    "أعلن البنك المركزي خفض سعر الفائدة نصف نقطة مئوية ابتداء من مطلع الشهر المقبل.\n"
    "وقال المحافظ إن القرار جاء بعد تراجع التضخم إلى أدنى مستوى له منذ خمسة أعوام."
)


def test_one_copy_of_a_story_stands_for_the_others(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    copies = [
        Document("b", WIRE, source="الأولى", url="https://one.example/1", date="2015-07-22"),
        Document("a", WIRE + "\nصحيفة", source="الثانية", date="2015-07-21"),
        Document("c", WIRE, source="الثالثة"),
    ]
    engine = Engine(make_index(*copies, *DOCUMENTS), encoder)
    hits = engine.search("كم خفض البنك المركزي سعر الفائدة؟")
    shown = [hit for hit in hits if hit.citation.document_id in {"a", "b", "c"}]
    (hit,) = shown
    also = {"a", "b", "c"} - {hit.citation.document_id}
    assert {other.document_id for other in hit.also_published} == also
    assert [other.date is None for other in hit.also_published] == sorted(
        other.date is None for other in hit.also_published
    )
    assert {found for found, _ in engine.rank("سعر الفائدة", 10)} >= {"a", "b", "c"}
    assert all(hit.also_published == () for hit in hits if hit not in shown)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_what_is_ignored_is_quoted_but_not_found(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    text = "فاز المنتخب أمس.\nشارك هذا الخبر على فيسبوك\nوسيلعب غدا."
    start = text.index("شارك")
    ignored = (Span(start, start + len("شارك هذا الخبر على فيسبوك")),)
    index = make_index(Document("d", text, ignored=ignored))
    (hit,) = Engine(index, encoder).search("فيسبوك المنتخب")
    assert hit.citation.quote == text
    assert search_words(index.lexical.snapshot, "فيسبوك", 5) == {}
    assert search_words(index.lexical.snapshot, "سيلعب", 5)
    assert text[slice(*hit.sentence)] == "فاز المنتخب أمس."
    assert [text[slice(*word)] for word in hit.evidence] == ["المنتخب"]


def test_a_citation_names_its_pages(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    text = "صفحة أولى عن الزراعة.\nصفحة ثانية عن الصناعة.\nصفحة رابعة عن التجارة."
    third = text.index("صفحة رابعة")
    parts = numbered_pages((0, text.index("صفحة ثانية"), third, third))
    (hit,) = Engine(make_index(Document("d", text, parts=parts)), encoder).search("الصناعة")
    assert hit.location == Location(Unit.PAGE, "2", "2")
    assert hit.citation.location == Location(Unit.PAGE, "1", "4")
    (hit,) = Engine(make_index(Document("d", text, parts=parts), name="b"), encoder).search(
        "التجارة"
    )
    assert hit.location == Location(Unit.PAGE, "4", "4")


@given(
    text=st.text(
        st.one_of(
            st.characters(min_codepoint=0x0620, max_codepoint=0x065F),
            st.sampled_from("\u202e\u2066.؟، \n\ufefb😀e\u0301"),
        ),
        min_size=1,
    ).filter(lambda text: any("ء" <= c <= "ي" for c in text)),
    title=st.none() | st.just("عنوان"),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_quotation_is_the_stored_text(
    text: str, title: str | None, make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document(id="d", text=text, title=title))
    engine = Engine(index, encoder)
    for question in ("عنوان وزير المدينة", "متى؟", "كم 1 2"):
        for hit in engine.search(question):
            check_offsets(engine, hit)

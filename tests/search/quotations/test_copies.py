"""A copy is named for a statement only where its own text has it; what it says else is shown."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import Engine
from search.index import Index
from search.quotations.copies import LONGEST, said_at
from search.records import Document, Query, Span
from testing.hashing_encoder import HashingEncoder

FIRST = "عقد المجلس جلسته الأسبوعية يوم الأحد في مقره بحضور جميع الأعضاء ورؤساء اللجان والفروع."
LAST = (
    "وبحث المجتمعون أوضاع العاملين في القطاع وسبل تحسين أجورهم وتوفير التأمين الصحي لهم ولأسرهم."
    " ودعا رئيس الفرع إلى متابعة تنفيذ القرارات السابقة ورفع تقرير مفصل عنها قبل نهاية الشهر."
    " وناقش الحضور خطط التدريب والتأهيل للعام المقبل وآليات التعاون مع الجامعات والمعاهد المحلية."
    " واختتمت الجلسة بتكريم عدد من المتقاعدين الذين خدموا القطاع سنوات طويلة وتركوا فيه أثرا طيبا."
)
STATED = "النقابة قررت تعليق الدوام في المستشفيات ابتداء من صباح يوم الخميس المقبل."
QUESTION = "هل قررت النقابة تعليق الدوام في المستشفيات؟"


def report(name: str, sentence: str = STATED, date: str = "2024-05-02", end: str = "") -> Document:
    return Document(f"{name}/1", f"{FIRST} {sentence} {LAST}{end}", source=name, date=date)


@pytest.fixture
def engine_of(make_index: Callable[..., Index], encoder: HashingEncoder) -> Callable[..., Engine]:
    return lambda *documents: Engine(make_index(*documents), encoder)


CHANGED = [
    (STATED, STATED.replace("قررت", "لم تقرر")),
    (STATED, f"غير صحيح أن {STATED}"),
    (STATED, STATED.replace("قررت", "نفت أنها قررت")),
    (STATED, STATED.replace(".", "؟")),
    (STATED, STATED.replace("النقابة قررت", "الوزارة قررت")),
    (
        "ونقل إلى المستشفى 15 مصابا بحسب الدفاع المدني.",
        "ونقل إلى المستشفى 51 مصابا بحسب الدفاع المدني.",
    ),
    ("وبلغت الحرارة 5 درجات في المرتفعات الجبلية.", "وبلغت الحرارة -5 درجات في المرتفعات الجبلية."),
    ("وارتفع السعر 3.2 في المئة خلال شهر واحد.", "وارتفع السعر 32 في المئة خلال شهر واحد."),
    ("واعترف سامي الخوري بسرقة المصرف أمس.", "واعترف فادي الحداد بسرقة المصرف أمس."),
]


@pytest.mark.parametrize(("stated", "otherwise"), CHANGED)
def test_a_copy_that_says_otherwise_is_shown_with_its_own_sentence(
    engine_of: Callable[..., Engine], stated: str, otherwise: str
) -> None:
    documents = [
        report("الرأي", stated, "2024-05-01"),
        report("الغد", otherwise),
        report("الدستور", stated, "2024-05-03", " (خاص)"),
    ]
    engine = engine_of(*documents)
    (hit,) = engine.find(Query(stated.rstrip("."))).hits
    own = hit.citation.document_id
    same = {"الرأي/1", "الدستور/1"} - {own} if own != "الغد/1" else set()
    assert {each.document_id for each in hit.also_published} == same
    others = {otherwise} if own != "الغد/1" else {stated}
    assert {each.citation.quote for each in hit.differing} == others
    for each in hit.differing:
        citation = each.citation
        text = engine.document(citation.document_id).text
        assert citation.quote == text[citation.start : citation.end]

    found = engine.occurrences(stated)
    assert [each.citation.source for each in found] == ["الرأي", "الغد"]
    assert [each.source for each in found[0].also_published] == ["الدستور"]
    assert (found[0].differing, found[1].also_published) == ((), ())


def test_spelling_marks_and_who_sent_it_make_no_difference(
    engine_of: Callable[..., Engine],
) -> None:
    same = [
        STATED.replace("ابتداء", "إبتداء").replace("المقبل", "المقبل "),
        STATED.replace("الدوام في", "الدوام، في"),
        STATED.replace("الدوام", "( الدوام )"),
        f"عمان - بترا - {STATED}",
        f"رويترز \u2013 {STATED}",
        f"عمان- الغد- {STATED}",
    ]
    copies = [replace(report("الغد", each), id=each) for each in same]
    engine = engine_of(report("الرأي", date="2024-05-01"), *copies)
    (hit,) = engine.find(Query(STATED)).hits
    assert (len(hit.also_published), hit.differing) == (len(same), ())
    (found,) = engine.occurrences(STATED)
    assert len(found.also_published) == len(same)


def test_what_else_stands_before_it_does(engine_of: Callable[..., Engine]) -> None:
    before = ["نفى الوزير - ", "غير صحيح - ", "عمان: ", "النقابة لم - "]
    copies = [replace(report("الغد", each + STATED), id=each) for each in before]
    engine = engine_of(report("الرأي", date="2024-05-01"), *copies)
    found = engine.occurrences(STATED)
    assert len(found) == 1 + len(before)
    assert not any(each.also_published for each in found)
    (hit,) = engine.find(Query(STATED)).hits
    assert (hit.also_published, len(hit.differing)) == ((), len(before))


def test_of_a_copy_without_the_sentence_nothing_is_said(engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(report("الرأي"), report("الغد", ""))
    (hit,) = engine.find(Query(STATED)).hits
    assert (hit.also_published, hit.differing, hit.further_copies) == ((), (), 0)


def test_a_long_copy_has_the_same_line_or_is_counted(engine_of: Callable[..., Engine]) -> None:
    rest = "\n" + f"{LAST} " * (LONGEST // len(LAST) + 1)
    same, otherwise = (
        report("الغد", end=rest),
        report("الدستور", STATED.replace("قررت", "لم تقرر"), end=rest),
    )
    first = Document("الرأي/1", same.text.replace(LAST, f"{LAST}\n{FIRST}", 1), source="الرأي")
    engine = engine_of(first, same, otherwise)
    found = engine.occurrences(STATED)
    assert all(otherwise.id != each.document_id for one in found for each in one.also_published)


def test_the_latest_are_named_by_their_first_sentence(engine_of: Callable[..., Engine]) -> None:
    other = Document("الغد/1", report("الغد").text.replace("الأحد", "الاثنين"), source="الغد")
    (hit,) = engine_of(report("الرأي"), other).find(Query("source:الرأي")).hits
    assert hit.also_published == ()
    assert [each.citation.source for each in hit.differing] == ["الغد"]


WORDS = st.lists(
    st.sampled_from(["قرر", "لم", "لا", "15", "51", "-", "3.2", "غير", "المجلس", "؟"]),
    max_size=8,
)


@given(WORDS, WORDS)
def test_only_what_has_the_same_words_says_the_same(one: list[str], other: list[str]) -> None:
    texts = [" ".join(("قال", *words, "أمس")) for words in (one, other)]
    documents = [Document(str(i), text) for i, text in enumerate(texts)]
    said = [said_at(each, Span(0, len(each.text))) for each in documents]
    telling = [[word for word in words if word != "-"] for words in (one, other)]
    if telling[0] != telling[1]:
        assert said[0] != said[1]

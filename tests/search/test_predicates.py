from dataclasses import replace

import numpy as np
import pytest

from search.arabic.analyzer import words
from search.queries.rules import Rule
from search.ranking.alignment import Alignment
from search.ranking.mentions import Named, NamedKind
from search.ranking.predicates import (
    contradicts,
    has_counted,
    is_told_of,
    predicate_of,
    says_nothing_like,
    says_predicate,
    to_be_said,
)
from search.ranking.questions import EncodedQuestion, Expansion, Question, read_question
from search.ranking.tokens import tokens_of
from search.records import Document, Passage, Span

RESIGNED = read_question("هل استقال العبادي؟")


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("هل استقال العبادي؟", "استقال"),
        ("وهل قد استقال العبادي؟", "استقال"),
        ("متى تم إنشاء الجامعة؟", "انشاء"),
        ("من الذي اخترع الهاتف؟", "اخترع"),
        ("مين اخترع التلفون؟", "اخترع"),
        ("في أي مدينة توفي الشاعر؟", "توفي"),
        ("بأي مدينة توفي الشاعر؟", "توفي"),
        ("أي مدينة تقع في الشمال؟", None),
        ("على أي شيء يبنى الاقتصاد؟", None),
        ("مدينة توفي فيها الشاعر", None),
        ("متى كانت الحرب؟", None),
        ("من جسد شخصية الأديب الأمريكي ديفيد فوستر والاس على الشاشة؟", None),
        ("هل جسد شخصية الأديب الأمريكي ديفيد فوستر والاس على الشاشة؟", "جسد"),
        ("هل ألغت المنظمة الدورة؟", "الغت"),
        ("هل المنظمة دولية؟", None),
        ("أين تقع عمان؟", None),
        ("ماذا طلب الوزير من البرلمان؟", None),
        ("من هو وزير العدل؟", None),
        ("ما عاصمة الأردن؟", None),
        ("استقالة العبادي", None),
        ("Did Abadi resign?", None),
        ("هل", None),
    ],
)
def test_the_verb_stands_behind_the_word_that_asks(text: str, predicate: str | None) -> None:
    found = predicate_of(read_question(text))
    assert (found and found.form) == predicate


def test_a_name_behind_it_is_none() -> None:
    question = read_question("هل نوري المالكي رئيس؟")
    named = (Named(NamedKind.NAME, Span(3, 15)),)
    assert predicate_of(question) is not None
    assert predicate_of(replace(question, named=named)) is None


def read(text: str, question: Question, near: float) -> tuple[EncodedQuestion, Passage, Alignment]:
    """A passage of a text whose every token is so near to every token that is asked."""
    asked, there = ([word.span for word in words(each)] for each in (question.text, text))
    weights = np.full(len(asked), 1 / len(asked), np.float32)
    alignment = Alignment(
        np.asarray(there), np.full((len(there), len(asked)), near, np.float32), weights
    )
    named, said = tokens_of(question, asked)
    none = np.empty((0, 0), np.float32)
    encoded = EncodedQuestion(question, none, none, weights, named, said)
    return encoded, Passage(Document("a", text), 0, len(text)), alignment


def says(text: str, question: Question = RESIGNED, near: float = 0.1) -> bool:
    """Whether a passage says what has to be said."""
    return says_predicate(*read(text, question, near), Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("استقال رئيس الوزراء حيدر العبادي أمس.", True),
        ("قدم حيدر العبادي استقالته أمس.", True),
        ("التقى حيدر العبادي الوفد أمس.", False),
    ],
)
def test_a_passage_that_only_names_who_is_asked_about_does_not_say_it(
    text: str, *, expected: bool
) -> None:
    assert says(text) is expected


def test_letters_that_come_and_go_with_the_form_do_not_count() -> None:
    appeared = read_question("هل ظهرت الصحيفة؟")
    assert says("بعد ظهور الصحيفة بعام.", appeared)
    assert not says("بعد إغلاق الصحيفة بعام.", appeared)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("هل زارت ماس البلدة؟", "قامت ماس بزيارة البلدة."),
        ("متى عاد الوفد إلى عمان؟", "بعد عودته إلى عمان تحدث الوفد."),
        ("متى توفي الشاعر؟", "نعت الصحف وفاة الشاعر."),
        ("متى أوقف الاتحاد نائبه؟", "قبل أن يوقف الاتحاد نائبه."),
        ("متى ولد الشاعر؟", "الشاعر من مواليد عام 1951."),
        ("متى يبدأ تشغيل المحطة؟", "ستبدأ المحطة التشغيل في آذار."),
    ],
)
def test_another_form_of_a_verb_with_weak_letters_says_it(question: str, text: str) -> None:
    assert says(text, read_question(question))
    assert not says("جلس السعودي والوزير على ضفة النهر.", read_question(question))


def test_a_name_with_the_letters_of_a_verb_does_not_say_it() -> None:
    died = read_question("متى توفي الشاعر؟")
    assert not says("كرم توفيق الشاعر في مايو.", died)
    assert says("نعت الصحف في مايو وفاة توفيق الشاعر.", died)


def test_what_the_model_finds_near_says_it() -> None:
    assert says("ترك العبادي منصبه.", near=0.6)
    assert not says("ترك العبادي منصبه.", near=0.42)
    when = read_question("متى استقال العبادي؟")
    assert says("ترك العبادي منصبه.", when, near=0.42), "a yes is not asked for"
    assert not says("ترك العبادي منصبه.", when, near=0.38)


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("التقى العبادي الوفد.", 0.3, True),
        ("ترك العبادي منصبه.", 0.39, False),
        ("قدم العبادي استقالته.", 0.3, False),
    ],
)
def test_what_is_in_no_form_in_a_passage_and_near_to_nothing_is_told(
    text: str, near: float, *, expected: bool
) -> None:
    assert says_nothing_like(*read(text, RESIGNED, near)) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("في أي مدينة توفي الشاعر؟", "يصلى على الشاعر في الرياض.", False),
        ("في أي مدينة توفي الشاعر؟", "توفي الشاعر في باريس.", True),
        ("متى توفي الشاعر؟", "الشاعر (1921-1999) من دمشق.", True),
        ("أين الشاعر؟", "يصلى على الشاعر في الرياض.", True),
    ],
)
def test_the_verb_stands_in_the_sentence_that_has_an_answer(
    question: str, sentence: str, *, expected: bool
) -> None:
    found = read(f"{sentence} وكانت وفاة الشاعر في الليل.", read_question(question), near=0.5)
    assert is_told_of(*found[:2], Span(0, len(sentence))) is expected


def test_a_word_that_is_known_for_it_says_it() -> None:
    span = Span(3, 9)
    known = replace(RESIGNED, expansions=(Expansion(Rule.SYNONYMS, span, ("تنحى",)),))
    assert says("تنحى العبادي أمس.", known)
    assert not says("تنحى العبادي أمس.")


def test_a_lifetime_in_brackets_says_birth_and_death() -> None:
    born = read_question("متى ولد توماس إديسون؟")
    assert says("توماس إديسون (1847-1931) مخترع أمريكي.", born)
    assert not says("توماس إديسون (مخترع) من أمريكا.", born)


def test_questions_without_a_predicate_ask_for_none() -> None:
    assert says("التقى العبادي الوفد.", read_question("ما منصب العبادي؟"))


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("كم مطعما أغلقت الهيئة؟", ["مطعما", "اغلقت"]),
        ("وكم عدد السجناء في المدينة؟", ["السجناء"]),
        ("من كم مقاطعة يتكون الاتحاد؟", ["مقاطعه", "يتكون"]),
        ("كم سعر الكتاب؟", ["الكتاب"]),
        ("كم وصل عدد السجناء؟", ["السجناء"]),
        ("كم وصل إلى المطار؟", ["وصل"]),
        ("كم كانت نتيجة مباراة الكرامة؟", []),
        ("كم قتيلا سقط في الانفجار؟", ["قتيلا"]),
        ("كم صاروخا سقط في المدينة؟", ["صاروخا", "سقط"]),
        ("كم يوما استمر المطر؟", ["المطر"]),
        ("كم مليون ريال دفعت الشركة؟", ["ريال", "دفعت"]),
        ("كم بالمئة ارتفعت الأسعار؟", ["ارتفعت"]),
        ("كم مشروع راح يمول الصندوق؟", ["مشروع", "يمول"]),
        ("كم كيلومترا قطع المتسابق؟", ["قطع"]),
        ("كم عمر الشاعر حين توفي؟", ["الشاعر", "توفي"]),
        ("كم km بين المدينتين؟", []),
        ("ما عدد المطاعم؟", []),
    ],
)
def test_what_is_counted_has_to_be_said(text: str, counted: list[str]) -> None:
    assert [word.form for word in to_be_said(read_question(text))] == counted


def test_who_is_so_has_to_be_said_to_be_so() -> None:
    scorer = read_question("من هو هداف البطولة؟")
    scorer = replace(scorer, named=(Named(NamedKind.THING, Span(6, 10)),))
    assert [word.form for word in to_be_said(scorer)] == ["هداف"]
    assert says("كان هداف البطولة محمد علي.", scorer)
    assert not says("افتتح البطولة محمد علي.", scorer)
    assert [word.form for word in to_be_said(read_question("من هو محمد علي؟"))] == ["محمد"]


def test_given_names_have_to_be_said() -> None:
    floor = read_question("من أي طابق سقط الطفل سعود؟")
    assert [word.form for word in to_be_said(floor)] == ["سعود"]
    assert says("سقط الطفل سعود من الطابق الثالث.", floor)
    assert not says("سقط الطفل خالد من الطابق الثالث.", floor)
    assert says("أحيا تامر الحفل.", read_question("أي حفل أحيا ثامر؟")), "another spelling"
    assert to_be_said(read_question("أي خلايا تعرف باسم البالعة؟")) == ()
    dialect = (Expansion(Rule.DIALECTS, Span(12, 15), ("وقع",)),)
    assert to_be_said(replace(floor, expansions=dialect)) == ()


def test_a_passage_without_what_is_counted_does_not_say_how_many() -> None:
    closed = read_question("كم مطعما أغلقت الهيئة؟")
    assert says("أغلقت الهيئة 12 من مطاعم البلدة.", closed, near=0.5), "the model finds it near"
    assert says("أغلقت الهيئة 12 مطعما.", closed)
    assert not says("أغلقت الهيئة 12 شركة.", closed)
    assert not says("زارت الهيئة 12 مطعما.", closed)
    dialect = (Expansion(Rule.DIALECTS, Span(9, 14), ("سكرت",)),)
    assert says("أغلقت الهيئة 12 شركة.", replace(closed, expansions=dialect))
    named = replace(closed, named=(Named(NamedKind.THING, Span(3, 8)),))
    assert says("أغلقت الهيئة 12 شركة.", named), "it is told to be missing"


def test_what_is_counted_is_not_only_near() -> None:
    closed = read_question("كم صيدلية أغلقت الهيئة؟")
    for text, expected in (
        ("أغلقت الهيئة 3 صيدليات.", True),
        ("أغلقت الهيئة صيدليتين.", True),
        ("أغلقت الهيئة 3 محلات.", False),
    ):
        assert has_counted(*read(text, closed, 0.5)[:2]) is expected
    drowned = read_question("كم مهاجرا أنقذت البحرية؟")
    assert has_counted(*read("أنقذت البحرية 23 شخصا.", drowned, 0.5)[:2]), "who may be migrants"
    moved = read_question("كم عائلة أخلت البلدية؟")
    assert has_counted(*read("أخلت البلدية عشرين أسرة.", moved, 0.5)[:2])
    assert not has_counted(*read("أخلت البلدية عشرين شخصا.", moved, 0.5)[:2])
    vote = read_question("كم كانت نتيجة الاستفتاء على الدستور؟")
    assert has_counted(*read("وافق 64 في المئة على الدستور في الاستفتاء.", vote, 0.5)[:2])
    cost = read_question("كم تكلفة المشروع؟")
    assert has_counted(*read("تنفذ الشركة المشروع بمليون ريال.", cost, 0.5)[:2])


def test_the_tokens_are_found_in_what_the_model_reads() -> None:
    text = "متى زار محمود درويش عمان؟"
    spans = [Span(0, 3), Span(4, 7), Span(8, 11), Span(11, 13), Span(14, 19), Span(20, 24)]
    question = read_question(text)
    named = tuple(Named(NamedKind.NAME, span) for span in (Span(8, 19), Span(20, 24)))
    said = tuple(zip(to_be_said(question), ((1,), (2, 3), (4,)), strict=True))
    assert tokens_of(replace(question, named=named), spans) == (((2, 3, 4), (5,)), said)
    assert tokens_of(question, spans) == ((), said)
    assert tokens_of(read_question("ما عاصمة الأردن؟"), spans) == ((), ())
    other = (Expansion(Rule.DIALECTS, Span(4, 7), (), read="وصل"),)
    assert tokens_of(replace(question, named=named[1:], expansions=other), spans)[1] == ()


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("متى توقف البث؟", "بدأ البث عام 1964.", True),
        ("متى توقف البث؟", "بدأ البث عام 1964. وتوقف عام 1994.", False),
        ("كم مقاولا خطف في الهجوم؟", "قتل ثمانية مقاولين.", True),
        ("متى توفي الشاعر؟", "ولد الشاعر (1921-1999) في دمشق.", False),
    ],
)
def test_a_passage_contradicts_that_says_the_contrary_alone(
    question: str, text: str, *, expected: bool
) -> None:
    sentence = Span(0, text.index(".") + 1)
    passage = Passage(Document("id", text), 0, len(text))
    assert contradicts(read_question(question), passage, sentence) is expected


def test_a_dialect_asks_for_the_contrary_as_it_is_read() -> None:
    asked = read_question("فين اتولد الشاعر؟")
    born = Expansion(Rule.DIALECTS, Span(4, 9), ("ولد",), read="ولد")
    text = "توفي الشاعر في دمشق."
    passage = Passage(Document("id", text), 0, len(text))
    assert contradicts(replace(asked, expansions=(born,)), passage, Span(0, len(text)))
    assert not contradicts(asked, passage, Span(0, len(text)))

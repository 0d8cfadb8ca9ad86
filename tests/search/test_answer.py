import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.alignment import Alignment
from search.ranking.answer import find_answer
from search.ranking.questions import read_question
from search.records import Span


def answer(question: str, sentence: str, *aligned: str) -> str | None:
    """The answer when only these words of the sentence match the question."""
    spans = tuple(Span(sentence.index(word), sentence.index(word) + len(word)) for word in aligned)
    matches = np.eye(len(spans), dtype=np.float32)
    weights = np.full(len(spans), 1 / max(1, len(spans)), np.float32)
    found = find_answer(sentence, Alignment(spans, matches, weights), read_question(question))
    return None if found is None else sentence[slice(*found)]


LIFE = "الشاعر (20 أغسطس 1858 - 16 سبتمبر 1931) من أهل القرية"


@pytest.mark.parametrize(
    ("question", "sentence", "aligned", "expected"),
    [
        ("متى وقعت الحرب؟", "وقعت الحرب في 6 أكتوبر 1973.", ["الحرب"], "6 أكتوبر 1973"),
        ("في أي عام وقعت الحرب؟", "وقعت الحرب في 6 أكتوبر 1973.", ["الحرب"], "1973"),
        ("كم لاعبا شارك؟", "شارك 11 لاعبا.", ["لاعبا"], "11 لاعبا"),
        ("كم عمره؟", "بلغ عمره 7 أعوام.", ["عمره"], "7 أعوام"),
        ("كم تبلغ النسبة؟", "تبلغ النسبة 8.7 في المئة.", ["النسبة"], "8.7 في المئة"),
        ("متى ولد الشاعر؟", LIFE, ["الشاعر"], "20 أغسطس 1858"),
        ("متى توفي الشاعر؟", LIFE, ["الشاعر"], "16 سبتمبر 1931"),
        ("متى تأسست المدينة؟", "تأسست المدينة عام 150 هـ.", ["المدينة"], "عام 150 هـ"),
        ("متى بدأ البث؟", "بدأ البث في أواخر عام 1969.", ["البث"], "أواخر عام 1969"),
        (
            "متى وقع الزلزال؟",
            "وقع الزلزال يوم الخميس 3 مايو 2001.",
            ["الزلزال"],
            "يوم الخميس 3 مايو 2001",
        ),
        ("كم عدد المدن؟", "تضم المنطقة 11 مدينة روسية.", ["المنطقة"], "11 مدينة روسية"),
        ("كم عدد القتلى؟", "بلغ عدد القتلى نحو 15.", ["القتلى"], "نحو 15"),
        ("كم قتيلا سقط؟", "سقط أكثر من 30 قتيلا في الهجوم.", ["سقط"], "أكثر من 30 قتيلا"),
        ("كم جريحا نقل؟", "نقل 7 جرحى من 3 طوابق.", ["نقل"], "7 جرحى"),
        ("كم عدد العاملين؟", "شملت الدورة 22 من العاملين.", ["الدورة"], "22 من العاملين"),
        ("كم كوبا يلزم؟", "يلزم كوبين من الماء.", ["يلزم"], "كوبين"),
        ("كم بلغت الميزانية؟", "بلغت الميزانية 2.1 مليون ريال.", ["بلغت"], "2.1 مليون ريال"),
        ("كم دام الحصار؟", "دام الحصار 40 يوما.", ["الحصار"], "40 يوما"),
        ("كم سكان البلدة؟", "يعيش في البلدة 9000 نسمة.", ["البلدة"], "9000 نسمة"),
        ("أين ولد الكاتب؟", "ولد الكاتب في القاهرة.", ["الكاتب"], "القاهرة"),
        ("أين ولد الكاتب؟", "ولد الكاتب في مدينة حلب.", ["الكاتب"], "مدينة حلب"),
        ("من أسس النادي؟", "أسس محمد سعيد النادي.", ["النادي"], "محمد سعيد"),
        ("من وزير العدل؟", "وزير العدل الدكتور باراك أوباما.", ["العدل"], "باراك أوباما"),
    ],
)
def test_what_is_offered(question: str, sentence: str, aligned: list[str], expected: str) -> None:
    assert answer(question, sentence, *aligned) == expected


def test_of_two_numbers_the_nearer_to_the_questions_words_is_offered() -> None:
    sentence = "تضم الجمهورية 28 ولاية كبيرة ومعها على مسافة بعيدة جدا جدا 7 أقاليم"
    assert answer("كم ولاية في الجمهورية؟", sentence, "ولاية", "الجمهورية") == "28 ولاية"
    assert answer("كم إقليما؟", sentence, "أقاليم") == "7 أقاليم"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("من هو الوزير؟", "عين الوزير عام 1958."),
        ("متى جاء الوزير؟", "جاء الوزير مبكرا."),
        ("ماذا حدث عام 1958؟", "في عام 1958 وقع الزلزال."),
        ("متى جاء الوزير؟", "1957 الوزير 1958"),
        ("كم جريحا نقل؟", "نقل الجرحى من 3 طوابق."),
        ("كم دام الحصار؟", "دام الحصار وقتل فيه 40 جنديا."),
        ("كم بلغت الميزانية؟", "بلغت الميزانية أعلى مما أقره 300 نائب."),
        ("أين تقع القاهرة؟", "القاهرة عاصمة في مصر."),
        ("أين ولد الكاتب؟", "كان الكاتب مصريا."),
        ("في أي مدينة ولد الكاتب؟", "ولد الكاتب في لبنان."),
        ("من أسس النادي؟", "أسس النادي قبل محمد سعيد بعام."),
        ("من أول من أسس النادي؟", "أسس محمد سعيد النادي."),
        ("متى ينتهي الأب من عمله؟", "ينتهي الأب من عمله مساء."),
    ],
)
def test_what_is_not_clear_is_not_offered(question: str, sentence: str) -> None:
    assert answer(question, sentence, sentence.split()[1]) is None


@given(
    sentence=st.text(st.sampled_from("12 .(-)كم عامأكتوبرمليون")),
    question=st.sampled_from(["متى ولد؟", "كم عدد المدن؟", "في أي عام؟", "من؟"]),
)
def test_an_answer_lies_inside_its_sentence(sentence: str, question: str) -> None:
    alignment = Alignment((Span(0, 1),), np.ones((1, 1), np.float32), np.ones(1, np.float32))
    found = find_answer(sentence, alignment, read_question(question))
    assert found is None or 0 <= found.start < found.end <= len(sentence)

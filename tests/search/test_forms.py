from collections.abc import Callable

import pytest

from search.engine import Engine
from search.index import Index
from search.ranking.confidence import Strength, strength
from search.ranking.forms import has_form, tells_times_alone
from search.ranking.passage_words import PassageWords
from search.ranking.questions import read_question
from search.records import Document, Passage
from testing.hashing_encoder import HashingEncoder


def has(question: str, text: str) -> bool:
    passage = Passage(Document("d", text), 0, len(text))
    return has_form(read_question(question), PassageWords(passage))


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("متى أسست الوكالة؟", "أنشئت الوكالة وفق القرار 302.", False),
        ("في أي عام أسست الوكالة؟", "أنشئت الوكالة وفق القرار 302.", False),
        ("متى أسست الوكالة؟", "أنشئت الوكالة في مايو.", True),
        ("متى أسست الوكالة؟", "أنشئت الوكالة 1948.", True),
        ("متى أسست الوكالة؟", "وأنشئت الوكالة بالأمس، أو أمس.", True),
        ("متى أسست الوكالة؟", "أنشئت الوكالة عندما انتهت الحرب.", True),
        ("متى يلعب الفريق؟", "يلعب الفريق يوم غد الجمعة.", True),
        ("متى يلعب الفريق؟", "يلعب الفريق الاثنين المقبل.", True),
        ("متى يفتح المكتب؟", "The office opens late.", True),
        ("كم عضوا في المجلس؟", "قال عضو المجلس إنه سعيد.", False),
        ("كم عضوا في المجلس؟", "في المجلس 15 عضوا.", True),
        ("كم عضوا في المجلس؟", "في المجلس عشرات الأعضاء.", True),
        ("كم عضوا في المجلس؟", "في المجلس عضوان.", True),
        ("كم يبلغ وزن الثور؟", "يبلغ وزن الثور نحو الطن.", True),
        ("كم طول الكتاب؟", "الكتاب في 90 صفحة.", True),
        ("كم طول الكتاب؟", "الكتاب طويل.", False),
        ("كم سعر الشاشة؟", "الشاشة مقاس 32 بوصة.", False),
        ("بكم بيع الحارس؟", "لعب الحارس 26 مباراة.", False),
        ("كم سعر الشاشة؟", "تباع الشاشة بألف ريال.", True),
        ("كم سعر الشاشة؟", "تباع الشاشة بثلاثين يوانا، أي $5.", True),
        ("كم سعر الشاشة؟", "سعر الشاشة 900.", True),
        ("بكم بيع الحارس؟", "بيع الحارس مقابل 11.1 مليون.", True),
        ("كم ألف ريال دفع الوزير؟", "كرم الوزير أحد الفائزين الثلاثة.", False),
        ("كم ألف ريال دفع الوزير؟", "دفع الوزير 30 ألفا، أي 8 آلاف دولار.", True),
        ("كم عدد الأبناء؟", "كان أحد الأبناء سعيدا.", False),
        ("بكم صوت فاز الرئيس؟", "فاز الرئيس بغالبية 51 صوتا.", True),
        ("بكم صوت فاز الرئيس؟", "فاز الرئيس في 51 ولاية.", False),
        ("بكم فاز الفريق على الضيف؟", "فاز الفريق 3-صفر.", True),
        ("بكم فاز الفريق على الضيف؟", "فاز الفريق بهدف سجله سالم.", True),
        ("بكم فاز الفريق على الضيف؟", "يلعب فريق مواليد 2000.", False),
        ("بكم يقدر سكان القطاع؟", "يقدر السكان بنحو 11,900,000 نسمة.", True),
        ("بكم يقدر عدد القتلى؟", "سقط 40 قتيلا.", True),
        ("بكم تقدر مساحة القطاع؟", "القطاع 360 كيلومترا مربعا.", True),
        ("بكم التذكرة؟", "الدخول بالمجان.", True),
        ("من سجل الهدف؟", "سجل الفريق.", True),
    ],
)
def test_a_text_has_the_form_that_is_asked_for(question: str, text: str, *, expected: bool) -> None:
    assert has(question, text) is expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("كم معلمة قدمت الطلب؟", "قدمت معلمة الطلب خلال 5 أيام من عام 2015.", True),
        ("كم معلمة قدمت الطلب؟", "قدم 20% من المعلمات الطلب في 3 مايو.", True),
        ("كم معلمة قدمت الطلب؟", "قدم الطلب خلال 5 أيام 30 منهن.", False),
        ("كم معلمة قدمت الطلب؟", "قدمت معلمتان الطلب عام 2015.", False),
        ("كم عدد المعلمات؟", "تقاعدت المعلمات بعد 25 سنة.", True),
        ("كم إجازة المعلمة؟", "للمعلمة 60 يوما من الإجازة.", False),
        ("كم العقوبة؟", "عوقب بخمس سنوات.", False),
        ("كم رسوم تسجيل؟", "الرسوم 500 ريال.", False),
        ("كم سنة خدمت المعلمة؟", "خدمت المعلمة 25 سنة.", False),
        ("كم بلغت نسبة النجاح؟", "نجح 20% من الطلاب.", False),
        ("متى قدمت الطلب؟", "قدمت الطلب عام 2015.", False),
    ],
)
def test_days_years_and_shares_are_no_number_of_what_is_counted(
    question: str, text: str, *, expected: bool
) -> None:
    passage = Passage(Document("d", text), 0, len(text))
    assert tells_times_alone(read_question(question), PassageWords(passage)) is expected


def test_who_asks_for_a_time_gets_no_strong_attestation_without_one(
    make_index: Callable[..., Index],
) -> None:
    text = "أنشئت الوكالة لإغاثة اللاجئين. ويعمل في الوكالة 30 ألف موظف.\n"
    told = f"{text}تأسست في مايو 1950."
    index = make_index(Document("no time", text))
    engine = Engine(index, HashingEncoder(), confidence=lambda _: 1.0)
    assert strength(engine.search("متى أنشئت الوكالة؟")[0].confidence) is Strength.WEAK
    assert strength(engine.search("لماذا أنشئت الوكالة؟")[0].confidence) is Strength.STRONG
    index = make_index(Document("time", told), name="other")
    engine = Engine(index, HashingEncoder(), confidence=lambda _: 1.0)
    assert strength(engine.search("متى أنشئت الوكالة؟")[0].confidence) is not Strength.WEAK

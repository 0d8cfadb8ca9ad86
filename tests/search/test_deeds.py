"""What hangs on another deed of its sentence answers nothing that is asked of the one."""

import pytest

from search.arabic.analyzer import words
from search.ranking.deeds import is_of_another
from search.ranking.questions import read_question
from search.records import Span


def is_other(question: str, answer: str, sentence: str) -> bool:
    start = sentence.index(answer)
    core = Span(start, start + len(answer))
    return is_of_another(core, list(words(sentence)), read_question(question))


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("أين هبطت الطائرة؟", "كراتشي", "هبطت طائرة متجهة إلى كراتشي في مطار الجوزة."),
        ("من ترجم الرواية؟", "مازن الأسمر", "ألف الرواية مازن الأسمر وترجمتها ليلى الشوا."),
        ("من أسس الجمعية؟", "سمير", "يرأس الجمعية سمير، وقد أسسها والده رشاد."),
        ("أين ولد السفير؟", "باريس", "التقى الرئيس في باريس السفير الذي ولد في الصفصافة."),
        ("كم فرقة دعيت إلى المهرجان؟", "20", "شارك فيه 20 فرقة من أصل 35 دعيت إليه."),
        ("كم جنديا أصيب؟", "12", "قتل 12 جنديا وأصيب 30."),
        ("أين قتل الجندي؟", "الموصل", "قتل الجندي بعد أن عمل في الموصل."),
        ("متى اختيرت تونس؟", "أكتوبر", "اختيرت تونس ضيف المهرجان الذي سيقام في أكتوبر."),
        ("أين قتل الجندي؟", "الموصل", "عمل وذلك في بغداد، ثم قتل وعاش أخوه في الموصل."),
    ],
)
def test_what_hangs_on_another_verb(question: str, answer: str, sentence: str) -> None:
    assert is_other(question, answer, sentence)


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("من أسس النادي؟", "خالد الزعبي", "أعلن المدرب خالد الزعبي الذي أسس النادي أنه جاهز."),
        ("أين وقع الحادث؟", "الغربال", "قالت الشرطة إن الحادث وقع في بلدة الغربال."),
        ("متى أطلق المشروع؟", "1999", "مشروع أطلقه منتج يدعى برنارد فيبر عام 1999."),
        ("من مديرة المعرض؟", "لورا", "وقالت لورا، مديرة المعرض، إنه كبير."),
        ("كم جريحا وصل؟", "مائة", "قال الوزير إنه وصل مائة جريح إلى عمان."),
        ("متى افتتح المطار؟", "2018", "في عام 2018 أعلن الرئيس افتتاح المطار."),
        ("إلى أين اتجهت الطائرة؟", "كراتشي", "كانت الطائرة متجهة إلى كراتشي."),
        ("كم شابا وفتاة دربوا؟", "1800", "دربوا 1800 شاب وفتاة."),
        ("من رئيس النادي؟", "خالد", "قال خالد إن النادي فاز."),
        ("متى اختيرت تونس؟", "أكتوبر", "اختيرت تونس في عرض من عقد كبير في أكتوبر."),
        ("متى يقام المهرجان؟", "أكتوبر", "اختيرت تونس ضيف المهرجان الذي سيقام في أكتوبر."),
        (
            "متى يبدأ البرنامج؟",
            "1 أغسطس 2015",
            "يبدأ البرنامج الذي يشمل من يبلغ عددهم 130 عاملا، وذلك يوم السبت 1 أغسطس 2015.",
        ),
    ],
)
def test_what_hangs_on_that_of_the_question_or_may(
    question: str, answer: str, sentence: str
) -> None:
    assert not is_other(question, answer, sentence)

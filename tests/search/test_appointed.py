"""Who comes to an office is told before it."""

import pytest

from search.arabic.analyzer import words
from search.ranking.appointed import appointed
from search.ranking.questions import read_question

BOARD = "اعتمد إدارة الوحدة وضم التشكيل هشام مرسي رئيساً ومحمد سالم نائباً للرئيس."


def appointed_in(question: str, sentence: str) -> str | None:
    found = appointed(read_question(question), sentence, list(words(sentence)))
    return None if found is None else sentence[slice(*found)]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        (
            "مين صار الرئيس التنفيذي للفرنسي كابيتال؟",
            "أعلنت «الفرنسي كابيتال» تعيين وليد فطاني رئيسا تنفيذيا للشركة.",
            "وليد فطاني",
        ),
        (
            "من عينت تونس قنصلا عاما في دمشق؟",
            "قالت تونس إنها عينت ابراهيم الفواري قنصلا عاما في العاصمة دمشق.",
            "ابراهيم الفواري",
        ),
        ("من هو رئيس نادي الوحدة الجديد؟", BOARD, "هشام مرسي"),
        ("من مدرب المنتخب؟", "تعيين بندر الجعيثن مدربا للمنتخب.", "بندر الجعيثن"),
    ],
)
def test_who_comes_to_an_office_is_named_before_it(
    question: str, sentence: str, expected: str
) -> None:
    assert appointed_in(question, sentence) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # Another office, or one of something else, or two who come to one.
        ("من رئيس الوحدة؟", "عينت الوحدة وليد فطاني رئيسا تنفيذيا."),
        ("من رئيس شركة المراعي؟", "عينت شركة المراعي وليد فطاني رئيسا لفرع جدة."),
        (
            "من مدير فرع الرياض؟",
            "عين خالد بن سالم مديرا لفرع جدة، ومحمد بن سعيد مديرا لفرع الرياض.",
        ),
        ("من مدير الهلال؟", "عين الهلال خالد بن سالم مديرا، ومحمد بن سعيد مديرا."),
        ("من رئيس نادي الهلال؟", BOARD),
        # No name, or a part of one, or no office.
        ("من رئيس برشلونة؟", "انتخب جوزيب ماريا بارتوميو رئيسا لنادي برشلونة."),
        ("من متحدث الوزارة؟", "قال وليد فطاني متحدثا أمام الوزارة."),
        ("من رئيس؟", BOARD),
        ("متى عين رئيس الوحدة؟", BOARD),
    ],
)
def test_nobody_else_does(question: str, sentence: str) -> None:
    assert appointed_in(question, sentence) is None

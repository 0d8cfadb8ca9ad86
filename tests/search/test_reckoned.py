"""A number of a part of what is asked for, of it with others, or of another deed, is no answer."""

from dataclasses import replace

import pytest

from search.queries.asked import named_in
from search.ranking.questions import read_question
from search.ranking.reckoned import is_reckoned
from search.records import Span


@pytest.mark.parametrize(
    ("question", "sentence", "number", "expected"),
    [
        ("كم عدد موظفي الأونروا في غزة؟", "اتهم 12 من موظفي الوكالة في غزة.", "12 من موظفي", False),
        ("كم عدد معلمي إربد؟", "حضر 40 من المعلمين حفلا في إربد.", "40 من المعلمين", False),
        ("كم معلما في إربد؟", "حضر 40 من المعلمين حفلا في إربد.", "40 من المعلمين", False),
        ("كم موظفا فصلت الأونروا؟", "فصلت الأونروا 9 من الموظفين.", "9 من الموظفين", True),
        ("كم عدد العاملين؟", "شملت الدورة 22 من العاملين.", "22 من العاملين", True),
        ("كم مقاطعة في الصين؟", "تتألف الصين من أكثر من 22 مقاطعة.", "أكثر من 22 مقاطعة", True),
        ("كم مخيما في الأردن؟", "تدير 58 مخيما في الأردن وسوريا ولبنان.", "58 مخيما", False),
        ("كم طالبا في جرش؟", "بلغ عدد الطلبة في عجلون وجرش 900 طالب.", "900 طالب", False),
        ("كم مخيما في الأردن وسوريا؟", "تدير 22 مخيما في الأردن وسوريا.", "22 مخيما", True),
        ("كم مخيما في الأردن؟", "زار سوريا ولبنان، وفي الأردن 10 مخيمات.", "10 مخيمات", True),
        ("كم عدد سكان جرش؟", "يسكن في جرش، الأردن، 50 ألف نسمة.", "50 ألف نسمة", True),
        (
            "كم مرشحا رفضت الهيئة؟",
            "رفضت الهيئة تنفيذ حكم المحكمة بإعادة 3 مرشحين.",
            "3 مرشحين",
            False,
        ),
        ("كم عاملا أصيب؟", "أصيب رجل هدد بقتل 4 عمال.", "4 عمال", False),
        ("كم مرشحا رفضت الهيئة؟", "رفضت الهيئة طلبات لنحو 3 مرشحين.", "3 مرشحين", True),
        ("كم عاملا قتل؟", "قتل حارس واتهم آخر بقتل 4 عمال.", "4 عمال", True),
    ],
)
def test_a_number_reckons_what_is_asked_for(
    question: str, sentence: str, number: str, *, expected: bool
) -> None:
    start = sentence.index(number)
    read = read_question(question)
    asked = replace(read, named=named_in(read))
    assert is_reckoned(asked, sentence, Span(start, start + len(number))) is expected

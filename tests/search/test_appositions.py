"""Who holds an office is who is named right beside it."""

import pytest

from search.arabic.analyzer import words
from search.ranking.appositions import holder
from search.ranking.questions import read_question


@pytest.mark.parametrize(
    ("question", "sentence", "name"),
    [
        (
            "من هو رئيس الوزراء البريطاني؟",
            "كشف رئيس الوزراء البريطاني ديفيد كاميرون أمس عن خطة جديدة.",
            "ديفيد كاميرون",
        ),
        (
            "من وزير الصحة الأردني؟",
            "التقى وزير الصحة الأردني الأستاذ الدكتور فراس الهواري في عمان.",
            "فراس الهواري",
        ),
        (
            "من محافظ الكرك؟",
            "وأكد معالي محافظ الكرك د. خالد بن سالم بن راشد، أن العمل مستمر.",
            "خالد بن سالم بن راشد",
        ),
        (
            "من محافظ جرش؟",
            "قال محافظ جرش محمد بن سالم اليحيى إن العمل مستمر.",
            "محمد بن سالم اليحيى",
        ),
        ("من رئيس بلدية إربد؟", "افتتح أحمد الزعبي، رئيس بلدية إربد، الحديقة.", "أحمد الزعبي"),
        (
            "من رئيس شركة توشيبا؟",
            "أعلن هيساو تاناكا رئيس شركة توشيبا استقالته.",
            "هيساو تاناكا",
        ),
        ("شكون محافظ جرش؟", "قال محافظ جرش محمد بن سالم إن العمل مستمر.", "محمد بن سالم"),
        (
            "مين مدير نادي الكرامة؟",
            "وقال مدير نادي الكرامة محمد الزعبي بأن الفوز مستحق.",
            "محمد الزعبي",
        ),
    ],
)
def test_the_name_beside_an_office_is_its_holder(question: str, sentence: str, name: str) -> None:
    found = holder(read_question(question), sentence, list(words(sentence)))
    assert found is not None
    assert sentence[slice(*found)] == name


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # Another office, or one that goes on.
        ("من محافظ جرش؟", "قال أمين محافظة جرش محمد العمري إن العمل مستمر."),
        ("من وزير الصحة الأردني؟", "قال وزير الصحة محمد العمري إن العمل مستمر."),
        ("من رئيس نادي الكرامة؟", "حضر محمد العمري رئيس نادي الكرامة السوري المباراة."),
        # A minister of whatever state.
        ("من وزير الصحة؟", "قال وزير الصحة محمد العمري إن العمل مستمر."),
        # What may be a further part of the name, or no name at all.
        ("من محافظ جرش؟", "قال محافظ جرش محمد بن سالم الباز إن العمل مستمر."),
        ("من رئيس الجمهورية التونسي؟", "وأبلغهم تطمينات رئيس الجمهورية التونسي أمس."),
        ("من أمير منطقة حائل؟", "وقدم شكره لسمو أمير منطقة حائل."),
        ("من أمير منطقة حائل؟", "أجرى اتصالا بفخامة أمير منطقة حائل."),
        ("من محافظ جرش؟", "أرسل برقية عزاء محافظ جرش إلى أسرته."),
        ("من محافظ جرش؟", "زار محافظ جرش السابق محمد العمري المدرسة."),
        # Two of them, and a question for more than the holder.
        ("من محافظ جرش؟", "خلف محافظ جرش محمد العمري محافظ جرش خالد الزعبي."),
        ("من محافظ جرش الذي افتتح المدرسة؟", "قال محافظ جرش محمد العمري إن العمل مستمر."),
        ("أين محافظ جرش؟", "قال محافظ جرش محمد العمري إن العمل مستمر."),
    ],
)
def test_nobody_else_is(question: str, sentence: str) -> None:
    assert holder(read_question(question), sentence, list(words(sentence))) is None

"""Questions are made of headlines by rules: one that anybody would write so, or none."""

import pytest

from service.headlines import Kind, questions

COUNTED = {
    "مقتل 25 مقاتلاً معارضاً خلال هجوم فاشل في حلب": (
        "كم مقاتلاً معارضاً ق\u064fتل خلال هجوم فاشل في حلب؟"
    ),
    "نيجيريا: مقتل ١٦ شخصا في هجومين جديدين": "كم شخصا ق\u064fتل في هجومين جديدين في نيجيريا؟",
    "إغلاق 12 منشأة مخالفة في سوق المدينة": "كم منشأة مخالفة أ\u064fغلقت في سوق المدينة؟",
    "6 ملايين معتمر وصلوا إلى المملكة خلال الموسم": "كم معتمرا وصلوا إلى المملكة خلال الموسم؟",
    "32 مليون ريال لتحسين مداخل مكة المكرمة": "كم ريالا لتحسين مداخل مكة المكرمة؟",
    "24 مليون يورو لمساعدة متضرري الزلزال": "كم يورو لمساعدة متضرري الزلزال؟",
    "20 عملية قيصرية أجريت في المستشفى خلال شهر": "كم عملية قيصرية أجريت في المستشفى خلال شهر؟",
    "1200 طفل يشاركون في فعاليات القراءة": "كم طفلا يشاركون في فعاليات القراءة؟",
    "11 ألف اعتداء نفذها المستوطنون منذ 2004": "كم اعتداء نفذها المستوطنون منذ 2004؟",
    "23 مصابا ب\u0640 «الجرب» في المستشفى": "كم مصابا ب\u0640 «الجرب» في المستشفى؟",
}


@pytest.mark.parametrize(("title", "question"), COUNTED.items())
def test_what_a_headline_counts_is_asked_for(title: str, question: str) -> None:
    (asked,) = questions(title, lambda: "")

    assert asked.question == question
    assert asked.kind is Kind.COUNT


@pytest.mark.parametrize(
    ("title", "text", "question"),
    [
        (
            "إيطاليا تنقذ 1800 مهاجر من البحر",
            "روما - أنقذت إيطاليا أمس نحو 1800 مهاجر.",
            "كم مهاجرا أنقذت إيطاليا من البحر؟",
        ),
        (
            "العيادات السعودية تستقبل 1600 لاجئ سوري بالزعتري",
            "استقبلت العيادات السعودية في مخيم الزعتري 1600 لاجئ.",
            "كم لاجئا سوريا استقبلت العيادات السعودية بالزعتري؟",
        ),
        (
            "وزير الخارجية يزور دول الخليج العربي غدا",
            "زار وزير الخارجية دول الخليج.",
            "من زار دول الخليج العربي غدا؟",
        ),
        (
            "الملك ينهي زيارة رسمية إلى باريس",
            "أنهى الملك أمس زيارة إلى باريس.",
            "من أنهى زيارة رسمية إلى باريس؟",
        ),
    ],
)
def test_a_verb_is_taken_as_the_text_has_it(title: str, text: str, question: str) -> None:
    assert [each.question for each in questions(title, lambda: text)] == [question]
    assert not list(questions(title, lambda: "نص لا فعل فيه مما في العنوان."))


@pytest.mark.parametrize(
    "title",
    [
        "",
        "؟",
        "الأهلي يتأهل إلى النهائي",
        "مقتل 5 جنود في هجوم على مركز",  # the singular of what is counted is another word
        "مقتل 25 شخصا على الأقل في هجوم",
        "مقتل 25 شخصا وإصابة 40 في هجوم",
        "مقتل 14 شخصا وفقدان 4 في الإعصار",
        "بالصور.. 30 سيدة يشاركن في المعرض",
        "40 % من الشباب في سوق العمل",
        "29.5 مليون ريال.. فائض الغرفة",
        "100 ألف ريال مبيعات الأسر المنتجة في العيد",
        "20 ألف طلب براءة اختراع في المملكة",
        "1400 كلم قطعتها العائلة إلى الجنوب",
        "600 مليون قيمة اللقاحات في المملكة",
        "مستشفى الملك يجري 13 عملية مياه بيضاء",
        "800 مليون ريال تنقل وجهة المدينة",
        "69 مركزا انتخابيا بجازان ومركز إعلامي بسكاكا",
        "توقيف 23 شخصا في لبنان يشتبه بانتمائهم لتنظيمات",
        "70 عاما على أول هجوم نووي",
        "35 مليون ريال لتجهيز 2000 غرفة",
        "40 ألفا استمتعوا بفعاليات المهرجان",
        '"عنوان لم تُغلق علامته 25 شخصا في المدينة',
        "خبر: آخر: 25 شخصا في المدينة",
        "<b>25</b> شخصا في المدينة",
        "25" * 400 + " شخصا في المدينة",
        "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠ شخص في المدينة",
        "25 people were killed in the city",
    ],
)
def test_what_no_rule_fits_as_a_whole_asks_nothing(title: str) -> None:
    assert not list(questions(title, lambda: "قتل شخص في المدينة."))


def test_a_sentence_answers_however_its_number_is_written() -> None:
    (asked,) = questions("6 ملايين معتمر وصلوا إلى المملكة خلال الموسم", lambda: "")

    assert asked.is_answered_by("بلغ عددهم ستة ملايين معتمر.")
    assert asked.is_answered_by("وصل ٦٬٠٠٠٬٠٠٠ معتمر.")
    assert not asked.is_answered_by("وصل 7 ملايين معتمر.")
    assert not asked.is_answered_by("")


def test_a_sentence_answers_that_has_the_name() -> None:
    (asked,) = questions("الملك ينهي زيارة رسمية إلى باريس", lambda: "أنهى الملك زيارة.")

    assert asked.kind is Kind.PERSON
    assert asked.is_answered_by("أنهى جلالة الملك زيارة إلى باريس.")
    assert not asked.is_answered_by("أنهى الوزير زيارة إلى باريس.")


def test_the_text_is_read_only_where_a_verb_is_needed() -> None:
    def text() -> str:
        raise AssertionError

    assert list(questions("32 مليون ريال لتحسين مداخل مكة المكرمة", text))
    assert not list(questions("الأهلي يتأهل إلى النهائي", text))

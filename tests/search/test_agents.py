"""Who leads or made something, told by the noun of what is done."""

import pytest

from search.arabic.alike import is_noun_of
from search.arabic.analyzer import words
from search.ranking.agents import agent
from search.ranking.questions import read_question

DELEGATION = "زار وفدا من حركة المقاومة (حماس)، برئاسة خالد مشعل، رئيس المكتب، مكة."


def agent_in(question: str, sentence: str, title: str = "") -> str | None:
    found = agent(read_question(question), sentence, list(words(sentence)), title)
    return None if found is None else sentence[slice(*found)]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("مين كان رئيس وفد حماس اللي راح مكة؟", DELEGATION, "خالد مشعل"),
        (
            "من يرأس لجنة توطين الوظائف في الأحساء؟",
            "شكل لجنة لتوطين الوظائف في الأحساء، برئاسة مدير عام فرع وزارة التجارة والصناعة "
            "عبدالله الدبان.",
            "عبدالله الدبان",
        ),
        ("من رئيس وفد البنك؟", "وصل وفد البنك برئاسة الدكتور أحمد محمد علي، أمس.", "أحمد محمد علي"),
        (
            "من يرأس اللجنة؟",
            "اجتمعت اللجنة برئاسة الأمير فيصل بن خالد أمير منطقة عسير.",
            "فيصل بن خالد",
        ),
        ("من قاد الحملة؟", "انطلقت الحملة بقيادة العميد أحمد الدليوي.", "أحمد الدليوي"),
        ("من أخرج مسرحية نقش؟", "عرضت نقش من إخراج ممدوح سالم وتأليف حسين شاهين.", "ممدوح سالم"),
        ("من مؤلف نقش؟", "عرضت نقش من إخراج ممدوح سالم وتأليف حسين شاهين.", "حسين شاهين"),
        (
            "من لحن أغنية لربما؟",
            "«لربما» من كلمات تركي الشيخ، وألحان نواف عبدالله.",
            "نواف عبدالله",
        ),
    ],
)
def test_who_does_it_is_named_behind_its_noun(question: str, sentence: str, expected: str) -> None:
    assert agent_in(question, sentence) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # Of what it is of, or of who receives it, another is the head.
        ("من رئيس حركة حماس؟", "زار مكة وفد حركة حماس برئاسة خالد مشعل."),
        ("من رئيس وزراء مصر؟", "استقبل رئيس وزراء مصر وفد حماس برئاسة خالد مشعل."),
        ("من رئيس وفد فتح؟", DELEGATION),
        ("من نائب رئيس الوفد؟", "وصل الوفد برئاسة خالد مشعل."),
        ("من قائد المنتخب؟", "وصل المنتخب بقيادة المدرب سمير هلال."),
        ("من يرأس الوفد؟", "وصل الوفد، وقال الوزير إن الجلسة كانت برئاسة خالد مشعل."),
        ("من يرأس الاجتماع؟", "عقد الاجتماع برئاسة رئيس الجمهورية ونائبه وبحضور خالد مشعل."),
        ("من ألف رواية الجوع؟", "رواية الجوع من تأليف خالد الشاطري وسمير هلال."),
        ("من ألف رواية الجوع؟", "رواية العطش من تأليف خالد الشاطري."),
        ("من ألف رواية الجوع؟", "الجوع رواية من تأليف خالد الشاطري. والعطش من تأليف سمير هلال."),
        ("من ألف الرواية؟", "الرواية من تأليف خالد الشاطري."[:17]),
        ("متى وصل الوفد؟", "وصل الوفد برئاسة خالد مشعل."),
    ],
)
def test_who_leads_or_made_another_is_none(question: str, sentence: str) -> None:
    assert agent_in(question, sentence) is None


def test_the_title_names_what_was_made() -> None:
    sentence = "وهي من إخراج ممدوح سالم."
    assert agent_in("من أخرج نقش؟", sentence, "مسرحية نقش") == "ممدوح سالم"
    assert agent_in("من أخرج نقش؟", sentence, "مسرحية أخرى") is None


@pytest.mark.parametrize(
    ("verb", "noun"),
    [
        ("يرأس", "برئاسة"),
        ("لحن", "وألحان"),
        ("ألف", "تأليف"),
        ("أخرج", "إخراج"),
        ("مات", "المنية"),
        ("ماتت", "حتفها"),
        ("توفي", "مات"),
    ],
)
def test_the_noun_says_the_verb(verb: str, noun: str) -> None:
    assert is_noun_of(next(words(verb)), next(words(noun)))

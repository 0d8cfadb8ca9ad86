import pytest

from search.ranking.questions import MOST_HEARD, AnswerKind, read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("متى ولد الشاعر؟", AnswerKind.DATE),
        ("امتى اتعمل الاجتماع؟", AnswerKind.DATE),
        ("When was the treaty signed?", AnswerKind.DATE),
        ("في أي عام تأسس النادي؟", AnswerKind.YEAR),
        ("in which year was it founded?", AnswerKind.YEAR),
        ("وكم عدد الضحايا؟", AnswerKind.NUMBER),
        ("كام واحد حضر؟", AnswerKind.NUMBER),
        ("قديش كلف المشروع؟", AnswerKind.NUMBER),
        ("How many people attended?", AnswerKind.NUMBER),
        ("ما هي الكلفة؟", AnswerKind.NUMBER),
        ("ايش سعرها؟", AnswerKind.NUMBER),
        ("ما درجة الحرارة اليوم؟", AnswerKind.NUMBER),
        ("ما هي السرعة؟", AnswerKind.OTHER),
        ("أين يقع المركز؟", AnswerKind.PLACE),
        ("فين المركز؟", AnswerKind.PLACE),
        ("من أين جاء؟", AnswerKind.PLACE),
        ("من هو الوزير؟", AnswerKind.PERSON),
        ("من أول من استوطن الجزيرة؟", AnswerKind.PERSON),
        ("كمال الأجسام", AnswerKind.OTHER),
        ("whenever", AnswerKind.OTHER),
    ],
)
def test_question_words_tell_the_kind_of_answer(question: str, kind: AnswerKind) -> None:
    assert read_question(question).kind is kind


def test_a_question_knows_its_script_and_words() -> None:
    asked = read_question("من زار NATO؟")
    assert asked.length == 3
    assert asked.latin == pytest.approx(4 / 9)
    assert "nato" in asked.stems
    assert read_question("١٢٣").latin == 0


def test_in_a_sentence_of_english_names_are_capitalised_or_no_words_of_it() -> None:
    question = "who did the minister cameron meet in Karachi with elsisi"
    heard = read_question(question).sounds
    assert "karachi" in heard
    assert "elsisi" in heard
    assert "minister" not in heard
    assert "minister" in read_question("minister cameron").sounds


def test_the_first_word_of_a_sentence_is_a_name_unless_it_is_a_usual_word() -> None:
    heard = read_question("Where did Minister Cameron meet the guests").sounds
    assert "cameron" in heard
    assert "where" not in heard
    assert "cameron" in read_question("Cameron met the guests of his minister").sounds


def test_so_many_words_are_looked_for_by_their_sounds() -> None:
    names = [f"m{first}{second}s" for first in "abdfghjklnrtwz" for second in "aeiou"]
    heard = read_question(" ".join(names)).sounds
    assert len(names) > MOST_HEARD == len(heard)

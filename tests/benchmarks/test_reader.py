"""Questions made of sentences, and close examples that nothing answers."""

import random

import pytest

from benchmarks.reader.close import Close, Nearest
from benchmarks.reader.cloze import made_questions
from benchmarks.reader.example import AROUND, Example, cut
from benchmarks.reader.things import Things, things_in
from indexer.evaluation.first_hits import folded
from search.records import Span

SENTENCES = [
    ("number", "أصيب 14 عاملا في حريق اندلع فجر أمس داخل مصنع للدهانات.", "14 عاملا"),
    ("number", "ارتفعت صادرات الشركة من التمور خلال الربع الأول بنسبة 12 في المئة.", "12 في المئة"),
    ("date", "افتتح المتحف الوطني للفنون أبوابه أمام الزوار في عام 1987.", "1987"),
    ("place", "عقد خبراء المياه مؤتمرهم السنوي الثالث في مسقط بحضور مئات المهندسين.", "مسقط"),
    ("person", "قال رئيس بلدية المدينة القديمة الدكتور محمد حسنين، وهو مهندس.", "محمد حسنين"),
    ("reason", "أغلقت المدارس الساحلية أبوابها يومين متتاليين بسبب العاصفة الرملية.", None),
    ("speech", "قال وزير الزراعة سالم الكندي إن موسم القطاف المقبل سيبدأ قبل موعده المعتاد.", None),
]


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret


@pytest.mark.parametrize(("kind", "text", "answer"), SENTENCES)
def test_a_question_leaves_out_its_answer(kind: str, text: str, answer: str | None) -> None:
    found = [one for seed in range(8) for one in made_questions(text, _chance(seed))]
    of_kind = [one for one in found if one.kind == kind]
    assert of_kind
    answers = {text[slice(*one.answer)] for one in of_kind}
    assert answer is None or answer in answers
    for one in of_kind:
        assert folded(text[slice(*one.answer)]) not in folded(one.question)
        assert one.question.endswith("؟")


def test_made_questions_are_the_same_at_every_call() -> None:
    text = " ".join(text for _, text, _ in SENTENCES)
    first, second = (list(made_questions(text, _chance(5))) for _ in range(2))
    assert first == second


def test_a_part_of_a_text_keeps_its_answer() -> None:
    text = "كلمة " * 400 + "الجواب هنا " + "كلمة " * 400
    start = text.index("الجواب")
    example = Example("made", "answerable", "؟", "", text, Span(start, start + len("الجواب هنا")))
    part = cut(example, _chance(1))
    assert part.answer is not None
    assert part.text[slice(*part.answer)] == "الجواب هنا"
    assert len(part.text) <= 2 * AROUND + len("كلمة ")


def test_close_examples_name_what_the_passage_lacks_or_lack_the_answer() -> None:
    question = "كم سفينة عبرت قناة السويس في عام 2015؟"
    text = "عبرت قناة السويس في عام 2015 نحو 17483 سفينة محملة بالبضائع."
    at = text.index("17483")
    example = Example("made", "answerable", question, "", text, Span(at, at + 5))
    other = "عبرت قناة بنما سفن كثيرة في عام 1999."
    things = Things([question, other, "زار محمد حسنين مدينة الدوحة سنة 1971"])
    close = Close(things, Nearest({text: "", other: ""}), _chance(2))
    made = [one for _ in range(60) for one in close.to(example, 1.0)]
    assert {one.origin for one in made} == {"swapped question", "swapped passage", "near"}
    assert all(one.answer is None for one in made)
    for one in made:
        if one.origin == "near":
            assert "17483" not in one.text
        else:
            named = [one.question[slice(*span)] for _, span in things_in(one.question)]
            assert any(folded(each) not in folded(one.text) for each in named)


def test_nothing_close_is_made_of_what_has_no_answer() -> None:
    example = Example("aaqad", "its own", "أين باريس؟", "", "باريس في فرنسا.", None)
    close = Close(Things(["لندن"]), None, _chance(1))
    assert list(close.to(example, 1.0)) == []

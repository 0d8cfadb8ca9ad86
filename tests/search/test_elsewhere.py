"""A sentence that tells of another place or thing than the one that is asked about."""

from dataclasses import replace

import pytest

from search.queries.asked import named_in
from search.ranking.elsewhere import is_elsewhere, part_around
from search.ranking.questions import Question, read_question
from search.records import Document, Passage, Span

TRAINS = "ألغت الشركة تسع رحلات إلى بيروت وبغداد يوم السبت."
METALS = "ارتفع سعر الذهب أمس إلى ألفي دولار."


def asked(text: str) -> Question:
    question = read_question(text)
    return replace(question, named=named_in(question))


@pytest.mark.parametrize(
    ("question", "sentence", "rest", "expected"),
    [
        ("كم رحلة ألغت الشركة إلى دمشق؟", TRAINS, "ولم تلغ رحلة إلى دمشق.", True),
        ("كم رحلة ألغت الشركة لدمشق؟", TRAINS, "ولم تلغ رحلة إلى دمشق.", True),
        ("كم رحلة ألغت الشركة إلى بغداد؟", TRAINS, "ولم تلغ رحلة إلى دمشق.", False),
        ("كم رحلة ألغت الشركة في دمشق؟", TRAINS, "ومكتبها في دمشق مغلق.", False),
        ("كم رحلة ألغت الشركة إلى دمشق؟", "ألغت الشركة تسع رحلات.", "إلى دمشق.", False),
        ("كم بلغ سعر الفضة؟", METALS, "أما الفضة فلم يتغير سعرها.", True),
        ("كم بلغ سعر الذهب؟", METALS, "أما الفضة فلم يتغير سعرها.", False),
        ("متى يتوقف الخط الأحمر؟", "يتوقف الخط الأزرق غدا.", "والخط الأحمر لا.", True),
        ("متى يتوقف الخط الأزرق؟", "يتوقف الخط الأزرق غدا.", "والخط الأحمر لا.", False),
        ("من زار رئيس فرنسا؟", "زار الوفد رئيس ألمانيا.", "ثم عاد من فرنسا.", True),
        ("كم بلغ الدخل؟", "بلغ الدخل ألف دينار في الأردن.", "", False),
    ],
)
def test_what_is_told_of_another(
    question: str, sentence: str, rest: str, *, expected: bool
) -> None:
    text = f"{sentence} {rest}"
    passage = Passage(Document("1", text, "خبر"), 0, len(text))
    assert is_elsewhere(asked(question), passage, Span(0, len(sentence))) is expected


def test_the_title_names_what_the_sentence_tells_of() -> None:
    text = f"{METALS} أما الفضة فلم يتغير سعرها."
    passage = Passage(Document("1", text, "أسعار الفضة والذهب"), 0, len(text))
    assert not is_elsewhere(asked("كم بلغ سعر الفضة؟"), passage, Span(0, len(METALS)))


def test_a_sentence_goes_over_to_another_of_the_kind() -> None:
    text = "ارتفع الذهب 5 دنانير، أما الفضة فلم تتغير."
    passage, at = Passage(Document("1", text), 0, len(text)), text.index("5 دنانير")
    part = part_around(passage, Span(0, len(text)), Span(at, at + 8))
    assert text[slice(*part)] == "ارتفع الذهب 5 دنانير، "
    assert is_elsewhere(asked("كم دينارا ارتفعت الفضة؟"), passage, part)
    assert not is_elsewhere(asked("كم دينارا ارتفع الذهب؟"), passage, part)

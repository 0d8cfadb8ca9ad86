"""A text that says the contrary of what is asked does not answer it."""

import pytest

from search.arabic.analyzer import words
from search.arabic.opposites import says_contrary
from search.ranking.asserted import is_asserted
from search.ranking.questions import read_question
from search.records import Document, Span

CONTRARY = [
    ("كم شخصا قتل في الزلزال؟", "نجا من الزلزال 52 شخصا.", "52 شخصا"),
    ("كم شخصا قتل في الزلزال؟", "قتل في الزلزال 3 أطفال، ونجا منه 52 شخصا.", "52 شخصا"),
    ("متى توفي الشاعر؟", "ولد الشاعر عام 1921 وتوفي في دمشق.", "1921"),
    ("كم شخصا قتل في الانفجار؟", "أصيب في الانفجار 52 شخصا.", "52 شخصا"),
    ("كم نائبا صوت لصالح القانون؟", "صوت ضد القانون 64 نائبا.", "64 نائبا"),
    ("من برأت المحكمة؟", "أدانت المحكمة المدير طارق سعد.", "طارق سعد"),
    ("من أفرجت عنه قوات الأمن؟", "اعتقلت قوات الأمن الصحافي عمر قدري.", "عمر قدري"),
    ("متى توفي الشاعر؟", "ولد الشاعر في حمص عام 1921.", "1921"),
    ("متى توفي الشاعر؟", "كان مولده في حمص عام 1921.", "1921"),
    ("من الفائز في الانتخابات؟", "الخاسر في الانتخابات هو يوسف ديالو.", "يوسف ديالو"),
    ("متى افتتح الجسر؟", "أغلق الجسر يوم 3 مارس 2021.", "2021"),
    ("متى دخل الجيش المدينة؟", "انسحب الجيش من المدينة في 7 يونيو 2018.", "2018"),
    ("متى وصل السفير؟", "غادر السفير المطار يوم 5 مايو 2019.", "2019"),
    ("متى بدأت الحرب؟", "وانتهت الحرب عام 1987.", "1987"),
    ("متى تزوجت المطربة؟", "تطلقت المطربة عام 2004.", "2004"),
    ("من عين مديرا للمصرف؟", "استقال من المصرف المدير نبيل حنا.", "نبيل حنا"),
    ("متى تأسست الشركة؟", "أفلست الشركة عام 2009.", "2009"),
    ("كم طالبا نجح في الامتحان؟", "رسب في الامتحان 340 طالبا.", "340 طالبا"),
    ("من رئيس النادي؟", "المرشح للنادي هو كريم طه.", "كريم طه"),
    ("ما أكثر المحافظات أصواتا؟", "كانت الهضبة أقل المحافظات أصواتا.", "الهضبة"),
]
THE_SAME = [
    ("كم شخصا قتل في الزلزال؟", "قتل في الزلزال 52 شخصا، وأصيب 80.", "52 شخصا"),
    ("كم شخصا قتل في الحريق؟", "أودى الحريق بحياة 12 شخصا.", "12 شخصا"),
    ("كم عدد القتلى؟", "ولقي 12 شخصا مصرعهم.", "12 شخصا"),
    ("متى مات الشاعر؟", "توفي الشاعر عام 1999.", "1999"),
    ("متى ولد الشاعر؟", "ولد الشاعر عام 1921 وتوفي في دمشق.", "1921"),
    ("متى توفي الشاعر؟", "ولد الشاعر عام 1921 وتوفي في دمشق عام 1999.", "1999"),
    ("من أفرجت عنه قوات الأمن؟", "أفرجت قوات الأمن عن عمر قدري بعد اعتقاله.", "عمر قدري"),
    ("متى افتتح الجسر؟", "دشن الجسر يوم 3 مارس 2021.", "2021"),
    ("متى بدأت الحرب؟", "اندلعت الحرب عام 1987.", "1987"),
    ("متى بيعت الشركة؟", "اشترت مجموعة أخرى الشركة عام 2009.", "2009"),
    ("إلى أين وصل الرجل؟", "واصل الرجل رحلته إلى دمشق.", "دمشق"),
]


def is_so(question: str, text: str, answer: str) -> bool:
    start = text.rindex(answer)
    place = Span(start, start + len(answer))
    return is_asserted(Document("id", text), place, read_question(question))


@pytest.mark.parametrize(("question", "text", "answer"), CONTRARY)
def test_the_contrary_answers_nothing(question: str, text: str, answer: str) -> None:
    assert not is_so(question, text, answer)


@pytest.mark.parametrize(("question", "text", "answer"), THE_SAME)
def test_what_is_asked_answers(question: str, text: str, answer: str) -> None:
    assert is_so(question, text, answer)


def test_a_text_that_says_both_is_left_open() -> None:
    asked, near, around = (
        [word.form for word in words(text)]
        for text in ("متى توفي الشاعر؟", "ولد عام 1921.", "ولد عام 1921. توفي في دمشق.")
    )
    assert says_contrary(asked, near, near)
    assert not says_contrary(asked, near, around)
    assert not says_contrary(near, asked, [*near, *asked])

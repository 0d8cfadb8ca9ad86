"""A sentence that tells of another place or thing than the one that is asked about."""

from dataclasses import replace

import pytest

from search.queries.asked import named_in
from search.ranking.counterparts import lacks_an_opponent, lacks_its_club
from search.ranking.elsewhere import (
    is_elsewhere,
    is_of_another_state,
    is_of_another_time,
    is_told_later,
    part_around,
)
from search.ranking.questions import Question, read_question
from search.records import Document, Passage, Span

TRAINS = "ألغت الشركة تسع رحلات إلى بيروت وبغداد يوم السبت."
METALS = "ارتفع سعر الذهب أمس إلى ألفي دولار."


def passage_of(text: str, title: str | None = None, date: str | None = None) -> Passage:
    return Passage(Document("1", text, title, date=date), 0, len(text))


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
        ("كم عمر نبيل المشيني؟", "توفي نبيل الصباغ عن 81 عاما.", "ورثاه نبيل المشيني.", True),
        ("كم عمر سامي الحلبي؟", "توفي سامر الحلبي عن 77 عاما.", "ورثاه سامي الحلبي.", True),
        ("كم عمر نبيل الصباغ؟", "توفي نبيل الصباغ عن 81 عاما.", "ورثاه نبيل المشيني.", False),
        ("كم عمر نبيل الصباغ؟", "توفي الصباغ عن 81 عاما.", "ولد نبيل الصباغ فقيرا.", False),
        ("متى يتوقف الخط الأحمر؟", "يتوقف الخط الأزرق غدا.", "والخط الأحمر لا.", True),
        ("متى يتوقف الخط الأزرق؟", "يتوقف الخط الأزرق غدا.", "والخط الأحمر لا.", False),
        ("من زار رئيس فرنسا؟", "زار الوفد رئيس ألمانيا.", "ثم عاد من فرنسا.", True),
        ("كم بلغ الدخل؟", "بلغ الدخل ألف دينار في الأردن.", "", False),
        (
            "كم متفرجا حضر مباراة الفيصلي والحسين؟",
            "هزم الفيصلي الوحدات في الدوري أمام ألف متفرج.",
            "ويلتقي الحسين السلط.",
            True,
        ),
        (
            "كم انتهت مباراة الأردن وكوريا؟",
            "هزم الأردن العراق بهدفين.",
            "ثم يلتقي كوريا.",
            True,
        ),
        (
            "كم انتهت مباراة الفيصلي والوحدات؟",
            "هزم الفيصلي الوحدات في الدوري بهدفين.",
            "ويلتقي الحسين السلط.",
            False,
        ),
        (
            "كم قتيلا في النزاع بين أوكرانيا والانفصاليين؟",
            "قتل ستة آلاف في نزاع أوكرانيا مع الموالين لروسيا.",
            "ويرفض الانفصاليون الهدنة.",
            False,
        ),
        ("كم تبعد الرضمة عن عدن؟", "تبعد الرضمة 125 كيلومترا من صنعاء.", "وعدن آمنة.", True),
        ("كم تبعد الرضمة عن عدن؟", "تبعد 125 كيلومترا عن صنعاء.", "وعدن آمنة.", True),
        ("كم تبعد الرضمة عن صنعاء؟", "تبعد الرضمة 125 كيلومترا من صنعاء.", "وعدن آمنة.", False),
        ("ماذا قيل عن عدن؟", "عاد الوفد من صنعاء وقال إنها آمنة.", "عدن.", False),
        ("كم انتهت مباراة الأردن والعراق؟", "هزم الأردن العراق بهدفين.", "ثم يلتقي كوريا.", False),
        ("كم تبرعت إسبانيا؟", "وأعلنت البرتغال تبرعا بمليون.", "وزادت إسبانيا دعمها.", True),
        ("كم تبرعت إسبانيا؟", "وأعلنت البرتغال أن التبرع بلغ مليونا.", "وكذا إسبانيا.", False),
        ("كم تبرعت إسبانيا؟", "وكان تبرعها مليونا.", "ولم تتبرع إسبانيا للبرتغال.", False),
        ("متى اختيرت مصر ضيف شرف؟", "اختيرت المملكة ضيف شرف مهرجان في مصر.", "", True),
        ("متى اختيرت مصر ضيف شرف؟", "اختيرت تونس ضيف شرف بعد أن اختيرت مصر.", "", False),
        ("متى اختيرت مصر ضيف شرف؟", "اختيرت القاهرة في مصر ضيف شرف.", "", False),
        ("متى اختيرت السعودية ضيف شرف؟", "اختيرت المملكة ضيف شرف وفق السعودية.", "", False),
        ("متى اختير وفد مصر؟", "اختيرت تونس ضيف شرف في مصر.", "", False),
        ("كم شركة أغلقت تونس؟", "وفي القاهرة، أغلق الوزير 16 شركة.", "وفي تونس أقيل وزير.", True),
        ("كم شركة أغلقت تونس؟", "وفي تونس، أغلق الوزير 16 شركة.", "وفي القاهرة أقيل.", False),
        ("كم شركة أغلقت تونس؟", "أغلقت 16 شركة بعد قمة في القاهرة.", "وتونس تعمل.", False),
        ("كم قتيلا في زلزال تركيا؟", "قتل الزلزال في المغرب ألفا.", "وساعدت تركيا.", True),
        ("كم قتيلا في زلزال تركيا؟", "قتل الزلزال ألفا.", "ودفنتهم تركيا في المغرب.", False),
        ("من فاز بذهبية الجمباز؟", "نال فارس الفرجاني فضية السيف.", "وذهبية الجمباز لنمور.", True),
        ("من فاز بذهبية الجمباز؟", "نال نمور ذهبية وفارس فضية.", "", False),
        (
            "هل غادر فراس الهواري الحكومة؟",
            "عين القيسي خلفا لنايف الفايز الذي غادر الحكومة.",
            "وبقي فراس الهواري.",
            True,
        ),
        (
            "هل غادر فراس الهواري الحكومة؟",
            "غادر الهواري الحكومة خلفا لنايف الفايز.",
            "وعاد فراس الهواري.",
            False,
        ),
    ],
)
def test_what_is_told_of_another(
    question: str, sentence: str, rest: str, *, expected: bool
) -> None:
    text = f"{sentence} {rest}"
    passage = passage_of(text, "خبر")
    assert is_elsewhere(asked(question), passage, Span(0, len(sentence))) is expected


def test_what_the_title_names_itself_is_no_other_place() -> None:
    text = "سافر الرجلان إلى سوريا في مايو. وحوكما بعد عامين."
    passage = passage_of(text, "محاكمة بتهمة الانضمام إلى داعش")
    sentence = Span(0, text.index(".") + 1)
    assert not is_elsewhere(asked("متى انضم المتهمان إلى داعش؟"), passage, sentence)


def test_the_title_names_what_the_sentence_tells_of() -> None:
    text = f"{METALS} أما الفضة فلم يتغير سعرها."
    passage = passage_of(text, "أسعار الفضة والذهب")
    assert not is_elsewhere(asked("كم بلغ سعر الفضة؟"), passage, Span(0, len(METALS)))


@pytest.mark.parametrize(
    ("date", "sentence", "expected"),
    [
        ("2025-05-01", "أصيب 27 طالبا بالتسمم أمس.", True),
        ("2019-05-01", "أصيب 27 طالبا بالتسمم أمس.", False),
        ("2020-05-01", "أصيب 27 طالبا بالتسمم العام الماضي.", False),
        (None, "أصيب 27 طالبا بالتسمم أمس.", False),
    ],
)
def test_what_news_tells_is_not_of_another_year(
    date: str | None, sentence: str, *, expected: bool
) -> None:
    text = f"{sentence} وأصيب 90 عام 2019."
    passage = passage_of(text, "خبر", date)
    question = asked("كم طالبا أصيب بالتسمم عام 2019؟")
    assert is_elsewhere(question, passage, Span(0, len(sentence))) is expected


@pytest.mark.parametrize(
    ("question", "is_other"),
    [
        ("كم بلغت الأرباح في 2023؟", True),
        ("كم بلغت الأرباح في 2024؟", False),
        ("كم بلغت الأرباح؟", False),
    ],
)
def test_another_time_is_told_behind_the_answer(question: str, *, is_other: bool) -> None:
    for turn in ("بعد أن كانت", "بعدما كانت", "مقابل", "علما أنها كانت"):
        text = f"هبطت الأرباح إلى 180 مليونا في 2024 {turn} 291 مليونا في 2023."
        passage, at = passage_of(text), text.index("180")
        part = part_around(passage, Span(0, len(text)), Span(at, at + 3))
        whole = Span(0, len(text))
        assert is_of_another_time(asked(question), passage, whole, part) is is_other


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("كم سنة حبس المتهم السادس؟", "حبس الأول 20 عاما، وبرئ المتهم السادس.", "20 عاما", True),
        ("كم سنة حبس الأول؟", "حبس الأول 20 عاما، وبرئ المتهم السادس.", "20 عاما", False),
        ("كم سعر عيار 18؟", "عيار 21 عند 65 دينارا، وعيار 18 عند 58.", "65 دينارا", True),
        ("كم سعر الوقود في الأردن؟", "رفعته مصر إلى 15 جنيها، وثبته الأردن.", "15 جنيها", True),
        ("كم قتيلا سقط في بغداد؟", "سقط 15 قتيلا، بينهم طفل، في بغداد.", "15 قتيلا", False),
        (
            "كم فرقة في المسابقة؟",
            "تنافست 6 فرق، وذلك في القرية على جائزة المسابقة.",
            "6 فرق",
            False,
        ),
        ("أي دولة أكبر في المنطقة؟", "الجزائر دولة، وتعد أكبر دول المنطقة.", "الجزائر", False),
        ("أين تقع أكبر مدينة؟", "القاهرة في مصر، وتعد أكبر مدينة فيها.", "القاهرة", False),
    ],
)
def test_what_is_asked_about_stands_behind_the_answer_alone(
    question: str, sentence: str, answer: str, *, expected: bool
) -> None:
    passage, at = passage_of(sentence), sentence.index(answer)
    place = Span(at, at + len(answer))
    assert is_told_later(asked(question), passage, Span(0, len(sentence)), place) is expected


@pytest.mark.parametrize(
    ("sentence", "rest", "expected"),
    [
        ("حقق البنك ربحا بلغ 10.4 مليون.", "وفي المجموعة بنك الخليج ثم بنك الأمان.", True),
        ("حقق البنك ربحا بلغ 10.4 مليون.", "وهو بنك الخليج.", False),
        ("حقق بنك الخليج ربحا بلغ 10.4 مليون.", "وفي المجموعة بنك الأمان.", False),
    ],
)
def test_of_several_bodies_a_sentence_names_the_one_that_is_asked(
    sentence: str, rest: str, *, expected: bool
) -> None:
    passage = passage_of(f"{sentence} {rest}", "أرباح المصارف")
    question = asked("كم ربح بنك الخليج؟")
    assert is_elsewhere(question, passage, Span(0, len(sentence))) is expected


@pytest.mark.parametrize(
    ("question", "title", "expected"),
    [
        ("كم هدفا سجل كازورلا مع ملقة؟", "عقود جديدة", True),
        ("كم هدفا سجل كازورلا مع ملقة؟", "كازورلا لاعب ملقة", False),
        ("كم هدفا سجل كازورلا مع آرسنال؟", "عقود آرسنال", False),
        ("كم هدفا سجل كازورلا؟", "عقود جديدة", False),
    ],
)
def test_with_whom_it_is_asked_of_stands_in_the_sentence(
    question: str, title: str, *, expected: bool
) -> None:
    sentence = "خاض كازورلا 53 مباراة وسجل ثمانية أهداف."
    passage = passage_of(f"{sentence} وكان قد جاء إلى آرسنال من ملقة.", title)
    assert is_elsewhere(asked(question), passage, Span(0, len(sentence))) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("منذ متى لم تسجل باكستان إصابات؟", True),
        ("منذ متى لم تسجل نيجيريا إصابات؟", False),
        ("منذ متى تسبق باكستان نيجيريا؟", False),
        ("منذ متى لم تسجل إصابات؟", False),
    ],
)
def test_what_a_title_and_a_sentence_tell_of_one_state_is_not_of_another(
    question: str, *, expected: bool
) -> None:
    sentence = "ظلت فيها نيجيريا خالية من الإصابات منذ 24 يوليو 2014."
    passage = passage_of(f"{sentence} وتتجه الأنظار إلى باكستان.", "نيجيريا تحتفل بعام بلا شلل")
    assert is_elsewhere(asked(question), passage, Span(0, len(sentence))) is expected


@pytest.mark.parametrize(
    ("sentence", "title", "expected"),
    [
        ("دامت الزيارة يومين، وأدى الوفد الصلاة.", "وفد في مكة", False),
        ("دامت الزيارة يومين، وأدى الوفد الصلاة.", "زيارة إلى مكة", True),
        ("دامت الزيارة يومين، وبقي الوفد أسبوعا بعد 5 رحلات.", "وفد في مكة", True),
    ],
)
def test_a_clause_may_go_on_with_what_all_is_about(
    sentence: str, title: str, *, expected: bool
) -> None:
    passage, at = passage_of(sentence, title), sentence.index("يومين")
    place = Span(at, at + len("يومين"))
    question = asked("كم يوما استغرقت زيارة الوفد؟")
    assert is_told_later(question, passage, Span(0, len(sentence)), place) is expected


def test_a_sentence_goes_over_to_another_of_the_kind() -> None:
    text = "ارتفع الذهب 5 دنانير، أما الفضة فلم تتغير."
    passage, at = passage_of(text), text.index("5 دنانير")
    part = part_around(passage, Span(0, len(text)), Span(at, at + 8))
    assert text[slice(*part)] == "ارتفع الذهب 5 دنانير، "
    assert is_elsewhere(asked("كم دينارا ارتفعت الفضة؟"), passage, part)
    assert not is_elsewhere(asked("كم دينارا ارتفع الذهب؟"), passage, part)


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        (
            "كم ميدالية ذهبية أحرزت السعودية؟",
            "أحرزت السعودية 15 ميدالية، منها ثلاث ذهبية.",
            "15 ميدالية",
            True,
        ),
        ("كم بطاقة للرمثا؟", "رفع الحكم تسع بطاقات، منها ثلاث للرمثا.", "تسع بطاقات", True),
        ("كم ميدالية أحرزت؟", "أحرزت 15 ميدالية، منها ثلاث ذهبية.", "15 ميدالية", False),
    ],
)
def test_a_number_of_all_is_not_that_of_a_part(
    question: str, sentence: str, answer: str, *, expected: bool
) -> None:
    start = sentence.index(answer)
    place = Span(start, start + len(answer))
    passage = passage_of(sentence)
    assert is_told_later(asked(question), passage, Span(0, len(sentence)), place) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("من سجل هدف الوحدات؟", True),
        ("من سجل هدف الفوز؟", False),
        ("من سجل هدف الفوز للفيصلي على الوحدات؟", False),
        ("من هزم الفيصلي؟", False),
    ],
)
def test_whose_goal_it_is_has_to_be_told(question: str, *, expected: bool) -> None:
    first = "سجل رزق بني هاني هدف الفوز للفيصلي."
    passage = passage_of(f"{first} وافتتح الوحدات التسجيل في الدوري.")
    assert lacks_its_club(asked(question), passage, Span(0, len(first))) is expected


def test_what_is_compared_with_is_of_another_time() -> None:
    text = "يشارك 1600 فنان، مقارنة مع 1350 فنانا العام الماضي."
    passage, sentence = passage_of(text), Span(0, len(text))
    part = Span(text.index("مقارنة"), len(text))
    assert is_of_another_time(asked("كم فنانا يشارك هذا العام؟"), passage, sentence, part)
    assert not is_of_another_time(asked("كم فنانا شارك العام الماضي؟"), passage, sentence, part)


@pytest.mark.parametrize(
    ("question", "is_other"),
    [
        ("كم وفاة سجلت في لبنان؟", True),
        ("كم وفاة سجلت في سوريا؟", False),
        ("كم وفاة سجلت بالكوليرا؟", False),
    ],
)
def test_the_part_of_another_state_is_told(question: str, *, is_other: bool) -> None:
    text = "وسجلت سورية 80 وفاة، فيما أعلن لبنان أول إصابة."
    passage, sentence = passage_of(text), Span(0, len(text))
    start = text.index("80")
    part = part_around(passage, sentence, Span(start, start + 7))
    assert part.end == text.index("فيما")
    assert is_of_another_state(asked(question), passage, part) is is_other


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("كم انتهت مباراة الفيصلي والوحدات؟", "فاز الوحدات على الحسين 2-1.", True),
        ("بكم فاز الفيصلي على الوحدات؟", "فاز الفيصلي 2-1 في إربد.", True),
        ("بكام كسب الأهلي الزمالك في الماتش؟", "وفاز الأهلي على سموحة 2-1.", True),
        ("كم انتهت مباراة الفيصلي والوحدات؟", "وفاز الوحدات على الفيصلي 2-1.", False),
        ("بكم فاز نادي الفيصلي على نادي الوحدات؟", "غلب الفيصلي الوحدات 2-1.", False),
        ("كم كانت نتيجة المباراة؟", "فاز الفيصلي 2-1.", False),
        ("كم لاعبا من الفيصلي والوحدات؟", "اختير من الفيصلي 3 لاعبين.", False),
    ],
)
def test_a_score_is_of_both_who_met(question: str, text: str, *, expected: bool) -> None:
    sentence = Span(0, len(text))
    assert lacks_an_opponent(asked(question), passage_of(text), sentence) is expected

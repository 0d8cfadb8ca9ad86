"""Scores of matches."""

import pytest

from search.arabic.analyzer import words, words_of
from search.arabic.counting import units_asked
from search.arabic.scores import asks_score, score_of, scores
from search.ranking.candidates.finding import candidates
from search.ranking.questions import AnswerKind, read_question


@pytest.mark.parametrize(
    "question",
    [
        "بكم فاز الفيصلي على الوحدات؟",
        "بكام كسب الأهلي الزمالك في نهائي الكأس؟",
        "بكم هدف خسر المنتخب أمام الأردن؟",
        "بكم هزم الفيصلي الوحدات؟",
        "كم كانت نتيجة مباراة الفيصلي والوحدات؟",
        "كم النتيجة بين الفيصلي والوحدات؟",
        "ما نتيجة مباراة الفيصلي؟",
        "كم انتهت مباراة الفيصلي والوحدات؟",
        "لو سمحت كم كانت نتيجة لقاء الفيصلي والوحدات؟",
        "ما هي نتيجة مباراة الفيصلي والوحدات؟",
    ],
)
def test_a_question_for_a_score_asks_for_no_money(question: str) -> None:
    assert asks_score(words_of(question))
    assert units_asked(words_of(question)) == frozenset()
    assert read_question(question).kind is AnswerKind.NUMBER


@pytest.mark.parametrize(
    "question",
    [
        "بكم التذكرة؟",
        "بكم خسرت الشركة؟",
        "كم مباراة فاز الفيصلي؟",
        "كم خسر البنك من رأسماله؟",
        "ما نتيجة التحقيق؟",
        "ما نتيجة تحقيق الفريق الطبي؟",
        "كم كانت نتيجة الطالب؟",
        "من فاز على الوحدات؟",
        # Because of something, and what is won and lost otherwise.
        "كم مدنيا قتل نتيجة القصف على دار سعد؟",
        "كم طالبا أصيب نتيجة تصادم بين حافلة وشاحنة؟",
        "كم لاعبا أصيب نتيجة الشغب في مباراة الفيصلي؟",
        "ما نتيجة لقاء وزير الخارجية العراقي ونظيره التركي؟",
        "كم كانت نتيجة الاستفتاء على الدستور في تونس؟",
        "بكم خسر مصرف الرافدين 40 مليون دولار مع شركة الاتصالات؟",
        "بكم خسر اليوان أمام الدولار؟",
    ],
)
def test_other_questions_ask_for_none(question: str) -> None:
    assert not asks_score(words_of(question))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("فاز الفيصلي 3-1 أمس", ["3-1"]),
        ("(فاز الفيصلي 3-صفر) ثم خسر 1 - 2.", ["3-صفر", "1 - 2"]),
        ("وفاز ٢/١ و2/ صفر", ["٢/١", "2/ صفر"]),
        ("بثلاثة أهداف مقابل هدف", ["ثلاثة أهداف مقابل هدف"]),
        ("وبهدفين دون رد، أو بستة أهداف مقابل ثلاثة", ["هدفين دون رد", "ستة أهداف مقابل ثلاثة"]),
        ("بثلاثية نظيفة وبـ 4 أهداف لهدفين", ["ثلاثية نظيفة", "4 أهداف لهدفين"]),
        ("تعادلا بهدفين لمثلهما", ["هدفين لمثلهما"]),
        ("تعادلا بهدفين لكل منهما، ثم فاز 3 مقابل 1", ["هدفين لكل منهما", "3 مقابل 1"]),
        ("فاز بنتيجة 80-58، بعد أن أنهى الأولى لصالحه 20- 19", ["80-58"]),
        ("تتراوح أعمارهم بين 18-23 سنة، في الفترة 14-16 آذار", []),
        ("26-28 محرم، موسم 14-15، الدور 1/8، لمدة 10-15 دقيقة، يوم 6/11 على مدار 24/7", []),
        ("موسم 2013-2014، في 3/8/2015 بخطة 4-2-3-1 في 9:30", []),
        ("بنسبة 2-3% وبهدف سجله خالد، وثلاثة أهداف لثلاثة لاعبين", []),
    ],
)
def test_scores_are_found_whole(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in scores(text)] == found


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("3-1", (1, 3)),
        ("صفر-2", (0, 2)),
        ("ثلاثة أهداف مقابل هدف", (1, 3)),
        ("هدفين دون رد", (0, 2)),
        ("أربعة أهداف لهدفين", (2, 4)),
        ("ستة أهداف مقابل ثلاثة", (3, 6)),
        ("هدفين لمثلهما", (2, 2)),
        ("هدفين لكل منهما", (2, 2)),
        ("3 مقابل 1", (1, 3)),
        ("رباعية نظيفة", (0, 4)),
        ("5 أهداف مقابل لا شيء", (0, 5)),
        ("3 أهداف", None),
        ("فاز 3-1", None),
    ],
)
def test_a_score_is_two_counts(text: str, counts: tuple[int, int] | None) -> None:
    assert score_of(text) == counts


def test_what_answers_is_a_score_and_no_other_number() -> None:
    text = "فاز الفيصلي بثلاثة أهداف مقابل هدف أمام 5 آلاف متفرج في الدقيقة 90."
    for is_read in (False, True):
        asked = read_question("بكم فاز الفيصلي على الوحدات؟")
        found = candidates(text, list(words(text)), asked, is_read=is_read)
        assert [text[slice(*each.whole)] for each in found] == ["ثلاثة أهداف مقابل هدف"]

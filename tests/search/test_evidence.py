import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.analyzer import words
from search.arabic.clauses import clauses
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.clause_signals import ClauseSignals, clause_signals, may_answer
from search.ranking.evidence import LONGEST_RUN, choose, find_evidence, parameters, weigh
from search.ranking.questions import AnswerKind, Question, read_question
from search.records import Document, Passage, Span

TEXT = "مقدمة عامة.\nحضر وزير العدل J.\nخاتمة."
PASSAGE = Passage(Document("d", "زائد " + TEXT), 5, 5 + len(TEXT))
TOKENS = tuple(Span(i, i + len(word)) for word in TEXT.split() for i in [TEXT.index(word)])
WORDS = [TEXT[slice(*span)] for span in TOKENS]


def asked(*stems: str) -> Question:
    return Question("", (), frozenset(stems), frozenset(), AnswerKind.OTHER, len(stems), 0.0, {})


def evidence(matches: dict[tuple[str, int], float], *stems: str) -> list[str]:
    """Words of the evidence, for similarities of (passage word, question token)."""
    similarities = np.zeros((len(TOKENS), 2), np.float32)
    for (word, token), value in matches.items():
        similarities[WORDS.index(word), token] = value
    alignment = Alignment(np.asarray(TOKENS), similarities, np.asarray([0.7, 0.3], np.float32))
    found = find_evidence(weigh(PASSAGE, alignment, asked(*stems)))
    text = PASSAGE.document.text
    return [text[slice(*found.sentence)], *(text[slice(*word)] for word in found.words)]


def nothing(_: object) -> bool:
    return False


def test_the_sentence_with_the_best_matches_is_chosen() -> None:
    assert evidence({("وزير", 0): 0.9, ("عامة.", 1): 0.9}) == ["حضر وزير العدل J."]


def test_a_word_of_the_question_is_evidence_in_any_inflection() -> None:
    assert evidence({("وزير", 0): 0.9}, "عدل") == ["حضر وزير العدل J.", "العدل"]


def test_a_passage_of_one_line_is_its_own_sentence() -> None:
    passage = Passage(Document("d", "نص"), 0, 2)
    alignment = Alignment(
        np.empty((0, 2), np.int64), np.zeros((0, 1), np.float32), np.ones(1, np.float32)
    )
    found = find_evidence(weigh(passage, alignment, asked()))
    assert found.sentence == Span(0, 2)
    assert found.words == ()
    assert found.assured == 0


def test_a_word_of_the_question_is_known_by_its_stem_or_its_sound() -> None:
    asked = read_question("متى زار الوزير Cameron مدينة Riyadh؟")
    found = [word.form for word in words("زار وزير كاميرون الرياض في المدن") if asked.has(word)]
    # رياض sounds like too many words.
    assert found == ["زار", "كاميرون"]


def test_the_overlap_is_that_of_the_whole_passage() -> None:
    similarities = np.zeros((len(TOKENS), 1), np.float32)
    alignment = Alignment(np.asarray(TOKENS), similarities, np.ones(1, np.float32))
    found = find_evidence(weigh(PASSAGE, alignment, asked("زير", "خاتم", "غائب")))
    assert found.overlap == 2 / 3


def test_tokens_that_align_assure_by_their_weight() -> None:
    similarities = np.zeros((len(TOKENS), 3), np.float32)
    similarities[1, 0], similarities[2, 1] = 0.9, ALIGNED
    weights = np.asarray([0.5, 0.2, 0.3], np.float32)
    found = find_evidence(
        weigh(PASSAGE, Alignment(np.asarray(TOKENS), similarities, weights), asked())
    )
    assert found.assured == pytest.approx(0.5 + 0.1, abs=1e-3)


def kind_of_answer(question: str, text: str) -> str:
    """The sentence that is chosen where only the kind of answer decides."""
    passage = Passage(Document("d", text), 0, len(text))
    alignment = Alignment(
        np.empty((0, 2), np.int64), np.zeros((0, 1), np.float32), np.ones(1, np.float32)
    )
    found = find_evidence(weigh(passage, alignment, read_question(question)))
    return text[slice(*found.sentence)]


def test_a_question_for_a_number_or_date_prefers_a_sentence_with_one() -> None:
    text = "كلام عام.\nحضر 40 شخصا.\nوقع ذلك في أكتوبر 2018.\nيقع المقر في مدينة كبيرة."
    assert kind_of_answer("كم؟", text) == "حضر 40 شخصا."
    assert kind_of_answer("متى؟", text) == "وقع ذلك في أكتوبر 2018."
    assert kind_of_answer("أين؟", "كلام عام.\nحضر كثيرون.\nوقع ذلك في مدينة دمشق.").endswith(
        "دمشق."
    )


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("من كتب؟", "كلام عام.\nكتبه أحمد محمود.", "كتبه أحمد محمود."),
        ("في أي وادي؟", "جرف السيل شخصين.\nوقع في وادي عتود.", "وقع في وادي عتود."),
        ("ما اسم الرواية؟", "صدرت أمس.\nعنوانها «وداعا».", "عنوانها «وداعا»."),
        (
            "ما اسم الرواية؟",
            "قال: «سعى إلى أن تصدر في كل مدينة من مدن البلاد كلها».\nوعنوانها «وداعا».",
            "وعنوانها «وداعا».",
        ),
        (
            "من الناطق باسم النيابة؟",
            "قال الناطق كلاما.\nوقال الناطق «وداعا».",
            "قال الناطق كلاما.",
        ),
        ("لماذا؟", "قتل الرجل.\nوذلك إثر خلاف.", "وذلك إثر خلاف."),
        ("ماذا؟", "ما الذي نفعله؟\nنأكل الخبز.", "نأكل الخبز."),
        ("متى يلعب؟", "نال ثلاثة أهداف.\nوسيلعب يوم غد الجمعة.", "وسيلعب يوم غد الجمعة."),
        ("متى استقال؟", "تحدث طويلا.\nثم جاءت استقالته.", "ثم جاءت استقالته."),
    ],
)
def test_a_sentence_that_may_answer_by_its_form_is_preferred(
    question: str, text: str, expected: str
) -> None:
    assert kind_of_answer(question, text) == expected


def test_words_that_the_first_clause_has_tell_no_other_clause() -> None:
    text = "افتتح خط النقل.\nعن خط النقل كلام.\nطول الأنابيب كبير."
    question, found = read_question("ما طول خط النقل؟"), clauses(text)
    nothing_aligned = Alignment(
        np.empty((0, 2), np.int64), np.zeros((0, 1), np.float32), np.ones(1, np.float32)
    )
    parts = [list(words(text[slice(*span)])) for span in found]
    told = clause_signals(text, found, parts, nothing_aligned, question).distinctive
    assert told.argmax() == 2
    assert not told[:2].any()


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("كم جناحا في المتحف؟", "يضم المتحف 22 جناحا.", True),
        ("كم جناحا في المتحف؟", "يضم المتحف فعاليات كثيرة.", False),
        ("لماذا قتل؟", "قتله إثر خلاف بينهما.", True),
        ("لماذا قتل؟", "نفذ الحكم اليوم.", False),
        ("ما اسم الرواية؟", "صدرت رواية «وداعا».", True),
        ("ما اسم الرواية؟", "صدرت الرواية أمس.", False),
        ("ماذا حدث؟", "صدرت الرواية أمس.", True),
        ("متى تصدر الرواية؟", "تصدر الرواية الاثنين المقبل.", True),
        ("متى تصدر الرواية؟", "تصدر الرواية يوم الخميس.", True),
        ("متى تصدر الرواية؟", "تصدر الرواية بعد غد.", True),
        ("متى تصدر الرواية؟", "أعلن اليوم الخميس صدور الرواية.", False),
        ("في أي شهر تصدر الرواية؟", "تصدر الرواية الاثنين المقبل.", False),
    ],
)
def test_what_may_answer_is_told_by_its_form(question: str, text: str, expected: bool) -> None:  # noqa: FBT001
    whole = Span(0, len(text))
    assert may_answer(text, whole, list(words(text)), read_question(question)) is expected


def test_every_signal_has_a_weight_and_no_other() -> None:
    assert set(parameters().weights) == set(ClauseSignals._fields)


CLAUSES = "كلام عام. ذكر المدير. زار المكتب.\nخاتمة."
WITHIN = clauses(CLAUSES)


def chosen(chances: list[float], price: float) -> str:
    return CLAUSES[slice(*choose(CLAUSES, WITHIN, np.asarray(chances, np.float32), price))]


def test_one_clause_is_set_off_where_it_is_clear_which_one_answers() -> None:
    assert chosen([0.05, 0.9, 0.05, 0], price=0.01) == "ذكر المدير."


def test_neighbours_are_set_off_together_where_either_may_answer() -> None:
    assert chosen([0, 0.5, 0.5, 0], price=0.01) == "ذكر المدير. زار المكتب."
    assert chosen([0, 0.5, 0.5, 0], price=0.1) == "ذكر المدير."


def test_what_is_set_off_stands_on_one_line() -> None:
    assert "\n" not in chosen([0, 0, 0.5, 0.5], price=0.001)


@given(st.lists(st.floats(0, 1, width=32), min_size=30, max_size=30), st.floats(0, 0.01))
def test_clauses_that_are_set_off_together_are_no_longer_than_that(
    chances: list[float], price: float
) -> None:
    text = "هذه جملة ليست بقصيرة. " * 30
    found = choose(text, clauses(text), np.asarray(chances, np.float32), price)
    assert found.end - found.start <= LONGEST_RUN


def test_a_clause_long_by_itself_is_set_off_whole() -> None:
    text = "كلمة " * 200
    assert choose(text, clauses(text), np.ones(1, np.float32), 0.01) == Span(0, 999)


@pytest.mark.parametrize(
    "question", ["متى حضر الوزير؟", "كم شخصا حضر؟", "أين المقر؟", "لماذا غاب؟"]
)
@pytest.mark.parametrize("text", [TEXT, "•", "؛", "(", CLAUSES])
def test_something_is_set_off_in_every_text(question: str, text: str) -> None:
    found = kind_of_answer(question, text)
    assert found
    assert found in text

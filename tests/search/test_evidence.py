import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.analyzer import words
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.evidence import LONGEST_STATEMENT, find_evidence, statements
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
    found = find_evidence(
        PASSAGE, Alignment(TOKENS, similarities, np.asarray([0.7, 0.3], np.float32)), asked(*stems)
    )
    text = PASSAGE.document.text
    return [text[slice(*found.sentence)], *(text[slice(*word)] for word in found.words)]


def nothing(_: object) -> bool:
    return False


def test_the_sentence_with_the_best_matches_is_chosen() -> None:
    assert evidence({("وزير", 0): 0.9, ("عامة.", 1): 0.9}) == ["حضر وزير العدل J.", "وزير"]


def test_a_weak_match_is_not_evidence() -> None:
    assert evidence({("وزير", 0): ALIGNED - 0.01}) == ["حضر وزير العدل J."]


def test_a_token_that_says_little_marks_nothing() -> None:
    strong = {("وزير", 0): 0.9, ("العدل", 1): 0.9}
    assert evidence(strong) == ["حضر وزير العدل J.", "وزير", "العدل"]
    similarities = np.zeros((len(TOKENS), 2), np.float32)
    similarities[WORDS.index("العدل"), 1] = 0.9
    weights = np.asarray([0.95, 0.05], np.float32)
    assert find_evidence(PASSAGE, Alignment(TOKENS, similarities, weights), asked()).words == ()


def test_a_single_letter_is_not_evidence() -> None:
    assert evidence({("J.", 0): 0.9}) == ["حضر وزير العدل J."]


def test_a_word_of_the_question_is_evidence_in_any_inflection() -> None:
    assert evidence({("وزير", 0): 0.9}, "عدل") == ["حضر وزير العدل J.", "وزير", "العدل"]


def test_a_passage_of_one_line_is_its_own_sentence() -> None:
    passage = Passage(Document("d", "نص"), 0, 2)
    found = find_evidence(
        passage, Alignment((), np.zeros((0, 1), np.float32), np.ones(1, np.float32)), asked()
    )
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
    alignment = Alignment(TOKENS, similarities, np.ones(1, np.float32))
    found = find_evidence(PASSAGE, alignment, asked("زير", "خاتم", "غائب"))
    assert found.overlap == 2 / 3


def test_tokens_that_align_assure_by_their_weight() -> None:
    similarities = np.zeros((len(TOKENS), 3), np.float32)
    similarities[1, 0], similarities[2, 1] = 0.9, ALIGNED
    weights = np.asarray([0.5, 0.2, 0.3], np.float32)
    found = find_evidence(PASSAGE, Alignment(TOKENS, similarities, weights), asked())
    assert found.assured == pytest.approx(0.5 + 0.1, abs=1e-3)


def kind_of_answer(question: str, text: str) -> str:
    """The sentence that is chosen where only the kind of answer decides."""
    passage = Passage(Document("d", text), 0, len(text))
    alignment = Alignment((), np.zeros((0, 1), np.float32), np.ones(1, np.float32))
    found = find_evidence(passage, alignment, read_question(question))
    return text[slice(*found.sentence)]


def test_a_question_for_a_number_or_date_prefers_a_sentence_with_one() -> None:
    text = "كلام عام.\nحضر 40 شخصا.\nوقع ذلك في أكتوبر 2018.\nيقع المقر في مدينة كبيرة."
    assert kind_of_answer("كم؟", text) == "حضر 40 شخصا."
    assert kind_of_answer("متى؟", text) == "وقع ذلك في أكتوبر 2018."
    assert kind_of_answer("أين؟", text) != "كلام عام."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("نجح المشروع؛ لأنه ممول. انتهى.", ["نجح المشروع؛ لأنه ممول.", "انتهى."]),
        ("محمد علي (بالتركية: x؛ وبالألبانية: y. z) حكم. بعده.", None),
        ("عنوان؛\nنص.", ["عنوان؛", "نص."]),
        ("أول. ثان.", ["أول.", "ثان."]),
    ],
)
def test_what_is_emphasised_can_stand_alone(text: str, expected: list[str] | None) -> None:
    found = [text[slice(*span)] for span in statements(text)]
    assert found == (expected or [text.removesuffix(" بعده."), "بعده."])


@given(st.text(st.sampled_from("كلم .؛()\n؟")))
def test_statements_are_disjoint_and_leave_out_white_space_only(text: str) -> None:
    rest, last = text, 0
    for span in reversed(statements(text)):
        rest = rest[: span.start] + rest[span.end :]
    for span in statements(text):
        assert last <= span.start < span.end
        last = span.end
    assert not rest.strip()


def test_a_statement_stays_short_enough_to_quote() -> None:
    text = " ".join(["جملة طويلة إلى حد ما؛"] * 100)
    assert max(span.end - span.start for span in statements(text)) <= LONGEST_STATEMENT


@pytest.mark.parametrize(
    ("between", "expected"), [(" ", "ذكر المدير. زار المكتب."), ("\n", "زار المكتب.")]
)
def test_two_neighbours_that_are_nearly_as_good_are_emphasised_together(
    between: str, expected: str
) -> None:
    text = between.join(["كلام عام.", "ذكر المدير.", "زار المكتب."])
    spans = tuple(Span(text.index(word), text.index(word) + 6) for word in ("المدير", "المكتب"))
    similarities = np.asarray([[0.6, 0.0], [0.0, 0.6]], np.float32)
    alignment = Alignment(spans, similarities, np.asarray([0.5, 0.5], np.float32))
    found = find_evidence(Passage(Document("d", text), 0, len(text)), alignment, asked())
    assert text[slice(*found.sentence)] == expected
    assert {text[slice(*word)] for word in found.words} <= {"المدير", "المكتب"}

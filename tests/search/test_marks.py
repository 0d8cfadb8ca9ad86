import numpy as np
import pytest

from search.arabic.analyzer import words
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.marks import marked
from search.ranking.questions import read_question


def marks(question: str, text: str, *aligned: str) -> list[str]:
    """The words of a text that are marked when only some align with the question."""
    found = list(words(text))
    matches = np.zeros((len(found), max(1, len(aligned))), np.float32)
    for column, form in enumerate(aligned):
        matches[[text[slice(*word.span)] for word in found].index(form), column] = 0.9
    weights = np.full(matches.shape[1], 1 / matches.shape[1], np.float32)
    alignment = Alignment(np.asarray([word.span for word in found]), matches, weights)
    return [
        text[slice(*word.span)] for word in marked(text, found, alignment, read_question(question))
    ]


@pytest.mark.parametrize(
    ("question", "text", "aligned", "expected"),
    [
        # Inflections are marked whether they align or not.
        ("متى افتتح الجسر؟", "كان افتتاح الجسر في مايو", [], ["الجسر"]),
        ("من المدير؟", "قال المدير إن المديرة غائبة", [], ["المدير", "المديرة"]),
        # Function words are not, however well they align.
        ("متى كان مع الوفد؟", "كان مع الوفد وكان معه", ["كان", "مع"], ["الوفد"]),
        ("متى حضر الوفد؟", "في الليل حضر الوفد", ["في"], ["حضر", "الوفد"]),
        # What aligns is where it has letters of a word that is asked.
        ("ماذا يمنع النوافذ؟", "أداة لمنع النوافذ", ["لمنع"], ["لمنع", "النوافذ"]),
        ("أين تقع فلسطين؟", "أجزاء رسميا", ["أجزاء"], []),
        # A translation has none of them.
        ("who opened the bridge?", "افتتح الأمير الجسر في مايو", ["الجسر", "في"], ["الجسر"]),
        # An amount is said by the same amount alone.
        ("من دفع مليون ريال؟", "دفع مليونين", ["مليونين"], ["دفع"]),
        ("من دفع مليون ريال؟", "دفع مليون ريال", [], ["دفع", "مليون", "ريال"]),
        ("من دفع 1.25 مليون؟", "دفع مليون وربع المليون", [], ["دفع", "مليون", "وربع", "المليون"]),
        ("كم دفع؟", "دفع 40", ["40"], ["دفع"]),
    ],
)
def test_words_that_say_what_the_question_says_are_marked(
    question: str, text: str, aligned: list[str], expected: list[str]
) -> None:
    assert marks(question, text, *aligned) == expected


@pytest.mark.parametrize(("similarity", "weight"), [(ALIGNED - 0.01, 0.5), (0.9, 0.05)])
def test_a_weak_match_and_a_token_that_says_little_mark_nothing(
    similarity: float, weight: float
) -> None:
    text, question = "أداة لمنع الدخول", read_question("ماذا يمنع النوافذ؟")
    found = list(words(text))
    matches = np.asarray([[0, 0], [similarity, 0], [0, 0]], np.float32)
    weights = np.asarray([weight, 1 - weight], np.float32)
    alignment = Alignment(np.asarray([word.span for word in found]), matches, weights)
    assert marked(text, found, alignment, question) == []


def test_a_single_letter_is_not_marked() -> None:
    assert marks("متى جاء J؟", "جاء J", "J") == ["جاء"]

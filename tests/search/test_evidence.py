import numpy as np

from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.evidence import find_evidence
from search.ranking.questions import AnswerKind, Asked
from search.records import Document, Passage, Span

TEXT = "مقدمة عامة. حضر وزير العدل J. خاتمة."
PASSAGE = Passage(Document("d", "زائد " + TEXT), 5, 5 + len(TEXT))
TOKENS = tuple(Span(i, i + len(word)) for word in TEXT.split() for i in [TEXT.index(word)])
WORDS = [TEXT[slice(*span)] for span in TOKENS]


def asked(*stems: str) -> Asked:
    return Asked(frozenset(stems), frozenset(), AnswerKind.OTHER, len(stems), 0.0)


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

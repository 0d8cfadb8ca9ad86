import pytest

from search.ranking.questions import read_question
from search.ranking.verbatim import stands_verbatim
from search.records import Document, Passage

TEXT = "قال الوزير في المؤتمر: «لن نتراجع عن هذا القرار أبدا»، وأضاف أن الخطة جاهزة."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("لن نتراجع عن هذا القرار", True),
        ("لن نتراجع عن هذا القرار أبداً وأضاف", True),
        ("لن نتراجع عن القرار هذا", False),
        ("لن نتراجع عن هذا", False),
        ('من قال "لن نتراجع عن هذا"؟', True),
        ("من قال «لن نتراجع عن ذاك»؟", False),
        ('من قال "لن نتراجع"؟', False),
        ("من قال إن الخطة جاهزة؟", False),
    ],
)
def test_five_words_or_three_quoted_ones_stand_word_for_word(question: str, expected: bool) -> None:  # noqa: FBT001
    passage = Passage(Document("a", TEXT), 0, len(TEXT))
    assert stands_verbatim(read_question(question), passage) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("كم عدد الوظائف الشاغرة في البلدية؟ سنعرف غدا.", False),
        ("سأل: كم عدد الوظائف الشاغرة في البلدية؟", False),
        ("أعلن كم عدد الوظائف الشاغرة في البلدية.", True),
        ("كم عدد الوظائف الشاغرة في البلدية؟ قال كم عدد الوظائف الشاغرة في البلدية.", True),
    ],
)
def test_a_question_that_a_text_asks_does_not_attest_itself(text: str, expected: bool) -> None:  # noqa: FBT001
    passage = Passage(Document("a", text), 0, len(text))
    question = read_question("كم عدد الوظائف الشاغرة في البلدية؟")
    assert stands_verbatim(question, passage) is expected

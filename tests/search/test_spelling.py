import pytest

from search.arabic.analyzer import Word
from search.ranking.questions import read_question
from search.ranking.spelling import respell

TEXTS = ["حملة التطعيم ضد الحصبة في المدارس", "أسعار النفط والذهب", "قال إن التطعيم مجاني"]
KNOWN = {"حمل", "تطعيم", "حصب", "نفط", "اسعار", "متي"}


def is_known(word: Word) -> bool:
    return word.stem in KNOWN


@pytest.mark.parametrize(
    ("question", "better"),
    [
        ("متى حملة التطغيم؟", "متى حملة التطعيم؟"),
        ("التطغيم ضد الحسبة", "التطعيم ضد الحصبة"),
        ("أسعار النفط", None),
        ("كسوف القمر", None),
        ("من", None),
    ],
)
def test_words_that_stand_nowhere_become_the_nearest_ones(
    question: str, better: str | None
) -> None:
    assert respell(read_question(question), is_known, TEXTS) == better

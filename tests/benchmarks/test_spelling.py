import random

import pytest

from benchmarks.spelling import DAMAGES, damage
from search.arabic.normalizer import normalize


@pytest.mark.parametrize("name", DAMAGES)
def test_one_word_of_a_question_is_damaged(name: str) -> None:
    question = "متى تولى وزير المالية منصبه؟"
    typed = damage(question, DAMAGES[name], random.Random(1))  # noqa: S311 - no secret
    assert typed is not None
    pairs = list(zip(typed.split(), question.split(), strict=True))
    assert sum(normalize(one) != normalize(other) for one, other in pairs) == 1


def test_what_has_no_long_word_is_not_damaged() -> None:
    assert damage("من هو؟ 2015", DAMAGES["doubled"], random.Random(1)) is None  # noqa: S311

import random

from benchmarks.damaged_questions import (
    with_a_name_in_latin,
    with_another_name,
    with_other_spaces,
)

CHANCE = random.Random(1)  # noqa: S311 - no secret


def test_two_words_become_one_or_one_becomes_two() -> None:
    question = "متى تولى وزير المالية منصبه؟"
    damaged = with_other_spaces(question, CHANCE)
    assert damaged is not None
    assert damaged != question
    assert damaged.replace(" ", "") == question.replace(" ", "")
    assert with_other_spaces("من هو؟", CHANCE) is None


def test_a_name_has_another_g_or_lacks_a_vowel() -> None:
    assert with_another_name("متى ولد غورباتشوف؟", {"غورباتشوف"}, CHANCE) in {
        "متى ولد جورباتشوف؟",
        "متى ولد قورباتشوف؟",
    }
    assert with_another_name("متى ولد روتشيلد؟", {"روتشيلد"}, CHANCE) in {
        "متى ولد روتشلد؟",
        "متى ولد رتشيلد؟",
    }
    assert with_another_name("متى ولد أحمد؟", {"روتشيلد"}, CHANCE) is None


def test_a_name_is_written_in_latin_letters() -> None:
    latin = {"كاميرون": "kamerun"}
    asked = with_a_name_in_latin("متى ولد كاميرون؟", {*latin}, latin.__getitem__)
    assert asked == "متى ولد Kamerun؟"
    assert with_a_name_in_latin("متى ولد أحمد؟", {*latin}, latin.__getitem__) is None

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.romanization import NEVER, cost, letters, of_chats, of_names


def test_letters_are_named_by_their_place() -> None:
    assert letters("اوباما") == ("^ا", "و", "ب", "ا", "م", "ا$")
    assert letters("كتبوا") == ("ك", "ت", "ب", "وا$")
    assert letters("") == ()


@pytest.mark.parametrize(
    ("latin", "likelier", "other"),
    [
        ("7aram", "حرام", "هرم"),
        ("sa3a", "ساعه", "صاح"),
        ("a3la", "اعلي", "الا"),
        ("3'azal", "غزل", "عزل"),
        ("katabo", "كتبوا", "كتاب"),
        ("sa7i7", "صحيح", "صاح"),
    ],
)
def test_chats_are_read_by_their_digits(latin: str, likelier: str, other: str) -> None:
    assert cost(latin, likelier, of_chats()) < cost(latin, other, of_chats())


def test_what_costs_more_than_is_worth_counting_is_not_counted() -> None:
    paid = cost("kameron", "كاميرون", of_names())
    assert cost("kameron", "كاميرون", of_names(), paid) == paid
    assert cost("kameron", "كاميرون", of_names(), paid / 2) == NEVER


def test_a_doubled_letter_may_be_written_once() -> None:
    assert cost("bah", "بب", of_names()) == NEVER
    assert cost("mamdoh", "ممدوح", of_chats()) < cost("madoh", "ممدوح", of_chats()) < NEVER


@given(st.text(alphabet="abdhiklmnorst23579'"), st.text(alphabet="ابتحدرسعكلمنهويةء"))
def test_costs_are_never_negative(latin: str, form: str) -> None:
    for costs in (of_names(), of_chats()):
        assert cost(latin, form, costs) >= 0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.endings import with_usual_endings


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("متي تاسست مدينه شارلوت؟", "متى تاسست مدينة شارلوت؟"),
        ("من الوزير المصرى الذى زار القاهره", "من الوزير المصري الذي زار القاهرة"),
        ("ماهى عاصمة الدوله", "ماهي عاصمة الدولة"),
    ],
)
def test_words_end_as_they_are_usually_written(typed: str, usual: str) -> None:
    assert with_usual_endings(typed) == usual
    assert with_usual_endings(usual) == usual


@pytest.mark.parametrize(
    "text", ["قال إنه رأى بيته", "كتابه على الطاولة", "who is Ali?", "في 1958م"]
)
def test_what_is_usual_stays(text: str) -> None:
    assert with_usual_endings(text) == text


@given(st.text("ابهةىي قل.؟1 x"))
def test_a_text_stays_as_long(text: str) -> None:
    assert len(with_usual_endings(text)) == len(text)

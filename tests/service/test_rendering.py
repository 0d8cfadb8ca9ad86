import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from service.rendering import exact, field_text


@given(st.text())
def test_exact_keeps_every_character_and_lets_no_markup_through(text: str) -> None:
    html = str(exact(text))

    without_shells = re.sub('<bdi class="override">(.)</bdi>', r"\1", html)
    assert not re.search("[<>\"'\r]", without_shells)
    # unescape() reads &#13; as HTML does.
    assert unescape(without_shells) == text


def test_a_sign_that_could_turn_words_round_has_no_effect_outside_of_its_element() -> None:
    html = str(exact("أن \u2066\u200eالشركة \u200eقاضت <b>\u2069"))
    bare = re.sub('<bdi class="override">.</bdi>', "", html)
    assert bare == "أن الشركة قاضت &lt;b&gt;"


def test_metadata_values_are_readable() -> None:
    assert field_text("محليات") == "محليات"
    assert field_text(["زيتون", 1]) == '["زيتون", 1]'

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from service.rendering import exact, field_text


@given(st.text())
def test_exact_keeps_every_character_and_lets_no_markup_through(text: str) -> None:
    html = str(exact(text))

    without_shells = re.sub('<bdi class="override">([\u202d\u202e])</bdi>', r"\1", html)
    assert not re.search("[<>\"'\r]", without_shells)
    # unescape() reads &#13; as HTML does.
    assert unescape(without_shells) == text


def test_metadata_values_are_readable() -> None:
    assert field_text("محليات") == "محليات"
    assert field_text(["زيتون", 1]) == '["زيتون", 1]'

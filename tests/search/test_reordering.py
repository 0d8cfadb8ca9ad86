"""Signs that could show the words of a text in another order are known, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.records import Span
from search.reordering import in_order, is_reordered, reordering

QUOTED = "الشركة قاضت الوزارة"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("الشركة قاضت الوزارة", []),
        *((f"ق{sign}ا", [1]) for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        # Between words of one direction, a mark of the other parts them.
        ("الشركة \u200eقاضت، \u200e\u200eالوزارة", [7, 14, 15]),
        ("a \u200fb \u061cc", [2, 5]),
        ("الشركة \u3164قاضت \u2800الوزارة", [7, 13]),
        # Where a part of a text begins or ends, more of it may stand beside it.
        ("\u200eالوزارة \u200e", [0, 9]),
        # Where they keep the order of names, numbers and their signs they are let alone.
        ("الهاتف \u200e+962 6 555\u200e في عمان", []),
        ("شركة Google\u200f، في (UN\u200e) أمس", []),
        ("قال\u200f: نعم\u200f.", []),
        ("said\u200e.", []),
        ("\u200e", []),
    ],
)
def test_signs_that_can_change_the_order_are_found(text: str, places: list[int]) -> None:
    assert reordering(text) == places


@given(st.text(st.sampled_from("اب ab5.\n\u200e\u200f\u061c\u202a\u202e\u2066\u2069\u3164")))
def test_what_is_shown_has_the_same_places(text: str) -> None:
    shown = in_order(text)
    assert len(shown) == len(text)
    for i, (one, other) in enumerate(zip(text, shown, strict=True)):
        assert other == ("\ufffd" if i in reordering(text) else one)


@pytest.mark.parametrize(
    "text",
    [
        "أعلنت المحكمة أن \u2066\u200eالشركة \u200eقاضت \u200eالوزارة\u200e\u2069 في القضية",
        "\u2066في القضية \u200eالشركة \u200eقاضت \u200eالوزارة",
        "\u202aأمس \u202bقبل الظهر\u202c الشركة قاضت الوزارة",
        "\u202eالشركة قاضت الوزارة\u202c",
        "الشركة \u200eقاضت \u200eالوزارة",
        "\u2068A: الشركة قاضت الوزارة",
    ],
)
def test_words_among_such_signs_may_be_shown_in_another_order(text: str) -> None:
    assert is_reordered(text, Span(text.index("الشركة"), text.index("الوزارة") + 7))


@pytest.mark.parametrize(
    "text",
    [
        QUOTED,
        f"\u202b{QUOTED}\u202c",
        f"\u2067{QUOTED}\u2069",
        f"\u2066AFP\u2069 {QUOTED}",
        f"\u2066\n{QUOTED}",
        f"{QUOTED} \u2066غدا",
        "الشركة\u200f قاضت\u200f الوزارة",
        "الشركة \u2066(ABC)\u2069 قاضت \u202a+962 6\u202c الوزارة",
    ],
)
def test_signs_that_turn_nothing_round_are_not_told(text: str) -> None:
    assert not is_reordered(text, Span(text.index("الشركة"), text.index("الوزارة") + 7))

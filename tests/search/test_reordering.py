"""Signs that could show the words of a text in another order are known, and no others."""

from itertools import groupby
from operator import itemgetter

import pytest
from hypothesis import example, given
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
        # What ends an embedding ends no isolate, and the other way round.
        "\u2066\u202c\u2067الشركة\u2069 \u2067قاضت\u2069 \u2067الوزارة\u2069",
        "\u202d\u2069الشركة قاضت الوزارة",
        "\u202a\u2069 الشركة قاضت الوزارة",
        "\u202d\u2067\u202c\u2069 الشركة قاضت الوزارة",
        "\u2066\u202b\u202c\u202c الشركة قاضت الوزارة",
        # What is nested too deep is not opened, and ends by itself.
        "\u202d" + 130 * "\u202b" + 130 * "\u202c" + " الشركة قاضت الوزارة",
        "\u202d" + 130 * "\u2067" + 131 * "\u202c" + 130 * "\u2069" + " الشركة قاضت الوزارة",
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
        f"\u202a\u2067\u2069\u202c {QUOTED}",
        f"\u2067\u202d\u2069 {QUOTED}",
        "الشركة \u2066(ABC)\u2069 قاضت \u202a+962 6\u202c الوزارة",
    ],
)
def test_signs_that_turn_nothing_round_are_not_told(text: str) -> None:
    assert not is_reordered(text, Span(text.index("الشركة"), text.index("الوزارة") + 7))


WORDS = ("أول", "ثان", "ثالث")
# Whether they lead from right to left, and whether they override.
EXPLICIT = dict(zip("\u202a\u202b\u2066\u2067", [(0, False), (1, False)] * 2, strict=True)) | {
    "\u202d": (0, True),
    "\u202e": (1, True),
}


def levels_of(parts: list[str], level: int) -> list[tuple[int, str]]:
    """Words and what stands between them, with their levels by X1 to X8 and I1 to I2 of UAX 9.

    What stands between them may be anything that runs as what it is embedded in does.
    """
    levels = []
    opened = [(level, 1, False)]
    for part in parts:
        now, is_rtl, is_isolate = opened[-1]
        if part in EXPLICIT:
            leads, overrides = EXPLICIT[part]
            # The next level that is odd or even as the direction is.
            inner = now + 2 - (now + leads) % 2
            opened.append((inner, leads if overrides else 1, part in "\u2066\u2067"))
        elif part == "\u2069" and any(isolate for *_, isolate in opened):
            while not opened.pop()[2]:
                pass
        elif part == "\u202c" and len(opened) > 1 and not is_isolate:
            opened.pop()
        elif part in WORDS:
            levels += [(now + (now + is_rtl) % 2, part), (now, "")]
    return levels


def seen(levels: list[tuple[int, str]]) -> list[str]:
    """Words in the order from right to left in which they are seen, by L2 of UAX 9."""
    for least in range(max(levels)[0], 0, -1):
        marked = [(each[0] >= least, each) for each in levels]
        runs = [(high, [each for _, each in run]) for high, run in groupby(marked, itemgetter(0))]
        levels = [each for high, run in runs for each in (reversed(run) if high else run)]
    return [word for _, word in reversed(levels) if word]


SIGNS = st.sampled_from([*EXPLICIT, "\u202c", "\u2069"])


@given(st.lists(SIGNS, max_size=6), st.lists(st.lists(SIGNS, max_size=3), min_size=2, max_size=2))
@example(["\u202a"], [["\u202c", "\u202b"], []])
def test_what_is_seen_in_another_order_is_told(before: list[str], between: list[list[str]]) -> None:
    parts = [*before, WORDS[0], *between[0], WORDS[1], *between[1], WORDS[2]]
    line = "".join(f"{part} " if part in WORDS else part for part in parts)
    if seen(levels_of(parts, 1)) != list(WORDS):
        assert is_reordered(line, Span(line.index(WORDS[0]), line.index(WORDS[2]) + len(WORDS[2])))

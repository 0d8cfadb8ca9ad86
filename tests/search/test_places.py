"""Places of tokens in few bytes: the same come out, and none of another text."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from search.ranking.places import packed, unpacked
from search.records import Span

steps = st.integers(0, 300) | st.integers(0, 3)


@st.composite
def in_order(draw: st.DrawFn) -> list[Span]:
    found = draw(st.lists(st.tuples(steps, steps), max_size=30))
    starts = accumulate(step for step, _ in found)
    return [Span(start, start + length) for start, (_, length) in zip(starts, found, strict=True)]


@given(in_order())
def test_what_was_packed_comes_out(spans: list[Span]) -> None:
    length = max((end for _, end in spans), default=0)
    found = unpacked(packed(spans), len(spans), length)
    assert found is not None
    assert [Span(*each) for each in found.tolist()] == spans


def test_a_token_takes_two_bytes() -> None:
    assert packed([Span(0, 4), Span(5, 9), Span(9, 11)]) == bytes((0, 4, 5, 4, 4, 2))


def test_tokens_out_of_order_are_not_kept() -> None:
    assert packed([Span(5, 9), Span(0, 4)]) is None
    assert packed([Span(5, 4)]) is None


@given(in_order(), st.integers(0, 30), st.integers(0, 600), st.binary(max_size=100))
def test_none_beyond_a_text_come_out(
    spans: list[Span], tokens: int, length: int, written: bytes
) -> None:
    for places in (packed(spans), written):
        found = unpacked(places, tokens, length)
        if found is not None:
            assert len(found) == tokens
            assert all(0 <= start <= end <= length for start, end in found)


def test_none_were_kept() -> None:
    assert unpacked(None, 3, 10) is None

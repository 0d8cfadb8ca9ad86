"""Where a text has given words exactly, and how long it takes to find out."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.quotations.places import MOST, places
from search.records import Span

TEXT = "  فاز  المنتخب\n\nبهدفين.\tفاز المنتخب ثانية، ولم يفز غيره."


@pytest.mark.parametrize(
    ("wanted", "near", "expected"),
    [
        ("فاز المنتخب", 0, "فاز  المنتخب"),
        ("فاز المنتخب", len(TEXT), "فاز المنتخب"),
        ("المنتخب بهدفين.  فاز", 0, "المنتخب\n\nبهدفين.\tفاز"),
        ("غيره.", 0, "غيره."),
    ],
)
def test_the_nearest_place_is_the_first(wanted: str, near: int, expected: str) -> None:
    assert TEXT[slice(*places(TEXT, wanted, near)[0])] == expected


@pytest.mark.parametrize("wanted", ["", " \n", "فوز", "المنتخب ثان", "از المنتخب", "هدفين"])
def test_what_is_not_there_as_whole_words_has_no_place(wanted: str) -> None:
    assert places(TEXT, wanted, 0) == []


@given(text=st.text("اب \n\t", max_size=60), wanted=st.text("اب ", min_size=1, max_size=5))
def test_a_place_has_the_words_and_nothing_but_white_space_between_them(
    text: str, wanted: str
) -> None:
    found = places(text, wanted, 0)
    spaced = re.compile(r"\s+".join(map(re.escape, wanted.split())) + r"(?!\w)")
    apart = [m for m in spaced.finditer(text) if not text[m.start() - 1 : m.start()].isalpha()]
    assert wanted.split() == [] or {Span(*m.span()) for m in apart} >= set(found)
    assert all(text[slice(*span)].split() == wanted.split() for span in found)


@pytest.mark.parametrize("wanted", ["ا", "ا " * 2499 + "ب", "ا " * 2500])
def test_it_takes_a_time_that_grows_with_the_text_alone(wanted: str) -> None:
    text = "ا " * 100_000
    started = time.thread_time()
    assert len(places(text, wanted, 50_000)) <= MOST
    assert time.thread_time() - started < 5  # it took minutes

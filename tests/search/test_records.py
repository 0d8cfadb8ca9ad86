from hypothesis import given
from hypothesis import strategies as st

from search.kinds import Unit
from search.parts import Location, numbered_pages
from search.records import Document, Passage, Span, blank


def in_pairs(edges: set[int]) -> list[Span]:
    rising = sorted(edges)
    return [Span(*pair) for pair in zip(rising[::2], rising[1::2], strict=False)]


spans = st.builds(in_pairs, st.sets(st.integers(0, 30), max_size=8))


@given(st.text(max_size=30), spans, st.integers(0, 10))
def test_blanking_keeps_every_offset(text: str, hidden: list[Span], offset: int) -> None:
    blanked = blank(text, hidden, offset)
    assert len(blanked) == len(text)
    for at, (before, after) in enumerate(zip(text, blanked, strict=True)):
        inside = any(span.start <= at + offset < span.end for span in hidden)
        assert after == (" " if inside and not before.isspace() else before)


def test_lines_stay_lines() -> None:
    assert blank("أ\nب\nج", [Span(1, 4)]) == "أ\n \nج"


def test_a_passage_is_searched_without_what_is_ignored() -> None:
    document = Document("d", "خبر مهم شارك هنا", title="عنوان", ignored=(Span(8, 16),))
    passage = Passage(document, 4, 16)
    assert passage.text == "مهم شارك هنا"
    assert passage.searched_text == "مهم         "
    assert passage.indexed_text == "عنوان\nمهم         "


def test_pages_are_counted_from_one() -> None:
    document = Document("d", "x" * 30, parts=numbered_pages((0, 10, 10, 20)))
    assert document.location_of(0, 10) == Location(Unit.PAGE, "1", "1")
    assert document.location_of(10, 20) == Location(Unit.PAGE, "3", "3")  # page 2 has no text
    assert document.location_of(5, 25) == Location(Unit.PAGE, "1", "4")
    assert Document("d", "x").location_of(0, 1) is None

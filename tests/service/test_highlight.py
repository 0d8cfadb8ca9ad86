from hypothesis import given
from hypothesis import strategies as st

from search.records import Span
from service.highlight import Segment, runs, segments

SPANS = st.builds(Span, st.integers(-5, 60), st.integers(-5, 60))


@given(
    st.text(max_size=40),
    st.integers(0, 20),
    st.none() | SPANS,
    st.none() | SPANS,
    st.lists(SPANS, max_size=5),
)
def test_segments_join_to_the_text_and_carry_the_flags_of_every_character(
    text: str, offset: int, passage: Span | None, sentence: Span | None, evidence: list[Span]
) -> None:
    parts = segments(text, offset=offset, passage=passage, sentence=sentence, evidence=evidence)

    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
    at = offset
    for part in parts:
        for _ in part.text:
            assert part.in_passage == _holds(passage, at)
            assert part.in_sentence == _holds(sentence, at)
            assert part.is_evidence == any(_holds(span, at) for span in evidence)
            at += 1


def test_runs_nest_without_losing_a_segment() -> None:
    parts = segments("abcdef", sentence=Span(1, 4), evidence=[Span(2, 3)])

    assert [(flag, [part.text for part in run]) for flag, run in runs(parts, "in_sentence")] == [
        (False, ["a"]),
        (True, ["b", "c", "d"]),
        (False, ["ef"]),
    ]


def test_offset_places_spans_of_the_document_in_a_quotation() -> None:
    parts = segments("كتاب جديد", offset=100, evidence=[Span(105, 109)])

    assert parts == [
        Segment("كتاب ", in_passage=False, in_sentence=False, is_evidence=False),
        Segment("جديد", in_passage=False, in_sentence=False, is_evidence=True),
    ]


def _holds(span: Span | None, at: int) -> bool:
    return span is not None and span.start <= at < span.end

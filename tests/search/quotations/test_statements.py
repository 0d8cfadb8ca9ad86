"""Who said what in a document."""

import time

import pytest

from search.quotations.statements import MOST_LOOKED_AT, statements
from search.records import Document, Span


def said(text: str, *ignored: Span) -> list[tuple[str, str]]:
    """Speakers and their words, as they stand in a text."""
    found = statements(Document("a", text, ignored=ignored)).found
    return [(text[slice(*each.speaker)], text[slice(*each.words)]) for each in found]


WORDS = "سنفتح المعبر صباح الأحد"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (f"وقال الوزير سامي حداد: «{WORDS}».", "الوزير سامي حداد"),
        (f"وقال الوزير سامي حداد: \u201c{WORDS}\u201d.", "الوزير سامي حداد"),
        (f'وقال سامي حداد "{WORDS}". وأضاف غيره.', "سامي حداد"),
        (f"«{WORDS}»، قال سامي حداد.", "سامي حداد"),
        (f"وأكد سامي حداد أن «{WORDS}».", "سامي حداد"),
    ],
)
def test_a_quotation_is_given_with_the_speaker_that_the_text_names(text: str, speaker: str) -> None:
    assert said(text) == [(speaker, WORDS)]


@pytest.mark.parametrize(
    "text",
    [
        f"«{WORDS}».",
        f"وأضاف: «{WORDS}».",
        f"ولم يقل الوزير سامي حداد «{WORDS}».",
        f"ونفى الوزير سامي حداد أن يكون قال: «{WORDS}».",
        f"قال لي: «{WORDS}».",
        "وقال سامي حداد: «سنفتح المعبر».",
        "وقال سامي حداد إن خطة «الطريق إلى قمة الجبل» تبدأ غدا.",
        f"وقال سامي حداد: «{WORDS}",
    ],
)
def test_nobody_is_named_where_it_is_not_clear_who_speaks(text: str) -> None:
    assert said(text) == []


def test_a_denied_quotation_is_no_statement_of_who_tells_of_it() -> None:
    words = "«سنبني مئة مدرسة جديدة هذا العام»"
    text = f"لم يقل الوزير أحمد العلي {words} كما زعمت الصحيفة. {words} كما قال النائب سعد."
    (found,) = statements(Document("d", text)).found
    assert text[slice(*found.speaker)] == "النائب سعد"


def test_what_is_not_of_the_article_is_left_out() -> None:
    text = f"شارك: وقال سامي حداد: «{WORDS}»."
    assert said(text, Span(0, len(text))) == []


def test_a_stray_mark_does_not_turn_what_stands_between_quotations_into_one() -> None:
    text = f'انتهى البيان". وقال سامي حداد "{WORDS}". وقال رامي عون "لن نقبل بذلك أبدا اليوم".'
    assert said(text) == [("سامي حداد", WORDS), ("رامي عون", "لن نقبل بذلك أبدا اليوم")]


def test_a_long_document_is_looked_at_as_far_as_the_bound() -> None:
    text = f"وقال سامي حداد: «{WORDS}».\n" * 20_000
    began = time.thread_time()
    found = statements(Document("a", text))
    took = time.thread_time() - began

    assert (len(found.found), found.is_all) == (MOST_LOOKED_AT, False)
    assert took < 5


@pytest.mark.parametrize("marks", ["«" * 50_000, "«»" * 50_000, '"' * 100_000, "«“" * 50_000])
def test_many_marks_take_no_long(marks: str) -> None:
    began = time.thread_time()
    assert statements(Document("a", marks)).found == ()
    assert time.thread_time() - began < 5

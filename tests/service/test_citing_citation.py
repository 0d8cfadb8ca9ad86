import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from search.kinds import Unit
from search.parts import Location, numbered_pages
from search.records import Document, Span
from search.reordering import in_order
from service.citing.citation import citation_line, date_in_words, message, quotation
from service.language import Language
from tests.service.citing_examples import CITATION, QUOTE, hit_with, texts


def test_arabic_citation_says_what_is_known_in_order() -> None:
    assert citation_line(CITATION) == (
        "«حوار إقليمي عن مكافحة الاتجار بالبشر»، الوكالة الوطنية، سعاد الخطيب، "
        "14 حزيران/يونيو 2022، ص 7–8، https://news.example/2022/1?id=7&lang=ar، "
        f"[الموضع 1200–{CITATION.end}، أخبار/2022/حوار.txt]"
    )


def test_english_citation_says_what_is_known_in_order() -> None:
    assert citation_line(
        CITATION, Span(1200, 1210), Location(Unit.PAGE, "7", "7"), Language.EN
    ) == (
        "“حوار إقليمي عن مكافحة الاتجار بالبشر”, الوكالة الوطنية, سعاد الخطيب, "
        "14 June 2022, p. 7, https://news.example/2022/1?id=7&lang=ar, "
        "[أخبار/2022/حوار.txt, 1200–1210]"
    )


def test_citation_line_of_a_document_says_what_is_known() -> None:
    document = Document(
        id="x/1.txt",
        text="0123456789",
        title="عنوان\u202e",
        date="2022-06",
        url="javascript:alert(1)",
        parts=numbered_pages((0, 5)),
    )

    line = citation_line(document, Span(6, 9))

    assert line == "«عنوان»، حزيران/يونيو 2022، ص 2، [الموضع 6\u20139، x/1.txt]"


@given(texts)
def test_a_citation_is_one_line_without_controls(text: str) -> None:
    for language in Language:
        line = citation_line(hit_with(text).citation, language=language)
        assert line.splitlines() == [line]
        kinds = {unicodedata.bidirectional(letter) for letter in line}
        assert not kinds & {"RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI", "B"}
        assert not any(unicodedata.category(letter) == "Cc" for letter in line)


def test_a_title_cannot_pass_for_a_source() -> None:
    citation = replace(CITATION, title="عنوان»، رويترز، «خبر", source=None)
    assert citation_line(citation).startswith("«عنوان”، رويترز، “خبر»، سعاد")


@given(texts)
def test_a_quotation_is_exact_between_its_marks(text: str) -> None:
    # But for the signs that could show its words in another order.
    citation = hit_with(text).citation
    for language, marks in ((Language.AR, "«»"), (Language.EN, "“”")):
        copied = quotation(citation, language=language)
        line = citation_line(citation, language=language)
        assert copied == f"{marks[0]}{in_order(text)}{marks[1]}\n{line}"


def test_a_part_of_a_quotation_is_cut_by_its_place_in_the_document() -> None:
    copied = quotation(CITATION, Span(1203, 1210), Location(Unit.PAGE, "7", "7"))

    assert copied.splitlines()[0] == f"«{QUOTE[3:10]}»"
    assert "ص 7،" in copied
    assert "1203–1210، " in copied


@pytest.mark.parametrize(
    ("date", "arabic", "english"),
    [
        ("2022-01-01", "1 كانون الثاني/يناير 2022", "1 January 2022"),
        ("2022-11", "تشرين الثاني/نوفمبر 2022", "November 2022"),
        ("2022", "2022", "2022"),
        ("2022-13-01", "2022-13-01", "2022-13-01"),
        ("أمس", "أمس", "أمس"),
        ("", "", ""),
    ],
)
def test_dates_are_written_in_words_as_exactly_as_they_are_known(
    date: str, arabic: str, english: str
) -> None:
    assert date_in_words(date, Language.AR) == arabic
    assert date_in_words(date, Language.EN) == english


def test_a_message_is_one_line_with_source_date_and_a_link() -> None:
    citation = replace(CITATION, quote="قال\n  الوزير\u202e نعم", end=CITATION.start + 18)

    assert message(citation, "/documents/x", Language.AR) == (
        "«قال الوزير\ufffd نعم»، الوكالة الوطنية، 14 حزيران/يونيو 2022"
        " https://news.example/2022/1?id=7&lang=ar"
    )
    unknown = replace(citation, url="javascript:x", source=None, date=None)
    assert message(unknown, "/documents/x", Language.EN).endswith(
        "”, حوار إقليمي عن مكافحة الاتجار بالبشر /documents/x"
    )

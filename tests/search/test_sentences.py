import pytest
from hypothesis import given

from search.arabic.sentences import paragraphs, sentences
from tests.search.test_analyzer import arabic_text


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("جاء. ذهب.", ["جاء.", "ذهب."]),
        ("من جاء؟ محمد!", ["من جاء؟", "محمد!"]),
        ("أولا؛ ثانيا، ثالثا", ["أولا؛", "ثانيا، ثالثا"]),
        ("قال د. أحمد ذلك.", ["قال د. أحمد ذلك."]),
        ("السفير أ.د. سعيد هنا.", ["السفير أ.د. سعيد هنا."]),
        ("عام 132 هـ. تقريبا", ["عام 132 هـ. تقريبا"]),
        ("قال د.م. سالم ود. أحمد ذلك.", ["قال د.م. سالم ود. أحمد ذلك."]),
        ("حضر أ. م. د. علي. ثم خرج", ["حضر أ. م. د. علي.", "ثم خرج"]),
        ("العنوان: ص.ب. 123 عمان. انتهى", ["العنوان: ص.ب. 123 عمان.", "انتهى"]),
        ("العنوان (ص. ب. 123) هنا", ["العنوان (ص. ب. 123) هنا"]),
        ("وكالة U.N.R.W.A. في غزة. انتهى", ["وكالة U.N.R.W.A. في غزة.", "انتهى"]),
        ("شركة بي. بي خسرت. انتهى", ["شركة بي. بي خسرت.", "انتهى"]),
        ("قناة سي. إن. إن. الأمريكية. انتهى", ["قناة سي. إن. إن. الأمريكية.", "انتهى"]),
        ("نقلت بي بي سي. إن الشركة خسرت", ["نقلت بي بي سي.", "إن الشركة خسرت"]),
        ("باعت بي. بيعت أمس", ["باعت بي.", "بيعت أمس"]),
        ("شركة ش.م.م. مقرها دبي", ["شركة ش.م.م. مقرها دبي"]),
        ("by George W. Bush and Dr. Lee. Then", ["by George W. Bush and Dr. Lee.", "Then"]),
        ("فيتامين C. وهو في البرتقال", ["فيتامين C.", "وهو في البرتقال"]),
        ("قال إنه معه.لم يأت. ذهب", ["قال إنه معه.لم يأت.", "ذهب"]),
        ("أخذ الكتاب منه. ب. ت", ["أخذ الكتاب منه.", "ب.", "ت"]),
        ("بلغ 3.5 في المئة. انتهى", ["بلغ 3.5 في المئة.", "انتهى"]),
        ("قال: “انتهى الأمر.” ثم خرج", ["قال: “انتهى الأمر.”", "ثم خرج"]),
        ("سطر\nسطر آخر\r\n\r\nثالث", ["سطر", "سطر آخر", "ثالث"]),
        ("حقا؟! نعم...", ["حقا؟!", "نعم..."]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_splits(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(arabic_text)
def test_spans_tile_the_text(text: str) -> None:
    last = 0
    for span in sentences(text):
        assert text[last : span.start].strip() == ""
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        last = span.end
    assert text[last:].strip() == ""


@given(arabic_text)
def test_paragraphs_hold_every_sentence_once(text: str) -> None:
    spans = sentences(text)
    assert [span for group in paragraphs(text, spans) for span in group] == spans


def test_paragraphs_are_lines() -> None:
    text = "واحد. اثنان.\nثلاثة."
    assert [len(group) for group in paragraphs(text, sentences(text))] == [2, 1]

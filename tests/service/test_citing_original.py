from urllib.parse import unquote

import pytest
from hypothesis import given

from service.citing.original import original_link
from tests.service.citing_examples import texts


def test_a_short_quotation_is_looked_for_as_a_whole() -> None:
    link = original_link("https://a.example/1", "قال الوزير إن الحوار فرصة")
    assert link is not None
    assert link.isascii()
    assert unquote(link) == "https://a.example/1#:~:text=قال الوزير إن الحوار فرصة"


def test_a_long_quotation_is_looked_for_by_its_first_and_last_words() -> None:
    quote = "قال الوزير إن الحوار فرصة لتبادل الخبرات بين الدول.\n\nوشارك فيه وفد، من عمّان"
    link = original_link("https://a.example/1", quote)
    assert unquote(str(link)) == (
        "https://a.example/1#:~:text=قال الوزير إن الحوار فرصة,وشارك فيه وفد، من عمّان"
    )


def test_marks_of_the_syntax_are_encoded_in_words() -> None:
    link = original_link("https://a.example/1", "a-b, c & d%")
    assert link == "https://a.example/1#:~:text=a%2Db%2C%20c%20%26%20d%25"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/#part", "https://a.example/#part:~:text=a"),
        ("https://a.example/#:~:text=b", "https://a.example/#:~:text=a"),
        ("https://a.example/?q=ب", "https://a.example/?q=ب#:~:text=a"),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_the_address_itself_is_kept(url: str | None, expected: str | None) -> None:
    assert original_link(url, "a") == expected


def test_without_words_there_is_nothing_to_look_for() -> None:
    assert original_link("https://a.example/", " \n\u202e ") == "https://a.example/"


@given(texts)
def test_a_fragment_has_whole_words_of_the_quotation_and_one_comma_at_most(text: str) -> None:
    link = original_link("https://a.example/", text)
    fragment = str(link).partition(":~:text=")[2]
    parts = [unquote(part) for part in fragment.split(",")]
    assert len(parts) <= 2
    assert not set(fragment) & set("-&\"'<> \r\n")
    words = {"".join(c for c in word if c.isprintable()) for word in text.split()}
    shown = {"".join(c for c in word if c.isprintable()) for part in parts for word in part.split()}
    assert shown <= words | {""}

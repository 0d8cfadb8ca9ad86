import pytest

from service.citing.text import direction, plain, web_url, with_letters


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https:",
        "https:///path",
        "http://[bad",
        "/local",
    ],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_url(url) is None


@pytest.mark.parametrize("url", ["http://a.example", "HTTPS://a.example/خبر?q=1"])
def test_web_addresses_are_kept(url: str) -> None:
    assert web_url(url) == url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AFP - قال الوزير إن المؤتمر سيعقد غدا", "rtl"),
        ("The minister said مؤتمر yesterday", "ltr"),
        ("2022", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_goes_by_the_letters_that_prevail(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_plain_text_is_one_line_without_controls() -> None:
    assert plain("ال\u200fوزير") == "الوزير"
    assert plain("أ\u202e ب\r\n\tج\x00\u2069") == "أ ب ج"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x\r\nSet-Cookie: a", "https://a.example/x%0D%0ASet-Cookie:%20a"),
        ("https://a.example/\u202eb{}\\", "https://a.example/%E2%80%AEb%7B%7D%5C"),
        ("https://a.example/%41\"<'>", "https://a.example/%41%22%3C'%3E"),
    ],
)
def test_what_no_address_has_is_percent_encoded(url: str, expected: str) -> None:
    assert web_url(url) == expected


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/?q=%D8%A7%D9%84%D9%86%D9%81%D8%B7+2015", "/?q=النفط+2015"),
        # A letter of an address within an address, marks, tatweel, signs of direction, other bytes.
        ("/?search=q%3D%25D8%25A7", "/?search=q%3D%25D8%25A7"),
        ("/%D9%8B%D9%80%D8%9C%E2%80%AE%26%22%3C%D8", "/%D9%8B%D9%80%D8%9C%E2%80%AE%26%22%3C%D8"),
    ],
)
def test_only_arabic_letters_stand_in_an_address_as_they_are(address: str, shown: str) -> None:
    assert with_letters(address) == shown

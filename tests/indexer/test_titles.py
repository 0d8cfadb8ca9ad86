import pytest

from indexer.titles import EXCERPT_LENGTH, title_of

LONG = "التقت مديرة العمليات أعضاء الجمعية الثقافية " * 6


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("عنوان قصير\nوالنص بعده.", "عنوان قصير"),
        ("\n\n  عنوان \nنص", "عنوان"),
        ("قال د. سعيد كلمة\nنص", "قال د. سعيد كلمة"),
        ("جملة كاملة. وأخرى.", "جملة كاملة."),
        (" \n", None),
        ("", None),
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_a_long_first_line_is_cut_between_words() -> None:
    title = title_of(LONG)
    assert title is not None
    assert title.endswith("…")
    assert len(title) <= EXCERPT_LENGTH + 1
    assert LONG.startswith(title[:-1] + " ")

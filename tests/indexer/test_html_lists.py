"""The numbers that browsers set before the items of lists are read with them."""

import pytest

from indexer.readers.markup import plain_text

ITEMS = "<li>الرسوم</li><li>الغرامات</li><li>النشر</li>"


def lines(page: str) -> list[str]:
    return plain_text(page).splitlines()


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1. ", "2. ", "3. "]),
        ("start=12", ["12. ", "13. ", "14. "]),
        ("reversed", ["3. ", "2. ", "1. "]),
        ("type=a", ["a. ", "b. ", "c. "]),
        ("type=I class=css-1", ["I. ", "II. ", "III. "]),
        ("class=css-1", ["", "", ""]),  # whose sheet is not at hand
        ("style='list-style:none'", ["", "", ""]),
        ("class=css-1 style='list-style: arabic-indic inside'", ["١. ", "٢. ", "٣. "]),
        ("style='list-style-type:hebrew'", ["", "", ""]),
    ],
)
def test_items_have_the_numbers_that_are_shown(attributes: str, numbers: list[str]) -> None:
    said = ("الرسوم", "الغرامات", "النشر")
    expected = [number + text for number, text in zip(numbers, said, strict=True)]
    assert lines(f"<p>المواد:</p><ol {attributes}>{ITEMS}</ol>")[1:] == expected


def test_sheets_and_items_change_numbers() -> None:
    page = (
        "<style>.m>li{list-style-type:arabic-indic}.n{list-style:none}</style><p>المواد:</p>"
        "<ol class=m start=3><li>أولى</li><li value=9><p>ثانية</p></li><li>ثالثة"
        "<ol type=a><li>فقرة</li></ol></li></ol><ol class=n start=2><li>بلا رقم</li></ol>"
    )
    assert lines(page)[1:] == ["٣. أولى", "٩. ثانية", "١٠. ثالثة", "a. فقرة", "بلا رقم"]


def test_a_number_that_is_written_already_and_one_that_is_no_list_are_left() -> None:
    page = (
        "<ol><li>1- أولى</li><li>20 دينارا</li><li><b>3.</b> ثالثة</li></ol>"
        "<nav><ol><li>الرئيسية</li></ol></nav><ul><li>بند</li></ul>"
    )
    assert lines(page) == ["1- أولى", "2. 20 دينارا", "3. ثالثة", "الرئيسية", "بند"]

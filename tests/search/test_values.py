import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.values import dates, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بلغ عددهم بـ104 مليون نسمة", ["104 مليون"]),
        ("نحو 2.1 مليون و60% من 8.7 في المئة", ["2.1 مليون", "60%", "8.7 في المئة"]),
        ("حضر ثلاثة وعشرون شخصا", ["ثلاثة وعشرون"]),
        ("دفع ٣٣٠٬٠٠٠ دينار", ["٣٣٠٬٠٠٠"]),
        ("لا عدد هنا", []),
        ("قتل عشرة الاثنين ثلاثة منهم جنود", ["عشرة", "ثلاثة"]),
        ("مساء الإثنين وبالاثنين وللاثنين 20 يوليو", ["20"]),
        ("اليوم الاثنين والعشرين حضر اثنين", ["الاثنين والعشرين", "اثنين"]),
    ],
)
def test_numbers_in_digits_and_words(text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for span in numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ولد (13 أكتوبر 1958 - 2 أكتوبر 2018)", ["13 أكتوبر 1958", "2 أكتوبر 2018"]),
        ("السبت 6 تشرين الأول 1973 م الموافق 10 رمضان", ["6 تشرين الأول 1973", "10 رمضان"]),
        ("في 4 ذي القعدة 1436 هـ", ["4 ذي القعدة 1436"]),
        ("الرابع من ذي القعدة للعام الهجري 1436", ["ذي القعدة للعام الهجري 1436"]),
        ("يوم 9 ذي الحجة", ["9 ذي الحجة"]),
        ("في محافظة ذي قار 2015", ["2015"]),
        ("بين عامي 1805 و1848", ["1805", "1848"]),
        ("سنة 570 للميلاد", ["570"]),
        ("في 3 آذار/مارس ٢٠١٥", ["3 آذار/مارس ٢٠١٥"]),
        ("الفصل الأول من الكتاب الثاني", []),
        ("حضر 22 من الأخصائيين", []),
    ],
)
def test_dates_as_the_press_writes_them(text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for span in dates(text)] == expected


@given(st.text(st.sampled_from("123٤٥ .,/%()-وبم" + "أكتوبر مليون سنة هـ\n\u064b")))
def test_values_are_disjoint_places_in_order(text: str) -> None:
    for spans in (numbers(text), dates(text)):
        last = 0
        for span in spans:
            assert last <= span.start < span.end <= len(text)
            last = span.end

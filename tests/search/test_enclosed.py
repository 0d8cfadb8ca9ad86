import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.enclosed import LONGEST, enclosed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال «نعم» وخرج", ["«نعم»"]),
        ('قال "نعم" ثم "لا"', ['"نعم"', '"لا"']),
        ('لتنظيم لـ"داعش" هنا', ['"داعش"']),
        ("محمد (علي (باشا)) حكم", ["(علي (باشا))"]),
        ("«قال (نعم» ثم)", ["«قال (نعم»"]),
        ("1) أول 2) ثان", []),
        ("مفتوح «بلا إغلاق\nسطر»", []),
        ('شاشة 5" كبيرة', []),
        ('بدأ "القول ثم "انتهى" هنا', ['"انتهى"']),
        ("[1] و{س} و“ص” و‘ع’", ["[1]", "{س}", "“ص”", "‘ع’"]),
        (f"({'س' * LONGEST})", []),
        ("", []),
    ],
)
def test_the_outermost_pairs_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in enclosed(text)] == expected


@given(st.text(st.sampled_from('«»()[]"“” \nكلم')))
def test_pairs_are_disjoint_and_in_order(text: str) -> None:
    last = 0
    for start, end in enclosed(text):
        assert last <= start
        assert start + 2 <= end <= len(text)
        assert "\n" not in text[start:end]
        last = end

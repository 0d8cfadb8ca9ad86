"""One amount in every writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic import amounts as module
from search.arabic.amounts import amounts
from search.arabic.analyzer import words


def keys(text: str) -> list[str]:
    return [amount.key for amount in amounts(text, list(words(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            (text, ["1250000"])
            for text in (
                *("1250000", "1,250,000", "١٬٢٥٠٬٠٠٠", "1،250،000", "1.25 مليون", "١٫٢٥ مليون"),
                *("مليون وربع المليون", "مليون وربع", "مليونا و250 ألفا", "1.25 million"),
                *("مليون ومئتين وخمسين ألف", "مليون ومائتان وخمسون ألفا"),
            )
        ),
        ("مليونين ونصف المليون دولار", ["2500000"]),
        ("نصف مليار", ["500000000"]),
        ("خمس مئة ألف", ["500000"]),
        ("خمسمائة ألف", ["500000"]),
        ("بخمسة وعشرين ألفا", ["25000"]),
        ("في عام ألفين وخمسة عشر", ["2015"]),
        ("twenty five thousand", ["25000"]),
        ("3 آلاف و200", ["3200"]),
        ("12.5", ["12.5"]),
        ("بين 2015 و2016", ["2015", "2016"]),
        ("12، 15 مليونا", ["12", "15000000"]),
        ("عام 2015\n300 ألف", ["2015", "300000"]),
        ("مليون و 300 ألف", ["1300000"]),
        ("و 1,3 مليون", ["1300000"]),
        ("1.3مليون و5ملايين", ["1300000", "5000000"]),
        ("ألف مليون", ["1000000000"]),
        ("ثلاثة ونصف مليون", ["3500000"]),
        ("خمسون بالمئة، 60 في المائة", ["50", "60"]),
        ("نص مليون، مليون ونص", ["500000", "1500000"]),
        ("نص القرار 50", ["50"]),
        ("بين 10 آلاف و20 ألفا", ["10000", "20000"]),
        ("بين مليون و مليونين", ["1000000", "2000000"]),
        ("(72) مليون، «3» آلاف و(5) ملايين", ["72000000", "3000", "5000000"]),
        ("(5) ملايين و300 ألف", ["5300000"]),
        ("5[1] ملايين، 91 ــ ألف", ["91"]),
        ("10.8.2015", []),
        ("السبع، وربع خمسة", []),
        ("9" * 40, []),
        ("12.\u1369 و12,\u1369\u136a\u136b و\u0967\u0968", ["12", "12"]),
    ],
)
def test_amounts(text: str, expected: list[str]) -> None:
    assert keys(text) == expected


@given(st.integers(11, 10**12))
def test_digits_with_commas_or_without_are_one_amount(number: int) -> None:
    for text in (f"{number}", f"{number:,}", f"نحو {number:,} طن".replace(",", "٬")):
        assert keys(text) == [str(number)]


@given(st.text(st.characters(categories=["Nd", "No", "Nl", "Po", "Zs"]), max_size=30))
def test_digits_and_marks_of_any_script_are_no_error(text: str) -> None:
    assert all(float(key) >= 11 for key in keys(text))


@given(st.text(st.sampled_from("0129,.٬،٫() و-المليون نصف ربع ألف مئة\n"), max_size=80))
def test_amounts_lie_in_the_text_in_order(text: str) -> None:
    found = list(amounts(text, list(words(text))))
    ends = [0, *(amount.span.end for amount in found)]
    assert all(
        end <= amount.span.start < amount.span.end <= len(text)
        for end, amount in zip(ends, found, strict=False)
    )


@pytest.mark.parametrize("repeated", ["مئة و", "ربع و", "ألف ", "مليون مئة و"])
def test_a_long_run_of_numbers_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch, repeated: str
) -> None:
    scale, looked = vars(module._Token)["scale"], 0

    def counted(token: module._Token) -> object:
        nonlocal looked
        looked += 1
        return scale.fget(token)

    monkeypatch.setattr(module._Token, "scale", property(counted))
    text = repeated * 200
    found = list(words(text))
    assert len(list(amounts(text, found))) <= len(found)
    assert 0 < looked < 6 * len(found)

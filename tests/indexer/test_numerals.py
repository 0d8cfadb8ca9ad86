import pytest

from indexer.readers.numerals import numeral


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (12, "decimal", "12"),
        (3, "decimalZero", "03"),
        (2, "lowerLetter", "b"),
        (28, "upperLetter", "BB"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (5000, "lowerRoman", "5000"),
        (3, "arabicAlpha", "ت"),
        (3, "arabicAbjad", "ج"),
        (12, "arabicIndic", "١٢"),
        (12, "hindiNumbers", "१२"),
        (0, "upperLetter", "0"),
        (7, "none", ""),
        (7, "ordinalText", "7"),
    ],
)
def test_a_number_in_the_form_of_a_list(count: int, form: str, text: str) -> None:
    assert numeral(count, form) == text

"""Lines that say who wrote a text."""

import pytest

from search.arabic.bylines import is_byline
from search.records import Span


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("دمشق - أنقرة: سعيد عبد الرازق", True),
        ("بيروت: علي زين الدين", True),
        ("كتب: سعيد عبد الرازق", True),
        ("بيروت: قتل ثلاثة جنود", False),
        ("الوزير: سعيد عبد الرازق", False),
        ("بيروت: 12 قتيلا وجريحا", False),
        ("دمشق - أنقرة", False),
    ],
)
def test_bylines_are_told(line: str, *, expected: bool) -> None:
    text = f"{line}\nأجرى الوزير محادثات أمس."
    assert is_byline(text, Span(0, len(line))) is expected
    assert not is_byline(text, Span(len(line) + 1, len(text)))

"""Lines that say who wrote a text."""

import pytest

from search.arabic.bylines import bylines_in
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
    assert bylines_in(text) == ([Span(0, len(line))] if expected else [])

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testing.fuzzing_inputs import check_analysis, check_document, checks, text_of_a_document

CHECKS = checks()


@pytest.mark.parametrize("kind", CHECKS)
def test_no_input_is_too_damaged(kind: str) -> None:
    make: Callable[[random.Random], Callable[[], None]] = CHECKS[kind]
    for seed in range(5 if kind in {".pdf", ".docx"} else 15):
        make(random.Random(f"{kind}/{seed}"))()  # noqa: S311 - not for secrets


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=150)
def test_any_text_is_analysed(text: str) -> None:
    check_analysis(text)


@given(st.integers(0, 2**32))
@settings(max_examples=150)
def test_any_document_is_prepared_and_cut(seed: int) -> None:
    check_document(text_of_a_document(random.Random(seed)))  # noqa: S311 - not for secrets

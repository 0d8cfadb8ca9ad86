"""What may answer by its form is the same in every process, whatever the order of its sets."""

import os
import subprocess
import sys

import pytest

from tests.conftest import SEEDS

ASK = """
from search.arabic.analyzer import words
from search.ranking.candidates.finding import candidates
from search.ranking.questions import read_question

text = "انعقد المؤتمر في المملكة الأردنية الهاشمية والمملكة العربية السعودية."
found = candidates(text, list(words(text)), read_question("أين انعقد المؤتمر؟"), is_read=True)
print([text[slice(*each.core)] for each in found])
"""


@pytest.mark.parametrize("seed", ["1", "2", "3", "4"])
def test_a_place_is_found_by_its_longest_name(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=SEEDS.parent,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert "المملكة العربية السعودية" in done.stdout

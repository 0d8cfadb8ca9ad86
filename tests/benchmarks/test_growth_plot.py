"""What is drawn of how an index grows is what was measured."""

import json
from pathlib import Path

import pytest

from benchmarks.growth_plot import Series, drawn, panels_of

ROOT = Path(__file__).parents[2]


def test_the_figure_in_the_docs_is_of_the_results_that_are_named() -> None:
    results = json.loads((ROOT / "benchmarks/results/2026-11-30-growth.json").read_text("utf-8"))
    kept = (ROOT / "docs" / "growth.svg").read_text("utf-8")
    assert drawn(panels_of(results["sizes"])) == kept


def test_a_line_goes_on_by_what_was_measured() -> None:
    series = Series("x", [1_000, 10_000, 100_000], [51.0, 60.0, 150.0])
    assert series.at(1_000_000) == pytest.approx(1050)

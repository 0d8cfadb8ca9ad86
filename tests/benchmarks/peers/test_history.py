from pathlib import Path

import pytest

from benchmarks.history import plot

pytest.importorskip("matplotlib")


def test_every_figure_is_drawn_over_the_commits(tmp_path: Path) -> None:
    figures: dict[str, float] = {"question, median ms": 20.5}
    line: dict[str, object] = {"commit": "a1b2c3d", "processor": "one", "runtime": "int8"}
    later = {**line, "commit": "e4f5a6b", "figures": {**figures, "lines": 100}}
    plot([{**line, "figures": figures}, later], tmp_path / "history.svg")
    drawn = (tmp_path / "history.svg").read_text("utf-8")
    assert drawn.count("<!-- e4f5a6b -->") == 2
    assert "<!-- question, median ms -->" in drawn

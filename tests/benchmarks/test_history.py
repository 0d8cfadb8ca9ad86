import json
from pathlib import Path

from benchmarks.history import HISTORY, measure, read
from testing.hashing_encoder import HashingEncoder


def test_a_commit_is_measured_by_what_the_history_has(tmp_path: Path) -> None:
    figures = measure(tmp_path, HashingEncoder())
    assert all(figure > 0 for figure in figures.values())
    assert figures["index, bytes a passage"] > 100
    last = read(HISTORY)[-1]
    assert last.keys() == {"commit", "date", "processor", "python", "runtime", "figures"}
    assert json.loads(json.dumps(last["figures"])).keys() == figures.keys()

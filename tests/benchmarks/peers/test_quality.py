import json
from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.systems import FUSED
from testing.hashing_encoder import HashingEncoder
from tests.benchmarks.tiny import write_dataset
from tests.benchmarks.trec import mean_ndcg

for module in ("bm25s", "matplotlib"):
    pytest.importorskip(module)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the command writes about the tiny data set, with word peers."""
    folder = write_dataset(tmp_path / "tiny")
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(quality, "open_encoder", lambda _: HashingEncoder())
    monkeypatch.setattr(quality, "SentenceTransformerEmbedder", lambda: None)
    command = ["quality.py", str(folder), "--out", str(tmp_path / "out"), "--peers", "bm25s-words"]
    monkeypatch.setattr("sys.argv", command)
    quality.main()
    return tmp_path / "out"


def test_a_run_of_every_system_is_kept_and_scores_as_the_table_says(out: Path) -> None:
    result = json.loads((out / "quality.json").read_text("utf-8"))
    (table,) = result["tasks"]
    assert (table["documents"], table["questions"]) == (12, 4)
    assert [row["system"] for row in table["rows"]][-1] == "bm25s-words"
    for row in table["rows"]:
        name = row["system"].replace(": ", "-").replace(" ", "-").lower()
        found = mean_ndcg(out / "runs" / "tiny.qrels", out / "runs" / f"tiny.{name}.run")
        assert row["measures"]["ndcg@10"] == pytest.approx(found)
        assert row["main"][1] <= row["main"][0] <= row["main"][2]
        assert (row["behind"] is None) == (row["system"] == FUSED)
    assert set(result["first_stages"]["tiny"]) == {"BM25", "dense", "either", "documents in either"}
    assert "| Shawahid: late interaction |" in (out / "quality.md").read_text("utf-8")
    for name in ("quality.png", "quality.svg"):
        assert (out / name).stat().st_size > 1000

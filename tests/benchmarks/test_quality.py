import argparse

import pytest

from benchmarks.quality import first_stages, peer_names
from benchmarks.report import Row, Table, markdown
from indexer.evaluation.significance import Difference, Estimate


def test_the_first_stages_find_together_what_either_finds() -> None:
    qrels = {"q": {"a": 1, "b": 1, "c": 1}, "r": {"d": 1}}
    lexical = {"q": {"a": 2.0, "x": 1.0}, "r": {}}
    dense = {"q": {"b": 2.0, "a": 1.0}, "r": {"d": 1.0}}
    found = first_stages(lexical, dense, qrels)
    assert found["BM25"] == pytest.approx((1 / 3 + 0) / 2)
    assert found["dense"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["either"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["documents in either"] == 2


def test_a_table_says_how_sure_it_is() -> None:
    rows = [
        Row("Shawahid", {"ndcg@10": 0.9, "mrr@10": 0.8}, Estimate(0.9, 0.88, 0.92), None, 12),
        Row(
            "other",
            {"ndcg@10": 0.95, "mrr@10": 0.7},
            Estimate(0.95, 0.94, 0.96),
            Difference(0.05, 0.04, 0.06, 0.0001),
            3.25,
        ),
    ]
    lines = markdown(Table("set", 1234, 567, rows)).splitlines()
    assert lines[0] == "### set (1,234 documents, 567 questions)"
    assert lines[4] == ("| other | 95.0 [94.0, 96.0] | 70.0 | +5.0 [+4.0, +6.0] | <0.001 | 3.2 |")
    assert lines[5] == "| Shawahid | 90.0 [88.0, 92.0] | 80.0 |  |  | 12.0 |"


def test_peers_are_named_or_none() -> None:
    assert peer_names("none") == ()
    assert peer_names("lucene,txtai") == ("lucene", "txtai")
    with pytest.raises(argparse.ArgumentTypeError, match="no peer is called nobody"):
        peer_names("lucene,nobody")

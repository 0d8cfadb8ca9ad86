from benchmarks.precisions import agreement


def test_runs_agree_by_their_first_documents() -> None:
    one = {"a": {f"{i}": 20.0 - i for i in range(12)}, "b": {"x": 2.0, "y": 1.0}, "c": {}}
    other = {"a": {f"{i}": 20.0 - i for i in range(2, 14)}, "b": {"x": 2.0, "z": 1.0}, "c": {}}
    assert agreement(one, one) == {"overlap@10": 1.0, "the same first": 1.0}
    assert agreement(one, other) == {"overlap@10": 0.7667, "the same first": 0.6667}

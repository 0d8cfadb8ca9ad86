"""The figures of several processes as those of one."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from service.operations.figures import Figures, added


def told(asked: int, running: int) -> bytes:
    """What a process tells that has answered so many, and is at so many."""
    registry = CollectorRegistry()
    questions = Counter("questions", "Asked.", ("of",), registry=registry)
    questions.labels("model").inc(asked)
    Gauge("running", "Now.", registry=registry).set(running)
    Gauge("shawahid_build_info", "Versions.", ("version",), registry=registry).labels("1").set(1)
    seconds = Histogram("seconds", "Time.", registry=registry, buckets=(1.0, 2.0))
    for _ in range(asked):
        seconds.observe(1.5)
    return generate_latest(registry)


def values(text: bytes) -> dict[str, float]:
    return {
        sample.name + str(sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def test_figures_are_added_and_versions_are_not() -> None:
    found = values(added([told(3, 1), told(4, 2), b""]))
    assert found["questions_total[('of', 'model')]"] == 7
    assert found["running[]"] == 3
    assert found["shawahid_build_info[('version', '1')]"] == 1
    assert found["seconds_bucket[('le', '1.0')]"] == 0
    assert found["seconds_bucket[('le', '2.0')]"] == found["seconds_count[]"] == 7
    assert found["seconds_sum[]"] == 10.5
    assert not any("created" in name for name in found)


def test_what_was_counted_stays_when_a_process_ends() -> None:
    figures = Figures()
    figures.put(1, told(3, 1))
    figures.put(2, told(4, 2))
    figures.put(2, told(5, 2))
    figures.end(2)
    figures.end(9)  # which has told nothing
    found = values(added(figures.besides(1)))
    assert found["questions_total[('of', 'model')]"] == 5
    assert "running[]" not in found
    assert values(added(figures.besides(7)))["questions_total[('of', 'model')]"] == 8

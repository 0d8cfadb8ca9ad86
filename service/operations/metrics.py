"""Figures for Prometheus: of requests, stages, the queue, and of what the archive holds.

No label carries what was asked or read.
"""

import platform
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from search.archive import Archive
from search.errors import ShawahidError
from search.timing import Stage
from service.operations.admission import Admission
from service.operations.figures import SharedFigures

_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0)
_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28)


class Metrics:
    """All figures of one service.

    Args:
        version: of the service.
        shared: with those of its other processes, where it has several.
    """

    def __init__(self, version: str, shared: SharedFigures | None = None) -> None:
        self._registry = CollectorRegistry()
        self._held = CollectorRegistry()
        self._shared = shared
        ProcessCollector(registry=self._registry)
        self._requests = Histogram(
            "shawahid_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route", "status"),
            registry=self._registry,
            buckets=_REQUEST_BUCKETS,
        )
        self._stages = Histogram(
            "shawahid_stage_seconds",
            "Time that a stage of a search took, in one collection.",
            ("stage",),
            registry=self._registry,
            buckets=_STAGE_BUCKETS,
        )
        self._problems = Counter(
            "shawahid_problems",
            "Requests answered with a problem.",
            ("type",),
            registry=self._registry,
        )
        Gauge(
            "shawahid_build_info",
            "Versions; the value is always 1.",
            ("version", "python"),
            registry=self._registry,
        ).labels(version, platform.python_version()).set(1)

    def watch(self, archive: Archive, admission: Admission) -> None:
        """Ask these for their figures whenever figures are asked for."""
        archive.observer = self.stage
        self._registry.register(_ServiceCollector(archive, admission))
        self._held.register(_Collections(archive))

    def stage(self, stage: Stage, seconds: float) -> None:
        """A stage of a search is done."""
        self._stages.labels(stage.value).observe(seconds)

    def request(
        self, method: str, route: str, status: int, seconds: float, problem: str | None
    ) -> None:
        """A request is done; ``problem`` is the kind of problem that it was answered with."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        if problem is not None:
            self._problems.labels(problem).inc()

    def tell(self) -> None:
        """Let other processes know the figures of this one."""
        if self._shared is not None:
            self._shared.tell(generate_latest(self._registry))

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        own = generate_latest(self._registry)
        told = own if self._shared is None else self._shared.told(own)
        return told + generate_latest(self._held)


class _ServiceCollector(Collector):
    """What the archive and the queue count themselves."""

    def __init__(self, archive: Archive, admission: Admission) -> None:
        self._archive = archive
        self._admission = admission

    def describe(self) -> list[Metric]:
        """Nothing: to describe, the archive would have to be read."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        yield GaugeMetricFamily(
            "shawahid_searches_running", "Searches that run.", self._admission.running
        )
        yield GaugeMetricFamily(
            "shawahid_searches_waiting", "Searches that wait.", self._admission.waiting
        )
        yield CounterMetricFamily(
            "shawahid_searches_refused", "Searches refused: too many wait.", self._admission.refused
        )
        yield from self._encoding()
        yield from self._recall()

    def _encoding(self) -> Iterator[Metric]:
        counts = self._archive.encoded_questions()
        reused = sum(each.reused for each in counts)
        questions = CounterMetricFamily(
            "shawahid_question_vectors",
            "Questions by where their vectors came from.",
            labels=["of"],
        )
        questions.add_metric(["model"], sum(each.questions for each in counts) - reused)
        questions.add_metric(["cache"], reused)
        yield questions
        yield CounterMetricFamily(
            "shawahid_question_batches",
            "Calls of the model for questions.",
            sum(each.batches for each in counts),
        )

    def _recall(self) -> Iterator[Metric]:
        watched = self._archive.recalls()
        nearest = CounterMetricFamily(
            "shawahid_nearest",
            "Nearest passages to a question, of those that were looked for among all vectors.",
            labels=["collection"],
        )
        missed = CounterMetricFamily(
            "shawahid_nearest_missed",
            "Those of them that dense retrieval had not found.",
            labels=["collection"],
        )
        for collection, each in watched.items():
            nearest.add_metric([collection], each.nearest)
            missed.add_metric([collection], each.missed)
        yield from (nearest, missed)


class _Collections(Collector):
    """What the collections of an archive hold: the same for each process."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def describe(self) -> list[Metric]:
        """Nothing: to describe, the archive would have to be read."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of this moment."""
        gauges = [
            GaugeMetricFamily(f"shawahid_index_{name}", text, labels=["collection"])
            for name, text in (
                ("documents", "Documents of a collection."),
                ("passages", "Passages of a collection."),
                ("revision", "Commits to a collection's index."),
                ("bytes", "Size of a collection's index on disk."),
            )
        ]
        for collection in self._archive.names():
            try:
                index = self._archive.engine(collection).index
                info = index.info()
                revision = index.store.state().revision
            except ShawahidError:  # deleted just now, or damaged: /readyz tells
                continue
            values = (info.documents, info.passages, revision, sum(info.bytes.values()))
            for gauge, value in zip(gauges, values, strict=True):
                gauge.add_metric([collection], value)
        yield from gauges

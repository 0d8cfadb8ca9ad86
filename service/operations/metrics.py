"""Figures for Prometheus: of requests, stages, the queue, and of what the archive holds.

No label carries what was asked or read. Where several processes answer, each tells the figures of
all of them: the library keeps them in files of the folder that ``SHARED`` names, if it is set
before the library is imported.
"""

import os
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
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from search.archive import Archive
from search.errors import ShawahidError
from search.timing import Stage
from service.operations.admission import Admission

SHARED = "PROMETHEUS_MULTIPROC_DIR"

_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0)
_STAGE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28)


class Metrics:
    """All figures of one service."""

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
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
            multiprocess_mode="max",
        ).labels(version, platform.python_version()).set(1)
        self._counted: _Counted | None = None
        self._told = self._registry
        if SHARED in os.environ:
            self._told = CollectorRegistry()
            MultiProcessCollector(self._told)  # type: ignore[no-untyped-call]

    def watch(self, archive: Archive, admission: Admission) -> None:
        """Ask these for their figures whenever figures are asked for."""
        archive.observer = self.stage
        self._counted = _Counted(archive, admission, self._registry)
        self._told.register(_Collections(archive))

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

    def take(self) -> None:
        """Take over what archive and queue have counted, for whichever process tells it."""
        if self._counted is not None:
            self._counted.take()

    def text(self) -> bytes:
        """All figures in the text format of Prometheus."""
        self.take()
        return generate_latest(self._told)


class _Counted:
    """What the archive and the queue of this process count themselves."""

    def __init__(self, archive: Archive, admission: Admission, registry: CollectorRegistry) -> None:
        self._archive = archive
        self._admission = admission
        self._before: dict[Counter, int] = {}
        self._running, self._waiting = (
            Gauge(
                f"shawahid_searches_{state}",
                f"Searches that {verb}.",
                registry=registry,
                multiprocess_mode="livesum",
            )
            for state, verb in (("running", "run"), ("waiting", "wait"))
        )
        self._refused = Counter(
            "shawahid_searches_refused", "Searches refused: too many wait.", registry=registry
        )
        questions = Counter(
            "shawahid_question_vectors",
            "Questions by where their vectors came from.",
            ("of",),
            registry=registry,
        )
        self._made, self._reused = questions.labels("model"), questions.labels("cache")
        self._batches = Counter(
            "shawahid_question_batches", "Calls of the model for questions.", registry=registry
        )

    def take(self) -> None:
        """Let the figures be those of this moment."""
        self._running.set(self._admission.running)
        self._waiting.set(self._admission.waiting)
        counts = self._archive.encoded_questions()
        reused = sum(each.reused for each in counts)
        self._advance(self._refused, self._admission.refused)
        self._advance(self._made, sum(each.questions for each in counts) - reused)
        self._advance(self._reused, reused)
        self._advance(self._batches, sum(each.batches for each in counts))

    def _advance(self, counter: Counter, count: int) -> None:
        # A model that was closed takes its counts along.
        counter.inc(max(0, count - self._before.get(counter, 0)))
        self._before[counter] = count


class _Collections(Collector):
    """What the collections of an archive hold."""

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
                revision = index.store.database.state().revision
            except ShawahidError:  # deleted just now, or damaged: /readyz tells
                continue
            values = (info.documents, info.passages, revision, sum(info.bytes.values()))
            for gauge, value in zip(gauges, values, strict=True):
                gauge.add_metric([collection], value)
        yield from gauges

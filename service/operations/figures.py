"""The figures of several processes, told as those of one."""

import operator
import os
from collections.abc import Iterable, Iterator

from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector, CollectorRegistry

# What is not a sum: of these the greatest tells of all processes.
_GREATEST = frozenset({"shawahid_build_info", "process_start_time_seconds", "process_max_fds"})
# When each began to be counted, which tells nothing once they are added.
_BEGINNING = "_created"

_Labels = tuple[tuple[str, str], ...]


class Figures:
    """What processes last told of themselves, and what those counted that have ended."""

    def __init__(self) -> None:
        self._told: dict[int, bytes] = {}
        self._ended = b""

    def put(self, process: int, text: bytes) -> None:
        """Keep the figures of a process in place of its last ones."""
        self._told[process] = text

    def besides(self, process: int) -> list[bytes]:
        """The figures of all others."""
        return [self._ended, *(text for each, text in self._told.items() if each != process)]

    def end(self, process: int) -> None:
        """Keep what a process has counted, and not what it was at, now that it has ended."""
        told = self._told.pop(process, b"")
        self._ended = added([self._ended, told], counts_only=True)


class SharedFigures:
    """The figures of this process among those of others.

    Args:
        kept: in the process that watches over all of them.
    """

    def __init__(self, kept: Figures) -> None:
        self._kept = kept
        self._process = os.getpid()

    def told(self, own: bytes) -> bytes:
        """The figures of all processes, with these of this one."""
        return added([own, *self._kept.besides(self._process)])

    def tell(self, own: bytes) -> None:
        """Let the others know these."""
        self._kept.put(self._process, own)


def added(texts: Iterable[bytes], *, counts_only: bool = False) -> bytes:
    """Figures in the text format of Prometheus, added.

    Args:
        texts: of each process.
        counts_only: leave out what rises and falls.
    """
    registry = CollectorRegistry()
    registry.register(_Added(texts, counts_only=counts_only))
    return generate_latest(registry)


class _Added(Collector):
    def __init__(self, texts: Iterable[bytes], *, counts_only: bool) -> None:
        self._texts = [text.decode() for text in texts]
        self._counts_only = counts_only

    def describe(self) -> list[Metric]:
        """Nothing: what there is only the texts tell."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Each figure once."""
        whole: dict[str, Metric] = {}
        values: dict[tuple[str, str, _Labels], float] = {}
        for family in self._families():
            add = max if family.name in _GREATEST else operator.add
            whole.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                key = (family.name, sample.name, tuple(sample.labels.items()))
                values[key] = add(values.get(key, 0.0), sample.value)
        for (name, sample_name, labels), value in values.items():
            whole[name].add_sample(sample_name, dict(labels), value)
        yield from whole.values()

    def _families(self) -> Iterator[Metric]:
        for text in self._texts:
            for family in text_string_to_metric_families(text):
                is_left_out = self._counts_only and family.type == "gauge"
                if not (is_left_out or family.name.endswith(_BEGINNING)):
                    yield family

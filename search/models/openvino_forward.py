"""Run a BERT or XLM-R model folder on OpenVINO: fast on a processor, without torch.

The graphs of its parts are kept as files beside the model and mapped into memory at start. The
lower layers are one of them, which the encoder and the reader have in common.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import openvino as ov
from numpy.typing import NDArray

from search.locations import GRAPHS, cache_dir
from search.models.covered import MODERN, architecture
from search.models.folder import check_content, is_intact, write_sums
from search.models.modernbert_graph import ModernGraph
from search.models.openvino_graph import GRAPH_VERSION, GROUP, Graph, Precision
from search.models.processor import threads
from search.models.reader_weights import ReaderWeights
from search.models.turns import Turns
from search.staging import staged

logger = logging.getLogger(__name__)

Floats = NDArray[np.float32]

TOKENS_PER_CALL = 1024  # what one call works on stays in a core's cache
# Lengths are padded to multiples of this, one text's as well: there are fewer shapes to prepare
# kernels for, and a text's vectors are the same to the last bit in whatever batch it is.
LENGTH_STEP = 16


def cached_graph(name: str, build: Callable[[], ov.Model]) -> Path:
    """A graph's file in the user's cache, written the first time."""
    path = cache_dir() / GRAPHS / f"{name}-{GRAPH_VERSION}.xml"
    if not is_intact(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with staged(path.parent) as temporary:
            draft = temporary / path.name
            ov.serialize(build(), str(draft))
            write_sums(draft)
            for ending in (".bin", ".xml", ".json"):  # last what says that the others are whole
                draft.with_suffix(ending).replace(path.with_suffix(ending))
    return path


class _Compiler:
    """Makes graphs ready to run, one thread for each core."""

    def __init__(self, folder: Path, fingerprint: str, precision: Precision, *, keep: bool) -> None:
        self._core = ov.Core()
        self._folder, self._precision = folder, precision
        self._name = f"{fingerprint}-{precision.value}" if keep else None
        has_bf16 = "BF16" in self._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        use_bf16 = has_bf16 and precision is not Precision.F32
        self.threads = threads()
        self._options = {
            "INFERENCE_PRECISION_HINT": "bf16" if use_bf16 else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if precision is Precision.INT8 else 0,
            "INFERENCE_NUM_THREADS": self.threads,
            "NUM_STREAMS": self.threads,
            "ENABLE_CPU_PINNING": False,
        }

    @cached_property
    def _graph(self) -> Graph:
        """What the parts are built of, read only where one is not in the cache."""
        check_content(self._folder)
        is_modern = architecture(self._folder) == MODERN
        return (ModernGraph if is_modern else Graph)(self._folder, self._precision)

    def _compile(self, model: ov.Model | str) -> ov.CompiledModel:
        return self._core.compile_model(model, "CPU", self._options)

    def compiled(self, part: str, build: Callable[[Graph], ov.Model]) -> ov.CompiledModel:
        """A part, from the cache where it is there; one that cannot be read is made again."""
        if self._name is None:
            return self._compile(build(self._graph))
        name = f"{self._name}-{part}"
        try:
            path = cached_graph(name, lambda: build(self._graph))
        except (OSError, RuntimeError) as error:  # a full disk is the latter for the library
            logger.warning("%s cannot be kept in %s (%s)", name, cache_dir() / GRAPHS, error)
            return self._compile(build(self._graph))
        try:
            return self._compile(str(path))
        except RuntimeError as error:
            logger.warning("%s cannot be read (%s); it is made again", path, error)
            path.unlink()
            path = cached_graph(name, lambda: build(self._graph))
            return self._compile(str(path))


class _Lane(NamedTuple):
    """What one call at a time runs: the lower layers, and what goes on from their states."""

    below: ov.InferRequest
    above: ov.InferRequest
    reading: ov.InferRequest | None


class OpenVinoForward:
    """A ``Forward`` over the graphs, one thread for each core; safe to share between threads.

    Calls are made from Python threads and not by OpenVINO's AsyncInferQueue, which aborts at exit
    and can hang when it is dropped. The binding fills its type tables at its first call, in a way
    that deadlocks when two threads make it: hence the call at the end of the constructor.

    Args:
        folder: of the model.
        fingerprint: of its files.
        precision: in what it multiplies.
        weights: of the reader that goes with it.
        keep: the graphs as files in the user's cache.
    """

    def __init__(
        self,
        folder: Path,
        fingerprint: str,
        precision: Precision,
        weights: ReaderWeights | None = None,
        *,
        keep: bool = True,
    ) -> None:
        compiler = _Compiler(folder, fingerprint, precision, keep=keep)
        below = compiler.compiled("below", Graph.below)
        above = compiler.compiled("above", Graph.above)
        reading = None
        if weights is not None:
            part = f"reader-{weights.version}"
            reading = compiler.compiled(part, lambda graph: graph.reading(weights))
        self.dimension = int(above.output(1).partial_shape[1].get_length())
        parts = (below, above, reading)
        self._lanes = Turns(
            _Lane(*(each and each.create_infer_request() for each in parts))
            for _ in range(compiler.threads)
        )
        self._pool = ThreadPoolExecutor(compiler.threads, "encoder")
        self._most_under_way = 2 * compiler.threads
        self([[0]])

    def __call__(self, batch: Sequence[Sequence[int]]) -> tuple[Floats, list[Floats]]:
        """Unit text vectors, shape (batch, dim), and for each text its tokens, (n, dim)."""
        vectors = np.empty((len(batch), self.dimension), np.float32)
        tokens: list[Floats] = [np.empty((0, self.dimension), np.float32)] * len(batch)

        def run(lane: _Lane, rows: Sequence[int]) -> None:
            states, pooled = _run(lane.below, lane.above, [batch[i] for i in rows])
            vectors[rows] = pooled
            for row, i in enumerate(rows):
                tokens[i] = states[row, : len(batch[i])].copy()

        self._run_all(batch, run)
        return vectors, tokens

    def read(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        """The reader's logits for each input, shape (n, 2)."""
        found: list[Floats] = [np.empty((0, 2), np.float32)] * len(batch)

        def run(lane: _Lane, rows: Sequence[int]) -> None:
            (ends,) = _run(lane.below, lane.reading, [batch[i] for i in rows])
            for row, i in enumerate(rows):
                found[i] = ends[row, : len(batch[i])].copy()

        self._run_all(batch, run)
        return found

    def _run_all(
        self, batch: Sequence[Sequence[int]], run: Callable[[_Lane, Sequence[int]], None]
    ) -> None:
        def run_idle(rows: Sequence[int]) -> None:
            with self._lanes.taken() as lane:
                run(lane, rows)

        plan = list(_batches(batch))
        if len(plan) == 1:
            run_idle(plan[0])
            return
        # Not all at once: what others ask for meanwhile would wait behind a whole document.
        under_way: deque[Future[None]] = deque()
        for rows in plan:
            if len(under_way) == self._most_under_way:
                under_way.popleft().result()
            under_way.append(self._pool.submit(run_idle, rows))
        for each in under_way:
            each.result()


def _run(
    below: ov.InferRequest, upper: ov.InferRequest, texts: Sequence[Sequence[int]]
) -> Iterable[Floats]:
    """What the upper layers make of texts; it is the request's own until its next call."""
    ids, mask = _pad(texts)
    lower = below.infer([ids, mask], share_inputs=True, share_outputs=True)
    outputs = upper.infer([lower[0], mask], share_inputs=True, share_outputs=True)
    found: Iterable[Floats] = outputs.values()
    return found


def _batches(texts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of texts of like length, longest first, about TOKENS_PER_CALL tokens together."""
    rows: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: -len(texts[i])):
        if rows and len(texts[rows[0]]) * (len(rows) + 1) > TOKENS_PER_CALL:
            yield rows
            rows = []
        rows.append(i)
    if rows:
        yield rows


def _pad(texts: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], Floats]:
    """Ids and mask of a batch, padded to one length."""
    length = -(-max(map(len, texts)) // LENGTH_STEP) * LENGTH_STEP
    padded = np.zeros((len(texts), length), np.int32)
    mask = np.zeros((len(texts), length), np.float32)
    for row, ids in enumerate(texts):
        padded[row, : len(ids)], mask[row, : len(ids)] = ids, 1
    return padded, mask

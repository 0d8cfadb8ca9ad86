"""Encode the questions of many threads together, and those of a moment ago not again."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from search.models.encoder import Encoded, Encoder
from search.models.vocabulary import Telling
from search.records import Span

# Questions in one call of the model; beyond that, a call only takes longer.
BATCH = 8
# One search asks several collections and pages with the same question. The longest question that
# the model reads takes 0.8 MB, one of common length 30 kB.
RECENT = 64


@dataclass(frozen=True, slots=True)
class BatchingCounts:
    """What was asked of a ``BatchingEncoder`` since it was made.

    Attributes:
        questions: how many were asked.
        reused: how many of them were known, or being encoded for somebody else.
        batches: calls of the model for the rest.
    """

    questions: int
    reused: int
    batches: int


class BatchingEncoder:
    """An ``Encoder`` that threads share.

    A question is encoded at once when no others are; those that come meanwhile wait for each
    other, and the next call of the model takes them together.

    Args:
        encoder: makes the vectors.
        threads: calls of the model at a time, at most.
    """

    def __init__(self, encoder: Encoder, threads: int) -> None:
        self._encoder = encoder
        self._threads = threads
        self.fingerprint = encoder.fingerprint
        self.vocabulary = encoder.vocabulary
        self.dimension = encoder.dimension
        self.token_limit = encoder.token_limit
        self.reader = encoder.reader
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Future[Encoded]] = OrderedDict()
        self._waiting: deque[tuple[str, Future[Encoded]]] = deque()
        self._pool = ThreadPoolExecutor(threads, "questions")
        self._questions = self._reused = self._batches = 0

    def using(self, vocabulary: Telling) -> Self:
        """The same model with what was measured of its tokens at another time."""
        return type(self)(self._encoder.using(vocabulary), self._threads)

    def token_spans(self, text: str) -> Iterable[Span]:
        """Places of all tokens of a text, in order."""
        return self._encoder.token_spans(text)

    def passage_spans(self, text: str, title: str | None) -> list[Span]:
        """The ``spans`` of an encoded passage, without encoding it."""
        return self._encoder.passage_spans(text, title)

    def encode_question(self, text: str) -> Encoded:
        """Vectors of a question, which may be shared: they must not be changed."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors of questions, in their order."""
        # All are submitted before the first is waited for.
        return [future.result() for future in [self._submit(text) for text in texts]]

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        """Vectors of (title, text) pairs, in their order."""
        return self._encoder.encode_passages(passages)

    def counts(self) -> BatchingCounts:
        """What was asked so far."""
        with self._lock:
            return BatchingCounts(self._questions, self._reused, self._batches)

    def _submit(self, text: str) -> "Future[Encoded]":
        with self._lock:
            self._questions += 1
            known = self._known.get(text)
            if known is not None:
                self._reused += 1
                self._known.move_to_end(text)
                return known
            future: Future[Encoded] = Future()
            self._known[text] = future
            if len(self._known) > RECENT:
                self._known.popitem(last=False)
            self._waiting.append((text, future))
        self._pool.submit(self._encode_waiting)
        return future

    def _encode_waiting(self) -> None:
        """Encode what waits; nothing, where an earlier call took it."""
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            self._batches += bool(batch)
        if not batch:
            return
        try:
            encoded = self._encoder.encode_questions([text for text, _ in batch])
        except BaseException as error:  # noqa: BLE001 - raised where the question was asked
            self._forget(batch)
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), each in zip(batch, encoded, strict=True):
            future.set_result(each)

    def _forget(self, batch: list[tuple[str, "Future[Encoded]"]]) -> None:
        with self._lock:
            for text, future in batch:
                if self._known.get(text) is future:
                    del self._known[text]

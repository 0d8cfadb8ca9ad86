"""What an answer spends its time on, for whoever wants to know."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum


class Stage(Enum):
    """A part of the work on a question."""

    ENCODING = "encoding"
    LEXICAL = "lexical"
    DENSE = "dense"
    READING = "reading"
    LATE = "late_interaction"
    FUSION = "fusion"
    RERANKING = "reranking"
    JUDGING = "judging"
    EVIDENCE = "evidence"


Observer = Callable[[Stage, float], None]
"""Told the seconds that a stage of a question took; called from any thread."""


def ignore(_stage: Stage, _seconds: float) -> None:
    """The observer of those who do not want to know."""


@contextmanager
def timed(stage: Stage, observer: Observer) -> Iterator[None]:
    """Tell the observer how long the block took, unless it fails."""
    started = time.perf_counter()
    yield
    observer(stage, time.perf_counter() - started)

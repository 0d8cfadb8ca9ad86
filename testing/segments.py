"""Segments that few passages fill, so that a test has several."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from search.storage import dense_segment, segments, sparse_segment


@contextmanager
def small_segments(full: int) -> Iterator[None]:
    """Segments are full with so many passages."""
    with ExitStack() as patches:
        for module in (segments, dense_segment, sparse_segment):
            patches.enter_context(patch.object(module, "FULL", full))
        patches.enter_context(patch.object(dense_segment, "_LEAST_WITH_BITS", full // 4))
        yield

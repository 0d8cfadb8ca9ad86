"""A worker whose model is none, with faults that a file in ``SHAWAHID_FAULTS`` asks for."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from indexer import isolation
from indexer.workers import jobs, processes
from search.errors import ModelError
from search.models.encoder import Encoded
from testing.hashing_encoder import HashingEncoder


class FaultyEncoder(HashingEncoder):
    """Embeds slowly, dies once, dies always or fails where a text says so."""

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        texts = " ".join(text for _, text in passages)
        if "@slow" in texts:
            time.sleep(0.3)
        if "@dies-once" in texts:
            dead = Path(os.environ["FAULTS"]) / "dead"
            if not dead.exists():
                dead.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif "@dies" in texts:
            os.kill(os.getpid(), signal.SIGKILL)
        if "@none" in texts:
            msg = "a vector is no number"
            raise ModelError(msg)
        if "@mistake" in texts:
            msg = "a mistake in the worker"
            raise AssertionError(msg)
        return super().encode_passages(passages)


jobs.open_model = lambda _: FaultyEncoder()
isolation.READER = "tests.indexer.faulty_reader"

if __name__ == "__main__":
    processes.main()

"""What a question costs, stage by stage, over an index.

    python -m benchmarks.latency INDEX_DIR [--questions FILE] [--rounds 3]

asks the questions of a file (by default the specific ones of `diversity_questions.jsonl`) and
prints, as JSON, the median and the 95th percentile of processor milliseconds, of all threads: on a
machine that is shared, clocks tell more of the neighbours. The stages are run one by one with what
the engine uses; `search` is the engine's whole answer of ten hits, and `search without the reader`
that while others wait. No answer is one that was kept. The first round warms up. For one thread,
set OPENBLAS_NUM_THREADS=1.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.machine import describe_machine
from search.engine import Engine, encode
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.answering import Means, Texts
from search.ranking.confidence import probability
from search.ranking.fusion import DEFAULT_WEIGHTS
from search.ranking.questions import read_question
from search.ranking.stages import STAGES, Ranking
from search.records import Filters

QUESTIONS = Path(__file__).parent / "diversity_questions.jsonl"
_HITS = 10

Result = TypeVar("Result")


class Stages:
    """Processor milliseconds of every run of each stage."""

    def __init__(self) -> None:
        self._milliseconds: defaultdict[str, list[float]] = defaultdict(list)

    def time(self, name: str, job: Callable[[], Result]) -> Result:
        """Run a job and keep what it took."""
        started = time.process_time()
        result = job()
        self._milliseconds[name].append(1000 * (time.process_time() - started))
        return result

    def summary(self) -> dict[str, dict[str, float]]:
        """Median and 95th percentile of each stage."""
        return {
            name: {
                "median": round(float(np.median(times)), 1),
                "p95": round(float(np.percentile(times, 95)), 1),
            }
            for name, times in self._milliseconds.items()
        }


def main() -> None:
    """Ask, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, help="JSON Lines with text or question"
    )
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rows = map(json.loads, arguments.questions.read_text("utf-8").splitlines())
    is_given = arguments.questions != QUESTIONS
    questions = [
        row.get("text") or row["question"] for row in rows if is_given or row["kind"] == "specific"
    ]
    index = Index(arguments.index)
    encoder = open_encoder(index.settings.model)
    stages = Stages()
    for number in range(arguments.rounds + 1):
        taken = stages if number else Stages()
        for question in questions:
            _run_stages(question, index, encoder, taken)
        # An engine keeps its answers, and texts that were just read are known.
        engine, busy = Engine(index, encoder), Engine(index, encoder)
        busy.is_busy = lambda: True
        for name, each in (("search", engine), ("search without the reader", busy)):
            for question in questions:
                taken.time(name, partial(each.search, question, _HITS))
    result = {
        **describe_machine(),
        "passages": index.info().passages,
        "questions": len(questions),
        "processor_milliseconds": stages.summary(),
    }
    index.close()
    print(json.dumps(result, indent=2))


def _run_stages(text: str, index: Index, encoder: Encoder, stages: Stages) -> None:
    with index.reading() as view:
        question = read_question(text)
        encoded = stages.time("encoding", lambda: encode(question, encoder, view.settings))
        ranking = Ranking(encoded, view, Filters(), DEFAULT_WEIGHTS)
        for stage, fill in STAGES:
            stages.time(stage.value, partial(fill, ranking))
        best = [found.passage_id for found in ranking.candidates[:_HITS]]

        def attest_all() -> None:
            texts = Texts(ranking, Means(encoder, probability))
            texts.read(best)
            for passage_id in best:
                texts[passage_id]

        stages.time("evidence", attest_all)


if __name__ == "__main__":
    main()

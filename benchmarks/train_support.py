"""Fit what tells before texts are read which are likely to answer, and write it into the library.

    python -m benchmarks.train_support DATA_ROOT [--limit N] [--hits FILE]

asks the questions of ``benchmarks.train_confidence`` of its corpora and looks at the first twenty
hits of each. The model learns how far the confidence in a text is above what is called sufficient,
or below: as a probability that is steep there, since what is far from it is told anyway. As many
hits are supported as are sufficient.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.asking import sample
from benchmarks.corpora import ids_of
from benchmarks.support import Shown, log_odds, shown
from benchmarks.train_confidence import fit, open_corpora, question_sets
from benchmarks.training_questions import read_training
from search.engine import Engine
from search.models import open_encoder
from search.ranking.confidence import parameters
from search.ranking.support import PARAMETERS, SIGNALS

# Of 1, 2 and 3 the one that agrees most in folds over questions.
STEEPNESS = 3.0


def main() -> None:
    """Ask, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders and news/")
    parser.add_argument("--limit", type=int, help="ask at most so many of each set's questions")
    parser.add_argument("--hits", type=Path, help="file that keeps the hits, to fit again")
    arguments = parser.parse_args()
    if arguments.hits is not None and arguments.hits.is_file():
        lines = arguments.hits.read_text("utf-8").splitlines()
        hits = [Shown(**record) for record in map(json.loads, lines)]
    else:
        hits = list(_ask_all(arguments.data, arguments.limit))
        if arguments.hits is not None:
            lines = [json.dumps(asdict(hit)) for hit in hits]
            arguments.hits.write_text("\n".join(lines), "utf-8")
    signals = np.asarray([hit.signals for hit in hits])
    sufficient = log_odds(parameters().sufficient)
    above = np.asarray([log_odds(hit.confidence) for hit in hits]) - sufficient
    wanted = 1 / (1 + np.exp(-STEEPNESS * above))
    # In one scale, so that the penalty of large weights is the same for all.
    scale = signals.std(axis=0)
    weights = (fit(signals / scale, wanted, np.ones(len(hits)))[1] / scale).round(3)
    sums = signals @ weights
    least = np.sort(sums)[-sum(hit.is_sufficient for hit in hits)]
    numbers = {
        "intercept": round(-float(least), 3),
        "weights": dict(zip(SIGNALS, weights.tolist(), strict=True)),
    }
    PARAMETERS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    print(json.dumps(numbers, indent=2))


def _ask_all(data: Path, limit: int | None) -> Iterator[Shown]:
    """The first hits of the questions of all sets over all corpora."""
    encoder = open_encoder(None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        every = {**question_sets(data), **read_training(data, folder)}
        for corpus, index in open_corpora(data, folder, encoder):
            ids, engine = ids_of(index), Engine(index, encoder)
            for questions in every.values():
                for question in sample(questions, limit):
                    # Of several documents that answer, all are in the corpus, or none.
                    about = question.about or question.relevant
                    if about <= ids or not about & ids:
                        yield from shown(engine, question.text)
            print(corpus, flush=True)


if __name__ == "__main__":
    main()

"""Fit what tells before texts are read which are likely to answer, and write it into the library.

    python -m benchmarks.train_support DATA_ROOT [--limit N] [--hits FILE]

asks the questions of ``benchmarks.train_confidence`` of its corpora and looks at the first twenty
hits of each; see ``indexer.evaluation.support``.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.corpora import ids_of
from benchmarks.kept_hits import asked_or_kept
from benchmarks.train_confidence import asked_corpora
from indexer.evaluation.support import Shown, fit_support, shown
from search.engine import Engine
from search.ranking.support import PARAMETERS


def main() -> None:
    """Ask, fit, write."""
    hits = asked_or_kept(__doc__, _ask_all, lambda record: Shown(**record))
    numbers = json.dumps(asdict(fit_support(hits)), indent=2)
    PARAMETERS.write_text(numbers + "\n", "utf-8")
    print(numbers)


def _ask_all(data: Path, limit: int | None) -> Iterator[Shown]:
    """The first hits of the questions of all sets over all corpora."""
    for corpus, index, encoder, sets in asked_corpora(data, limit):
        ids, engine = ids_of(index), Engine(index, encoder)
        for question in (each for questions in sets.values() for each in questions):
            # Of several documents that answer, all are in the corpus, or none.
            about = question.about or question.relevant
            if about <= ids or not about & ids:
                yield from shown(engine, question.text)
        print(corpus, flush=True)


if __name__ == "__main__":
    main()

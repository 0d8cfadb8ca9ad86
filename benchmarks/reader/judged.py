"""What the reader of the search adds to the sentence that is set off.

    python -m benchmarks.reader.judged DATA_ROOT HITS [--reported HITS]

HITS are files of ``hits``. Of right hits in the passages that are held back of the training sets,
and of ``--reported`` ones, it prints as JSON, for each set, how often what is set off holds an
answer, in per cent, and its mean length: by the signals alone, and with the reader.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import numpy as np

from benchmarks.attestation.measures import stands_in
from benchmarks.reader.curve import held_back, read_hits
from benchmarks.reader.hits import FirstHit
from search.models import open_encoder
from search.models.reader import Reader
from search.ranking.alignment import Alignment
from search.ranking.clause_signals import ClauseSignals
from search.ranking.evidence import Weighed, choose, parameters, softmax
from search.ranking.judging import judge
from search.ranking.questions import read_question
from search.records import Document, Passage, Span

_NOTHING = Alignment(
    np.empty((0, 2), np.int64), np.zeros((0, 1), np.float32), np.ones(1, np.float32)
)


def main() -> None:
    """Read, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("hits", type=Path)
    parser.add_argument("--reported", type=Path)
    arguments = parser.parse_args()
    reader = open_encoder(None).reader
    if reader is None:
        parser.error("the bundled model has no reader here")
    sets = {"held back": held_back(arguments.data, read_hits(arguments.hits))}
    if arguments.reported:
        sets["reported"] = read_hits(arguments.reported)
    found = {name: measure(hits, reader) for name, hits in sets.items()}
    print(json.dumps({"reader": reader.version, **found}, indent=1))


def measure(hits: Sequence[FirstHit], reader: Reader) -> dict[str, object]:
    """All figures of the right hits in which an answer stands."""
    right = [hit for hit in hits if hit.is_right and hit.answers and any(hit.right)]
    weighed = [weigh(hit) for hit in right]
    judged = [
        judge(reader, hit.question, [one])[0] for hit, one in zip(right, weighed, strict=True)
    ]
    return {
        "sentences": len(right),
        "read": round(fmean(one.reader is not None for one in judged), 3),
        "signals": _by_set(right, weighed),
        "with the reader": _by_set(right, judged),
    }


def weigh(hit: FirstHit) -> Weighed:
    """The clauses of a hit by the signals that were written."""
    numbers = parameters()
    weights = np.asarray([numbers.weights[name] for name in ClauseSignals._fields], np.float32)
    chances = softmax(np.asarray(hit.signals, np.float32) @ weights)
    passage = Passage(Document("", hit.text, hit.title or None), 0, len(hit.text))
    within = [Span(*span) for span in hit.within]
    question = read_question(hit.question)
    return Weighed(passage, _NOTHING, question, [], within, chances, numbers.price)


def _by_set(hits: Sequence[FirstHit], weighed: Sequence[Weighed]) -> dict[str, tuple[float, float]]:
    found: defaultdict[str, list[tuple[bool, int]]] = defaultdict(list)
    for hit, one in zip(hits, weighed, strict=True):
        best = choose(hit.text, one.within, one.chances, one.price)
        shown = hit.text[slice(*best)]
        for name in (hit.source, "all"):
            found[name].append((stands_in(shown, hit.answers), len(shown)))
    return {
        name: (round(100 * fmean(holds), 1), round(fmean(lengths), 1))
        for name, (holds, lengths) in (
            (name, zip(*rows, strict=True)) for name, rows in found.items()
        )
    }


if __name__ == "__main__":
    main()

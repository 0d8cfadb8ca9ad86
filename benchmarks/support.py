"""Whether what counts go by, told before texts are read, says the same as what is shown.

    python -m benchmarks.support DATA_ROOT [--sets NAME,...] [--limit N]

asks the questions of ``benchmarks.attestation``, with the close ones that nothing answers, and
looks at the first twenty hits of each. It prints, as JSON, for each set and over all, for the first
ten and the first twenty: in what share of the hits ``support`` and the confidence in the text agree
whether the hit is likely to answer; the same of the hits that are not among the first three, whose
texts are always read; how many hits both call likely, or only one of them; and by how many
documents the count of a question is off on average.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.asking import sample
from benchmarks.attestation.asked import SETS, open_index, read_set
from benchmarks.attestation.swaps import Things, read_things, swaps
from benchmarks.machine import describe_machine
from indexer.evaluation.support import Shown, shown
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.answering import JUDGED

DEPTHS = (10, 20)


def main() -> None:
    """Ask, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("--sets", type=lambda text: text.split(","), default=SETS)
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each kind")
    arguments = parser.parse_args()
    encoder, things = open_encoder(None), read_things(arguments.data)
    asked = {
        name: list(_ask_set(name, arguments.data, things, encoder, arguments.limit))
        for name in arguments.sets
    }
    results = {name: measure(found) for name, found in asked.items()}
    results["all"] = measure([each for found in asked.values() for each in found])
    print(json.dumps({**describe_machine(), "results": results}, indent=2))


def _ask_set(
    name: str, data: Path, things: Things, encoder: Encoder, limit: int | None
) -> Iterator[list[Shown]]:
    asked = read_set(name, data)
    texts = {key: record["text"] for key, record in asked.corpus.items()}
    made = swaps(asked.answerable, texts, things)
    index = open_index(asked, encoder)
    engine = Engine(index, encoder)
    for questions in (asked.answerable, *asked.unanswerable.values(), *made.values()):
        for one in sample(questions, limit):
            yield shown(engine, one.text)
    index.close()


def measure(asked: Sequence[Sequence[Shown]]) -> dict[str, object]:
    """How far the two agree over the hits of questions."""
    return {"questions": len(asked), **{f"first {k}": _measure(asked, k) for k in DEPTHS}}


def _measure(asked: Sequence[Sequence[Shown]], depth: int) -> dict[str, object]:
    hits = [hit for found in asked for hit in found[:depth]]
    beyond = [hit for hit in hits if hit.rank > JUDGED]
    off = [
        abs(sum(hit.is_supported - hit.is_sufficient for hit in found[JUDGED:depth]))
        for found in asked
    ]
    return {
        "hits": len(hits),
        "agree": _share([hit.is_supported == hit.is_sufficient for hit in hits]),
        "agree beyond those always read": _share(
            [hit.is_supported == hit.is_sufficient for hit in beyond]
        ),
        "likely by both": sum(hit.is_supported and hit.is_sufficient for hit in hits),
        "by the text alone": sum(hit.is_sufficient and not hit.is_supported for hit in hits),
        "by the stages alone": sum(hit.is_supported and not hit.is_sufficient for hit in hits),
        "count is off by": round(fmean(off), 4) if off else None,
    }


def _share(values: Sequence[bool]) -> float | None:
    return round(fmean(values), 4) if values else None


if __name__ == "__main__":
    main()

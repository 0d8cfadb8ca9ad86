"""The questions that a data set's run does worst at, by what is wrong with them.

    python -m benchmarks.errors DATASET_DIR [--queries FILE] [--qrels FILE] [--worst N]

asks the questions over the passages without titles, takes the ``--worst`` ones by reciprocal rank
of the first judged passage, and prints, as JSON, how many are of each kind, and each question with
its kind, what stands first and what was judged right. Kinds are found by rule, the first that fits:

- ``twin``: what stands first is nearly the judged passage, such as another version of an article;
- ``not judged``: what stands first has the words of the answer as well;
- ``no subject``: at most two words of the question say anything, so that many passages fit;
- ``other script``: the question is in Latin letters;
- ``other words``: the judged passage has less than a third of the weight of the question's words;
- ``neighbour``: a passage on the same subject that lacks the answer. What is left.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.asking import read_answers
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import read_dataset
from indexer.evaluation.first_hits import holds
from indexer.stories import containment
from search.arabic.analyzer import words
from search.engine import Engine
from search.models import open_encoder
from search.ranking.questions import read_question
from search.ranking.stages import Candidate

TWIN = 0.3  # share of their shingles that two versions of one passage have in common, at least
FEWEST_WORDS = 2
OTHER_WORDS = 1 / 3
MOSTLY = 0.5
SHOWN = 200  # code points of a passage


@dataclass(frozen=True, slots=True)
class Failure:
    """A question whose first hit is wrong."""

    kind: str
    question: str
    rank: int | None
    stage_ranks: dict[str, int] | None
    first: str
    judged: str


def main() -> None:
    """Ask, sort, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, metavar="DATASET_DIR")
    parser.add_argument("--queries", default="queries.jsonl")
    parser.add_argument("--qrels", default="qrels.tsv")
    parser.add_argument("--worst", type=int, default=50)
    arguments = parser.parse_args()
    queries = arguments.dataset / arguments.queries
    data = read_dataset(arguments.dataset, queries, arguments.dataset / arguments.qrels)
    answers = read_answers(queries)
    encoder = open_encoder(None)
    index = open_corpus(data, encoder, text_only=True, report=lambda _: None)
    engine = Engine(index, encoder)
    texts = {document.id: document.text for document, _ in index.store.documents()}
    frequencies = Counter(stem for text in texts.values() for stem in {w.stem for w in words(text)})
    failures = []
    for number, question in data.questions.items():
        ranked = engine.candidates(question)
        first, relevant = ranked[0].document_id, data.qrels[number]
        if first in relevant:
            continue
        judged = max(relevant, key=lambda document: containment(texts[first], texts[document]))
        failures.append(
            Failure(
                kind=kind_of(
                    question, texts[first], texts[judged], answers.get(number, []), frequencies
                ),
                question=question,
                rank=_rank(ranked, relevant),
                stage_ranks=_stage_ranks(ranked, relevant),
                first=texts[first][:SHOWN],
                judged=texts[judged][:SHOWN],
            )
        )
    index.close()
    failures.sort(key=lambda failure: failure.rank or len(texts), reverse=True)
    print(
        json.dumps(
            _report(failures, len(data.questions), arguments.worst), ensure_ascii=False, indent=2
        )
    )


def _report(failures: list[Failure], questions: int, worst: int) -> dict[str, object]:
    counts = {
        name: dict(Counter(failure.kind for failure in some).most_common())
        for name, some in (("all", failures), ("worst", failures[:worst]))
    }
    return {
        **describe_machine(),
        "questions": questions,
        "first_hit_wrong": len(failures),
        "kinds": counts,
        "worst": [asdict(failure) for failure in failures[:worst]],
    }


def kind_of(
    question: str, first: str, judged: str, answers: list[str], frequencies: Mapping[str, int]
) -> str:
    """What is wrong with a question whose first hit is not the judged passage."""
    asked = read_question(question)
    there = {word.stem for word in words(judged)}
    weights = {stem: 1 / (1 + frequencies[stem]) for stem in asked.stems}
    known = sum(weight for stem, weight in weights.items() if stem in there)
    rules = {
        "twin": containment(first, judged) >= TWIN,
        "not judged": holds(first, answers),
        "other script": asked.latin > MOSTLY,
        "no subject": len(asked.stems) <= FEWEST_WORDS,
        "other words": known < OTHER_WORDS * sum(weights.values()),
    }
    return next((kind for kind, applies in rules.items() if applies), "neighbour")


def _rank(ranked: list[Candidate], relevant: Mapping[str, int]) -> int | None:
    return next((rank for rank, one in enumerate(ranked, 1) if one.document_id in relevant), None)


def _stage_ranks(ranked: list[Candidate], relevant: Mapping[str, int]) -> dict[str, int] | None:
    best: defaultdict[str, list[int]] = defaultdict(list)
    for one in ranked:
        if one.document_id in relevant:
            for name, score in one.stages._asdict().items():
                above = sum(getattr(other.stages, name) > score for other in ranked)
                best[name].append(1 + above)
    return {name: min(ranks) for name, ranks in best.items()} or None


if __name__ == "__main__":
    main()

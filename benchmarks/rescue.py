"""What each rule of searches rescues and harms: questions asked with it and without it.

    python -m benchmarks.rescue DATASET_DIR ... --limit 200 --without arabizi

Each folder is a data set as `shawahid eval` takes it: right questions show the harm, questions that
were damaged or written otherwise the rescue. Only questions that a rule makes something of are
asked again without it. `rescued` have a higher nDCG@10 with the rule, `harmed` a lower one; `gain`
is of the mean over all questions, in points; `ms` what the rule adds to the reading of a question.
Two rules may rescue the same questions: `--without` switches one off throughout.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.asking import sample
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset, read_dataset
from indexer.evaluation.measuring import measure_each
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder
from search.queries.expansions import expand
from search.queries.hints import hints
from search.queries.operators import read_search
from search.queries.rules import Rule
from search.ranking.questions import read_question
from search.records import Filters, Query, Results
from search.synonyms import SynonymFile

_K = 10
_EVERY = frozenset(Rule)


def main() -> None:
    """Ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("datasets", type=Path, nargs="+", metavar="DATASET_DIR")
    parser.add_argument("--queries", help="the file of questions in each folder")
    parser.add_argument("--qrels", help="the file of judgements in each folder")
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each")
    parser.add_argument(
        "--without", type=Rule, action="append", default=[], help="a rule that is off throughout"
    )
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    results = {
        str(folder.name): _of_folder(
            read_dataset(
                folder,
                folder / arguments.queries if arguments.queries else None,
                folder / arguments.qrels if arguments.qrels else None,
            ),
            encoder,
            arguments.limit,
            frozenset(arguments.without),
        )
        for folder in arguments.datasets
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def _of_folder(
    dataset: Dataset, encoder: Encoder, limit: int | None, off: frozenset[Rule]
) -> dict[str, object]:
    asked = {q: dataset.questions[q] for q in sample(list(dataset.questions), limit)}
    index = open_corpus(dataset, encoder, text_only=False, report=lambda _: None)
    # A data set may bring the list of its collection.
    index.synonyms = SynonymFile(dataset.corpus.parent)
    try:
        engine = Engine(index, encoder)
        with_all = {q: engine.find(Query(text, _K, without=off)) for q, text in asked.items()}
        touched = defaultdict(list)
        for q, found in with_all.items():
            for rule in rules_of(found):
                touched[rule].append(q)
        measured = _ndcg(with_all, dataset.qrels)
        rules = {}
        for rule in Rule:
            without = {
                q: engine.find(Query(asked[q], _K, without=off | {rule})) for q in touched[rule]
            }
            before = _ndcg(without, dataset.qrels)
            rules[rule.value] = {
                **changed([measured[q] for q in before], list(before.values()), len(asked)),
                "ms": _milliseconds(engine, list(asked.values()), rule),
            }
    finally:
        index.close()
    return {
        "questions": len(asked),
        "ndcg@10": round(100 * statistics.mean(measured.values()), 2),
        "ms of all rules": _milliseconds(engine, list(asked.values()), *Rule),
        "rules": rules,
    }


def changed(with_rule: list[float], without: list[float], asked: int) -> dict[str, float]:
    """How many questions a rule changes, of so many that were asked, and the mean it gains."""
    changes = [one - other for one, other in zip(with_rule, without, strict=True)]
    return {
        "touched": len(changes),
        "rescued": sum(change > 0 for change in changes),
        "harmed": sum(change < 0 for change in changes),
        "gain": round(100 * sum(changes) / asked, 2),
    }


def rules_of(found: Results) -> set[Rule]:
    """The rules that made something of a question."""
    rules = {made.rule for made in found.interpretations}
    return rules | {Rule.SPELLING} if found.spelling is not None else rules


def _ndcg(found: dict[str, Results], qrels: dict[str, dict[str, int]]) -> dict[str, float]:
    if not found:
        return {}
    run = {
        q: {hit.citation.document_id: 1.0 / hit.rank for hit in results.hits}
        for q, results in found.items()
    }
    judged = {q: qrels[q] for q in found}
    return dict(zip(found, measure_each(run, judged)["ndcg@10"].tolist(), strict=True))


def _milliseconds(engine: Engine, questions: list[str], *rules: Rule) -> float:
    """Mean time that rules add to the reading of a question, before the model."""
    on = _EVERY - frozenset(rules)
    return round(max(0.0, _reading(engine, questions, on) - _reading(engine, questions, _EVERY)), 2)


def _reading(engine: Engine, questions: list[str], without: frozenset[Rule]) -> float:
    with engine.index.reading() as view:
        times = []
        for text in questions:
            started = time.perf_counter()
            search = read_search(text, without)
            question = read_question(search.question or text, without)
            hints(question, view, Filters())
            expand(question, view, engine.index.synonyms.current())
            times.append(1000 * (time.perf_counter() - started))
    return statistics.mean(times)


if __name__ == "__main__":
    main()

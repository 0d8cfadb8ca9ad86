"""How often what is emphasised answers, and how good the short answers are.

    python -m benchmarks.evidence DATA_DIR [--queries FILE] [--qrels FILE] [--limit N]

asks the questions of a data set whose ``queries.jsonl`` has ``answers``, looks at the first hit of
a relevant document among the best ten, and prints, as JSON: in how many cases the emphasised
sentence, as it is shown, holds an answer (``sentence``), exactly or once spelling is folded as the
search folds it; how much of the passage is emphasised; and for the short answers how often one is
offered, how often it is exactly an answer, and its F1 over words, by the rules of SQuAD:
punctuation and the article count for nothing, the best of several answers counts.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from benchmarks.asking import WORD, folded, read_answers, sample
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import read_dataset
from search.arabic.normalizer import normalize
from search.engine import Engine
from search.models import open_encoder
from search.records import Hit

DEPTH = 10
_ARTICLE = re.compile("^(?:ال|وال|بال|لل)(?=..)")


@dataclass(frozen=True, slots=True)
class Case:
    """What was shown for one question; ``exact`` and ``f1`` are of the short answer."""

    holds_exactly: bool
    holds: bool
    share: float
    exact: bool | None
    f1: float | None


def main() -> None:
    """Ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--qrels", type=Path)
    parser.add_argument("--limit", type=int, help="ask at most so many questions")
    arguments = parser.parse_args()
    folder = arguments.data
    queries, qrels = (
        folder / path if path is not None else None for path in (arguments.queries, arguments.qrels)
    )
    dataset = read_dataset(folder, queries, qrels)
    answers = read_answers(folder / "queries.jsonl")
    encoder = open_encoder(None)
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    engine = Engine(index, encoder)
    cases = []
    asked = sample(list(dataset.questions), arguments.limit)
    for number in asked:
        relevant = dataset.qrels[number]
        hits = (
            hit
            for hit in engine.search(dataset.questions[number], DEPTH)
            if hit.citation.document_id in relevant
        )
        hit = next(hits, None)
        if hit is not None:
            cases.append(compare(hit, answers[number]))
    figures = {"questions": len(asked), **summarise(cases)}
    print(json.dumps({**describe_machine(), "results": figures}, ensure_ascii=False, indent=2))


def compare(hit: Hit, answers: Sequence[str]) -> Case:
    """What a hit shows against what the data set holds for right."""
    sentence = hit.citation.part(hit.sentence)
    holds_exactly = any(answer in sentence for answer in answers)
    exact, f1 = None, None
    if hit.answer is not None:
        offered = tokens(hit.citation.part(hit.answer))
        exact = any(offered == tokens(answer) for answer in answers)
        f1 = max(overlap(offered, tokens(answer)) for answer in answers)
    return Case(
        holds_exactly=holds_exactly,
        holds=holds_exactly or any(folded(answer) in folded(sentence) for answer in answers),
        share=len(sentence) / len(hit.citation.quote),
        exact=exact,
        f1=f1,
    )


def tokens(text: str) -> list[str]:
    """Words as SQuAD compares them: without punctuation and the article, spelling folded."""
    return [_ARTICLE.sub("", word) for word in WORD.findall(normalize(text))]


def overlap(offered: Sequence[str], answer: Sequence[str]) -> float:
    """F1 over words."""
    shared = sum((Counter(offered) & Counter(answer)).values())
    return 2 * shared / (len(offered) + len(answer)) if shared else 0.0


def summarise(cases: Sequence[Case]) -> dict[str, float]:
    """Means over all cases; of short answers over those that were offered."""
    offered = [case for case in cases if case.f1 is not None]
    return {
        "found": len(cases),
        "sentence": _mean(case.holds for case in cases),
        "sentence exactly": _mean(case.holds_exactly for case in cases),
        "share emphasised": _mean(case.share for case in cases),
        "answers offered": len(offered),
        "exact match": _mean(bool(case.exact) for case in offered),
        "f1": _mean(case.f1 or 0.0 for case in offered),
    }


def _mean(values: Iterable[float]) -> float:
    found = [float(value) for value in values]
    return round(fmean(found), 4) if found else 0.0


if __name__ == "__main__":
    main()

"""Whether the first ten hits of a broad question are alike, and what reordering them would do.

    python -m benchmarks.diversity INDEX_DIR [--titles]

asks the broad and the specific questions of ``diversity_questions.jsonl`` (news of July and August
2015) and prints, as JSON, means of the ten hits as the engine ranks them and as maximal marginal
relevance (Carbonell and Goldstein, 1998) would choose them from the best thirty:

* cosine: of pairs of their dense vectors,
* alike: pairs with a cosine of at least 0.95, where most report the same event, and ``with alike``
  the share of the questions that have any,
* sources, days: how many different ones there are,
* stems: the share of the question's stems that a hit has in title or passage,
* replaced: hits that are not among the first ten of the ranking.

``--titles`` prints what would come and go at the last weight, for reading.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.latency import QUESTIONS
from benchmarks.machine import describe_machine
from search.arabic.analyzer import content_words, words
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.ranking.fusion import standardise
from search.records import Hit

_SHOWN = 10
_POOL = 30
_ALIKE = 0.95
# Weights of relevance against novelty; 1 is the engine's own order.
_RELEVANCE = (1.0, 0.7, 0.5, 0.3)


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits of a question, with the dense vectors of their passages, unit rows."""

    question: str
    kind: str
    hits: tuple[Hit, ...]
    vectors: NDArray[np.float32]


def main() -> None:
    """Ask, reorder, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--titles", action="store_true", help="print hits that come and go")
    arguments = parser.parse_args()
    index = Index(arguments.index)
    answers = _answers(index)
    index.close()
    results = {
        kind: {
            "content words": _mean([len(list(content_words(a.question))) for a in of_kind]),
            "fall of score to the tenth": _mean(
                [a.hits[0].score - a.hits[_SHOWN - 1].score for a in of_kind]
            ),
            "relevance": {
                str(share): _figures([(a, _reordered(a, share)) for a in of_kind])
                for share in _RELEVANCE
            },
        }
        for kind in ("broad", "specific")
        for of_kind in [[answer for answer in answers if answer.kind == kind]]
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))
    if arguments.titles:
        for answer in answers:
            _print_changes(answer, _RELEVANCE[-1])


def _answers(index: Index) -> list[Answer]:
    engine = Engine(index, open_encoder(index.settings.model))
    vectors = dict(index.dense.snapshot.vectors())
    rows = index.store.database.rows(
        "SELECT d.key, p.start_offset, p.id FROM passages p"
        " JOIN documents d ON d.id = p.document_id"
    )
    ids = {(key, start): passage_id for key, start, passage_id in rows}
    answers = []
    for row in map(json.loads, QUESTIONS.read_text("utf-8").splitlines()):
        hits = engine.search(row["text"], _POOL)
        found = [ids[hit.citation.document_id, hit.citation.start] for hit in hits]
        stacked = np.stack([vectors[passage_id] for passage_id in found])
        answers.append(Answer(row["text"], row["kind"], hits, stacked))
    return answers


def _reordered(answer: Answer, relevance: float) -> list[int]:
    """Indices of the hits that maximal marginal relevance chooses, the best hit first."""
    if relevance == 1:
        return list(range(_SHOWN))
    scores = standardise(np.asarray([hit.score for hit in answer.hits], np.float32))
    # What all have in common, the topic, tells nothing of what is new.
    own = answer.vectors - answer.vectors.mean(axis=0)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    alike = own @ own.T
    chosen = [0]
    while len(chosen) < _SHOWN:
        worth = relevance * scores - (1 - relevance) * alike[:, chosen].max(axis=1)
        worth[chosen] = -np.inf
        chosen.append(int(worth.argmax()))
    return chosen


def _figures(orders: list[tuple[Answer, list[int]]]) -> dict[str, float]:
    pairs = np.triu_indices(_SHOWN, 1)
    rows = []
    for answer, order in orders:
        vectors = answer.vectors[order]
        cosines = (vectors @ vectors.T)[pairs]
        hits = [answer.hits[i] for i in order]
        stems = {word.stem for word in content_words(answer.question)}
        rows.append(
            {
                "cosine": float(cosines.mean()),
                "alike": float((cosines >= _ALIKE).sum()),
                "with alike": float((cosines >= _ALIKE).any()),
                "sources": len({hit.citation.source for hit in hits}),
                "days": len({(hit.citation.date or "")[:10] for hit in hits}),
                "stems": float(np.mean([len(stems & _stems(hit)) / len(stems) for hit in hits])),
                "score": float(np.mean([hit.score for hit in hits])),
                "replaced": sum(i >= _SHOWN for i in order),
            }
        )
    return {name: _mean([row[name] for row in rows]) for name in rows[0]}


def _stems(hit: Hit) -> set[str]:
    text = f"{hit.citation.title or ''}\n{hit.citation.quote}"
    return {word.stem for word in words(text)}


def _mean(values: list[float] | list[int]) -> float:
    return round(float(np.mean(values)), 3)


def _print_changes(answer: Answer, relevance: float) -> None:
    order = _reordered(answer, relevance)
    print(f"\n{answer.question}")
    for i, hit in enumerate(answer.hits):
        if (i < _SHOWN) != (i in order):
            print(f"  {'-' if i < _SHOWN else '+'} {i + 1:2} {hit.score:.2f} {hit.citation.title}")


if __name__ == "__main__":
    main()

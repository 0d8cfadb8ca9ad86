"""What a dialect costs: the same questions in several varieties of Arabic over standard passages.

    python -m benchmarks.dialects QUESTIONS.jsonl CORPUS.jsonl [--limit N]

QUESTIONS.jsonl has lines with ``question``, ``question_variety``, ``context`` and
``context_variety``, as ArDQA has; the passages are the contexts in the variety ``msa``, and those
of CORPUS.jsonl, which answer nothing. Prints, as JSON, nDCG@10 of each variety with the rule
``dialects`` and without it, for two halves of the passages: most words of the table were chosen
with the questions of the half ``seen``, later ones with those of both. What the half ``unseen`` was
worth before stands in docs/decisions/0019-dialects.md.
"""

import argparse
import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.asking import sample
from benchmarks.lines import read_lines
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from indexer.evaluation.measuring import Run, measure
from search.arabic.analyzer import words
from search.arabic.dialects import standard
from search.engine import Engine
from search.models import open_encoder
from search.queries.rules import NONE, Rule

_STANDARD = "msa"
_DEPTH = 20
_MEASURE = "ndcg@10"


class Asked(NamedTuple):
    """A question and the id of the passage that answers it."""

    text: str
    passage: str


def main() -> None:
    """Ask every variety, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("corpus", type=Path, metavar="CORPUS.jsonl")
    parser.add_argument("--limit", type=int, help="ask at most so many of a variety")
    arguments = parser.parse_args()
    records = [
        record
        for record in map(json.loads, read_lines(arguments.questions))
        if record["context_variety"] == _STANDARD
    ]
    passages = {text: f"passage-{n}" for n, text in enumerate({r["context"]: 0 for r in records})}
    others = {f"other-{r['id']}": r["text"] for r in map(json.loads, read_lines(arguments.corpus))}
    encoder = open_encoder(None)
    with tempfile.TemporaryDirectory() as temporary:
        corpus = Path(temporary) / "corpus.jsonl"
        _write(corpus, {**others, **{name: text for text, name in passages.items()}})
        index = open_corpus(Dataset(corpus, {}, {}), encoder, text_only=True, report=lambda _: None)
    engine = Engine(index, encoder)
    results = {
        half: {
            variety: {**_ndcg(engine, chosen), "questions": len(chosen)}
            for variety, asked in varieties.items()
            for chosen in [sample(asked, arguments.limit)]
        }
        for half, varieties in _halves(records, passages).items()
    }
    index.close()
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def _halves(
    records: Iterable[Mapping[str, str]], passages: Mapping[str, str]
) -> dict[str, dict[str, list[Asked]]]:
    """Questions by half of the passages and variety."""
    found: dict[str, dict[str, list[Asked]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        text = record["context"]
        is_seen = hashlib.sha256(text.encode()).digest()[0] % 2 == 0
        half = found["seen" if is_seen else "unseen"]
        half[record["question_variety"]].append(Asked(record["question"], passages[text]))
    return found


def _ndcg(engine: Engine, asked: Sequence[Asked]) -> dict[str, float]:
    """nDCG@10 x100 with the rule and without it; what it does not change is asked once."""
    qrels = {str(number): {each.passage: 1} for number, each in enumerate(asked)}
    on: Run = {}
    off: Run = {}
    for number, each in enumerate(asked):
        on[str(number)] = off[str(number)] = _ranked(engine, each.text, NONE)
        if standard(each.text, list(words(each.text))):
            off[str(number)] = _ranked(engine, each.text, frozenset({Rule.DIALECTS}))
    return {
        name: round(100 * measure(run, qrels)[_MEASURE], 2)
        for name, run in (("with", on), ("without", off))
    }


def _ranked(engine: Engine, question: str, without: frozenset[Rule]) -> dict[str, float]:
    documents: dict[str, float] = {}
    for found in engine.candidates(question, without):
        documents.setdefault(found.document_id, found.score)
        if len(documents) == _DEPTH:
            break
    return documents


def _write(path: Path, texts: Mapping[str, str]) -> None:
    lines = (json.dumps({"id": name, "text": text}) for name, text in texts.items())
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

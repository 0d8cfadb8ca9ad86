"""How often the first hit answers a question over the seed articles.

    python -m benchmarks.answers

indexes ``seeds/`` in a temporary folder, asks each file of ``testing/gate/seeds/`` and prints, as
JSON, in how many cases the first hit is of the right article, its passage holds the answer, and
its emphasised sentence does. ``questions.jsonl`` is asked by the tests too; ``paraphrased.jsonl``
was written without knowledge of the engine, in words that are not the articles' own. Its odd lines
were looked at one by one during development. Its even lines were not, but their totals were seen
when the passage size was chosen, so they are not a clean held-back set.
"""

import json
from pathlib import Path

from benchmarks.corpora import open_seeds
from benchmarks.machine import describe_machine
from search.engine import Engine
from search.models import open_encoder

SEEDS = Path(__file__).parents[1] / "testing" / "gate" / "seeds"
Question = dict[str, str]


def main() -> None:
    """Index, ask, print."""
    encoder = open_encoder(None)
    sets = {
        "questions": read_seed_questions("questions"),
        "paraphrased, odd lines": read_seed_questions("paraphrased")[::2],
        "paraphrased, even lines": read_seed_questions("paraphrased")[1::2],
    }
    with open_seeds(encoder) as index:
        engine = Engine(index, encoder)
        results = {name: count(engine, questions) for name, questions in sets.items()}
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def count(engine: Engine, questions: list[Question]) -> dict[str, int]:
    """Of how many questions the first hit is right, by article, passage and sentence."""
    counts = {"questions": len(questions), "article": 0, "passage": 0, "sentence": 0}
    for question in questions:
        hit = engine.search(question["text"], 1)[0]
        if hit.citation.document_id != question["document"]:
            continue
        text = engine.document(question["document"]).text
        counts["article"] += 1
        counts["passage"] += question["answer"] in hit.citation.quote
        counts["sentence"] += question["answer"] in text[slice(*hit.sentence)]
    return counts


def read_seed_questions(name: str) -> list[Question]:
    """Those of a file of ``testing/gate/seeds/``."""
    path = SEEDS / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()

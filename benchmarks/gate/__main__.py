"""Measure the regression gate's questions.

    python -m benchmarks.gate [--write]

indexes ``corpus.jsonl`` and the seed articles in a temporary folder, asks every question and
prints, as JSON, the measures of plain words and of the engine by kind of question, and what the
engine gets wrong of the questions that may be looked at. ``--write`` also makes the figures the
floors that ``tests/integration/test_retrieval_gate.py`` holds: when the ranking has become better.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.gate.floors import write_floors
from benchmarks.gate.measuring import ask_engine, ask_plain_words, summarise
from benchmarks.gate.questions import read_questions
from benchmarks.machine import describe_machine
from search.models import open_encoder, runtime


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    parser.add_argument("--write", action="store_true", help="write the floors of the test")
    options = parser.parse_args()
    questions = read_questions()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = ask_engine(Path(folder), open_encoder(None), questions)
    results = {
        "runtime": runtime(),
        "plain words": summarise(ask_plain_words(questions)),
        "engine": summarise(outcomes),
        "wrong": [
            {
                "id": outcome.question.id,
                "kind": outcome.question.kind,
                "question": outcome.question.text,
                "expected": outcome.question.document,
                "first": outcome.first,
                "reciprocal rank": round(outcome.measures["mrr@10"], 2),
            }
            for outcome in outcomes
            if not outcome.right and not outcome.question.held
        ],
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))
    if options.write:
        write_floors(outcomes)


if __name__ == "__main__":
    main()

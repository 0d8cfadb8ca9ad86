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

from benchmarks.machine import describe_machine
from search.models import open_encoder, runtime
from testing.gate.cost import calls_a_question
from testing.gate.floors import write_floors
from testing.gate.measuring import (
    MRR,
    SENTENCE,
    Outcome,
    ask_engine,
    ask_plain_words,
    open_engine,
    summarise,
)
from testing.gate.questions import read_questions


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate")
    parser.add_argument("--write", action="store_true", help="write the floors of the test")
    options = parser.parse_args()
    questions = read_questions()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_engine(Path(folder), open_encoder(None)) as engine,
    ):
        outcomes, calls = ask_engine(engine, questions), calls_a_question(engine, questions)
    open_to_view = [outcome for outcome in outcomes if not outcome.question.held]
    results = {
        "runtime": runtime(),
        "plain words": summarise(ask_plain_words(questions)),
        "engine": summarise(outcomes),
        "calls a question": calls,
        "wrong": [
            {
                **_shown(outcome),
                "expected": outcome.question.document,
                "first": outcome.first,
                "reciprocal rank": round(outcome.measures[MRR], 2),
            }
            for outcome in open_to_view
            if not outcome.right
        ],
        "sentences that do not answer": [
            {**_shown(outcome), "answer": outcome.question.answer, "sentence": outcome.sentence}
            for outcome in open_to_view
            if outcome.right and not outcome.measures[SENTENCE]
        ],
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))
    if options.write:
        write_floors(outcomes, calls)


def _shown(outcome: Outcome) -> dict[str, str]:
    question = outcome.question
    return {"id": question.id, "kind": question.kind, "question": question.text}


if __name__ == "__main__":
    main()

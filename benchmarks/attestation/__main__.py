"""Whether what is shown attests: the sentence set off, the confidence, the short answer.

    python -m benchmarks.attestation DATA_ROOT [--sets NAME,...] [--limit N] [--without-reader]

asks the questions of XQuAD-ar, ARCD's test half, TyDi QA, the half of AAQAD that nothing is trained
on, and ``questions/news.jsonl``, over 316 articles of the news; and of the same corpora close
questions that nothing answers: AAQAD's own, ``questions/news_unanswered.jsonl``, and those of
``swaps`` and ``verbs``. It prints, as JSON, for each set, and for each language of the news:

- of the first right hit among ten, how often the sentence set off holds an answer, how long it is,
  and how many times as long as the shortest sentence or clause that holds one, where it does;
- how many right first hits are called insufficient, or strong, and how many questions that nothing
  answers strong, by their first hit, or sufficient, as the results say it; and how well the
  confidence in the first hit tells the two apart (AUROC); and of either how many first hits are
  said to lack something that the question names;
- its expected calibration error, with and without an answer one to one, for each set and over all;
- for how many of the questions for a person, place, date or number a short answer is shown, and how
  many of all that are shown are right.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.asking import sample
from benchmarks.attestation.asked import SETS, Asked, AskedSet, open_index, read_set
from benchmarks.attestation.measures import (
    SWAPPED,
    Answered,
    Figures,
    Outcome,
    measure,
    outcome_of,
)
from benchmarks.attestation.swaps import Things, read_things, swaps
from benchmarks.attestation.verbs import other_verbs
from benchmarks.machine import describe_machine
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder
from search.records import Query

DEPTH = 10


def main() -> None:
    """Ask, measure, print."""
    arguments = _parse()
    encoder = open_encoder(None)
    things = read_things(arguments.data)
    answered = {}
    for name in arguments.sets:
        answered[name] = answer(
            read_set(name, arguments.data),
            things,
            encoder,
            arguments.limit,
            without_reader=arguments.without_reader,
        )
        print(f"asked {name}", file=sys.stderr, flush=True)
    results: Figures = {name: _figures(each) for name, each in answered.items()}
    results["all"] = measure([*answered.values()])
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("--sets", type=_set_names, default=SETS, help=f"of {','.join(SETS)}")
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each kind")
    parser.add_argument("--without-reader", action="store_true", help="as when others wait")
    return parser.parse_args()


def _set_names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in SETS]
    if unknown:
        msg = f"no set {', '.join(unknown)}: there are {', '.join(SETS)}"
        raise argparse.ArgumentTypeError(msg)
    return names


def answer(
    asked: AskedSet,
    things: Things,
    encoder: Encoder,
    limit: int | None,
    *,
    without_reader: bool = False,
) -> Answered:
    """Ask the questions of a set, and those that are made of them, over its corpus."""
    texts = {key: record["text"] for key, record in asked.corpus.items()}
    made = swaps(asked.answerable, texts, things)
    unanswerable = {
        **asked.unanswerable,
        **{f"{SWAPPED} {kind}": made[kind] for kind in made},
        **other_verbs(asked.answerable, texts),
    }
    index = open_index(asked, encoder)
    engine = Engine(index, encoder)
    engine.is_busy = lambda: without_reader
    answered = Answered(
        _ask(engine, asked.answerable, limit, DEPTH),
        {name: _ask(engine, questions, limit, 1) for name, questions in unanswerable.items()},
    )
    index.close()
    return answered


def _ask(
    engine: Engine, questions: Sequence[Asked], limit: int | None, depth: int
) -> list[Outcome]:
    return [
        outcome_of(asked, engine.find(Query(asked.text, depth)))
        for asked in sample(questions, limit)
    ]


def _figures(answered: Answered) -> Figures:
    languages = sorted({one.asked.language for one in answered.answerable})
    figures = measure([answered])
    if len(languages) > 1:
        parts = {language: measure([_of(language, answered)]) for language in languages}
        figures["languages"] = parts
    return figures


def _of(language: str, answered: Answered) -> Answered:
    def part(outcomes: Sequence[Outcome]) -> list[Outcome]:
        return [one for one in outcomes if one.asked.language == language]

    unanswerable = {name: part(outcomes) for name, outcomes in answered.unanswerable.items()}
    return Answered(part(answered.answerable), unanswerable)


if __name__ == "__main__":
    main()

"""First hits with what the engine says of them: what a reader has to add to.

    python -m benchmarks.reader.hits DATA_ROOT OUT [--reported] [--limit N]

asks the questions of the training sets, those of AAQAD that nothing answers, and swaps; with
``--reported`` those of the sets that nothing is trained on. For each it writes the first hit, and
the first right one of ten, with the signals of its clauses and the confidence in it, one a line.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import sample
from benchmarks.attestation.asked import SETS, Asked, AskedSet, open_index, read_set
from benchmarks.attestation.measures import stands_in
from benchmarks.attestation.swaps import read_things, swaps
from benchmarks.train_evidence import training_sets
from search.arabic.analyzer import inside, words
from search.arabic.clauses import clauses
from search.engine import Engine, encode
from search.models import open_encoder
from search.models.encoder import Encoder
from search.queries.expansions import expand
from search.ranking.answering import align
from search.ranking.clause_signals import clause_signals
from search.ranking.late_interaction import similarities
from search.ranking.questions import read_question
from search.records import Hit, Query, Span
from search.storage.view import View

DEPTH = 10
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class FirstHit:
    """A question and the passage that is shown for it.

    Attributes:
        source: set that the question is of.
        origin: "answerable", "its own" or "swapped": nothing answers the latter two.
        question: as it is asked.
        answers: accepted ones.
        title: of the document, where it is searched with it.
        text: of the passage.
        is_first: whether it is the first hit.
        is_right: whether the passage's document answers the question.
        log_odds: of the confidence that the engine has in it.
        within: clauses of the passage.
        signals: of the clauses, shape (clauses, signals).
        right: whether each clause has an answer.
    """

    source: str
    origin: str
    question: str
    answers: tuple[str, ...]
    title: str
    text: str
    is_first: bool
    is_right: bool
    log_odds: float
    within: tuple[tuple[int, int], ...]
    signals: list[list[float]]
    right: list[bool]


def main() -> None:
    """Ask and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("out", type=Path)
    parser.add_argument("--reported", action="store_true", help="sets that nothing is trained on")
    parser.add_argument("--limit", type=int, help="of the questions of each set and origin")
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    things = read_things(arguments.data)
    sets = _reported(arguments.data) if arguments.reported else _trained(arguments.data)
    with arguments.out.open("w", encoding="utf-8") as stream:
        for source, asked in sets:
            texts = {key: record["text"] for key, record in asked.corpus.items()}
            made = swaps(asked.answerable, texts, things).values()
            origins = {
                "answerable": asked.answerable,
                **asked.unanswerable,
                "swapped": [one for each in made for one in each],
            }
            for hit in ask(source, asked, origins, encoder, arguments.limit):
                print(json.dumps(asdict(hit), ensure_ascii=False), file=stream)
            print("asked", source, file=sys.stderr, flush=True)


def _reported(data: Path) -> Iterator[tuple[str, AskedSet]]:
    yield from ((name, read_set(name, data)) for name in SETS)


def _trained(data: Path) -> Iterator[tuple[str, AskedSet]]:
    for name, asked in training_sets(data).items():
        own: list[Asked] = []
        if name == "aaqad":
            own = [
                Asked(one.question, frozenset(), (), "")
                for one in read_aaqad(data)
                if not one.answers and not is_reported(one.title)
            ]
        unanswerable = {"its own": own} if own else {}
        yield name, AskedSet(asked.corpus, asked.answerable, unanswerable, has_titles=False)


def ask(
    source: str,
    asked: AskedSet,
    origins: dict[str, Sequence[Asked]],
    encoder: Encoder,
    limit: int | None,
) -> Iterator[FirstHit]:
    """What is shown for each question; of an answerable one the first right hit, too."""
    index = open_index(asked, encoder)
    engine = Engine(index, encoder)
    for origin, questions in origins.items():
        for one in sample(questions, limit):
            hits = engine.find(Query(one.text, DEPTH if one.relevant else 1)).hits
            right = next((hit for hit in hits if hit.citation.document_id in one.relevant), None)
            shown = list(hits[:1])
            if right is not None and right is not hits[0]:
                shown.append(right)
            with index.reading() as view:
                for hit in shown:
                    yield FirstHit(source, origin, one.text, **_read(one, hit, view, encoder))
    index.close()


def _read(one: Asked, hit: Hit, view: View, encoder: Encoder) -> dict[str, Any]:
    """What a first hit has beside its question."""
    question = expand(read_question(one.text), view)
    encoded = encode(question, encoder, view.settings)
    places = view.passages_of(hit.citation.document_id)
    number = next(i for i, span in places if span.start == hit.citation.start)
    passage = view.passages([number])[number]
    text = passage.searched_text
    found = list(words(text))
    within = clauses(text, found) or [Span(0, len(text))]
    embedded = view.embedded([number])
    found_in = similarities(encoded.tokens, embedded.codes[0])
    alignment = align(passage, found_in, embedded.places[0], encoded, encoder)
    parts = [inside(span, found) for span in within]
    odds = min(1 - _LEAST, max(_LEAST, hit.confidence))
    return {
        "answers": one.answers,
        "title": passage.context or "",
        "text": text,
        "is_first": hit.rank == 1,
        "is_right": hit.citation.document_id in one.relevant,
        "log_odds": math.log(odds / (1 - odds)),
        "within": tuple(within),
        "signals": clause_signals(text, within, parts, alignment, question).table.tolist(),
        "right": [stands_in(text[slice(*span)], one.answers) for span in within],
    }


if __name__ == "__main__":
    main()

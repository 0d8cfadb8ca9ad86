"""Rescue and harm of the spellings that are offered for questions.

    python -m benchmarks.spelling FOLDER[:QUERIES:QRELS] [--other FOLDER] [--sample 400]

Questions of a data set are damaged, one word each, as people mistype: a neighbour on the keyboard,
letters that look or sound alike, letters swapped, dropped or doubled; and whole questions are typed
on the wrong keyboard layout. Printed, as JSON: of damaged questions, how many get another spelling,
how many the right one, and how well they are answered as typed and as offered; of clean ones over
their own corpus and over ``--other``, which answers none of them, how many are offered anything,
and what. Offers are counted whether or not the evidence is sufficient: a reader sees fewer.
"""

import argparse
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.tasks import read_task
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from indexer.evaluation.measuring import evaluate
from search.arabic.analyzer import content_words
from search.arabic.keyboards import ARABIC
from search.arabic.normalizer import normalize
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.queries.layout import switched
from search.ranking.lexical_plan import Statistics, plan_of
from search.ranking.questions import read_question
from search.ranking.spelling import respell
from search.records import Filters

_SEED = 7
_FOUND = 20
_SHOWN = 20
_SHORTEST = 4
# Neighbours on the Arabic keyboard, and letters that are taken for each other; written for this
# measurement, apart from what the search goes by.
_KEYBOARD = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ")
_TAKEN = ("ضظ", "ذز", "سص", "هة", "تط", "ثس", "قك", "حه", "دذ", "جح", "رز", "بت", "فق")
_SHIFTED = str.maketrans({"أ": "H", "إ": "Y", "آ": "N", "؟": "?"})
_LAYOUTS = ("Windows", "Mac", "Windows, French")
_Damage = Callable[[str, random.Random], str]


def _neighbour(word: str, chance: random.Random) -> str:
    return _replaced(word, chance, [row[i : i + 2] for row in _KEYBOARD for i in range(len(row))])


def _alike(word: str, chance: random.Random) -> str:
    return _replaced(word, chance, list(_TAKEN))


def _replaced(word: str, chance: random.Random, pairs: list[str]) -> str:
    places = [(i, pair) for i, letter in enumerate(word) for pair in pairs if letter in pair]
    if not places:
        return word
    place, pair = chance.choice(places)
    other = pair.replace(word[place], "") or word[place]
    return word[:place] + other + word[place + 1 :]


def _swapped(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _dropped(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _doubled(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    return word[:place] + word[place] + word[place:]


DAMAGES: dict[str, _Damage] = {
    "neighbour": _neighbour,
    "alike": _alike,
    "swapped": _swapped,
    "dropped": _dropped,
    "doubled": _doubled,
}


def damage(question: str, kind: _Damage, chance: random.Random) -> str | None:
    """A question with one word mistyped; ``None`` where no word can be."""
    long = [
        word.span
        for word in content_words(question)
        if len(word.form) >= _SHORTEST and word.form.isalpha() and not word.form.isascii()
    ]
    chance.shuffle(long)
    for start, end in long:
        typed = kind(question[start:end], chance)
        if normalize(typed) != normalize(question[start:end]):
            return question[:start] + typed + question[end:]
    return None


class Offers:
    """The spellings that an index offers, however well it answers."""

    def __init__(self, index: Index, engine: Engine) -> None:
        self._index = index
        self._engine = engine

    def of(self, question: str) -> str | None:
        """Another spelling of a question."""
        ranked = [each.passage_id for each in self._engine.candidates(question)[:_FOUND]]
        with self._index.reading() as view:

            def find(text: str) -> list[str]:
                found = [*view.matches(plan_of(text, view), _FOUND, Filters())]
                return [passage.indexed_text for passage in view.passages(found).values()]

            texts = [passage.indexed_text for passage in view.passages(ranked).values()]
            return respell(read_question(question), view, texts, find)


def rescue(
    clean: dict[str, str], offers: Offers, engine: Engine, dataset: Dataset
) -> dict[str, object]:
    """What damaged questions get, by the kind of the damage and altogether."""
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    kinds = list(DAMAGES.items())
    damaged, offered, right, report = {}, {}, {}, {}
    of_kind: dict[str, list[str]] = {name: [] for name in DAMAGES}
    for place, (number, question) in enumerate(clean.items()):
        name, kind = kinds[place % len(kinds)]
        typed = damage(question, kind, chance)
        if typed is None:
            continue
        offer = offers.of(typed)
        damaged[number], offered[number] = typed, offer or typed
        right[number] = offer is not None and normalize(offer) == normalize(question)
        of_kind[name].append(number)
        report[number] = offer is not None
    judged = {number: dataset.qrels[number] for number in damaged}
    return {
        "questions": len(damaged),
        "offered": sum(report.values()),
        "right": sum(right.values()),
        "right by kind": {
            name: f"{sum(right[n] for n in numbers)} of {len(numbers)}"
            for name, numbers in of_kind.items()
        },
        **{
            f"ndcg@10 {name}": round(
                100
                * evaluate(
                    engine, replace(dataset, questions=asked, qrels=judged), lambda _: None
                ).measures["ndcg@10"],
                1,
            )
            for name, asked in (
                ("clean", {n: clean[n] for n in damaged}),
                ("as typed", damaged),
                ("as offered", offered),
            )
        },
    }


def harm(clean: dict[str, str], offers: Offers) -> dict[str, object]:
    """What clean questions are offered."""
    found = [(text, offer) for text in clean.values() if (offer := offers.of(text)) is not None]
    return {
        "questions": len(clean),
        "offered": len(found),
        "examples": [" ← ".join(pair[::-1]) for pair in found[:_SHOWN]],
    }


def typed_in_latin(text: str, keys: Mapping[str, str]) -> str:
    """A text as it comes out when the keyboard gives Latin letters."""
    of_letter = {letter: key for key, letter in keys.items()}
    for letter in sorted(of_letter, key=len, reverse=True):
        text = text.replace(letter, of_letter[letter])
    return text.translate(_SHIFTED)


def _read(typed: str, statistics: Statistics) -> str:
    text = typed
    for each in reversed([*switched(read_question(typed), statistics)]):
        text = text[: each.span.start] + (each.read or "") + text[each.span.end :]
    return text


def layouts(clean: dict[str, str], index: Index) -> dict[str, object]:
    """Questions that are typed with the keyboard switched, how many are read as they were meant."""
    with index.reading() as view:
        taken = sum(bool([*switched(read_question(text), view)]) for text in clean.values())
        meant = {
            name: sum(_read(typed_in_latin(text, keys), view) == text for text in clean.values())
            for name, keys in zip(_LAYOUTS, ARABIC, strict=True)
        }
    return {"questions": len(clean), "read to the letter": meant, "clean ones switched": taken}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--other", type=Path)
    parser.add_argument("--sample", type=int, default=400)
    options = parser.parse_args()
    dataset = read_task(options.folder).dataset
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    numbers = sorted(dataset.questions)
    numbers = chance.sample(numbers, min(options.sample, len(numbers)))
    clean = {number: dataset.questions[number] for number in numbers}
    encoder = open_encoder(None)
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    engine = Engine(index, encoder)
    offers = Offers(index, engine)
    report = {
        "damaged": rescue(clean, offers, engine, dataset),
        "clean": harm(clean, offers),
        "layout": layouts(clean, index),
    }
    index.close()
    if options.other is not None:
        elsewhere = Dataset(options.other / "corpus.jsonl", {}, {})
        index = open_corpus(elsewhere, encoder, text_only=True, report=lambda _: None)
        report["clean, elsewhere"] = harm(clean, Offers(index, Engine(index, encoder)))
        index.close()
    print(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()

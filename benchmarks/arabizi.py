"""How well Arabic in Latin letters is read: words of chats, and questions written as chats are.

    python -m benchmarks.arabizi PAIRS TEXTS FOLDER[:QUERIES:QRELS]... [--half odd] [--sample 600]

``PAIRS`` is JSON Lines of ``arabizi`` and ``arabic``; rules and tables were written with the even
half in view. ``TEXTS`` is JSON Lines with ``text``, gzip or not: of the pairs whose Arabic word
they have, the share is printed whose word comes first, or among the first five, of all words of
the texts. Then the questions of each data set are asked in Arabic and as a model of the pairs
writes them: letters and vowels at random, as often as in the pairs. Nothing of the pairs is kept.
"""

import argparse
import json
import random
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.lines import read_lines
from benchmarks.tasks import read_task
from benchmarks.train_romanization import Pair, train
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from indexer.evaluation.measuring import evaluate
from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.romanization import letters
from search.arabic.transliteration import fold
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder
from search.queries.arabizi import readings

_SEED = 11
_FIRST = 5
_HALVES = {"even": {0}, "odd": {1}, "all": {0, 1}}
_LONGEST = 14


class Words:
    """The words of texts as the sounds of an index."""

    def __init__(self, path: Path) -> None:
        self._texts = 0
        self.forms: set[str] = set()
        self._found: dict[str, Counter[str]] = defaultdict(Counter)
        for line in read_lines(path):
            self._texts += 1
            found = list(words(json.loads(line)["text"]))
            self.forms.update(word.form for word in found)
            for key in {key for word in found for key in word.sounds}:
                self._found[f"{key.partition(':')[0]}:"][key] += 1

    def size(self) -> int:
        """How many texts there are."""
        return self._texts

    def frequency(self, field: str, term: str) -> int:
        """In how many texts a key is."""
        return self._found[f"{term.partition(':')[0]}:"][term] if field else 0

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """The same of each of some keys."""
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """The keys that begin with a skeleton."""
        return list(self._found.get(prefix, {}).items()) if field else []


def read_pairs(path: Path, half: str) -> Iterator[tuple[str, str]]:
    """The pairs of one half: folded Latin letters, and the normalised word."""
    for line in read_lines(path):
        pair = json.loads(line)
        latin, form = fold(pair["arabizi"].strip()), normalize(pair["arabic"].strip())
        if zlib.crc32(line.encode()) % 2 in _HALVES[half] and latin and form:
            yield latin, form


def measure_words(pairs: list[tuple[str, str]], texts: Words) -> dict[str, float]:
    """Shares of pairs whose word is the first reading, or among the first ones."""
    places = []
    for latin, form in pairs:
        found = [reading.form for reading in readings(latin, texts)]
        places.append(found.index(form) if form in found else len(found) + _FIRST)
    return {
        "pairs": len(pairs),
        "first": round(sum(place == 0 for place in places) / len(places), 3),
        f"first {_FIRST}": round(sum(place < _FIRST for place in places) / len(places), 3),
    }


class Writer:
    """Writes Arabic in Latin letters as the pairs do, at random."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        usable: list[Pair] = [
            (letters(form), latin)
            for latin, form in pairs
            if len(latin) <= _LONGEST and len(form) <= _LONGEST and form.isalpha()
        ]
        self._letters, self._vowels = train(usable)
        self._random = random.Random(_SEED)  # noqa: S311 - no secret

    def write(self, text: str) -> str:
        """A text, word by word; words in other letters stay."""
        written = ((word.form, text[word.span.start : word.span.end]) for word in words(text))
        return " ".join(self._word(form) or as_it_is for form, as_it_is in written)

    def _word(self, form: str) -> str:
        return "".join(f"{self._vowel()}{self._letter(each)}" for each in letters(form))

    def _letter(self, letter: str) -> str:
        return self._choose(self._letters.get(letter, {}))

    def _vowel(self) -> str:
        left = max(0.0, 1.0 - sum(self._vowels.values()))
        return self._choose({**self._vowels, "": left})

    def _choose(self, likely: dict[str, float]) -> str:
        return self._random.choices([*likely], [*likely.values()])[0] if likely else ""


def ask(dataset: Dataset, questions: dict[str, str], encoder: Encoder) -> float:
    """nDCG@10 x100 of questions over a data set's corpus."""
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    asked = replace(
        dataset,
        questions=questions,
        qrels={number: dataset.qrels[number] for number in questions},
    )
    result = evaluate(Engine(index, encoder), asked, lambda _: None)
    index.close()
    return 100 * result.measures["ndcg@10"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--half", choices=_HALVES, default="odd")
    parser.add_argument("--sample", type=int, default=600, help="questions of a set, and pairs")
    options = parser.parse_args()
    chosen = random.Random(_SEED)  # noqa: S311 - no secret
    texts = Words(options.texts)
    pairs = [pair for pair in read_pairs(options.pairs, options.half) if pair[1] in texts.forms]
    report: dict[str, object] = {"words": measure_words(pairs, texts)}
    if options.folders:
        writer, encoder = Writer(list(read_pairs(options.pairs, options.half))), open_encoder(None)
    for folder in options.folders:
        dataset = read_task(folder).dataset
        numbers = sorted(dataset.questions)
        numbers = chosen.sample(numbers, min(options.sample, len(numbers)))
        arabic = {number: dataset.questions[number] for number in numbers}
        latin = {number: writer.write(text) for number, text in arabic.items()}
        print(folder, *list(latin.values())[:3], sep="\n  ", file=sys.stderr)
        found = {
            name: ask(dataset, each, encoder)
            for name, each in (("arabic", arabic), ("latin", latin))
        }
        report[folder] = {
            "questions": len(numbers),
            **{name: round(value, 1) for name, value in found.items()},
            "kept": round(found["latin"] / found["arabic"], 3),
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

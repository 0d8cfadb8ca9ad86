"""Questions as people mistype and respell them, for `python -m benchmarks.rescue`.

    python -m benchmarks.damaged_questions FOLDER[:QUERIES:QRELS] PAIRS NAMES TARGET [--sample 400]

Writes data sets over the same documents, each with as many questions as can be damaged in one way:
`layout` is typed with the keyboard switched, `arabizi` in Latin letters as a model of ``PAIRS``
(of ``arabizi`` and ``arabic``) writes them, `words` has two words written as one or one as two,
`names` a name of ``NAMES`` (of ``ar``) with another g or with a vowel more or less, and
`transliteration` one in Latin letters as the same model writes it. `clean` has the same number of
questions as they are.
"""

import argparse
import json
import random
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from benchmarks.arabizi import Writer, read_pairs
from benchmarks.lines import read_lines
from benchmarks.spelling import typed_in_latin
from benchmarks.tasks import read_task
from indexer.evaluation.datasets import Dataset
from search.arabic.analyzer import content_words
from search.arabic.keyboards import ARABIC
from search.arabic.normalizer import normalize

_SEED = 5
_SHORTEST, _LONG, _SHORTEST_NAME = 3, 7, 5
_G, _VOWELS = "جغق", "اوي"
# Letters that foreign names are not written with.
_ARABIC = frozenset("حعصضظءئؤ")

Damage = Callable[[str, random.Random], str | None]


def main() -> None:
    """Damage, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--sample", type=int, default=400)
    options = parser.parse_args()
    dataset = read_task(options.folder).dataset
    writer = Writer(list(read_pairs(options.pairs, "odd")))
    listed = (normalize(json.loads(line)["ar"]) for line in read_lines(options.names))
    every = {name for name in listed if not name.startswith("ال")}
    names = {name for name in every if _ARABIC.isdisjoint(name)}
    damages: dict[str, Damage] = {
        "clean": lambda text, _: text,
        "layout": lambda text, _: typed_in_latin(text, ARABIC[0]),
        "arabizi": lambda text, _: writer.write(text),
        "words": with_other_spaces,
        "names": lambda text, chance: with_another_name(text, names, chance),
        "transliteration": lambda text, _: with_a_name_in_latin(text, every, writer.write),
    }
    for name, damage in damages.items():
        _write(options.target / name, dataset, damage, options.sample)


def with_other_spaces(text: str, chance: random.Random) -> str | None:
    """Two neighbours written as one word, or a long word as two."""
    found = [word for word in content_words(text) if word.form.isalpha()]
    long = [word for word in found if len(word.form) >= _LONG and not word.form.isascii()]
    both = [
        (one, other)
        for one, other in pairwise(found)
        if text[one.span.end : other.span.start] == " "
        and min(len(one.form), len(other.form)) >= _SHORTEST
    ]
    if long and (not both or chance.random() < 1 / 2):
        start, end = chance.choice(long).span
        cut = chance.randrange(start + _SHORTEST, end - _SHORTEST + 1)
        return f"{text[:cut]} {text[cut:]}"
    if both:
        one, other = chance.choice(both)
        return text[: one.span.end] + text[other.span.start :]
    return None


def with_another_name(text: str, names: set[str], chance: random.Random) -> str | None:
    """A name with another letter for g, or with a vowel inside more or less."""
    for word in content_words(text):
        if word.form in names and len(word.form) >= _SHORTEST_NAME:
            start, end = word.span
            other = _respelled(text[start:end], chance)
            if other is not None:
                return text[:start] + other + text[end:]
    return None


def with_a_name_in_latin(text: str, names: set[str], write: Callable[[str], str]) -> str | None:
    """The first name of a question in Latin letters."""
    for word in content_words(text):
        if word.form in names and len(word.form) >= _SHORTEST_NAME:
            start, end = word.span
            return text[:start] + write(text[start:end]).capitalize() + text[end:]
    return None


def _respelled(name: str, chance: random.Random) -> str | None:
    used = [letter for letter in _G if letter in name]
    if len(used) == 1:
        return name.replace(used[0], chance.choice(_G.replace(used[0], "")))
    inside = [i for i in range(2, len(name) - 2) if name[i] in _VOWELS]
    if not inside:
        return None
    place = chance.choice(inside)
    return name[:place] + name[place + 1 :]


def _write(folder: Path, dataset: Dataset, damage: Damage, most: int) -> None:
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    numbers = sorted(dataset.questions)
    chance.shuffle(numbers)
    damaged = {number: damage(dataset.questions[number], chance) for number in numbers}
    asked = [(number, text) for number, text in damaged.items() if text is not None][:most]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(dataset.corpus, folder / "corpus.jsonl")
    questions = (json.dumps({"id": n, "text": text}, ensure_ascii=False) for n, text in asked)
    judged = (f"{n}\t{document}\t1" for n, _ in asked for document in dataset.qrels[n])
    (folder / "queries.jsonl").write_text("\n".join(questions) + "\n", "utf-8")
    (folder / "qrels.tsv").write_text("\n".join(judged) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Learn what the Latin spellings of Arabic letters cost, from names in both scripts.

    python -m benchmarks.train_romanization PAIRS [--out search/arabic/names.json]

``PAIRS`` is JSON Lines of ``ar`` and ``latin``; the costs in the repository are learned from names
that Google published (Apache 2.0, see THIRD_PARTY_NOTICES.md). Only the lines whose checksums are
even are learned from, so that ``benchmarks.transliteration`` measures on the others.

Expectation maximisation over all ways to align a name with its spelling: a letter is written as up
to three consonants or three vowels, or as nothing; a vowel may stand for no letter.
"""

import argparse
import json
import math
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.lines import read_lines
from search.arabic.normalizer import normalize
from search.arabic.romanization import letters
from search.arabic.transliteration import fold

_ROUNDS = 6
_LONGEST = 3
_VOWELS = "aeiouy"
_FIRST_VOWEL = 0.1  # its probability before anything is learned
_UNLIKELY = 1e-7  # that a consonant stands for no letter
# Costs a spelling more than this for each Latin letter, the pair is none; after two rounds.
_WRONG = 4.0
_TRUSTED_FROM = 2
# A spelling of a letter that is less likely, or was seen less often, is left out.
_RARE = 4e-3
_SELDOM = 2.0
# What a vowel without a letter costs at most: Arabic names have more of them than others.
_DEAREST = 2.5
_NAME = range(2, 15)
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچڤگ")

Pair = tuple[tuple[str, ...], str]
Probabilities = dict[str, dict[str, float]]
_Grid = list[list[float]]


def read_pairs(path: Path) -> list[Pair]:
    """Letters and folded Latin spelling of each pair that is learned from."""
    found = []
    for line in read_lines(path):
        pair = json.loads(line)
        form, latin = normalize(pair["ar"].strip()), fold(pair["latin"])
        is_name = len(form) in _NAME and len(latin) in _NAME and latin.isalnum()
        if zlib.crc32(line.encode()) % 2 == 0 and is_name and _ARABIC.issuperset(form):
            found.append((letters(form), latin))
    return found


def _first(pairs: Iterable[Pair]) -> Probabilities:
    """Each letter with what stands near its place."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    weights = (1.0, 1.0, 0.3, 0.05)
    for word, latin in pairs:
        for place, letter in enumerate(word):
            near = int(place / len(word) * len(latin))
            for start in range(max(0, near - 2), min(len(latin), near + 3)):
                for length, weight in enumerate(weights):
                    spelling = latin[start : start + length]
                    if len(spelling) == length and _is_of_one_kind(spelling):
                        counts[letter][spelling] += weight  # type: ignore[assignment]
    return {letter: _shares(found, 0.0) for letter, found in counts.items()}


def _is_of_one_kind(spelling: str) -> bool:
    return set(spelling) <= set(_VOWELS) or not set(spelling) & set("aeiou")


def _shares(counts: dict[str, float] | Counter[str], least: float) -> dict[str, float]:
    total = sum(counts.values())
    return {text: n / total for text, n in counts.items() if n > least}


def _ends(latin: str, start: int, spellings: dict[str, float]) -> list[tuple[int, str, float]]:
    """Where a letter that is written from here may end, as what, and how likely."""
    cut = (latin[start:end] for end in range(start, min(len(latin), start + _LONGEST) + 1))
    return [(start + len(x), x, spellings[x]) for x in cut if x in spellings]


def _forward(pair: Pair, letters_: Probabilities, vowels: dict[str, float]) -> _Grid:
    word, latin = pair
    grid = [[0.0] * (len(latin) + 1) for _ in range(len(word) + 1)]
    grid[0][0] = 1.0
    for i, row in enumerate(grid):
        for j in range(len(row)):
            if j < len(latin):
                row[j + 1] += row[j] * vowels.get(latin[j], _UNLIKELY)
            if i < len(word) and row[j]:
                for end, _, likely in _ends(latin, j, letters_[word[i]]):
                    grid[i + 1][end] += row[j] * likely
    return grid


def _backward(pair: Pair, letters_: Probabilities, vowels: dict[str, float]) -> _Grid:
    word, latin = pair
    grid = [[0.0] * (len(latin) + 1) for _ in range(len(word) + 1)]
    grid[-1][-1] = 1.0
    for i in range(len(word), -1, -1):
        for j in range(len(latin), -1, -1):
            if j < len(latin):
                grid[i][j] += grid[i][j + 1] * vowels.get(latin[j], _UNLIKELY)
            if i < len(word):
                for end, _, likely in _ends(latin, j, letters_[word[i]]):
                    grid[i][j] += likely * grid[i + 1][end]
    return grid


class _Counts:
    """How often letters were written as what, expected over all alignments."""

    def __init__(self) -> None:
        self.letters: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.vowels: dict[str, float] = defaultdict(float)
        self.slots = 0
        self.likelihood = 0.0
        self.pairs = 0

    def add(self, pair: Pair, given: tuple[Probabilities, dict[str, float]], worst: float) -> None:
        """Count one pair, unless it is none."""
        word, latin = pair
        ahead, behind = _forward(pair, *given), _backward(pair, *given)
        total = ahead[-1][-1]
        if not total or -math.log(total) / len(latin) > worst:
            return
        self.pairs += 1
        self.likelihood += math.log(total)
        self.slots += len(word) + 1
        for i, row in enumerate(ahead):
            for j, value in enumerate(row):
                if j < len(latin):
                    likely = given[1].get(latin[j], _UNLIKELY)
                    self.vowels[latin[j]] += value * likely * behind[i][j + 1] / total
                if i < len(word):
                    for end, spelling, likely in _ends(latin, j, given[0][word[i]]):
                        expected = value * likely * behind[i + 1][end] / total
                        self.letters[word[i]][spelling] += expected


def train(pairs: list[Pair]) -> tuple[Probabilities, dict[str, float]]:
    """How likely each spelling of each letter is, and each vowel that stands for none."""
    likely = _first(pairs), dict.fromkeys(_VOWELS, _FIRST_VOWEL)
    for turn in range(_ROUNDS):
        counts = _Counts()
        for pair in pairs:
            counts.add(pair, likely, _WRONG if turn >= _TRUSTED_FROM else math.inf)
        print(turn, counts.pairs, round(counts.likelihood / counts.pairs, 3), file=sys.stderr)
        least = _SELDOM if turn == _ROUNDS - 1 else 0.0
        found = {letter: _shares(each, least) for letter, each in counts.letters.items()}
        likely = found, {x: counts.vowels[x] / counts.slots for x in _VOWELS}
    return likely


def _costs(likely: dict[str, float]) -> dict[str, float]:
    first = sorted(likely.items(), key=lambda item: (-item[1], item[0]))
    return {text: round(-math.log(p), 2) for text, p in first if p >= _RARE}


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--out", type=Path, default=Path("search/arabic/names.json"))
    options = parser.parse_args()
    spellings, vowels = train(read_pairs(options.pairs))
    lines = ",\n".join(
        f"    {json.dumps(x, ensure_ascii=False)}: {json.dumps(_costs(each), ensure_ascii=False)}"
        for x, each in sorted(spellings.items())
    )
    written = json.dumps({x: round(min(-math.log(p), _DEAREST), 2) for x, p in vowels.items()})
    text = f'{{\n  "letters": {{\n{lines}\n  }},\n  "vowels": {written}\n}}\n'
    options.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

"""How well words in Latin letters find the Arabic words that they spell.

    python -m benchmarks.transliteration PAIRS TEXTS [--arabic ar] [--latin latin] [--half odd]

reads ``PAIRS``, JSON Lines of one Arabic and one Latin spelling of a word under those names, and
``TEXTS``, JSON Lines with ``text``, gzip or not. It prints, as JSON, by the consonants of the key:
how many pairs meet, and the median idf, over the texts, of all words that sound like the Latin
spelling together: high when few others do. ``--half`` takes the pairs whose checksums are even or
odd: rules were written with the even half in view.
"""

import argparse
import json
import statistics
import zlib
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.lines import read_lines
from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.transliteration import readings, sound_keys, sounds_like
from search.ranking.lexical_plan import inverse_document_frequency

_HALVES = {"even": {0}, "odd": {1}, "all": {0, 1}}
_LONGEST = 5


def _frequencies(path: Path) -> tuple[int, dict[str, Counter[str]]]:
    """The number of texts, and by skeleton in how many of them each key is."""
    texts = 0
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in read_lines(path):
        texts += 1
        keys = {key for word in words(json.loads(line)["text"]) for key in word.sounds}
        for key in keys:
            found[key.partition(":")[0]][key] += 1
    return texts, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--arabic", default="ar")
    parser.add_argument("--latin", default="latin")
    parser.add_argument("--half", choices=_HALVES, default="odd")
    options = parser.parse_args()
    texts, frequencies = _frequencies(options.texts)
    meets = defaultdict(list)
    rarities = defaultdict(list)
    for line in read_lines(options.pairs):
        pair = json.loads(line)
        latin, keys = pair[options.latin], sound_keys(normalize(pair[options.arabic]))
        if zlib.crc32(line.encode()) % 2 not in _HALVES[options.half] or not latin.isalnum():
            continue
        if not keys:
            continue
        consonants = min(_LONGEST, len(keys[0].partition(":")[0]))
        fits = [key for key in keys if key.startswith(readings(latin))]
        meets[consonants].append(any(sounds_like(latin, key) for key in fits))
        alike = {
            key: frequency
            for reading in readings(latin)
            for key, frequency in frequencies[reading.removesuffix(":")].items()
            if sounds_like(latin, key)
        }
        together = min(texts, sum(alike.values()))
        rarities[consonants].append(inverse_document_frequency(together, texts))
    every = [met for found in meets.values() for met in found]
    report = {
        "pairs": len(every),
        "meet": round(statistics.mean(every), 3),
        "by consonants": {
            f"{n}{' or more' if n == _LONGEST else ''}": {
                "pairs": len(meets[n]),
                "meet": round(statistics.mean(meets[n]), 3),
                "median idf": round(statistics.median(rarities[n]), 1),
            }
            for n in sorted(meets)
        },
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

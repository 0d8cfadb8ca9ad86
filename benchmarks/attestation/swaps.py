"""Close questions that nothing answers, made from those that have an answer.

A year, a number, a place or another name of a question is put in the place of one of the same kind
that another question of the set has. The rule and its seed are fixed. A question is kept when what
replaces stands nowhere in the passages that answered it, and no passage that has it also has half
of the question's other words: such a passage may answer.

Numbers are those in digits, places CLDR's territories and cities. Other names are taken from a list
of names that are written in two scripts; words of ordinary language in it are left out by how often
texts have them.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from babel import Locale

from benchmarks.attestation.asked import Asked
from benchmarks.lines import read_lines
from search.arabic.analyzer import content_words, words
from search.arabic.normalizer import normalize
from search.records import Span

NAMES = Path("translit") / "google-ar-en.jsonl"
TEXTS = Path("aqad") / "corpus.jsonl"
KINDS = ("year", "number", "place", "name")
_SEED = 18
_TRIES = 20
_SHORTEST_NAME = 3
# A name that a larger share of texts has may be a word of ordinary language too.
_RARE = 0.002
_ENOUGH = 0.5
_YEAR = re.compile(r"(?<!\w)[12]\d{3}(?!\w)")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")


@dataclass(frozen=True, slots=True)
class Thing:
    """What a question names: its kind, and where it stands in the question."""

    kind: str
    span: Span


class Things:
    """What questions name.

    Args:
        texts: that tell how common a word is.
        names: words that may be names.
    """

    def __init__(self, texts: Sequence[str], names: Iterable[str]) -> None:
        counts = Counter(form for text in texts for form in {word.form for word in words(text)})
        most = max(1.0, _RARE * len(texts))
        self._names = {
            name
            for name in map(normalize, names)
            if name.isalpha()
            and len(name) >= _SHORTEST_NAME
            and not name.startswith("ال")
            and counts[name] <= most
            and not counts[f"ال{name}"]
        }
        self._places = _places()

    def of(self, question: str) -> list[Thing]:
        """In order, none within another."""
        telling = {word.span for word in content_words(question)}
        found: list[Thing] = []
        for kind, spans in (
            ("year", [Span(*match.span()) for match in _YEAR.finditer(question)]),
            ("number", [Span(*match.span()) for match in _NUMBER.finditer(question)]),
            ("place", self._place_spans(question, telling)),
            ("name", self._name_spans(question, telling)),
        ):
            for span in spans:
                if not any(span.overlaps(other.span) for other in found):
                    found.append(Thing(kind, span))
        return sorted(found, key=lambda thing: thing.span)

    def _place_spans(self, question: str, telling: Collection[Span]) -> list[Span]:
        found = list(words(question))
        return [
            Span(found[i].span.start, found[j - 1].span.end)
            for i in range(len(found))
            for j in range(min(len(found), i + 3), i, -1)
            if all(word.span in telling for word in found[i:j])
            and " ".join(word.form for word in found[i:j]) in self._places
        ]

    def _name_spans(self, question: str, telling: Collection[Span]) -> list[Span]:
        """Runs of names: a first name and a last one are replaced together."""
        runs: list[Span] = []
        after_name = False
        for word in words(question):
            is_name = word.form in self._names and word.span in telling
            if is_name and after_name:
                runs[-1] = Span(runs[-1].start, word.span.end)
            elif is_name:
                runs.append(word.span)
            after_name = is_name
        return runs


def read_things(data: Path) -> Things:
    """From the folder with the data sets' folders."""
    texts = [json.loads(line)["text"] for line in read_lines(data / TEXTS)]
    return Things(texts, [json.loads(line)["ar"] for line in read_lines(data / NAMES)])


def _places() -> set[str]:
    locale = Locale("ar")
    cities = [zone["city"] for zone in locale.time_zones.values() if "city" in zone]
    territories = [name for code, name in locale.territories.items() if not code.isdigit()]
    # Mahé is written like "what is".
    return {normalize(name) for name in (*cities, *territories)} - {"ماهي"}


def swaps(
    asked: Sequence[Asked], texts: Mapping[str, str], things: Things
) -> dict[str, list[Asked]]:
    """One question of each kind that can be made of each question, by kind.

    Args:
        asked: questions that the texts answer.
        texts: of the set, by document.
        things: tells what a question names.
    """
    named = [(one, things.of(one.text)) for one in asked]
    pool: defaultdict[str, list[str]] = defaultdict(list)
    for one, found in named:
        for thing in found:
            pool[thing.kind].append(one.text[slice(*thing.span)])
    passages = Passages(texts)
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    made: dict[str, list[Asked]] = {kind: [] for kind in KINDS}
    for one, found in named:
        for kind in KINDS:
            places = [thing.span for thing in found if thing.kind == kind]
            others = [chance.choice(pool[kind]) for _ in range(_TRIES)] if places else []
            kept = (other for other in others if _is_close(one, places[0], other, passages))
            other = next(kept, None)
            if other is not None:
                text = one.text[: places[0].start] + other + one.text[places[0].end :]
                made[kind].append(replace(one, text=text, relevant=frozenset(), answers=()))
    return made


class Passages:
    """The texts of a set by their words."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._forms = {
            document: {word.form for word in words(text)} for document, text in texts.items()
        }
        self._stems = {
            document: {word.stem for word in words(text)} for document, text in texts.items()
        }

    def have_none(self, thing: str, documents: Iterable[str]) -> bool:
        """Whether no word of a thing stands in these documents."""
        forms = {word.form for word in words(thing)}
        return not any(forms & self._forms[document] for document in documents)

    def may_answer(self, thing: str, rest: str) -> bool:
        """Whether a document has the thing and enough of the other words of a question."""
        forms = {word.form for word in words(thing)}
        stems = {word.stem for word in content_words(rest)}
        return any(
            forms <= self._forms[document] and len(stems & found) >= _ENOUGH * len(stems)
            for document, found in self._stems.items()
        )


def _is_close(one: Asked, place: Span, other: str, passages: Passages) -> bool:
    own = one.text[slice(*place)]
    rest = f"{one.text[: place.start]} {one.text[place.end :]}"
    return (
        normalize(other) != normalize(own)
        and passages.have_none(other, one.relevant)
        and not passages.may_answer(other, rest)
    )

"""Examples that nothing answers, close to those that have an answer."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import log

from benchmarks.reader.example import AROUND, Example, cut
from benchmarks.reader.things import Things, things_in
from indexer.evaluation.first_hits import folded
from search.arabic.analyzer import content_words
from search.arabic.sentences import sentences

# How often each is tried: other question, other passage, elsewhere, near.
_SHARES = (0.45, 0.1, 0.2, 0.25)
_TRIES = 3
_NEAREST = 4


class Nearest:
    """Texts that have most of a question's stems, by rarity."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = list(texts.items())
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for i, (text, _) in enumerate(self._texts):
            for stem in _stems(text):
                self._having[stem].append(i)

    def to(self, question: str, most: int = 8) -> list[tuple[str, str]]:
        """Texts with their titles, the nearest first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for stem in _stems(question):
            having = self._having.get(stem, [])
            for i in having:
                scores[i] += log(1 + len(self._texts) / len(having))
        return [self._texts[i] for i in sorted(scores, key=lambda i: (-scores[i], i))[:most]]


def _stems(text: str) -> list[str]:
    """In an order that is the same at every call."""
    return sorted({word.stem for word in content_words(text)})


class Close:
    """Makes them.

    Args:
        things: to be put into questions and passages.
        nearest: other passages; without them none is taken.
        chance: by which they are chosen.
    """

    def __init__(self, things: Things, nearest: Nearest | None, chance: random.Random) -> None:
        self._things = things
        self._nearest = nearest
        self._chance = chance

    def to(self, example: Example, share: float) -> Iterator[Example]:
        """At most one, of such a share of examples that have an answer."""
        if example.answer is None or self._chance.random() > share:
            return
        ways = (self._other_question, self._other_passage, self._elsewhere, self._near)
        shares = _SHARES if self._nearest else (*_SHARES[:-1], 0)
        for way in self._chance.choices(ways, shares, k=_TRIES):
            made = way(example)
            if made is not None:
                yield made
                return

    def _other_question(self, example: Example) -> Example | None:
        part = cut(example, self._chance)
        text = f"{part.title} {part.text}"
        question = self._things.swapped(example.question, text, self._chance)
        if question is None:
            return None
        return replace(part, question=question, answer=None, origin="swapped question")

    def _other_passage(self, whole: Example) -> Example | None:
        """What its question names replaced in the passage."""
        example = cut(whole, self._chance)
        asked = [
            (kind, example.question[slice(*span)]) for kind, span in things_in(example.question)
        ]
        there = [old for _, old in asked if old in example.text]
        if not there or example.answer is None:
            return None
        old = self._chance.choice(there)
        kind = next(kind for kind, thing in asked if thing == old)
        new = self._things.other(kind, old, self._chance)
        if new is None or old in example.text[slice(*example.answer)]:
            return None
        return replace(
            example,
            origin="swapped passage",
            title=example.title.replace(old, new),
            text=example.text.replace(old, new),
            answer=None,
        )

    def _elsewhere(self, example: Example) -> Example | None:
        """Another part of the same text."""
        answer = example.answer
        if answer is None:
            return None
        starts = [span.start for span in sentences(example.text)]
        away = [start for start in starts if abs(start - answer.start) > AROUND]
        if not away:
            return None
        start = self._chance.choice(away)
        text = example.text[start : start + 2 * AROUND]
        is_free = folded(example.text[slice(*answer)]) not in folded(text)
        return replace(example, text=text, answer=None, origin="elsewhere") if is_free else None

    def _near(self, example: Example) -> Example | None:
        """A passage with the question's words."""
        if self._nearest is None or example.answer is None:
            return None
        answer = folded(example.text[slice(*example.answer)])
        found = self._nearest.to(example.question)
        other = [(text, title) for text, title in found if answer not in folded(text)]
        if not other:
            return None
        text, title = self._chance.choice(other[:_NEAREST])
        found_one = replace(example, text=text, title=title, answer=None, origin="near")
        return cut(found_one, self._chance)

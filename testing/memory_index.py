"""An index in memory that looks at every passage for every question: others must agree with it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic.amounts import amounts
from search.arabic.analyzer import words
from search.queries.conditions import Documents, Match, Period, Value, Words
from search.queries.evaluation import Mask, meeting
from search.queries.matching import stands_in
from search.queries.named import names_of
from search.ranking.bm25 import B, counted_length
from search.ranking.hints import is_wanted
from search.ranking.lexical_plan import FIELDS, K1, LexicalPlan, Term, inverse_document_frequency
from search.ranking.snapshot import Embedded, Names, PassageFacts
from search.records import Document, Filters, Passage, Publication, Span
from search.settings import IndexSettings
from search.sparse_vector import SparseVector
from search.storage.catalogue import MOST_NAMED


class Kept(NamedTuple):
    """A passage as an index keeps it."""

    passage: Passage
    vector: NDArray[np.float32]
    codes: NDArray[np.uint8]
    places: bytes | None
    facts: PassageFacts
    words: SparseVector | None = None


@dataclass(slots=True)
class MemoryIndex:
    """A ``Snapshot`` of what was applied last."""

    settings: IndexSettings
    revision: int = 0
    kept: dict[int, Kept] = field(default_factory=dict)
    _counts: dict[int, dict[str, Counter[str]]] = field(default_factory=dict)
    _means: dict[str, float] = field(default_factory=dict)

    def apply(
        self, removed: Iterable[int], added: Iterable[tuple[int, Kept]], revision: int
    ) -> None:
        """Remove passages, then add others: the state at a revision."""
        for passage_id in removed:
            self.kept.pop(passage_id, None)
        self.kept.update(added)
        self.kept = dict(sorted(self.kept.items()))
        self._counts = {i: _terms(each.passage) for i, each in self.kept.items()}
        self._means = {
            name: sum(counts[name].total() for counts in self._counts.values())
            / max(1, len(self._counts))
            for name in FIELDS
        }
        self.revision = revision

    def size(self) -> int:
        return len(self.kept)

    def frequency(self, field: str, term: str) -> int:
        return sum(term in counts[field] for counts in self._counts.values())

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        found = Counter(
            term
            for counts in self._counts.values()
            for term in counts[field]
            if term.startswith(prefix)
        )
        return sorted(found.items())

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> dict[int, float]:
        products = self.products(vector, self._wanted(filters))
        return {i: products[i] for i in sorted(products, key=lambda i: (-products[i], i))[:k]}

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        return {i: float(self.kept[i].vector @ vector) for i in ids if i in self.kept}

    def matches(self, plan: LexicalPlan, k: int, filters: Filters) -> dict[int, float]:
        scores = self.scores(plan, self._wanted(filters))
        return {i: scores[i] for i in sorted(scores, key=lambda i: (-scores[i], i))[:k]}

    def scores(self, plan: LexicalPlan, ids: Sequence[int]) -> dict[int, float]:
        found = {}
        for i in ids:
            score = sum(self._bm25(i, term) for term in plan.written)
            score += sum(
                max(sum(self._bm25(i, term) for term in terms) for terms in group)
                for group in plan.either
            )
            if score:
                found[i] = score
        return found

    def weighed(
        self, words: SparseVector, k: int, filters: Filters, others: Sequence[int]
    ) -> dict[int, float]:
        heaviest = [max(each.words.weights, default=0) for each in self.kept.values() if each.words]
        most = float(words.weights.sum()) * max(heaviest, default=0)
        asked = dict(zip(words.ids.tolist(), words.weights.tolist(), strict=True))
        shares = {
            i: sum(asked.get(word, 0) * weight for word, weight in zip(*each.words, strict=True))
            / most
            for i, each in self.kept.items()
            if each.words is not None
        }
        there = {i: float(share) for i, share in shares.items() if share > 0}
        wanted = [i for i in self._wanted(filters) if i in there]
        best = sorted(wanted, key=lambda i: (-there[i], i))[:k]
        return {i: there[i] for i in {*best, *others} if i in there}

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        return {i: self.kept[i].facts for i in ids if i in self.kept}

    def embedded(self, ids: Sequence[int]) -> Embedded:
        there = sorted(i for i in ids if i in self.kept)
        if not there:
            return Embedded.nothing()
        vectors = np.stack([self.kept[i].vector for i in there])
        kept = [self.kept[i] for i in there]
        return Embedded(there, vectors, [k.codes for k in kept], [k.places for k in kept])

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        return {i: self.kept[i].passage for i in ids if i in self.kept}

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        return [
            (i, Span(each.passage.start, each.passage.end))
            for i, each in self.kept.items()
            if each.facts.document_id == document_id
        ]

    def names(self, field: str) -> Names:
        return names_of({str(v) for each in self.kept.values() if (v := each.facts.facts[field])})

    def document(self, document_id: str) -> Document:
        documents = (each.passage.document for each in self.kept.values())
        return next(each for each in documents if each.id == document_id)

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        documents = {each.facts.document_id: each for each in self.kept.values()}
        story = documents[document_id].facts.story_id if document_id in documents else None
        copies = [
            Publication(name, d.title, d.source, d.url, d.date, d.collection)
            for name, each in documents.items()
            for d in [each.passage.document]
            if story is not None and each.facts.story_id == story and name != document_id
        ]
        copies.sort(key=lambda copy: (copy.date is None, copy.date, copy.document_id))
        return copies[:MOST_NAMED], len(copies[MOST_NAMED:])

    def latest(self, k: int, filters: Filters) -> list[int]:
        found: dict[str, int] = {}
        for i in self._wanted(filters):
            found.setdefault(self.kept[i].facts.document_id, i)
        # As stored: the later of two documents of a day has later passages.
        ids = sorted(found.values(), key=lambda i: (self.kept[i].facts.date or "", i))
        return ids[::-1][:k]

    @property
    def documents(self) -> NDArray[np.int64]:
        keys = [each.facts.document_id for each in self.kept.values()]
        return np.unique(np.asarray(keys, str), return_inverse=True)[1]

    def standing(self, wanted: Words) -> Mask:
        return np.asarray(
            [
                (
                    each.passage.document.title is not None
                    and stands_in(wanted, each.passage.document.title)
                )
                or (not wanted.only_title and stands_in(wanted, each.passage.searched_text))
                for each in self.kept.values()
            ],
            bool,
        )

    def having(self, wanted: Value | Period | Documents) -> Mask:
        if isinstance(wanted, Documents):
            named = [each.facts.document_id in wanted.ids for each in self.kept.values()]
            return np.asarray(named, bool)
        return np.asarray([_has(each.facts, wanted) for each in self.kept.values()], bool)

    def _wanted(self, filters: Filters) -> list[int]:
        ids = [i for i, each in self.kept.items() if is_wanted(each.facts, filters)]
        if filters.condition is None:
            return ids
        met = dict(zip(self.kept, meeting(filters.condition, self), strict=True))
        return [i for i in ids if met[i]]

    def _bm25(self, passage_id: int, term: Term) -> float:
        counts = self._counts[passage_id][term.field]
        count = counts[term.text]
        if not count:
            return 0.0
        rarity = inverse_document_frequency(self.frequency(term.field, term.text), self.size())
        norm = K1 * (1 - B + B * counted_length(counts.total()) / self._means[term.field])
        return term.weight * rarity * (K1 + 1) * count / (count + norm)


def _terms(passage: Passage) -> dict[str, Counter[str]]:
    found = list(words(passage.indexed_text))
    stems = Counter(word.stem for word in found)
    grams = Counter(gram for word in found for gram in word.grams)
    sounds = Counter(key for word in found for key in word.sounds)
    keys = Counter(amount.key for amount in amounts(passage.indexed_text, found))
    return dict(zip(FIELDS, (stems, grams, sounds, keys), strict=True))


def _has(facts: PassageFacts, wanted: Value | Period) -> bool:
    if isinstance(wanted, Period):
        return is_wanted(facts, Filters((), wanted.since, wanted.until))
    value = facts.facts[wanted.field]
    return value is not None and stands_in(Words(wanted.text, Match.FOLDED), value)

"""The terms of passages as Milvus scores them: sparse vectors, weighed as BM25 does.

A passage's side has what depends on it, how often it has a term and how long it is, and a
question's side the weight and rarity of the term, so that their inner product is the BM25 of
``ranking.lexical_plan`` on every server. Lengths count against means that are fixed until
passages are sent to Milvus anew.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from search.arabic.amounts import amounts
from search.arabic.analyzer import words
from search.ranking.bm25 import B, counted_length
from search.ranking.lexical_plan import (
    FIELDS,
    K1,
    Statistics,
    Term,
    inverse_document_frequency,
)
from search.records import Passage

# Letters of a term that are told apart: PostgreSQL indexes no more than some 2,700 bytes.
_LONGEST = 200
# Milvus takes numbers of terms below the last of 32 bits.
_MOST = 2**32 - 1

Sparse = dict[int, float]


class PassageTerms(NamedTuple):
    """What is looked for in a passage.

    Attributes:
        counts: of terms, in the order of ``FIELDS``.
        stems: those of its text and title, each once, spaces between them.
        forms: normalised words of its text, a space around each.
    """

    counts: tuple[Counter[str], ...]
    stems: str
    forms: str

    @staticmethod
    def of(passage: Passage) -> "PassageTerms":
        """Analyse a passage."""
        text = passage.indexed_text
        found = list(words(text))
        offset = len(text) - len(passage.searched_text)
        stems = Counter(fitted(word.stem) for word in found)
        grams = Counter(gram for word in found for gram in word.grams)
        sounds = Counter(fitted(key) for word in found for key in word.sounds)
        keys = Counter(fitted(amount.key) for amount in amounts(text, found))
        forms = joined(word.form for word in found if word.span.start >= offset)
        return PassageTerms((stems, grams, sounds, keys), " ".join(stems), forms)


class Means(NamedTuple):
    """How many terms a passage has in each field, by which lengths count; of ``FIELDS``."""

    lengths: tuple[float, ...]

    def to_text(self) -> str:
        """As it is kept."""
        return json.dumps(self.lengths)

    @staticmethod
    def read(text: str) -> "Means":
        """What was kept.

        Raises:
            ValueError: it is not that.
        """
        lengths = json.loads(text)
        is_sound = isinstance(lengths, list) and len(lengths) == len(FIELDS)
        if not is_sound or not all(isinstance(n, int | float) and n >= 0 for n in lengths):
            msg = f"mean lengths {text[:80]}"
            raise ValueError(msg)
        return Means(tuple(map(float, lengths)))

    @staticmethod
    def of(totals: Iterable[int], passages: int) -> "Means":
        """Of some passages."""
        return Means(tuple(total / max(1, passages) for total in totals))

    def weighed(self, terms: PassageTerms) -> Sparse:
        """The sparse vector of a passage."""
        found: Sparse = {}
        for place, counts in enumerate(terms.counts):
            length, mean = counted_length(counts.total()), self.lengths[place]
            norm = K1 * (1 - B + B * (length / mean if mean else 1.0))
            for term, count in counts.items():
                number = _number(place, term)
                found[number] = found.get(number, 0.0) + (K1 + 1) * count / (count + norm)
        return found

    def are_near(self, others: "Means", tolerance: float) -> bool:
        """Whether lengths count about the same by others."""
        pairs = zip(self.lengths, others.lengths, strict=True)
        return all(abs(ours - theirs) <= tolerance * theirs for ours, theirs in pairs)


def asked(terms: Iterable[Term], statistics: Statistics) -> Sparse:
    """The sparse vector of terms that are looked for."""
    found: Sparse = {}
    size = statistics.size()
    for term in terms:
        text = fitted(term.text)
        frequency = min(size, statistics.frequency(term.field, term.text))
        number = _number(FIELDS.index(term.field), text)
        weight = term.weight * inverse_document_frequency(frequency, size)
        found[number] = found.get(number, 0.0) + weight
    return {number: weight for number, weight in found.items() if weight > 0}


def together(vectors: Iterable[Mapping[int, float]]) -> Sparse:
    """The sum of sparse vectors."""
    found: Sparse = {}
    for vector in vectors:
        for number, weight in vector.items():
            found[number] = found.get(number, 0.0) + weight
    return found


def fitted(term: str) -> str:
    """A term as it is kept: a longer one by its beginning and a digest."""
    if len(term) <= _LONGEST:
        return term
    return term[: _LONGEST - 64] + hashlib.sha256(term.encode()).hexdigest()


def joined(forms: Iterable[str]) -> str:
    """Words with a space around each, so that a phrase of them is a part of it."""
    return f" {' '.join(map(fitted, forms))} "


def _number(place: int, term: str) -> int:
    digest = hashlib.blake2b(f"{place}{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") % _MOST

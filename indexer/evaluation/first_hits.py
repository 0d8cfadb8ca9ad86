"""Ask questions of an index and keep what the confidence in the first hit is made of."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from search.arabic.normalizer import normalize
from search.engine import Engine
from search.index import Index
from search.models.encoder import Encoder
from search.queries.conditions import Documents, Lacking
from search.ranking.confidence import Signals, probability
from search.records import Filters, Query

# Digits apart from letters: "1958م" is the year 1958.
WORD = re.compile(r"\d+|[^\W\d_]+")
SHORTEST_ANSWER = 6  # code points, with a space on either side


@dataclass(frozen=True, slots=True)
class FirstHit:
    """The first hit of a question.

    Attributes:
        signals: what its confidence is made of.
        confidence: the probability that it answers.
        is_right: whether its document is known to answer.
        holds_answer: whether the passage has the words of an answer.
    """

    signals: Signals
    confidence: float
    is_right: bool
    holds_answer: bool


class FirstHits:
    """Asks an index, with the confidence that comes with the library.

    Args:
        index: that is asked.
        encoder: its model.
    """

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._seen: list[Signals] = []
        self._engine = Engine(index, encoder, confidence=self._noted)

    def of(
        self,
        text: str,
        relevant: Collection[str],
        answers: Iterable[str],
        without: frozenset[str] = frozenset(),
    ) -> FirstHit | None:
        """The first hit of a question, which may be asked once; an empty index has none.

        Args:
            text: of the question.
            relevant: ids of the documents that answer it.
            answers: that are right, where they are known.
            without: ids of documents that are left out.
        """
        self._seen.clear()
        filters = Filters(condition=Lacking(Documents(without))) if without else Filters()
        for hit in self._engine.find(Query(text, 1, filters=filters)).hits:
            is_right = hit.citation.document_id in relevant
            # The best hit is looked at first, again where it does not say what is asked about, and
            # others where it is not sufficient.
            unsaid = (signals for signals in self._seen[1:2] if signals.unsaid)
            signals = next(unsaid, self._seen[0])
            return FirstHit(signals, hit.confidence, is_right, holds(hit.citation.quote, answers))
        return None

    def _noted(self, signals: Signals) -> float:
        self._seen.append(signals)
        return probability(signals)


def folded(text: str) -> str:
    """The words of a text, their spelling folded as the search folds it."""
    return f" {' '.join(WORD.findall(normalize(text)))} "


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether a text has the words of an answer that is long enough not to be there by chance."""
    spoken = [folded(answer) for answer in answers]
    return any(len(answer) >= SHORTEST_ANSWER and answer in folded(text) for answer in spoken)

"""Let a cross-encoder read the best passages together with the question."""

import math
from collections.abc import Sequence
from typing import Protocol

from search.ranking.stages import Candidate, Ranking

# Passages that are read, and the seconds that this may take.
RERANKED = 20
SECONDS = 2.0
# Log odds beyond which a reranker is not believed: many are sure of everything.
_SUREST = 4.0


class Reranker(Protocol):
    """Reads passages together with a question."""

    def scores(self, question: str, passages: Sequence[str], seconds: float) -> list[float]:
        """How well the first passages answer, between 0 and 1: as many as there is time for."""


def rerank(ranking: Ranking, reranker: Reranker) -> None:
    """Add what a reranker says of the best candidates to their scores, and order them anew.

    Those that there was no time for keep their scores, and what was found irrelevant falls no
    further than where the other evidence has it.
    """
    best = ranking.candidates[:RERANKED]
    if not best:
        return
    passages = ranking.snapshot.passages([each.passage_id for each in best])
    read = [each for each in best if each.passage_id in passages]
    texts = [passages[each.passage_id].indexed_text for each in read]
    scores = reranker.scores(ranking.question.read.text, texts, SECONDS)
    said = {each.passage_id: score for each, score in zip(read, scores, strict=False)}
    changed = [_with(each, said.get(each.passage_id)) for each in ranking.candidates]
    ranking.candidates = sorted(changed, key=lambda each: (-each.score, each.passage_id))


def believed(confidence: float, reranker: float | None) -> float:
    """The confidence in a passage that a reranker has read: half-way between both, in log odds."""
    if reranker is None:
        return confidence
    surest = 1 / (1 + math.exp(-_SUREST))
    both = [min(max(each, 1 - surest), surest) for each in (confidence, reranker)]
    log_odds = sum(math.log(each / (1 - each)) for each in both) / 2
    return 1 / (1 + math.exp(-log_odds))


def _with(candidate: Candidate, score: float | None) -> Candidate:
    if score is None:
        return candidate
    return candidate._replace(
        shares=candidate.shares._replace(reranker=score),
        score=candidate.score + score,
        standing=candidate.standing + score,
        reranker=score,
    )

"""What stands above the results: the sentence that attests best, and what other sources say."""

from dataclasses import dataclass

from search.ranking.agreement import agreement, by_words
from search.ranking.confidence import is_sufficient
from search.records import Hit, Results
from service.language import Language
from service.views.cards import Card, card


@dataclass(frozen=True, slots=True)
class AnswerStrip:
    """The first hit, which may attest, and the answers of others beside its own.

    Attributes:
        card: of the first hit.
        others: hits with an answer, those with the same words together. Where they differ all of
            them, else those that say what the first one does.
        differ: whether they give different answers.
    """

    card: Card
    others: list[list[Hit]]
    differ: bool


def answer_strip(results: Results, language: Language) -> AnswerStrip | None:
    """The strip above the first page of results; ``None`` where nothing in it would be certain.

    Nothing is attested where only operators were asked for: their hits have no score.
    """
    first = attesting(results)
    if first is None:
        return None
    groups = agreement(results.hits)
    differ = len(groups) > 1
    others = [
        same
        for group in groups
        for same in by_words([hit for hit in group if differ or hit is not first])
    ]
    return AnswerStrip(card(first, language), others, differ)


def attesting(results: Results) -> Hit | None:
    """The first hit, if it may attest."""
    first = results.hits[0] if results.hits else None
    if first is None or first.rank != 1 or not first.score or not is_sufficient(first.confidence):
        return None
    return first

"""Ask a lexical index alone, as the engine asks it among others."""

from collections.abc import Sequence

from search.ranking.lexical_plan import plan_of
from search.storage.lexical_snapshot import LexicalSnapshot


def search_words(snapshot: LexicalSnapshot, question: str, k: int) -> dict[int, float]:
    """The ``k`` best passages for the words of a question, with their lexical evidence."""
    plan = plan_of(question, snapshot)
    return plan.shares(snapshot.matches(plan, k))


def evidence_of(snapshot: LexicalSnapshot, question: str, ids: Sequence[int]) -> dict[int, float]:
    """Lexical evidence of given passages, without those that have no word in common."""
    plan = plan_of(question, snapshot)
    return plan.shares(snapshot.scores(plan, ids))

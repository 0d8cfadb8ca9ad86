"""The stages of a ranking, each a function over one table of candidates, in their order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.ranking.confidence import margins
from search.ranking.fusion import FusionWeights, shares
from search.ranking.hints import PROPOSED, boost, proposing
from search.ranking.late_interaction import window_maxsim
from search.ranking.lexical_plan import make_plan
from search.ranking.questions import EncodedQuestion
from search.ranking.snapshot import Embedded, PassageFacts, Snapshot
from search.records import Filters, Shares
from search.timing import Observer, Stage, timed

# Passages that each first stage proposes to late interaction.
CANDIDATES = 200


class StageScores(NamedTuple):
    """What each stage says of a passage: what ``ranking.fusion.shares`` takes."""

    dense: float
    late: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage in its place in the ranking, before its text is read.

    Attributes:
        passage_id: its number in the index.
        facts: of its document.
        codes: of its tokens.
        stages: what each stage says of it.
        shares: what each kind of evidence adds to the score.
        score: the sum of the shares.
        margin: how much its MaxSim is above that of its rivals, see ``confidence.margins``.
    """

    passage_id: int
    facts: PassageFacts
    codes: NDArray[np.uint8]
    stages: StageScores
    shares: Shares
    score: float
    margin: float

    @property
    def document_id(self) -> str:
        """The id of its document."""
        return self.facts.document_id


@dataclass(slots=True)
class Ranking:
    """A question and the table of its candidates, which the stages fill from left to right.

    Attributes:
        question: what is asked.
        snapshot: of the index.
        filters: which passages may answer.
        weights: of the fusion.
        nearest: passages that dense retrieval proposes, best first.
        lexical: lexical evidence of these, and of those that it proposes itself.
        embedded: vectors and token codes of all of them.
        facts: of their documents.
        late: MaxSim of each, in the order of ``embedded``; shape (candidates,).
        candidates: the table, best first.
    """

    question: EncodedQuestion
    snapshot: Snapshot
    filters: Filters
    weights: FusionWeights
    nearest: list[int] = field(default_factory=list)
    lexical: dict[int, float] = field(default_factory=dict)
    embedded: Embedded = field(default_factory=Embedded.nothing)
    facts: dict[int, PassageFacts] = field(default_factory=dict)
    late: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    candidates: list[Candidate] = field(default_factory=list)


def propose_nearest(ranking: Ranking) -> None:
    """Passages whose vectors are nearest to the question's."""
    vector = ranking.question.vector
    nearest, filters = ranking.snapshot.nearest, ranking.filters
    ranking.nearest = nearest(vector, CANDIDATES, filters)
    for hint in ranking.question.read.hints:
        named = proposing(hint, filters)
        if named is not None:
            ranking.nearest += nearest(vector, PROPOSED, named)


def propose_matching(ranking: Ranking) -> None:
    """Passages that have the question's words, and how many of them the nearest ones have."""
    read, snapshot = ranking.question.read, ranking.snapshot
    plan = make_plan(read, snapshot)
    ranking.lexical = plan.shares(snapshot.matches(plan, CANDIDATES, ranking.filters))
    others = [i for i in ranking.nearest if i not in ranking.lexical]
    ranking.lexical |= plan.shares(snapshot.scores(plan, others))


def read_candidates(ranking: Ranking) -> None:
    """What the index keeps of every proposed passage, but for its text."""
    ids = [*{*ranking.nearest, *ranking.lexical}]
    ranking.embedded = ranking.snapshot.embedded(ids)
    ranking.facts = ranking.snapshot.facts(ranking.embedded.ids)


def compare_tokens(ranking: Ranking) -> None:
    """Late interaction of the question's tokens with those of every candidate."""
    question = ranking.question
    ranking.late = window_maxsim(question.tokens, question.weights, ranking.embedded.codes)


def fuse(ranking: Ranking) -> None:
    """One score of the three kinds of evidence, and the order by it; ties come by id."""
    ids, vectors, codes = ranking.embedded
    if not ids:
        return
    lexical = np.asarray([ranking.lexical.get(i, 0.0) for i in ids], np.float32)
    stages = (vectors @ ranking.question.vector, ranking.late, lexical)
    hints = ranking.question.read.hints
    named = [sum(boost(hint, ranking.facts[i]) for hint in hints) for i in ids]
    added = shares(*stages[:2], lexical + np.asarray(named, np.float32), ranking.weights)
    fused = added.sum(axis=0)
    order = np.argsort(-fused, kind="stable")
    by_stage = [StageScores(*row) for row in np.stack(stages, axis=1).tolist()]
    by_share = [Shares(*row) for row in added.T.tolist()]
    facts = [ranking.facts[i] for i in ids]
    ahead = margins(ranking.late[order].tolist(), [facts[i].story for i in order])
    ranking.candidates = [
        Candidate(ids[i], facts[i], codes[i], by_stage[i], by_share[i], float(fused[i]), margin)
        for i, margin in zip(order, ahead, strict=True)
    ]


STAGES: tuple[tuple[Stage, Callable[[Ranking], None]], ...] = (
    (Stage.DENSE, propose_nearest),
    (Stage.LEXICAL, propose_matching),
    (Stage.READING, read_candidates),
    (Stage.LATE, compare_tokens),
    (Stage.FUSION, fuse),
)


def rank(ranking: Ranking, observer: Observer) -> list[Candidate]:
    """The candidates, best first, after all stages."""
    for stage, fill in STAGES:
        with timed(stage, observer):
            fill(ranking)
    return ranking.candidates

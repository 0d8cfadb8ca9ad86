"""Every system as one function: a question to the ids of documents, best first."""

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.peers import Peer
from indexer.evaluation.measuring import DEPTH, PASSAGE_DEPTH, Run
from search.engine import Engine
from search.errors import EmptyQuestionError
from search.index import Index
from search.models.encoder import Encoder
from testing.lexical import search_words

Ranker = Callable[[str], list[str]]

LEXICAL, DENSE, LATE, FUSED = (
    "Shawahid: BM25",
    "Shawahid: dense",
    "Shawahid: late interaction",
    "Shawahid",
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a system answered, and how long a question took it, in milliseconds (median)."""

    run: Run
    milliseconds: float


def stages(index: Index, encoder: Encoder) -> dict[str, Ranker]:
    """The stages of the engine, each ranking alone, and the whole engine.

    BM25 and dense search the whole corpus. Late interaction ranks the candidates of these two: it
    has no index of its own. Times of dense and of late interaction hold the embedding of the
    question, that of late interaction holds everything that makes and scores candidates.
    """
    engine = Engine(index, encoder)

    def lexical(question: str) -> list[str]:
        with index.reading() as view:
            found = list(search_words(view.lexical, question, PASSAGE_DEPTH))
            owners = view.store.facts(found)
        return first_of_each(owners[i].document_id for i in found)

    def dense(question: str) -> list[str]:
        with index.reading() as view:
            vector = encoder.encode_question(question).vector
            found = [*view.dense.search(vector, PASSAGE_DEPTH)]
            owners = view.store.facts(found)
        return first_of_each(owners[i].document_id for i in found)

    def late(question: str) -> list[str]:
        found = sorted(engine.candidates(question), key=lambda one: -one.stages.late)
        return first_of_each(one.document_id for one in found)

    def fused(question: str) -> list[str]:
        return first_of_each(document for document, _ in engine.rank(question, PASSAGE_DEPTH))

    return {LEXICAL: lexical, DENSE: dense, LATE: late, FUSED: fused}


def peer_ranker(peer: Peer, owners: Sequence[str]) -> Ranker:
    """A peer that has indexed texts, each of the document in ``owners``: documents by best text."""
    depth = DEPTH if len(set(owners)) == len(owners) else PASSAGE_DEPTH

    def rank(question: str) -> list[str]:
        return first_of_each(owners[i] for i in peer.search(question, depth))

    return rank


def first_of_each(ids: Iterable[str]) -> list[str]:
    """The first ``DEPTH`` different ids, in their order."""
    return list(dict.fromkeys(ids))[:DEPTH]


def ask(ranker: Ranker, questions: Mapping[str, str]) -> Answers:
    """Ask every question once, after one that warms up; an empty question has no answers."""

    def answer(question: str) -> list[str]:
        try:
            return ranker(question)
        except EmptyQuestionError:
            return []

    answer(next(iter(questions.values())))
    run, times = {}, []
    for number, question in questions.items():
        started = time.perf_counter()
        ranked = answer(question)
        times.append(1000 * (time.perf_counter() - started))
        run[number] = as_scores(ranked)
    return Answers(run, statistics.median(times))


def as_scores(ranked: Sequence[str]) -> dict[str, float]:
    """Documents with scores that fall by one from rank to rank.

    Measures sort by score; a system's own scores may have ties, which they would break otherwise
    than the system does.
    """
    return {document: float(len(ranked) - i) for i, document in enumerate(ranked)}

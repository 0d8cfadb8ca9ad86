"""Ask every question of the gate, and what of it is right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.discovery import find_files
from indexer.evaluation.measuring import CUTOFF
from indexer.pipeline import index_files, open_for_writing
from search.engine import Engine
from search.models.encoder import Encoder
from testing.gate.plain_words import rank_by_plain_words
from testing.gate.questions import CORPUS, SEEDS, Question, read_documents

HIT = "hit@1"
MRR = f"mrr@{CUTOFF}"
NDCG = f"ndcg@{CUTOFF}"
SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    Attributes:
        question: that was asked.
        first: the document of the first hit; ``None`` without hits.
        measures: ``HIT``, ``MRR`` and ``NDCG`` of the documents by their best passage; of the
            engine also ``SENTENCE``, whether the first hit's emphasised sentence has the answer.
        sentence: the one that the first hit emphasises; ``None`` without hits or evidence.
    """

    question: Question
    first: str | None
    measures: dict[str, float]
    sentence: str | None = None

    @property
    def right(self) -> bool:
        """Whether the first hit is of the document that answers."""
        return self.first == self.question.document


@contextmanager
def open_engine(folder: Path, encoder: Encoder) -> Iterator[Engine]:
    """Index the collection and the seeds together in an empty folder."""
    index = open_for_writing(folder, lambda: encoder, None)
    try:
        index_files(index, lambda: encoder, find_files([CORPUS, SEEDS]), lambda _: None)
        yield Engine(index, encoder)
    finally:
        index.close()


def ask_engine(engine: Engine, questions: Sequence[Question]) -> list[Outcome]:
    """What the engine over the collection and the seeds says to questions."""
    rankings, sentences = [], []
    for question in questions:
        hits = engine.search(question.text, CUTOFF)
        rankings.append(list(dict.fromkeys(hit.citation.document_id for hit in hits)))
        sentences.append(hits[0].citation.part(hits[0].sentence) if hits else None)
    judged = zip(judge(questions, rankings), sentences, strict=True)
    return [_with_sentence(outcome, sentence) for outcome, sentence in judged]


def _with_sentence(outcome: Outcome, sentence: str | None) -> Outcome:
    answers = outcome.right and outcome.question.answer in (sentence or "")
    measures = {**outcome.measures, SENTENCE: float(answers)}
    return replace(outcome, measures=measures, sentence=sentence)


def ask_plain_words(questions: Sequence[Question]) -> list[Outcome]:
    """The same questions and documents, by BM25 over words as they are written."""
    texts = [question.text for question in questions]
    return judge(questions, rank_by_plain_words(read_documents(), texts, CUTOFF))


def judge(questions: Sequence[Question], rankings: Sequence[Sequence[str]]) -> list[Outcome]:
    """Measure a ranking of documents for each question, best first."""
    import ir_measures
    from ir_measures import RR, Success, nDCG

    names = {Success @ 1: HIT, RR @ CUTOFF: MRR, nDCG @ CUTOFF: NDCG}
    measures: dict[str, dict[str, float]] = {
        question.id: dict.fromkeys(names.values(), 0.0) for question in questions
    }
    qrels = {question.id: {question.document: 1} for question in questions}
    run = {
        question.id: {document: 1 / rank for rank, document in enumerate(ranking, 1)}
        for question, ranking in zip(questions, rankings, strict=True)
    }
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        measures[metric.query_id][names[metric.measure]] = metric.value
    return [
        Outcome(question, next(iter(ranking), None), measures[question.id])
        for question, ranking in zip(questions, rankings, strict=True)
    ]


def summarise(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """The number of questions and the means of the measures, by kind and by group."""
    members: defaultdict[str, list[Mapping[str, float]]] = defaultdict(list)
    for outcome in outcomes:
        for name in {outcome.question.kind: None, outcome.question.group: None}:
            members[name].append(outcome.measures)
    return {
        name: {"questions": len(rows)}
        | {key: round(sum(row[key] for row in rows) / len(rows), 4) for key in rows[0]}
        for name, rows in members.items()
    }

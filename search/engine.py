"""The facade: open an index, ask it questions."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import words
from search.errors import EmptyQuestionError
from search.index import Index, IndexInfo, IndexSettings, View
from search.models.encoder import Encoder
from search.ranking.alignment import Alignment
from search.ranking.confidence import (
    Signals,
    Standing,
    centred_cosines,
    is_sufficient,
    probability,
    signals_of,
    standings,
)
from search.ranking.evidence import Evidence, find_evidence
from search.ranking.fusion import DEFAULT_WEIGHTS, FusionWeights, fuse
from search.ranking.grouping import distinct, group
from search.ranking.late_interaction import prepare_question, similarities, window_maxsim
from search.ranking.questions import Asked, read_question
from search.records import Citation, Document, Excerpt, Hit, Passage
from search.storage.store import Owner

# Passages that each first stage proposes to late interaction.
CANDIDATES = 200
# Passages of a document that a hit shows beside its best one.
MORE = 3


class StageScores(NamedTuple):
    """What each stage says of a passage: what ``ranking.fusion.fuse`` takes."""

    dense: float
    late: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a first stage proposed, with its score and what it is fused from."""

    passage_id: int
    document_id: str
    score: float
    stages: StageScores


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the stages need it; ``tokens`` are those of late interaction."""

    text: str
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    weights: NDArray[np.float32]
    asked: Asked


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A passage's place in the ranking, before its text is read."""

    passage_id: int
    score: float
    stages: StageScores
    codes: NDArray[np.uint8]
    owner: Owner
    standing: Standing


class Engine:
    """Answers questions from one index. Safe to share between threads.

    Args:
        index: the index.
        encoder: the model that it was made with.
        weights: of the fusion.
        open_encoder: opens the model of a name, for when the index changes to another one.
        confidence: from the signals of a hit to the probability that it answers.
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        weights: FusionWeights = DEFAULT_WEIGHTS,
        open_encoder: Callable[[str | None], Encoder] | None = None,
        confidence: Callable[[Signals], float] = probability,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = weights
        self._open_encoder = open_encoder
        self._confidence = confidence
        self._opening = threading.Lock()

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        """The best ``k`` documents, best first, one of each story, with their best passages.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        _check(question)
        with self._index.reading() as view:
            encoder = self._encoder_of(view.settings)
            asked = _read(question, encoder, view.settings)
            ranked = {found.passage_id: found for found in self._rank(asked, view)}
            groups = group(ranked, {i: found.owner for i, found in ranked.items()}, k)
            passages = view.store.passages([i for each in groups for i in each.passage_ids])
            hits = []
            for rank, (owner, ids) in enumerate(groups, 1):
                found = ranked[ids[0]]
                evidence = _attest(found, passages[ids[0]], asked, encoder)
                confidence = self._confidence(
                    signals_of(asked.asked, found.standing, evidence.overlap)
                )
                excerpts = chain(
                    [_excerpt(passages[ids[0]], evidence)],
                    (
                        _excerpt(passages[i], _attest(ranked[i], passages[i], asked, encoder))
                        for i in ids[1:]
                    ),
                )
                best, *more = islice(distinct(excerpts), 1 + MORE)
                story = [] if owner.story_id is None else view.store.publications(owner.story_id)
                hits.append(
                    Hit(
                        rank=rank,
                        score=found.score,
                        citation=best.citation,
                        sentence=best.sentence,
                        evidence=best.evidence,
                        confidence=confidence,
                        answer=evidence.answer if is_sufficient(confidence) else None,
                        page=best.page,
                        also_published=tuple(
                            other for other in story if other.document_id != owner.document_id
                        ),
                        more=tuple(more),
                    )
                )
        return tuple(hits)

    def rank(self, question: str, k: int) -> list[tuple[str, float]]:
        """Document id and score of the best ``k`` passages, best first, without evidence."""
        return [(found.document_id, found.score) for found in self.candidates(question)[:k]]

    def candidates(self, question: str) -> list[Candidate]:
        """Every passage that was ranked, best first, with what each stage says of it.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        _check(question)
        with self._index.reading() as view:
            asked = _read(question, self._encoder_of(view.settings), view.settings)
            ranked = self._rank(asked, view)
        return [
            Candidate(found.passage_id, found.owner.document_id, found.score, found.stages)
            for found in ranked
        ]

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """
        return self._index.store.document(document_id)

    def info(self) -> IndexInfo:
        """What the index holds and what it was made with."""
        return self._index.info()

    def _encoder_of(self, settings: IndexSettings) -> Encoder:
        """The model of the index, opened when it has changed."""
        encoder = self._encoder
        if encoder.fingerprint != settings.fingerprint and self._open_encoder is not None:
            with self._opening:
                if self._encoder.fingerprint != settings.fingerprint:
                    self._encoder = self._open_encoder(settings.model)
                encoder = self._encoder
        self._index.check_model(encoder)
        return encoder

    def _rank(self, question: _Question, view: View) -> list[_Ranked]:
        terms = view.lexical.read(question.text)
        lexical = terms.best(CANDIDATES)
        dense = view.dense.search(question.vector, CANDIDATES)
        lexical |= terms.evidence([i for i in dense if i not in lexical])
        embeddings = view.store.embeddings([*{*dense, *lexical}])
        ids = sorted(embeddings)
        if not ids:
            return []
        halves = [np.frombuffer(embeddings[i][0], np.float16) for i in ids]
        vectors = np.stack(halves).astype(np.float32)
        owners = view.store.owners(ids)
        codes = [_codes(embeddings[i][1], view.settings) for i in ids]
        stages = (
            vectors @ question.vector,
            window_maxsim(question.tokens, question.weights, codes),
            np.asarray([lexical.get(i, 0.0) for i in ids], np.float32),
        )
        fused = fuse(*stages, self._weights)
        # Stable, so that ties come by id.
        order = np.argsort(-fused, kind="stable")
        by_stage = [StageScores(*map(float, row)) for row in zip(*stages, strict=True)]
        cosines = centred_cosines(vectors, question.vector, view.settings.passage_centre)
        stories = [owners[i].story_id or owners[i].document_id for i in ids]
        standing = standings(stages[1], cosines, stories)
        return [
            _Ranked(ids[i], float(fused[i]), by_stage[i], codes[i], owners[ids[i]], standing[i])
            for i in order
        ]


def _check(question: str) -> None:
    if next(words(question), None) is None:
        msg = "the question is empty: write at least one word"
        raise EmptyQuestionError(msg)


def _read(question: str, encoder: Encoder, settings: IndexSettings) -> _Question:
    encoded = encoder.encode_question(question)
    tokens = prepare_question(encoded.tokens, settings.question_centre)
    return _Question(question, encoded.vector, tokens, encoded.weights, read_question(question))


def _codes(blob: bytes, settings: IndexSettings) -> NDArray[np.uint8]:
    return np.frombuffer(blob, np.uint8).reshape(-1, settings.dimension // 8)


def _attest(found: _Ranked, passage: Passage, question: _Question, encoder: Encoder) -> Evidence:
    alignment = Alignment(
        tuple(encoder.passage_spans(passage.searched_text)[: len(found.codes)]),
        similarities(question.tokens, found.codes),
        question.weights,
    )
    return find_evidence(passage, alignment, question.asked)


def _excerpt(passage: Passage, evidence: Evidence) -> Excerpt:
    pages = passage.document.pages_of(*evidence.sentence)
    return Excerpt(Citation.of(passage), evidence.sentence, evidence.words, pages and pages[0])

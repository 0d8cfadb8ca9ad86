"""The facade: open an index, ask it questions."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

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
from search.ranking.evidence import find_evidence
from search.ranking.fusion import DEFAULT_WEIGHTS, FusionWeights, fuse
from search.ranking.late_interaction import prepare_question, similarities, window_maxsim
from search.ranking.questions import Asked, read_question
from search.records import Citation, Document, Hit, Passage, Publication
from search.storage.store import Owner

# Passages that each first stage proposes to late interaction.
CANDIDATES = 200


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
        """The best ``k`` passages, best first, from one document of each story.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        _check(question)
        with self._index.reading() as view:
            encoder = self._encoder_of(view.settings)
            asked = _read(question, encoder, view.settings)
            chosen = list(islice(_one_a_story(self._rank(asked, view), view), k))
            passages = view.store.passages([found.passage_id for found, _ in chosen])
            hits = []
            for rank, (found, also_published) in enumerate(chosen, 1):
                passage = passages[found.passage_id]
                alignment = _align(found, passage, asked, encoder)
                evidence = find_evidence(passage, alignment, asked.asked)
                signals = signals_of(asked.asked, found.standing, evidence.overlap)
                confidence = self._confidence(signals)
                pages = passage.document.pages_of(*evidence.sentence)
                hits.append(
                    Hit(
                        rank=rank,
                        score=found.score,
                        citation=Citation.of(passage),
                        sentence=evidence.sentence,
                        evidence=evidence.words,
                        confidence=confidence,
                        answer=evidence.answer if is_sufficient(confidence) else None,
                        page=pages and pages[0],
                        also_published=also_published,
                    )
                )
        return tuple(hits)

    def rank(self, question: str, k: int) -> list[tuple[str, float]]:
        """Document id and score of the best ``k`` passages, best first, without evidence."""
        _check(question)
        with self._index.reading() as view:
            asked = _read(question, self._encoder_of(view.settings), view.settings)
            ranked = self._rank(asked, view)[:k]
        return [(found.owner.document_id, found.score) for found in ranked]

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
        lexical = view.lexical.search(question.text, CANDIDATES)
        dense = view.dense.search(question.vector, CANDIDATES)
        embeddings = view.store.embeddings([*{*dense, *lexical.scores}])
        ids = sorted(embeddings)
        if not ids:
            return []
        halves = [np.frombuffer(embeddings[i][0], np.float16) for i in ids]
        vectors = np.stack(halves).astype(np.float32)
        owners = view.store.owners(ids)
        codes = [_codes(embeddings[i][1], view.settings) for i in ids]
        late = window_maxsim(question.tokens, question.weights, codes)
        fused = fuse(
            vectors @ question.vector,
            late,
            np.asarray([lexical.scores.get(i, 0.0) for i in ids], np.float32),
            lexical.coverage,
            self._weights,
        )
        # Stable, so that ties come by id.
        order = np.argsort(-fused, kind="stable")
        cosines = centred_cosines(vectors, question.vector, view.settings.passage_centre)
        stand = standings(late, cosines, [owners[i].story_id or owners[i].document_id for i in ids])
        return [_Ranked(ids[i], float(fused[i]), codes[i], owners[ids[i]], stand[i]) for i in order]


def _check(question: str) -> None:
    if next(words(question), None) is None:
        msg = "the question is empty: write at least one word"
        raise EmptyQuestionError(msg)


def _read(question: str, encoder: Encoder, settings: IndexSettings) -> _Question:
    encoded = encoder.encode_question(question)
    tokens = prepare_question(encoded.tokens, settings.question_centre)
    return _Question(question, encoded.vector, tokens, encoded.weights, read_question(question))


def _one_a_story(
    ranked: Sequence[_Ranked], view: View
) -> Iterator[tuple[_Ranked, tuple[Publication, ...]]]:
    """The ranking without passages of copies, and where else each story was published.

    The copy with the best passage stands for the story, with all its passages.
    """
    stands_for: dict[int, str] = {}
    for found in ranked:
        document_id, story = found.owner
        if story is None:
            yield found, ()
        elif stands_for.setdefault(story, document_id) == document_id:
            others = view.store.publications(story)
            yield found, tuple(other for other in others if other.document_id != document_id)


def _codes(blob: bytes, settings: IndexSettings) -> NDArray[np.uint8]:
    return np.frombuffer(blob, np.uint8).reshape(-1, settings.dimension // 8)


def _align(found: _Ranked, passage: Passage, question: _Question, encoder: Encoder) -> Alignment:
    return Alignment(
        tuple(encoder.passage_spans(passage.searched_text)[: len(found.codes)]),
        similarities(question.tokens, found.codes),
        question.weights,
    )

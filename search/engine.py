"""The facade: open an index, ask it questions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import content_words, words
from search.errors import EmptyQuestionError
from search.index import Index, IndexInfo
from search.models.encoder import Encoder
from search.ranking.evidence import find_evidence
from search.ranking.fusion import DEFAULT_WEIGHTS, FusionWeights, fuse
from search.ranking.late_interaction import prepare_question, similarities, window_maxsim
from search.records import Citation, Document, Hit, Passage

# Passages that each first stage proposes to late interaction.
CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the stages need it; ``tokens`` are those of late interaction."""

    text: str
    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A passage's place in the ranking, before its text is read."""

    passage_id: int
    score: float
    codes: NDArray[np.uint8]


class Engine:
    """Answers questions from one index. Safe to share between threads."""

    def __init__(
        self, index: Index, encoder: Encoder, weights: FusionWeights = DEFAULT_WEIGHTS
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = weights

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        """The best ``k`` passages, best first.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        asked = self._read(question)
        ranked = self._rank(asked)[:k]
        passages = self._index.store.passages([r.passage_id for r in ranked])
        hits: list[Hit] = []
        for found in ranked:
            passage = passages.get(found.passage_id)
            if passage is not None:  # deleted since it was ranked
                hits.append(self._hit(len(hits) + 1, found, passage, asked))
        return tuple(hits)

    def rank(self, question: str, k: int) -> list[tuple[str, float]]:
        """Document id and score of the best ``k`` passages, best first, without evidence."""
        ranked = self._rank(self._read(question))[:k]
        owners = self._index.store.document_ids([r.passage_id for r in ranked])
        return [(owners[r.passage_id], r.score) for r in ranked if r.passage_id in owners]

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """
        return self._index.store.document(document_id)

    def info(self) -> IndexInfo:
        """What the index holds and what it was made with."""
        return self._index.info()

    def _read(self, question: str) -> _Question:
        if next(words(question), None) is None:
            msg = "the question is empty: write at least one word"
            raise EmptyQuestionError(msg)
        encoded = self._encoder.encode_question(question)
        tokens = prepare_question(encoded.tokens, self._index.settings.question_centre)
        return _Question(question, encoded.vector, tokens, encoded.weights)

    def _rank(self, question: _Question) -> list[_Ranked]:
        self._index.catch_up()
        lexical = self._index.lexical.search(question.text, CANDIDATES)
        dense = self._index.dense.search(question.vector, CANDIDATES)
        embeddings = self._index.store.embeddings([*{*dense, *lexical.scores}])
        ids = sorted(embeddings)
        if not ids:
            return []
        vectors = np.stack([np.frombuffer(embeddings[i][0], np.float16) for i in ids])
        codes = [self._codes(embeddings[i][1]) for i in ids]
        fused = fuse(
            vectors.astype(np.float32) @ question.vector,
            window_maxsim(question.tokens, question.weights, codes),
            np.asarray([lexical.scores.get(i, 0.0) for i in ids], np.float32),
            lexical.coverage,
            self._weights,
        )
        # Stable, so that ties come by id.
        order = np.argsort(-fused, kind="stable")
        return [_Ranked(ids[i], float(fused[i]), codes[i]) for i in order]

    def _codes(self, blob: bytes) -> NDArray[np.uint8]:
        return np.frombuffer(blob, np.uint8).reshape(-1, self._index.settings.dimension // 8)

    def _hit(self, rank: int, found: _Ranked, passage: Passage, question: _Question) -> Hit:
        document = passage.document
        evidence = find_evidence(
            passage,
            self._encoder.token_spans(passage.text)[: len(found.codes)],
            similarities(question.tokens, found.codes),
            question.weights,
            {word.stem for word in content_words(question.text)},
        )
        citation = Citation(
            document_id=document.id,
            title=document.title,
            source=document.source,
            url=document.url,
            date=document.date,
            author=document.author,
            start=passage.start,
            end=passage.end,
            quote=passage.text,
        )
        return Hit(rank, found.score, citation, evidence.sentence, evidence.words)

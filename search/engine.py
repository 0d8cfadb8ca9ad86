"""The facade: open an index, ask it questions."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import words
from search.errors import DocumentMissingError, EmptyQuestionError
from search.index import Index, IndexInfo, IndexSettings, View
from search.models.encoder import Encoder
from search.ranking.alignment import Alignment
from search.ranking.confidence import (
    Signals,
    is_sufficient,
    leads,
    probability,
    signals_of,
)
from search.ranking.evidence import Evidence, find_evidence
from search.ranking.facets import count
from search.ranking.fusion import DEFAULT_WEIGHTS, FusionWeights, shares
from search.ranking.grouping import Group, distinct, group
from search.ranking.late_interaction import prepare_question, similarities, window_maxsim
from search.ranking.questions import Asked, read_question
from search.ranking.spelling import respell
from search.ranking.suggestions import matching_titles
from search.records import (
    Citation,
    Document,
    Excerpt,
    Filters,
    Hit,
    Order,
    Passage,
    Query,
    Results,
    Shares,
    SimilarDocument,
    Span,
)
from search.storage.database import State
from search.storage.store import Owner
from search.timing import Observer, Stage, ignore, timed

# Passages that each first stage proposes to late interaction.
CANDIDATES = 200
# Passages of a document that a hit shows beside its best one.
MORE = 3
# Hits of which one must be likely to answer for the evidence to be sufficient.
JUDGED = 3
# The most relevant documents, which are then ordered by date.
DATED = 50
# Nearest passages in whose words another spelling is looked for.
RESPELLED_FROM = 20
FILTERS_KEPT = 8


class StageScores(NamedTuple):
    """What each stage says of a passage: what ``ranking.fusion.shares`` takes."""

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
    shares: Shares
    codes: NDArray[np.uint8]
    owner: Owner
    lead: float


class Engine:
    """Answers questions from one index. Safe to share between threads.

    Args:
        index: the index.
        encoder: the model that it was made with.
        weights: of the fusion.
        open_encoder: opens the model of a name, for when the index changes to another one.
        confidence: from the signals of a hit to the probability that it answers.

    Attributes:
        observer: is told what each stage of an answer took.
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
        self.observer: Observer = ignore
        self._opening = threading.Lock()
        self._filtering = threading.Lock()
        self._filtered: dict[tuple[Filters, State], list[int]] = {}

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        """The best ``k`` documents, best first, one of each story, with their best passages.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        return self.find(Query(question, k)).hits

    def find(self, query: Query) -> Results:
        """The part of the answer to a question that a query asks for.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
        """
        _check(query.text)
        with self._index.reading() as view:
            encoder = self._encoder_of(view.settings)
            with timed(Stage.ENCODING, self.observer):
                asked = _read(query.text, encoder, view.settings)
            ranked = {found.passage_id: found for found in self._rank(asked, view, query.filters)}
            owners = {i: found.owner for i, found in ranked.items()}
            last = query.offset + query.k
            groups = group(ranked, owners, last if query.order is Order.RELEVANCE else DATED)
            total = len({owner.story for owner in owners.values()})
            if query.order is Order.DATE:
                groups.sort(key=lambda each: each.owner.date or "", reverse=True)
                total = len(groups)
            groups = groups[query.offset : last]
            best = [each.passage_ids[0] for each in group(ranked, owners, JUDGED)]
            showing = _Showing(view, encoder, asked, ranked, self._confidence)
            with timed(Stage.EVIDENCE, self.observer):
                showing.read([*best, *(i for each in groups for i in each.passage_ids)])
                sufficient = any(is_sufficient(showing.confidence(i)) for i in best)
                hits = tuple(
                    showing.hit(r, each) for r, each in enumerate(groups, query.offset + 1)
                )
            return Results(
                hits=hits,
                total=total,
                sufficient=sufficient,
                facets=count(owners.values()),
                spelling=None if sufficient else _respelled(query.text, view, [*ranked]),
            )

    def direction(self, document_id: str, span: Span | None = None) -> NDArray[np.float32]:
        """Unit mean vector of a document's passages, or those that overlap a part; shape (dim,).

        Raises:
            DocumentMissingError: no document has that id, or nothing in that part is searched.
        """
        with self._index.reading() as view:
            passages = view.store.passages_of(document_id)
            ids = [i for i, place in passages if span is None or place.overlaps(span)]
            vectors = [_vector(vector) for vector, _ in view.store.embeddings(ids).values()]
        if not vectors:
            msg = f"no document {document_id!r} with such a passage; `search` shows the ids"
            raise DocumentMissingError(msg)
        mean: NDArray[np.float32] = np.mean(vectors, axis=0)
        return mean / np.linalg.norm(mean)

    def nearest(
        self, vector: NDArray[np.float32], k: int, without: str | None = None
    ) -> list[SimilarDocument]:
        """The ``k`` documents with the passages nearest to a vector, best first.

        Args:
            vector: unit length, shape (dim,).
            k: the most documents, one of each story.
            without: id of a document that is left out, with its story.
        """
        with self._index.reading() as view:
            owners = view.store.owners(view.dense.search(vector, CANDIDATES))
            vectors = view.store.embeddings([*owners])
            scores = {i: float(_vector(vectors[i][0]) @ vector) for i in owners}
            copies = view.store.story_of(without) if without else []
            left_out = {without, *(copy.document_id for copy in copies)}
            ranked = sorted(
                (i for i in owners if owners[i].document_id not in left_out),
                key=lambda i: (-scores[i], i),
            )
            best = [each.passage_ids[0] for each in group(ranked, owners, k)]
            passages = view.store.passages(best)
            return [SimilarDocument(scores[i], Citation.of(passages[i])) for i in best]

    def suggest(self, typed: str, k: int) -> list[str]:
        """Titles that have the words typed so far, the likeliest first."""
        with self._index.reading() as view:
            found = view.lexical.search(typed, CANDIDATES)
            ids = sorted(found, key=lambda i: (-found[i], i))
            return matching_titles(typed, view.store.titles(ids), k)

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
            ranked = self._rank(asked, view, Filters())
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

    @property
    def index(self) -> Index:
        """The index that is asked."""
        return self._index

    def encoder(self) -> Encoder:
        """The model of the index."""
        return self._encoder_of(self._index.settings)

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

    def _rank(self, question: _Question, view: View, filters: Filters) -> list[_Ranked]:
        wanted = self._wanted(filters, view)
        with timed(Stage.DENSE, self.observer):
            dense = view.dense.search(question.vector, CANDIDATES, wanted)
        with timed(Stage.LEXICAL, self.observer):
            terms = view.lexical.read(question.text)
            lexical = terms.best(CANDIDATES, wanted)
            lexical |= terms.evidence([i for i in dense if i not in lexical])
        with timed(Stage.READING, self.observer):
            embeddings = view.store.embeddings([*{*dense, *lexical}])
            ids = sorted(embeddings)
            owners = view.store.owners(ids)
        if not ids:
            return []
        vectors = np.stack([_vector(embeddings[i][0]) for i in ids])
        codes = [_codes(embeddings[i][1], view.settings) for i in ids]
        with timed(Stage.LATE, self.observer):
            late = window_maxsim(question.tokens, question.weights, codes)
        stages = (
            vectors @ question.vector,
            late,
            np.asarray([lexical.get(i, 0.0) for i in ids], np.float32),
        )
        added = shares(*stages, self._weights)
        fused = added.sum(axis=0)
        # Stable, so that ties come by id.
        order = np.argsort(-fused, kind="stable")
        by_stage = [StageScores(*row) for row in np.stack(stages, axis=1).tolist()]
        by_share = [Shares(*row) for row in added.T.tolist()]
        lead = leads(late[order].tolist(), [owners[ids[i]].story for i in order])
        return [
            _Ranked(
                passage_id=ids[i],
                score=float(fused[i]),
                stages=by_stage[i],
                shares=by_share[i],
                codes=codes[i],
                owner=owners[ids[i]],
                lead=ahead,
            )
            for i, ahead in zip(order, lead, strict=True)
        ]

    def _wanted(self, filters: Filters, view: View) -> list[int] | None:
        """Ids of the passages that may answer, ``None`` for all; kept for the next page."""
        if filters == Filters():
            return None
        key = (filters, view.store.database.state())
        with self._filtering:
            if key not in self._filtered:
                for _ in range(len(self._filtered) - FILTERS_KEPT + 1):
                    del self._filtered[next(iter(self._filtered))]
                self._filtered[key] = view.store.matching(filters)
            return self._filtered[key]


class _Showing:
    """Hits with their texts and evidence; what is shown twice is looked at once."""

    def __init__(
        self,
        view: View,
        encoder: Encoder,
        asked: _Question,
        ranked: Mapping[int, _Ranked],
        confidence: Callable[[Signals], float],
    ) -> None:
        self._view = view
        self._encoder = encoder
        self._asked = asked
        self._ranked = ranked
        self._probability = confidence
        self._passages: dict[int, Passage] = {}
        self._attested: dict[int, Evidence] = {}

    def read(self, ids: Sequence[int]) -> None:
        """Read the texts of passages."""
        self._passages |= self._view.store.passages(ids)

    def confidence(self, passage_id: int) -> float:
        """The probability that a passage answers."""
        found = self._ranked[passage_id]
        evidence = self._evidence(passage_id)
        return self._probability(
            signals_of(self._asked.asked, evidence, found.lead, found.stages.lexical)
        )

    def hit(self, rank: int, shown: Group) -> Hit:
        """A document of the answer."""
        owner, ids = shown
        found, evidence = self._ranked[ids[0]], self._evidence(ids[0])
        confidence = self.confidence(ids[0])
        excerpts = (_excerpt(self._passages[i], self._evidence(i)) for i in ids)
        best, *more = islice(distinct(excerpts), 1 + MORE)
        named, unnamed = self._view.store.first_of_story(owner.document_id)
        return Hit(
            rank=rank,
            score=found.score,
            citation=best.citation,
            sentence=best.sentence,
            evidence=best.evidence,
            confidence=confidence,
            answer=evidence.answer if is_sufficient(confidence) else None,
            location=best.location,
            also_published=tuple(named),
            further_copies=unnamed,
            more=tuple(more),
            shares=found.shares,
        )

    def _evidence(self, passage_id: int) -> Evidence:
        if passage_id not in self._attested:
            codes = self._ranked[passage_id].codes
            self._attested[passage_id] = _attest(
                codes, self._passages[passage_id], self._asked, self._encoder
            )
        return self._attested[passage_id]


def _respelled(question: str, view: View, ranked: Sequence[int]) -> str | None:
    """Another spelling, where a word of the question stands nowhere."""
    nearest = view.store.passages(ranked[:RESPELLED_FROM]).values()
    return respell(question, view.lexical.knows, (passage.indexed_text for passage in nearest))


def _vector(stored: bytes) -> NDArray[np.float32]:
    return np.frombuffer(stored, np.float16).astype(np.float32)


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


def _attest(
    codes: NDArray[np.uint8], passage: Passage, question: _Question, encoder: Encoder
) -> Evidence:
    alignment = Alignment(
        tuple(encoder.passage_spans(passage.searched_text)[: len(codes)]),
        similarities(question.tokens, codes),
        question.weights,
    )
    return find_evidence(passage, alignment, question.asked)


def _excerpt(passage: Passage, evidence: Evidence) -> Excerpt:
    location = passage.document.location_of(*evidence.sentence)
    return Excerpt(Citation.of(passage), evidence.sentence, evidence.words, location)

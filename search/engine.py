"""The facade: open an index, ask it questions."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.answered import Answered
from search.arguments import check_count, check_kind, check_text
from search.backend import Backend, View
from search.errors import ClosedError, DocumentMissingError
from search.models.encoder import Encoder
from search.queries.asked import named_in
from search.queries.conditions import both
from search.queries.expansions import expand
from search.queries.hints import hints
from search.queries.operators import WrittenSearch, read_search
from search.queries.rules import NONE, Rule
from search.quotations.occurrences import Occurrence, find_occurrences
from search.quotations.wording import Quotation
from search.ranking.answering import Confidence, Means, answer
from search.ranking.confidence import bounded, cautious, probability
from search.ranking.grouping import group
from search.ranking.late_interaction import prepare_question
from search.ranking.listing import latest
from search.ranking.questions import EncodedQuestion, Question, read_question
from search.ranking.reranking import Reranker, rerank
from search.ranking.stages import CANDIDATES, Candidate, Ranking, rank
from search.ranking.tokens import tokens_of
from search.records import Citation, Document, Filters, Hit, Query, Results, SimilarDocument, Span
from search.settings import IndexInfo, IndexSettings
from search.suggesting import Suggester
from search.timing import Observer, Stage, ignore, timed

# Tokens of a question that are compared with those of passages, each of which takes more time with
# every passage that is looked at: three times as many as the longest questions of the tests have.
MOST_COMPARED = 128


class Engine:
    """Answers questions from one index. Safe to share between threads.

    Args:
        index: the index.
        encoder: the model that it was made with.
        open_encoder: opens the model of a name, for when the index changes to another one.
        confidence: from the signals of a hit to the probability that it answers; by default
            as the index's model allows.
        reranker: reads the best passages together with the question.

    Attributes:
        observer: is told what each stage of an answer took.
        is_busy: whether others wait: then the reader is not asked, and the answer is not kept.
    """

    def __init__(
        self,
        index: Backend,
        encoder: Encoder,
        open_encoder: Callable[[str | None], Encoder] | None = None,
        confidence: Confidence | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._index = index
        self._is_closed = False
        self._encoder = encoder
        self._open_encoder = open_encoder
        self._confidence = confidence
        self._reranker = reranker
        self.observer: Observer = ignore
        self.is_busy: Callable[[], bool] = never
        self._opening = threading.Lock()
        self._suggester = Suggester(index.store)
        self._answered = Answered()

    def __enter__(self) -> Self:
        """The engine, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back the index's files; what is asked then is refused with a ``ClosedError``."""
        self._is_closed = True
        self._index.close()

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        """The best ``k`` documents, best first, one of each story, with their best passages.

        Raises:
            ArgumentError: the question is no text, or ``k`` no number of documents.
            EmptyQuestionError: the question has no letter or digit.
        """
        return self.find(Query(question, k)).hits

    def find(self, query: Query) -> Results:
        """The part of the answer to a question that a query asks for.

        Raises:
            ArgumentError: the query is a text, say.
            EmptyQuestionError: the question has no letter or digit.
        """
        check_kind("query", query, Query)
        search = read_search(query.text, query.without)
        filters = replace(query.filters, condition=both(query.filters.condition, search.condition))
        with self.index.reading() as view:
            basis = (
                view.state(),
                view.settings.tuned,
                self.index.synonyms.current(),
                datetime.now(UTC).astimezone().date(),
            )
            known = self._answered.get(query, basis)
            if known is not None:
                return known
            is_whole = True
            if search.asks_nothing:
                found = latest(query, filters, view)
            else:
                means = self._means(view.settings)
                is_whole = means.reader is means.encoder.reader
                ranking = self._ranking(search, filters, query.without, view)
                self._rank(ranking, self.observer)
                found = answer(query, ranking, means, self.observer)
        interpretations = (*search.interpretations, *found.interpretations)
        found = replace(found, interpretations=interpretations)
        if is_whole:
            self._answered.keep(query, basis, found)
        return found

    def _ranking(
        self, search: WrittenSearch, filters: Filters, without: frozenset[Rule], view: View
    ) -> Ranking:
        """The table of a search, before its stages."""
        question = replace(read_question(search.question, without), written=search.text)
        question = replace(question, hints=hints(question, view, filters))
        question = expand(question, view, self.index.synonyms.current())
        question = replace(question, named=named_in(question))
        encoder = self._encoder_of(view.settings)
        with timed(Stage.ENCODING, self.observer):
            encoded = encode(question, encoder, view.settings)
        settings = view.settings
        weights = settings.fusion, settings.tuned.support, settings.unfitted_fusion
        return Ranking(encoded, view, filters, *weights)

    def _means(self, settings: IndexSettings) -> Means:
        """What looks at the texts of candidates, with what was fitted to the model."""
        encoder = self._encoder_of(settings)
        confidence = self._confidence or confidence_of(settings)
        reader = None if self.is_busy() else encoder.reader
        return Means(encoder, confidence, settings.tuned.clauses, reader)

    def _rank(self, ranking: Ranking, observer: Observer) -> list[Candidate]:
        """The candidates, best first, after all stages and the reranker."""
        rank(ranking, observer)
        if self._reranker is not None:
            with timed(Stage.RERANKING, observer):
                rerank(ranking, self._reranker)
        return ranking.candidates

    def direction(self, document_id: str, span: Span | None = None) -> NDArray[np.float32]:
        """Unit mean vector of a document's passages, or those that overlap a part; shape (dim,).

        Raises:
            DocumentMissingError: no document has that id, or nothing in that part is searched.
        """
        with self.index.reading() as view:
            passages = view.passages_of(document_id)
            ids = [i for i, place in passages if span is None or place.overlaps(span)]
            vectors = view.embedded(ids).vectors
        if not len(vectors):
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

        Raises:
            ArgumentError: ``k`` is no number of documents.
        """
        check_count("k", k, 1)
        with self.index.reading() as view:
            scores = view.nearest(vector, CANDIDATES, Filters())
            facts = view.facts([*scores])
            own = [i for i, _ in view.passages_of(without)] if without else []
            left_out = {each.story for each in view.facts(own[:1]).values()}
            ranked = sorted(scores, key=lambda i: (-scores[i], i))
            wanted = {i: facts[i] for i in ranked if facts[i].story not in left_out}
            best = [each.passage_ids[0] for each in group(wanted, k)]
            passages = view.passages(best)
            return [SimilarDocument(scores[i], Citation.of(passages[i].opening)) for i in best]

    def suggest(self, typed: str, k: int) -> list[str]:
        """Authors, sources, phrases and titles that have the words typed so far.

        Raises:
            ArgumentError: what is typed is no text, or ``k`` no number of suggestions.
        """
        check_text("typed", typed)
        check_count("k", k, 1)
        self._check_open()
        return self._suggester.suggest(typed, k)

    def occurrences(self, quotation: str) -> list[Occurrence]:
        """Where the documents have a quotation, the most faithful first, one of each story.

        Raises:
            ArgumentError: the quotation is no text.
            EmptyQuestionError: it has no letter or digit.
            IndexLockedError: the words of the index cannot be read yet.
        """
        check_text("quotation", quotation)
        read = Quotation.read(quotation)
        with self.index.reading() as view:
            view.check_words()
            return find_occurrences(read, view)

    def rank(self, question: str, k: int) -> list[tuple[str, float]]:
        """Document id and score of the best ``k`` passages, best first, without evidence.

        Raises:
            ArgumentError: the question is no text, or ``k`` no number of passages.
            EmptyQuestionError: the question has no letter or digit.
        """
        check_count("k", k, 1)
        return [(found.document_id, found.score) for found in self.candidates(question)[:k]]

    def candidates(self, question: str, without: frozenset[Rule] = NONE) -> list[Candidate]:
        """Every passage that was ranked, best first, with what each stage says of it.

        Args:
            question: in any language.
            without: rules that are switched off.

        Raises:
            ArgumentError: the question is no text.
            EmptyQuestionError: it has no letter or digit.
        """
        check_text("question", question)
        search = read_search(question, without)
        with self.index.reading() as view:
            filters = Filters(condition=search.condition)
            return self._rank(self._ranking(search, filters, without, view), ignore)

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            ArgumentError: the id is no text.
            DocumentMissingError: no document has that id.
        """
        check_text("document_id", document_id)
        return self.index.store.document(document_id)

    def info(self) -> IndexInfo:
        """What the index holds and what it was made with."""
        return self.index.info()

    @property
    def index(self) -> Backend:
        """The index that is asked.

        Raises:
            ClosedError: the engine was closed.
        """
        self._check_open()
        return self._index

    def encoder(self) -> Encoder:
        """The model of the index."""
        return self._encoder_of(self.index.settings)

    def _check_open(self) -> None:
        if self._is_closed:
            raise ClosedError("this engine was closed: open the index again")

    def _encoder_of(self, settings: IndexSettings) -> Encoder:
        """The model of the index, opened when it has changed."""
        encoder = self._encoder
        if encoder.fingerprint != settings.fingerprint:
            with self._opening:
                encoder = self._encoder
                if encoder.fingerprint != settings.fingerprint:
                    if self._open_encoder is not None:
                        encoder = self._open_encoder(settings.model)
                    self._encoder = encoder = self.index.model_of(encoder)
        return encoder


def confidence_of(settings: IndexSettings) -> Confidence:
    """The confidence in a hit of an index, as its model allows."""
    fitted, is_bundled = settings.tuned.confidence, settings.model is None
    if fitted is None:
        return probability if is_bundled else cautious
    return partial(bounded if is_bundled else probability, numbers=fitted)


def never() -> bool:
    """For whoever is never busy."""
    return False


def encode(question: Question, encoder: Encoder, settings: IndexSettings) -> EncodedQuestion:
    """A question as the stages of a ranking need it: the first of its tokens, the vector of all."""
    encoded = encoder.encode_question(question.read)
    tokens = prepare_question(encoded.tokens[:MOST_COMPARED], settings.question_centre)
    weights = encoded.weights[:MOST_COMPARED]
    if len(weights) < len(encoded.weights):
        # Each weighs at least a little.
        weights = weights / weights.sum()
    named, said = tokens_of(question, encoded.spans[:MOST_COMPARED])
    return EncodedQuestion(question, encoded.vector, tokens, weights, named, said, encoded.words)

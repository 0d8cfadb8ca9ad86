"""The collections of one index, asked together or one by one."""

import math
import os
import threading
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Self

from search.arguments import check_kind, each_of
from search.backend import Documents, Home
from search.engine import Engine, never
from search.home import FolderHome
from search.index import Index
from search.models.batching import BatchingCounts, BatchingEncoder
from search.models.encoder import Encoder
from search.queries.interpretation import add_up
from search.quotations.occurrences import Occurrence, in_order
from search.ranking.facets import add
from search.ranking.reranking import Reranker
from search.records import (
    DEFAULT_COLLECTION,
    Hit,
    Order,
    Publication,
    Query,
    Results,
    SimilarDocument,
    Span,
)
from search.storage.catalogue import Overview
from search.storage.recall import Watched
from search.timing import Observer, Stage, ignore

OpenEncoder = Callable[[str | None], Encoder]


class Archive:
    """The collections of one index. Safe to share between threads.

    A collection is an index of its own, so that nothing of one shows in the answers of another:
    neither in scores nor in counts or spellings. An index folder itself is the default collection.

    Args:
        place: of the index: its folder, or another home of collections.
        open_encoder: opens the model of a name, ``None`` for the bundled one.
        reranker: reads the best passages together with a question.

    Attributes:
        observer: is told what each stage of an answer took, in any collection.
        is_busy: whether others wait to ask: then the reader is left out.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexMismatchError: it was made with another model or a newer version.
        ModelError: its model cannot be loaded here.
    """

    def __init__(
        self, place: Path | Home, open_encoder: OpenEncoder, reranker: Reranker | None = None
    ) -> None:
        self._home: Home = FolderHome(place) if isinstance(place, Path) else place
        self.place, self.folder = self._home.place, self._home.folder
        self._reranker = reranker
        self.observer: Observer = ignore
        self.is_busy: Callable[[], bool] = never
        self._open_encoder = open_encoder
        self._opening = threading.RLock()
        self._encoders: dict[str | None, BatchingEncoder] = {}
        self._engines: dict[str, tuple[Hashable, Engine]] = {}
        self.engine(DEFAULT_COLLECTION)

    def __enter__(self) -> Self:
        """The archive, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back the files of all collections, and the models unless others use them."""
        with self._opening:
            for _, engine in self._engines.values():
                engine.close()
            self._engines.clear()
            self._encoders.clear()

    def names(self) -> tuple[str, ...]:
        """The collections there are, the default one first."""
        return self._home.names()

    def create(self, name: str) -> None:
        """Make an empty collection with the model of the default one.

        Raises:
            CollectionExistsError: there is one of that name.
            CollectionNameError: none can have that name.
        """
        with self._opening:
            self._home.create(name, self.engine(DEFAULT_COLLECTION).index.settings)

    def delete(self, name: str) -> None:
        """Delete a collection with all its documents.

        Raises:
            CollectionMissingError: there is none of that name.
            CollectionNameError: the default collection cannot be deleted.
            IndexLockedError: another process is writing to it.
        """
        self._home.delete(name)
        with self._opening:
            self._engines.pop(name, None)

    def engine(self, name: str) -> Engine:
        """The engine of a collection.

        Raises:
            CollectionMissingError: there is none of that name.
            IndexMissingError: there is no index in the folder.
        """
        identity = self._home.identity(name)
        with self._opening:
            opened = self._engines.get(name)
            # Another one: the collection was deleted and made again, or brought back.
            if opened is None or opened[0] != identity:
                index = self._home.open(name)
                encoder = index.model_of(self._encoder(index.settings.model))
                engine = Engine(index, encoder, open_encoder=self._encoder, reranker=self._reranker)
                engine.observer = self._observe
                engine.is_busy = self._is_busy
                self._engines[name] = opened = (identity, engine)
            return opened[1]

    @contextmanager
    def using(self, name: str) -> Iterator[Engine]:
        """The engine of a collection, for what takes longer than to answer.

        Raises:
            CollectionMissingError: there is none of that name, or it is deleted meanwhile.
        """
        engine = self.engine(name)
        try:
            yield engine
        except Exception:  # whatever was to be read or written next is gone with it
            self._home.identity(name)
            raise

    def versions(self, names: Iterable[str]) -> list[Hashable | None]:
        """What tells each of some collections from one that was made anew; ``None`` if missing."""
        return [self._home.version(name) for name in names]

    def search(self, query: Query, collections: Collection[str]) -> Results:
        """The answer to a query from several collections.

        Raises:
            ArgumentError: the query is a text, say, or the collections are no list of names.
            EmptyQuestionError: the question has no letter or digit.
            CollectionMissingError: there is none of a given name.
        """
        check_kind("query", query, Query)
        names = dict.fromkeys(each_of("collections", collections, str))
        engines = [self.engine(name) for name in names]
        if len(engines) == 1:
            return engines[0].find(query)
        last = query.offset + query.k
        parts = [engine.find(replace(query, offset=0, k=last)) for engine in engines]
        hits = _in_order(parts, query.order)
        sufficient = any(part.sufficient for part in parts)
        spellings = (part.spelling for part in parts if part.spelling is not None)
        return Results(
            hits=tuple(
                replace(hit, rank=rank)
                for rank, hit in enumerate(hits[query.offset : last], query.offset + 1)
            ),
            total=sum(part.total for part in parts),
            supported=sum(part.supported for part in parts),
            sufficient=sufficient,
            # As in one collection: of what is supported, of all where nothing is.
            facets=add(
                [each.facets for each in parts if each.supported] or [each.facets for each in parts]
            ),
            spelling=None if sufficient else next(spellings, None),
            interpretations=add_up(part.interpretations for part in parts),
        )

    def similar(
        self,
        document_id: str,
        collection: str,
        collections: Collection[str],
        *,
        k: int = 10,
        span: Span | None = None,
    ) -> tuple[SimilarDocument, ...]:
        """The ``k`` documents nearest to a document, or to a part of it, in several collections.

        Raises:
            DocumentMissingError: there is no such document, or nothing in that part is searched.
            CollectionMissingError: there is none of a given name.
        """
        names = dict.fromkeys(each_of("collections", collections, str))
        vector = self.engine(collection).direction(document_id, span)
        found = [
            near
            for name in names
            for near in self.engine(name).nearest(
                vector, k, document_id if name == collection else None
            )
        ]
        found.sort(key=lambda near: (-near.score, near.citation.collection))
        return tuple(found[:k])

    def occurrences(self, quotation: str, collections: Collection[str]) -> tuple[Occurrence, ...]:
        """Where the documents of several collections have a quotation; see ``Engine``.

        Raises:
            EmptyQuestionError: the quotation has no letter or digit.
            CollectionMissingError: there is none of a given name.
        """
        names = dict.fromkeys(each_of("collections", collections, str))
        found = (each for name in names for each in self.engine(name).occurrences(quotation))
        return tuple(in_order(found))

    def suggest(self, typed: str, collections: Collection[str], k: int = 8) -> tuple[str, ...]:
        """What has the words typed so far, from several collections in turn.

        Raises:
            CollectionMissingError: there is none of a given name.
        """
        names = dict.fromkeys(each_of("collections", collections, str))
        return _in_turn((self.engine(name).suggest(typed, k) for name in names), k)

    def overview(self, collections: Collection[str], newest: int) -> Overview:
        """What several collections hold, with their newest documents.

        Raises:
            CollectionMissingError: there is none of a given name.
        """
        parts = [self.store(name).overview(newest) for name in collections]
        sources = Counter[str]()
        for part in parts:
            sources.update(dict(part.sources))
        latest = sorted((each for part in parts for each in part.newest), key=_date, reverse=True)
        dates = [day for part in parts for day in (part.first, part.last) if day is not None]
        return Overview(
            sum(part.documents for part in parts),
            min(dates, default=None),
            max(dates, default=None),
            tuple(sources.most_common()),
            tuple(latest[:newest]),
        )

    def store(self, name: str) -> Documents:
        """The documents of a collection.

        Raises:
            CollectionMissingError: there is none of that name.
        """
        return self.engine(name).index.store

    def encoded_questions(self) -> list[BatchingCounts]:
        """What was asked of each model that is open."""
        return [encoder.counts() for encoder in self._encoders.copy().values()]

    def recalls(self) -> dict[str, Watched]:
        """What was seen of the recall of dense retrieval, of each open collection in a folder."""
        indexes = {name: engine.index for name, (_, engine) in self._engines.copy().items()}
        return {name: each.recall for name, each in indexes.items() if isinstance(each, Index)}

    def _observe(self, stage: Stage, seconds: float) -> None:
        self.observer(stage, seconds)

    def _is_busy(self) -> bool:
        return self.is_busy()

    def _encoder(self, model: str | None) -> Encoder:
        with self._opening:
            if model not in self._encoders:
                encoder = self._open_encoder(model)
                self._encoders[model] = BatchingEncoder(encoder, os.cpu_count() or 1)
            return self._encoders[model]


def _in_order(parts: Sequence[Results], order: Order) -> list[Hit]:
    """The hits of several collections in one order."""
    standing = {
        id(hit): known
        for part in parts
        for hit, known in zip(part.hits, _standings(part.hits), strict=True)
    }
    hits = sorted(
        (hit for part in parts for hit in part.hits),
        key=lambda hit: (-standing[id(hit)], hit.citation.collection, hit.rank),
    )
    # What is only demanded of documents ranks none of them: the latest come first.
    if order is Order.DATE or not any(hit.score for hit in hits):
        supported = {id(hit) for part in parts for hit in part.hits[: part.supported]}
        hits.sort(key=lambda hit: hit.citation.date or "", reverse=True)
        hits.sort(key=lambda hit: id(hit) not in supported)
    return hits


def _standings(hits: Sequence[Hit]) -> Iterator[float]:
    """What hits of a collection count for beside those of others: none for more than one above it.

    Weights that were fitted to a collection order its own hits, and put none before another's.
    """
    least = math.inf
    for hit in hits:
        # What an index from elsewhere has may be no number, which has no place in an order.
        least = min(least, -math.inf if math.isnan(hit.standing) else hit.standing)
        yield least


def _date(document: Publication) -> str:
    return document.date or ""


def _in_turn(lists: Iterable[Sequence[str]], k: int) -> tuple[str, ...]:
    """The first ``k`` different titles: the first of each list, then the second, and so on."""
    rows = zip_longest(*lists)
    titles = dict.fromkeys(title for row in rows for title in row if title is not None)
    return tuple(titles)[:k]

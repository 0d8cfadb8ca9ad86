"""LanceDB's hybrid search: its full text search and its vectors, by its default reranker.

Full text search is told that the language is Arabic, so that its stemmer and stop words are;
positions, which only phrases need, stay off as by default. Vectors are searched without an index,
which is exact, by cosine. The two lists are combined by reciprocal rank fusion with K 60, LanceDB's
default.
"""

import os
import tempfile
from collections.abc import Sequence

# It warns at every question about a column that a later version will leave out.
os.environ.setdefault("LANCEDB_LOG", "error")

import lancedb
from lancedb.index import FTS
from lancedb.query import MatchQuery

from benchmarks.peers import Embedder


class LanceDb:
    """Texts in a LanceDB table in a temporary folder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._folder = tempfile.TemporaryDirectory()

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        vectors = self._embedder.passages(texts)
        rows = [
            {"number": i, "text": text, "vector": vector}
            for i, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        ]
        self._table = lancedb.connect(self._folder.name).create_table("texts", rows)
        self._table.create_index("text", config=FTS(language="Arabic"))

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        found = (
            self._table.search(query_type="hybrid")
            .vector(self._embedder.question(question))
            .distance_type("cosine")
            .text(MatchQuery(question, "text"))
            .limit(k)
            .select(["number"])
            .to_list()
        )
        return [int(row["number"]) for row in found]

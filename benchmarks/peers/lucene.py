"""Lucene 10: its ArabicAnalyzer and BM25, as Elasticsearch, OpenSearch and Anserini use them.

The analyzer lower-cases, drops its own Arabic stop words, normalises letters and applies the light
stemmer. A question is escaped and parsed by the classic query parser, any of its words may match.
k1 1.2 and b 0.75 are Lucene's defaults, 0.9 and 0.4 those of Anserini's published baselines. Texts
are in memory, in one segment. Lucene and a Java runtime come out of the wheel of ArcadeDB, of which
nothing else is used.
"""

from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jpype


class Lucene:
    """Texts in a Lucene index in memory."""

    def __init__(self, k1: float, b: float) -> None:
        _start_java()
        package = jpype.JPackage("org.apache.lucene")
        self._lucene: Any = package
        self._analyzer = package.analysis.ar.ArabicAnalyzer()
        self._similarity = package.search.similarities.BM25Similarity(k1, b)

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        lucene = self._lucene
        directory = lucene.store.ByteBuffersDirectory()
        config = lucene.index.IndexWriterConfig(self._analyzer)
        config.setSimilarity(self._similarity)
        # It merges neighbours only, so documents keep the order in which they come.
        config.setMergePolicy(lucene.index.LogDocMergePolicy())
        writer = lucene.index.IndexWriter(directory, config)
        store = lucene.document.Field.Store.NO
        for text in texts:
            document = lucene.document.Document()
            document.add(lucene.document.TextField("text", text, store))
            writer.addDocument(document)
        writer.forceMerge(1)
        writer.close()
        self._searcher = lucene.search.IndexSearcher(lucene.index.DirectoryReader.open(directory))
        self._searcher.setSimilarity(self._similarity)
        self._parser = lucene.queryparser.classic.QueryParser("text", self._analyzer)

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        query = self._parser.parse(self._parser.escape(question))
        return [int(hit.doc) for hit in self._searcher.search(query, k).scoreDocs]


def _start_java() -> None:
    if jpype.isJVMStarted():
        return
    folder = Path(str(distribution("arcadedb-embedded").locate_file("arcadedb_embedded")))
    jpype.startJVM(
        "--enable-native-access=ALL-UNNAMED",
        jvmpath=str(folder / "jre" / "lib" / "server" / "libjvm.so"),
        classpath=[str(jar) for jar in (folder / "jars").glob("lucene-*.jar")],
        convertStrings=False,
    )

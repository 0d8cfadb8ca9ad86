"""Other search engines, behind one protocol; each module says how its peer is set up.

They are in the optional dependencies ``peers``.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Peer(Protocol):
    """A search engine over numbered texts."""

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable; called once."""

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first; fewer where fewer match."""


class Embedder(Protocol):
    """The model whose vectors peers search with."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the texts, shape (n, dim); of a text that was embedded before at once."""

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dim,)."""


class PeerMissingError(Exception):
    """What a measurement needs is not installed; the message says what to install."""


def _lucene(_: Embedder) -> Peer:
    from benchmarks.peers.lucene import Lucene

    return Lucene(k1=1.2, b=0.75)


def _lucene_anserini(_: Embedder) -> Peer:
    from benchmarks.peers.lucene import Lucene

    return Lucene(k1=0.9, b=0.4)


def _bm25s(_: Embedder) -> Peer:
    from benchmarks.peers.bm25s import ArabicBm25s

    return ArabicBm25s()


def _bm25s_words(_: Embedder) -> Peer:
    from benchmarks.peers.bm25s import WordBm25s

    return WordBm25s()


def _dense(embedder: Embedder) -> Peer:
    from benchmarks.peers.dense import Dense

    return Dense(embedder)


def _txtai(embedder: Embedder) -> Peer:
    from benchmarks.peers.txtai import Txtai

    return Txtai(embedder)


def _lancedb(embedder: Embedder) -> Peer:
    from benchmarks.peers.lancedb import LanceDb

    return LanceDb(embedder)


_OPEN: dict[str, Callable[[Embedder], Peer]] = {
    "lucene": _lucene,
    "lucene-0.9-0.4": _lucene_anserini,
    "bm25s": _bm25s,
    "bm25s-words": _bm25s_words,
    "sentence-transformers": _dense,
    "txtai": _txtai,
    "lancedb": _lancedb,
}
PEERS = tuple(_OPEN)
# Those that search vectors: given passages, since a model reads no more than 512 tokens.
VECTOR_PEERS = frozenset({"sentence-transformers", "txtai", "lancedb"})


# The modules that each is made with, and that plots are drawn with.
NEEDS = {
    "lucene": ("jpype", "arcadedb_embedded"),
    "lucene-0.9-0.4": ("jpype", "arcadedb_embedded"),
    "bm25s": ("bm25s", "Stemmer", "stopwordsiso"),
    "bm25s-words": ("bm25s",),
    "sentence-transformers": (),
    "txtai": ("txtai",),
    "lancedb": ("lancedb",),
}
_PLOTS = "matplotlib"


def open_peer(name: str, embedder: Embedder) -> Peer:
    """An empty peer by its name."""
    return _OPEN[name](embedder)


def check_installed(peers: Sequence[str]) -> None:
    """Refuse at once what would fail after hours.

    Raises:
        PeerMissingError: what one of the peers needs, or what draws plots, is not installed.
    """
    needed = {_PLOTS, *(module for name in peers for module in NEEDS[name])}
    if missing := sorted(module for module in needed if find_spec(module) is None):
        msg = (
            f"{', '.join(missing)} not installed: pip install -e '.[peers]',"
            " or leave peers out with --peers"
        )
        raise PeerMissingError(msg)

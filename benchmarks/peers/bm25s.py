"""bm25s: with what a careful user adds for Arabic, and as it comes."""

from collections.abc import Sequence
from functools import cache

import bm25s
import numpy as np
import Stemmer
import stopwordsiso
from pyarabic.araby import normalize_hamza, strip_diacritics, strip_tatweel


class ArabicBm25s:
    """Lucene's BM25 formula (k1 1.5, b 0.75: the library's defaults) over Snowball stems.

    bm25s brings no Arabic of its own and splits words at harakat, so diacritics and tatweel are
    stripped and hamza is folded before its tokenizer (pyarabic); stop words are those of
    stopwords-iso, the stemmer is Snowball's for Arabic (PyStemmer), as its manual shows for other
    languages.
    """

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        self._bm25 = _bm25(_stems(texts))

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        return _search(self._bm25, _stems([question])[0], k)


class WordBm25s:
    """The library as it comes: its tokenizer of words, its English stop words, no stemmer.

    The bm25s that published results of mteb have for Arabic was nearly this: its English stop words
    and stemmer leave Arabic words alone.
    """

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        self._bm25 = _bm25(_words(texts))

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        return _search(self._bm25, _words([question])[0], k)


def _stems(texts: Sequence[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        [_normalized(text) for text in texts],
        stopwords=_stopwords(),
        stemmer=Stemmer.Stemmer("arabic"),
        return_ids=False,
        show_progress=False,
    )
    return tokens


def _normalized(text: str) -> str:
    folded: str = normalize_hamza(strip_tatweel(strip_diacritics(text)), method="tasheel")
    return folded


@cache
def _stopwords() -> list[str]:
    return sorted({_normalized(word) for word in stopwordsiso.stopwords("ar")})


def _words(texts: Sequence[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(list(texts), return_ids=False, show_progress=False)
    return tokens


def _bm25(tokens: list[list[str]]) -> bm25s.BM25:
    made = bm25s.BM25()
    made.index(tokens, show_progress=False)
    return made


def _search(bm25: bm25s.BM25, tokens: list[str], k: int) -> list[int]:
    """Texts that share a word with the question; ties come by number."""
    if not tokens:
        return []
    scores = bm25.get_scores(tokens)
    order = np.argsort(-scores, kind="stable")[:k]
    return [int(i) for i in order if scores[i] > 0]

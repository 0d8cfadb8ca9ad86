"""What the words of a sparse encoder cost or gain by their weight, where no trained one is at hand.

A stand-in weighs the tokens of the bundled model by how rare they are, without any that the text
does not have: that is BM25's kind of evidence once more, the least that a sparse encoder knows.
Then what it says of each question's candidates is shuffled between them, as if it knew nothing.

    python -m benchmarks.sparse_weights DATA_ROOT
"""

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.machine import describe_machine
from benchmarks.train_fusion import arcd_training
from indexer.evaluation.datasets import read_corpus
from indexer.evaluation.significance import difference
from indexer.evaluation.tuning import Judged, judge, measure
from indexer.pipeline import index_documents, open_for_writing
from indexer.readers import Skipped
from search.engine import Engine
from search.models import model_folder, open_encoder
from search.models.pairing import PairedEncoder
from search.models.tokenizer import read_tokenizer
from search.sparse_vector import SparseVector

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.7, 1.0)


class Rarity:
    """A ``WordWeigher`` that weighs tokens by how few of some texts have them."""

    name = fingerprint = "rarity"

    def __init__(self, texts: Sequence[str]) -> None:
        self._tokenizer = read_tokenizer(model_folder(None))
        self.size = self._tokenizer.get_vocab_size()
        counts = Counter(token for text in texts for token in {*self._ids(text)})
        self._rarity = {i: math.log1p(len(texts) / count) for i, count in counts.items()}

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def question(self, text: str, /) -> SparseVector:
        """The tokens of a text that others have as well."""
        known = sorted(self._rarity.keys() & {*self._ids(text)})
        weights = [self._rarity[i] for i in known]
        return SparseVector(np.asarray(known, np.int64), np.asarray(weights, np.float32))

    def passages(self, passages: Sequence[tuple[str | None, str]]) -> list[SparseVector]:
        """The tokens of texts, without their titles."""
        return [self.question(text) for _, text in passages]


def main() -> None:
    """Ask, weigh, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with arcd/")
    data = parser.parse_args().data
    reads = list(read_corpus(data / "arcd" / "corpus.jsonl", text_only=True))
    texts = [read.outcome.text for read in reads if not isinstance(read.outcome, Skipped)]
    encoder = PairedEncoder(open_encoder(None), Rarity(texts))
    with tempfile.TemporaryDirectory() as name:
        index = open_for_writing(Path(name), lambda: encoder, None)
        index_documents(index, lambda: encoder, reads, lambda _: None)
        engine, weights = Engine(index, encoder), index.settings.fusion
        asked = [judge(engine, *each) for each in arcd_training(data).items()]
        index.close()
    kinds = {"words": asked, "shuffled": [_shuffled(one, i) for i, one in enumerate(asked)]}
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind, judged in kinds.items():
        without = measure(judged, replace(weights, sparse=0.0))
        for weight in WEIGHTS:
            scores = measure(judged, replace(weights, sparse=weight))
            change = difference(scores, without)
            found.setdefault(kind, {})[f"{weight:g}"] = {
                "ndcg": round(100 * float(scores.mean()), 2),
                "low": round(100 * change.low, 2),
                "high": round(100 * change.high, 2),
            }
    print(json.dumps({**describe_machine(), "results": found}, ensure_ascii=False, indent=2))


def _shuffled(one: Judged, seed: int) -> Judged:
    scores = one.scores.copy()
    scores[:, 3] = np.random.default_rng(seed).permutation(scores[:, 3])
    return replace(one, scores=scores)


if __name__ == "__main__":
    main()

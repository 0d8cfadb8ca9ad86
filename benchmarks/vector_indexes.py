"""How many of the nearest passages the indexes of vectors find that Milvus offers.

    python -m benchmarks.vector_indexes INDEX QUESTIONS

takes the vectors of an index folder and questions (JSON Lines with ``question``), builds what
Milvus builds with the same library, FAISS, and prints as JSON the share of the exact hundred
nearest passages that is among the 128 that each finds: HNSW with 32 links, the same over vectors
in 8 bits (``HNSW_SQ``), and IVF with RaBitQ codes, whose best are compared again in 8 bits
(``IVF_RABITQ``). Milvus divides a collection into segments and searches each, which finds more.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import describe_machine
from search.index import Index
from search.models.sharing import shared_encoder

Vectors = NDArray[np.float32]

# How many are found, the engine's candidates, and how many of them are looked at.
_FOUND, _COUNTED = 128, 100
_LINKS, _CONSTRUCTION = 32, 256
_LOOKED_THROUGH = (128, 256, 512, 1024)
_PARTS, _SHARES, _COMPARED_AGAIN = 512, (16, 8, 4), (1, 2, 4, 8)


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    arguments = parser.parse_args()
    asked = [json.loads(line) for line in arguments.questions.read_text("utf-8").splitlines()]
    with closing(Index(arguments.index)) as index:
        stored = (vector for _, vector in index.store.added_vectors(0))
        passages = np.stack([np.frombuffer(each, np.float16) for each in stored]).astype(np.float32)
        encoder = index.model_of(shared_encoder(index.settings.model))
        questions = np.stack([encoder.encode_question(each["question"]).vector for each in asked])
    nearest = np.argsort(-(questions @ passages.T), axis=1, kind="stable")[:, :_COUNTED]
    recall = {
        name: _recall(each.search(questions, _FOUND)[1], nearest)
        for name, each in _indexes(passages)
    }
    result = {
        **describe_machine(),
        "passages": len(passages),
        "questions": len(questions),
        f"recall@{_COUNTED}": recall,
    }
    print(json.dumps(result, indent=1))


def _indexes(passages: Vectors) -> Iterator[tuple[str, faiss.Index]]:
    dimension = passages.shape[1]
    product, bits = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer.QT_8bit
    for name, graph in (
        ("HNSW", faiss.IndexHNSWFlat(dimension, _LINKS, product)),
        # What FAISS says of its own types takes the number of a quantizer for the quantizer.
        ("HNSW_SQ", faiss.IndexHNSWSQ(dimension, bits, _LINKS, product)),  # type: ignore[arg-type]
    ):
        graph.hnsw.efConstruction = _CONSTRUCTION
        graph.train(passages)
        graph.add(passages)
        for number in _LOOKED_THROUGH:
            graph.hnsw.efSearch = number
            yield f"{name}, ef {number}", graph
    again = faiss.IndexScalarQuantizer(dimension, bits, product)
    again.train(passages)
    again.add(passages)
    codes = faiss.IndexIVFRaBitQ(faiss.IndexFlatIP(dimension), dimension, _PARTS, product)
    codes.train(passages)
    codes.add(passages)
    for share in _SHARES:
        codes.nprobe = _PARTS // share
        for number in _COMPARED_AGAIN:
            refined = faiss.IndexRefine(codes, again)
            refined.k_factor = number
            yield f"IVF_RABITQ, nprobe {codes.nprobe} of {_PARTS}, refine_k {number}", refined


def _recall(found: NDArray[np.int64], nearest: NDArray[np.int64]) -> float:
    shares = [len({*some} & {*best}) / len(best) for some, best in zip(found, nearest, strict=True)]
    return round(float(np.mean(shares)), 3)


if __name__ == "__main__":
    main()

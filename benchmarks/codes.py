"""What the codes of token vectors cost in ranking, beside other ways of keeping them.

    python -m benchmarks.codes DATA_ROOT

asks arcd's training questions of arcd's passages, and those of ``questions/written.jsonl`` of
aqad's passages and 2,500 news articles together. The engine's first candidates are ranked again
with late interaction over token vectors that are kept in each of these ways, alone and fused:

- ``full precision``: as the model gives them, centred;
- ``signs``: one bit for each dimension, as it is;
- ``rotated``: one bit after a random rotation; that of the library, and others;
- ``learned rotation``: the rotation that loses least on the passages themselves (Gong and
  Lazebnik, "Iterative quantization", 2011), which an index would have to learn;
- ``corrected``: each code scaled so that its product with its own vector is right (Gao and Long,
  "RaBitQ", 2024), for one more number a token;
- ``two bits``: four levels for each dimension, rotated, for twice the room;
- ``pooled``: one code for the mean of two neighbouring tokens, rotated, for half the room.

Printed, as JSON, is nDCG@10 x100 with its interval, and the difference to the codes of the library
with its own, both from a paired bootstrap.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora import open_together
from benchmarks.machine import describe_machine
from benchmarks.train_fusion import arcd_training
from benchmarks.written import open_corpus_of_written, read_written
from indexer.evaluation.significance import difference, estimate
from indexer.evaluation.tuning import first_candidates, judgements, ndcg
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.fusion import shares
from search.ranking.late_interaction import best_windows, rotation

RANKED = 60  # candidates of a question that are ranked again
SEEDS = (1, 2, 3)
LEARNED_FROM = 60_000  # token vectors
ROUNDS = 40
# The best four levels for a normal distribution, and what lies between them (Max, 1960).
LEVELS = np.asarray([-1.510, -0.4528, 0.4528, 1.510], np.float32)
BOUNDS = (-0.9816, 0.0, 0.9816)

Floats = NDArray[np.float32]
# Unit token vectors of a passage, shape (n, dim), as they are read back.
Code = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its first candidates.

    Attributes:
        tokens: unit vectors, shape (n, dim).
        weights: of the tokens.
        passages: ids of the candidates.
        rest: what dense and lexical evidence give each, shape (candidates,).
        gains: relevance of each.
        ideal: discounted gain of the best ranking that there could be.
    """

    tokens: Floats
    weights: Floats
    passages: list[int]
    rest: Floats
    gains: NDArray[np.float64]
    ideal: float


def main() -> None:
    """Ask, keep, rank, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with arcd/, aqad/ and news/")
    data = parser.parse_args().data
    encoder = open_encoder(None)
    written = {one.text: {one.document: 1} for one in read_written()}
    results = {}
    for name, index, questions in (
        ("arcd, training", open_together([data / "arcd"], encoder), arcd_training(data)),
        ("written", open_corpus_of_written(data, encoder), written),
    ):
        results[name] = compare(index, encoder, questions)
        index.close()
    print(json.dumps({**describe_machine(), "results": results}, indent=2))


def compare(
    index: Index, encoder: Encoder, questions: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, list[float]]]:
    """nDCG@10 x100 of each way, with its interval and the difference to the library's."""
    asked = ask(index, encoder, questions)
    vectors = token_vectors(index, encoder, {i for one in asked for i in one.passages})
    measured = {name: rank(asked, vectors, code) for name, code in codes(vectors).items()}
    own = measured["rotated"]
    return {
        name: {
            stage: [_percent(value) for value in estimate(scores)]
            + [_percent(value) for value in difference(scores, own[stage])[:3]]
            for stage, scores in stages.items()
        }
        for name, stages in measured.items()
    }


def ask(index: Index, encoder: Encoder, questions: Mapping[str, Mapping[str, int]]) -> list[Asked]:
    """The questions with their first candidates, the best passage of each document."""
    engine = Engine(index, encoder)
    with index.reading() as view:
        centre = view.settings.question_centre
    asked = []
    for text, relevant in questions.items():
        found = first_candidates(engine, text)
        stages = np.asarray([one.stages[:3] for one in found], np.float32)
        dense, _, lexical = shares(*stages.T)
        best = np.argsort([-one.score for one in found])[:RANKED]
        gains, ideal = judgements(found, relevant)
        encoded = encoder.encode_question(text)
        asked.append(
            Asked(
                tokens=unit(encoded.tokens - centre),
                weights=encoded.weights,
                passages=[found[i].passage_id for i in best],
                rest=(dense + lexical)[best],
                gains=gains[best],
                ideal=ideal,
            )
        )
    return asked


def token_vectors(index: Index, encoder: Encoder, ids: set[int]) -> dict[int, Floats]:
    """Centred unit token vectors of passages that have any, by passage."""
    with index.reading() as view:
        centre = view.settings.passage_centre
        passages = view.store.passages(sorted(ids))
    encoded = encoder.encode_passages([(None, one.searched_text) for one in passages.values()])
    return {
        i: unit(one.tokens - centre)
        for i, one in zip(passages, encoded, strict=True)
        if len(one.tokens)
    }


def codes(vectors: Mapping[int, Floats]) -> dict[str, Code]:
    """The ways of keeping token vectors, by name."""
    dimension = next(iter(vectors.values())).shape[1]
    own = rotation(dimension)
    others = {f"rotated otherwise, {seed}": _signs(rotation(dimension, seed)) for seed in SEEDS}
    return {
        "full precision": lambda rows: rows,
        "signs": _signs(np.eye(dimension, dtype=np.float32)),
        "rotated": _signs(own),
        **others,
        "learned rotation": _signs(learn_rotation(vectors, own)),
        "corrected": _corrected(_signs(own)),
        "two bits": _two_bits(own),
        "pooled": _pooled(_signs(own)),
    }


def rank(
    asked: list[Asked], vectors: Mapping[int, Floats], code: Code
) -> dict[str, NDArray[np.float64]]:
    """nDCG@10 of every question, shape (questions,), of late interaction alone and fused."""
    askers = defaultdict(list)
    for number, one in enumerate(asked):
        for place, passage in enumerate(one.passages):
            askers[passage].append((number, place))
    late = [np.zeros(len(one.passages), np.float32) for one in asked]
    for passage, places in askers.items():
        if passage not in vectors:
            continue
        kept = code(vectors[passage])
        length = np.asarray([len(kept)])
        for number, place in places:
            question = asked[number]
            matches = kept @ question.tokens.T
            late[number][place] = best_windows(matches, length, question.weights)[0][0]
    fused = [own + one.rest for one, own in zip(asked, late, strict=True)]
    return {
        stage: np.asarray(
            [ndcg(own, one.gains, one.ideal) for one, own in zip(asked, scores, strict=True)]
        )
        for stage, scores in (("late", late), ("fused", fused))
    }


def learn_rotation(vectors: Mapping[int, Floats], start: Floats) -> Floats:
    """The rotation whose sign bits lose least of the vectors."""
    rows = np.concatenate(list(vectors.values()))
    chosen = np.random.default_rng(SEEDS[0]).permutation(len(rows))[:LEARNED_FROM]
    sample, learned = rows[chosen], start
    for _ in range(ROUNDS):
        left, _, right = np.linalg.svd(sample.T @ np.sign(sample @ learned))
        learned = (left @ right).astype(np.float32)
    return learned


def _signs(turn: Floats) -> Code:
    scale = np.float32(np.sqrt(len(turn)))
    return lambda rows: (np.where(rows @ turn > 0, 1, -1) / scale).astype(np.float32) @ turn.T


def _corrected(code: Code) -> Code:
    def keep(rows: Floats) -> Floats:
        kept = code(rows)
        corrected: Floats = kept / (kept * rows).sum(axis=1, keepdims=True)
        # On the scale of the others: their mean product with their own vectors.
        return corrected * np.float32(np.sqrt(2 / np.pi))

    return keep


def _two_bits(turn: Floats) -> Code:
    scale = np.float32(np.sqrt(len(turn)))
    return lambda rows: (LEVELS[np.digitize(rows @ turn * scale, BOUNDS)] / scale) @ turn.T


def _pooled(code: Code) -> Code:
    def keep(rows: Floats) -> Floats:
        pairs = np.add.reduceat(rows, np.arange(0, len(rows), 2), axis=0)
        # Each stands where its two tokens stood, so that windows are as long.
        return np.repeat(code(unit(pairs)), 2, axis=0)[: len(rows)]

    return keep


def unit(rows: Floats) -> Floats:
    """Rows of length 1."""
    scaled: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


def _percent(value: float) -> float:
    return round(100 * value, 2)


if __name__ == "__main__":
    main()

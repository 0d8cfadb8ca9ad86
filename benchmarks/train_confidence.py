"""Fit the numbers of the confidence in a hit and write them into the library.

    python -m benchmarks.train_confidence DATA_ROOT [--limit N]

Questions that nothing is reported on (those of ``training_questions``, arcd's training part,
``questions/english.jsonl``, the written ones in Arabic and Latin letters, those of the seeds) are
asked of seven corpora, from the seed articles to 6,200 passages: what a set's questions are about
is in some of them and not in others, and some are close to what is there, but nothing answers them.
A first hit is right when the data set says so, or when it has the words of the answer: arcd's
judgements miss many. One of a corpus without the answers that has them all the same is left out.
What the model learns is the probability that a first hit is right, where half of the questions have
an answer and half of the others are close: on each side each set counts the same, and within a set
each corpus.
"""

import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from benchmarks.answers import read_seed_questions
from benchmarks.asking import Question, ask, read_questions, sample
from benchmarks.corpora import ids_of, open_part, open_seeds, open_together
from benchmarks.kept_hits import asked_or_kept
from benchmarks.training_questions import read_training
from benchmarks.written import LATIN, read_written
from indexer.evaluation.first_hits import FirstHit
from indexer.evaluation.logistic import fit
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.confidence import PARAMETERS, Signals

ENGLISH = Path(__file__).parent / "questions" / "english.jsonl"
# The largest first: the others are added to a copy of it.
SETS = ("aqad", "xquad-ar", "arcd", "tydiqa-goldp-dev-ar")
RUNS = 12
# Fewer questions would count as much as a whole group.
FEWEST = 20
# So many of the right first hits are called insufficient, and so many of those of close questions
# that nothing answers are not called strong.
REFUSED, NOT_STRONG = 0.1, 0.95
# What questions with an answer count, and those without.
SIDES = {"answerable": 0.5, "close": 0.25, "far": 0.25}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """First hits of a set's questions over a corpus that has all the answers, or none.

    Attributes:
        questions: name of their set.
        corpus: name of it.
        is_answerable: whether it has the answers.
        is_close: whether it has passages that the questions are about, but not the answers.
        hits: of the questions.
    """

    questions: str
    corpus: str
    is_answerable: bool
    is_close: bool
    hits: list[FirstHit]

    @property
    def side(self) -> str:
        """Whether its questions have an answer there, are close to passages, or far from them."""
        return "answerable" if self.is_answerable else "close" if self.is_close else "far"

    @property
    def kept(self) -> list[FirstHit]:
        """Those that are learned from: some of a corpus without the answers have them."""
        return [hit for hit in self.hits if self.is_answerable or not hit.holds_answer]


def main() -> None:
    """Ask, fit, write."""
    groups = asked_or_kept(__doc__, ask_all, _group)
    signals, right, weights = examples(groups)
    intercept, coefficients = fit(signals, right, weights)
    names = [field.name for field in fields(Signals)]
    confidences = expit(intercept + signals @ coefficients)
    close = np.concatenate([[each.side == "close"] * len(each.kept) for each in groups])
    numbers = {
        "intercept": round(intercept, 3),
        "weights": dict(zip(names, coefficients.round(3).tolist(), strict=True)),
        "sufficient": least(confidences[right > 0], weights[right > 0], REFUSED),
        "strong": least(confidences[close], weights[close], NOT_STRONG),
    }
    PARAMETERS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    print(json.dumps(numbers, indent=2))


def ask_all(data: Path, limit: int | None) -> Iterator[Group]:
    """First hits of the questions of all sets over all corpora."""
    for corpus, index, encoder, sets in asked_corpora(data, limit):
        for group in ask_sets(corpus, index, encoder, sets):
            print(group.questions, corpus, group.is_answerable, len(group.hits), flush=True)
            yield group


def asked_corpora(
    data: Path, limit: int | None
) -> Iterator[tuple[str, Index, Encoder, dict[str, list[Question]]]]:
    """Names and indexes of all corpora, with the model, and the questions of all sets."""
    encoder = open_encoder(None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        every = {**question_sets(data), **read_training(data, folder)}
        sets = {each: sample(questions, limit) for each, questions in every.items()}
        for corpus, index in open_corpora(data, folder, encoder):
            yield corpus, index, encoder, sets


def _group(record: dict[str, Any]) -> Group:
    hits = [FirstHit(**{**hit, "signals": Signals(**hit["signals"])}) for hit in record["hits"]]
    return Group(**{**record, "hits": hits})


def question_sets(data: Path) -> dict[str, list[Question]]:
    """The questions by the name of their set."""
    sets = {
        "arcd": read_questions(data / "arcd", "queries_train.jsonl", "qrels_train.tsv", None),
        "english": [
            Question(record["text"], frozenset({record["document"]}), tuple(record["answers"]))
            for record in map(json.loads, ENGLISH.read_text("utf-8").splitlines())
        ],
        # Those that were looked at during development: the others stay for measuring.
        "seeds": [
            Question(record["text"], frozenset({record["document"]}))
            for record in read_seed_questions("questions") + read_seed_questions("paraphrased")[::2]
        ],
    }
    for name, is_latin in (("written, Arabic", False), ("written, Latin", True)):
        sets[name] = [
            Question(one.text, frozenset({one.document}), (one.answer,))
            for one in read_written()
            if (one.kind in LATIN) is is_latin
        ]
    return sets


def open_corpora(data: Path, folder: Path, encoder: Encoder) -> Iterator[tuple[str, Index]]:
    """Names and indexes, one after the other."""
    own = [folder / name for name in ("aaqad", "ardqa")]
    single = {each.name: open_together([each], encoder) for each in (data / "arcd", *own)}
    yield from single.items()
    arcd = ids_of(single["arcd"])
    for half in halves(sorted(arcd)):
        with open_part(single["arcd"], half) as part:
            yield "half of arcd", part
    mixed = open_together([*(data / name for name in SETS), *own], encoder)
    yield "all", mixed
    with open_part(mixed, ids_of(mixed) - arcd) as part:
        yield "all but arcd", part
    with open_seeds(encoder) as seeds:
        yield "seeds", seeds


def halves(ids: Sequence[str]) -> list[set[str]]:
    """Every other run of neighbours, and the rest: an article's passages follow each other."""
    runs = np.array_split(np.asarray(ids), RUNS)
    return [{str(each) for run in runs[half::2] for each in run} for half in (0, 1)]


def ask_sets(
    corpus: str, index: Index, encoder: Encoder, sets: Mapping[str, Sequence[Question]]
) -> Iterator[Group]:
    """First hits of those questions whose answers are all in the corpus, or none of them."""
    ids = ids_of(index)
    for name, questions in sets.items():
        within = [each for each in questions if each.relevant and each.relevant <= ids]
        without = [
            each
            for each in questions
            if (each.about <= ids if each.about else not each.relevant & ids)
        ]
        for is_answerable, asked in ((True, within), (False, without)):
            if len(asked) >= FEWEST:
                is_close = any(question.about for question in asked)
                hits = ask(index, encoder, asked)
                yield Group(name, corpus, is_answerable, is_close, hits)


def examples(groups: Sequence[Group]) -> tuple[Floats, Floats, Floats]:
    """Signals, shape (hits, signals), whether each is right, and its weight, shape (hits,)."""
    corpora = Counter((group.side, group.questions) for group in groups)
    signals, right, weights = [], [], []
    for group in groups:
        signals += [astuple(hit.signals) for hit in group.kept]
        right += [hit.is_right or hit.holds_answer for hit in group.kept]
        sets = sum(side == group.side for side, _ in corpora)
        share = sets * corpora[group.side, group.questions] * len(group.kept)
        weights += [SIDES[group.side] / share] * len(group.kept)
    return np.asarray(signals, float), np.asarray(right, float), np.asarray(weights, float)


def least(confidences: Floats, weights: Floats, share: float) -> float:
    """The confidence, in hundredths, below which this share of hits lies."""
    order = np.argsort(confidences)
    below = np.cumsum(weights[order]) <= share * weights.sum()
    return math.floor(100 * float(confidences[order[below.sum()]])) / 100


if __name__ == "__main__":
    main()

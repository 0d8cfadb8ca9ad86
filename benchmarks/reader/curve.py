"""What the reader adds to what the engine says, after so many examples.

    python -m benchmarks.reader.curve DATA_ROOT FOLDER HITS [--reported HITS] [--threads N]

FOLDER is that of ``train``, HITS are files of ``hits``. On the passages that are held back of the
training sets, and on ``--reported`` ones with what was fitted on those, it prints for every reader
in the folder, as JSON:

- of right hits, how often what is set off holds an answer: chosen by the clause signals, by the
  reader, by both; all of them of the mean length that the signals' price gives;
- how well first right hits are told from those of questions that nothing answers (AUROC): by the
  confidence, by the reader, by both;
- how often the reader's span is an answer, or holds one, and of the surest ones how many are right.
"""

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from benchmarks.attestation.kinds import SHORT, kind_of
from benchmarks.attestation.measures import stands_in
from benchmarks.confidence import auroc
from benchmarks.lines import read_lines
from benchmarks.reader.examples import is_held
from benchmarks.reader.hits import FirstHit
from benchmarks.reader.model import Batch, Reader
from benchmarks.reader.pairs import Pair, Pairing
from benchmarks.train_evidence import training_sets
from indexer.evaluation.first_hits import folded
from search.models import model_folder
from search.ranking.clause_signals import ClauseSignals
from search.ranking.evidence import LONGEST_RUN, parameters
from search.records import Span

BATCH = 16
LONGEST = 24  # tokens of an answer
SHOWN = (0.05, 0.13, 0.35)  # of short answers
SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5)  # of the reader in a choice of clauses
RIDGE = 1e-3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader says of a passage.

    Attributes:
        answers: log odds that one of its windows has an answer, the most of them.
        margin: of the best span over none, the most of the windows.
        clauses: log probability of each clause that the answer is in it, shape (clauses,).
        span: the best one.
    """

    answers: float
    margin: float
    clauses: Floats
    span: Span


def main() -> None:
    """Read, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("folder", type=Path)
    parser.add_argument("hits", type=Path)
    parser.add_argument("--reported", type=Path)
    parser.add_argument("--only", type=int, help="the reader after so many examples")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    held = held_back(arguments.data, read_hits(arguments.hits))
    reported = read_hits(arguments.reported) if arguments.reported else []
    files = sorted(arguments.folder.glob("reader-*.safetensors"), key=_examples)
    of_held, of_reported = Windows(held), Windows(reported)
    for file in files:
        if arguments.only in {None, _examples(file)}:
            reader = open_reader(file)
            read = of_held.read(reader)
            both = Both(held, read)
            figures = {"held back": both.measure(held, read)}
            if reported:
                figures["reported"] = both.measure(reported, of_reported.read(reader))
            print(json.dumps({"examples": _examples(file), **figures}, indent=1), flush=True)


def _examples(file: Path) -> int:
    return int(file.stem.split("-")[1])


def read_hits(file: Path) -> list[FirstHit]:
    """What ``hits`` wrote."""
    return [FirstHit(**json.loads(line)) for line in read_lines(file)]


def held_back(data: Path, hits: Sequence[FirstHit]) -> list[FirstHit]:
    """Those in passages that the reader is not trained on."""
    texts = {
        source: [record["text"] for record in asked.corpus.values()]
        for source, asked in training_sets(data).items()
    }
    found: dict[tuple[str, str], bool] = {}
    for hit in hits:
        key = (hit.source, hit.text)
        if key not in found:
            whole = next((text for text in texts[hit.source] if hit.text in text), "")
            # No reader is trained on the written questions.
            found[key] = hit.source == "written" or (bool(whole) and is_held(whole))
    return [hit for hit in hits if found[hit.source, hit.text]]


def open_reader(file: Path) -> Reader:
    """A reader that ``train`` kept."""
    reader = Reader(model_folder(None))
    for name, value in load_file(file).items():
        reader.trained[name].data.copy_(value)
    return reader


class Windows:
    """The windows of hits; what the frozen layers make of them is kept."""

    def __init__(self, hits: Sequence[FirstHit]) -> None:
        self._hits = hits
        pairing = Pairing(model_folder(None))
        self._pairs = [
            (i, pair)
            for i, hit in enumerate(hits)
            for pair in pairing.windows(hit.question, hit.title, hit.text)
        ]
        self._pairs.sort(key=lambda each: len(each[1].ids))
        self._below: dict[int, torch.Tensor] = {}

    def read(self, reader: Reader) -> list[Read]:
        """What a reader says of each hit."""
        logits: defaultdict[int, list[tuple[Pair, Floats, Floats, float]]] = defaultdict(list)
        for at in range(0, len(self._pairs), BATCH):
            part = self._pairs[at : at + BATCH]
            batch = Batch([pair for _, pair in part])
            if at not in self._below:
                self._below[at] = reader.below(batch)
            with torch.no_grad():
                first, last, answers = reader.above(self._below[at], batch)
            for row, (i, pair) in enumerate(part):
                ends = [each[row].double().numpy() for each in (first, last)]
                logits[i].append((pair, ends[0], ends[1], float(answers[row])))
        return [_read(hit, logits[i]) for i, hit in enumerate(self._hits)]


def _read(hit: FirstHit, windows: Sequence[tuple[Pair, Floats, Floats, float]]) -> Read:
    ends = np.asarray([end for _, end in hit.within])
    clauses = np.full((2, len(hit.within)), -20.0)
    best, span = -np.inf, Span(0, 0)
    for pair, first, last, _ in windows:
        text = slice(pair.first, pair.first + len(pair.spans))
        owners = np.searchsorted(ends, [s.start for s in pair.spans], side="right")
        owners = np.minimum(owners, len(ends) - 1)
        for side, scores in enumerate((first, last)):
            np.maximum.at(clauses[side], owners, scores[text] - scores[0])
        joint = (first[text] - first[0])[:, None] + (last[text] - last[0])[None]
        ahead = np.arange(len(joint))[None] - np.arange(len(joint))[:, None]
        joint[(ahead < 0) | (ahead >= LONGEST)] = -np.inf
        start, end = np.unravel_index(int(joint.argmax()), joint.shape)
        if joint[start, end] > best:
            best = float(joint[start, end])
            span = Span(pair.spans[start].start, pair.spans[end].end)
    chances = softmax(clauses[0]) + softmax(clauses[1])
    return Read(max(answers for *_, answers in windows), best, np.log(chances / 2 + 1e-6), span)


class Both:
    """Ways to put the signals and the reader together, fitted on hits that it is not trained on."""

    def __init__(self, hits: Sequence[FirstHit], read: Sequence[Read]) -> None:
        runs = right_runs(hits, read)
        length = mean_length(runs)
        shares = {share: fmean([*shown(runs, share, length).values()][:-1]) for share in SHARES}
        self.share = max(shares, key=lambda share: shares[share])
        self._weights = _logistic(*_told(hits, read))

    def measure(self, hits: Sequence[FirstHit], read: Sequence[Read]) -> dict[str, object]:
        """All figures."""
        runs = right_runs(hits, read)
        length = mean_length(runs)
        ways = {"signals": 0.0, "reader": None, f"both ({self.share})": self.share}
        return {
            "sentences": len(runs),
            "characters": round(length),
            "holds": {name: shown(runs, share, length) for name, share in ways.items()},
            "by share": {share: shown(runs, share, length)["all"] for share in SHARES},
            "auroc": self._auroc(hits, read),
            "spans": _spans(hits, read),
            "short answers": short_answers(hits, read),
        }

    def _auroc(self, hits: Sequence[FirstHit], read: Sequence[Read]) -> dict[str, object]:
        told, _ = _told(hits, read)
        scores = {
            "confidence": told[:, 0],
            "reader": told[:, 1],
            "span": told[:, 2],
            "both": told @ self._weights,
        }
        first = [hit for hit in hits if _is_told(hit)]
        found: dict[str, object] = {}
        for source in (*sorted({hit.source for hit in first}), "all"):
            of_set = np.asarray([source in {hit.source, "all"} for hit in first])
            right = np.asarray([hit.is_right for hit in first])
            for origin in sorted({hit.origin for hit in first} - {"answerable"}):
                wrong = np.asarray([hit.origin == origin for hit in first])
                rows = of_set & (right | wrong)
                if (of_set & wrong).any():
                    found[f"{source}, {origin} ({(of_set & wrong).sum()})"] = {
                        name: round(auroc(values[rows], right[rows], np.ones(rows.sum())), 3)
                        for name, values in scores.items()
                    }
        return found


def _is_told(hit: FirstHit) -> bool:
    """Whether it is a right first hit, or the first hit of a question that nothing answers."""
    return hit.is_first and (hit.is_right or hit.origin != "answerable")


def _told(hits: Sequence[FirstHit], read: Sequence[Read]) -> tuple[Floats, NDArray[np.bool_]]:
    """Confidence, what the reader says of an answer and of the span, shape (hits, 3)."""
    first = [(hit, each) for hit, each in zip(hits, read, strict=True) if _is_told(hit)]
    table = [(hit.log_odds, each.answers, each.margin) for hit, each in first]
    return np.asarray(table), np.asarray([hit.is_right for hit, _ in first])


def _logistic(told: Floats, labels: NDArray[np.bool_]) -> Floats:
    """Weights of a logistic model, whose intercept changes no order."""
    table = np.column_stack([told, np.ones(len(told))])
    signs = np.where(labels, 1.0, -1.0)

    def loss(weights: Floats) -> float:
        return float(np.logaddexp(0, -signs * (table @ weights)).mean() + RIDGE * weights @ weights)

    found: Floats = minimize(loss, np.zeros(table.shape[1])).x[:-1]
    return found


@dataclass(frozen=True, slots=True)
class Runs:
    """What may be set off in a right hit: clauses, and neighbours on one line.

    Attributes:
        source: the set that the question is of.
        first: number of the first clause of each, shape (runs,).
        last: number of the last one, shape (runs,).
        lengths: in code points, shape (runs,).
        holds: whether each has an answer, shape (runs,).
        signals: log probability of the clauses by their signals, shape (clauses,).
        reader: the same by the reader, shape (clauses,).
    """

    source: str
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    lengths: Floats
    holds: NDArray[np.bool_]
    signals: Floats
    reader: Floats

    def chances(self, share: float | None) -> Floats:
        """Of clauses, by the signals and so much of the reader, or by the reader alone."""
        scores = self.reader if share is None else self.signals + share * self.reader
        return np.asarray(softmax(scores))

    def chosen(self, chances: Floats, price: float) -> int:
        """The run that ``search.ranking.evidence.choose`` sets off."""
        sums = np.concatenate([[0.0], np.cumsum(chances)])
        return int(np.argmax(sums[self.last + 1] - sums[self.first] - price * self.lengths))


def runs_of(hit: FirstHit, read: Read) -> Runs:
    """The runs of a hit."""
    found = []
    for i, (start, _) in enumerate(hit.within):
        for j in range(i, len(hit.within)):
            end = hit.within[j][1]
            if j > i and (
                end - start > LONGEST_RUN
                or "\n" in hit.text[hit.within[j - 1][1] : hit.within[j][0]]
            ):
                break
            found.append((i, j, end - start, stands_in(hit.text[start:end], hit.answers)))
    first, last, lengths, holds = (np.asarray(column) for column in zip(*found, strict=True))
    weights = [parameters().weights[name] for name in ClauseSignals._fields]
    signals = np.asarray(log_softmax(np.asarray(hit.signals) @ weights))
    return Runs(hit.source, first, last, lengths, holds, signals, read.clauses)


def right_runs(hits: Sequence[FirstHit], read: Sequence[Read]) -> list[Runs]:
    """Of right hits in which an answer stands."""
    return [
        runs_of(hit, each)
        for hit, each in zip(hits, read, strict=True)
        if hit.is_right and hit.answers and any(hit.right)
    ]


def mean_length(runs: Sequence[Runs]) -> float:
    """Of what the signals set off."""
    price = parameters().price
    return fmean(each.lengths[each.chosen(each.chances(0.0), price)] for each in runs)


def shown(runs: Sequence[Runs], share: float | None, length: float) -> dict[str, float]:
    """By set, how often what is set off holds an answer, in per cent, at a mean length."""
    chances = [each.chances(share) for each in runs]
    low, high = 0.0, 0.02
    for _ in range(12):
        price = (low + high) / 2
        chosen = [each.chosen(own, price) for each, own in zip(runs, chances, strict=True)]
        mean = fmean(each.lengths[at] for each, at in zip(runs, chosen, strict=True))
        low, high = (price, high) if mean > length else (low, price)
    holds = [
        (each.source, bool(each.holds[each.chosen(own, high)]))
        for each, own in zip(runs, chances, strict=True)
    ]
    sources = sorted({source for source, _ in holds})
    found = {source: fmean(held for each, held in holds if each == source) for source in sources}
    found["all"] = fmean(held for _, held in holds)
    return {name: round(100 * value, 1) for name, value in found.items()}


def _spans(hits: Sequence[FirstHit], read: Sequence[Read]) -> dict[str, float]:
    texts = [
        (hit, hit.text[slice(*each.span)])
        for hit, each in zip(hits, read, strict=True)
        if hit.is_right and hit.answers and any(hit.right)
    ]
    equal = [any(folded(text) == folded(each) for each in hit.answers) for hit, text in texts]
    holds = [stands_in(text, hit.answers) for hit, text in texts]
    return {"equal": round(fmean(equal), 3), "holds": round(fmean(holds), 3)}


def short_answers(hits: Sequence[FirstHit], read: Sequence[Read]) -> dict[str, float]:
    """How many of the spans are right, where those of so many first hits are shown.

    Of questions for a person, place, date or number that have an answer; the span that is most
    above none is shown first. Right is one that has an accepted answer and two words more at most.
    """
    found = [
        (each.margin, is_right_answer(hit.text[slice(*each.span)], hit.answers))
        for hit, each in zip(hits, read, strict=True)
        if hit.is_first and hit.answers and kind_of(hit.question) in SHORT
    ]
    found.sort(reverse=True)
    rights = [right for _, right in found]
    return {
        f"of {share:.0%}": round(fmean(rights[: math.ceil(share * len(rights))]), 3)
        for share in SHOWN
    }


def is_right_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether a text has an answer, and is at most two words longer."""
    size = len(folded(text).split())
    return stands_in(text, [each for each in answers if size <= len(folded(each).split()) + 2])


if __name__ == "__main__":
    main()

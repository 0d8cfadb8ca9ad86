"""How an engine scores on a data set."""

import ast
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation.datasets import Dataset
from indexer.evaluation.judgements import Qrels
from search.engine import Engine
from search.errors import EmptyQuestionError, MeasureError

if TYPE_CHECKING:
    import ir_measures

CUTOFF = 10
DEPTH = 100  # documents in a run
# Enough passages that the documents they belong to fill a run.
PASSAGE_DEPTH = 400
# What is measured in any case: names of the measuring library by what they are called here.
_MEASURES = {
    f"ndcg@{CUTOFF}": f"nDCG@{CUTOFF}",
    f"mrr@{CUTOFF}": f"RR@{CUTOFF}",
    f"recall@{CUTOFF}": f"R@{CUTOFF}",
    f"recall@{DEPTH}": f"R@{DEPTH}",
}
_NAME = re.compile(r"(?P<name>\w+)(?:\((?P<parameters>[^()]*)\))?(?:@(?P<depth>[0-9]{1,9}))?")

# Documents of each question with their scores; best first, and those with the same score in order.
Run = dict[str, dict[str, float]]
# Values of each measure by its name, shape (questions,).
Figures = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of asking the questions of a data set.

    Attributes:
        figures: of all judged questions, in the order of the data set.
        documents: in the index.
        milliseconds: that each question took.
        run: what was ranked.
    """

    figures: Figures
    documents: int
    milliseconds: NDArray[np.float64]
    run: Run

    @property
    def measures(self) -> dict[str, float]:
        """Means over all judged questions; one without results counts as zero."""
        return means(self.figures)


def parse_measure(name: str) -> "ir_measures.Measure":
    """A measure from its name, such as ``AP``, ``nDCG@20`` or ``P(rel=2)@5``.

    The library's own parser asks for classes of ``ast`` that Python 3.14 no longer has.

    Raises:
        ValueError: this is no name of a measure.
        SyntaxError: neither is the value of a parameter.
        LookupError: there is no such measure.
        AssertionError: it has no such parameter.
    """
    import ir_measures

    parts = _NAME.fullmatch(name)
    if parts is None:
        msg = "expected a name, parameters such as (rel=2), and a depth after @"
        raise ValueError(msg)
    kind: type[ir_measures.Measure] = ir_measures.measures.registry[parts["name"]]
    pairs = (pair.split("=") for pair in (parts["parameters"] or "").split(",") if pair)
    given = {key.strip(): ast.literal_eval(value.strip()) for key, value in pairs}
    if parts["depth"]:
        given[kind.AT_PARAM] = int(parts["depth"])
    return kind(**given)


def check_measures(names: Sequence[str]) -> None:
    """Refuse, before the work, what cannot be measured.

    Raises:
        MeasureError: there is no such measure.
    """
    import ir_measures

    for name in names:
        try:
            is_known = ir_measures.pytrec_eval.supports(parse_measure(name))
        except (ValueError, SyntaxError, LookupError, AssertionError):
            is_known = False
        if not is_known:
            msg = (
                f"there is no measure {name[:80]!r}: expected one of those of trec_eval, by its"
                " name in ir_measures, such as AP, P@5, nDCG@20, R@1000, RR, Rprec or Success@1"
            )
            raise MeasureError(msg)


def evaluate(
    engine: Engine,
    dataset: Dataset,
    report: Callable[[int], None],
    measures: Sequence[str] = (),
) -> Evaluation:
    """Ask every question, score documents by their best passage, and measure.

    Args:
        engine: over the data set's corpus.
        dataset: the questions and judgements.
        report: called with the number of questions asked so far.
        measures: further ones, by the names of ``ir_measures``.

    Raises:
        MeasureError: there is no such measure.
    """
    check_measures(measures)
    run: Run = {}
    times = []
    depth = _depth(measures)
    for done, (number, text) in enumerate(dataset.questions.items(), 1):
        started = time.perf_counter()
        run[number] = _best_documents(engine, text, depth)
        times.append(1000 * (time.perf_counter() - started))
        report(done)
    judged = {
        number: {**dataset.irrelevant.get(number, {}), **relevant}
        for number, relevant in dataset.qrels.items()
    }
    return Evaluation(
        figures=measure_each(run, judged, measures),
        documents=engine.info().documents,
        milliseconds=np.array(times),
        run=run,
    )


def _depth(measures: Sequence[str]) -> int:
    """How many documents have to be ranked for the deepest of some measures."""
    cutoffs = (parse_measure(name).params.get("cutoff") for name in measures)
    return max([DEPTH, *(int(cutoff) for cutoff in cutoffs if cutoff is not None)])


def _best_documents(engine: Engine, question: str, depth: int) -> dict[str, float]:
    scores: dict[str, float] = {}
    try:
        ranked = engine.rank(question, max(PASSAGE_DEPTH, depth))
    except EmptyQuestionError:
        return scores
    for document, score in ranked:
        scores.setdefault(document, score)
        if len(scores) == depth:
            break
    return scores


def means(figures: Figures) -> dict[str, float]:
    """The mean of each measure over all questions."""
    return {name: float(values.mean()) for name, values in figures.items()}


def measure(run: Run, qrels: Qrels) -> dict[str, float]:
    """Means over all judged questions; one without results counts as zero."""
    return means(measure_each(run, qrels))


def measure_each(run: Run, qrels: Qrels, measures: Sequence[str] = ()) -> Figures:
    """Each measure by its name, for each judged question in the order of ``qrels``.

    What is measured is the order of a ranking. The library would put documents of one score in that
    of their ids, which is not the one that a reader sees.

    Args:
        run: what was ranked.
        qrels: the judgements.
        measures: further ones, by the names of ``ir_measures``.
    """
    import ir_measures

    wanted = {**_MEASURES, **{name: name for name in measures}}
    parsed = {name: parse_measure(theirs) for name, theirs in wanted.items()}
    places = {question: i for i, question in enumerate(qrels)}
    found: dict[str, NDArray[np.float64]] = {
        str(each): np.zeros(len(qrels)) for each in parsed.values()
    }
    ranked = {question: _by_rank(scores) for question, scores in run.items()}
    for metric in ir_measures.iter_calc([*set(parsed.values())], qrels, ranked):
        found[str(metric.measure)][places[metric.query_id]] = metric.value
    return {name: found[str(each)] for name, each in parsed.items()}


def _by_rank(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores that fall by one from rank to rank."""
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    return {document: float(len(ranked) - i) for i, document in enumerate(ranked)}

"""Files of results: rankings as TREC's runs, and the figures of each question."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import numpy as np

from indexer.evaluation.datasets import Dataset
from indexer.evaluation.measuring import Figures, Run
from search.targets import written

_SPACE = re.compile(r"\s+")


def write_run(run: Run, path: Path, name: str = "shawahid") -> int:
    """Write a TREC run file.

    White space would end an id there: it is written as in addresses (``%20``). Scores fall from
    rank to rank, so that other programs see the same order.

    Args:
        run: what was ranked.
        path: of the file.
        name: what the file calls the system.

    Returns:
        How many different ids had white space.

    Raises:
        TargetError: no file may be written there.
        IndexWriteError: the disk is full.
    """
    ids = {*run, *(document for scores in run.values() for document in scores)}
    with written(path) as part, part.open("w", encoding="utf-8") as stream:
        for question, scores in run.items():
            for rank, (document, score) in enumerate(_falling(scores), 1):
                row = (_word(question), "Q0", _word(document), str(rank), score, name)
                stream.write(" ".join(row) + "\n")
    return sum(_SPACE.search(each) is not None for each in ids)


def write_figures(figures: Figures, dataset: Dataset, path: Path) -> None:
    """Write the figures of each question as JSON Lines.

    Raises:
        TargetError: no file may be written there.
        IndexWriteError: the disk is full.
    """
    with written(path) as part, part.open("w", encoding="utf-8") as stream:
        for place, (number, question) in enumerate(dataset.questions.items()):
            values = {name: round(float(each[place]), 5) for name, each in figures.items()}
            record = {"id": number, "question": question, **values}
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _word(name: str) -> str:
    return _SPACE.sub(lambda found: quote(found[0]), name)


def _falling(scores: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """Documents by rank, with scores that fall also where a program keeps 32 bits of them."""
    least = np.float32(np.inf)
    for document in sorted(scores, key=scores.__getitem__, reverse=True):
        least = min(np.float32(scores[document]), np.nextafter(least, np.float32(-np.inf)))
        yield document, np.format_float_positional(least, unique=True)

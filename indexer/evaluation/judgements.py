"""Which documents answer which questions: judgements of TREC, of BEIR, and our own."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from indexer.evaluation.lines import DataLine, data_lines

# How headers name the first column.
_HEADERS = {"query-id", "query_id", "queryid", "qid", "query", "topic", "topic-id", "topic_id"}
_EXPECTED = (
    "question, document and relevance between tabs, or TREC's question, 0, document and relevance"
)

# Relevance of documents by question and document.
Qrels = dict[str, dict[str, int]]
# No one grades in more steps, and trec_eval counts with numbers that have an end.
_MOST = 1_000_000


class Judgement(NamedTuple):
    """How relevant a document is to a question; above 0 it is."""

    question: str
    document: str
    relevance: int


def read_judgements(path: Path) -> Iterator[Judgement]:
    """The judgements in a file, with or without a header.

    Raises:
        DatasetError: a line is none.
    """
    is_first = True
    for line in data_lines(path):
        fields = _fields(line.text)
        if not (is_first and fields[0].strip().lower() in _HEADERS):
            yield _judgement(fields, line)
        is_first = False


def _fields(text: str) -> list[str]:
    """Between tabs, where ids may have spaces, or between white space, as in files of TREC."""
    fields = text.split("\t")
    return fields if len(fields) in {3, 4} else text.split()


def _judgement(fields: list[str], line: DataLine) -> Judgement:
    match fields:
        case [question, document, relevance] | [question, _, document, relevance]:
            return Judgement(question.strip(), document.strip(), _relevance(relevance, line))
        case _:
            raise line.fault(_EXPECTED)


def _relevance(written: str, line: DataLine) -> int:
    """A whole number, which some write as ``2.0``."""
    try:
        number = float(written)
    except ValueError as error:
        raise line.fault(_EXPECTED) from error
    if not number.is_integer():
        raise line.fault("a relevance without fractions")
    if abs(number) > _MOST:
        raise line.fault(f"a relevance from -{_MOST} to {_MOST}")
    return int(number)

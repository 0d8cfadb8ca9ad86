"""Retrieval data sets: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.

BEIR's layout is read as well (``_id`` for ``id``, judgements in ``qrels/test.tsv`` with a header),
and so are judgements and topics as TREC has them.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TypeVar

from indexer.evaluation.judgements import Judgement, Qrels, read_judgements
from indexer.evaluation.lines import DataLine, data_lines
from indexer.readers import Read
from indexer.readers.records import parse_document
from search.errors import DatasetError

_IDS = ("id", "_id", "query_id", "query-id")
_Parsed = TypeVar("_Parsed")


class Oddity(Enum):
    """What a data set has that one would not expect, and that is counted."""

    EMPTY_CORPUS = "empty_corpus"
    EMPTY_DOCUMENTS = "empty_documents"
    TITLES_ALONE = "titles_alone"
    REPEATED_DOCUMENTS = "repeated_documents"
    REPEATED_QUESTIONS = "repeated_questions"
    REPEATED_JUDGEMENTS = "repeated_judgements"
    MISSING_DOCUMENTS = "missing_documents"
    MISSING_QUESTIONS = "missing_questions"
    UNJUDGED_QUESTIONS = "unjudged_questions"
    NOTHING_RELEVANT = "nothing_relevant"


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions over a corpus with the documents that answer them.

    Attributes:
        corpus: its file.
        questions: the judged ones, by id.
        qrels: the relevant documents of each; of some there may be none.
        irrelevant: documents that were judged not to be relevant.
        oddities: what was counted, where there is any.
    """

    corpus: Path
    questions: Mapping[str, str]
    qrels: Qrels
    irrelevant: Qrels = field(default_factory=dict)
    oddities: Mapping[Oddity, int] = field(default_factory=dict)


def read_dataset(folder: Path, queries: Path | None, qrels: Path | None) -> Dataset:
    """Read a data set; only questions with a judgement are kept.

    Of documents, questions and judgements with the same id the last counts.

    Raises:
        DatasetError: a file is missing or a line of it is not as expected.
    """
    corpus = folder / "corpus.jsonl"
    queries, qrels = queries or folder / "queries.jsonl", qrels or _default_qrels(folder)
    for path in (corpus, queries, qrels):
        if not path.is_file():
            msg = (
                f"{path} is missing: a data set has corpus.jsonl, queries.jsonl and qrels.tsv"
                " (or BEIR's qrels/test.tsv)"
            )
            raise DatasetError(msg)
    judgements = [*read_judgements(qrels)]
    asked = [*_questions(queries)]
    judged = {judgement.question for judgement in judgements}
    questions = {number: text for number, text in asked if number in judged}
    if not questions:
        msg = f"no question of {queries} is judged in {qrels}: do the two files belong together?"
        raise DatasetError(msg)
    oddities, documents = _of_corpus(corpus)
    relevant, irrelevant = _split(judgements, questions)
    answers = {document for each in relevant.values() for document in each}
    numbers = {number for number, _ in asked}
    oddities += Counter(
        {
            Oddity.REPEATED_QUESTIONS: len(asked) - len(numbers),
            Oddity.REPEATED_JUDGEMENTS: len(judgements) - len({each[:2] for each in judgements}),
            Oddity.MISSING_DOCUMENTS: len(answers - documents),
            Oddity.MISSING_QUESTIONS: len(judged - numbers),
            Oddity.UNJUDGED_QUESTIONS: len(numbers - judged),
            Oddity.NOTHING_RELEVANT: sum(not each for each in relevant.values()),
        }
    )
    return Dataset(corpus, questions, relevant, irrelevant, dict(oddities))


def read_corpus(path: Path, *, text_only: bool) -> Iterator[Read]:
    """The documents of a corpus, without titles where only texts are searched.

    One whose text is empty is its title, where that is searched; else it is left out.

    Raises:
        DatasetError: a line is not a document.
    """
    for line, record in _records(path):
        shown = _shown(record, text_only=text_only)
        if shown is not None:
            document = _parsed(line, partial(parse_document, shown, {}))
            yield Read(line.place, document, line.size)


def _shown(record: dict[str, object], *, text_only: bool) -> dict[str, object] | None:
    """A record as it is searched, ``None`` where it has nothing."""
    title = None if text_only else record.get("title")
    if _holds(record["text"]):
        return {**record, "title": title}
    return {**record, "text": title, "title": None} if _holds(title) else None


def _holds(value: object) -> bool:
    """Whether a field holds something; what it is not to hold is told by who reads it."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _of_corpus(path: Path) -> tuple[Counter[Oddity], set[str]]:
    """What is odd in a corpus, and the ids of its documents."""
    ids: Counter[str] = Counter()
    oddities: Counter[Oddity] = Counter()
    for _, record in _records(path):
        ids[_id_of(record)] += 1
        if not _holds(record["text"]):
            title_alone = _holds(record.get("title"))
            oddities[Oddity.TITLES_ALONE if title_alone else Oddity.EMPTY_DOCUMENTS] += 1
    oddities[Oddity.REPEATED_DOCUMENTS] = ids.total() - len(ids)
    oddities[Oddity.EMPTY_CORPUS] = int(not ids)
    return oddities, set(ids)


def _records(path: Path) -> Iterator[tuple[DataLine, dict[str, object]]]:
    """The records of a corpus, each under the name ``id`` and with a text, which may be empty."""
    for line in data_lines(path):
        record = _parsed(line, partial(_record, line.text))
        if "text" not in record:
            raise line.fault("a document with an id and a text")
        yield line, record


def _record(text: str) -> dict[str, object]:
    """A JSON object whose id is under ``id``.

    Raises:
        ValueError: it is none, or has no id.
    """
    record = json.loads(text, strict=False)
    if not isinstance(record, dict):
        msg = "not a JSON object"
        raise ValueError(msg)  # noqa: TRY004 - one error for everything that a line got wrong
    number = _id_of(record)
    return {"id": number, **{name: record[name] for name in record if name not in _IDS}}


def _id_of(record: Mapping[str, object]) -> str:
    """The id of a record as text.

    Raises:
        ValueError: it has none.
    """
    number = next((record[name] for name in _IDS if name in record), None)
    if isinstance(number, bool) or not isinstance(number, str | int) or not str(number).strip():
        msg = f"no id: expected one of {', '.join(_IDS)}"
        raise ValueError(msg)
    return str(number)


def _questions(path: Path) -> Iterator[tuple[str, str]]:
    """Questions with their ids: a JSON object a line, or an id, a tab and the question."""
    for line in data_lines(path):
        if path.suffix == ".tsv":
            number, tab, text = line.text.partition("\t")
            if not tab:
                raise line.fault("an id, a tab and a question")
            yield number.strip(), text
        else:
            record = _parsed(line, partial(_record, line.text))
            asked = record.get("text")
            if not isinstance(asked, str):
                raise line.fault('{"id": ..., "text": ...}')
            yield _id_of(record), asked


def _parsed(line: DataLine, parse: Callable[[], _Parsed]) -> _Parsed:
    try:
        return parse()
    except (ValueError, RecursionError) as error:
        raise line.fault(f"a record ({error})") from error


def _split(judgements: list[Judgement], questions: Mapping[str, str]) -> tuple[Qrels, Qrels]:
    """The relevant and the other documents of the questions."""
    relevant: Qrels = {number: {} for number in questions}
    others: Qrels = {number: {} for number in questions}
    last = {each[:2]: each.relevance for each in judgements}
    for (question, document), relevance in last.items():
        if question in questions:
            kind = relevant if relevance > 0 else others
            kind[question][document] = relevance
    return relevant, others


def _default_qrels(folder: Path) -> Path:
    ours, beir = folder / "qrels.tsv", folder / "qrels" / "test.tsv"
    return beir if beir.is_file() and not ours.is_file() else ours

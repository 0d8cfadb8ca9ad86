"""The questions that are asked, and the passages that they are asked of, set by set."""

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import read_questions
from benchmarks.attestation.kinds import kind_of
from benchmarks.lines import read_lines
from benchmarks.written import NEWS
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from search.index import Index
from search.models.encoder import Encoder

QUESTIONS = Path(__file__).parents[1] / "questions"
# Name: folder, questions, judgements.
FOLDERS = {
    "xquad-ar": ("xquad-ar", "queries.jsonl", "qrels.tsv"),
    "arcd-test": ("arcd", "queries_test.jsonl", "qrels_test.tsv"),
    "tydiqa": ("tydiqa-goldp-dev-ar", "queries.jsonl", "qrels.tsv"),
}
SETS = (*FOLDERS, "aaqad", "news")
# Articles of the news that are searched: those that are asked of, and others.
ARTICLES = 316


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it should find.

    Attributes:
        text: the question.
        relevant: ids of the documents that answer it; empty where none does.
        answers: accepted short answers.
        kind: what it asks for: person, place, organisation, date, number, or something else.
        language: it is in: ar, dialect, en, latin (Arabic in Latin letters).
    """

    text: str
    relevant: frozenset[str]
    answers: tuple[str, ...]
    kind: str
    language: str = "ar"


@dataclass(frozen=True, slots=True)
class AskedSet:
    """Questions over a corpus.

    Attributes:
        corpus: texts by the id of their document.
        answerable: questions that the corpus answers.
        unanswerable: by where they come from, those that it does not.
        has_titles: whether documents are searched with the titles that they have.
    """

    corpus: Mapping[str, Mapping[str, str]]
    answerable: tuple[Asked, ...]
    unanswerable: Mapping[str, Sequence[Asked]]
    has_titles: bool


def read_set(name: str, data: Path) -> AskedSet:
    """One of ``SETS``, from the folder with the data sets' folders."""
    if name == "news":
        return _news(data / NEWS)
    return _aaqad(data) if name == "aaqad" else _folder(data, *FOLDERS[name])


def _folder(data: Path, folder: str, queries: str, qrels: str) -> AskedSet:
    corpus = {record["id"]: record for record in _records(data / folder / "corpus.jsonl")}
    answerable = tuple(
        Asked(one.text, one.relevant, one.answers, kind_of(one.text))
        for one in read_questions(data / folder, queries, qrels, None)
    )
    return AskedSet(corpus, answerable, {}, has_titles=False)


def _aaqad(data: Path) -> AskedSet:
    everything = read_aaqad(data)
    ids = {one.passage: _digest(one.passage) for one in everything}
    corpus = {
        ids[one.passage]: {"id": ids[one.passage], "title": one.title, "text": one.passage}
        for one in everything
    }
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    answers: defaultdict[str, list[str]] = defaultdict(list)
    impossible = set()
    for one in everything:
        if is_reported(one.title) and one.answers:
            relevant[one.question].add(ids[one.passage])
            answers[one.question] += one.answers
        elif is_reported(one.title):
            impossible.add(one.question)
    answerable = tuple(
        Asked(text, frozenset(found), tuple(answers[text]), kind_of(text))
        for text, found in relevant.items()
    )
    # The same words may be answered by another passage.
    asked = sorted(impossible.difference(relevant))
    without = [Asked(text, frozenset(), (), kind_of(text)) for text in asked]
    return AskedSet(corpus, answerable, {"its own": without}, has_titles=True)


def _news(file: Path) -> AskedSet:
    answerable = tuple(
        Asked(
            record["question"],
            frozenset(record["documents"]),
            tuple(record["answers"]),
            record["kind"],
            record["language"],
        )
        for record in _records(QUESTIONS / "news.jsonl")
    )
    written = [
        Asked(record["question"], frozenset(), (), kind_of(record["question"]), record["language"])
        for record in _records(QUESTIONS / "news_unanswered.jsonl")
    ]
    named = {document for one in answerable for document in one.relevant}
    corpus = draw_articles(list(_records(file)), named)
    return AskedSet(corpus, answerable, {"written": written}, has_titles=True)


def draw_articles(
    articles: Sequence[Mapping[str, str]], named: set[str]
) -> dict[str, Mapping[str, str]]:
    """The named articles and others of the same days, ``ARTICLES`` in all, always the same ones."""
    days = {article["date"] for article in articles if article["id"] in named}
    others = [
        article
        for article in articles
        if article["id"] not in named and article["date"] in days and article["text"].strip()
    ]
    others.sort(key=lambda article: _digest(article["id"]))
    chosen = [article for article in articles if article["id"] in named]
    chosen += others[: max(0, ARTICLES - len(chosen))]
    return {article["id"]: article for article in chosen}


def open_index(asked: AskedSet, encoder: Encoder) -> Index:
    """The corpus of a set as an index, from the cache where it has been embedded."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "corpus.jsonl"
        lines = (json.dumps(dict(record), ensure_ascii=False) for record in asked.corpus.values())
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return open_corpus(
            Dataset(file, {}, {}), encoder, text_only=not asked.has_titles, report=lambda _: None
        )


def _records(path: Path) -> Iterator[dict[str, str]]:
    return map(json.loads, read_lines(path))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

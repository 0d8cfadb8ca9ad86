"""Whether an index on servers answers as a folder does.

    python -m benchmarks.servers DATA_SET_OR_NEWS_OR_INDEX... [--questions N] [--passages N]
        [--verify] [--out FILE]

indexes the corpus of each data set (`corpus.jsonl`, `queries_test.jsonl`, `qrels_test.tsv`), or the
first articles of a file of news (JSON Lines, packed by gzip) that have so many passages, into a
folder, copies that to PostgreSQL and milvus-lite, which it starts on loopback, and asks both the
questions: all of them, or N that are spread over them. An index folder with the bundled model is
copied as it is, and titles of its documents are asked; of news titles are asked too, and articles
are indexed without them. It prints, as JSON, the overlap of the ten best documents, nDCG@10 of
both, how many statements PostgreSQL and requests Milvus are sent for a question, and what a passage
takes in PostgreSQL by table (`terms` grows with the words of a language, and not with passages).
With `--verify` all that both servers have is compared too, as by `shawahid verify`. How long
milvus-lite takes says nothing of Milvus.
"""

import argparse
import gzip
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import ir_measures
import numpy as np

from benchmarks.machine import describe_machine
from indexer.evaluation.datasets import read_corpus, read_dataset
from indexer.pipeline import index_documents, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from indexer.upkeep.moving import copy
from search.cluster.address import Address
from search.engine import Engine
from search.home import FolderHome
from search.index import Index
from search.layout import is_index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.records import DEFAULT_COLLECTION, Document
from testing.servers import milvus, postgres

if TYPE_CHECKING:
    from search.cluster.index import ClusterIndex

_BEST, _LOOKS_EVERY = 10, 20
# Passages whose terms are counted.
_COUNTED = 1000
_MEASURE = ir_measures.nDCG @ _BEST
# Seconds: milvus-lite is pure Python, and takes longer than a deadline of Milvus for some requests.
_PATIENCE = 900.0


class _Asked(NamedTuple):
    """Documents, questions by their names, and the documents that answer each."""

    reads: Iterator[Read]
    questions: dict[str, str]
    qrels: dict[str, set[str]]


class _Question(NamedTuple):
    """A question by its name, and the documents that answer it."""

    name: str
    text: str
    answers: set[str]


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--questions", type=int, default=0)
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--verify", action="store_true")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    found = {}
    for each in arguments.sets:
        with tempfile.TemporaryDirectory() as name:
            folder, asked = Path(name), None
            if is_index(each):
                folder = each
            else:
                asked = _data_set(each) if each.is_dir() else _news(each)
                _index(asked, folder, encoder, arguments.passages)
            with closing(Index(folder)) as index:
                questions = _questions(index, asked, arguments.questions)
                found[each.name] = _compared(index, questions, encoder, verifies=arguments.verify)
    text = json.dumps({"machine": describe_machine(), **found}, indent=1)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", "utf-8")


def _data_set(folder: Path) -> _Asked:
    data = read_dataset(folder, folder / "queries_test.jsonl", folder / "qrels_test.tsv")
    qrels = {name: set(data.qrels[name]) for name in data.questions}
    return _Asked(read_corpus(data.corpus, text_only=False), dict(data.questions), qrels)


def _news(file: Path) -> _Asked:
    questions: dict[str, str] = {}

    def reads() -> Iterator[Read]:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                known = json.loads(line)
                questions[known["id"]] = known["title"]
                yield Read(known["id"], Document(known["id"], known["text"]), len(line))

    return _Asked(reads(), questions, {})


def _index(asked: _Asked, folder: Path, encoder: Encoder, passages: int) -> None:
    with closing(open_for_writing(folder, lambda: encoder, None)) as index:
        reads = _as_indexed(asked.reads, index, passages)
        index_documents(index, lambda: encoder, reads, lambda _: None)


def _as_indexed(reads: Iterator[Read], index: Index, passages: int) -> Iterator[Read]:
    """Documents as files give them, with what tells copies, until there are so many passages."""
    for number, read in enumerate(reads):
        is_seen = passages and not number % _LOOKS_EVERY  # they are counted one by one
        if is_seen and index.store.counts().passages >= passages:
            return
        if isinstance(read.outcome, Document):
            yield replace(read, bands=bands_of(read.outcome))


def _questions(index: Index, asked: _Asked | None, most: int) -> list[_Question]:
    """Those whose answers are there, or so many of them."""
    if asked is None:
        titled = ((each.id, each.title) for each, _ in index.store.documents())
        found = [_Question(name, title, {name}) for name, title in titled if title]
    else:
        found = [
            _Question(name, text, asked.qrels.get(name, {name}))
            for name, text in asked.questions.items()
            if asked.qrels or index.store.document_hash(name)
        ]
    found.sort()
    return found[:: max(1, len(found) // most)] if most else found


def _compared(
    made: Index, questions: Sequence[_Question], encoder: Encoder, *, verifies: bool
) -> dict[str, object]:
    from indexer.upkeep.servers import verify_servers
    from search.cluster import vectors as of_milvus
    from search.cluster.home import ClusterHome

    of_milvus._REQUEST = _PATIENCE  # noqa: SLF001 - nobody else has to wait so long
    with postgres() as (_, database), milvus() as (_, vectors):
        home = ClusterHome(Address.read(f"{database}?milvus={vectors}"))
        copy(FolderHome(made.folder), home, lambda _: None)
        with closing(home.open(DEFAULT_COLLECTION)) as index:
            _write_out(vectors, index)
            counts = index.store.counts()
            with _counting() as sent:
                runs = [
                    {each.name: _ranked(Engine(asked, encoder), each.text) for each in questions}
                    for asked in (made, index)
                ]
            checked = {"problems": list(verify_servers(index, lambda _: None))} if verifies else {}
            sizes = _sizes(index)
    names = [each.name for each in questions]
    shared = [
        len({*runs[0][name]} & {*runs[1][name]}) / max(1, len(runs[0][name])) for name in names
    ]
    same = [[*runs[0][name]] == [*runs[1][name]] for name in names]
    qrels = {each.name: dict.fromkeys(each.answers, 1) for each in questions}
    quality = [ir_measures.calc_aggregate([_MEASURE], qrels, run)[_MEASURE] for run in runs]
    return {
        **asdict(counts),
        "questions": len(names),
        **checked,
        "sent for a question": {
            what: round(number / max(1, len(names)), 1) for what, number in sorted(sent.items())
        },
        **sizes,
        "overlap@10": round(float(np.mean(shared)), 4),
        "the same ten in the same order": round(float(np.mean(same)), 4),
        "nDCG@10": dict(zip(("folder", "servers"), (round(q, 4) for q in quality), strict=True)),
    }


def _write_out(vectors: str, index: "ClusterIndex") -> None:
    """Have milvus-lite make its indexes, which it makes for each request of what is not written."""
    from pymilvus import MilvusClient

    with closing(MilvusClient(vectors)) as client:
        client.flush(index.vectors.name, timeout=_PATIENCE)


@contextmanager
def _counting() -> Iterator[Counter[str]]:
    """Count what is sent to servers inside."""
    import psycopg

    from search.cluster.vectors import Vectors

    sent: Counter[str] = Counter()

    def counted(of: type, name: str, what: str) -> AbstractContextManager[object]:
        done = getattr(of, name)

        def count(*arguments: object, **named: object) -> object:
            sent[what] += 1
            return done(*arguments, **named)

        return patch.object(of, name, count)

    with (
        counted(psycopg.Connection, "execute", "statements to PostgreSQL"),
        counted(Vectors, "_ask", "requests to Milvus"),
    ):
        yield sent


def _sizes(index: "ClusterIndex") -> dict[str, object]:
    """Bytes of a passage in PostgreSQL, by table with its indexes, and how many terms it has."""
    rows = index.database.rows(
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 2 DESC"
    )
    passages = max(1, index.store.counts().passages)
    terms = [sum(map(len, found.counts)) for _, found in islice(index.analysed(), _COUNTED)]
    return {
        "bytes of a passage in PostgreSQL": {name: round(size / passages) for name, size in rows},
        "terms of a passage, mean and 95th percentile": [
            round(float(np.mean(terms))),
            round(float(np.percentile(terms, 95))),
        ],
    }


def _ranked(engine: Engine, question: str) -> dict[str, float]:
    hits = engine.search(question, _BEST)
    return {hit.citation.document_id: 1 / hit.rank for hit in hits}


if __name__ == "__main__":
    main()

"""What of BEIR, TREC and others is read, what is counted, and what the figures say."""

import json
from collections.abc import Iterator
from pathlib import Path

import ir_measures
import numpy as np
import pytest

from indexer.evaluation import corpora, lines, measuring
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset, Oddity, read_corpus, read_dataset
from indexer.evaluation.judgements import read_judgements
from indexer.evaluation.measuring import (
    check_measures,
    evaluate,
    measure,
    measure_each,
    parse_measure,
)
from indexer.evaluation.results import write_figures, write_run
from indexer.readers import Read
from search.engine import Engine
from search.errors import DatasetError, MeasureError
from search.index import Index
from search.records import Document
from testing.hashing_encoder import HashingEncoder

RAIN, GOAL = "هطلت الأمطار في الشمال.", "فاز المنتخب بهدفين."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "set"
    path.mkdir()
    write(path / "corpus.jsonl", {"_id": "rain", "text": RAIN}, {"_id": "goal", "text": GOAL})
    write(path / "queries.jsonl", {"_id": "1", "text": "أين هطلت الأمطار"})
    (path / "qrels.tsv").write_text("1\train\t1\n", "utf-8")
    return path


def write(path: Path, *records: object) -> None:
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), "utf-8"
    )


def texts(folder: Path, *, text_only: bool) -> dict[str, tuple[str | None, str]]:
    found = {}
    for read in read_corpus(folder / "corpus.jsonl", text_only=text_only):
        assert isinstance(read.outcome, Document)
        found[read.outcome.id] = (read.outcome.title, read.outcome.text)
    return found


def counted(folder: Path) -> dict[Oddity, int]:
    oddities = read_dataset(folder, None, None).oddities
    return {oddity: count for oddity, count in oddities.items() if count}


@pytest.mark.parametrize(
    "written",
    [
        "1\train\t2\n2\tgoal\t0\n",
        "query-id\tcorpus-id\tscore\n1\train\t2\n2\tgoal\t0\n",
        "query_id\tcorpus_id\tscore\r\n1\train\t2.0\r\n2\tgoal\t0.0\r\n\r\n \n",
        "\ufeff1 0 rain 2\n2 Q0 goal 0\n\n",
        "1\t0\train\t2\n2\t0\tgoal\t0",
        "\ufeffquery-id\tcorpus-id\tscore\n\n1\train\t2\n2\tgoal\t0\n",
    ],
    ids=["ours", "beir", "floats", "trec", "trec with tabs", "with a mark"],
)
def test_judgements_of_others_are_read(folder: Path, written: str) -> None:
    path = folder / "judged"
    path.write_bytes(written.encode())
    assert [*read_judgements(path)] == [("1", "rain", 2), ("2", "goal", 0)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1\train\thigh", "relevance"),
        ("1\train\t0.5", "without fractions"),
        (f"1\train\t{10**23}", "from -1000000 to"),
        ("1", "relevance"),
    ],
)
def test_a_judgement_that_is_none_is_named_with_its_line(
    folder: Path, line: str, expected: str
) -> None:
    (folder / "qrels.tsv").write_text(f"1\train\t1\n\n{line}\n", "utf-8")
    with pytest.raises(DatasetError, match=rf"qrels\.tsv:3: .*{expected}"):
        read_dataset(folder, None, None)


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\u0085", "\x0b", "\x1c"])
def test_only_a_line_feed_ends_a_line(folder: Path, end: str) -> None:
    (folder / "queries.jsonl").write_bytes(
        f'\ufeff{{"_id": "1", "text": "أين{end}هطلت"}}\r\n\n'.encode()
    )
    (folder / "qrels.tsv").write_bytes(f"1\tra{end}in\t1\n".encode())
    write(folder / "corpus.jsonl", {"_id": f"ra{end}in", "text": f"أمطار{end}غزيرة"})
    data = read_dataset(folder, None, None)
    assert data.questions == {"1": f"أين{end}هطلت"}
    assert data.qrels == {"1": {f"ra{end}in": 1}}
    assert texts(folder, text_only=True) == {f"ra{end}in": (None, f"أمطار{end}غزيرة")}


def test_topics_between_tabs_are_read(folder: Path) -> None:
    (folder / "topics.tsv").write_text("1\tأين هطلت الأمطار؟\n", "utf-8")
    data = read_dataset(folder, folder / "topics.tsv", None)
    assert data.questions == {"1": "أين هطلت الأمطار؟"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": "بلا معرّف"}, "no id"),
        ({"_id": " ", "text": "بلا معرّف"}, "no id"),
        ({"_id": "x"}, "an id and a text"),
        ({"_id": "x", "text": ["ا"]}, "expected a string"),
        ("x", "not a JSON object"),
        ({"_id": "x", "text": "\ud800"}, "surrogate"),
    ],
)
def test_a_document_that_is_none_is_named_with_its_line(
    folder: Path, record: object, expected: str
) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{json.dumps(record)}\n")
    with pytest.raises(DatasetError, match=rf"corpus\.jsonl:4: .*{expected}"):
        _ = read_dataset(folder, None, None), texts(folder, text_only=False)


def test_what_is_not_utf8_is_named_with_its_line(folder: Path) -> None:
    (folder / "queries.jsonl").write_bytes('{"id": 1, "text": "أين"}\n'.encode("cp1256"))
    with pytest.raises(DatasetError, match=r"queries\.jsonl:1: not UTF-8"):
        read_dataset(folder, None, None)


def test_a_line_without_end_is_told_before_it_fills_the_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LONGEST", 100)
    (folder / "queries.jsonl").write_bytes(b"\0" * 1000)
    with pytest.raises(DatasetError, match=r"queries\.jsonl:1: longer than 100 bytes"):
        read_dataset(folder, None, None)


def test_an_empty_text_is_its_title_where_titles_are_searched(folder: Path) -> None:
    write(
        folder / "corpus.jsonl",
        {"_id": "rain", "title": "طقس", "text": RAIN},
        {"_id": "title", "title": "عنوان وحده", "text": " "},
        {"_id": "null", "title": "عنوان آخر", "text": None},
        {"_id": "empty", "title": "", "text": ""},
    )
    assert texts(folder, text_only=False) == {
        "rain": ("طقس", RAIN),
        "title": (None, "عنوان وحده"),
        "null": (None, "عنوان آخر"),
    }
    assert texts(folder, text_only=True) == {"rain": (None, RAIN)}
    assert counted(folder) == {Oddity.EMPTY_DOCUMENTS: 1, Oddity.TITLES_ALONE: 2}


def test_what_is_odd_is_counted_and_the_last_of_an_id_counts(folder: Path) -> None:
    write(
        folder / "corpus.jsonl",
        {"_id": "rain", "text": "أول"},
        {"id": 7, "text": "سبعة"},
        {"_id": "rain", "text": RAIN},
    )
    write(
        folder / "queries.jsonl",
        {"_id": "1", "text": "أول"},
        {"_id": "1", "text": "أين هطلت الأمطار"},
        {"_id": "2", "text": "لا جواب له"},
        {"_id": "3", "text": "لا حكم فيه"},
    )
    (folder / "qrels.tsv").write_text(
        "1\train\t0\n1\train\t1\n1\tgone\t1\n1\tgone2\t0\n2\t7\t0\n9\t7\t1\n", "utf-8"
    )
    data = read_dataset(folder, None, None)
    assert data.questions == {"1": "أين هطلت الأمطار", "2": "لا جواب له"}
    assert data.qrels == {"1": {"rain": 1, "gone": 1}, "2": {}}
    assert data.irrelevant == {"1": {"gone2": 0}, "2": {"7": 0}}
    assert counted(folder) == {
        Oddity.REPEATED_DOCUMENTS: 1,
        Oddity.REPEATED_QUESTIONS: 1,
        Oddity.REPEATED_JUDGEMENTS: 1,
        Oddity.MISSING_DOCUMENTS: 1,
        Oddity.MISSING_QUESTIONS: 1,
        Oddity.UNJUDGED_QUESTIONS: 1,
        Oddity.NOTHING_RELEVANT: 1,
    }


def test_an_empty_corpus_is_counted(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text("\n", "utf-8")
    assert counted(folder) == {Oddity.EMPTY_CORPUS: 1, Oddity.MISSING_DOCUMENTS: 1}


def test_figures_are_those_of_the_measuring_library(
    folder: Path, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    write(
        folder / "queries.jsonl",
        {"_id": "1", "text": "أين هطلت الأمطار"},
        {"_id": "2", "text": "من فاز المنتخب"},
        {"_id": "3", "text": "سؤال"},
    )
    qrels = {"1": {"rain": 2, "goal": 1}, "2": {"goal": 1, "rain": 0}, "3": {"rain": 0}}
    rows = [f"{q} 0 {d} {r}\n" for q, judged in qrels.items() for d, r in judged.items()]
    (folder / "qrels.tsv").write_text("".join(rows), "utf-8")
    data = read_dataset(folder, None, None)
    index = open_corpus(data, encoder, text_only=True, report=lambda _: None)
    names = ["AP", "P@5", "nDCG@20", "Bpref"]
    found = evaluate(Engine(index, encoder), data, lambda _: None, names)
    theirs = [ir_measures.AP, ir_measures.P @ 5, ir_measures.nDCG @ 20, ir_measures.Bpref]
    expected = ir_measures.calc_aggregate(theirs, qrels, found.run)
    for name, parsed in zip(names, theirs, strict=True):
        assert found.measures[name] == pytest.approx(expected[parsed]), name
    # The third question counts, though nothing is relevant to it.
    assert found.measures["ndcg@10"] == pytest.approx(2 / 3)
    assert found.figures["ndcg@10"].tolist() == [1, 1, 0]
    write_figures(found.figures, data, tmp_path / "each.jsonl")
    lines = (tmp_path / "each.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["ndcg@10"] for line in lines] == [1, 1, 0]
    assert json.loads(lines[1])["question"] == "من فاز المنتخب"


def test_a_corpus_that_another_process_indexes_at_the_same_time_is_opened(
    folder: Path, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    data = read_dataset(folder, None, None)

    def opened() -> Index:
        return open_corpus(data, encoder, text_only=True, report=lambda _: None)

    def indexed_before(corpus: Path, *, text_only: bool) -> Iterator[Read]:
        monkeypatch.setattr(corpora, "read_corpus", read_corpus)
        opened().close()
        return read_corpus(corpus, text_only=text_only)

    monkeypatch.setattr(corpora, "read_corpus", indexed_before)
    index = opened()
    assert index.info().documents == len((RAIN, GOAL))
    index.close()
    assert [path.is_dir() for path in (tmp_path / "cache" / "eval").iterdir()] == [True]


def test_ties_are_in_the_order_that_a_reader_sees() -> None:
    run = {"q": {"a": 2.0, "b": 1.0, "z": 1.0, "m": 1.0}}
    assert measure(run, {"q": {"b": 1}})["mrr@10"] == pytest.approx(1 / 2)
    assert measure(run, {"q": {"z": 1}})["mrr@10"] == pytest.approx(1 / 3)
    assert measure(run, {"q": {"m": 1}})["mrr@10"] == pytest.approx(1 / 4)


def test_a_deeper_measure_ranks_deeper(
    monkeypatch: pytest.MonkeyPatch, folder: Path, engine: Engine
) -> None:
    monkeypatch.setattr(measuring, "DEPTH", 1)
    data = Dataset(folder / "corpus.jsonl", {"1": "خبر الحملة والمنتخب والنفط"}, {"1": {"oil": 1}})
    shallow = evaluate(engine, data, lambda _: None)
    deep = evaluate(engine, data, lambda _: None, ["R@3"])
    assert len(shallow.run["1"]) == 1
    assert len(deep.run["1"]) == 3


def test_a_measure_has_its_parameters_by_name() -> None:
    expected = ir_measures.nDCG(judged_only=True, dcg="exp-log2") @ 5
    assert parse_measure('nDCG(judged_only=True, dcg="exp-log2")@5') == expected


@pytest.mark.parametrize(
    "name",
    ["", "nDCG@", "foo@3", "ERR@10", "__import__('os')", "R@x", "@5", "P(5)@3", "P(x=1)", "P@(1,)"],
)
def test_a_measure_that_nothing_computes_is_refused(name: str) -> None:
    with pytest.raises(MeasureError, match="no measure"):
        check_measures(["AP", name])


@pytest.mark.parametrize("score", [1e-9, 1.0, 87.25, 123456.0])
def test_a_run_has_the_order_of_the_ranking_for_whoever_reads_it(
    tmp_path: Path, score: float
) -> None:
    ranked = {**dict.fromkeys("zamb", score), "y": 0.0, "x": 0.0}
    assert write_run({"q": ranked}, tmp_path / "a.run") == 0
    rows = [line.split() for line in (tmp_path / "a.run").read_text("utf-8").splitlines()]
    assert [(row[2], row[3]) for row in rows] == [(d, str(i + 1)) for i, d in enumerate(ranked)]
    kept = np.array([np.float32(row[4]) for row in rows])
    assert (np.diff(kept) < 0).all()
    theirs = ir_measures.read_trec_run(str(tmp_path / "a.run"))  # type: ignore[no-untyped-call]
    judged = {"q": {"m": 1}}
    metric = ir_measures.RR @ 10
    assert ir_measures.calc_aggregate([metric], judged, list(theirs))[metric] == pytest.approx(
        1 / 3
    )


def test_white_space_in_ids_is_written_as_in_addresses(tmp_path: Path) -> None:
    run = {"سؤال 1": {"a b": 2.0, "a\u00a0c": 1.0, "100%": 0.5}, "2": {"a b": 1.0}}
    assert write_run(run, tmp_path / "a.run") == 3
    rows = [line.split(" ") for line in (tmp_path / "a.run").read_text("utf-8").splitlines()]
    assert [len(row) for row in rows] == [6] * 4
    assert [row[2] for row in rows] == ["a%20b", "a%C2%A0c", "100%", "a%20b"]
    assert rows[0][0] == "سؤال%201"


def test_a_question_without_results_counts_as_zero() -> None:
    found = measure_each({"b": {"d": 1.0}}, {"a": {"d": 1}, "b": {"d": 1}}, ["Success@1"])
    assert found["Success@1"].tolist() == [0, 1]

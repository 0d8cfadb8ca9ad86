import json
from pathlib import Path

import pytest

from benchmarks.systems import as_scores
from benchmarks.tasks import read_task, write_qrels
from indexer.evaluation.measuring import DEPTH, measure
from indexer.evaluation.results import write_run
from search.errors import DatasetError
from tests.benchmarks.tiny import CORPUS, QUESTIONS, write_dataset, write_lines
from tests.benchmarks.trec import judged, mean_ndcg


def write_beir(folder: Path) -> Path:
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": key, "title": "عنوان", "text": text} for key, text in CORPUS.items()]
    questions = [{"_id": key, "text": text} for key, (text, _) in QUESTIONS.items()]
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", [*questions, {"_id": "unjudged", "text": "سؤال"}])
    rows = [f"{key}\t{document}\t1" for key, (_, document) in QUESTIONS.items()]
    lines = ["query-id\tcorpus-id\tscore", *rows]
    (folder / "qrels" / "test.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_a_beir_folder_is_the_same_task(tmp_path: Path) -> None:
    ours = read_task(str(write_dataset(tmp_path / "ours")))
    beir = read_task(str(write_beir(tmp_path / "beir")))
    assert (ours.name, beir.name) == ("ours", "beir")
    assert ours.documents == beir.documents == CORPUS
    assert ours.dataset.questions == beir.dataset.questions
    assert ours.dataset.qrels == beir.dataset.qrels
    assert set(beir.dataset.questions) == set(QUESTIONS)


def test_other_questions_of_a_folder_are_another_task(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "ours")
    write_lines(folder / "queries_test.jsonl", [{"id": "t", "text": "بئر القرية"}])
    (folder / "qrels_test.tsv").write_text("t\twell\t1\n", "utf-8")
    task = read_task(f"{folder}:queries_test.jsonl:qrels_test.tsv")
    assert task.name == "ours queries_test"
    assert task.dataset.questions == {"t": "بئر القرية"}
    assert task.dataset.qrels == {"t": {"well": 1}}


@pytest.mark.parametrize("argument", ["{}:queries.jsonl", "{}:none.jsonl:qrels.tsv", "{}/none"])
def test_what_is_no_task_is_an_error(tmp_path: Path, argument: str) -> None:
    folder = write_dataset(tmp_path / "ours")
    with pytest.raises(DatasetError):
        read_task(argument.format(folder))


def test_a_line_that_is_no_document_is_an_error(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "ours")
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"id": "empty"}) + "\n")
    with pytest.raises(DatasetError, match=r"corpus\.jsonl:13"):
        read_task(str(folder))


def test_a_header_is_one_only_in_the_first_line(tmp_path: Path) -> None:
    folder = write_beir(tmp_path / "beir")
    path = folder / "qrels" / "test.tsv"
    path.write_text(path.read_text("utf-8") + "query-id\tcorpus-id\tscore\n", "utf-8")
    with pytest.raises(DatasetError, match=r"test\.tsv:6"):
        read_task(str(folder))


def test_runs_and_judgements_are_read_back_by_other_programs(tmp_path: Path) -> None:
    task = read_task(str(write_dataset(tmp_path / "ours")))
    run = {number: as_scores(list(CORPUS)) for number in QUESTIONS}
    write_run(run, tmp_path / "a.run", "some-system")
    write_qrels(task.dataset.qrels, tmp_path / "a.qrels")
    assert judged(tmp_path / "a.qrels") == {
        (number, document, 1) for number, (_, document) in QUESTIONS.items()
    }
    expected = measure(run, task.dataset.qrels)["ndcg@10"]
    assert mean_ndcg(tmp_path / "a.qrels", tmp_path / "a.run") == pytest.approx(expected)


def test_measures_take_the_order_of_a_ranking_and_never_its_ties() -> None:
    ranked = [f"d{i}" for i in range(DEPTH)]
    scores = as_scores(ranked)
    assert sorted(scores, key=lambda document: -scores[document]) == ranked
    assert len(set(scores.values())) == DEPTH
    assert min(scores.values()) > 0

"""Public sets in the layout of ``shawahid eval``, from files in the form of SQuAD."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import public_sets
from indexer.evaluation.datasets import read_dataset

SHORT = "افتتح الوزير ميناء الصيد الجديد في المدينة الساحلية بعد ثلاث سنوات من العمل."
LONG = f"{SHORT} وحضر الافتتاح سبعون صيادا."
OTHER = "أعارت المكتبة العامة عشرة آلاف كتاب للأطفال خلال العطلة الصيفية."


def article(passage: str, *asked: tuple[str, str, str]) -> dict[str, Any]:
    qas = [
        {"id": n, "question": q, "answers": [{"text": a, "answer_start": 0}]} for n, q, a in asked
    ]
    return {"title": "مقال", "paragraphs": [{"context": f" {passage}", "qas": qas}]}


def squad(path: Path, *articles: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"data": articles}), "utf-8")
    return path


def bring(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, *files: Path) -> Path:
    given = ["--from", ",".join(map(str, files))] if files else []
    monkeypatch.setattr(sys, "argv", ["public_sets", name, str(folder), *given])
    public_sets.main()
    return folder / name


def test_splits_overlapping_passages_and_repeated_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train = squad(
        tmp_path / "train.json",
        article(SHORT, ("1", " - متى افتتح الميناء؟ ال", "ثلاث سنوات")),
        article(OTHER, ("2", "كم كتابا أعارت؟", "عشرة آلاف"), ("3", "كم  كتابا أعارت؟", "آلاف")),
    )
    test = squad(
        tmp_path / "test.json",
        article(LONG, ("4", "كم حضر؟", "سبعون"), ("5", "كم كتابا أعارت؟", "سبعون")),
    )
    folder = bring(monkeypatch, tmp_path / "data", "arcd", train, test)
    data = read_dataset(folder, None, None)
    assert data.questions == {"1": "متى افتتح الميناء؟", "2": "كم كتابا أعارت؟", "4": "كم حضر؟"}
    # The long one has the whole of the short one with the answer; the short one lacks the other.
    assert data.qrels == {
        "1": {"arcd-1": 1, "arcd-3": 1},
        "2": {"arcd-2": 1, "arcd-3": 1},
        "4": {"arcd-3": 1},
    }
    part = read_dataset(folder, folder / "queries_test.jsonl", folder / "qrels_test.tsv")
    assert part.qrels == {"4": {"arcd-3": 1}}


def test_translated_questions_are_answered_from_the_arabic_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arabic = squad(tmp_path / "ar.json", article(OTHER, ("1", "كم كتابا؟", "عشرة آلاف")))
    english = squad(tmp_path / "en.json", article("It lent books.", ("1", "How many?", "ten")))
    folder = bring(monkeypatch, tmp_path / "data", "xquad-ar", arabic, english)
    corpus = [
        json.loads(line) for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines()
    ]
    assert [document["text"] for document in corpus] == [OTHER]
    data = read_dataset(folder, folder / "queries_en.jsonl", folder / "qrels_en.tsv")
    assert (data.questions, data.qrels) == ({"1": "How many?"}, {"1": {"xquad-ar-1": 1}})


def test_other_languages_of_a_file_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = squad(
        tmp_path / "dev.json",
        article(OTHER, ("arabic-1", "كم كتابا؟", "عشرة آلاف")),
        article("It lent books.", ("english-1", "How many?", "ten")),
    )
    folder = bring(monkeypatch, tmp_path / "data", "tydiqa-goldp-dev-ar", both)
    assert [*read_dataset(folder, None, None).questions] == ["arabic-1"]


def test_what_cannot_be_done_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = squad(tmp_path / "one.json", article(OTHER, ("1", "كم كتابا؟", "عشرة آلاف")))
    (tmp_path / "data" / "arcd").mkdir(parents=True)
    for folder, files, message in (
        ("other", [one], "expected 2 files, got 1"),
        ("data", [one, one], "is there already"),
        ("other", [one, tmp_path / "gone.json"], "gone.json"),
    ):
        with pytest.raises(SystemExit):
            bring(monkeypatch, tmp_path / folder, "arcd", *files)
        assert message in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SystemExit):
        bring(monkeypatch, tmp_path / "other", "arcd")
    assert "pip install pyarrow" in capsys.readouterr().err

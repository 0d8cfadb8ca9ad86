"""Commands that take files of all kinds in, and those that keep an index."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from search.errors import IndexMismatchError, TargetError
from service.cli import app
from testing.hashing_encoder import HashingEncoder
from tests.conftest import SEEDS
from tests.indexer.closing import close
from tests.service.conftest import Run, output

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTION = "من هو وزير العدل الأردني؟"


def answers(run: Run, *arguments: str | Path) -> list[dict[str, object]]:
    hits: list[dict[str, object]] = output(run("search", QUESTION, "--json", *arguments))["hits"]
    return hits


def test_a_folder_of_all_kinds_is_indexed(run: Run) -> None:
    summary = output(run("index", CORPUS, "--json"))
    assert summary["added"] > 40
    assert {Path(s["place"]).name for s in summary["skipped"]} >= {"scanned.pdf", "build.py"}
    (hit,) = output(run("search", "اتفاقية المياه", "-k", "1", "--json"))["hits"]
    assert hit["passage"]["text"]


def test_a_page_is_cited(run: Run) -> None:
    path = CORPUS / "press-release.libreoffice.pdf"
    run("index", path)
    document = output(run("show", path.name, "--json"))
    third = document["text"][document["pages"][2] :].strip().splitlines()[-2]
    (hit,) = output(run("search", third, "-k", "1", "--json"))["hits"]
    assert hit["page"] == 3
    assert hit["passage"]["pages"][1] == 3
    assert "p. 3 " in run("search", third).stdout


def test_copies_are_listed_under_one_hit(run: Run, tmp_path: Path) -> None:
    text = (SEEDS / "001_c5e6b1131d4ccf70.txt").read_text("utf-8")
    records = [
        {"id": "a", "text": text, "source": "الأولى", "date": "2022-06-14"},
        {"id": "b", "text": text + "\nصحيفة", "source": "الثانية", "date": "2022-06-15"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    run("index", tmp_path / "x.jsonl")
    hits = answers(run)
    assert {hit["document"]["id"] for hit in hits} in ({"a"}, {"b"})  # type: ignore[index]
    assert "Also published: " in run("search", QUESTION).stdout
    assert output(run("show", "a", "--json"))["id"] == "a"
    assert output(run("show", "b", "--json"))["id"] == "b"
    assert output(run("info", "--json"))["stories"] == 1


def test_fields_can_be_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("key;lead;when\nأ;خبر من ملف;3 آذار 2014\n", "utf-8")
    run("index", tmp_path / "x.csv", "--field", "id=key", "--field", "text=lead")
    shown = output(run("show", "أ", "--json"))
    assert shown["text"] == "خبر من ملف"
    assert shown["metadata"] == {"when": "3 آذار 2014"}
    refused = run("index", tmp_path / "x.csv", "--field", "body=lead")
    assert refused.exit_code == 2
    assert "FIELD=NAME" in refused.output


def test_prune_deletes_what_is_gone(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"خبر في {name}", "utf-8")
    run("index", folder)
    (folder / "a.txt").unlink()
    assert output(run("index", folder, "--json"))["pruned"] == 0
    assert output(run("index", folder, "--prune", "--json"))["pruned"] == 1
    assert run("show", "a").exit_code == 1
    assert output(run("show", "b", "--json"))["id"] == "b"


def unmounted(run: Run, tmp_path: Path) -> Path:
    """A folder that was indexed and seems to be an empty mount point."""
    folder = tmp_path / "drive"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"خبر في {name}", "utf-8")
    run("index", folder)
    for path in folder.iterdir():
        path.unlink()
    (folder / "news").mkdir()
    return folder


def test_prune_keeps_what_may_be_on_a_drive_that_is_not_mounted(run: Run, tmp_path: Path) -> None:
    folder = unmounted(run, tmp_path)
    kept = run("index", folder, "--prune", "--json")
    assert kept.exit_code == 3
    assert output(kept)["pruned"] == 0
    (skipped,) = output(kept)["skipped"]
    assert skipped["place"] == str(folder)
    assert "--prune-all" in run("index", folder, "--prune").stdout
    assert output(run("info", "--json"))["documents"] == 2
    assert output(run("index", folder, "--prune-all", "--json"))["pruned"] == 2
    assert run("index", folder, "--prune").exit_code == 0


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("n\n", 2), ("", 2)])
def test_prune_asks_on_a_terminal(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, left: int
) -> None:
    folder = unmounted(run, tmp_path)
    monkeypatch.setattr("service.commands.pruning.is_terminal", lambda: True)
    asked = CliRunner().invoke(app, ["index", str(folder), "--prune"], input=answer)
    assert "2 documents" in asked.stderr
    assert output(run("info", "--json"))["documents"] == left


def test_a_folder_that_cannot_be_read_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("خبر", "utf-8")
    close(tmp_path / "in" / "closed", monkeypatch)
    found = run("index", tmp_path / "in", "--json")
    assert found.exit_code == 3
    assert [each["place"] for each in output(found)["skipped"]] == [str(tmp_path / "in" / "closed")]


def test_a_record_that_left_its_file_is_pruned_when_that_is_said_later(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"id": "a", "text": "خبر"}\n{"id": "b", "text": "خبر آخر"}\n', "utf-8")
    run("index", file)
    file.write_text('{"id": "a", "text": "خبر"}\n', "utf-8")
    for _ in range(2):
        assert output(run("index", file, "--json"))["vanished"] == 1
    assert output(run("index", file, "--prune", "--json"))["pruned"] == 1


def test_a_path_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    result = run("index", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "nowheredoesnotexist" in "".join(result.output.replace("│", " ").split())


def test_a_feed_that_cannot_be_fetched_is_skipped(run: Run) -> None:
    summary = output(run("index", "http://127.0.0.1:9/rss.xml", "--json"))
    assert [skipped["place"] for skipped in summary["skipped"]] == ["http://127.0.0.1:9/rss.xml"]


def test_a_sound_index_verifies(run: Run) -> None:
    run("index", SEEDS)
    assert output(run("verify", "--json"))["sound"] is True
    result = run("verify")
    assert result.exit_code == 0
    assert "sound" in result.stdout


def test_a_backup_brings_the_answers_back(run: Run, tmp_path: Path) -> None:
    run("index", SEEDS)
    expected = answers(run)
    file = tmp_path / "نسخة #1?.shawahid"
    assert run("backup", file).exit_code == 0
    run("delete", *(path.stem for path in SEEDS.iterdir()))
    assert answers(run) == []
    restored = run("restore", file)
    assert restored.exit_code == 0
    assert "replaced.sqlite" in restored.stdout
    assert answers(run) == expected
    elsewhere = tmp_path / "elsewhere"
    run("restore", file, "--index", elsewhere)
    assert answers(run, "--index", elsewhere) == expected


def test_an_export_gives_the_same_answers(run: Run, tmp_path: Path) -> None:
    run("index", SEEDS)
    expected = answers(run)
    run("export", tmp_path / "articles.jsonl")
    lines = (tmp_path / "articles.jsonl").read_text("utf-8")
    assert run("export").stdout == lines
    run("index", tmp_path / "articles.jsonl", "--index", tmp_path / "other")
    assert answers(run, "--index", tmp_path / "other") == expected


@pytest.mark.parametrize("command", [("export",), ("backup",), ("eval", SEEDS, "--run")])
def test_no_command_writes_into_an_index_or_through_a_link(
    run: Run, tmp_path: Path, command: tuple[str | Path, ...]
) -> None:
    run("index", SEEDS)
    lines = run("export", "-").stdout
    folder = Path(output(run("info", "--json"))["index"])
    (tmp_path / "source.jsonl").write_text(lines, "utf-8")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "source.jsonl")
    for target in (
        *(folder / "shawahid.sqlite", folder / "service.sqlite", folder / "new"),
        *(tmp_path / "link.jsonl", "/dev/null", tmp_path, tmp_path / "nowhere" / "x.jsonl"),
    ):
        assert isinstance(run(*command, target).exception, TargetError)
    assert (tmp_path / "source.jsonl").read_text("utf-8") == lines
    assert run("export").stdout == lines


def test_reindexing_changes_the_model(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", SEEDS)
    (tmp_path / "model").mkdir()
    larger = HashingEncoder(dimension=96)
    monkeypatch.setattr("search.models.open_encoder", lambda _: larger)
    refused = run("search", QUESTION)
    assert isinstance(refused.exception, IndexMismatchError)
    assert "shawahid reindex --model" in str(refused.exception)
    summary = output(run("reindex", "--model", tmp_path / "model", "--json"))
    assert summary["added"] == 5
    assert answers(run)
    assert output(run("info", "--json"))["model"] == str(tmp_path / "model")
    assert output(run("index", SEEDS, "--json"))["unchanged"] == 5

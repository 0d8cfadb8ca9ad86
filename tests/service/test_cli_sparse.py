"""A sparse encoder beside the model, from the command line to the answer: a small random one."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from search import open_archive
from search.errors import (
    ForeignModelError,
    IndexMismatchError,
    MissingExtraError,
    ModelError,
    ShawahidError,
)
from search.models import sharing
from service.app import create_app
from service.cli import app
from service.settings import Settings
from testing.skipping import needs_torch
from testing.tiny_models import PROMPTS, Recipe, make_sparse, make_static
from tests.conftest import SEEDS

pytestmark = needs_torch

QUESTION = "من هو وزير العدل الأردني؟"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SHAWAHID_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SHAWAHID_DEVICE", "cpu")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    few: dict[str, Any] = {"max_active_dims": 30}
    return {
        "model": make_static(Recipe(), tmp_path_factory.mktemp("m")),
        "splade": make_sparse(Recipe(prompts=PROMPTS), tmp_path_factory.mktemp("s"), **few),
        "looking up": make_sparse(Recipe(), tmp_path_factory.mktemp("l"), looks_up=True, **few),
    }


def run(*arguments: object) -> Any:  # noqa: ANN401
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


def make(folders: dict[str, Path], sparse: str = "splade") -> None:
    options = ("--model", folders["model"], "--sparse-model", folders[sparse])
    assert run("index", SEEDS, *options, "--json")["added"] == 5


def scores() -> list[float]:
    return [hit["score"] for hit in run("search", QUESTION, "--json")["hits"]]


def test_an_index_has_one_and_changes_to_another_and_to_none(folders: dict[str, Path]) -> None:
    make(folders)
    held = run("info", "--json")
    assert held["sparse_model"] == str(folders["splade"])
    assert held["bytes"]["sparse"] > 0
    assert run("verify", "--json")["sound"]
    first = scores()
    assert run("index", SEEDS, "--json")["unchanged"] == 5  # its model comes with the index
    model = ("--model", folders["model"])
    run("reindex", *model, "--sparse-model", folders["looking up"], "--json")
    assert run("info", "--json")["sparse_model"] == str(folders["looking up"])
    assert scores()
    run("reindex", *model, "--json")
    assert run("info", "--json")["sparse_model"] is None
    assert "sparse" not in run("info")
    assert scores() != first
    run("reindex", *model, "--sparse-model", folders["splade"], "--json")
    assert scores() == first
    assert "sparse model" in run("info")


def test_a_service_answers_and_says_what_it_adds(folders: dict[str, Path], tmp_path: Path) -> None:
    make(folders)
    settings = Settings(place=tmp_path / "index", needs_key=False)
    with TestClient(
        create_app(settings, lambda: open_archive(settings.place)), "http://127.0.0.1"
    ) as service:
        asked = {"q": QUESTION, "explain": "true"}
        hits = service.get("/api/v1/search", params=asked).raise_for_status().json()["hits"]
    assert any(hit["shares"]["sparse"] > 0 for hit in hits)
    assert all(hit["score"] == pytest.approx(sum(hit["shares"].values())) for hit in hits)


def test_a_backup_comes_back_where_its_models_are_named(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    make(folders)
    before = scores()
    file, elsewhere = tmp_path / "backup", ("--index", tmp_path / "elsewhere")
    run("backup", file)
    named = ("--model", folders["model"])
    with pytest.raises(ForeignModelError, match="--sparse-model"):
        run("restore", file, *elsewhere, *named)
    with pytest.raises(IndexMismatchError, match="fingerprint"):
        run("restore", file, *elsewhere, *named, "--sparse-model", folders["looking up"])
    run("restore", file, *elsewhere, *named, "--sparse-model", folders["splade"])
    found = run("search", QUESTION, "--json", *elsewhere)["hits"]
    assert [hit["score"] for hit in found] == before
    assert run("verify", "--json", *elsewhere)["sound"]


def test_another_model_in_its_folder_is_refused(folders: dict[str, Path], tmp_path: Path) -> None:
    swapped = {**folders, "splade": shutil.copytree(folders["splade"], tmp_path / "swapped")}
    make(swapped)
    config = swapped["splade"] / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text("utf-8")) | {"prompts": {}}))
    sharing._open_sparse.clear()  # as another process finds it
    for command in (("search", QUESTION), ("index", SEEDS, "--model", folders["model"])):
        with pytest.raises(IndexMismatchError, match="fingerprint"):
            run(*command, "--json")
    shutil.rmtree(swapped["splade"])
    with pytest.raises(ModelError, match="is not on this machine"):
        run("search", QUESTION, "--json")


@pytest.mark.parametrize(
    "options", [("--model", "splade"), ("--sparse-model", "model"), ("--sparse-model", "nowhere")]
)
def test_what_is_no_such_model_leaves_no_index(
    folders: dict[str, Path],
    tmp_path: Path,
    options: tuple[str, str],
    monkeypatch: Any,  # noqa: ANN401
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    option, name = options
    model = () if option == "--model" else ("--model", folders["model"])
    with pytest.raises(ShawahidError, match=r"--sparse-model|--model|model hub"):
        run("index", SEEDS, option, folders.get(name, name), *model, "--json")
    assert not (tmp_path / "index").exists()


def test_without_torch_it_is_said_what_to_install(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("search.models.torch_sparse.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="torch"):
        make(folders)
    assert not (tmp_path / "index").exists()


def test_a_data_set_is_measured_with_it(folders: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    corpus = [{"id": p.stem, "text": p.read_text("utf-8")} for p in sorted(SEEDS.iterdir())]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus)
    (data / "corpus.jsonl").write_text(lines, "utf-8")
    (data / "queries.jsonl").write_text(json.dumps({"id": "q", "text": QUESTION}), "utf-8")
    (data / "qrels.tsv").write_text(f"q\t{corpus[0]['id']}\t1\n", "utf-8")
    options = ("--model", folders["model"], "--sparse-model", folders["splade"])
    found = run("eval", data, *options, "--json")
    assert found["sparse_model"] == str(folders["splade"])
    assert found["documents"] == 5

"""Models of other kinds from the command line to the answer: small ones with random weights."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from search import open_archive
from search.errors import ModelError
from search.models.presets import BELEBELE, MIRACL, MLDR, MLQA, PRESETS
from search.models.torch_reranker import TorchReranker
from service.app import create_app
from service.cli import app
from service.settings import Settings
from testing.skipping import needs_torch
from testing.tiny_models import PROMPTS, Recipe, make_dense, make_late, make_reranker, make_static
from tests.conftest import SEEDS

pytestmark = needs_torch

DOCS = Path(__file__).parents[2] / "docs" / "models.md"
QUESTION = "من هو وزير العدل الأردني؟"


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SHAWAHID_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SHAWAHID_DEVICE", "cpu")


def run(*arguments: object) -> Any:  # noqa: ANN401
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {
        "dense": make_dense(Recipe(prompts=PROMPTS, pooling="max"), tmp_path_factory.mktemp("d")),
        "late": make_late(Recipe(prompts=PROMPTS), tmp_path_factory.mktemp("l")),
        "static": make_static(Recipe(), tmp_path_factory.mktemp("s")),
    }
    return {**made, "reranker": make_reranker(Recipe(), tmp_path_factory.mktemp("r"))}


@pytest.mark.parametrize("name", ["dense", "late", "static"])
def test_each_kind_indexes_answers_and_is_switched_to(folders: dict[str, Path], name: str) -> None:
    assert run("index", SEEDS, "--model", folders[name], "--json")["added"] == 5
    held = run("info", "--json")
    assert held["model"] == str(folders[name])
    assert held["dimensions"]["tokens"] == (128 if name == "late" else 32)
    assert held["tuned"] == {}
    assert all(held["tokens_without_codes"])
    assert min(held["centres"].values()) > 0
    first = run("search", QUESTION, "--json")["hits"]
    assert first
    other = "static" if name == "dense" else "dense"
    run("reindex", "--model", folders[other], "--json")
    assert run("search", QUESTION, "--json")["hits"]
    run("reindex", "--model", folders[name], "--json")
    assert [hit["score"] for hit in run("search", QUESTION, "--json")["hits"]] == [
        hit["score"] for hit in first
    ]
    assert run("verify", "--json")["sound"]


def test_a_model_that_is_refused_leaves_no_index(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse"
    sparse.mkdir()
    (sparse / "config_sentence_transformers.json").write_text('{"model_type": "SparseEncoder"}')
    with pytest.raises(ModelError, match="name it with --sparse-model"):
        run("index", SEEDS, "--model", sparse)
    assert not (tmp_path / "index").exists()


def test_a_data_set_is_measured_with_another_model_and_a_reranker(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    corpus = [{"id": p.stem, "text": p.read_text("utf-8")} for p in sorted(SEEDS.iterdir())]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in corpus)
    (data / "corpus.jsonl").write_text(lines, "utf-8")
    (data / "queries.jsonl").write_text(json.dumps({"id": "q", "text": QUESTION}), "utf-8")
    (data / "qrels.tsv").write_text(f"q\t{corpus[0]['id']}\t1\n", "utf-8")
    found = run("eval", data, "--model", folders["late"], "--json")
    assert found["model"] == str(folders["late"])
    assert found["runtime"] == "torch"
    assert found["reranker"] is None
    read = run(
        "eval", data, "--model", folders["late"], "--reranker", folders["reranker"], "--json"
    )
    assert read["reranker"] == str(folders["reranker"])


def test_a_reranker_changes_scores_and_is_off_by_default(folders: dict[str, Path]) -> None:
    run("index", SEEDS, "--model", folders["static"], "--json")
    plain = run("search", QUESTION, "--json")["hits"]
    read = run("search", QUESTION, "--reranker", folders["reranker"], "--json")["hits"]
    assert {hit["document"]["id"] for hit in read} == {hit["document"]["id"] for hit in plain}
    scores = {hit["document"]["id"]: hit["score"] for hit in plain}
    assert all(hit["score"] > scores[hit["document"]["id"]] for hit in read)
    assert run("search", QUESTION, "--json")["hits"] == plain


def test_a_service_answers_with_another_model_and_a_reranker(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    run("index", SEEDS, "--model", folders["late"], "--json")
    settings = Settings(place=tmp_path / "index", needs_key=False)
    reranker = str(folders["reranker"])
    with TestClient(
        create_app(settings, lambda: open_archive(settings.place, reranker)), "http://127.0.0.1"
    ) as service:
        asked = {"q": QUESTION, "explain": "true"}
        found = service.get("/api/v1/search", params=asked)
        (hit, *_) = found.raise_for_status().json()["hits"]
    assert 0 < hit["shares"]["reranker"] < 1
    assert hit["score"] == pytest.approx(sum(hit["shares"].values()))


def test_an_assistant_is_answered_with_a_reranker(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fastmcp")
    run("index", SEEDS, "--model", folders["static"], "--json")
    used = []
    scores = TorchReranker.scores

    def noted(self: TorchReranker, question: str, *rest: Any) -> list[float]:  # noqa: ANN401
        used.append(question)
        return scores(self, question, *rest)

    def asked(server: Any) -> None:  # noqa: ANN401
        asyncio.run(server.call_tool("search", {"question": QUESTION}))

    monkeypatch.setattr(TorchReranker, "scores", noted)
    monkeypatch.setattr("service.mcp.run", asked)
    arguments = ["mcp", "--reranker", str(folders["reranker"])]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert used == [QUESTION]


def test_the_ranking_is_fitted_on_questions(folders: dict[str, Path], tmp_path: Path) -> None:
    run("index", SEEDS, "--model", folders["static"], "--json")
    files = sorted(SEEDS.iterdir())
    path = tmp_path / "questions.jsonl"

    def tune(count: int, **answers: list[str]) -> dict[str, Any]:
        asked = [(i, files[i % 5].stem) for i in range(count)]
        rows = [{"question": f"سؤال {i} {one}", "documents": [one], **answers} for i, one in asked]
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
        return {part["part"]: part for part in run("tune", path, "--json")["parts"]}

    found = tune(40)
    assert found.keys() == {"fusion"}
    assert found["fusion"]["held_out"] == 20
    found |= tune(100, answers=["الأردني", "عمان", "في"])
    assert found.keys() == {"fusion", "confidence", "clauses"}
    kept = {name for name, part in found.items() if part["kept"]}
    assert all(part["kept"] is (part["difference"]["low"] > 0) for part in found.values())
    assert run("info", "--json")["tuned"].keys() - {"support"} >= kept - {"fusion"}
    said = CliRunner().invoke(app, ["tune", str(path)], catch_exceptions=False)
    assert said.exit_code == 0
    assert all(name in said.stdout for name in ("confidence", "margin", "answers set off", "price"))
    assert CliRunner().invoke(app, ["info"], catch_exceptions=False).exit_code == 0


def test_an_archive_asks_itself_where_no_questions_are_given(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    names = (
        "الوزير",
        "النفط",
        "المنتخب",
        "المدرسة",
        "المحكمة",
        "البحر",
        "الشاعر",
        "القمح",
        "المطار",
    )
    rows = [
        {
            "id": f"{i}",
            "title": f"خبر عن {name} رقم {i} في العاصمة",
            "text": f"وصل {name} صباح اليوم رقم {i}. هذا تقرير طويل عن {name} في المدينة {i}."
            f" وانتهى الكلام عن {name} في المساء يوم {i}.",
        }
        for i, name in enumerate(names * 6)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    run("index", path, "--model", folders["static"], "--json")
    documents = run("info", "--json")["documents"]
    found = run("tune", "--json")
    assert found["questions"] == sum(found["made"].values())
    assert min(found["made"].values()) > 5
    (fusion,) = found["parts"]
    assert fusion["measure"] == "nDCG@10"
    assert run("info", "--json")["documents"] == documents


def test_models_are_listed_with_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    listed = run("models", "--json")["models"]
    assert [row["name"] for row in listed] == [preset.name for preset in PRESETS]
    assert not any(row["run_here"] for row in listed)
    sizes = [(row["memory_gb"], row["fits"]) for row in listed if row["fits"] is not None]
    assert sizes
    assert max((gb for gb, fits in sizes if fits), default=0) <= min(
        (gb for gb, fits in sizes if not fits), default=1e9
    )


def test_the_table_has_every_model() -> None:
    written = DOCS.read_text("utf-8")
    for preset in PRESETS:
        figures = [preset.figures.get(name) for name in (MIRACL, MLQA, BELEBELE, MLDR)]
        shown = ["" if each is None else f"{each:g}" for each in (preset.memory_gb, *figures)]
        start = f"| `{preset.name}` | `{preset.use.value}` | {preset.licence} | "
        assert f"{start}{' | '.join(shown)} | {preset.good_at} |" in written

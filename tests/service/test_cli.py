"""The command line with a model-free encoder; ``tests/integration`` runs it with the real one."""

import json
import os
import re
import socket
import sys
import tomllib
from collections import defaultdict
from math import log
from pathlib import Path

import pytest

from search.errors import MeasureError, TargetError
from search.fields import FACETS
from search.ranking.confidence import Parameters, is_sufficient
from service.cli import main
from testing.hashing_encoder import HashingEncoder
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

QUESTION = "كم عدد الأخصائيين الذين استهدفتهم الدورتان؟"


def test_index_then_ask(run: Run) -> None:
    summary = output(run("index", SEEDS, "--json"))
    assert summary["added"] == 5
    assert summary["skipped"] == []
    answer = output(run("search", "من هو وزير العدل الأردني؟", "-k", "2", "--json"))
    assert answer["question"] == "من هو وزير العدل الأردني؟"
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    for hit in answer["hits"]:
        text = output(run("show", hit["document"]["id"], "--json"))["text"]
        passage = hit["passage"]
        assert text[passage["start"] : passage["end"]] == passage["text"]
        for start, end in [hit["sentence"], *hit["evidence"]]:
            assert passage["start"] <= start < end <= passage["end"]


def test_seeds_are_shown_byte_for_byte(run: Run) -> None:
    run("index", SEEDS)
    for path in SEEDS.iterdir():
        assert output(run("show", path.stem, "--json"))["text"].encode() == path.read_bytes()


def test_the_terminal_shows_what_a_citation_needs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = Parameters(log(99), defaultdict(float), 0.5, 0.9)
    monkeypatch.setattr("search.ranking.confidence.parameters", lambda: sure)
    text = (SEEDS / "003_4b06f7b9294c2a53.txt").read_text("utf-8")
    record = {"id": "a/1", "title": "عنوان", "text": text, "source": "الصحيفة"}
    record |= {"date": "2024-05-01", "url": "https://example.org/1"}
    (tmp_path / "x.jsonl").write_text(json.dumps(record), "utf-8")
    run("index", tmp_path / "x.jsonl")
    (hit,) = output(run("search", QUESTION, "--json"))["hits"]
    start, end = hit["sentence"]
    passage = hit["passage"]
    title, _, sentence, cited, *_ = run("search", *QUESTION.split()).stdout.splitlines()
    assert title == "1. عنوان"
    assert sentence == text[start:end] != passage["text"]
    for part in ("الصحيفة", "2024-05-01", "a/1", f"[{start}:{end}]"):
        assert part in cited
    whole = run("search", QUESTION, "--full").stdout
    place = f"[{passage['start']}:{passage['end']}]"
    for part in ("الصحيفة · 2024-05-01", passage["text"], place, "https://example.org/1"):
        assert part in whole


def test_weak_hits_are_a_line_each(run: Run) -> None:
    run("index", SEEDS)
    hits = output(run("search", QUESTION, "--json"))["hits"]
    weak = [hit["rank"] for hit in hits if not is_sufficient(hit["confidence"])]
    shown = run("search", QUESTION).stdout
    _, rows = shown.split("Weaker passages (--full shows them):\n")
    assert [int(line.partition(".")[0]) for line in rows.splitlines()] == weak != []
    assert shown.count(" evidence ") == len(hits) - len(weak) > 0
    assert run("search", QUESTION, "--full").stdout.count(" evidence ") == len(hits)


def test_json_begins_with_the_hits(run: Run) -> None:
    run("index", SEEDS)
    assert next(iter(output(run("search", QUESTION, "--json")))) == "hits"


def test_a_sentence_is_broken_between_words_on_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", SEEDS)
    _, sentence, *_ = run("search", QUESTION, "-k", "1").stdout.splitlines()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    shown = re.sub("\x1b[^mlhK]*[mlhK]", "", run("search", QUESTION, "-k", "1").stdout)
    _, *lines = shown.splitlines()
    broken = lines[: next(i for i, line in enumerate(lines) if line.startswith("003"))]
    assert len(broken) > 1
    assert max(map(len, broken)) <= 40
    assert " ".join(part.strip() for part in broken) == " ".join(sentence.split())


def test_the_next_step_is_said_after_indexing(run: Run, tmp_path: Path) -> None:
    said = run("index", SEEDS, "--index", tmp_path / "own").stderr
    assert f"shawahid search QUESTION --index {tmp_path / 'own'}" in said
    assert "search" not in run("index", SEEDS, "--json").stderr


def test_further_passages_of_an_article_are_shown_under_it(run: Run, tmp_path: Path) -> None:
    filler = "وقال المتحدث إن العمل يسير كما خطط له منذ بداية العام الماضي في جميع الفروع. " * 20
    text = f"فاز المنتخب في لندن. {filler}\nخسر المنتخب في باريس. {filler}"
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a/1", "text": text}), "utf-8")
    run("index", tmp_path / "x.jsonl")
    (hit,) = output(run("search", "المنتخب", "--json"))["hits"]
    (more,) = hit["more"]
    assert text[more["passage"]["start"] : more["passage"]["end"]] == more["passage"]["text"]
    shown = run("search", "المنتخب", "--full").stdout
    assert "More passages from the same article" in shown
    assert f"[{more['passage']['start']}:{more['passage']['end']}]" in shown
    assert "2. " not in shown


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("ar_EG.UTF-8", ("شاهد قوي 99%", "شاهد ضعيف 1%", "لا توجد شواهد كافية", "الجواب: 22")),
        ("C.UTF-8", ("strong evidence 99%", "weak evidence 1%", "Not enough", "Answer: 22")),
    ],
)
def test_the_terminal_says_how_sure_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch, locale: str, said: tuple[str, str, str, str]
) -> None:
    strong, weak, insufficient, answer = said
    monkeypatch.setenv("LC_ALL", locale)
    run("index", SEEDS)
    for confidence, words in ((0.99, strong), (0.01, weak)):
        numbers = Parameters(log(confidence / (1 - confidence)), defaultdict(float), 0.5, 0.9)
        monkeypatch.setattr("search.ranking.confidence.parameters", lambda n=numbers: n)
        shown = run("search", QUESTION, "--full").stdout
        assert words in shown
        assert (insufficient in shown) is (confidence < 0.5)
        assert (answer in shown) is (confidence > 0.5)


def test_the_terminal_says_what_a_passage_lacks(run: Run) -> None:
    run("index", SEEDS)
    shown = run(
        "search", "كم أخصائيا استهدفت الدورتان في بنما عام 1914؟", "-k", "1", "--full"
    ).stdout
    assert "Not mentioned in this passage: \u2068بنما\u2069, 1914" in shown


def test_hostile_text_does_not_command_the_terminal(run: Run, tmp_path: Path) -> None:
    text = "نص \u001b[31mأحمر\u001b]0;x\u0007 \u202eمعكوس [bold]x[/bold]"
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a", "title": text, "text": text}))
    run("index", tmp_path / "x.jsonl")
    for shown in (run("search", "أحمر").stdout, run("show", "a").stdout):
        assert not set("\u001b\u0007\u202e") & set(shown)
        assert "[bold]x[/bold]" in shown


def test_nor_does_json_which_has_the_same_text(run: Run, tmp_path: Path) -> None:
    text = "نص \u009b31mأحمر\u007f \u202e\u2066معكوس\u2069\u202c \u200e\u061c\u200fأيضا"
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a", "title": "عنوان", "text": text}))
    run("index", tmp_path / "x.jsonl")
    for command in (("search", "أحمر", "--json"), ("show", "a", "--json"), ("export",)):
        shown = run(*command).stdout
        assert not set("\u009b\u007f\u202e\u2066\u2069\u202c\u200e\u061c\u200f") & set(shown)
        assert json.dumps(text) in json.dumps(json.loads(shown))


def test_an_id_goes_on_in_no_line_of_its_own(run: Run, tmp_path: Path) -> None:
    record = {"id": "z\n\n1. بيان\nأعلنت", "text": "نص أحمر عن الحكومة."}
    (tmp_path / "x.jsonl").write_text(json.dumps(record))
    run("index", tmp_path / "x.jsonl")
    for shown in (run("search", "أحمر").stdout, run("search", "أحمر", "--full").stdout):
        assert not any(line.startswith(("أعلنت", "1. بيان")) for line in shown.splitlines())


def test_signs_of_direction_turn_nothing_round_in_the_terminal(run: Run, tmp_path: Path) -> None:
    text = "أن \u2066\u200eالشركة \u200eقاضت \u200eالوزارة\u200e\u2069 أمس"
    (tmp_path / "x.jsonl").write_text(json.dumps({"id": "a", "text": text}))
    run("index", tmp_path / "x.jsonl")
    assert (
        "أن \ufffd\ufffdالشركة \ufffdقاضت \ufffdالوزارة\ufffd\ufffd أمس" in run("show", "a").stdout
    )
    verified = run("verify-quote", "الشركة قاضت الوزارة")
    assert verified.exit_code == 1
    assert "turn their order around" in verified.stdout.splitlines()[0]


def test_indexing_again_changes_nothing(run: Run) -> None:
    run("index", SEEDS)
    again = output(run("index", SEEDS, "--json"))
    assert (again["added"], again["replaced"], again["unchanged"]) == (0, 0, 5)


def test_skipped_input_is_listed_with_exit_code_3(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("نص جيد", "utf-8")
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02")
    result = run("index", folder)
    assert result.exit_code == 3
    assert "bad.txt" in result.stdout
    assert "1 added, 0 replaced, 0 unchanged, 0 pruned, 1 skipped" in result.stdout
    (skipped,) = output(run("index", folder, "--json"))["skipped"]
    assert skipped["place"].endswith("bad.txt")


def test_an_empty_index_has_no_hits_and_exit_code_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run("index", tmp_path / "empty")
    assert output(run("search", "سؤال", "--json")) == {
        "question": "سؤال",
        "sufficient": False,
        "notice": "لا توجد شواهد كافية",
        "spelling": None,
        "interpretations": [],
        "agreement": [],
        "total": 0,
        "supported": 0,
        "facets": {**{facet.plural: [] for facet in FACETS}, "months": []},
        "next_cursor": None,
        "hits": [],
    }
    result = run("search", "سؤال")
    assert result.exit_code == 0
    assert "nothing is indexed" in result.stdout


def test_a_page_behind_the_last_one_says_how_many_documents_there_are(run: Run) -> None:
    run("index", SEEDS)
    shown = run("search", "من هو وزير العدل؟", "--page", "999")
    assert shown.exit_code == 0
    assert shown.stdout == "There is no such page: 5 documents were found.\n"


def test_info(run: Run) -> None:
    run("index", SEEDS)
    info = output(run("info", "--json"))
    assert info["documents"] == 5
    assert info["passages"] > 5
    assert info["model_path"] == "/models/hashing"
    assert info["model_fingerprint"] == HashingEncoder().fingerprint
    assert set(info["bytes"]) == {"store", "dense", "lexical"}
    assert "passages" in run("info").stdout
    assert (info["sources"], info["dates"]) == ([], {"first": None, "last": None})


def test_info_names_sources_with_their_dates(run: Run, tmp_path: Path) -> None:
    dates: dict[str | None, list[str | None]] = {
        "الرأي": ["2024-05-01", "2015", None],
        "wire": ["2020-01"],
        None: ["2026-02-03"],
    }
    records = [
        {"id": f"{source}/{number}", "text": f"خبر {number}", "source": source, "date": day}
        for source, days in dates.items()
        for number, day in enumerate(days)
    ]
    lines = [json.dumps({k: v for k, v in each.items() if v}) for each in records]
    (tmp_path / "x.jsonl").write_text("\n".join(lines), "utf-8")
    run("index", tmp_path / "x.jsonl")

    info = output(run("info", "--json"))

    assert info["dates"] == {"first": "2015", "last": "2026-02-03"}
    assert info["sources"] == [
        {"source": "الرأي", "documents": 3, "first": "2015", "last": "2024-05-01"},
        {"source": "wire", "documents": 1, "first": "2020-01", "last": "2020-01"},
    ]
    shown = run("info").stdout
    assert "2015\u20132026-02-03" in shown
    assert "wire  1  2020-01\n" in shown
    assert "\ufffd" not in shown


def test_delete(run: Run) -> None:
    run("index", SEEDS)
    first, second, *_ = sorted(path.stem for path in SEEDS.iterdir())
    assert output(run("delete", first, "--json")) == {"deleted": 1, "missing": []}
    found = output(run("search", "المنظمة الدولية", "-k", "200", "--json"))
    assert first not in {hit["document"]["id"] for hit in found["hits"]}
    assert run("show", second).exit_code == 0


def test_a_model_folder_is_remembered_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    monkeypatch.chdir(tmp_path)
    run("index", SEEDS, "--model", "model")
    assert output(run("info", "--json"))["model"] == str(tmp_path / "model")
    assert output(run("index", SEEDS, "--json"))["unchanged"] == 5


def test_eval_prints_its_figures(run: Run, tmp_path: Path) -> None:
    corpus = [
        {"id": "d1", "title": "رياضة", "text": "فاز المنتخب بهدفين."},
        {"id": "d2", "title": "طقس", "text": "هطلت الأمطار في الشمال."},
    ]
    questions = [
        {"id": "q1", "text": "من فاز المنتخب"},
        {"id": "q2", "text": "أين هطلت الأمطار"},
        {"id": "q3", "text": "؟"},
        {"id": "q4", "text": "ليس له حكم"},
    ]
    for name, records in (("corpus", corpus), ("queries", questions)):
        lines = "\n".join(json.dumps(record) for record in records)
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\td1\t1\nq2\td2\t1\nq2\td1\t0\nq3\td1\t1\n", "utf-8")
    for _ in range(2):  # indexed, then from the cache
        figures = output(run("eval", tmp_path, "--json", "--run", tmp_path / "run.txt"))
        assert figures["ndcg@10"] == figures["mrr@10"] == pytest.approx(2 / 3, abs=1e-4)
        assert figures["recall@10"] == figures["recall@100"] == pytest.approx(2 / 3, abs=1e-4)
        assert (figures["queries"], figures["documents"]) == (3, 2)
        assert figures["query_ms_p95"] >= figures["query_ms_median"] > 0
    rows = [line.split() for line in (tmp_path / "run.txt").read_text("utf-8").splitlines()]
    assert [row[:4] for row in rows if row[3] == "1"] == [
        ["q1", "Q0", "d1", "1"],
        ["q2", "Q0", "d2", "1"],
    ]
    assert "ndcg@10" in run("eval", tmp_path, "--text-only").stdout


def test_eval_says_what_its_figures_depend_on_and_what_is_odd(run: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "d 1", "text": "هطلت الأمطار"}\n{"_id": "d2", "text": ""}\n', "utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "1", "text": "الأمطار"}\n{"_id": "2", "text": "المنتخب"}\n', "utf-8"
    )
    (tmp_path / "qrels.tsv").write_text("1\td 1\t1\n2\td 1\t0\n", "utf-8")
    each = tmp_path / "each.jsonl"
    arguments = ["--measure", "P@1", "--measure", "AP", "--per-question", each]
    result = run("eval", tmp_path, "--json", "--run", tmp_path / "a.run", *arguments)
    figures = output(result)
    assert figures["oddities"] == {"empty_documents": 1, "nothing_relevant": 1}
    assert "documents without text and title, which are left out: 1" in result.stderr
    assert "%20" in result.stderr
    assert figures["P@1"] == figures["AP"] == figures["ndcg@10"] == 0.5
    assert figures["with_relevant"]["P@1"] == figures["with_relevant"]["ndcg@10"] == 1
    assert figures["with_relevant"]["queries"] == 1
    names = {"version", "model", "model_weights", "runtime", "processor", "text_only"}
    assert names <= figures.keys()
    assert len(each.read_text("utf-8").splitlines()) == 2
    shown = run("eval", tmp_path, "--measure", "AP").stdout
    assert re.search(r"^AP +0\.5$", shown, re.MULTILINE)
    assert isinstance(run("eval", tmp_path, "--measure", "XP").exception, MeasureError)
    missing = run("eval", tmp_path, "--per-question", tmp_path / "none" / "each.jsonl")
    assert isinstance(missing.exception, TargetError)


def test_the_cache_can_be_emptied(run: Run, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    index = cache / "eval" / "0123456789abcdef"
    (index / "lexical").mkdir(parents=True)
    (index / "shawahid.sqlite").write_bytes(b"1234")
    mine = [cache / "mine", cache / "models" / "mine", tmp_path / "elsewhere" / "mine"]
    for folder in mine:
        folder.mkdir(parents=True)
    (tmp_path / "elsewhere" / "0123456789abcdef-int8-2.xml").write_bytes(b"56")
    (cache / "graphs").symlink_to(tmp_path / "elsewhere")
    run("index", SEEDS)
    assert output(run("empty-cache", "--json")) == {"cache": str(cache), "freed_bytes": 6}
    assert not index.exists()
    assert all(folder.is_dir() for folder in mine)
    assert [*(tmp_path / "elsewhere").iterdir()] == [tmp_path / "elsewhere" / "mine"]
    assert output(run("empty-cache", "--json"))["freed_bytes"] == 0
    assert output(run("info", "--json"))["documents"] == 5


def test_a_taken_port_is_said_before_the_model_is_loaded(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 2
    assert "cannot listen" in result.output


@pytest.mark.parametrize(
    "command", ["index", "search", "serve", "show", "info", "delete", "eval", "empty-cache"]
)
def test_help_explains_with_an_example(run: Run, command: str) -> None:
    shown = run(command, "--help").stdout
    assert "Example" in shown
    assert f"shawahid {command}" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", "/nowhere/at/all"],
        ["index"],
        ["search"],
        ["search", "سؤال", "-k", "0"],
        ["nonsense"],
    ],
)
def test_usage_errors_have_exit_code_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_version_is_the_one_of_the_project(run: Run) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert run("--version").stdout == f"shawahid {project['project']['version']}\n"


@pytest.mark.parametrize("command", [["info"], ["verify"], ["backup", "b"], ["index", "."]])
def test_a_folder_of_another_user_is_named_in_a_line(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    closed = tmp_path / "closed"
    stat = Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if path.is_relative_to(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(sys, "argv", ["shawahid", *command, "--index", str(closed)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    (said,) = filter(None, capsys.readouterr().err.splitlines())
    assert str(closed) in said
    assert said.endswith("Permission denied")


@pytest.mark.parametrize(("loose", "kept"), [(0, 0o022), (0o002, 0o022), (0o077, 0o077)])
def test_others_may_not_change_what_is_written(
    monkeypatch: pytest.MonkeyPatch, loose: int, kept: int
) -> None:
    monkeypatch.setattr(sys, "argv", ["shawahid", "--version"])
    before = os.umask(loose)
    try:
        with pytest.raises(SystemExit):
            main()
    finally:
        found = os.umask(before)
    assert found == kept

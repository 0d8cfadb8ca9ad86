"""Every sample of README and docs runs as it is written, or says over it why it does not.

Commands run in the process of the test, over a model-free encoder, in a folder that has what they
name; the paths of a newsroom's machine lie in that folder too.
"""

import argparse
import asyncio
import contextlib
import gzip
import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from fastmcp import Client

from indexer.evaluation.questions import FEWEST
from search.synonyms import read_synonyms
from testing.serving import served
from tests.benchmarks.tiny import write_dataset
from tests.conftest import SEEDS
from tests.docs.samples import ROOT, Sample, measuring, samples
from tests.service.conftest import Run, make_archive, output, run
from tests.service.seeds import seed_documents

__all__ = ["run"]

# Why samples are not run, and how many: who adds one says so here.
NOT_RUN = {
    "cluster": 1,  # tests/indexer/test_dask_cluster.py runs one
    "container": 2,
    "data": 4,
    "form": 4,  # what something looks like
    "make": 4,  # what sets up and runs these tests
    "network": 6,  # tests/packaging installs the wheel, alone and with its dependencies
    "other engines": 3,
    "root": 6,
    "servers": 1,  # tests/search/cluster and tests/service/test_cli_servers.py start them
}
OTHER_ENGINES = {"benchmarks.mteb_adapter"}
# Those that the extra `torch` installs, for what trains.
OF_TORCH = {f"benchmarks.reader.{name}" for name in ("train", "curve", "judged")}
HOST = "http://127.0.0.1:8000"
MACHINE = ("/mnt/newsroom", "/srv/newsroom", "/backups", "/var/lib/shawahid", "/var/cache/shawahid")
KEY_IDS = {"KEY_ID", "k3x7aq2m"}
SAMPLES = [*samples()]
DOCUMENTS = sorted({sample.document for sample in SAMPLES if sample.reason is None})


def test_what_is_not_run_is_listed() -> None:
    assert Counter(each.reason for each in SAMPLES if each.reason is not None) == NOT_RUN


class ParsedError(Exception):
    """The arguments can be given so."""


def test_the_commands_of_figures_can_be_given_so(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = argparse.ArgumentParser.parse_args

    def only_parse(parser: argparse.ArgumentParser) -> None:
        parse(parser)
        raise ParsedError

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", only_parse)
    for command, document in measuring().items():
        _, _, module, *arguments = shlex.split(command)
        source = ROOT / Path(*module.split("."))
        file = source / "__main__.py" if source.is_dir() else source.with_suffix(".py")
        # Those that train on hits share their command line.
        has_parser = re.search(r"parse_args\(\)|asked_or_kept\(", file.read_text("utf-8"))
        assert has_parser or not arguments, (document, command)
        # One alone is a name of it, and those that need other engines have them when imported.
        if not arguments or module in OTHER_ENGINES:
            continue
        if module in OF_TORCH and find_spec("torch") is None:
            continue
        monkeypatch.setattr(sys, "argv", [module, *arguments])
        for name in (module, f"{module}.__main__"):  # which other tests may have imported
            monkeypatch.delitem(sys.modules, name, raising=False)
        with pytest.raises(ParsedError):
            runpy.run_module(module, run_name="__main__")


@pytest.fixture
def folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which has whatever the samples name."""
    monkeypatch.chdir(tmp_path)
    for name in ("articles", "mnt/newsroom"):
        shutil.copytree(SEEDS, tmp_path / name)
    for name in ("sport", "backups", "var/lib/shawahid", "var/cache", "NAME_OR_PATH"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "sport" / "match.txt").write_text("فاز المنتخب في المباراة.", "utf-8")
    article = min((tmp_path / "articles").iterdir()).stem
    judged = [{"question": f"خبر {i}؟", "documents": [article]} for i in range(FEWEST)]
    (tmp_path / "QUESTIONS").write_text("\n".join(map(json.dumps, judged)), "utf-8")
    (tmp_path / "questions.csv").write_text("question\nخبر؟\n", "utf-8")
    record = json.dumps({"id": "wire/1", "text": "ارتفعت أسعار النفط اليوم."})
    (tmp_path / "archive.jsonl.gz").write_bytes(gzip.compress(record.encode()))
    for options in ([], ["--collection", "politics"]):
        run("index", SEEDS, "--index", "newsroom", *options)
    shutil.copytree("newsroom", tmp_path / "path" / "to" / "index")
    shutil.copytree("newsroom", tmp_path / "srv" / "newsroom")
    (tmp_path / "srv/newsroom/collections/politics").rename("srv/newsroom/collections/wire")
    write_dataset(tmp_path / "DATASET_DIR")
    question = {"id": "1", "question": "متى؟", "answers": [{"text": "أمس", "answer_start": 0}]}
    for number, name in enumerate(("arcd-train", "arcd-test", "xquad.ar", "xquad.en")):
        asked = {**question, "question": f"متى {number}؟"}
        paragraph = {"context": f"كان ذلك أمس ({number}).", "qas": [asked]}
        data = {"data": [{"title": "مقال", "paragraphs": [paragraph]}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), "utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running service."""
    archive = make_archive(tmp_path_factory.mktemp("served") / "index", *seed_documents())
    with served(archive) as address:
        yield address
    archive.close()


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on until somebody ends it ends at once."""
    for name in (
        *("service.server.serve", "service.commands.serve._listen", "service.mcp.run"),
        *("service.operations.logs.configure_logging", "service.operations.memory.share_arenas"),
    ):
        monkeypatch.setattr(name, lambda *_: None)
    monkeypatch.setattr("service.workers.supervise", lambda *_: 0)
    monkeypatch.setattr("indexer.watching.changes", lambda *_, **__: iter(()))


class Shell:
    """Runs lines of a shell.

    Args:
        run: runs the command line.
        monkeypatch: keeps what is exported until the end of the test.
    """

    def __init__(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run = run
        self._monkeypatch = monkeypatch

    def line(self, line: str) -> None:
        """Run a line, with a comment or without."""
        program, *arguments = shlex.split(line, comments=True)
        programs: dict[str, Callable[..., None]] = {
            "curl": self._curl,
            "export": self._export,
            "python": self._python,
            "shawahid": self._shawahid,
        }
        programs[program](*arguments)

    def _shawahid(self, *words: str) -> None:
        arguments = [self._key(words) if word in KEY_IDS else word for word in words]
        result = self._run(*arguments)
        # A quotation that stands in other words is one of the examples.
        expected = {0, 1} if words[0] == "verify-quote" else {0}
        assert result.exit_code in expected, (words, result.output, result.exception)

    def _key(self, words: tuple[str, ...]) -> str:
        """The id of a key of the index that a command is about."""
        named = words[words.index("--index") :] if "--index" in words else ()
        return str(output(self._run("key", "list", "--json", *named))["keys"][0]["id"])

    def _python(self, option: str, module: str, *arguments: str) -> None:
        assert option == "-m"
        self._monkeypatch.setattr(sys, "argv", [module, *arguments])
        runpy.run_module(module, run_name="__main__")

    def _curl(self, *arguments: str) -> None:
        command = ["curl", "--fail", "--silent", "--noproxy", "*", *arguments]
        assert json.loads(subprocess.check_output(command))

    def _export(self, *assignments: str) -> None:
        for assignment in assignments:
            self._monkeypatch.setenv(*os.path.expandvars(assignment).split("=", 1))


@pytest.mark.parametrize("unit", ["shawahid.service", "shawahid-watch.service"])
def test_the_command_of_a_unit_runs(
    unit: str, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / "deployment" / unit).read_text("utf-8").replace("\\\n", " ")
    (command,) = re.findall(r"^ExecStart=/opt/shawahid/.venv/bin/(.+)$", text, re.MULTILINE)
    run("index", folder / "mnt/newsroom", "--index", folder / "var/lib/shawahid/index")
    Shell(run, monkeypatch).line(here(command, folder))


def here(text: str, folder: Path) -> str:
    """The text with the paths of a machine in a folder."""
    for path in MACHINE:
        text = text.replace(path, f"{folder}{path}")
    return text


async def tools_at(address: str) -> set[str]:
    """The tools that a server offers; its keys are made up."""
    async with Client(address) as client:
        return {tool.name for tool in await client.list_tools()}


def play(sample: Sample, shell: Shell, folder: Path, address: str) -> None:
    """Run a sample."""
    text = here(sample.text.replace(HOST, address), folder)
    if sample.is_python:
        exec(compile(text, sample.document, "exec"), {"__name__": "__main__"})  # noqa: S102 - ours
    elif text.startswith("{"):  # how an assistant is told of a server
        for server in json.loads(text)["mcpServers"].values():
            if "url" in server:
                assert "search" in asyncio.run(tools_at(server["url"]))
            else:
                shell.line(shlex.join([server["command"], *server["args"]]))
    elif "=>" in text:
        assert read_synonyms(text).longest
    else:
        for line in text.replace("\\\n", " ").splitlines():
            shell.line(line)


# Frameworks warn of their own parts.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_samples_of_a_document_run_as_they_are_written(
    document: str, folder: Path, address: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(run, monkeypatch)
    found = [sample for sample in SAMPLES if sample.document == document and not sample.reason]
    assert found
    for sample in found:
        with contextlib.redirect_stdout(io.StringIO()):
            play(sample, shell, folder, address)

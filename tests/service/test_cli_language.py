"""The command line in the language of the terminal."""

import importlib
import json
import os
import pkgutil
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import indexer
import search
import service
from indexer.summary import Change
from search.errors import IndexMissingError, ShawahidError
from search.ranking.confidence import Strength
from service.cli import app, main
from service.commands.help import FILTERS, SHARED, Command, Group
from service.language import Language
from service.language.environment import language, words
from service.terminal import explanation, isolated, print_failure
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

ROOT = Path(__file__).parents[2]
LANGUAGES = ROOT / "service" / "language"
ARABIC = re.compile("[\u0621-\u064a]{2}")
PLURALS = {"zero", "one", "two", "few", "many", "other"}


# Their errors are for programs: no command raises them.
NO_COMMAND = re.compile(r"service\.(client|connection|mcp|tools|retrievers)")


def catalogue(code: str, part: str) -> dict[str, Any]:
    return tomllib.loads((LANGUAGES / code / f"{part}.toml").read_text("utf-8"))


def texts(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Keys and texts; the plurals of one text are one."""
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{path}{key}", value
        elif value.keys() <= PLURALS:
            yield f"{path}{key}", value["other"]
        else:
            yield from texts(value, f"{path}{key}.")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def every_command() -> Iterator[tuple[tuple[str, ...], typer.core.TyperCommand]]:
    def below(group: Any, path: tuple[str, ...]) -> Iterator[Any]:  # noqa: ANN401
        yield path, group
        for name, command in getattr(group, "commands", {}).items():
            yield from below(command, (*path, name))

    yield from below(typer.main.get_command(app), ())


COMMANDS = dict(every_command())


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, Language.EN),
        ({"LANG": "ar_EG.UTF-8"}, Language.AR),
        ({"LANG": "ar"}, Language.AR),
        ({"LANG": "arn_CL.UTF-8"}, Language.EN),
        ({"LANG": "fr_FR.UTF-8"}, Language.EN),
        ({"LANG": "ar_EG.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, Language.EN),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "C", "LC_ALL": "ar_SA.UTF-8"}, Language.AR),
        ({"LANG": "ar_EG.UTF-8", "LC_ALL": ""}, Language.AR),
    ],
)
def test_the_language_is_that_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: Language
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() is expected


def test_both_languages_say_the_same_things() -> None:
    english, arabic = (dict(texts(catalogue(code, "cli"))) for code in ("en", "ar"))
    assert english.keys() == arabic.keys()
    for key, text in english.items():
        assert placeholders(text) == placeholders(arabic[key]), key


def test_arabic_knows_every_plural() -> None:
    def check(table: dict[str, Any]) -> None:
        if "other" in table:
            assert table.keys() == PLURALS
        for value in table.values():
            if isinstance(value, dict):
                check(value)

    check(catalogue("ar", "cli"))


@pytest.mark.parametrize("locale", ["C.UTF-8", "ar_JO.UTF-8"])
def test_every_name_that_is_looked_up_is_there(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    for kind in Strength:
        assert words()(f"strength.{kind.name.lower()}")
    for change in Change:
        assert words()(f"change.{change.value}")


def test_every_option_is_explained_in_arabic_and_nothing_else_is() -> None:
    expected = {"headings." + key for key in catalogue("ar", "commands")["headings"]}
    expected |= {f"shared.{name}" for name in SHARED}
    for path, command in COMMANDS.items():
        prefix = ".".join(("shawahid", *path, ""))
        names = {param.name for param in command.params} - SHARED - FILTERS
        expected |= {f"{prefix}{name}" for name in ("about", "more", "examples", *names)}
    assert dict(texts(catalogue("ar", "commands"))).keys() == expected


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_in_both_languages_with_the_same_commands(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    assert isinstance(COMMANDS[path], Command | Group)
    english = run(*path, "--help").stdout
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    arabic = run(*path, "--help").stdout
    assert "Usage" in english
    assert not re.search(r"Usage|Options|Show this|<(?!reader|relevance)|│", arabic)
    assert len(ARABIC.findall(arabic)) > 10
    for option in set(re.findall(r"--[a-z][a-z-]+", english)):
        assert option in arabic

    def examples(shown: str) -> list[str]:
        lines = [line.strip() for line in shown.splitlines()]
        return [" ".join(line.split()) for line in lines if line.startswith("shawahid ")]

    if isinstance(COMMANDS[path], Command):
        assert examples(COMMANDS[path].help or "") == examples(arabic)


def test_every_error_is_explained_in_arabic() -> None:
    for package in (search, indexer, service):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"__main__|torch_forward|service\.retrievers\.", module.name):
                importlib.import_module(module.name)

    def below(kind: type[ShawahidError]) -> set[str]:
        return {kind.__name__}.union(
            *(
                below(child)
                for child in kind.__subclasses__()
                if not NO_COMMAND.match(child.__module__)
            )
        )

    mine = {name for name in below(ShawahidError) if not name.startswith("Test")}
    assert catalogue("ar", "errors").keys() >= mine


@pytest.mark.usefixtures("arabic")
def test_an_error_without_words_of_its_own_has_those_above_it() -> None:
    class TestError(IndexMissingError):
        """One that the catalogue does not know."""

    assert explanation(TestError()) == explanation(IndexMissingError())


def test_an_error_is_explained_and_then_quoted(
    arabic: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = arabic("info").exception
    assert isinstance(refused, IndexMissingError)
    print_failure(refused)
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("شواهد: لا فهرس")
    assert second.strip() == f"\u2068{refused}\u2069"


@pytest.mark.usefixtures("arabic")
@pytest.mark.parametrize("arguments", [["search"], ["search", "x", "-k", "0"], ["nonsense"]])
def test_a_mistyped_command_is_explained_in_arabic(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["shawahid", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert shown.startswith("شواهد: خطأ في كتابة الأمر.")
    assert "الاستعمال: shawahid" in shown
    assert "--help" in shown


@pytest.mark.usefixtures("arabic")
def test_what_this_program_says_of_a_command_is_arabic_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["shawahid", "index", "/nowhere/at/all"])
    with pytest.raises(SystemExit):
        main()
    shown = capsys.readouterr().err
    assert "لا وجود لـ \u2068/nowhere/at/all\u2069" in shown
    assert "Invalid" not in shown


def test_a_whole_session_is_in_arabic(arabic: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02")
    shown = arabic("index", SEEDS, tmp_path / "bad.txt").stdout
    assert "مضافة: 5" in shown
    assert "متروكة: 1" in shown
    assert "تُرك \u2068" in shown
    for arguments in (
        ("search", "من هو وزير العدل الأردني؟"),
        ("info",),
        ("verify",),
        ("backup", tmp_path / "b"),
        ("restore", tmp_path / "b"),
        ("export", tmp_path / "e.jsonl"),
        ("reindex",),
        ("delete", "001_c5e6b1131d4ccf70"),
        ("key", "create", "--role", "reader", "--name", "غرفة الأخبار"),
        ("key", "list"),
    ):
        done = arabic(*arguments)
        assert done.exit_code == 0, done.output
        for line in filter(None, done.stdout.splitlines()):
            assert ARABIC.search(line) or arguments[0] == "search", line


def test_json_is_the_same_in_every_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index", SEEDS)
    commands = (("search", "المنظمة"), ("info",), ("verify",), ("show", "001_c5e6b1131d4ccf70"))
    english = [output(run(*arguments, "--json")) for arguments in commands]
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    assert [output(run(*arguments, "--json")) for arguments in commands] == english


def test_what_is_quoted_is_isolated_only_where_it_must_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert isolated("/a/b.txt") == "/a/b.txt"
    assert isolated("ملف") == "\u2068ملف\u2069"
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    assert isolated("/a/b.txt") == "\u2068/a/b.txt\u2069"
    assert isolated("shw_abc234") == "shw_abc234"
    assert isolated("a\u202eb\u2069") == "\u2068a\ufffdb\ufffd\u2069"


def test_arabic_help_comes_at_once_and_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from service.cli import main\n"
        "sys.argv = ['shawahid', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import json\n{code}"],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "ar_JO.UTF-8", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(json.loads(done.stdout.splitlines()[-1]))
    assert modules.isdisjoint({"numpy", "torch", "openvino", "faiss", "tantivy", "fastapi"})

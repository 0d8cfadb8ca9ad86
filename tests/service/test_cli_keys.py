import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search.errors import CollectionMissingError
from search.layout import FILE_NAME
from search.storage.database import Database
from service.access.audit import Action, AuditLog
from service.access.callers import Caller, Role
from service.access.keys import KeyDamagedError, Keys
from service.database import ServiceDatabase
from tests.service.conftest import Run, output

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The index of the commands, without documents."""
    folder = tmp_path / "index"
    folder.mkdir()
    Database.create(folder / FILE_NAME, {})
    return folder


def test_a_key_is_shown_once_and_opens_the_service(run: Run, folder: Path) -> None:
    for name in "ab":
        (folder / "collections" / name).mkdir(parents=True)
        Database.create(folder / "collections" / name / FILE_NAME, {})
    arguments = ["--role", "reader", "--collection", "b", "--collection", "a", "--rate", "60"]
    made = output(run("key", "create", *arguments, "--name", "مكتب", "--json"))
    token = made.pop("key")
    assert made["role"] == "reader"
    assert made["collections"] == ["a", "b"]
    assert made["rate"] == 60
    assert made["name"] == "مكتب"
    database = ServiceDatabase(folder)
    known = Keys(database).known(token)
    database.close()
    assert known is not None
    assert known.caller == Caller(made["id"], "مكتب", Role.READER, frozenset("ab"), 60)
    listed = run("key", "list", "--json")
    assert output(listed) == {"keys": [made]}
    assert token not in listed.output


def test_a_key_is_for_all_collections_by_default(run: Run, folder: Path) -> None:
    assert folder.exists()
    assert output(run("key", "create", "--role", "admin", "--json"))["collections"] is None


def test_keys_for_people(run: Run, folder: Path) -> None:
    assert folder.exists()
    made = run("key", "create", "--role", "editor", "--name", "desk")
    assert "shw_" in made.stdout
    listed = run("key", "list").stdout
    assert "editor" in listed
    assert "desk" in listed
    assert "all" in listed
    assert "shw_" not in listed


def test_a_revoked_key_stays_in_the_list(run: Run, folder: Path) -> None:
    assert folder.exists()
    made = output(run("key", "create", "--role", "reader", "--json"))
    assert output(run("key", "revoke", made["id"], "--json")) == {"revoked": made["id"]}
    (listed,) = output(run("key", "list", "--json"))["keys"]
    assert listed["revoked"] is not None


def test_a_key_with_a_role_that_is_none_is_told_in_one_line(run: Run, folder: Path) -> None:
    sound, wrong = (output(run("key", "create", "--role", "admin", "--json")) for _ in range(2))
    database = ServiceDatabase(folder)
    with database.transaction() as connection:
        connection.execute("UPDATE keys SET role = 'admio' WHERE id = ?", (wrong["id"],))
    database.close()
    listed = run("key", "list", "--json")
    assert isinstance(listed.exception, KeyDamagedError)
    assert wrong["id"] in str(listed.exception)
    assert "\n" not in str(listed.exception)
    assert [key["id"] for key in json.loads(listed.stdout)["keys"]] == [sound["id"]]
    run("key", "revoke", wrong["id"])
    assert len(output(run("key", "list", "--json"))["keys"]) == 2


def test_a_role_must_be_given_and_known(run: Run, folder: Path) -> None:
    assert folder.exists()
    assert run("key", "create").exit_code == 2
    assert run("key", "create", "--role", "owner").exit_code == 2


def test_keys_need_an_index(run: Run) -> None:
    result = run("key", "list")
    assert "there is no index" in str(result.exception)


def test_an_address_for_others_is_refused_in_one_line_until_there_is_a_key(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = ["--host", "0.0.0.0", "--port", port]  # noqa: S104
    result = subprocess.run(
        [sys.executable, "-m", "service", "serve", *address, "--index", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "shawahid key create" in line
    assert "--without-keys" in line


@pytest.fixture
def in_a_process(run: Run, folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Lists a key with an Arabic name in a process of its own, by an environment."""
    assert folder.exists()
    run("key", "create", "--role", "admin", "--name", "الأرشيف")

    def listed(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "service", "key", "list"],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    return listed


def test_a_terminal_that_is_said_to_have_no_width_is_printed_to(
    in_a_process: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert "الأرشيف" in in_a_process(COLUMNS="0").stdout


def test_an_output_that_cannot_have_arabic_is_told_in_one_line(
    in_a_process: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    for encoding in ("ascii", "cp1252"):
        done = in_a_process(PYTHONIOENCODING=encoding)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert "PYTHONIOENCODING=utf-8" in line


def test_a_key_for_what_is_no_collection_is_refused(run: Run, folder: Path) -> None:
    assert folder.exists()
    result = run("key", "create", "--role", "reader", "--collection", "../x")
    assert isinstance(result.exception, CollectionMissingError)
    result = run("key", "create", "--role", "reader", "--collection", "not-there")
    assert isinstance(result.exception, CollectionMissingError)
    assert output(run("key", "list", "--json"))["keys"] == []


def test_the_audit_log_is_json_lines(run: Run, folder: Path) -> None:
    database = ServiceDatabase(folder)
    log, caller = AuditLog(database), Caller("k", "desk", Role.READER)
    log.record(caller, Action.SEARCH, ["default"], "سؤال\nثان")
    log.record(caller, Action.READ, ["default"], "a/b")
    database.close()
    first, second = map(json.loads, run("audit").stdout.splitlines())
    assert first["subject"] == "سؤال\nثان"
    assert second == {**second, "key_id": "k", "action": "read", "collections": ["default"]}
    assert set(first) == {"at", "key_id", "action", "collections", "subject"}


@pytest.mark.parametrize(
    "command", [["key", "create"], ["key", "list"], ["key", "revoke"], ["audit"]]
)
def test_every_command_has_help_with_an_example(run: Run, command: list[str]) -> None:
    shown = run(*command, "--help").stdout
    assert f"shawahid {' '.join(command)}" in shown
    assert "--index" in shown

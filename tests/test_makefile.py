"""`make` finds a Python that is supported, and says what to install where there is none."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# A Python whose version is as the name says, with or without the module venv.
FAKE = """#!/bin/sh
case "$2" in
  *version_info*) exit {unsupported} ;;
  *ensurepip*) exit {without_venv} ;;
esac
echo "made by {name} with $*"
"""
SUPPORTED, OLD, WITHOUT_VENV = (0, 0), (1, 0), (0, 1)


def make(folder: Path, pythons: dict[str, tuple[int, int]]) -> subprocess.CompletedProcess[str]:
    """Make the environment where these Pythons are, and no other."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("make", "sh", "echo"):
        (programs / name).symlink_to(shutil.which(name) or "")
    for name, (unsupported, without_venv) in pythons.items():
        (programs / name).write_text(
            FAKE.format(name=name, unsupported=unsupported, without_venv=without_venv)
        )
        (programs / name).chmod(0o755)
    environment = {"PATH": str(programs), "LC_ALL": "C"}
    venv = folder / "venv"
    return subprocess.run(
        [programs / "make", "-C", ROOT, f"VENV={venv}", f"{venv}/bin/python"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3.13": SUPPORTED, "python3": SUPPORTED}, "python3.13"),
        ({"python3.12": SUPPORTED, "python3": SUPPORTED}, "python3.12"),
        # The shim of a version that is not there fails, whatever it is asked.
        ({"python3.11": OLD, "python3.14": SUPPORTED}, "python3.14"),
        ({"python3": SUPPORTED}, "python3"),
    ],
)
def test_a_supported_python_is_found(
    tmp_path: Path, pythons: dict[str, tuple[int, int]], chosen: str
) -> None:
    made = make(tmp_path, pythons)
    assert f"made by {chosen} with -m venv {tmp_path}/venv" in made.stdout


@pytest.mark.parametrize("pythons", [{}, {"python3": OLD}])
def test_what_to_install_is_said_where_no_python_is_supported(
    tmp_path: Path, pythons: dict[str, tuple[int, int]]
) -> None:
    made = make(tmp_path, pythons)
    assert made.returncode != os.EX_OK
    assert "No Python from 3.11 to 3.14" in made.stderr
    assert "apt install python3 python3-venv" in made.stderr
    assert "made by" not in made.stdout


def test_what_to_install_is_said_where_the_module_venv_is_missing(tmp_path: Path) -> None:
    made = make(tmp_path, {"python3.12": WITHOUT_VENV})
    assert made.returncode != os.EX_OK
    assert "apt install python3.12-venv" in made.stderr
    assert "made by" not in made.stdout

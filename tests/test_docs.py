"""What the README says is there is there, and what is there the README says."""

import re
from pathlib import Path

import pytest

from service.app import create_app
from service.cli import app
from service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text("utf-8")
API = (ROOT / "docs" / "api.md").read_text("utf-8")
SOURCES = [p for folder in ("search", "indexer", "service") for p in (ROOT / folder).rglob("*.py")]
COMMANDS = [
    *(command.name for command in app.registered_commands),
    *(
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        if group.typer_instance is not None
        for command in group.typer_instance.registered_commands
        if command.callback is not None
    ),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"^    shawahid {command} ", COMMAND_LINE, re.MULTILINE) or (
        f"    shawahid {command}\n" in COMMAND_LINE
    )


def test_the_documents_name_no_other_command() -> None:
    first_words = {str(command).split()[0] for command in COMMANDS}
    assert set(re.findall(r"shawahid (\w+)", README + COMMAND_LINE)) <= first_words


def test_every_environment_variable_is_documented() -> None:
    used = {
        name for path in SOURCES for name in re.findall(r"SHAWAHID_[A-Z]+", path.read_text("utf-8"))
    }
    assert used == set(re.findall(r"SHAWAHID_[A-Z]+", COMMAND_LINE))


def test_every_route_of_the_api_is_documented() -> None:
    paths = create_app(Settings(ROOT), lambda: pytest.fail("opened")).openapi()["paths"]
    for path in paths:
        assert path in API


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (run|demo|test|check)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_vendored_fonts_carry_their_licences() -> None:
    fonts = ROOT / "service" / "static" / "fonts"
    for font in fonts.glob("*.woff2"):
        family = re.sub(r"-(arabic|latin)-\d+-normal$", "", font.stem)
        assert "SIL OPEN FONT LICENSE" in (fonts / f"{family}-OFL.txt").read_text("utf-8").upper()


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_every_link_of_the_documents_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target

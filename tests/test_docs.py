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
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
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
    assert set(re.findall(r"shawahid (\w[\w-]*)", README + COMMAND_LINE)) <= first_words


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
    for target in set(re.findall(r"`make ([a-z-]+)", README + CONTRIBUTING)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_vendored_fonts_carry_their_licences() -> None:
    fonts = ROOT / "service" / "static" / "fonts"
    for font in fonts.glob("*.woff2"):
        family = re.sub(r"-(arabic|latin)-\d+-normal$", "", font.stem)
        assert "SIL OPEN FONT LICENSE" in (fonts / f"{family}-OFL.txt").read_text("utf-8").upper()


DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "benchmarks" / "README.md",
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(path: Path) -> None:
    for target, heading in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", path.read_text("utf-8")):
        if "://" not in target:
            found = path.parent / target if target else path
            assert found.exists(), target
            assert not heading or heading in headings(found), f"{target}#{heading}"


def headings(path: Path) -> set[str]:
    """The addresses of a document's headings."""
    lines = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


def test_every_decision_is_listed_and_has_its_parts() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \| (.+) \|$", index, re.MULTILINE)
    assert [(page.name[:4], page.name) for page in pages] == [row[:2] for row in listed]
    assert [number for number, *_ in listed] == [f"{i:04}" for i in range(1, len(pages) + 1)]
    for page, (number, _, title) in zip(pages, listed, strict=True):
        text = page.read_text("utf-8")
        assert text.startswith(f"# {number}: {title}\n")
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Question", "What was tried", "Decision", "Command"], page.name


def test_the_commands_of_decisions_and_figures_exist() -> None:
    for path in [ROOT / "benchmarks" / "README.md", *(ROOT / "docs" / "decisions").glob("*.md")]:
        for module in re.findall(r"python -m (benchmarks\.\w+)", path.read_text("utf-8")):
            file = ROOT / Path(*module.split("."))
            assert file.with_suffix(".py").is_file() or file.is_dir(), f"{path.name}: {module}"

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.fields import FACETS
from service.language import Language, holds, plural, translator

FOLDER = Path(__file__).parents[2] / "service" / "language"
# What only Arabic needs: English help and errors stand where the commands and errors do.
ARABIC_ONLY = {"commands.toml", "errors.toml", "reasons.toml"}
PARTS = sorted({path.name for path in FOLDER.glob("*/*.toml")} - ARABIC_ONLY)
# A page in a language that is made of the catalogues of English.
_IN_FRENCH = """
from fastapi.testclient import TestClient
from service.app import create_app
from search.fields import FACETS
from service.language import Language, translator
from service.settings import Settings
from tests.service.conftest import LOCAL, NEWS, make_archive
from pathlib import Path

archive = make_archive(Path("index"), *NEWS[:3])
with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
    for path in ("/", "/?q=الوفد&source=الصباح", "/help", "/documents/none"):
        print(client.get(path, params={"lang": "fr"}).text)
"""
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def entries(catalogue: dict[str, object], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Keys and their placeholders; the forms of a plural are one entry."""
    for key, value in catalogue.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict):
            yield name, set(_PLACEHOLDER.findall(str(value)))
        elif set(value) <= CATEGORIES:
            yield name, set(_PLACEHOLDER.findall(str(value.get("other"))))
        else:
            yield from entries(value, f"{name}.")


def catalogue(language: Language, part: str) -> dict[str, object]:
    return tomllib.loads((FOLDER / language.value / part).read_text("utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_all_languages_have_the_same_keys_and_placeholders(part: str) -> None:
    first, *others = (dict(entries(catalogue(language, part))) for language in Language)
    for other in others:
        assert other == first


@pytest.mark.parametrize("part", [part for part in PARTS if part != "language.toml"])
def test_arabic_is_arabic_and_english_is_english(part: str) -> None:
    english = str(catalogue(Language.EN, part)).replace("العربية", "")
    assert not re.search("[\u0621-\u064a]", english)


def test_every_word_of_the_pages_is_used() -> None:
    service = FOLDER.parent
    files = [each for kind in ("html", "txt", "py") for each in service.rglob(f"*.{kind}")]
    text = "\n".join(file.read_text("utf-8") for file in files)
    unused, labels = [], {facet.labels for facet in FACETS}
    for key, _ in entries(catalogue(Language.AR, "web.toml")):
        group = key.rpartition(".")[0]
        if group in labels:
            continue
        is_composed = bool(group) and (f'"{group}." ~' in text or f"{group}.{{" in text)
        if not is_composed and f'"{key}"' not in text and f"'{key}'" not in text:
            unused.append(key)
    assert not unused


@pytest.mark.parametrize(
    ("count", "category"),
    [
        *[(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (10, "few"), (11, "many")],
        *[(99, "many"), (100, "other"), (102, "other"), (103, "few"), (111, "many")],
    ],
)
def test_arabic_counts_in_six_ways(count: int, category: str) -> None:
    assert plural(Language.AR, count) == category


@pytest.mark.parametrize(("count", "text"), [(1, "نتيجة واحدة"), (2, "نتيجتان"), (11, "11 نتيجة")])
def test_a_count_chooses_its_form(count: int, text: str) -> None:
    assert translator(Language.AR, "web")("results.count", count=count) == text


def test_a_word_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        translator(Language.AR, "web")("results.nothing")


def test_a_value_is_not_read_for_placeholders() -> None:
    said = translator(Language.EN, "web")("filters.remove", label="{0} {name}")
    assert said == "Remove: {0} {name}"


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("n = 0,1", {0, 1}),
        ("n % 10 = 1 and n % 100 != 11", {1, 21, 31}),
        ("n % 10 = 2..4 and n % 100 != 12..14", {2, 3, 4, 22, 23, 24, 32, 33, 34}),
        ("n = 7 or n = 9", {7, 9}),
    ],
)
def test_a_rule_of_plurals_is_read_as_cldr_writes_it(rule: str, counts: set[int]) -> None:
    assert {count for count in range(40) if holds(rule, count)} == counts


def test_a_language_is_added_by_its_catalogues_alone(tmp_path: Path) -> None:
    root = FOLDER.parents[1]
    shutil.copytree(root / "service", tmp_path / "service")
    folder = tmp_path / "service" / "language"
    shutil.copytree(folder / "en", folder / "fr")
    about = (folder / "fr" / "language.toml").read_text("utf-8")
    (folder / "fr" / "language.toml").write_text(about.replace("English", "Français"), "utf-8")
    web = (folder / "fr" / "web.toml").read_text("utf-8")
    (folder / "fr" / "web.toml").write_text(web.replace("Write a question", "Posez"), "utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{root}", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _IN_FRENCH],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count('<html lang="fr" dir="ltr">') == 4
    assert done.stdout.count('placeholder="Posez') == 4
    assert 'hreflang="ar" dir="rtl">العربية</a>' in done.stdout
    assert 'hreflang="en" dir="ltr">English</a>' in done.stdout
    assert "Français" not in done.stdout

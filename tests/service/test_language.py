import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.language import Language, plural, translator

FOLDER = Path(__file__).parents[2] / "service" / "language"
# What only Arabic needs: English help and errors stand where the commands and errors do.
ARABIC_ONLY = {"commands.toml", "errors.toml"}
PARTS = sorted({path.name for path in FOLDER.glob("*/*.toml")} - ARABIC_ONLY)
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def entries(catalogue: dict[str, object], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Keys and their placeholders; the forms of a plural are one entry."""
    for key, value in catalogue.items():
        name = f"{prefix}{key}"
        if not isinstance(value, dict):
            yield name, set(_PLACEHOLDER.findall(str(value)))
        elif set(value) <= CATEGORIES:
            yield name, set(_PLACEHOLDER.findall(str(value["other"])))
        else:
            yield from entries(value, f"{name}.")


def catalogue(language: Language, part: str) -> dict[str, object]:
    return tomllib.loads((FOLDER / language.value / part).read_text("utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_have_the_same_keys_and_placeholders(part: str) -> None:
    arabic, english = (dict(entries(catalogue(language, part))) for language in Language)
    assert arabic == english


@pytest.mark.parametrize("part", PARTS)
def test_arabic_is_arabic_and_english_is_english(part: str) -> None:
    english = str(catalogue(Language.EN, part)).replace("العربية", "")
    assert not re.search("[\u0621-\u064a]", english)


def test_every_word_of_the_pages_is_used() -> None:
    service = FOLDER.parent
    files = [*service.rglob("*.html"), *service.rglob("*.py")]
    text = "\n".join(file.read_text("utf-8") for file in files)
    unused = []
    for key, _ in entries(catalogue(Language.AR, "web.toml")):
        group = key.rpartition(".")[0]
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

"""The catalogues of what the service says."""

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service import language
from service.language import Language

FOLDER = Path(language.__file__).parent
PARTS = sorted({path.stem for path in FOLDER.glob("*/*.toml")})


@pytest.mark.parametrize("part", PARTS)
def test_both_languages_say_the_same_things(part: str) -> None:
    arabic, english = (dict(placeholders(catalogue(each, part))) for each in Language)

    assert arabic == english


def catalogue(spoken: Language, part: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / spoken.value / f"{part}.toml").read_text("utf-8"))


def placeholders(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every key with the placeholders of its text; a language may have plurals of its own."""
    for key, value in table.items():
        if isinstance(value, dict) and not value.keys() & {"one", "few", "many"}:
            yield from placeholders(value, f"{prefix}{key}.")
            continue
        texts = value.values() if isinstance(value, dict) else [value]
        parsed = [field for text in texts for field in string.Formatter().parse(text)]
        yield f"{prefix}{key}", {name for _, name, _, _ in parsed if name}

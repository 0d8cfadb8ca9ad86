"""What is said to people, in Arabic and in English: one catalogue a part of the product."""

import tomllib
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Protocol


class Language(Enum):
    """A language that the product speaks."""

    AR = "ar"
    EN = "en"


class Translate(Protocol):
    """The words of one language."""

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with the values in their places."""


@cache
def translator(language: Language, part: str) -> Translate:
    """The words of a part, which is the name of a catalogue without ``.toml``."""
    file = Path(__file__).parent / language.value / f"{part}.toml"
    catalogue: dict[str, str] = tomllib.loads(file.read_text("utf-8"))

    def translate(key: str, **values: object) -> str:
        return catalogue[key].format(**values)

    return translate

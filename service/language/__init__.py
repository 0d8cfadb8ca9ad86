"""What the service says, and in which languages: a folder of catalogues for each.

A language is added by a folder alone: the catalogues of another one, translated.
"""

import re
import tomllib
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

Translate = Callable[..., str]

_FOLDER = Path(__file__).parent
_RELATION = re.compile(r"n(?: % (?P<modulus>\d+))? (?P<sign>!?=) (?P<ranges>[\d.,]+)")


class Language(Enum):
    """A language that the service speaks, by its ISO 639-1 code."""

    _ignore_ = "folder"

    # Arabic is that of the pages, English that of programs, where nobody asks for another.
    AR = "ar"
    EN = "en"
    # Each other folder is a member too, called like its code.
    for folder in sorted(path.parent.name for path in _FOLDER.glob("*/language.toml")):
        if folder not in {"ar", "en"}:
            vars()[folder.upper()] = folder

    @property
    def own_name(self) -> str:
        """What it is called in itself."""
        return translator(self, "language")("name")

    @property
    def direction(self) -> str:
        """The base direction of its script, as in HTML's ``dir``."""
        return translator(self, "language")("direction")


@cache
def translator(language: Language, part: str) -> Translate:
    """A function from a dotted key, and values for its placeholders, to the words.

    A table with the plural categories of CLDR (``one``, ``two``, ``few``, ``many``, ``other``)
    is chosen from by the value ``count``. A key that the catalogue lacks is a ``KeyError``.

    Args:
        language: to speak.
        part: a catalogue, such as ``web``.
    """
    catalogue = _catalogue(language, part)

    def translate(key: str, **values: object) -> str:
        found: object = catalogue
        for name in key.split("."):
            if not isinstance(found, dict):
                raise KeyError(key)
            found = found[name]
        if isinstance(found, dict):
            found = found.get(plural(language, values["count"]), found["other"])
        return str(found).format(**values) if values else str(found)

    return translate


def plural(language: Language, count: object) -> str:
    """The plural category of a whole number, by the rules of CLDR."""
    if not isinstance(count, int):
        msg = f"the count is a whole number, not {count!r}"
        raise TypeError(msg)
    rules = _catalogue(language, "language")["plural"]
    return next((name for name, rule in rules.items() if holds(rule, count)), "other")


def holds(rule: str, count: int) -> bool:
    """Whether a rule such as ``n % 10 = 1 and n % 100 != 11`` holds for a number."""
    return any(
        all(_is_true(relation, count) for relation in condition.split(" and "))
        for condition in rule.split(" or ")
    )


def _is_true(relation: str, count: int) -> bool:
    found = _RELATION.fullmatch(relation)
    if found is None:
        msg = f"not a relation of a plural rule: {relation!r}"
        raise ValueError(msg)
    number = count % int(found["modulus"]) if found["modulus"] else count
    ranges = (bounds.split("..") for bounds in found["ranges"].split(","))
    is_in = any(int(bounds[0]) <= number <= int(bounds[-1]) for bounds in ranges)
    return is_in is (found["sign"] == "=")


def catalogue_if_any(language: Language, part: str) -> dict[str, Any]:
    """A catalogue that a language need not have, as it is written; empty where it has none."""
    is_there = (_FOLDER / language.value / f"{part}.toml").exists()
    return _catalogue(language, part) if is_there else {}


@cache
def _catalogue(language: Language, part: str) -> dict[str, Any]:
    path = _FOLDER / language.value / f"{part}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))

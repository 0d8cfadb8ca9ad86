"""What the service says, in Arabic and in English: one catalogue a part and language."""

import tomllib
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path

Translate = Callable[..., str]

_FEW = range(3, 11)


class Language(Enum):
    """A language that the service speaks, by its ISO 639-1 code."""

    AR = "ar"
    EN = "en"

    @property
    def direction(self) -> str:
        """The base direction of its script, as in HTML's ``dir``."""
        return "rtl" if self is Language.AR else "ltr"


@cache
def translator(language: Language, part: str) -> Translate:
    """A function from a dotted key, and values for its placeholders, to the words.

    A table with the plural categories of CLDR (``one``, ``two``, ``few``, ``many``, ``other``)
    is chosen from by the value ``count``. A key that the catalogue lacks is a ``KeyError``.

    Args:
        language: to speak.
        part: a catalogue, such as ``web``.
    """
    catalogue = tomllib.loads(_path(language, part).read_text(encoding="utf-8"))

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
    if language is Language.EN:
        return "one" if count == 1 else "other"
    if count < _FEW.start:
        return ("zero", "one", "two")[count]
    if count % 100 in _FEW:
        return "few"
    return "many" if count % 100 > _FEW.stop - 1 else "other"


def _path(language: Language, part: str) -> Path:
    return Path(__file__).parent / language.value / f"{part}.toml"

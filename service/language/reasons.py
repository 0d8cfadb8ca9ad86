"""Why input was left out, in the reader's language.

The readers say it in English, with names and numbers of the input in it. What a language lacks
stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from service.language import Language, catalogue_if_any

_NAMED = re.compile(r"\{\}")
# Reasons that are kept: one page has a thousand at most, and is asked for again and again.
_KEPT = 2000


def reason_in(reason: str, language: Language, named: Callable[[str], str] = str) -> str | None:
    """A reason in a language; ``None`` where it has no words for it.

    Args:
        reason: as it was given, in English.
        language: to say it in.
        named: makes what the input is called by, and what no words are for, fit for a sentence.
    """
    found = _taken_apart(reason, language)
    if found is None:
        return None
    said, parts = found
    shown = iter([reason_in(part, language, named) or named(part) for part in parts])
    return _NAMED.sub(lambda _: next(shown), said)


@lru_cache(_KEPT)
def _taken_apart(reason: str, language: Language) -> tuple[str, tuple[str, ...]] | None:
    """The words for a reason, and what stands in it for the braces."""
    for pattern, said in _patterns(language):
        if (match := pattern.fullmatch(reason)) is not None:
            return said, match.groups()
    return None


@cache
def _patterns(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """Of two that match, the one with more words of its own comes first."""
    templates = sorted(_templates(language), key=lambda each: -len(each[0]))
    return [
        (re.compile("(.*?)".join(map(re.escape, text.split("{}"))), re.DOTALL), said)
        for text, said in templates
    ]


def _templates(language: Language) -> Iterator[tuple[str, str]]:
    yield from catalogue_if_any(language, "reasons").items()

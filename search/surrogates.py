"""Halves of surrogate pairs, which names and JSON may hold, and no text that is written."""

import re

_HALF = re.compile("[\ud800-\udfff]")


def is_text(text: str) -> bool:
    """Whether all of it are characters."""
    return _HALF.search(text) is None


def as_text(text: str) -> str:
    """The same with a replacement character (U+FFFD) for each half of a pair."""
    return _HALF.sub("\ufffd", text)

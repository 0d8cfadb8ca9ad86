"""Whether ``@supports`` holds in browsers of today, as far as that is known."""

from collections.abc import Sequence

import tinycss2
from tinycss2.ast import Node

from indexer.readers.html_declarations import WORDS
from indexer.readers.html_media import condition

# What all browsers have, beside which there is more that they may have.
_SUPPORTED = {
    **WORDS,
    "object-fit": {"contain", "cover", "fill", "none", "scale-down"},
    "flex-wrap": {"wrap", "nowrap", "wrap-reverse"},
}
_OF_SOME = {"run-in", "-webkit-sticky", "-webkit-flex", "-webkit-inline-flex"}
_OF_FORMER_BROWSERS = ("-ms-", "-o-", "-khtml-")


def supports_holds(prelude: Sequence[Node]) -> bool | None:
    """Whether browsers have what is asked for with ``@supports``; ``None`` if that is not known."""
    tokens = [each for each in prelude if each.type not in {"whitespace", "comment"}]
    return condition(tokens, _has)


def _has(inside: Sequence[Node]) -> bool | None:
    """Whether browsers have a property with a value."""
    name, colon, value = tinycss2.serialize(inside).strip().lower().partition(":")
    name, value = name.strip(), value.strip()
    if not colon:
        return None
    if name.startswith(_OF_FORMER_BROWSERS) or value.startswith(_OF_FORMER_BROWSERS):
        return False
    is_known = name.startswith("--") or value in _SUPPORTED.get(name, set()) - _OF_SOME
    return True if is_known else None

"""Which language a client asks for with the header ``Accept-Language``."""

import re

from service.language import Language

# The header may be as long as a client likes; what it prefers stands among the first.
_MOST_RANGES = 20
_RANGE = re.compile(
    r"\s*(?P<code>[a-z]{2}|\*)(?:-[a-z0-9-]*)?\s*(?:;\s*q=(?P<weight>[01](?:\.[0-9]{0,3})?)\s*)?",
    re.ASCII | re.IGNORECASE,
)
_CODES = {language.value: language for language in Language}


def accepted(header: str | None) -> Language:
    """The language of the greatest weight (RFC 9110, 12.5.4), English where none is known."""
    best, language = 0.0, Language.EN
    for part in (header or "").split(",")[:_MOST_RANGES]:
        match = _RANGE.fullmatch(part)
        found = _CODES.get(match["code"].lower()) if match else None
        weight = float(match["weight"] or 1) if match else 0.0
        if found is not None and weight > best:
            best, language = weight, found
    return language

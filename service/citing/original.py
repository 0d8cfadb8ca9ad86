"""A link to the original that scrolls to the quotation, by a text fragment.

See https://wicg.github.io/scroll-to-text-fragment/: a browser that knows it marks the text from the
first words to the last ones, another one opens the page as ever.
"""

from urllib.parse import quote as percent_encode

from search.kinds import Unit
from search.parts import Location
from service.citing.text import CONTROLS, web_url

# Enough to be found once on a page, and few enough to survive small differences of markup.
_WORDS_AT_EACH_END = 5
_DIRECTIVE = ":~:"


def original_link(url: str | None, quote: str, location: Location | None = None) -> str | None:
    """Address of the original at the quotation, ``None`` where there is none to follow.

    Args:
        url: what the source gave.
        quote: whole words; each of its lines is taken for a block of the page, within which a
            browser looks for the first words and for the last ones.
        location: of the quotation; where that is a time, the address is of a recording.
    """
    address = web_url(url)
    if address is not None and location is not None and location.unit is Unit.TIME:
        return f"{address.partition('#')[0]}#t={_seconds(location.first)}"
    lines = [words for line in quote.splitlines() if (words := _words(line))]
    if address is None or not lines:
        return address
    first, last = lines[0], lines[-1]
    if len(lines) == 1 and len(first) <= 2 * _WORDS_AT_EACH_END:
        text = _encoded(first)
    else:
        text = f"{_encoded(first[:_WORDS_AT_EACH_END])},{_encoded(last[-_WORDS_AT_EACH_END:])}"
    page, _, fragment = address.partition("#")
    return f"{page}#{fragment.partition(_DIRECTIVE)[0]}{_DIRECTIVE}text={text}"


def _seconds(time: str) -> int:
    """From the beginning of a recording: see https://www.w3.org/TR/media-frags/."""
    hours, minutes, seconds = time.split(":")
    return (int(hours) * 60 + int(minutes)) * 60 + int(seconds)


def _words(line: str) -> list[str]:
    return [word for each in line.split() if (word := CONTROLS.sub("", each))]


def _encoded(words: list[str]) -> str:
    # A dash would make the words the context of others.
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")

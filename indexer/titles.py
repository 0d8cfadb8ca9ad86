"""The title of a text that has no title field."""

from search.arabic.sentences import sentences

HEADING_LENGTH = 200  # code points; a longer first line is a paragraph
EXCERPT_LENGTH = 100  # code points


def title_of(text: str) -> str | None:
    """The first line when it reads like a heading, otherwise the start of the first sentence."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), None)
    if line is None:
        return None
    if len(line) < HEADING_LENGTH and not _has_full_stop(line):
        return line
    first = sentences(line)[0]
    return _excerpt(line[first.start : first.end])


def _has_full_stop(line: str) -> bool:
    return any(line[: span.end].endswith(".") for span in sentences(line))


def _excerpt(sentence: str) -> str:
    if len(sentence) <= EXCERPT_LENGTH:
        return sentence
    return sentence[:EXCERPT_LENGTH].rsplit(maxsplit=1)[0] + "…"

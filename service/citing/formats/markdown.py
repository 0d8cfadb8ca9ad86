"""Markdown (CommonMark) in which the words of articles stay words."""

import re

from search.records import Hit
from service.citing.selection import Selection

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINE_END = re.compile(r"\r\n|\r|\n")
# A parser would drop them, or take what follows for code.
_LEADING_SPACE = re.compile(r"^[ \t]+|[ \t]+$")


def to_markdown(selection: Selection) -> bytes:
    """A heading, then each hit as a heading, a block quotation and its citation with links."""
    parts = [f"# {_escaped(selection.heading)}", *(_hit(hit, selection) for hit in selection.hits)]
    return ("\n\n".join(parts) + "\n").encode()


def _hit(hit: Hit, selection: Selection) -> str:
    citation = hit.citation
    links = [(selection.t("permalink"), selection.permalink(citation))]
    if original := selection.original(citation):
        links.append((selection.t("url"), original))
    return "\n\n".join(
        [
            # The full stop is escaped: a heading is no list.
            f"## {hit.rank}\\. {_escaped(selection.title(citation))}",
            _quoted(selection.t("quotation", quote=citation.quote)),
            _escaped(selection.line(citation)),
            # Between angle brackets parentheses may stand in an address, and nothing of it can
            # end it: `<`, `>`, `\` and line ends are percent-encoded.
            " | ".join(f"[{label}](<{address}>)" for label, address in links),
        ]
    )


def _quoted(text: str) -> str:
    """A block quotation that reads as the text, line for line."""
    lines = [_escaped(_LEADING_SPACE.sub(_references, line)) for line in _LINE_END.split(text)]
    return "\\\n".join(f"> {line}" for line in lines)


def _references(spaces: re.Match[str]) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces[0])


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\g<0>", text)

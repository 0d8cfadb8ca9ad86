"""Markdown (CommonMark) in which the words of articles stay words."""

import re

from search.records import Hit
from service.citing.selection import Selection

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&$]")
# At the beginning of a line: lists, and the line under a heading.
_LINE_MARKUP = re.compile(r"^([0-9]*)([-+=.)])")
_LINE_END = re.compile(r"\r\n|\r|\n")
# A parser would drop them, or take what follows for code.
_OUTER_SPACE = re.compile(r"^[ \t]+|[ \t]+$")


def to_markdown(selection: Selection) -> bytes:
    """A heading, then each hit: heading, sentence, what is told of it, quotation, line, links."""
    parts = [f"# {escaped(selection.heading)}", *(_hit(hit, selection) for hit in selection.hits)]
    return ("\n\n".join(parts) + "\n").encode()


def _hit(hit: Hit, selection: Selection) -> str:
    citation = hit.citation
    links = [(selection.t("permalink"), selection.permalink(hit))]
    if original := selection.original(citation):
        links.append((selection.t("url"), original))
    return "\n\n".join(
        [
            f"## {hit.rank}. {escaped(selection.title(citation))}",
            shown(selection.attested(hit)),
            *map(strong, selection.told(hit)),
            quoted(selection.quotation(citation)),
            escaped(selection.line(citation)),
            " | ".join(link(label, address) for label, address in links),
        ]
    )


def link(label: str, address: str) -> str:
    """A link; what could end an address in angle brackets is percent-encoded in it already."""
    target = address.replace("&", "\\&")
    return f"[{label}](<{target}>)"


def quoted(text: str) -> str:
    """A block quotation that reads as the text, line for line."""
    return "\\\n".join(f"> {escaped(line)}" for line in _LINE_END.split(text))


def strong(line: str) -> str:
    """A paragraph of one line that stands out."""
    return f"**{escaped(line)}**"


def shown(text: str) -> str:
    """A paragraph that reads as the text, line for line."""
    return "\\\n".join(escaped(line) for line in _LINE_END.split(text))


def escaped(line: str) -> str:
    """A line whose signs are no markup."""
    escaped = _LINE_MARKUP.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))
    return _OUTER_SPACE.sub(_references, escaped)


def _references(spaces: re.Match[str]) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces[0])

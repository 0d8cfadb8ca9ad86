"""A body as its writer's own words, and the older messages that are quoted or forwarded below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.readers.email_body import Line, is_quoted_below
from indexer.readers.email_headers import Header, introduction

_DEEPEST = 100  # messages quoted in messages
_SIGNATURE = ("-- ", "--", "-----BEGIN PGP SIGNATURE-----")


@dataclass(slots=True)
class Part:
    """One message of a thread.

    Attributes:
        header: who wrote it; ``None`` for the message that holds the others.
        depth: how often its own words are quoted.
        lines: its own, and those quoted in it without anything that introduces them.
    """

    header: Header | None
    depth: int
    lines: list[Line] = field(default_factory=list)

    def is_own(self, line: Line) -> bool:
        """Whether a line is of its writer's own words."""
        return line.depth <= self.depth


def thread(lines: Sequence[Line]) -> list[Part]:
    """The parts of a body: what its writer wrote, then the older messages in their order."""
    return list(_parts(lines, None, 0, 0))


def own_words(part: Part) -> tuple[list[Line], list[Line]]:
    """The lines of a part that its writer wrote, and the rest: quotations and the signature."""
    signed = next(
        (at for at, line in enumerate(part.lines) if _is_signature(line, part)), len(part.lines)
    )
    own = [line for line in part.lines[:signed] if part.is_own(line)]
    rest = [line for line in part.lines[:signed] if not part.is_own(line)]
    return own, rest + part.lines[signed:]


def _is_signature(line: Line, part: Part) -> bool:
    return part.is_own(line) and line.content.rstrip("\r") in _SIGNATURE


def _parts(lines: Sequence[Line], header: Header | None, depth: int, nested: int) -> Iterator[Part]:
    first = Part(header, depth)
    found: list[Part] = []
    current = first
    quoted: Part | None = None  # what lines that are quoted once more belong to
    at = 0
    while at < len(lines):
        line = lines[at]
        begun = introduction(lines, at) if line.depth <= depth else None
        if begun is not None:
            at += begun.lines
            older = Part(begun.header, depth)
            found.append(older)
            if is_quoted_below(lines, at, depth):
                quoted = older
            else:
                current, quoted = older, None
            continue
        if line.depth <= depth:
            current.lines.append(line)
            at += 1
            continue
        end = _end_of_quotation(lines, at, depth)
        if quoted is None and nested < _DEEPEST:
            # Lines that nothing introduces may hold headers themselves.
            inside = list(_parts(lines[at:end], None, line.depth, nested + 1))
            current.lines += inside[0].lines
            found += inside[1:]
        else:
            (quoted or current).lines.extend(lines[at:end])
        at = end
    yield first
    for part in found:
        yield from _unfolded(part, nested)


def _unfolded(part: Part, nested: int) -> Iterator[Part]:
    """A part whose lines are all quoted may hold older ones itself."""
    depth = min((line.depth for line in part.lines if line.content.strip()), default=part.depth)
    if depth > part.depth and nested < _DEEPEST:
        yield from _parts(part.lines, part.header, depth, nested + 1)
    else:
        yield part


def _end_of_quotation(lines: Sequence[Line], at: int, depth: int) -> int:
    while at < len(lines) and lines[at].depth > depth:
        at += 1
    return at

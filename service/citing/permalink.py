"""Links to a sentence that hold when the archive is indexed again, while its text is unchanged.

The address says where the passage was and has a digest of its text. Where that is no longer the
text at its place, the digest tells where it stands now. The digest is a polynomial hash modulo
2 ** 32, which can be had for every window of a long text at once (Karp and Rabin, 1987), and a
part of a SHA-256, which confirms what the first one finds. A sentence counts from the start of its
passage, so that it moves with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from types import MappingProxyType
from urllib.parse import quote, urlencode

import numpy as np
from numpy.typing import NDArray

from search.records import Citation, Span

# Digests of 20 digits were made before 40 were.
REFERENCE = "^[0-9]{1,9}-[0-9]{1,9}-(?:[0-9a-f]{20}){1,2}$"

# Odd, so that it has an inverse modulo the power of two.
_BASE = 0x9E3779B5
_ROLLING_DIGITS = 8
# With fewer, somebody finds two texts that have one digest, and puts the second for the first.
_CONFIRMING_DIGITS = 32
# Windows that are hashed at once; the nearest to the old place come first.
_BLOCK = 2**17
# By chance, one book of four million characters in a thousand has another window with the first
# hash. Where there are many they are made on purpose, and to confirm every one would take long.
_MOST_CONFIRMED = 64
_STEPS = {".", ".."}


@dataclass(frozen=True, slots=True)
class Reference:
    """A place and the digest of the text that stood there; as a string, ``START-END-DIGEST``."""

    start: int
    end: int
    digest: str

    @staticmethod
    def of(citation: Citation) -> "Reference":
        """The reference to a quotation."""
        return Reference(citation.start, citation.end, _digest(citation.quote))

    @staticmethod
    def of_part(citation: Citation, span: Span) -> "Reference":
        """The reference to a part of a quotation, in offsets of its document."""
        return Reference(*span, _digest(citation.part(span)))

    @staticmethod
    def of_text(text: str, span: Span) -> "Reference":
        """The reference to a part of a text."""
        return Reference(*span, _digest(text[slice(*span)]))

    @staticmethod
    def parse(text: str) -> "Reference":
        """The reference that a string says.

        Raises:
            ValueError: the string is not a reference.
        """
        if not re.fullmatch(REFERENCE, text):
            msg = f"expected START-END-DIGEST, got {text[:80]!r}"
            raise ValueError(msg)
        start, end, digest = text.split("-")
        return Reference(int(start), int(end), digest)

    def fits(self, words: str) -> bool:
        """Whether these are the words that the reference was made of."""
        is_as_long = len(words) == self.end - self.start
        return is_as_long and _digest(words).startswith(self.digest)

    def __str__(self) -> str:
        return f"{self.start}-{self.end}-{self.digest}"


def document_address(document_id: str, query: Mapping[str, object], page: str = "documents") -> str:
    """Path and query of a page of a document."""
    # A browser would resolve "." and ".." between slashes, and at the end also where escaped.
    parts = set(document_id.split("/"))
    if document_id in _STEPS:
        return f"/{page}/?{urlencode({'id': document_id, **query}, doseq=True)}"
    path = quote(document_id, safe="/" if _STEPS.isdisjoint(parts) else "")
    return f"/{page}/{path}?{urlencode(query, doseq=True)}"


def permalink(
    citation: Citation,
    sentence: Span | None = None,
    further: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """Path, query and anchor of the document's page, at a sentence of the quotation.

    Args:
        citation: of the quotation.
        sentence: in offsets of the document; by default the whole of the quotation.
        further: names and values that the query has besides.
    """
    part = part_of(citation, sentence or Span(citation.start, citation.end))
    place = (citation.document_id, citation.collection, Reference.of(citation))
    return address_at(*place, part, further)


def address_at(
    document_id: str,
    collection: str,
    reference: Reference,
    part: str,
    further: Mapping[str, object] = MappingProxyType({}),
) -> str:
    """The permanent link of a reference; ``part`` is that of its sentence (see ``part_of``)."""
    query = {"collection": collection, "passage": reference, "sentence": part, **further}
    return f"{document_address(document_id, query)}#sentence"


def part_of(citation: Citation, span: Span) -> str:
    """A part of a quotation as an address names it: ``START-END``, counted from the quotation."""
    return "-".join(map(str, span.shifted(-citation.start)))


def find(text: str, reference: Reference) -> Span | None:
    """Where the passage stands in a text.

    Returns:
        Its place: the old one if it is there, else the nearest to it; ``None`` if the text has it
        nowhere.
    """
    length = reference.end - reference.start
    last = len(text) - length
    if length <= 0 or last < 0:
        return None
    # The old place comes first and is lazily followed by the others: most texts do not move.
    for start in chain([reference.start], islice(_likely(text, reference), _MOST_CONFIRMED)):
        if reference.fits(text[start : start + length]):
            return Span(start, start + length)
    return None


def _likely(text: str, reference: Reference) -> Iterator[int]:
    """Starts of the windows with the reference's first hash, nearest to the old place first."""
    length = reference.end - reference.start
    last = len(text) - length
    wanted = int(reference.digest[:_ROLLING_DIGITS], 16)
    origin = min(reference.start, last)
    # A window longer than the block would be read many times over.
    size = max(_BLOCK, length)
    powers = _powers(size + length)
    for ring in range(0, max(origin, last - origin) + 1, size):
        sides = (
            Span(max(0, origin - ring - size + 1), origin - ring + 1),
            Span(origin + ring, min(last + 1, origin + ring + size)),
        )
        found = {
            side.start + int(at)
            for side in sides
            if side.start < side.end
            for at in _matches(text[side.start : side.end + length - 1], length, wanted, powers)
        }
        yield from sorted(found, key=lambda start: (abs(start - reference.start), start))


def _matches(text: str, length: int, wanted: int, powers: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Starts of the windows of a length that have the wanted hash."""
    terms = _codes(text) * powers[: len(text)]
    # Whatever overflows on the way, the differences are right.
    sums = np.concatenate([np.zeros(1, np.uint32), np.cumsum(terms, dtype=np.uint32)])
    windows = sums[length:] - sums[:-length]
    # A window's sum has the powers of its place.
    return np.flatnonzero(windows == powers[: len(windows)] * np.uint32(wanted))


def _digest(text: str) -> str:
    codes = _codes(text)
    rolling = int((codes * _powers(len(codes))).sum(dtype=np.uint32))
    confirming = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_CONFIRMING_DIGITS]
    return f"{rolling:0{_ROLLING_DIGITS}x}{confirming}"


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _powers(count: int) -> NDArray[np.uint32]:
    """The first powers of the base, modulo 2 ** 32."""
    powers = np.full(count, _BASE, np.uint32)
    powers[:1] = 1
    return np.cumprod(powers, dtype=np.uint32)

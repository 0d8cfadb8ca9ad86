"""How BM25 counts lengths: as Lucene and Tantivy keep them, so that every backend scores alike."""

B = 0.75
# Lengths are kept in a byte: exact up to here, then with four bits after the first.
_EXACT = 40
_BITS = 4


def counted_length(length: int) -> int:
    """A number of terms as it counts."""
    if length <= _EXACT:
        return length
    more = length - 24
    shift = max(0, more.bit_length() - _BITS)
    return 24 + (more >> shift << shift)

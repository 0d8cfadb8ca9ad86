"""The letters that bytes of RTF stand for, by the character sets of their fonts."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from indexer.readers.encoding import encoding_of
from indexer.readers.rtf_words import CHARSETS

_ANSI = "cp1252"
_SYMBOL = 2  # the character set of fonts that have no letters
_OF_ARABIC = frozenset({"cp1256", "iso8859-6", "mac_arabic"})

# Text of one place until its paragraph ends: letters, or bytes with their font.
Piece = str | tuple[bytes, int | None]
Block = list[Piece]


class Fonts:
    """What a file says of its fonts, and what is guessed where it does not."""

    def __init__(self) -> None:
        self._charsets: dict[int | None, str] = {}
        self._symbols: set[int | None] = set()
        self._code_page = _ANSI

    def declare_file(self, word: str, number: int | None) -> None:
        """Take what the head of the file says of all of it."""
        self._code_page = "mac_roman" if word == "mac" else _codec(number)

    def declare(self, font: int, word: str, number: int | None) -> None:
        """Take what the table of fonts says of one."""
        if word == "fcharset":
            self._charsets[font] = CHARSETS.get(number or 0, "")
            if number == _SYMBOL:
                self._symbols.add(font)
        elif word == "cpg":
            self._charsets[font] = _codec(number)

    def charset(self, font: int | None) -> str | None:
        """The codec of a font's character set, ``None`` where it is not one of letters."""
        return self._charsets.get(font) or None

    def guess(self, blocks: Iterable[Block]) -> None:
        """Guess the encoding of the bytes whose font has no character set of its own."""
        undecided = b" ".join(
            piece[0]
            for block in blocks
            for piece in block
            if not isinstance(piece, str) and self.charset(piece[1]) is None
        )
        if self._code_page != _ANSI or undecided.isascii():
            return
        try:
            found = encoding_of(undecided)
        except ValueError:
            return
        if found in _OF_ARABIC:
            self._code_page = found

    def text(self, block: Block) -> str:
        """The letters of a block."""
        runs: list[tuple[str | None, str | bytes]] = []
        for piece in block:
            if isinstance(piece, str):
                runs.append((None, piece))
            elif piece[1] not in self._symbols:
                runs.append((self.charset(piece[1]) or self._code_page, piece[0]))
        text = ""
        for codec, group in groupby(runs, key=itemgetter(0)):
            parts = [part for _, part in group]
            if codec is None:
                text += "".join(part for part in parts if isinstance(part, str))
            else:
                data = b"".join(part for part in parts if isinstance(part, bytes))
                text += data.decode(codec, "replace")
        # Two numbers make one character beyond the first 65,536.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _codec(number: int | None) -> str:
    name = f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return _ANSI
    return name

"""The letters that bytes of RTF stand for, by the character sets of their fonts."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from indexer.readers.encoding import encoding_of
from indexer.readers.mojibake import repaired
from indexer.readers.rtf_words import CHARSETS
from indexer.readers.scripts import Script, joined

_ANSI = "cp1252"
_SYMBOL = 2  # the character set of fonts that have no letters
# The bytes that windows-1252 has no letters for: kept as controls, they can be those of UTF-8.
_UNUSED = {0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_LOST = dict.fromkeys(_UNUSED.values(), "\ufffd")
_OF_ARABIC = frozenset({"cp1256", "iso8859-6", "mac_arabic"})


class Piece(NamedTuple):
    """Letters, or bytes of a font, and where they stand."""

    content: str | bytes
    font: int | None = None
    script: Script = Script.LINE


# Text of one place until its paragraph ends.
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
            piece.content
            for block in blocks
            for piece in block
            if isinstance(piece.content, bytes) and self.charset(piece.font) is None
        )
        if self._code_page != _ANSI or undecided.isascii():
            return
        try:
            found = encoding_of(undecided)
        except ValueError:
            return
        if found in _OF_ARABIC:
            # Of a few letters several encodings make words: those of other fonts tell.
            declared = _OF_ARABIC.intersection(self._charsets.values())
            self._code_page = next(iter(declared)) if len(declared) == 1 else found

    def text(self, block: Block) -> str:
        """The letters of a block, also where a program wrote UTF-8, which RTF has not."""
        pieces = [piece for piece in block if piece.font not in self._symbols]
        found = []
        for (codec, script), group in groupby(pieces, key=self._codec_and_script):
            contents = [piece.content for piece in group]
            if codec is None:
                text = "".join(part for part in contents if isinstance(part, str))
            else:
                data = b"".join(part for part in contents if isinstance(part, bytes))
                is_ansi = codec == _ANSI
                text = data.decode(codec, "surrogateescape" if is_ansi else "replace")
                text = text.translate(_UNUSED)
            found.append((text, script))
        # Two numbers make one character beyond the first 65,536.
        text = joined(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return repaired(text).translate(_LOST)

    def _codec_and_script(self, piece: Piece) -> tuple[str | None, Script]:
        is_text = isinstance(piece.content, str)
        return None if is_text else self.charset(piece.font) or self._code_page, piece.script


def _codec(number: int | None) -> str:
    name = f"cp{number}"
    try:
        "".encode(name)
    except LookupError:
        return _ANSI
    return name

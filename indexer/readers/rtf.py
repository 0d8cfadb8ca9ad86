"""Rich text (RTF): paragraphs, rows of tables and notes, in the character sets of their fonts.

RTF writes a letter as a number or as a byte in the character set of the font that is set, for
Arabic in another font than for Latin; where no font says, the bytes themselves tell.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from indexer.readers import Input, Read, ReadOptions
from indexer.readers.draft import COMMENTS, HIDDEN, Draft
from indexer.readers.packages import DamagedError, damage_named
from indexer.readers.rtf_fonts import Block, Fonts, Piece
from indexer.readers.rtf_words import CHARACTERS, PARAGRAPH_ENDS, PLACES, STARRED
from indexer.readers.scripts import Script
from search.records import Document

LARGEST = 100_000_000  # bytes; pictures in it are written out in digits
DEEPEST = 500  # groups in groups
_DAMAGED = "damaged RTF file ({}): open it and save it again as .docx"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)",
    re.DOTALL,
)
_OF_STATE: dict[str, tuple[str, bool | Script | None]] = {
    "f": ("font", None),
    "af": ("other_font", None),
    "fs": ("size", None),
    "rtlch": ("is_other", True),
    "ltrch": ("is_other", False),
    "listtext": ("is_label", True),
    "pntext": ("is_label", True),
    "super": ("script", Script.RAISED),
    "sub": ("script", Script.LOWERED),
    "nosupersub": ("script", Script.LINE),
}
_SWITCHES = {
    "v": "is_hidden",
    "deleted": "is_deleted",
    **dict.fromkeys(("strike", "striked"), "is_struck"),
}
_MOST_SKIPPED = 8
_OF_SCRIPTS = "updnprop"  # how LibreOffice marks them; others make them smaller, or name them
_SHIFT, _SIZE = 6, 24  # in half points, where none is stated


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file as one document."""
    data = source.whole(LARGEST, "save it without pictures")
    with damage_named(_DAMAGED):
        document = _Rtf(data).document(source.document_id)
    yield Read(source.place, document, source.size)


@dataclass(slots=True)
class _State:
    """What holds within a group."""

    place: str = "page"
    font: int | None = None
    other_font: int | None = None
    is_other: bool = False  # what follows is set in the other font, that of scripts like Arabic
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    script: Script = Script.LINE
    shift: int = 0  # above the line, below it where negative
    size: int | None = None
    is_row: bool = False
    of_unicode: str | None = None  # place of what stands twice, the first time without Unicode
    is_label: bool = False  # the number or sign before an item of a list
    skip: int = 1  # characters after a number that old programs are to show in its stead


class _Rtf:
    """Follows the words of a file, and puts its text together."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts = Fonts()
        self._default_font: int | None = None
        self._to_skip = 0
        self._line_size: int | None = None
        self._has_scripts = False  # whether what is moved off the line is set above or below it
        self._is_ignorable = False
        self._is_over = False
        self._open: dict[str, Block] = {}
        self._cells: list[Block] = []
        # Rows and paragraphs of each place, in order.
        self._done: dict[str, list[list[Block]]] = {}

    def document(self, document_id: str) -> Document:
        """The document of the file."""
        self._follow()
        rows = [row for rows in self._done.values() for row in rows]
        self._fonts.guess([block for row in rows for block in row] + list(self._open.values()))
        draft = Draft()
        for place in ("header", "page", "note", "footer"):
            for row in self._rows(place):
                if place in {"header", "footer"}:
                    # A line there without letters numbers the pages.
                    draft.add_edge("".join(row) if any(map(str.isalpha, "".join(row))) else "")
                else:
                    draft.add_row(row) if len(row) > 1 else draft.add(row[0])
        draft.add_aside(COMMENTS, (" ".join(row) for row in self._rows("comment")))
        draft.add_aside(HIDDEN, (" ".join(row) for row in self._rows("hidden")))
        title, author = (
            " ".join(chain.from_iterable(self._rows(place))) for place in ("title", "author")
        )
        return draft.document(document_id, title, author)

    def _rows(self, place: str) -> list[list[str]]:
        rows = self._done.get(place, [])
        if place in self._open:
            rows = [*rows, [self._open[place]]]
        return [[self._fonts.text(block) for block in row] for row in rows]

    def _follow(self) -> None:
        at = max(self._data.find(b"{\\rtf"), 0)
        while not self._is_over and (found := _TOKEN.match(self._data, at)):
            at = found.end()
            word, argument, code, sign, brace, text = found.groups()
            if brace is not None:
                self._group(opens=brace == b"{")
            elif word is not None:
                at = self._word(word.decode("ascii"), argument, at)
            elif code is not None:
                self._add_bytes(bytes.fromhex(code.decode("ascii")))
            elif sign is not None:
                self._sign(sign.decode("latin-1"))
            else:
                self._add_bytes(text)
            at = self._pass_line_ends(at)

    def _pass_line_ends(self, at: int) -> int:
        while at < len(self._data) and self._data[at] in b"\r\n":
            at += 1
        return at

    def _group(self, *, opens: bool) -> None:
        self._to_skip = 0
        if opens:
            if len(self._stack) >= DEEPEST:
                msg = f"groups nested deeper than {DEEPEST}"
                raise DamagedError(msg)
            self._stack.append(replace(self._state))
        elif self._stack:
            if self._state.place in {"note", "comment"} and self._stack[-1].place == "page":
                self._end_paragraph()
            self._state = self._stack.pop()
            self._is_over = not self._stack  # what comes after the outermost group is no text
        self._is_ignorable = False

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._is_ignorable = True
        elif sign in PARAGRAPH_ENDS:
            self._end_paragraph()
        else:
            self._add(CHARACTERS.get(sign, ""))

    def _word(self, word: str, argument: bytes | None, at: int) -> int:
        """Do what a word says; gives where to go on."""
        number = None if argument is None else int(argument)
        is_ignorable, self._is_ignorable = self._is_ignorable, False
        if word == "upr":
            self._state.of_unicode, self._state.place = self._state.place, "nowhere"
        elif word == "ud" and self._state.of_unicode is not None:
            self._state.place = self._state.of_unicode
        elif word in PLACES and self._state.place != "nowhere":
            self._state.place = PLACES[word]
        elif is_ignorable and word not in STARRED:
            self._has_scripts = self._has_scripts or word == _OF_SCRIPTS
            self._state.place = "nowhere"
        elif word == "bin":
            return min(at + max(number or 0, 0), len(self._data))
        elif word == "u" and number is not None:
            self._unicode(number)
        elif word in CHARACTERS:
            self._add(" " if self._state.is_label else CHARACTERS[word])
        else:
            self._lay_out(word)
            self._set(word, number)
        return at

    def _lay_out(self, word: str) -> None:
        if word in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word in {"cell", "nestcell"}:
            self._end_cell()
        elif word in {"row", "nestrow"} and self._cells:
            self._done.setdefault(self._state.place, []).append(self._cells)
            self._cells = []
        elif word == "pard":
            self._state.is_row = False
        elif word == "intbl":
            self._state.is_row = True

    def _set(self, word: str, number: int | None) -> None:
        """Set a property of what follows."""
        state = self._state
        if word in _OF_STATE:
            attribute, fixed = _OF_STATE[word]
            setattr(state, attribute, number if fixed is None else fixed)
        elif word in _SWITCHES:
            setattr(state, _SWITCHES[word], number != 0)
        elif word == "plain":
            state.font = self._default_font
            state.is_hidden = state.is_deleted = state.is_struck = False
            state.script, state.shift = Script.LINE, 0
        elif word == "chftn":  # the number of a note, raised, with a space before it
            self._trim()
        elif word in {"up", "dn"}:
            state.shift = (_SHIFT if number is None else number) * (1 if word == "up" else -1)
        elif word == "uc":
            state.skip = min(max(number or 0, 0), _MOST_SKIPPED)
        else:
            self._declare(word, number)

    def _declare(self, word: str, number: int | None) -> None:
        """Take what the head of the file says."""
        if word == "deff":
            self._default_font = self._state.font = number
        elif word in {"ansicpg", "mac"}:
            self._fonts.declare_file(word, number)
        elif self._state.place == "fonts" and self._state.font is not None:
            self._fonts.declare(self._state.font, word, number)

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        if 0 <= code <= sys.maxunicode:
            self._add(chr(code))
        self._to_skip = self._state.skip

    def _add_bytes(self, data: bytes) -> None:
        passed = min(self._to_skip, len(data))
        self._to_skip -= passed
        if passed < len(data):
            self._add(data[passed:], self._font(data))

    def _font(self, data: bytes) -> int | None:
        """The font of bytes: of those that are set, one with a character set that has letters."""
        fonts = [self._state.font, self._state.other_font]
        if self._state.is_other:
            fonts.reverse()
        known = filter(self._fonts.charset, fonts)
        return fonts[0] if data.isascii() else next(known, fonts[0])

    def _add(self, content: str | bytes, font: int | None = None) -> None:
        state = self._state
        is_said = not (state.is_deleted or state.is_struck) and bool(content)
        if state.place in {"nowhere", "fonts", "info"} or not is_said:
            return
        place = "hidden" if state.is_hidden else state.place
        self._open.setdefault(place, []).append(Piece(content, font, self._script()))

    def _script(self) -> Script:
        """Where text stands: moved off the line, and smaller, it is raised or lowered."""
        state = self._state
        if not state.shift:
            self._line_size = state.size
        elif self._has_scripts or (state.size or _SIZE) < (self._line_size or _SIZE):
            return Script.RAISED if state.shift > 0 else Script.LOWERED
        return state.script

    def _trim(self) -> None:
        pieces = self._open.get(self._state.place, [])
        while pieces and isinstance(pieces[-1].content, bytes) and not pieces[-1].content.strip():
            pieces.pop()

    def _end_paragraph(self) -> None:
        place = self._state.place
        if self._state.is_row and place == "page":
            self._add(" ")  # within a cell
        elif place in self._open:
            self._done.setdefault(place, []).append([self._open.pop(place)])
        if "hidden" in self._open:
            self._done.setdefault("hidden", []).append([self._open.pop("hidden")])

    def _end_cell(self) -> None:
        self._cells.append(self._open.pop(self._state.place, []))

"""A text that a reader puts together block by block, with its parts and what is not searched."""

from collections.abc import Iterable, Mapping

from indexer.readers import UnreadableError
from indexer.readers.bidi import is_rtl
from indexer.readers.cleaning import tidy, tidy_line
from indexer.readers.unread import EMPTY
from indexer.titles import title_of
from search.parts import Location, Part
from search.records import Document, Span

# What programs and computers as they come write for a person.
_NO_PERSONS = frozenset(
    {"python-docx", "openpyxl", "xlsxwriter", "apache poi", "pptxgenjs", "steve canny", "user"}
    | {"windows user", "microsoft office user", "admin", "administrator", "unknown", "pc", "مستخدم"}
    | {"hp", "dell", "lenovo", "toshiba", "asus", "acer"}
)
# A header that has fewer letters than these beside the number of the page says nothing.
LEAST_HEADER = 15
# Headings of what is in a file but not on its pages, in Arabic and in English.
COMMENTS = ("تعليقات على الملف", "Comments in the file")
HIDDEN = ("نص مخفي في الملف", "Hidden text in the file")


def _person(author: str | None) -> str | None:
    """A name, unless it is what programs write."""
    name = tidy_line(author)
    return None if name is None or name.lower() in _NO_PERSONS else name


class Draft:
    """Blocks of text, each on lines of its own."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._parts: list[Part] = []
        self._ignored: list[Span] = []
        self._edges: set[int] = set()  # which of the blocks are headers and footers
        self._asides: set[int] = set()  # and which stand in the file, but not on its pages
        self._length = 0
        self._is_rtl = False  # whether there is a letter in it of a script that is

    @property
    def text(self) -> str:
        """What there is of it."""
        return "\n".join(self._blocks)

    def begin(self, location: Location) -> None:
        """Begin a part with the next block."""
        self._parts.append(Part(self._next(), location))

    def add(self, block: str, *, is_searched: bool = True) -> None:
        """Add a block, tidied; an empty one is left out."""
        self._append(tidy(block), is_searched=is_searched)

    def add_edge(self, block: str) -> None:
        """Add a header or footer: it says nothing of what the text is about."""
        before = len(self._blocks)
        self.add(block)
        self._edges.update(range(before, len(self._blocks)))

    def add_row(self, cells: Iterable[str | None], *, is_searched: bool = True) -> None:
        """Add a row of a table: a tab between its cells, of which empty ones keep their place."""
        row = "\t".join(tidy_line(cell) or "" for cell in cells)
        self._append(row.rstrip() if row.strip() else "", is_searched=is_searched)

    def add_aside(
        self, heading: tuple[str, str], blocks: Iterable[str], *, is_searched: bool = False
    ) -> None:
        """Add what is not on the page, below a heading that says what it is.

        Args:
            heading: in Arabic and in English; that of the text's script is taken.
            blocks: what goes below it; without any there is no heading.
            is_searched: whether the blocks are.
        """
        found = [block for block in map(tidy, blocks) if block]
        if found:
            before = len(self._blocks)
            arabic, english = heading
            self._append(arabic if self._is_rtl else english, is_searched=False)
            for block in found:
                self._append(block, is_searched=is_searched)
            self._asides.update(range(before, len(self._blocks)))

    def document(
        self,
        document_id: str,
        title: str | None = None,
        author: str | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> Document:
        """The document of it.

        Raises:
            UnreadableError: it is empty.
        """
        text = self.text
        if not text:
            raise UnreadableError(EMPTY)
        return Document(
            id=document_id,
            text=text,
            title=tidy_line(title) or self._first_words(),
            author=_person(author),
            parts=tuple(Part(min(start, len(text)), place) for start, place in self._parts),
            ignored=tuple(self._ignored),
            metadata=metadata or {},
        )

    def _first_words(self) -> str | None:
        """The first line of the body that is no row of a table."""
        without = self._edges | self._asides
        lines = (block for at, block in enumerate(self._blocks) if at not in without)
        return title_of(next((line for line in lines if "\t" not in line), ""))

    def _next(self) -> int:
        return self._length + 1 if self._blocks else 0

    def _append(self, block: str, *, is_searched: bool) -> None:
        if not block:
            return
        start = self._next()
        self._blocks.append(block)
        self._is_rtl = self._is_rtl or is_rtl(block)
        self._length = start + len(block)
        if not is_searched:
            self._ignored.append(Span(start, self._length))

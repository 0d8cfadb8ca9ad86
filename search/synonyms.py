"""A collection's own synonyms: ``synonyms.txt`` in its folder, in the format of Solr.

    # a comment
    الاتجار بالبشر, تجارة البشر, الاتجار بالأشخاص
    التعاون الإسلامي => منظمة التعاون الإسلامي

Terms of a line say the same; with an arrow, those on its left find those on its right as well. A
backslash before a comma or a sign of the arrow makes it a letter of a term.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from search.arabic.analyzer import words
from search.errors import SynonymsError

FILE_NAME = "synonyms.txt"
_MOST_BYTES = 1 << 20
# Words of a term: what is longer is no term, but a line that misses its commas.
_MOST_WORDS = 8
# Terms of a line: more are a list that has lost its line ends.
_MOST_TERMS = 100
_ARROW = re.compile(r"(?<!\\)=>")
_COMMA = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\(.)")

logger = logging.getLogger(__name__)

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What else is looked for, by the stems of the words that it is looked for with."""

    terms: Mapping[Stems, tuple[str, ...]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """The most words of a term."""
        return max(map(len, self.terms), default=0)


NO_SYNONYMS = Synonyms()


def read_synonyms(text: str, name: str = FILE_NAME) -> Synonyms:
    """The synonyms of a file.

    Args:
        text: of the file.
        name: of the file, for errors.

    Raises:
        SynonymsError: a line is not in the format; it says which one.
    """
    terms: dict[Stems, dict[str, None]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        try:
            for term, meant in _read_line(line):
                _add(terms, term, meant)
        except SynonymsError as error:
            msg = f"{name}:{number}: {error}, got {line.strip()[:80]!r}"
            raise SynonymsError(msg) from None
    return Synonyms({stems: tuple(meant) for stems, meant in terms.items()})


def _read_line(line: str) -> Iterator[tuple[str, list[str]]]:
    line = line.strip("\ufeff \t\r")
    if not line or line.startswith("#"):
        return
    left, *rights = _ARROW.split(line)
    if len(rights) > 1:
        raise SynonymsError("expected one arrow (=>) at most")
    terms = _read_terms(left)
    if not rights and len(terms) == 1:
        raise SynonymsError("expected terms with commas between them, or an arrow (=>)")
    meant = _read_terms(rights[0]) if rights else terms
    # Each of them would be kept with all others.
    if len(terms) > _MOST_TERMS:
        raise SynonymsError(_too_many("terms in a line"))
    for term in terms:
        if others := [each for each in meant if each != term]:
            yield term, others


def _add(terms: dict[Stems, dict[str, None]], term: str, meant: Iterable[str]) -> None:
    known = terms.setdefault(tuple(word.stem for word in words(term)), {})
    known.update(dict.fromkeys(meant))
    if len(known) > _MOST_TERMS:
        raise SynonymsError(_too_many(f"others of {term!r}"))


def _too_many(what: str) -> str:
    return f"expected no more than {_MOST_TERMS} {what}"


def _read_terms(listed: str) -> list[str]:
    terms = [_ESCAPED.sub(r"\1", term).strip() for term in _COMMA.split(listed)]
    for term in terms:
        if not 1 <= sum(1 for _ in words(term)) <= _MOST_WORDS:
            msg = f"expected 1 to {_MOST_WORDS} words before and after each comma and arrow"
            raise SynonymsError(msg)
    return terms


class SynonymFile:
    """The synonyms of a collection as its file has them by now. Safe to share between threads.

    Args:
        folder: of the collection.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._read: tuple[tuple[int, int, int] | None, Synonyms] = (None, NO_SYNONYMS)

    def current(self) -> Synonyms:
        """What the file says, read again when it has changed; a faulty one changes nothing."""
        known, synonyms = self._read
        found = self._version()
        if found == known:
            return synonyms
        if found is None:
            synonyms = NO_SYNONYMS
        else:
            try:
                synonyms = self.read()
            except SynonymsError as error:
                logger.warning("%s; what it said before is used", error)
        self._read = found, synonyms
        return synonyms

    def read(self) -> Synonyms:
        """What the file says; nothing where there is none.

        Raises:
            SynonymsError: it is not in the format, not UTF-8, too large or cannot be read.
        """
        try:
            if self.path.exists() and not self.path.is_file():  # a pipe would never end
                msg = f"{self.path} is no file"
                raise SynonymsError(msg)
            with self.path.open("rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            return NO_SYNONYMS
        except OSError as error:
            msg = f"{self.path} cannot be read ({error.strerror})"
            raise SynonymsError(msg) from error
        if len(content) > _MOST_BYTES:
            msg = f"{self.path} is too large: at most {_MOST_BYTES:,} bytes are read"
            raise SynonymsError(msg)
        try:
            return read_synonyms(content.decode(), str(self.path))
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            msg = f"{self.path}:{line}: expected UTF-8; save the file in it"
            raise SynonymsError(msg) from error

    def _version(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

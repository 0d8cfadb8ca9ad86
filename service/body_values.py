"""How many names and values a body has, counted as it comes, before anything is made of it.

Each becomes an object of its own, and each mistake among them another, in the loop that serves
everybody: a body of names alone would hold it for a second and more.
"""

import re

# Several times what the longest requests have that the API takes.
MOST_NAMES = 2_000
MOST_VALUES = 20_000

# Possessive, so that a string without an end is read once.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?P<end>"|\\?\Z)', re.DOTALL)


class TooManyValuesError(Exception):
    """A body has more names or values than any request has."""


class JsonValues:
    """Those of a body of JSON."""

    def __init__(self) -> None:
        self._names = 0
        self._values = 0
        # What the text before has begun: a string, perhaps with half an escape.
        self._begun = b""

    def add(self, piece: bytes) -> None:
        """Count a piece of it.

        Raises:
            TooManyValuesError: with it there are too many.
        """
        text = self._begun + piece
        self._begun = b""

        def note(found: re.Match[bytes]) -> bytes:
            if found["end"] != b'"':
                self._begun = b'"' + found["end"]
            return b""

        outside = _STRING.sub(note, text)
        self._names += outside.count(b":")
        self._values += sum(map(outside.count, (b",", b"[", b"{")))
        if self._names > MOST_NAMES or self._values > MOST_VALUES:
            raise TooManyValuesError


class FormValues:
    """Those of the fields of a form."""

    def __init__(self) -> None:
        self._names = 0

    def add(self, piece: bytes) -> None:
        """Count a piece of it.

        Raises:
            TooManyValuesError: with it there are too many.
        """
        self._names += piece.count(b"&")
        if self._names > MOST_NAMES:
            raise TooManyValuesError

"""What callers of the library give: refused by name where it cannot be meant."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from search.errors import ArgumentError
from search.surrogates import is_text

_Kind = TypeVar("_Kind")
_SHOWN = 60


def check_text(name: str, value: object) -> None:
    """Refuse what is no text, or has half a character.

    Raises:
        ArgumentError: it is not.
    """
    check_kind(name, value, str)
    if not is_text(str(value)):
        msg = f"{name}: half of a surrogate pair (\\ud800 to \\udfff), which is not a character"
        raise ArgumentError(msg)


def check_count(name: str, value: object, least: int) -> None:
    """Refuse what is no whole number, or too small a one.

    Raises:
        ArgumentError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise _unexpected(name, value, f"a whole number, {least} or more")


def check_kind(name: str, value: object, kind: type[object]) -> None:
    """Refuse what is something else.

    Raises:
        ArgumentError: it is not.
    """
    if not isinstance(value, kind):
        example = " such as Order.DATE" if kind.__name__ == "Order" else ""
        raise _unexpected(name, value, f"{kind.__name__}{example}")


def each_of(name: str, values: Iterable[_Kind], kind: type[_Kind]) -> Iterator[_Kind]:
    """The values of a list; one text alone, whose letters would be taken for values, is refused.

    Raises:
        ArgumentError: it is no list of such values.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise _unexpected(name, values, f"a list of {kind.__name__}")
    for value in values:
        check_kind(name, value, kind)
        yield value


def _unexpected(name: str, value: object, expected: str) -> ArgumentError:
    return ArgumentError(f"{name}: expected {expected}, got {repr(value)[:_SHOWN]}")

"""Every text is kept as it is: PostgreSQL has no U+0000, and documents may have it.

U+0001 and U+0000 are kept as U+0001 with a second letter: two texts stay two, and their order.
"""

import psycopg
from psycopg.adapt import Loader
from psycopg.types.string import StrDumper

_ESCAPE = "\x01"
_KEPT = {"\x00": "\x01\x01", "\x01": "\x01\x02"}
_TABLE = str.maketrans(_KEPT)


def escaped(text: str) -> str:
    """A text as it is kept."""
    return text.translate(_TABLE) if "\x00" in text or _ESCAPE in text else text


def unescaped(text: str) -> str:
    """A text that was kept."""
    if _ESCAPE not in text:
        return text
    return text.replace("\x01\x01", "\x00").replace("\x01\x02", _ESCAPE)


class _Dumper(StrDumper):
    def dump(self, obj: str) -> "psycopg.abc.Buffer | None":
        return super().dump(escaped(obj))


class _Loader(Loader):
    def load(self, data: "psycopg.abc.Buffer") -> str:
        return unescaped(bytes(data).decode())


def keep_every_text(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Have a connection take and give every text."""
    connection.adapters.register_dumper(str, _Dumper)
    for name in ("text", "varchar"):
        connection.adapters.register_loader(name, _Loader)

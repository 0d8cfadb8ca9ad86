"""Ids of documents in addresses.

Any text may be one. "." and "..", which would lead elsewhere in a path, stand in the query.
"""

from starlette.convertors import Convertor, register_url_convertor


class _IdConvertor(Convertor[str]):
    """The rest of a path, line feeds and slashes included."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("id", _IdConvertor())


def meant(in_path: str, in_query: str | None) -> str:
    """The id that an address names in its path, else in its query."""
    return in_path or in_query or ""

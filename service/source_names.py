"""The names by which pages call the sources of documents, as a file gives them.

What is stored stays as it is: filters, addresses and the API know a source by that alone.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from search.errors import ShawahidError
from service.citing.text import plain

_MOST_BYTES = 1_000_000
_LONGEST = 200
_T = TypeVar("_T")


class SourceNamesError(ShawahidError):
    """A file of source names that cannot be used."""


def read_source_names(path: Path) -> dict[str, str]:
    """The names of sources by what is stored of them, from a file of TOML or JSON.

    Raises:
        SourceNamesError: it is not there, too large, of another form, or a name is not one line.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            msg = f"{path}: larger than {_MOST_BYTES:,} bytes"
            raise SourceNamesError(msg)
        text = content.decode()
        found = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise SourceNamesError(msg) from error
    except (ValueError, RecursionError) as error:
        msg = f"{path}: not valid {'TOML' if path.suffix == '.toml' else 'JSON'} in UTF-8: {error}"
        raise SourceNamesError(msg) from error
    if not isinstance(found, dict):
        msg = f'{path}: expected an object such as {{"alrai": "الرأي"}}'
        raise SourceNamesError(msg)
    for source, name in found.items():
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST or plain(name) != name:
            msg = (
                f"{path}: {source[:80]!r}: expected a name of one line, at most {_LONGEST}"
                f" characters, without control characters; found {str(name)[:80]!r}"
            )
            raise SourceNamesError(msg)
    return found


def with_source_names(record: _T, names: Mapping[str, str]) -> _T:
    """A record whose sources, and those of its parts, have the names by which they are called."""
    return _named(record, names) if names else record


def _named(record: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - of whatever kind it is
    if type(record) in {tuple, list}:
        return type(record)(_named(each, names) for each in record)
    if not is_dataclass(record) or isinstance(record, type):
        return record
    parts = {field.name: getattr(record, field.name) for field in fields(record) if field.init}
    changed = {name: _named(part, names) for name, part in parts.items()}
    if isinstance(source := parts.get("source"), str):
        changed["source"] = names.get(source, source)
    return replace(record, **changed)

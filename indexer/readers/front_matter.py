"""What Markdown states at its head, as programs that make sites have it: in YAML, TOML or JSON."""

import json
import re
import tomllib
from collections.abc import Mapping

from indexer.readers import UnreadableError
from indexer.readers.encoding import clean

_LONGEST = 10_000  # code points of a head
_YAML = re.compile(rf"\A---[ \t]*\r?\n(.{{0,{_LONGEST}}}?)^---[ \t]*\r?$", re.MULTILINE | re.DOTALL)
_TOML = re.compile(
    rf"\A\+\+\+[ \t]*\r?\n(.{{0,{_LONGEST}}}?)^\+\+\+[ \t]*\r?$", re.MULTILINE | re.DOTALL
)
# A field of YAML with the lines that belong to it.
_FIELD = re.compile(
    r"^(title|authors?|date|draft|published):(?=\s)(.*(?:\n(?:[ \t-].*)?)*)", re.MULTILINE
)
_UNPUBLISHED = (("draft", "true"), ("published", "false"))  # of Hugo, of Jekyll


def front_matter(text: str) -> tuple[dict[str, str | None], int]:
    """The ``title``, ``date`` and ``author`` that a text states, and where what it says begins.

    Raises:
        UnreadableError: it states that it is not published.
    """
    if found := _YAML.match(text):
        return _facts(_in_yaml(found[1].replace("\r\n", "\n"))), found.end()
    if found := _TOML.match(text):
        return _facts(_in_toml(found[1].replace("\r\n", "\n"))), found.end()
    if text.startswith("{"):
        try:
            stated, end = json.JSONDecoder().raw_decode(text[:_LONGEST])
        except (ValueError, RecursionError):
            return {}, 0
        return (_facts(stated), end) if "title" in stated else ({}, 0)
    return {}, 0


def _in_yaml(head: str) -> dict[str, object]:
    """Its fields, each by itself: a colon in a title would cost the others."""
    import yaml

    stated: dict[str, object] = {}
    for name, said in _FIELD.findall(head):
        try:
            # All its scalars are strings: a date stays as it was written.
            loaded = yaml.load(f"{name}:{said}", yaml.BaseLoader)  # noqa: S506
            stated[name] = loaded[name]
        except (yaml.YAMLError, TypeError, RecursionError):
            if "\n" not in said.strip():
                stated[name] = said.strip().strip("\"'")
    return stated


def _in_toml(head: str) -> dict[str, object]:
    try:
        return tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _facts(stated: Mapping[str, object]) -> dict[str, str | None]:
    if any(str(stated.get(name)).lower() == value for name, value in _UNPUBLISHED):
        msg = "not published: it is a draft"
        raise UnreadableError(msg)
    names = _names(stated.get("authors")) or _names(stated.get("author"))
    said = {"title": stated.get("title"), "date": stated.get("date"), "author": names}
    return {name: _sound(value) for name, value in said.items()}


def _sound(said: object) -> str | None:
    """What was said, without controls and halves of characters, which an escape may name."""
    if said is None or isinstance(said, list | dict):
        return None
    whole = str(said).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return clean(whole).text.strip() or None


def _names(said: object) -> str | None:
    """The names in one, or in a list of them, each of which may be a table."""
    listed = said if isinstance(said, list) else [said]
    names = (each.get("name") if isinstance(each, dict) else each for each in listed)
    return "; ".join(name.strip() for name in names if isinstance(name, str)) or None

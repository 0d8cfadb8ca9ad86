"""What a page states in the data that it carries for search engines (JSON-LD)."""

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from indexer.readers.html_letters import plain

# For browsers that would take the data for a part of the page.
_COMMENTED = re.compile(
    r"\A\s*(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?://|/\*)?\s*(?:\]\]>|-->)\s*(?:\*/)?\s*\Z"
)
# A comma behind the last value, which templates write and JSON does not allow.
_ONE_MORE = re.compile(r",(?=\s*[}\]])")
_DEEPEST = 50_000  # values that are looked at
_ARTICLE = re.compile(r"(?:.*[/:])?\w*(?:Article|BlogPosting|Report)")
# Under these stands what a page is about; under others what it leads to, or has below it.
_MAIN = ("@graph", "mainEntity", "mainEntityOfPage")
_GIVEN = ("givenName", "additionalName", "familyName")

_Node = dict[str, Any]


def linked_data(tree: HtmlElement, names: Sequence[str], title: str | None = None) -> Iterator[str]:
    """Every text under one of some names, such as ``articleBody``, at any depth and in order.

    Args:
        tree: of the page.
        names: that count.
        title: of the page, where only what is said of its article counts, if that is told.
    """
    for node in _nodes((title and stated_articles(tree, title)) or _roots(tree)):
        yield from _under(node, names)


def facts_stated(tree: HtmlElement, names: Sequence[str], title: str | None) -> Iterator[str]:
    """The texts under one of some names that are said of the article of a page itself.

    Where it is not told what is said of it, those of everything in the data.
    """
    for node in stated_articles(tree, title) or _nodes(_roots(tree)):
        yield from _under(node, names)


def stated_articles(tree: HtmlElement, title: str | None) -> list[_Node]:
    """What the data of a page says of its article: of several of that which has its title.

    Empty where there is none, or where it is not told which of several it is.
    """
    found: list[_Node] = []
    waiting = deque(_roots(tree))
    for _ in range(_DEEPEST):
        if not waiting:
            break
        value = waiting.popleft()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            if any(_ARTICLE.fullmatch(each) for each in _texts(value.get("@type"))):
                found.append(value)
            else:
                waiting += [value[name] for name in _MAIN if name in value]
    if len(found) == 1:
        return found
    wanted = plain(title or "")
    return [each for each in found if wanted and wanted in map(plain, _titles(each))]


def authors_in(tree: HtmlElement, article: _Node) -> list[str]:
    """The persons whom the data of an article names as its authors, or leads to by an id."""
    by_id = {node["@id"]: node for node in _nodes(_roots(tree)) if isinstance(node.get("@id"), str)}
    names: list[str] = []
    for author in _several(article.get("author")):
        if isinstance(author, dict) and not _name_of(author):
            author = by_id.get(str(author.get("@id")), author)  # noqa: PLW2901
        kinds = _texts(author.get("@type")) if isinstance(author, dict) else []
        if not kinds or any(kind.endswith("Person") for kind in kinds):
            names += _name_of(author) if isinstance(author, dict) else _texts(author)
    return names


def _under(node: _Node, names: Sequence[str]) -> Iterator[str]:
    return (found for name in names if isinstance(found := node.get(name), str))


def _nodes(roots: Iterable[Any]) -> Iterator[_Node]:
    """Every object in some data, at any depth and in order."""
    for root in roots:
        waiting = [root]
        for _ in range(_DEEPEST):
            if not waiting:
                break
            value = waiting.pop()
            if isinstance(value, dict):
                yield value
                waiting += reversed(value.values())
            elif isinstance(value, list):
                waiting += reversed(value)


def _roots(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.xpath("//script[starts-with(@type, 'application/ld+json')]/text()"):
        data = _COMMENTED.sub("", script)
        for form in (data, _ONE_MORE.sub("", data)):
            try:
                yield json.loads(form, strict=False)
            except (ValueError, RecursionError):
                continue
            break


def _titles(article: _Node) -> Iterator[str]:
    for name in ("headline", "name"):
        yield from map(html.unescape, _texts(article.get(name)))


def _name_of(person: _Node) -> list[str]:
    given = " ".join(text for name in _GIVEN for text in _texts(person.get(name)))
    return _texts(person.get("name")) or ([given] if given else [])


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [each for each in _several(value) if isinstance(each, str)]

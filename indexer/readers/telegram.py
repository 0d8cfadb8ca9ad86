"""Chats that Telegram exports as pages (``messages.html``)."""

import re
from collections.abc import Iterator

from lxml import html as lxml_html

from indexer.readers.blocks import blocks
from indexer.readers.chats import Message
from indexer.readers.cleaning import tidy_line

_MARK = re.compile(r"<div class=\"message (?:default|service)\b")
_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}:\d{2})")


def is_chat(page: str) -> bool:
    """Whether a page is one of a chat's."""
    return _MARK.search(page) is not None


def chat_name(page: lxml_html.HtmlElement) -> str | None:
    """What the chat is called at the head of the page."""
    return _first(page, "page_header", "text")


def messages(page: lxml_html.HtmlElement) -> Iterator[Message]:
    """The messages of a page; who goes on writing is named once."""
    sender = None
    for message in _all(page, "message"):
        when = next((found for each in _all(message, "date") if (found := _when(each))), None)
        body = next((each for each in _all(message, "body") if _all(each, "text")), None)
        if when is None or body is None:
            continue
        names = [each for each in _all(message, "from_name") if not _is_forwarded(each)]
        sender = _own_text(names[0]) if names else sender
        first = next(
            (_own_text(each) for each in _all(message, "from_name") if each not in names), ""
        )
        text = "\n".join(block.text for each in _all(body, "text") for block in blocks(each))
        if text.strip():
            yield Message(*when, f"{sender} (↪ {first})" if first else sender, text.strip())


def _when(element: lxml_html.HtmlElement) -> tuple[str, str] | None:
    written = _DATE.match(element.get("title") or "")
    if written is None or _is_forwarded(element):
        return None
    day, month, year, time = written.groups()
    return f"{year}-{month}-{day}", time


def _is_forwarded(element: lxml_html.HtmlElement) -> bool:
    return any("forwarded" in (each.get("class") or "").split() for each in element.iterancestors())


def _own_text(element: lxml_html.HtmlElement) -> str:
    """A name, without the date that stands behind it."""
    return tidy_line(element.text) or ""


def _first(root: lxml_html.HtmlElement, around: str, name: str) -> str | None:
    found = (each for holder in _all(root, around) for each in _all(holder, name))
    return next((line for each in found if (line := tidy_line(each.text_content()))), None)


def _all(root: lxml_html.HtmlElement, name: str) -> list[lxml_html.HtmlElement]:
    """The elements below of a class."""
    return [each for each in root.iter("div", "span") if name in (each.get("class") or "").split()]

"""What a page calls its article."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from indexer.readers.cleaning import tidy_line, tidy_rows
from indexer.readers.html_letters import plain

_SITE = re.compile(r"(.*\S)\s+[|»«•·–—-]\s+(\S.*)")  # behind a title


def title_of_page(tree: HtmlElement) -> str | None:
    """What the page tells other sites, else its only main heading, else what the window says."""
    stated = tree.xpath("//meta[@property='og:title']/@content")
    headings = [each.text_content() for each in tree.xpath("//h1") if not _leads_home(each)]
    window = [title.text_content() for title in tree.xpath("//head/title")]
    for found in (stated[:1], headings if len(headings) == 1 else [], window[:1]):
        if title := tidy_line(tidy_rows("".join(found))):
            return _without_site(title, tree, headings)
    return None


def _without_site(title: str, tree: HtmlElement, headings: Sequence[str]) -> str:
    """A title without the name of the site behind it, where the page says what the name is."""
    parts = _SITE.fullmatch(title)
    if parts is None:
        return title
    head, site = parts.groups()
    names = tree.xpath("//meta[@property='og:site_name']/@content")
    is_site = plain(site) in map(plain, names) or plain(head) in map(plain, headings)
    return str(head) if is_site else title


def _leads_home(heading: HtmlElement) -> bool:
    """Whether it is the name of the site, which leads to its first page."""
    addresses = [link.get("href") or "" for link in heading.iter("a")]
    return any(re.fullmatch(r"(?:https?://[^/?#]+)?/?", address) for address in addresses)

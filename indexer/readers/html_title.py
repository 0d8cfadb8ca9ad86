"""What a page calls its article."""

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from indexer.readers.cleaning import tidy_line, tidy_rows
from indexer.readers.html_letters import PROSE, letters, own_texts, plain
from indexer.readers.markup import has_markup, plain_text

_MARKED = "//*[self::h2 or self::h3][contains(concat(' ', @class, ' '), ' entry-title ')]"
_MOST_BELOW = 60  # elements behind the headline, among which who wrote and when stands
_LONGEST_TITLE = 400  # characters
_SITE = re.compile(r"(.*\S)\s+[|»«•·–—-]\s+(\S.*)")  # behind a title
_SITE_FIRST = re.compile(r"(.*?\S)(?:\s+[|»«•·–—-]|:)\s+(\S.*)")
_PARTS = re.compile(r"\s+[|»«•·–—-]\s+|:\s+")
_MOST_PARTS = 3
_FEWEST_WORDS = 3  # of a headline


def title_of_page(tree: HtmlElement) -> str | None:
    """What the page tells other sites, else its only main heading, else what the window says.

    Without a main heading that counts which the page marks as the title of its only article.
    """
    stated = tree.xpath("//meta[@property='og:title']/@content")
    found = [each for each in tree.xpath("//h1") if not _leads_home(each)] or tree.xpath(_MARKED)
    headings = [each.text_content() for each in found]
    window = [title.text_content() for title in tree.xpath("//head/title")]
    for found in (stated[:1], headings if len(headings) == 1 else [], window[:1]):
        said = "".join(found)
        if title := tidy_line(tidy_rows(plain_text(said) if has_markup(said) else said)):
            return _without_site(title, tree, headings)
    return None


def below_headline(tree: HtmlElement, title: str | None) -> Iterator[HtmlElement]:
    """The parts between the headline of a page's only article and its text, in their order.

    Args:
        tree: of the page.
        title: what the page is called: without a main heading, what says this is the headline.
    """
    headings = tree.xpath("//h1") or _saying(tree, plain(title or ""))
    if len(headings) != 1:
        return
    for element in headings[0].xpath("following::*")[:_MOST_BELOW]:
        if letters("".join(own_texts(element))) >= PROSE:
            return
        if next(element.iterdescendants("div", "li", "p"), None) is None:
            yield element


def _saying(tree: HtmlElement, title: str) -> list[HtmlElement]:
    """The innermost elements that say a title and nothing else."""
    found = {
        each
        for each in tree.xpath("//body//*[not(self::script or self::style)]")
        if title and len(text := each.text_content()) <= _LONGEST_TITLE and plain(text) == title
    }
    return [each for each in found if not any(child in found for child in each)]


def _without_site(title: str, tree: HtmlElement, headings: Sequence[str]) -> str:
    """A title without the name of the site behind it, where the page says what the name is."""
    names = tree.xpath("//meta[@property='og:site_name']/@content")
    for pattern, head, site in ((_SITE, 1, 2), (_SITE_FIRST, 2, 1)):
        parts = pattern.fullmatch(title)
        if parts is None:
            continue
        is_site = plain(parts[site]) in map(plain, names)
        if is_site or plain(parts[head]) in map(plain, headings):
            return parts[head]
    if not headings:  # some pages have theirs in a part like any other
        parts_of_it = _PARTS.split(title, maxsplit=_MOST_PARTS)
        return next((part for part in parts_of_it if _is_headline(part, tree)), title)
    return title


def _is_headline(part: str, tree: HtmlElement) -> bool:
    """Whether a part of a title stands by itself on the page, and is no link."""
    if len(part.split()) < _FEWEST_WORDS:
        return False
    found = _saying(tree, plain(part))
    return len(found) == 1 and not found[0].xpath("ancestor-or-self::*[self::a or self::nav]")


def _leads_home(heading: HtmlElement) -> bool:
    """Whether it is the name of the site, which leads to its first page."""
    addresses = [link.get("href") or "" for link in heading.iter("a")]
    return any(re.fullmatch(r"(?:https?://[^/?#]+)?/?", address) for address in addresses)

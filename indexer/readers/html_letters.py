"""The letters in the parts of a page, and how many: what tells prose from lists of links."""

import re
from collections import Counter

from lxml.html import HtmlElement

from search.arabic.normalizer import normalize

# Letters of text that is prose.
PROSE = 60
CARD = 400  # of an article whose headline is a link, if it is but the beginning of one
# Share of letters inside links from which on a part leads elsewhere.
MOSTLY_LINKS = 0.6
_PARAGRAPHS = frozenset({"p", "li", "blockquote"})


def letters(text: str) -> int:
    """How many letters a text has."""
    return sum(map(str.isalpha, text))


def plain(text: str) -> str:
    """The words of a text, for comparing it with others."""
    return " ".join(normalize(word) for word in re.findall(r"[\w\u064b-\u0652\u0670]+", text))


def own_texts(element: HtmlElement) -> list[str]:
    """The texts that stand in an element itself, between its parts."""
    return [text for text in (element.text, *(child.tail for child in element)) if text]


class Letters:
    """The letters of the parts of a page, counted once, from the innermost on.

    What is taken out of the page later still counts.
    """

    def __init__(self, page: HtmlElement) -> None:
        self._all: Counter[HtmlElement] = Counter()
        self._in_links: Counter[HtmlElement] = Counter()
        self._in_prose: Counter[HtmlElement] = Counter()
        self._own: dict[HtmlElement, str] = {}
        for element in reversed(list(page.iter())):
            own = " ".join(own_texts(element))
            if not own.isspace():
                self._own[element] = own
            self._all[element] += letters(own)
            if element.tag == "a":
                self._in_links[element] += self._all[element]
            if element.tag in _PARAGRAPHS and self._link_share(element) < MOSTLY_LINKS:
                self._in_prose[element] += self._all[element]
            around = element.getparent()
            if around is not None:
                for counts in (self._all, self._in_links, self._in_prose):
                    counts[around] += counts[element]

    def all(self, element: HtmlElement) -> int:
        """Those of its text."""
        return self._all[element]

    def own(self, element: HtmlElement) -> str:
        """The texts that stand in a part itself, and not in one of its parts."""
        return self._own.get(element, "")

    def linked(self, element: HtmlElement) -> int:
        """Those of the links in it."""
        return self._in_links[element]

    def prose(self, element: HtmlElement) -> int:
        """Those of the paragraphs in it that are not links."""
        return self._in_prose[element]

    def lead_elsewhere(self, element: HtmlElement) -> bool:
        """Whether most of them are links."""
        return self._link_share(element) > MOSTLY_LINKS

    def _link_share(self, element: HtmlElement) -> float:
        return self._in_links[element] / (self._all[element] or 1)

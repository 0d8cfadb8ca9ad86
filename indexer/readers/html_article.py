"""Which part of a page is its article, taken whole.

An extractor that looks for prose finds the article on any site, but leaves out what in it is no
prose: lists of names that are links, pull quotes, captions, what opens at a click. So it only tells
where the article stands; the text is all that stands there, without what frames it.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from indexer.readers.blocks import BLOCKS, blocks
from search.arabic.normalizer import normalize

# Letters of a line that is looked for on the page, and of text that is prose.
_SHORTEST_LINE = 20
_PROSE = 60
_LONG = 400  # of an article that is whole although its headline is a link
# Share of the extracted letters that must be found again, for the place to be believed.
_ENOUGH = 0.6
# Share of letters inside links from which on a part leads elsewhere.
_MOSTLY_LINKS = 0.6
_HEADLINE = 32  # letters of a link that is the headline of another article, on average

_NEVER = frozenset(
    {"nav", "form", "button", "select", "input", "textarea", "script", "style", "dialog", "menu"}
)
# Whole words of a class or id. What readers wrote is no part of the article, prose or not.
_REPLIES = frozenset({"comments", "commentlist", "respond", "disqus_thread", "replies"})
_FRAME = frozenset(
    """
    share sharing sharedaddy social shares related recommended recommendations similar newsletter
    subscribe subscription breadcrumb breadcrumbs pagination pager tags tagcloud toolbar advert
    adverts advertisement ads ad banner promo sponsored cookie sidebar widget widgets trending
    popular also-read read-also more-news most-read outbrain taboola follow byline post-meta
    entry-meta article-meta print-tools login paywall copyright
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
_RELATED = re.compile(
    r"(?:اقرا|شاهد|طالع|تابع) ايضا|(?:مواضيع|موضوعات|اخبار|مقالات|روابط) (?:ذات صله|متعلقه|مشابهه)"
    r"|قد يعجبك|الاكثر قراءه|المزيد من|للمزيد|related|read more|see also|most read"
)


def article_text(tree: HtmlElement, extracted: str) -> str:
    """The text of the article that was found on a page; empty where it is not found again.

    Args:
        tree: the whole page; it is not changed.
        extracted: what an extractor took for the article, one line for each paragraph.
    """
    articles = _articles(tree)
    place = _common(articles) if len(articles) > 1 else _place(tree, extracted)
    is_none = place is None or place.tag in {"html", "body"}
    if place is None or is_none or _link_share(place) > _MOSTLY_LINKS:
        return ""
    whole = deepcopy(place)
    whole.tail = None
    for time in whole.iter("time"):
        time.tail = f" {time.tail or ''}"
    _remove_frame(whole)
    return "\n".join("\t".join(block.cells).strip() for block in blocks(whole))


def _articles(tree: HtmlElement) -> list[HtmlElement]:
    """The articles of a page that has several; one that only leads to its own page is none."""
    found = tree.xpath("//article[not(ancestor::article)]")
    return [each for each in found if _prose(each) >= (_LONG if _has_own_page(each) else _PROSE)]


def _has_own_page(article: HtmlElement) -> bool:
    return bool(article.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4]//a[@href]"))


def _place(tree: HtmlElement, extracted: str) -> HtmlElement | None:
    """The smallest element that holds the blocks whose text was extracted."""
    wanted = {line: _letters(line) for line in map(_plain, extracted.splitlines())}
    wanted = {line: size for line, size in wanted.items() if size >= _SHORTEST_LINE}
    found: dict[str, HtmlElement] = {}
    for element in tree.iter(*BLOCKS):
        if not any(child.tag in BLOCKS for child in element.iterdescendants()):
            text = _plain(element.text_content())
            if text in wanted:
                found.setdefault(text, element)
    if sum(wanted[line] for line in found) < _ENOUGH * sum(wanted.values()):
        return None
    place = _common(list(found.values()))
    return None if place is None else _container(place)


def _container(place: HtmlElement) -> HtmlElement:
    """The page's own mark of the article around a place, where there is one."""
    marked = place.xpath(
        "ancestor-or-self::*[self::article or @itemprop='articleBody' or @role='article'][1]"
    )
    return marked[0] if marked else place


def _common(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The smallest element that all of these are, or are in."""
    if not elements:
        return None
    first, *others = elements
    rest = [set(each.iterancestors()) | {each} for each in others]
    around: Iterator[HtmlElement] = iter([first, *first.iterancestors()])
    return next(each for each in around if all(each in line for line in rest))


def _remove_frame(article: HtmlElement) -> None:
    for element in list(article.iterdescendants()):
        inside = element.getparent() is not None  # not with something that was removed before
        if inside and isinstance(element.tag, str) and _is_frame(element):
            element.drop_tree()


def _is_frame(element: HtmlElement) -> bool:
    if element.tag in _NEVER or _is_unseen(element):
        return True
    names = set(f"{element.get('class') or ''} {element.get('id') or ''}".lower().split())
    if names & _REPLIES:
        return True
    links = _link_share(element)
    if names & _FRAME or _is_related(element):
        return links > _MOSTLY_LINKS or _prose(element) < _PROSE
    if element.tag in {"aside", "header", "footer"}:
        return links > _MOSTLY_LINKS
    return element.tag in {"ul", "ol"} and links > _MOSTLY_LINKS and _leads_elsewhere(element)


def _is_unseen(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _is_related(element: HtmlElement) -> bool:
    """Whether a part begins with a heading such as "read also"."""
    if element.tag not in {"div", "section", "aside", "ul"}:
        return False
    heading = next((text for text in map(_plain, element.itertext()) if text), "")
    return _RELATED.match(heading) is not None


def _leads_elsewhere(links: HtmlElement) -> bool:
    """Whether a list of links is of other articles: headlines, or below such a heading."""
    before = links.getprevious()
    lead = _plain(before.text_content()) if before is not None else ""
    if _RELATED.search(lead):
        return True
    if before is not None and before.text_content().strip().endswith((":", "：")):
        return False
    sizes = [_letters(link.text_content()) for link in links.iter("a")]
    return len(sizes) > 1 and sum(sizes) / len(sizes) >= _HEADLINE


def _link_share(element: HtmlElement) -> float:
    total = _letters(element.text_content())
    inside = sum(_letters(link.text_content()) for link in element.iter("a"))
    return inside / total if total else 0.0


def _prose(element: HtmlElement) -> int:
    """Letters of the paragraphs in it that are not links."""
    paragraphs = [element] if element.tag == "p" else list(element.iter("p", "li", "blockquote"))
    texts = [each.text_content() for each in paragraphs if _link_share(each) < _MOSTLY_LINKS]
    return sum(map(_letters, texts))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _plain(text: str) -> str:
    return normalize(" ".join(re.findall(r"\w+", text)))

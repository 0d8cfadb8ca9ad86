"""What stands around and inside an article without being part of it: share bars, keywords, menus.

Names of classes are hints and no proof: a part called ``market-share`` may be the article's, and a
share bar may be called ``css-1x0``. So a part goes only where two signs that do not depend on each
other say so: its name, or its first words, and that most of it are links, that it asks the reader
for something, that it is a form, or that it stands outside the text and says nothing.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.readers.html_byline import is_byline, is_quoted
from indexer.readers.html_labels import (
    ADVERTISEMENT,
    ASKS,
    CALL,
    FOLLOW,
    LABELS,
    MORE,
    NETWORKS,
    RELATED,
    REPLYING,
    SENDING,
    SKIP,
    is_sharing,
    label_of,
)
from indexer.readers.html_letters import CARD, MOSTLY_LINKS, PROSE, Letters, letters, plain
from indexer.readers.html_names import HEADINGS, name_parts
from indexer.readers.html_ratings import asks_rating, counts_readers
from indexer.readers.html_said import (
    ends_sentence,
    is_about_writer,
    is_count,
    is_data,
    line_of,
    tells,
)

_HEADLINE = 32  # letters of a link that is the headline of another article, on average
_LABEL = 180  # characters of a label
_SHORT_PROSE = 20  # letters of a paragraph that ends as a sentence does
_COLON = re.compile(r"^[^:：]{1,40}[:：]")  # behind a label
_TOP_PROSE = 2  # the standfirst and the first paragraph: bylines stand above and between them

_NEVER = frozenset(
    {"nav", "button", "select", "input", "textarea", "script", "style", "dialog", "menu"}
    | {"amp-ad", "amp-sidebar", "amp-social-share", "amp-embed", "amp-sticky-ad"}
)
_CONTROLS = ("input", "textarea", "select", "button", "label")
_IN_LINES = frozenset(
    "a abbr b cite em font i mark q small span strong time u".split()  # noqa: SIM905
)
# Whole words of a class or id.
_REPLIES = frozenset({"comments", "commentlist", "respond", "disqus_thread", "replies"})
_FRAME = frozenset(
    """
    share sharing sharedaddy social shares related recommended recommendations similar newsletter
    subscribe subscription breadcrumb breadcrumbs pagination pager tags tagcloud toolbar advert
    adverts advertisement ads ad banner promo sponsored cookie sidebar widget widgets trending
    popular also-read read-also more-news most-read outbrain taboola follow byline post-meta
    entry-meta article-meta article-info print-tools login paywall copyright navbox
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
# Parts of a name, as in ``td-post-sharing``: of these that mean little else, and of others.
_FRAME_PARTS = frozenset(
    """
    sharing sharedaddy sharebar addtoany breadcrumb breadcrumbs tags tagcloud keywords newsletter
    adspot advert advertisement relatedposts recommendations recommended sponsored counter category
    editsection paywall regwall audio player
    """.split()  # noqa: SIM905
)
_LINK_PARTS = frozenset(
    {"share", "social", "related", "tools", "links", "print", "more", "recirculation", "latest"}
)
# Of these a part may be a card of another article, with its first lines.
_OTHERS = frozenset(
    {"related", "recommended", "recommendations", "similar", "popular", "trending", "read", "more"}
)
_EMBEDDED = frozenset({"embed", "embedded", "xfbml"})
_WRITER_PARTS = frozenset({"byline", "author", "writer"})
_ABOUT_PARTS = frozenset({"about", "bio", "box", "card", "info", "profile", "description"})


def remove_frame(article: HtmlElement, counted: Letters, author: str | None) -> None:
    """Take out of an article what is none of it.

    Args:
        article: what holds it; it is changed.
        counted: the letters in it.
        author: who wrote it, if that is known.
    """
    prose, half = 0, counted.all(article) / 2
    who = plain(author or "")
    elements = list(article.iterdescendants())
    paragraphs = sum(map(_is_prose, elements))
    for element in elements:
        if element.getparent() is None:
            continue  # it went with something that was removed before
        if element.tag == "article":  # one of several of a page
            prose = 0
        # However a part is called, it is none of the frame where most of the article is in it.
        is_small = element.tag in _NEVER or counted.all(element) <= half
        is_byline_here = prose < _TOP_PROSE and is_byline(element, counted, prose, who)
        is_inside = 0 < prose < paragraphs
        if is_small and (is_byline_here or _is_frame(element, counted, who, is_inside=is_inside)):
            paragraphs -= sum(map(_is_prose, element.iter()))
            element.drop_tree()
        elif _is_prose(element):
            prose += 1


def _is_prose(element: HtmlElement) -> bool:
    """Whether it is a paragraph of the text."""
    if element.tag not in {"p", "div", "li", "td"}:
        return False
    own = _own_letters(element)
    return own >= PROSE or (own >= _SHORT_PROSE and element.tag == "p" and ends_sentence(element))


def has_own_page(article: HtmlElement) -> bool:
    """Whether a headline in it is a link: the article is elsewhere."""
    links = ".//*[self::h1 or self::h2 or self::h3 or self::h4]//a[@href]"
    return bool(article.xpath(f"{links}[not(starts-with(@href, '#'))]"))


def _is_frame(element: HtmlElement, counted: Letters, who: str, *, is_inside: bool) -> bool:
    is_form = element.tag == "form" and _has_controls(element)
    is_menu = element.tag in _NEVER or element.get("role") == "navigation"
    if is_menu or is_form or _is_embedded(element, counted) or _is_of_export(element):
        return True
    if _is_part_of_text(element, counted):
        return False
    is_card = element.tag == "article" and has_own_page(element)
    if is_card or _offers_to_be_skipped(element):
        return counted.prose(element) < CARD
    if _is_related(element, counted):
        return counted.prose(element) < (CARD if has_own_page(element) else PROSE)
    if is_called_frame(element):
        return _is_also(element, counted, who, is_inside=is_inside)
    rules = (_is_of_readers, _is_bar, _is_list_of_others)
    return element.tag not in HEADINGS and (
        _is_about(element, counted, is_inside=is_inside)
        or _is_labelled(element, counted, is_inside=is_inside)
        or any(rule(element, counted) for rule in rules)
    )


def _is_embedded(element: HtmlElement, counted: Letters) -> bool:
    """Whether it is but the link to a post that a script would show in its place."""
    is_named = element.tag == "blockquote" and bool(name_parts(element) & _EMBEDDED)
    return is_named and counted.linked(element) == counted.all(element)


def _is_of_export(element: HtmlElement) -> bool:
    """Whether it is what Medium puts below an article that it exports."""
    return element.tag == "footer" and bool(element.xpath(".//a[@class='p-canonical']"))


def _offers_to_be_skipped(element: HtmlElement) -> bool:
    """Whether it begins with a link behind itself, for who wants to read on."""
    if element.tag not in {"section", "aside"}:
        return False
    first = next(element.iter("a"), None)
    return first is not None and SKIP.fullmatch(plain(first.text_content())) is not None


def _has_controls(element: HtmlElement) -> bool:
    fields = (each for each in element.iter(*_CONTROLS) if each.get("type") != "hidden")
    return next(fields, None) is not None


def _is_part_of_text(element: HtmlElement, counted: Letters) -> bool:
    """Whether what stands beside it needs it: a cell, an item, words of a line, a quoted person."""
    if element.tag in {"li", "tr", "td", "th", "dt", "dd", "caption", "figcaption", "cite"}:
        return True
    if next(element.iterancestors("tr", "dl"), None) is not None:
        return True
    around = element.getparent()
    is_in_line = element.tag in _IN_LINES and around is not None
    if not is_in_line or ADVERTISEMENT.fullmatch(plain(element.text_content())):
        return False
    return any(map(str.isalpha, counted.own(around)))


def _is_of_readers(element: HtmlElement, _: Letters) -> bool:
    """Whether readers wrote it: it is called so, and begins as such parts do, or is one of them."""
    is_stated = element.get("itemprop") == "comment" and element.get("itemscope") is not None
    if is_stated or (names_of(element) & _REPLIES and element.tag != "p"):
        return True
    if name_parts(element).isdisjoint({"comment", "comments", "replies"}):
        return False
    return element.tag == "article" or REPLYING.fullmatch(label_of(element)) is not None


def names_of(element: HtmlElement) -> frozenset[str]:
    """The words of an element's class and id."""
    return frozenset(f"{element.get('class') or ''} {element.get('id') or ''}".lower().split())


def is_called_frame(element: HtmlElement) -> bool:
    """Whether its name is one of what frames an article, which is a hint and no proof."""
    return bool(names_of(element) & _FRAME or name_parts(element) & _FRAME_PARTS)


def _is_also(element: HtmlElement, counted: Letters, who: str, *, is_inside: bool) -> bool:
    """Whether something beside its name says that a part is none of the text."""
    if counted.lead_elsewhere(element):
        return True
    if has_own_page(element):
        return counted.prose(element) < (CARD if name_parts(element) & _OTHERS else PROSE)
    text = line_of(element)
    label = label_of(element)
    if _has_controls(element):
        return counted.prose(element) < CARD
    if ADVERTISEMENT.fullmatch(plain(text)) or is_sharing(element, is_named=True):
        return True
    if ASKS.search(plain(text)) or RELATED.match(label) or LABELS.match(label):
        return counted.prose(element) < PROSE
    return is_count(text) or (not is_inside and (not tells(text) or is_data(text, who)))


def _is_about(element: HtmlElement, counted: Letters, *, is_inside: bool) -> bool:
    """Whether it tells who the author is."""
    parts = name_parts(element)
    if not (parts & _WRITER_PARTS and parts & _ABOUT_PARTS) or is_quoted(element):
        return False
    text = line_of(element)
    is_idle = not (is_inside or tells(text))
    return is_idle or counted.lead_elsewhere(element) or is_about_writer(text)


def _is_bar(element: HtmlElement, counted: Letters) -> bool:
    parts = name_parts(element)
    return bool(parts & _LINK_PARTS) and (
        counted.lead_elsewhere(element) or is_sharing(element, is_named=True)
    )


def _is_labelled(element: HtmlElement, counted: Letters, *, is_inside: bool) -> bool:
    """Whether it says itself what it is: an advertisement, keywords, a share bar."""
    if element.tag == "a":
        return _sends_on(element, counted)
    if element.tag not in {"div", "section", "p", "span", "ul", "aside", "footer"}:
        return False
    if counted.all(element) > _LABEL:
        return False
    text = plain(" ".join(element.itertext()))
    if not text or len(text) > _LABEL or ends_sentence(element):
        return False
    is_all = counted.linked(element) == counted.all(element)
    asks = ASKS.search(text) is not None and (is_all or _has_controls(element))
    follows = FOLLOW.match(text) is not None and _leads_to_networks(element)
    rates = asks_rating(element, text, counted)
    counts = counts_readers(element, text, counted, is_inside=is_inside)
    if asks or follows or rates or counts or _sends_on(element, counted):
        return True
    label = LABELS.match(text)
    is_label = label is not None and _leads_behind(element, counted, label)
    return is_label or bool(ADVERTISEMENT.fullmatch(text) or is_sharing(element))


def _leads_to_networks(element: HtmlElement) -> bool:
    """Whether there are links in it, and all to what is written on networks."""
    links = [each.get("href") or "" for each in element.iter("a")]
    return bool(links) and all(map(NETWORKS.search, links))


def _sends_on(element: HtmlElement, counted: Letters) -> bool:
    """Whether there are but links in it that send the page to somebody, or lead on in it."""
    links = [each for each in element.iter("a") if counted.all(each)]
    if not links or counted.linked(element) < counted.all(element):
        return False
    is_call = CALL.fullmatch(plain(element.text_content())) is not None
    return is_call or all(SENDING.search(each.get("href") or "") for each in links)


def _leads_behind(element: HtmlElement, counted: Letters, label: re.Match[str]) -> bool:
    """Whether behind a label almost all are links."""
    return counted.linked(element) > MOSTLY_LINKS * (counted.all(element) - letters(label.group()))


def _is_list_of_others(element: HtmlElement, counted: Letters) -> bool:
    if element.tag in {"aside", "header", "footer"}:
        return counted.lead_elsewhere(element)
    is_list = element.tag in {"ul", "ol"} and counted.lead_elsewhere(element)
    return is_list and _is_of_others(element)


def _is_of_others(links: HtmlElement) -> bool:
    """Whether a list of links is of other articles: headlines, or below such a heading."""
    before = links.getprevious()
    lead = plain(before.text_content()) if before is not None else ""
    if RELATED.search(lead):
        return True
    if before is not None and before.text_content().strip().endswith((":", "：")):
        return False
    sizes = [letters(link.text_content()) for link in links.iter("a")]
    return len(sizes) > 1 and sum(sizes) / len(sizes) >= _HEADLINE


def _is_related(element: HtmlElement, counted: Letters) -> bool:
    """Whether a part begins with a label such as "read also", and leads there."""
    is_paragraph = element.tag == "p"
    if is_paragraph and _is_behind_related(element, counted):
        return True
    if not is_paragraph and element.tag not in {"div", "section", "aside", "ul", "ol"}:
        return False
    if is_paragraph and ends_sentence(element):
        return False
    heading = next((text for text in map(plain, element.itertext()) if text), "")
    label = RELATED.match(heading)
    if label is None and (not is_paragraph or _COLON.search(line_of(element))):
        label = MORE.match(heading)
    return label is not None and (
        _leads_behind(element, counted, label)
        or (has_own_page(element) and bool(label_of(element)))
    )


def _is_behind_related(paragraph: HtmlElement, counted: Letters) -> bool:
    """Whether it is but a link, and no sentence, behind a line such as "read also"."""
    is_link = 0 < counted.linked(paragraph) == counted.all(paragraph)
    before = paragraph.getprevious()
    if not is_link or before is None or ends_sentence(paragraph):
        return False
    text = plain(before.text_content())
    return RELATED.fullmatch(text) is not None or MORE.fullmatch(text) is not None


def _own_letters(element: HtmlElement) -> int:
    """Letters that stand in it itself, or in what is set off in its lines."""
    return letters("".join(_own_text(element)))


def _own_text(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {"b", "strong", "em", "i", "a", "span", "font", "u"}:
            yield child.text_content()
        yield child.tail or ""

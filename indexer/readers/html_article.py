"""Which part of a page is its article, taken whole.

An extractor that looks for prose finds the article on any site, but leaves out what in it is no
prose: lists of names that are links, pull quotes, captions, what opens at a click. So it only tells
where the article stands; the text is all that stands there, from the headline on, without what
frames it.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement

from indexer.readers.blocks import BLOCKS, NAMES_NOTE, blocks
from indexer.readers.html_captions import keep_captions
from indexer.readers.html_frame import has_own_page, is_called_frame, remove_frame
from indexer.readers.html_letters import CARD, PROSE, Letters, letters, plain
from indexer.readers.html_names import HEADINGS, name_parts
from indexer.readers.html_said import line_of

# Letters of a line that is looked for on the page.
_SHORTEST_LINE = 20
# Share of the extracted letters that must be found again, for the place to be believed.
_ENOUGH = 0.6
# Share of them that must stand in such lines.
_FEWEST_IN_LINES = 0.5
# Share of them that the article has, where an extractor took something else along.
_ALMOST_ALL = 0.85
_MOST_MORE = 2  # times the letters that were extracted, in what the page marks as its article
_TITLE = 0.5  # share of the title's letters that its headline has: the site's name is no headline
_PAGE = frozenset({"html", "body"})
_NO_CONTAINERS = frozenset({"p", "font", "span", "b", "strong", "center"})
# What the text of a page without a layout stands in.
_BARE = (
    _NO_CONTAINERS
    | HEADINGS
    | frozenset(
        """
    ul ol dl table blockquote pre hr br a em i u s small big sub sup code q cite abbr mark tt img
    figure picture video audio map script style noscript template address details
    """.split()  # noqa: SIM905
    )
)
_LONGEST_MARK = 5  # characters of the mark of a note
_DATA = frozenset({"table", "dl", "blockquote", "pre"})
_NOTE_PARTS = frozenset(
    {"correction", "corrections", "clarification", "footnote", "note", "update"}
)
_TEXT_PARTS = frozenset({"body", "content", "paragraph", "text"})
_NOTE = re.compile(r"(?:تصحيح|توضيح|تنويه|ملاحظه|استدراك|تحديث|عدل|صحح|حدث)\b")


def article_text(
    tree: HtmlElement, extracted: str, title: str | None = None, author: str | None = None
) -> str:
    """The text of the article that was found on a page; empty where it is not found again.

    Args:
        tree: the whole page; it is not changed.
        extracted: what an extractor took for the article, one line for each paragraph.
        title: what the page calls itself, if it does.
        author: who wrote it, if that is known.
    """
    tree = deepcopy(tree)
    counted = Letters(tree)
    articles = _articles(tree, counted)
    place = _called_as_page(articles, title) if len(articles) > 1 else None
    if place is None and len(articles) > 1:
        place = _common(articles)
    elif place is None:
        place = _place(tree, counted, extracted, title)
    if place is None:
        return ""
    _take_notes(place)
    counted = Letters(place)  # without what was taken out
    if counted.lead_elsewhere(place):
        return ""
    place.tail = None
    for time in place.iter("time"):
        time.tail = f" {time.tail or ''}"
    remove_frame(place, counted, author)
    return "\n".join(block.text for block in blocks(place))


def _articles(tree: HtmlElement, counted: Letters) -> list[HtmlElement]:
    """The articles of a page that has several; one that only leads to its own page is none."""
    found = tree.xpath("//article[not(ancestor::article)]")
    return [
        each for each in found if counted.prose(each) >= (CARD if has_own_page(each) else PROSE)
    ]


def _called_as_page(articles: Sequence[HtmlElement], title: str | None) -> HtmlElement | None:
    """Of several with a main heading each the one that the page is called as.

    A script loads the others below it when a reader comes to its end.
    """
    headings = [{plain(each.text_content()) for each in article.iter("h1")} for article in articles]
    own = [
        article
        for article, said in zip(articles, headings, strict=True)
        if title and plain(title) in said
    ]
    return own[0] if len(own) == 1 and all(headings) else None


def _place(
    tree: HtmlElement, counted: Letters, extracted: str, title: str | None
) -> HtmlElement | None:
    """The element that holds the text that was extracted and what belongs to it, and no more."""
    lines = [(plain(text), element) for text, element in _lines(tree)]
    found = _found(lines, counted, extracted)
    prose = _container(_densest(found)) if found else _marked(tree, counted, extracted)
    if prose is None or prose.tag in HEADINGS:  # over a table, or short lines
        return None
    headline = _headline(lines, prose, title)
    if headline is not None and _is_below(headline, found):
        headline = None
    if headline is None and _is_bare(prose):
        return prose
    if headline is None:
        return None if prose.tag in _PAGE else prose
    if prose.tag in _PAGE:
        whole, first, last = prose, next(iter(found)), list(found)[-1]
    elif headline in prose.iterdescendants():
        return prose
    else:
        whole, first, last = _common([headline, prose]), prose, prose
    if whole is None or whole.tag == "html":
        return None
    _cut_before(whole, headline, first, counted)
    _cut_after(whole, last, counted, found)
    return whole


def _is_bare(body: HtmlElement) -> bool:
    """Whether a page has nothing but its text: no part that could hold a menu or other articles."""
    return body.tag == "body" and all(child.tag in _BARE or _leads_nowhere(child) for child in body)


def _leads_nowhere(part: HtmlElement) -> bool:
    """Whether a part has no links to other pages: notes at the end of a document, and the like."""
    return not part.xpath(".//a[@href][not(starts-with(@href, '#'))]")


def _is_below(headline: HtmlElement, found: Mapping[HtmlElement, int]) -> bool:
    """Whether a line stands below all of the text that was found."""
    last = list(found)[-1:]
    return bool(last) and headline in last[0].xpath("following::*")


def _marked(tree: HtmlElement, counted: Letters, extracted: str) -> HtmlElement | None:
    """What the page itself marks as its only article, where that is what was extracted.

    Of one in short lines there is none that could be found again.
    """
    for mark in ("article", "*[@itemprop='articleBody']", "*[self::main or @role='main']"):
        marked = tree.xpath(f"//{mark}")
        if marked:
            break
    if len(marked) != 1:
        return None
    wanted = Counter(plain(extracted).split())
    has = wanted & Counter(plain(line_of(marked[0])).split())
    is_same = has.total() >= _ALMOST_ALL * wanted.total()
    is_more = counted.all(marked[0]) > _MOST_MORE * letters(extracted)
    return marked[0] if wanted and is_same and not is_more else None


def _lines(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """The lines that a page shows, each with the innermost block that it stands in."""
    body = tree.find("body")
    if body is None:
        return
    pieces: list[str] = []
    owner = body
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in BLOCKS:
            if text := "".join(pieces).strip():
                yield text, owner
            pieces.clear()
            owner = element if event == "start" and element.tag != "br" else element.getparent()
        pieces.append((element.text if event == "start" else element.tail) or "")


def _found(
    lines: Sequence[tuple[str, HtmlElement]], counted: Letters, extracted: str
) -> dict[HtmlElement, int]:
    """Where the extracted lines stand, in order, with their letters; empty where few are found."""
    wanted = {line: letters(line) for line in map(plain, extracted.splitlines())}
    everything = sum(wanted.values())
    wanted = {line: size for line, size in wanted.items() if size >= _SHORTEST_LINE}
    if sum(wanted.values()) < _FEWEST_IN_LINES * everything:  # of a table there are but cells
        return {}
    found: dict[str, HtmlElement] = {}
    for line, element in lines:
        if line in wanted:
            found.setdefault(line, element)
    if sum(wanted[line] for line in found) < _ENOUGH * sum(wanted.values()):
        found = _within(lines, plain(extracted))
    sizes: Counter[HtmlElement] = Counter()
    for line, element in found.items():
        sizes[element] += letters(line)
    own = {element: size for element, size in sizes.items() if not _is_in_card(element, counted)}
    return own if sum(own.values()) >= PROSE else sizes


def _within(lines: Sequence[tuple[str, HtmlElement]], whole: str) -> dict[str, HtmlElement]:
    """The same in what was extracted as one line, as it is of what is in no paragraphs."""
    found: dict[str, HtmlElement] = {}
    for line, element in lines:
        if letters(line) >= _SHORTEST_LINE and line in whole:
            found.setdefault(line, element)
    return found if sum(map(letters, found)) >= _ENOUGH * letters(whole) else {}


def _is_in_card(element: HtmlElement, counted: Letters) -> bool:
    """Whether it belongs to an article that only leads to its own page."""
    around = next(element.iterancestors("article"), None)
    return around is not None and has_own_page(around) and counted.prose(around) < CARD


def _densest(found: Mapping[HtmlElement, int]) -> HtmlElement:
    """The smallest element that holds almost all that was extracted."""
    held: Counter[HtmlElement] = Counter()
    for element, size in found.items():
        held.update(dict.fromkeys([element, *element.iterancestors()], size))
    least = _ALMOST_ALL * sum(found.values())
    around = [element for element, size in held.items() if size >= least]
    return max(around, key=lambda element: sum(1 for _ in element.iterancestors()))


def _headline(
    lines: Sequence[tuple[str, HtmlElement]], prose: HtmlElement, title: str | None
) -> HtmlElement | None:
    """The last line of the page's title, with or without the site's name, above the prose's end."""
    wanted = plain(title or "")
    inside = set(prose.iter())
    headline = None
    for line, element in lines:
        if line and line in wanted and letters(line) >= _TITLE * letters(wanted):
            headline = element
        if headline is not None and element in inside:
            break
    return headline


def _container(place: HtmlElement) -> HtmlElement:
    """The page's own mark of the article around a place, where there is one."""
    marked = place.xpath(
        "ancestor-or-self::*[self::article or @itemprop='articleBody' or @role='article'][1]"
    )
    if marked:
        return marked[0]
    while place.tag in _NO_CONTAINERS:  # old pages leave them open around all that follows
        place = place.getparent()
    return place


def _common(elements: Sequence[HtmlElement]) -> HtmlElement | None:
    """The smallest element that all of these are, or are in."""
    if not elements:
        return None
    first, *others = elements
    rest = [set(each.iterancestors()) | {each} for each in others]
    around: Iterator[HtmlElement] = iter([first, *first.iterancestors()])
    return next(each for each in around if all(each in line for line in rest))


def _cut_before(
    whole: HtmlElement, headline: HtmlElement, first: HtmlElement, counted: Letters
) -> None:
    """Take out what stands before the headline, and what between it and the prose leads away."""
    for element in [headline, *headline.iterancestors()]:
        if element is whole:
            break
        for before in list(element.itersiblings(preceding=True)):
            before.drop_tree()
        element.getparent().text = None
    for element in list(first.itersiblings(preceding=True)):
        if headline not in element.iter() and counted.lead_elsewhere(element):
            element.drop_tree()


def _cut_after(
    whole: HtmlElement, last: HtmlElement, counted: Letters, found: Mapping[HtmlElement, int]
) -> None:
    """Take out what follows the prose, but for tables, corrections, captions and the like."""
    holding = {each for element in found for each in (element, *element.iterancestors())}
    notes = {place for place in whole.xpath(".//a/@href") if NAMES_NOTE.search(place)}
    for element in [last, *last.iterancestors()]:
        if element is whole:
            break
        around = (each for each in element.getparent() if each in holding and each.get("class"))
        alike = Counter(map(_called, around))
        following = list(element.itersiblings())
        others = _other_bodies(whole, last, following)
        for after in following:
            is_data = element is last and _has_data(after, counted)
            if not (
                is_data
                or _is_note(after)
                or _has_notes(after, notes)
                or _goes_on(after, alike, others, counted)
                or keep_captions(after)
            ):
                after.drop_tree()


def _take_notes(place: HtmlElement) -> None:
    """Put what marks in the text lead to at the end of it, where it stands below the text."""
    notes = {link for link in place.xpath(".//a/@href") if NAMES_NOTE.search(link)}
    inside = set(place.iter())
    for element in list(place.xpath("following::*[@id or @name]")) if notes else ():
        named = {f"#{element.get('id')}", f"#{element.get('name')}"}
        if notes.isdisjoint(named) or element in inside:
            continue
        while (
            not element.text_content()[_LONGEST_MARK:].strip() and element.getparent() is not None
        ):
            element = element.getparent()  # noqa: PLW2901 - the mark stands in its note
        if place not in element.iterdescendants() and element.tag not in _PAGE:
            inside.update(element.iter())
            element.tail = None
            place.append(element)


def _has_notes(element: HtmlElement, notes: set[str]) -> bool:
    """Whether marks in the text lead to it."""
    return bool(notes) and any(
        f"#{each.get(name)}" in notes for each in element.iter() for name in ("id", "name")
    )


def _goes_on(
    element: HtmlElement,
    alike: Mapping[tuple[str, str], int],
    others: Collection[HtmlElement],
    counted: Letters,
) -> bool:
    """Whether it is one more of several parts alike that hold the text, as the posts of a forum."""
    is_text = counted.all(element) >= PROSE and not counted.lead_elsewhere(element)
    is_alike = alike.get(_called(element), 0) > 1 or element in others
    return is_alike and is_text and not has_own_page(element)


def _other_bodies(
    whole: HtmlElement, body: HtmlElement, following: Sequence[HtmlElement]
) -> set[HtmlElement]:
    """What holds another part that is called a text as the one found is, up to the next headline.

    Of an article in several such parts, with advertisements between them, an extractor may find
    but the first.
    """
    if name_parts(body).isdisjoint(_TEXT_PARTS) or next(whole.iter("h1"), None) is None:
        return set()
    below = takewhile(lambda each: next(each.iter("h1"), None) is None, following)
    name = _called(body)
    return {each for each in below if any(_called(part) == name for part in each.iter(body.tag))}


def _called(element: HtmlElement) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def _has_data(element: HtmlElement, counted: Letters) -> bool:
    """Whether it is a table, a quotation or a list without links, or only holds such."""
    if counted.lead_elsewhere(element) or has_own_page(element) or is_called_frame(element):
        return False
    while element.tag in {"div", "section", "figure"} and len(element) == 1:
        element = element[0]
    is_list = element.tag in {"ul", "ol"} and not counted.linked(element)
    return element.tag in _DATA or is_list


def _is_note(element: HtmlElement) -> bool:
    is_named = bool(name_parts(element) & _NOTE_PARTS)
    return is_named or _NOTE.match(plain(element.text_content())) is not None

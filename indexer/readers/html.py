"""Web pages: the article without its navigation, and what the page says of itself."""

import html
import re
from collections.abc import Iterator
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document as TrafilaturaDocument

from indexer.metadata import is_web_address
from indexer.readers import (
    Input,
    Read,
    ReadOptions,
    Skipped,
    UnreadableError,
    chats,
    reads,
    telegram,
)
from indexer.readers.blocks import BLOCKS, blocks, span
from indexer.readers.cleaning import tidy_line, tidy_rows
from indexer.readers.encoding import recover_declared, with_text
from indexer.readers.html_article import article_text
from indexer.readers.html_author import author_of
from indexer.readers.html_dates import publication_date
from indexer.readers.html_embedded import unfold
from indexer.readers.html_labels import CONSENT, CONSENT_PARTS
from indexer.readers.html_letters import CARD, MOSTLY_LINKS, PROSE, Letters, letters, plain
from indexer.readers.html_names import name_parts
from indexer.readers.html_shown import Linked
from indexer.readers.html_title import title_of_page
from indexer.readers.html_tree import parse_html
from indexer.readers.linked_data import facts_stated, linked_data
from indexer.readers.markup import has_markup, plain_text
from search.fields import STORED, Field
from search.records import Document

LARGEST = 20_000_000  # bytes; saved pages with their pictures inside reach a few million
# Extraction takes a second for some 15,000; a long article has 5,000.
MOST_ELEMENTS = 100_000
MOST_CHAT_ELEMENTS = 500_000  # nothing is extracted from these
# How many times the text on a page that which it states must be: a script fills the page in.
_MUCH_MORE = 3
_MOST_OF_IT = 0.6  # of what a page states is an article, and the rest what leads to others
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_DECLARATION_WITHIN = 4096  # bytes; browsers look at 1,024
_HEADINGS = ("h1", "h2", "h3", "h4")
_PARAGRAPHS = ("p", "div", "ul", "ol", "li")
_LONGEST_CELL = 150  # letters of one in a table of data that holds paragraphs, or is in another
# Buttons that are headings: what they stand over opens at a click.
_OPENS = (
    "//button[@aria-expanded or @data-toggle or @data-bs-toggle or ancestor::h2 or ancestor::h3"
    " or ancestor::h4 or ancestor::dt or contains(concat(@class, ' ', ../@class), 'accordion')]"
    "[ancestor::article or ancestor::main]"
)
# Of who wrote a document of Google's or Word's, with their marks in the text.
_COMMENTS = (
    "//a[starts-with(@href, '#_msocom')] | "
    "//a[starts-with(@href, '#cmnt')][not(starts-with(@href, '#cmnt_ref'))]"
    " | //a[starts-with(@href, '#cmnt_ref')]/ancestor::div[1][starts-with(normalize-space(), '[')]"
)
_LONGEST_NOTICE = 2_000  # letters
# How all of a page is called by whether it has a notice.
_OF_PAGES = frozenset({"has", "no", "with", "accepted", "page", "site"})
_NO_TEXT = (
    "template",
    "svg",
    "iframe",
    "select",
    "button",
    "style",
    "nav",
    "audio",
    "video",
    "canvas",
)
# trafilatura takes the joiner out with the controls: a sign that no page uses stands in for it.
_JOINER, _STAND_IN = "\u200c", "\u2e2f"
# Places of a page's tables that cells reach over; large ones of agencies have some hundreds.
_MOST_REACHED = 10_000
# Parts of a page that the extractor's second opinions are asked about: jusText takes the square of
# their number, some three seconds for so many.
_MOST_COMPARED = 5_000
_TABLE_ROW = re.compile(r"^\|(.*)\|[ \t]*$", re.MULTILINE)  # as trafilatura writes it


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a saved page as one document."""
    data = source.whole(LARGEST, "save it without its pictures")
    outcomes = _chat(data, source) or read_page(data, source)
    yield from reads(source.place, outcomes, source.size)


def _chat(data: bytes, source: Input) -> list[Document] | None:
    """The documents of a chat of Telegram, ``None`` for another page."""
    page = data.decode("utf-8", "replace")
    tree = parse_html(page, MOST_CHAT_ELEMENTS) if telegram.is_chat(page) else None
    if tree is None:
        return None
    name = telegram.chat_name(tree)
    return list(chats.documents(telegram.messages(tree), name, source.document_id))


def read_page(
    data: bytes,
    source: Input,
    *,
    url: str | None = None,
    encoding: str | None = None,
    linked: Linked | None = None,
) -> Iterator[Document | Skipped]:
    """The document of a page, and where in its text bytes could not be read.

    Args:
        data: the page as it was sent.
        source: that it is from, by whose id its document goes.
        url: where it came from, for pages that do not say so themselves.
        encoding: what the server said.
        linked: gives the sheet that a ``link`` names, where it is at hand.

    Raises:
        UnreadableError: there is no text in it, or too much for a page.
    """
    stated = _DECLARED.search(data, 0, _DECLARATION_WITHIN)
    declared = stated and stated.group(1).decode("ascii")
    decoded = recover_declared(data, encoding, declared)
    document = parse_page(decoded.text, source.document_id, url, linked)
    yield document
    # What a script or a menu has lost is of no concern.
    reason = with_text(document.text, is_damaged=bool(decoded.faults)).reason
    if reason is not None:
        yield Skipped(source.place, reason)


def parse_page(
    page: str, document_id: str, url: str | None = None, linked: Linked | None = None
) -> Document:
    """The article of a page, or all its visible text when it holds no article.

    For the arguments and errors see ``read_page``.
    """
    tree = parse_html(page.replace(_JOINER, _STAND_IN), MOST_ELEMENTS, linked)
    if tree is None:
        msg = "no HTML in it"
        raise UnreadableError(msg)
    _refuse_frames(tree)
    _rename_main_aside(tree)
    unfold(tree, MOST_ELEMENTS)
    _unwrap_layout(tree)
    _bound_reach(tree)
    _strip_frame(tree)
    extracted = _extract(tree, url)
    article = _TABLE_ROW.sub(_cells, extracted.text or "")
    title = title_of_page(tree)
    author = author_of(tree, extracted.author, title)
    whole = article_text(tree, article, title, author)
    shown = "\n".join(block.text for block in blocks(tree))
    has_lost_table = "\t" in shown and "\t" not in article
    # Of a short page an extractor makes a line of every element.
    is_all = "".join(article.split()) == "".join(shown.split())
    text = _tidy(whole or (not (has_lost_table or is_all) and article) or shown)
    stated = _tidy(_stated_body(tree, title))
    # What is not found on the page, an extractor took from the same data, without its paragraphs.
    everything = (stated, _tidy(_stated_body(tree)))
    is_of_data = not whole and any(_is_same(each, text) for each in everything)
    if len(stated) > _MUCH_MORE * len(text) or is_of_data:
        text = stated
    if not text or (not whole and _leads_away(tree, text)):
        msg = "no text in the page: it may be filled in by a script"
        raise UnreadableError(msg)
    known: dict[str, Any] = {
        "title": tidy_line(_tidy(title or "")),
        "source": tidy_line(extracted.sitename),
        "url": extracted.url if is_web_address(extracted.url or "") else url,
        "date": publication_date(tree, title, author),
        "author": tidy_line(_tidy(author or "")),
        "language": _language(tree),
    }
    known |= {
        field.name: _stated(tree, field, title) for field in STORED if field.name not in known
    }
    return Document(document_id, text, **known)


def _refuse_frames(tree: lxml_html.HtmlElement) -> None:
    """Refuse a page that only shows others.

    Raises:
        UnreadableError: it does.
    """
    frames = [frame.get("src") or "" for frame in tree.xpath("//frameset//frame")]
    if frames:
        msg = f"a page of frames, without text itself: index the pages in them: {', '.join(frames)}"
        raise UnreadableError(msg)


def _rename_main_aside(tree: lxml_html.HtmlElement) -> None:
    """Make an aside that has most paragraphs of its page a plain part: extractors leave it out."""
    asides = list(tree.iter("aside"))
    if not asides:  # most pages have none, and to count letters takes a while
        return
    counted = Letters(tree)
    for part in asides:
        if counted.prose(part) >= CARD / 2 and counted.prose(part) > counted.prose(tree) / 2:
            part.tag = "div"


def _strip_frame(tree: lxml_html.HtmlElement) -> None:
    """Take out what is no text, and the menus and the foot of the page."""
    for button in tree.xpath(_OPENS):
        button.drop_tag()
    etree.strip_elements(tree, *_NO_TEXT, with_tail=False)
    _strip_notices(tree)
    parts = " or ".join(f"ancestor::{name}" for name in ("article", "main", "blockquote", "figure"))
    for foot in tree.xpath(f"//footer[not({parts})]"):
        foot.drop_tree()
    shown = tree.xpath("//body//text()[not(ancestor::noscript or ancestor::script)]")
    # Some pages are filled in by a script, and say their text to browsers that run none.
    is_filled = letters("".join(shown)) >= PROSE
    for element in list(tree.iter("noscript")):
        if is_filled or letters(element.text_content()) < PROSE:
            element.drop_tree()
        else:
            element.drop_tag()


def _strip_notices(tree: lxml_html.HtmlElement) -> None:
    """Take out what a site or a program says to who reads: of cookies, comments, reading times."""
    # How a reading view of Firefox says how long an article takes, and who wrote it.
    for part in tree.xpath("//div[@class='reader-estimated-time']"):
        part.drop_tree()
    for part in tree.xpath("//div[@class='credits reader-credits']"):
        part.set("class", "byline")
    for notice in list(filter(_asks_consent, tree.xpath("//body//*[@class or @id]"))):
        notice.drop_tree()
    for comment in tree.xpath(_COMMENTS):
        comment.drop_tree()


def _asks_consent(element: lxml_html.HtmlElement) -> bool:
    """Whether it is a notice, called so, of what a site keeps of its readers."""
    parts = name_parts(element)
    if parts.isdisjoint(CONSENT_PARTS) or parts & _OF_PAGES:
        return False
    text = element.text_content()
    holds_article = next(element.iter("h1", "article", "main"), None) is not None
    return (
        not holds_article
        and letters(text) <= _LONGEST_NOTICE
        and CONSENT.search(plain(text)) is not None
    )


def _leads_away(tree: lxml_html.HtmlElement, text: str) -> bool:
    """Whether a short text is but links: to the first page, and the like."""
    linked = sum(letters(link.text_content()) for link in tree.iter("a"))
    return letters(text) < PROSE and linked >= MOSTLY_LINKS * letters(text)


def _is_same(stated: str, text: str) -> bool:
    return bool(stated) and stated.split() == text.split()


def _stated_body(tree: lxml_html.HtmlElement, title: str | None = None) -> str:
    """The article as the page states it to search engines; some pages show it by a script only."""
    bodies = linked_data(tree, ("articleBody",), title)
    bodies = map(html.unescape, bodies)
    texts = [plain_text(body) if has_markup(body) else body for body in bodies]
    longest = max(texts, key=len, default="")
    # A page that follows events states each of its messages.
    is_one = len(longest) > _MOST_OF_IT * sum(map(len, texts))
    return longest if is_one else "\n".join(dict.fromkeys(texts))


def _extract(tree: lxml_html.HtmlElement, url: str | None) -> TrafilaturaDocument:
    parts = sum(1 for _ in tree.iter(*BLOCKS))
    extracted = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=parts > _MOST_COMPARED,
        with_metadata=True,
        include_comments=False,
        # Its date is not used; this saves most of the search for it.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    # It gives nothing for a page without text.
    return extracted if isinstance(extracted, TrafilaturaDocument) else TrafilaturaDocument()


def _tidy(text: str) -> str:
    return tidy_rows(text.replace(_STAND_IN, _JOINER))


def _unwrap_layout(tree: lxml_html.HtmlElement) -> None:
    """Old pages are laid out with tables: only others keep their rows."""
    tables = [(table, _is_data(table)) for table in tree.iter("table")]
    for table, is_data in tables:
        cells = [each for each in table.iter("tr", "td", "th") if _table_of(each) is table]
        for part in cells:
            if not is_data:
                part.tag = "div"
            elif part.tag != "tr":
                _flatten(part)
    for table, is_data in tables:
        if not is_data:
            table.tag = "div"
    for heading in tree.iter("th"):  # a row of them would get a rule of hyphens below it
        heading.tag = "td"


def _bound_reach(tree: lxml_html.HtmlElement) -> None:
    """Let no cell reach over others where all together reach over more than a page shows.

    The extractor makes a cell for every place that one reaches over: of 300 that reach over a
    hundred rows and columns each, half a million.
    """
    rows = sum(1 for _ in tree.iter("tr"))
    cells = [
        (cell, span(cell, "colspan"), min(span(cell, "rowspan"), rows))
        for cell in tree.iter("td", "th")
        if "colspan" in cell.attrib or "rowspan" in cell.attrib
    ]
    is_bound = sum(width * height for _, width, height in cells) <= _MOST_REACHED
    for cell, width, height in cells:
        cell.set("colspan", str(width if is_bound else 1))
        cell.set("rowspan", str(height if is_bound else 1))


def _table_of(part: lxml_html.HtmlElement) -> lxml_html.HtmlElement | None:
    return next(part.iterancestors("table"), None)


def _is_data(table: lxml_html.HtmlElement) -> bool:
    """Whether cells hold a few words each, in rows: editors put them in paragraphs, too."""
    if next(table.iterdescendants("table", *_HEADINGS), None) is not None:
        return False
    cells = list(table.iter("td", "th"))
    has_paragraphs = any(next(cell.iter(*_PARAGRAPHS), None) is not None for cell in cells)
    if not has_paragraphs and _table_of(table) is None:
        return True
    rows = [len(row.findall("td") + row.findall("th")) for row in table.iter("tr")]
    linked = sum(letters(link.text_content()) for link in table.iter("a"))
    return (
        sum(count > 1 for count in rows) > 1
        and all(letters(cell.text_content()) <= _LONGEST_CELL for cell in cells)
        and linked < MOSTLY_LINKS * letters(table.text_content())
    )


def _flatten(cell: lxml_html.HtmlElement) -> None:
    """Put what stands in paragraphs in a cell on one line."""
    for part in list(cell.iterdescendants(*_PARAGRAPHS)):
        part.tail = f" {part.tail or ''}"
        part.drop_tag()


def _cells(row: re.Match[str]) -> str:
    return "\t".join(cell.strip() for cell in row.group(1).split("|"))


def _stated(tree: lxml_html.HtmlElement, field: Field, title: str | None) -> str | None:
    """What the page's ``meta`` elements say of a field, else its data where that says one thing."""
    attributes = ("name", "property", "itemprop")
    stated = {
        meta.get(attribute).lower(): tidy_line(meta.get("content"))
        for attribute in attributes
        for meta in tree.xpath(f"//meta[@{attribute} and @content]")
    }
    found = next(filter(None, (stated.get(name.lower()) for name in field.names)), None)
    linked = {tidy_line(each) for each in facts_stated(tree, field.names, title)}
    return found or (linked.pop() if len(linked) == 1 else None)


def _language(tree: lxml_html.HtmlElement) -> str | None:
    language = str(tree.get("lang") or tree.get("xml:lang") or "").partition("-")[0].lower()
    return language if re.fullmatch("[a-z]{2}", language) else None

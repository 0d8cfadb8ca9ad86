"""Who wrote an article, as its page states it or a byline says; never who is quoted in it."""

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from lxml.html import HtmlElement

from indexer.readers.cleaning import tidy_line
from indexer.readers.html_byline import WRITER_PARTS, is_quoted
from indexer.readers.html_frame import has_own_page
from indexer.readers.html_letters import PROSE, Letters, letters, own_texts, plain
from indexer.readers.html_names import name_parts
from indexer.readers.html_own import own_part
from indexer.readers.html_said import is_about_writer, is_data, is_label, line_of, names_writer
from indexer.readers.html_title import below_headline
from indexer.readers.linked_data import authors_in, linked_data, stated_articles
from indexer.readers.writers import is_nobody, without_label
from search.arabic.bylines import opens_byline

_ENDS = " \t،,.;:|-–»«\u200e\u200f\ufe0f"
# Those who helped are not who wrote.
_HELPED = re.compile(r"(?:شارك|ساهم|اسهم)(?:ت|وا|ا)? ")
# Who reviewed, corrected, translated or photographed, behind who wrote.
_OTHER_HANDS = re.compile(
    r"\s+و?(?:(?:راجع|دقق|ترجم|حرر|صور)(?:ها|ه|ته|تها)|(?:مراجعة|تدقيق|ترجمة|تصوير|مونتاج)"
    r"|تحرير\s*[:：])(?:\W.*|$)",
    re.DOTALL,
)
_JOINING = re.compile(r"^\s*[،,;/|&]\s*|^\s*و\s+|^\s*and\s+")
_PARTED = re.compile(r"\s*[-–—/|:：()]\s*|\s+\u0640+\s+")  # in a byline
_SHOWN = "descendant::*[ancestor-or-self::body][not(self::script or self::style)]"
_DREW = re.compile(
    r"(?:تصوير|عدسة|الصور|رسم|كاريكاتير|ترجمة|photos?(?: by)?|translated by)\b", re.IGNORECASE
)
_REPORTER = re.compile(r"(?:مراسل|موفد)(?:نا|تنا)(?: (?:في|إلى|لدى) .+)?")
# Of these a part, which does not hold the headline, is of other articles or of readers.
_OF_OTHERS = frozenset({"related", "recommended", "similar", "popular", "trending", "sidebar"}) | {
    *("comment", "comments", "replies"),
}
_ADDRESS = re.compile(r"\s*[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")
_OF_PLACES = re.compile(r"\s+(?:المحتلة|العاصمة)$")
_NAME = re.compile(r"(?:[^\W\d_]+[\s.'-]*){2,6}")
_LONGEST = 60  # characters of a byline that is looked for


def author_of(tree: HtmlElement, found: str | None, title: str | None = None) -> str | None:
    """Who wrote the article of a page, without the label before the name.

    Args:
        tree: of the page.
        found: whom an extractor took for the author.
        title: what the page is called.
    """
    found_names = [
        name
        for name in map(_bare, re.split(r"\s*;\s*", found or ""))
        if name and not is_label(name) and not _HELPED.match(plain(name))
    ]
    articles = stated_articles(tree, title)
    # What is said of the article counts, not who wrote the others that the page leads to.
    own = [_bare(name) for article in articles for name in authors_in(tree, article)]
    stated = {plain(each) for each in _stated(tree, own if articles else None)}
    kept = [
        each
        for name in found_names
        if plain(name) in stated or _is_byline_of(tree, name)
        for each in (name, *_beside(tree, name))
    ]
    if any(plain(each) not in stated and _is_of_one(tree, each) for each in kept):
        return None
    if not kept:
        kept = [name for name in own if _NAME.fullmatch(name) and not is_label(name)]
    kept = list(filter(None, (_without_place(tree, each) for each in kept)))
    names = {plain(each): _as_printed(tree, each) for each in kept}.values()
    return "; ".join(names) or next(_bylines(tree, title), None)


def _without_place(tree: HtmlElement, name: str) -> str | None:
    """A name, or who is named in its byline behind a place or a word («عمان - هالة ناصر»).

    Who took the pictures or translated did not write.
    """
    wanted = plain(name)
    for element in tree.xpath("//body//*[@rel='author' or @class]"):
        if element.get("rel") != "author" and not name_parts(element) & WRITER_PARTS:
            continue
        line = line_of(element)
        if len(line) <= _LONGEST and wanted in plain(line):
            first, *others = (part.strip(_ENDS) for part in _PARTED.split(line))
            if any(
                _DREW.fullmatch(before) and wanted in {plain(behind), plain(f"{before} {behind}")}
                for before, behind in pairwise((first, *others))
            ):
                return None
            begins = f"{wanted} ".startswith(f"{plain(first)} ")
            if others and begins and _opens(first):
                others.sort(key=lambda each: not each.startswith("من "))
                told = (each.removeprefix("من ") for each in others)
                named = (each for each in told if _NAME.fullmatch(each))
                return next((each for each in named if not _opens(each)), None)
    return None if is_nobody(name) or _is_source(tree, name) else name


def _is_source(tree: HtmlElement, name: str) -> bool:
    """Whether it names a source behind a label («المصدر: رويترز»), of which the colon is lost."""
    label, _, source = name.partition(" ")
    if label != "المصدر" or not source:
        return False
    labelled = re.compile(rf"{label}\s*[:：]\s*{re.escape(source.split()[0])}")
    return any(map(labelled.search, (*tree.xpath("//meta/@content"), tree.text_content())))


def _opens(text: str) -> bool:
    """Whether a text stands before a name in a byline: a place, or how what is told was learnt."""
    is_role = is_nobody(text) or _REPORTER.fullmatch(text) is not None
    return is_role or opens_byline(_OF_PLACES.sub("", text))


def _as_printed(tree: HtmlElement, name: str) -> str:
    """A name with the points of its abbreviations («د. هالة»), which an extractor takes out."""
    words = name.split()
    if all(len(word) > 1 for word in words):
        return name
    abbreviated = re.compile(r"\.?\s*".join(map(re.escape, words)))
    texts = (*tree.xpath("//meta/@content"), tree.text_content())
    found = (each[0] for text in texts for each in abbreviated.finditer(text) if "." in each[0])
    return " ".join(next(found, name).split())


def _is_of_one(tree: HtmlElement, name: str) -> bool:
    """Whether a name stands in one of several articles or posts of a page, and not in all."""
    articles = tree.xpath("//article[not(ancestor::article)]")
    for parts in (articles, _posts(tree, name)):
        texts = [
            plain(each.text_content())
            for each in parts
            if letters(each.text_content()) >= PROSE and not has_own_page(each)
        ]
        if 0 < sum(plain(name) in text for text in texts) < len(texts):
            return True
    return False


def _posts(tree: HtmlElement, name: str) -> list[HtmlElement]:
    """Of parts alike beside one another those with a byline, if one of them has that of a name."""
    marked = [each for each in tree.xpath("//body//*[@class]") if name_parts(each) & WRITER_PARTS]
    byline = next((each for each in marked if plain(name) in plain(line_of(each))), None)
    if byline is None:
        return []
    having = {around for each in marked for around in each.iterancestors()}
    for around in byline.iterancestors():
        called = (around.get("class") or "").split()[:1]
        alike = [
            each
            for each in around.itersiblings(around.tag)
            if called and (each.get("class") or "").split()[:1] == called and each in having
        ]
        if alike:
            return [around, *alike]
    return []


def _beside(tree: HtmlElement, name: str) -> Iterator[str]:
    """The names that stand beside one in parts of the same kind: the others who wrote."""
    for element in tree.xpath("//body//*[@rel='author' or @class]"):
        is_marked = element.get("rel") == "author" or name_parts(element) & WRITER_PARTS
        around = element.getparent()
        if not is_marked or around is None or plain(_bare(line_of(element))) != plain(name):
            continue
        for other in around.iterchildren(element.tag):
            is_alike = all(other.get(each) == element.get(each) for each in ("class", "rel"))
            text = _bare(_JOINING.sub("", line_of(other)))
            if is_alike and other is not element and _NAME.fullmatch(text):
                yield text
        return


def _bare(name: str | None) -> str:
    return _OTHER_HANDS.sub("", without_label(tidy_line(name)) or "").strip(_ENDS)


def _stated(tree: HtmlElement, own: list[str] | None) -> Iterator[str]:
    """What the page's ``meta`` elements and its data name, without labels.

    Args:
        tree: of the page.
        own: whom its data names as authors of its article; ``None`` where it says nothing of it.
    """
    names = linked_data(tree, ("name", "author", "creator")) if own is None else own
    for name in chain(tree.xpath("//meta[@content]/@content"), names):
        yield _bare(name)


def _is_byline_of(tree: HtmlElement, name: str) -> bool:
    """Whether a part of the page that may be a byline says this name and little else."""
    wanted = plain(name)
    others = _parts_of_others(tree)
    article = own_part(tree, Letters(tree))
    for element in (tree if article is None else article).xpath(_SHOWN):
        text = element.text_content()
        if len(text) > 4 * _LONGEST or wanted not in plain(text):
            continue
        if is_quoted(element) or element in others:
            continue
        line = line_of(element)
        is_marked = name_parts(element) & WRITER_PARTS or element.get("rel") == "author"
        if names_writer(line) or (
            is_marked and (is_data(line, wanted) or is_about_writer(line.replace(name, "", 1)))
        ):
            return True
    return False


def _parts_of_others(tree: HtmlElement) -> set[HtmlElement]:
    """What stands in parts that lead to other articles, or in which readers write."""
    holding = {around for each in tree.iter("h1") for around in each.iterancestors()}
    parts = (
        each
        for each in tree.xpath("//body//*[@class or @id]")
        if name_parts(each) & _OF_OTHERS and each not in holding
    )
    return {element for part in parts for element in part.iter()}


def _bylines(tree: HtmlElement, title: str | None) -> Iterator[str]:
    """The names behind a word for writing, or before an address, below the headline of a page."""
    for element in below_headline(tree, title):
        line, addresses = _ADDRESS.subn("", line_of(element))
        if len(line) > _LONGEST or is_quoted(element) or _DREW.match(line):
            continue
        is_name = addresses and _NAME.fullmatch(line) and name_parts(element) & WRITER_PARTS
        if is_name or names_writer(line):
            found = [line]
        else:  # the day may stand in the next line
            texts = filter(names_writer, own_texts(element))
            found = [text for text in texts if is_data(line, plain(_bare(text)))]
        yield from (name for name in map(_bare, found) if not is_nobody(name))

"""Who wrote an article, as its page states it or a byline says; never who is quoted in it."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.readers.cleaning import tidy_line
from indexer.readers.html_byline import WRITER_PARTS, is_quoted
from indexer.readers.html_letters import PROSE, letters, plain
from indexer.readers.html_names import name_parts
from indexer.readers.html_said import is_about_writer, is_data, is_label, line_of, names_writer
from indexer.readers.linked_data import linked_data
from indexer.readers.writers import writer

_ENDS = " \t،,.;:|-–"
_LONGEST = 60  # characters of a byline that is looked for
_MOST_ELEMENTS = 60  # behind the headline, among which it is


def author_of(tree: HtmlElement, found: str | None) -> str | None:
    """Who wrote the article of a page, without the label before the name.

    Args:
        tree: of the page.
        found: whom an extractor took for the author.
    """
    names = [
        name
        for name in map(_bare, re.split(r"\s*;\s*", found or ""))
        if name and not is_label(name)
    ]
    stated = {plain(each) for each in _stated(tree)}
    kept = [name for name in names if plain(name) in stated or _is_byline_of(tree, name)]
    return "; ".join(dict.fromkeys(kept)) or next(_bylines(tree), None)


def _bare(name: str | None) -> str:
    return (writer(tidy_line(name)) or "").strip(_ENDS)


def _stated(tree: HtmlElement) -> Iterator[str]:
    """What the page's ``meta`` elements and its data name, without labels."""
    for name in tree.xpath("//meta[@content]/@content"):
        yield _bare(name)
    for name in linked_data(tree, ("name", "author", "creator")):
        yield _bare(name)


def _is_byline_of(tree: HtmlElement, name: str) -> bool:
    """Whether a part of the page that may be a byline says this name and little else."""
    wanted = plain(name)
    for element in tree.xpath("//body//*[not(self::script or self::style)]"):
        text = element.text_content()
        if len(text) > 4 * _LONGEST or wanted not in plain(text) or is_quoted(element):
            continue
        line = line_of(element)
        is_marked = name_parts(element) & WRITER_PARTS or element.get("rel") == "author"
        if names_writer(line) or (
            is_marked and (is_data(line, wanted) or is_about_writer(line.replace(name, "", 1)))
        ):
            return True
    return False


def _bylines(tree: HtmlElement) -> Iterator[str]:
    """The names behind a word for writing between the headline and the text of a page."""
    headings = tree.xpath("//h1")
    if len(headings) != 1:
        return
    for element in tree.xpath("//h1/following::*")[:_MOST_ELEMENTS]:
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if letters(own) >= PROSE:
            return
        if next(element.iterdescendants("div", "li", "p"), None) is not None:
            continue
        line = line_of(element)
        if len(line) <= _LONGEST and names_writer(line) and not is_quoted(element):
            yield _bare(line)

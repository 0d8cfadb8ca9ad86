"""The part of a page that is of its article; what stands outside of it may be of others."""

from lxml.html import HtmlElement

from indexer.readers.html_letters import PROSE, Letters


def own_part(tree: HtmlElement, counted: Letters) -> HtmlElement | None:
    """The least part of a page that holds its only headline and half of its paragraphs."""
    headings = tree.xpath("//h1")
    if len(headings) != 1 or counted.prose(tree) < PROSE:
        return None
    half = counted.prose(tree) / 2
    return next(each for each in headings[0].iterancestors() if counted.prose(each) >= half)

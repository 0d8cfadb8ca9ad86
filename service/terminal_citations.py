"""Sources as the command line prints them."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from search.parts import Location
from search.records import DEFAULT_COLLECTION, Citation, Publication
from service.citing.citation import location_in_words
from service.language.environment import language, words
from service.terminal import isolated, safe


def print_heading(console: Console, number: int, citation: Citation) -> None:
    """The number of a document, its title, and what is known of its origin."""
    title = (safe(citation.title or citation.document_id), "bold cyan")
    console.print(Text.assemble((f"{number}. ", "bold"), title))
    origin = [part for part in (citation.source, citation.author, citation.date) if part]
    if origin:
        console.print(Text(safe(" · ".join(origin)), "cyan"))


def print_address(console: Console, citation: Citation) -> None:
    """The address of a document, if it has one."""
    if citation.url:
        console.print(Text(safe(citation.url), "dim"))


def print_copies(console: Console, others: Sequence[Publication], further: int) -> None:
    """Other documents of the same story, and how many there are besides, if there are any."""
    said = words()
    if others:
        named = said("separator").join(map(_publication, others))
        also = said("also", publications=named)
        if further:
            also = f"{also} {said('further_copies', count=further)}"
        console.print(Text(also, "dim"))


def place(citation: Citation, location: Location | None) -> str:
    """Where a quotation stands: its document, offsets, place in the source and collection."""
    parts = [isolated(citation.document_id), f"[{citation.start}:{citation.end}]"]
    if location is not None:
        parts.append(isolated(location_in_words(location, language())))
    if citation.collection != DEFAULT_COLLECTION:
        parts.append(words()("collection", name=isolated(citation.collection)))
    return " ".join(parts)


def _publication(other: Publication) -> str:
    return " ".join(
        isolated(part) for part in (other.source, other.date, other.document_id) if part
    )

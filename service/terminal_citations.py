"""Sources as the command line prints them."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from search.parts import Location
from search.quotations.occurrences import Occurrence
from search.records import DEFAULT_COLLECTION, Caution, Citation, Hit, Publication, Span
from service.citing.citation import caution_in_words, location_in_words
from service.language.environment import language, words
from service.terminal import isolated, safe


def print_heading(console: Console, number: int, citation: Citation) -> None:
    """The number of a document, its title, and what is known of its origin."""
    title = (name_of(citation), "bold cyan")
    console.print(Text.assemble((f"{number}. ", "bold"), title))
    origin = [part for part in (citation.source, citation.author, citation.date) if part]
    if origin:
        console.print(Text(safe(" · ".join(origin)), "cyan"))


def name_of(citation: Citation) -> str:
    """What a document is called, in one line."""
    return safe(" ".join((citation.title or citation.document_id).split()))


def print_address(console: Console, citation: Citation) -> None:
    """The address of a document, if it has one."""
    if citation.url:
        console.print(Text(safe(citation.url), "dim"))


def print_copies(console: Console, found: Hit | Occurrence) -> None:
    """Other documents of the same story, those that say the same and those that do not."""
    said = words()
    if found.also_published:
        named = said("separator").join(map(_publication, found.also_published))
        also = said("also", publications=named)
        if found.further_copies:
            also = f"{also} {said('further_copies', count=found.further_copies)}"
        console.print(Text(also, "dim"))
    for other in found.differing:
        source = other.citation.source or other.citation.title or other.citation.document_id
        quoted = isolated(other.citation.quote)
        differs = said("differs", source=isolated(source), sentence=quoted)
        console.print(Text.assemble(differs, (f"  {place(other.citation, other.location)}", "dim")))


def print_cautions(console: Console, cautions: Iterable[Caution]) -> None:
    """What has to be said beside the words that are quoted."""
    for caution in cautions:
        console.print(Text(caution_in_words(caution, language()), "bold red"))


def place(citation: Citation, location: Location | None, part: Span | None = None) -> str:
    """Where a quotation, or a part of it, stands: document, offsets, place in it and collection."""
    start, end = part or (citation.start, citation.end)
    parts = [isolated(citation.document_id), f"[{start}:{end}]"]
    if location is not None:
        parts.append(isolated(location_in_words(location, language())))
    if citation.collection != DEFAULT_COLLECTION:
        parts.append(words()("collection", name=isolated(citation.collection)))
    return " ".join(parts)


def _publication(other: Publication) -> str:
    return " ".join(
        isolated(part) for part in (other.source, other.date, other.document_id) if part
    )

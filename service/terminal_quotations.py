"""Verified quotations as the command line prints them."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from search.quotations.fidelity import Change
from search.quotations.occurrences import Occurrence
from service.language.environment import words
from service.terminal import isolated, open_console, safe
from service.terminal_citations import (
    place,
    print_address,
    print_cautions,
    print_copies,
    print_heading,
)
from service.views.quotations import Stretch, printed, quoted, verdict_of


def print_occurrences(quotation: str, found: Sequence[Occurrence], k: int) -> None:
    """Whether a quotation stands anywhere, and the first ``k`` documents that have it."""
    console, said = open_console(), words()
    verdict = verdict_of(found)
    console.print(Text(said(f"quotation.{verdict}", count=len(found)) + "\n", "bold"))
    for number, occurrence in enumerate(found[:k], 1):
        _print(console, number, occurrence, quotation)
        console.print()


def _print(console: Console, number: int, occurrence: Occurrence, quotation: str) -> None:
    citation, said = occurrence.citation, words()
    print_heading(console, number, citation)
    if occurrence.differences:
        console.print(_marked(said("quotation.quoted"), quoted(occurrence, quotation), "[-", "-]"))
    shown = _marked(said("quotation.printed"), printed(occurrence), "{+", "+}", occurrence.before)
    console.print(shown.append(safe(occurrence.after), "dim"))
    if occurrence.negation is not None:
        denied = said("quotation.negation", word=isolated(occurrence.negation))
        console.print(Text(denied, "bold red"))
    print_cautions(console, occurrence.cautions)
    if occurrence.speaker is not None:
        console.print(said("quotation.speaker", name=isolated(occurrence.speaker.text)))
    fidelity = said(f"fidelity.{occurrence.fidelity.value}")
    console.print(Text(f"{place(citation, citation.location)}  {fidelity}", "dim"))
    print_address(console, citation)
    print_copies(console, occurrence)


def _marked(
    label: str, stretches: Iterable[Stretch], opening: str, closing: str, before: str = ""
) -> Text:
    """A text with marks around what differs; in colours, where the terminal has them."""
    line = Text.assemble(f"{label} ", (safe(before), "dim"))
    for text, change in stretches:
        if change is None or change is Change.OMITTED:
            line.append(safe(text), None if change is None else "dim")
        else:
            look = "bold red" if opening == "[-" else "bold green"
            line.append(f"{opening}{safe(text)}{closing}", look)
    return line

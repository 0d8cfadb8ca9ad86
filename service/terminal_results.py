"""Hits, documents and summaries as the command line prints them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from search.fields import STORED
from search.queries.rules import Effect, Interpretation, Rule
from search.ranking.agreement import agreement, by_words
from search.ranking.confidence import is_sufficient, strength
from search.records import (
    Citation,
    Document,
    Excerpt,
    Hit,
    Results,
    Span,
)
from service.language import translator
from service.language.environment import language, words
from service.language.reasons import reason_in
from service.terminal import isolated, open_console, safe
from service.terminal_citations import (
    name_of,
    place,
    print_address,
    print_cautions,
    print_copies,
    print_heading,
)

if TYPE_CHECKING:
    from indexer.summary import Summary
    from search.cluster.address import Address

# Columns of a terminal beyond which lines are hard to read.
_WIDEST = 100


def print_results(results: Results, *, full: bool = False) -> None:
    """What attests an answer, best first, and a line for each document that is less likely to.

    Args:
        results: the answer.
        full: show whole passages with all that is known of them, also those of weak hits.
    """
    console, said = open_console(), words()
    if not results.hits and results.total:
        console.print(Text(said("no_more", count=results.total)))
    elif not results.sufficient:
        console.print(Text(said("insufficient" if results.hits else "empty") + "\n", "bold"))
    if results.spelling is not None:
        console.print(Text(said("spelling", question=isolated(results.spelling)) + "\n"))
    _print_understood(console, results.interpretations)
    _print_agreement(console, results.hits)
    shown = [hit for hit in results.hits if full or is_sufficient(hit.confidence)]
    for hit in shown:
        (_print_whole if full else _print_hit)(console, hit)
        console.print()
    weak = [hit for hit in results.hits if hit not in shown]
    if weak and shown:
        console.print(Text(said("weaker"), "dim"))
    for hit in weak:
        console.print(_in_a_line(hit))


def _print_understood(console: Console, interpretations: Iterable[Interpretation]) -> None:
    """A line for what one rule made of words, to the same effect."""
    readings: dict[tuple[Effect, Rule], dict[str, list[str]]] = {}
    for made in interpretations:
        of_rule = readings.setdefault((made.effect, made.rule), {})
        of_rule.setdefault(made.written, []).extend(made.meant)
    said = translator(language(), "queries")
    for (effect, rule), of_rule in readings.items():
        line = Text(said(f"effect.{effect.value}"))
        for written, meant in of_rule.items():
            line.append(f" {words()('list').join(map(isolated, meant))}", "bold")
            line.append(f" ({isolated(written)})", "dim")
        console.print(line.append(f"  --without {rule.value}\n", "dim"))


def _print_agreement(console: Console, hits: Sequence[Hit]) -> None:
    """What several documents answer, each in its own words."""
    groups, said = agreement(hits), words()
    if not groups:
        return
    console.print(Text(said("same_answer" if len(groups) == 1 else "other_answers"), "bold"))
    for alike in (alike for group in groups for alike in by_words(group)):
        (first, *_) = alike
        quoted = "" if first.answer is None else first.citation.part(first.answer)
        sources = said("list").join(map(_reference, alike))
        line = said("according_to", answer=isolated(quoted), sources=sources)
        console.print(Text(f"  {line}"))
    console.print()


def _reference(hit: Hit) -> str:
    """Who says it, when, and the number of the hit."""
    citation = hit.citation
    parts = (citation.source or citation.title or citation.document_id, citation.date)
    return f"{' '.join(isolated(part) for part in parts if part)} ({hit.rank})"


def _print_hit(console: Console, hit: Hit) -> None:
    """The answer, the sentence that attests it, and its citation."""
    citation = hit.citation
    title = (name_of(citation), "bold cyan")
    console.print(Text.assemble((f"{hit.rank}. ", "bold"), title))
    if hit.answer is not None:
        console.print(_answer(citation, hit.answer))
    for line in _wrapped(console, _sentence(hit)):
        console.print(line)
    _print_missing(console, hit)
    print_cautions(console, hit.cautions)
    origin = (citation.source, citation.date)
    known = [isolated(part) for part in origin if part]
    cited = place(citation, hit.location, hit.sentence)
    console.print(Text(" · ".join([*known, cited, _sure(hit)]), "dim"))
    print_copies(console, hit)


def _print_whole(console: Console, hit: Hit) -> None:
    """All passages of a document, with all that is known of it."""
    citation = hit.citation
    print_heading(console, hit.rank, citation)
    console.print(_emphasised(hit))
    if hit.answer is not None:
        console.print(_answer(citation, hit.answer))
    _print_missing(console, hit)
    print_cautions(console, hit.cautions)
    console.print(Text(f"{place(citation, hit.location)}  {_sure(hit)}", "dim"))
    print_address(console, citation)
    print_copies(console, hit)
    if hit.more:
        console.print(Text(words()("more"), "dim"))
    for excerpt in hit.more:
        console.print(_emphasised(excerpt))
        console.print(Text(place(excerpt.citation, excerpt.location), "dim"))


def _in_a_line(hit: Hit) -> Text:
    citation = hit.citation
    parts = (citation.title or citation.document_id, citation.source, citation.date)
    known = " · ".join(isolated(part) for part in parts if part)
    return Text(f"{hit.rank}. {known}  {place(citation, hit.location, hit.sentence)}", "dim")


def _print_missing(console: Console, hit: Hit) -> None:
    if hit.missing:
        said = words()
        console.print(Text(said("missing", names=said("list").join(map(isolated, hit.missing)))))


def _sure(hit: Hit) -> str:
    return f"{words()('strength.' + strength(hit.confidence).value)} {hit.confidence:.0%}"


def _sentence(hit: Hit) -> Text:
    text = _emphasised(hit)
    start, end = hit.sentence.shifted(-hit.citation.start)
    return text[start:end]


def _wrapped(console: Console, text: Text) -> Iterable[Text]:
    """A text in lines that end between words; into a pipe it goes as one.

    A terminal puts the words of a line in order: in a line that it breaks itself, what stands at
    the end may be the beginning of a sentence from right to left.
    """
    if not console.is_terminal:
        return [text]
    return text.wrap(console, min(console.width, _WIDEST), no_wrap=False)


def _answer(citation: Citation, answer: Span) -> Text:
    quoted = citation.part(answer)
    at = f"  [{answer.start}:{answer.end}]"
    return Text.assemble(words()("answer"), (safe(quoted), "bold green"), (at, "dim"))


def _emphasised(hit: Excerpt) -> Text:
    text = Text(safe(hit.citation.quote))

    def style(span: Span, look: str) -> None:
        text.stylize(look, span.start - hit.citation.start, span.end - hit.citation.start)

    style(hit.sentence, "bold")
    for span in hit.evidence:
        style(span, "bold yellow")
    return text


def print_document(document: Document) -> None:
    """A document's fields and its stored text."""
    console, said = open_console(), translator(language(), "fields")
    for field in STORED:
        value = getattr(document, field.name)
        if value:
            console.print(Text(f"{said(f'{field.name}.name')}: {isolated(value)}", "dim"))
    console.print(Text(safe(document.text)))


def print_summary(summary: "Summary", place: "Path | Address") -> None:
    """What an indexing run did, and what it left out and why."""
    from indexer.summary import Change

    console, said = open_console(), words()
    for skipped in summary.skipped:
        reason = reason_in(skipped.reason, language(), isolated) or isolated(skipped.reason)
        line = said("skipped", place=isolated(skipped.place), reason=reason)
        console.print(Text(line, "yellow"))
    unnamed = summary.skipped_count - len(summary.skipped)
    if unnamed:
        console.print(Text(said("not_named", count=unnamed), "yellow"))
    for change, document_id, file in summary.named:
        if change is Change.UNCHANGED:
            same = said("same_file", place=isolated(file), document=isolated(document_id))
            console.print(Text(same, "dim"))
    if summary.vanished:
        console.print(said("vanished", count=summary.vanished))
    changes = [
        said("changed", count=count, change=said(f"change.{change.value}"))
        for change, count in summary.changes.items()
    ]
    counts = said(
        "counts",
        changes=said("list").join(changes),
        skipped=summary.skipped_count,
        passages=summary.passages,
        seconds=summary.seconds,
        rate=summary.passages / summary.seconds if summary.seconds else 0.0,
    )
    console.print(f"{counts} {said('index', folder=isolated(place))}")

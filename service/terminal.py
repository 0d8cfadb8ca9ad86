"""What the command line prints: hits, documents, summaries; JSON for scripts."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from search.ranking.confidence import NO_EVIDENCE, strength
from search.records import Citation, Document, Excerpt, Hit, Publication, Results, Span

if TYPE_CHECKING:
    from indexer.pipeline import Summary

# Control characters could move the cursor or recolour the screen; overriding bidi controls could
# show a quotation in another order than it has. They are shown as a mark, one for one.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _POP = "\u2068", "\u2069"


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def safe(text: str) -> str:
    """Text without characters that a terminal obeys; offsets stay the same."""
    return _UNSAFE.sub("\ufffd", text)


def print_error(message: str) -> None:
    """One line on standard error, under the command's name."""
    print_note(f"shawahid: {message}")


def print_note(message: str) -> None:
    """One line on standard error, for people."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(safe(message))


def print_json(value: Mapping[str, object]) -> None:
    """One JSON object on standard output, Arabic readable."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def print_json_lines(values: Iterable[Mapping[str, object]]) -> None:
    """A JSON object a line on standard output, Arabic readable."""
    for value in values:
        print(json.dumps(value, ensure_ascii=False))  # noqa: T201


def print_results(results: Results) -> None:
    """Numbered hits with title, source, date, passages, score and citations."""
    console = _console()
    if not results.sufficient:
        console.print(Text(f"{_no_evidence(results.hits)}\n", "bold"))
    if results.spelling is not None:
        console.print(Text(f"هل تقصد: {safe(results.spelling)}\n"))
    for hit in results.hits:
        _print_hit(console, hit)
        console.print()


def _print_hit(console: Console, hit: Hit) -> None:
    citation = hit.citation
    console.print(
        Text.assemble(
            (f"{hit.rank}. ", "bold"),
            (safe(citation.title or citation.document_id), "bold cyan"),
        )
    )
    origin = [part for part in (citation.source, citation.author, citation.date) if part]
    if origin:
        console.print(Text(safe(" · ".join(origin)), "cyan"))
    console.print(_emphasised(hit))
    if hit.answer is not None:
        console.print(_answer(citation, hit.answer))
    sure = f"{strength(hit.confidence).value} {hit.confidence:.0%}"
    console.print(Text(f"{_place(hit)}  {sure}", "dim"))
    if citation.url:
        console.print(Text(safe(citation.url), "dim"))
    if hit.also_published:
        others = "؛ ".join(_publication(other) for other in hit.also_published)
        console.print(Text(f"نشره أيضا: {others}", "dim"))
    if hit.more:
        console.print(Text("مقاطع أخرى من المقال نفسه:", "dim"))
    for excerpt in hit.more:
        console.print(_emphasised(excerpt))
        console.print(Text(_place(excerpt), "dim"))


def _place(hit: Hit | Excerpt) -> str:
    citation = hit.citation
    page = "" if hit.page is None else f" page {hit.page}"
    return f"{_ISOLATE}{safe(citation.document_id)}{_POP} [{citation.start}:{citation.end}]{page}"


def _no_evidence(hits: Sequence[Hit]) -> str:
    if not hits:
        return "No passages were found: the index is empty."
    return f"{NO_EVIDENCE} (no sufficient evidence). The nearest passages:"


def _publication(other: Publication) -> str:
    parts = [other.source, other.date, other.document_id]
    return " ".join(f"{_ISOLATE}{safe(part)}{_POP}" for part in parts if part)


def _answer(citation: Citation, answer: Span) -> Text:
    words = citation.quote[answer.start - citation.start : answer.end - citation.start]
    place = f"  [{answer.start}:{answer.end}]"
    return Text.assemble("الجواب: ", (safe(words), "bold green"), (place, "dim"))


def _emphasised(hit: Hit | Excerpt) -> Text:
    text = Text(safe(hit.citation.quote))

    def style(span: Span, look: str) -> None:
        text.stylize(look, span.start - hit.citation.start, span.end - hit.citation.start)

    style(hit.sentence, "bold")
    for span in hit.evidence:
        style(span, "bold yellow")
    return text


def print_document(document: Document) -> None:
    """A document's fields and its stored text."""
    console = _console()
    for name in ("title", "source", "author", "date", "language", "url"):
        value = getattr(document, name)
        if value:
            console.print(Text(f"{name}: {safe(value)}", "dim"))
    console.print(Text(safe(document.text)))


def print_summary(summary: "Summary", folder: Path) -> None:
    """What an indexing run did, and what it left out and why."""
    console = _console()
    for skipped in summary.skipped:
        console.print(Text(f"skipped {safe(skipped.place)}: {safe(skipped.reason)}", "yellow"))
    unnamed = summary.skipped_count - len(summary.skipped)
    if unnamed:
        console.print(f"... and {unnamed:,} more", style="yellow")
    counts = ", ".join(f"{count:,} {change.value}" for change, count in summary.changes.items())
    if summary.vanished:
        console.print(
            f"{summary.vanished:,} documents are no longer in their files: --prune deletes them"
        )
    rate = summary.passages / summary.seconds if summary.seconds else 0.0
    console.print(
        f"{counts}, {summary.skipped_count:,} skipped; {summary.passages:,} passages"
        f" in {summary.seconds:.1f} s ({rate:.0f}/s). Index: {folder}"
    )


def print_records(records: Iterable[Mapping[str, object]]) -> None:
    """Names and values of several things, with a line between two of them."""
    for i, fields in enumerate(records):
        if i:
            _console().print()
        print_fields(fields)


def print_fields(fields: Mapping[str, object]) -> None:
    """Names and values, a line each."""
    width = max(map(len, fields))
    console = _console()
    for name, value in fields.items():
        if isinstance(value, Mapping):
            shown = ", ".join(f"{key} {number:,}" for key, number in value.items())
        elif isinstance(value, float):
            shown = f"{value:.4f}".rstrip("0").rstrip(".")
        elif isinstance(value, list):
            shown = ", ".join(map(str, value)) or "none"
        else:
            shown = str(value)
        console.print(Text(f"{name:<{width}}  {safe(shown)}"))

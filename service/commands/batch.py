"""``shawahid batch``: ask a list of questions, and write a table of what attests the answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import (
    FILTERS,
    IndexOption,
    JsonOption,
    SinceOption,
    UntilOption,
    given,
    index_place,
)
from service.commands.index import INTERRUPTED, SOME_SKIPPED
from service.parameters import with_parameters

if TYPE_CHECKING:
    from service.batches.answers import Row
    from service.batches.questions import Asked
    from service.batches.table import TableFormat

_PATIENCE = 120.0  # seconds that reading a list may take


@with_parameters(FILTERS)
def batch(
    questions: Annotated[
        Path,
        typer.Argument(
            metavar="QUESTIONS",
            exists=True,
            dir_okay=False,
            help="Text with a question a line, or CSV or XLSX with a column called `question` or"
            " `السؤال`.",
            show_default=False,
        ),
    ],
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            metavar="FILE",
            help="The table: .csv, .xlsx or .jsonl (JSON Lines).",
            show_default=False,
        ),
    ],
    collection: Annotated[
        list[str] | None,
        given("NAME", "Ask this collection only; may be repeated."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    index: IndexOption = None,
    json: JsonOption = False,
    **values: list[str] | None,
) -> None:
    """Ask a list of questions, and write a table of the sentences that attest the answers.

    Each row has a question, its answer where one is clear, the sentence with its strength, title,
    source, date, citation and place, or what keeps it from having one. What only weakly attests is
    left out.

    After Ctrl-C the table has what was asked until then. The exit code is 3 where a row held
    nothing that could be asked.

    \b
    Examples:
      shawahid batch questions.txt --output answers.xlsx
      shawahid batch claims.csv --output answers.csv --index newsroom --collection sport
      shawahid batch claims.xlsx --output answers.jsonl --source 'الرأي' --since 2024
    """
    from search import open_archive
    from search.records import Filters
    from search.targets import check_target
    from service.batches.answers import answered
    from service.batches.apart import read_apart
    from service.batches.questions import MOST_BYTES, OF_COMMAND
    from service.progress import loading_model, questions_progress
    from service.reading import Reading

    filters = Filters.of({name: given or () for name, given in values.items()}, since, until)
    table_format = _format_of(output)
    check_target(output)
    with questions.open("rb") as file:
        asked = read_apart(questions.name, file.read(MOST_BYTES + 1), OF_COMMAND, _PATIENCE)
    with loading_model():
        archive = open_archive(index_place(index))
    reading = Reading(archive)
    names = reading.chosen(collection or ())
    rows: list[Row] = []
    with _until_interrupted() as interrupted, questions_progress(len(asked)) as report:
        for each in asked:
            rows.append(answered(each, reading, names, filters))
            report(len(rows))
    if interrupted and not rows:
        raise typer.Exit(INTERRUPTED)
    _write(rows, output, table_format)
    _say(rows, asked, output, json=json)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if any(row.note is not None and row.note.is_bad for row in rows):
        raise typer.Exit(SOME_SKIPPED)


@contextmanager
def _until_interrupted() -> Iterator[list[bool]]:
    """Goes on behind the block after Ctrl-C; what it gives is no more empty then."""
    interrupted: list[bool] = []
    try:
        yield interrupted
    except KeyboardInterrupt:
        interrupted.append(True)


def _format_of(output: Path) -> "TableFormat":
    from service.batches.table import TableFormat
    from service.language.environment import words

    ending = output.suffix.lower().removeprefix(".")
    try:
        return TableFormat(ending)
    except ValueError:
        endings = ", ".join(f".{each.value}" for each in TableFormat)
        msg = words()("usage.table_format", endings=endings)
        raise typer.BadParameter(msg, param_hint="--output") from None


def _write(rows: "list[Row]", output: Path, table_format: "TableFormat") -> None:
    from search.targets import written
    from service.batches.table import table
    from service.language.environment import language

    with written(output) as part:
        part.write_bytes(table(output.stem, rows, table_format, language()))


def _say(rows: "list[Row]", asked: "list[Asked]", output: Path, *, json: bool) -> None:
    """Name what could not be asked, and count the rest."""
    from service.language import translator
    from service.language.environment import language, words
    from service.terminal import isolated, print_note, print_result

    note = translator(language(), "citing")
    said = words()
    bad = [row for row in rows if row.note is not None and row.note.is_bad]
    for row in bad:
        if row.note is not None:
            reason = note(f"note_{row.note.value}")
            place = said("row", row=row.asked.row, text=isolated(row.asked.text[:80]))
            print_note(said("skipped", place=place, reason=reason))
    attested = sum(row.attested is not None for row in rows)
    fields: dict[str, object] = {
        "table": str(output),
        "questions": len(asked),
        "attested": attested,
        "not_attested": len(rows) - attested - len(bad),
        "not_asked": len(bad),
        "not_reached": len(asked) - len(rows),
    }
    print_result(fields, in_json=json)

"""``shawahid verify``, ``backup``, ``restore``, ``export`` and ``reindex``: keep an index."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands import IndexOption, JsonOption

UNSOUND = 1


def verify(index: IndexOption = None, json: JsonOption = False) -> None:
    """Check everything that an index holds; the exit code is 0 when it is sound, 1 when not.

    \b
    Example:
      shawahid verify --index newsroom
    """
    from indexer.verification import verify as find_problems
    from search.locations import default_index
    from service.progress import counting
    from service.terminal import print_error, print_fields, print_json

    folder = index or default_index()
    with counting("Checking") as report:
        problems = list(find_problems(folder, report))
    if json:
        print_json({"index": str(folder), "sound": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            print_error(problem)
    else:
        print_fields({"index": str(folder), "sound": "yes"})
    if problems:
        raise typer.Exit(UNSOUND)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    index: IndexOption = None,
) -> None:
    """Copy an index into one file, also while it is searched or written.

    \b
    Example:
      shawahid backup /backups/newsroom.shawahid --index newsroom
    """
    from indexer.backups import back_up
    from search.locations import default_index
    from service.progress import copying
    from service.terminal import print_fields

    with copying() as report:
        back_up(index or default_index(), file, report)
    print_fields({"backup": str(file), "bytes": file.stat().st_size})


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    index: IndexOption = None,
) -> None:
    """Bring an index back from a backup; what is there now is kept beside it.

    \b
    Example:
      shawahid restore /backups/newsroom.shawahid --index newsroom
    """
    from indexer.backups import restore as bring_back
    from search.locations import default_index
    from service.progress import copying
    from service.terminal import print_fields

    folder = index or default_index()
    with copying() as report:
        kept = bring_back(file, folder, report)
    print_fields({"index": str(folder), "replaced": "nothing" if kept is None else str(kept)})


def export(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="By default, standard output.", show_default=False),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Write all documents as JSON Lines, which `shawahid index` reads back as they were.

    \b
    Examples:
      shawahid export archive.jsonl
      shawahid export | gzip > archive.jsonl.gz
    """
    from indexer.exporting import export_file, export_lines
    from search.index import open_store
    from search.locations import default_index
    from service.progress import counting
    from service.terminal import print_fields

    store = open_store(index or default_index())
    if file is None:
        for line in export_lines(store):
            typer.echo(line)
        return
    with counting("Exporting") as report:
        count = export_file(store, file, report)
    print_fields({"export": str(file), "documents": count})


def reindex(
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME_OR_PATH",
            help="A sentence-transformers model; by default the bundled one.",
        ),
    ] = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Embed all documents again, with another model or for a newer version of shawahid.

    The index answers as before until everything is done. A run that is broken off goes on where
    it stopped.

    \b
    Example:
      shawahid reindex --model intfloat/multilingual-e5-base --index newsroom
    """
    from indexer.reindexing import letters
    from indexer.reindexing import reindex as embed_again
    from search.locations import default_index
    from search.models import open_encoder
    from service.commands.index import absolute_model, as_json
    from service.progress import indexing_progress, loading_model
    from service.terminal import print_json, print_summary

    folder = index or default_index()
    model = absolute_model(model)
    with loading_model():
        encoder = open_encoder(model)
    with indexing_progress(letters(folder)) as report:
        summary = embed_again(folder, lambda: encoder, model, report)
    if json:
        print_json(as_json(summary))
    else:
        print_summary(summary, folder)

"""The ``shawahid`` command: arguments, exit codes and nothing else."""

import os
import sys
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from service.commands import (
    audit,
    batch,
    cache,
    documents,
    evaluate,
    index,
    keys,
    mcp,
    models,
    quotations,
    search,
    serve,
    upkeep,
)
from service.commands.help import Command, Group, print_usage_error
from service.language import Language
from service.language.environment import language
from service.version import installed_version

# Exit codes: 0 done; 1 the index is not sound (`verify`), or a quotation does not
# stand as it was given (`verify-quote`); 2 usage, no index, or it cannot be
# written; 3 done, but some input was skipped or not pruned.
app = typer.Typer(
    name="shawahid",
    cls=Group,
    epilog="Start with: shawahid index FOLDER, then: shawahid search 'QUESTION'",
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - Typer calls it
    if wanted:
        typer.echo(f"shawahid {installed_version()}")
        raise typer.Exit


@app.callback()
def shawahid(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Search Arabic documents by meaning: ranked passages with exact citations."""


for command in (
    *(index.index, search.search, batch.batch, serve.serve, mcp.mcp, documents.show),
    documents.info,
    *(documents.delete, upkeep.copy, upkeep.export, upkeep.verify, upkeep.backup, upkeep.restore),
    *(upkeep.reindex, models.tune, models.models, audit.audit),
):
    app.command(command.__name__, cls=Command)(command)
app.command("verify-quote", cls=Command)(quotations.verify_quote)
app.command("empty-cache", cls=Command)(cache.empty_cache)
app.add_typer(keys.app, name="key")
app.command("eval", cls=Command)(evaluate.evaluate)


def main() -> NoReturn:
    """Run the command line; an error that the user can mend is one line, not a traceback."""
    from search.open_files import allow_open_files
    from service.ending import in_one_line

    allow_open_files()
    # Small products of late interaction lose by being split, and the model uses every core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Programs without a terminal say so of its width: nothing would be printed.
    if os.environ.get("COLUMNS", "").strip("0") == "":
        os.environ.pop("COLUMNS", None)
    # Nobody else may change what is written, such as the model in the cache.
    os.umask(os.umask(0o077) | 0o022)
    with in_one_line():
        sys.exit(_run())


def _run() -> int:
    """Run a command; gives the exit code."""
    if language() is Language.EN:  # as Typer shows errors of usage
        app(prog_name="shawahid")
        return 0
    try:
        return app(prog_name="shawahid", standalone_mode=False) or 0
    except TyperException as error:
        print_usage_error(error)
        return error.exit_code

"""The ``shawahid`` command: arguments, exit codes and nothing else."""

import os
import sys
from typing import NoReturn

import typer

from service.commands import audit, documents, evaluate, index, keys, search, serve, upkeep

# Exit codes: 0 done; 1 the index is not sound (`verify`); 2 usage, no index, or it cannot be
# written; 3 done, but some input was skipped.
app = typer.Typer(
    name="shawahid",
    help="Search Arabic documents by meaning: ranked passages with exact citations.",
    epilog="Start with: shawahid index FOLDER, then: shawahid search 'QUESTION'",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("index")(index.index)
app.command("search")(search.search)
app.command("serve")(serve.serve)
app.command("show")(documents.show)
app.command("info")(documents.info)
app.command("delete")(documents.delete)
app.command("export")(upkeep.export)
app.command("verify")(upkeep.verify)
app.command("backup")(upkeep.backup)
app.command("restore")(upkeep.restore)
app.command("reindex")(upkeep.reindex)
app.command("audit")(audit.audit)
app.add_typer(keys.app, name="key")
app.command("eval")(evaluate.evaluate)


def main() -> NoReturn:
    """Run the command line; an error that the user can mend is one line, not a traceback."""
    from search.errors import ShawahidError

    # Small products of late interaction lose by being split, and the model uses every core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="shawahid")
    except ShawahidError as error:
        from service.terminal import print_error

        print_error(str(error))
        sys.exit(2)
    sys.exit(0)

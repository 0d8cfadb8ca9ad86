"""One module for each group of commands; ``service.cli`` puts them together."""

from pathlib import Path
from typing import Annotated

import typer

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="DIR",
        envvar="SHAWAHID_INDEX",
        help="The index folder; by default `index` in the user's data folder for shawahid.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output.")
]

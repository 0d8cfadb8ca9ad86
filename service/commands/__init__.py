"""One module for each group of commands; ``service.cli`` puts them together."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from search.models.encoder import Encoder


def given(metavar: str, help: str) -> Any:  # noqa: ANN401 - as Typer calls it, and gives it
    """An option that need not be given, and has no default worth showing."""
    return typer.Option(metavar=metavar, help=help, show_default=False)


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
CollectionOption = Annotated[
    str,
    typer.Option("--collection", metavar="NAME", help="Which collection of the index."),
]
EachCollectionOption = Annotated[
    str | None, given("NAME", "This collection only; by default all of the index.")
]


def index_folder(index: Path | None) -> Path:
    """The index folder that was given, or the default one, without what killed runs have left."""
    from indexer.upkeep.switching import sweep
    from search.locations import default_index

    folder = index or default_index()
    sweep(folder)
    return folder


def collection_folders(index: Path | None, collection: str | None) -> dict[str, Path]:
    """The folder of a collection that is there, or those of all, by their names.

    Raises:
        CollectionMissingError: there is none of that name.
        IndexMissingError: there is no index.
    """
    from search.layout import collection_names, existing_collection

    folder = index_folder(index)
    names = collection_names(folder) if collection is None else (collection,)
    return {name: existing_collection(folder, name) for name in names}


def collection_folder(index: Path | None, collection: str) -> Path:
    """The folder of a collection that is there; see ``collection_folders``."""
    return collection_folders(index, collection)[collection]


def open_model(model: str | None, *, may_fetch: bool = True) -> "Encoder":
    """Load a model, and fetch it where it is not on this machine, unless nobody has named it.

    Raises:
        ModelError: it cannot be had, or not be run here.
    """
    from search.models import fetch_model, open_encoder
    from service.progress import loading_model

    with loading_model():
        if may_fetch:
            fetch_model(model)
        return open_encoder(model)

"""One module for each group of commands; ``service.cli`` puts them together."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from search.fields import FACETS
from service.language import Language, translator

if TYPE_CHECKING:
    from search.backend import Backend
    from search.cluster.address import Address
    from search.models.encoder import Encoder


def given(metavar: str, help: str) -> Any:  # noqa: ANN401 - as Typer calls it, and gives it
    """An option that need not be given, and has no default worth showing."""
    return typer.Option(metavar=metavar, help=help, show_default=False)


IndexOption = Annotated[
    str | None,
    typer.Option(
        "--index",
        metavar="DIR",
        envvar="SHAWAHID_INDEX",
        help="The index folder, or the address of servers; by default `index` in the user's data"
        " folder for shawahid.",
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


_said = translator(Language.EN, "fields")
FILTERS = {
    facet.name: Annotated[
        list[str] | None,
        given("VALUE", _said("repeated", filter=_said(f"{facet.name}.filter"))),
    ]
    for facet in FACETS
}
SinceOption = Annotated[
    str | None, given("DATE", "From this day, month or year on, such as 2024-05.")
]
UntilOption = Annotated[str | None, given("DATE", "Up to this day, month or year, included.")]

SparseModelOption = Annotated[
    str | None,
    given(
        "NAME_OR_PATH",
        "A sparse encoder that weighs words beside the model; by default none.",
    ),
]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker",
        metavar="NAME_OR_PATH",
        envvar="SHAWAHID_RERANKER",
        help="A cross-encoder that reads the best passages together with the question.",
        show_default=False,
    ),
]


def _use_device(device: str | None) -> str | None:
    """Let whatever loads a model from now on find the device that was named."""
    from search.models.device import VARIABLE, chosen_device

    if device is not None:
        os.environ[VARIABLE] = device
        chosen_device()
    return device


DeviceOption = Annotated[
    str | None,
    typer.Option(
        "--device",
        metavar="auto|cpu|cuda[:N]",
        help="Where models that torch runs are run; auto is the first CUDA device, if any.",
        show_default=False,
        callback=_use_device,
    ),
]


def index_folder(index: str | None, instead: str) -> Path:
    """The index folder that was given, or the default one, without what killed runs have left.

    Args:
        index: that was given.
        instead: what is done with an index on servers in place of this.

    Raises:
        UnsupportedError: it is the address of servers.
    """
    from search.errors import UnsupportedError

    place = index_place(index)
    if isinstance(place, Path):
        return place
    msg = f"this is done to an index folder, and the index is on servers: {instead}"
    raise UnsupportedError(msg)


def index_place(index: str | None) -> "Path | Address":
    """The place of the index that was given, or the default one: see ``index_folder``."""
    from indexer.upkeep.switching import sweep
    from search.locations import default_index, place_of

    place = default_index() if index is None else place_of(index)
    if isinstance(place, Path):
        sweep(place)
    return place


def existing_collections(index: str | None, collection: str | None) -> "dict[str, Backend]":
    """A collection that is there, or all of them, by their names; they are opened.

    Raises:
        CollectionMissingError: there is none of that name.
        IndexMissingError: there is no index.
    """
    from search.home import home_at

    home = home_at(index_place(index))
    names = home.names() if collection is None else (collection,)
    return {name: home.open(name) for name in names}


def collection_folders(folder: Path, collection: str | None) -> dict[str, Path]:
    """The folder of a collection that is there, or those of all, by their names.

    Raises:
        CollectionMissingError: there is none of that name.
        IndexMissingError: there is no index.
    """
    from search.layout import collection_names, existing_collection

    names = collection_names(folder) if collection is None else (collection,)
    return {name: existing_collection(folder, name) for name in names}


def open_model(
    model: str | None, sparse: str | None = None, *, may_fetch: bool = True
) -> "Encoder":
    """Load a model, and fetch it where it is not on this machine, unless nobody has named it.

    A sparse encoder that is named is fetched, and put beside it.

    Raises:
        ModelError: one of them cannot be had, or not be run here.
    """
    from search.models import fetch_model, open_encoder
    from search.models.pairing import paired
    from service.progress import loading_model

    with loading_model():
        if may_fetch:
            fetch_model(model)
        if sparse is not None:
            fetch_model(sparse)
        encoder = open_encoder(model)
        return encoder if sparse is None else paired(encoder, sparse)


def fetch_reranker(reranker: str | None) -> str | None:
    """A reranker that is on this machine, fetched where it was not.

    Raises:
        ModelError: it cannot be had.
    """
    from search.models import fetch_model

    if reranker is not None:
        fetch_model(reranker)
    return reranker

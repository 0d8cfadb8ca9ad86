"""``shawahid show``, ``info`` and ``delete``: what an index holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from search.records import DEFAULT_COLLECTION
from service.commands import (
    CollectionOption,
    EachCollectionOption,
    IndexOption,
    JsonOption,
    existing_collections,
    index_place,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.backend import Backend
    from search.settings import IndexInfo
    from search.storage.catalogue import SourceHeld

# Sources that are named on a terminal; JSON has all.
_MOST_NAMED = 20


def show(
    document_id: Annotated[str, typer.Argument(metavar="DOCUMENT_ID", show_default=False)],
    collection: CollectionOption = DEFAULT_COLLECTION,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Print a document as it is stored: the text that citations point into.

    \b
    Example:
      shawahid show 001_c5e6b1131d4ccf70 --json
    """
    from search.home import home_at
    from service.schemas.documents import DocumentResponse
    from service.terminal import print_json
    from service.terminal_results import print_document

    document = home_at(index_place(index)).documents(collection).document(document_id)
    if json:
        print_json(DocumentResponse.of(document).model_dump(mode="json"))
    else:
        print_document(document)


def info(
    collection: EachCollectionOption = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Print what an index holds, from which sources and days, what it was made with, and its size.

    \b
    Examples:
      shawahid info --index newsroom --json
      shawahid info --collection sport
    """
    from service.language.environment import words
    from service.terminal import print_result

    indexes = existing_collections(index, collection)
    held = {name: index.info() for name, index in indexes.items()}
    name = collection or DEFAULT_COLLECTION
    store = indexes[name].store
    overview, sources = store.overview(0), store.sources()
    fields = {
        "index": str(index_place(index)),
        "collection": name,
        **_fields(held[name]),
        "dates": {"first": overview.first, "last": overview.last},
        "sources": [each._asdict() for each in sources],
    }
    if collection is None:
        fields["collections"] = {other: info.documents for other, info in held.items()}
    said = words()
    sizes = {said(f"bytes.{part}"): size for part, size in held[name].bytes.items()}
    model = held[name].model or said("bundled")
    shown = {**fields, "model": model, "bytes": sizes, "tuned": [*held[name].tuned.to_record()]}
    silent = shown.pop("tokens_without_codes")
    if shown["sparse_model"] is None:
        del shown["sparse_model"]
    if isinstance(silent, tuple):
        shown["tokens_without_codes"] = len(silent)
    shown["dates"] = _dates(overview.first, overview.last) or said("none")
    shown["sources"] = len(sources)
    print_result(fields, shown, in_json=json)
    if not json:
        _print_sources(sources)


def _print_sources(sources: "Sequence[SourceHeld]") -> None:
    from rich.text import Text

    from service.language.environment import words
    from service.terminal import isolated, open_console

    console, said = open_console(), words()
    for each in sources[:_MOST_NAMED]:
        dates = _dates(each.first, each.last)
        parts = [isolated(each.source), f"{each.documents:,}"]
        parts += [] if dates is None else [isolated(dates)]
        console.print(Text(f"  {'  '.join(parts)}"))
    if len(sources) > _MOST_NAMED:
        console.print(Text(said("not_named", count=len(sources) - _MOST_NAMED)))


def _dates(first: str | None, last: str | None) -> str | None:
    """From the first date to the last; ``None`` where none is known."""
    if first is None or last is None:
        return None
    return first if first == last else f"{first}\u2013{last}"


def _fields(held: "IndexInfo") -> dict[str, object]:
    from search.models import model_folder

    return {
        "documents": held.documents,
        "passages": held.passages,
        "stories": held.stories,
        "model": held.model or "bundled",
        "model_path": str(model_folder(held.model)),
        "model_fingerprint": held.model_fingerprint,
        "sparse_model": held.sparse and held.sparse.model,
        "dimensions": dict(zip(("texts", "tokens"), held.dimensions, strict=True)),
        "centres": dict(
            zip(("passages", "questions"), (round(c, 3) for c in held.centres), strict=True)
        ),
        "tokens_without_codes": held.silent,
        "tuned": held.tuned.to_record(),
        "analyzer_fingerprint": held.analyzer_fingerprint,
        "bytes": held.bytes,
    }


def delete(
    document_ids: Annotated[
        list[str] | None, typer.Argument(metavar="DOCUMENT_ID", show_default=False)
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Delete the whole collection with all its documents.")
    ] = False,
    collection: CollectionOption = DEFAULT_COLLECTION,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Delete documents, or a collection; what was made of their text goes with them.

    The default collection itself stays: only its documents can be deleted.

    \b
    Examples:
      shawahid delete 001_c5e6b1131d4ccf70
      shawahid delete --all --collection sport
    """
    from service.language.environment import words
    from service.terminal import print_result

    if all_ == bool(document_ids):
        raise typer.BadParameter(words()("usage.what_to_delete"), param_hint="DOCUMENT_ID")
    fields: dict[str, object]
    missing: list[str] = []
    if all_:
        from search.home import home_at

        home_at(index_place(index)).delete(collection)
        fields = {"deleted_collection": collection}
    else:
        (found,) = existing_collections(index, collection).values()
        deleted, missing = _delete(found, document_ids or [])
        fields = {"deleted": deleted, "missing": missing}
    print_result(fields, in_json=json)
    if missing:
        from search.errors import DocumentMissingError

        msg = f"no document has the id {', '.join(map(repr, missing))}"
        raise DocumentMissingError(msg)


def _delete(target: "Backend", document_ids: list[str]) -> tuple[int, list[str]]:
    """How many were deleted, and which were not there."""
    from indexer.collections import delete_from

    with target.writing():
        missing = delete_from(target, document_ids)
    return len(set(document_ids)) - len(set(missing)), missing

"""``shawahid show``, ``info`` and ``delete``: what an index holds."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import IndexOption, JsonOption

if TYPE_CHECKING:
    from search.index import Index

DocumentIds = Annotated[list[str], typer.Argument(metavar="DOCUMENT_ID...", show_default=False)]


def _open(folder: Path | None) -> "Index":
    from search.index import Index
    from search.locations import default_index

    return Index(folder or default_index())


def show(
    document_id: Annotated[str, typer.Argument(metavar="DOCUMENT_ID", show_default=False)],
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Print a document as it is stored: the text that citations point into.

    \b
    Example:
      shawahid show 001_c5e6b1131d4ccf70 --json
    """
    from search.index import open_store
    from search.locations import default_index
    from service.schemas.documents import DocumentResponse
    from service.terminal import print_document, print_json

    document = open_store(index or default_index()).document(document_id)
    if json:
        print_json(DocumentResponse.of(document).model_dump())
    else:
        print_document(document)


def info(index: IndexOption = None, json: JsonOption = False) -> None:
    """Print what an index holds, what it was made with and how large it is.

    \b
    Example:
      shawahid info --index newsroom --json
    """
    from search.models import model_folder
    from service.terminal import print_fields, print_json

    held = _open(index).info()
    fields: dict[str, object] = {
        "index": str(held.folder),
        "documents": held.documents,
        "passages": held.passages,
        "stories": held.stories,
        "model": held.model or "bundled",
        "model_path": str(model_folder(held.model)),
        "model_fingerprint": held.model_fingerprint,
        "analyzer_fingerprint": held.analyzer_fingerprint,
        "bytes": held.bytes,
    }
    if json:
        print_json(fields)
    else:
        print_fields(fields)


def delete(document_ids: DocumentIds, index: IndexOption = None, json: JsonOption = False) -> None:
    """Delete documents from an index; what was made of their text goes with them.

    \b
    Example:
      shawahid delete 001_c5e6b1131d4ccf70
    """
    from search.errors import DocumentMissingError
    from service.terminal import print_fields, print_json

    target = _open(index)
    with target.writing():
        missing = target.store.delete(document_ids)
        target.catch_up()
    fields: dict[str, object] = {
        "deleted": len(set(document_ids)) - len(set(missing)),
        "missing": missing,
    }
    if json:
        print_json(fields)
    else:
        print_fields(fields)
    if missing:
        msg = f"no document has the id {', '.join(map(repr, missing))}"
        raise DocumentMissingError(msg)

"""``shawahid index``: read files into an index."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands import IndexOption, JsonOption

if TYPE_CHECKING:
    from indexer.pipeline import Summary

SOME_SKIPPED = 3
INTERRUPTED = 130


def index(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", exists=True, help="Files or folders: .txt, .md and .jsonl."
        ),
    ],
    index: IndexOption = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME_OR_PATH",
            help="A sentence-transformers model for a new index; by default the bundled one.",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read files and folders into an index, which is made when it is not there.

    Documents that are there already and have not changed are left alone.

    \b
    Examples:
      shawahid index articles/
      shawahid index archive.jsonl notes/ --index newsroom
    """
    from indexer.discovery import find_files, read_files
    from indexer.pipeline import index_documents, open_for_writing
    from search.locations import default_index
    from search.models import open_encoder
    from search.storage.store import FILE_NAME
    from service.progress import indexing_progress, loading_model
    from service.terminal import print_error, print_json, print_summary

    folder = index or default_index()
    if model is None and (folder / FILE_NAME).is_file():
        model = _model_of(folder)
    elif model is not None and Path(model).is_dir():
        # The index remembers it, and may be asked from another folder.
        model = str(Path(model).resolve())
    files = find_files(paths)
    with loading_model():
        encoder = open_encoder(model)
    target = open_for_writing(folder, encoder, model)
    try:
        with indexing_progress(sum(file.size for file in files)) as report:
            summary = index_documents(target, encoder, read_files(files), report)
    except KeyboardInterrupt:
        kept = target.info().documents
        print_error(f"interrupted; {kept:,} documents are in the index: run it again to go on")
        raise typer.Exit(INTERRUPTED) from None
    finally:
        target.close()
    if json:
        print_json(_as_json(summary))
    else:
        print_summary(summary, folder)
    if summary.skipped:
        raise typer.Exit(SOME_SKIPPED)


def _model_of(folder: Path) -> str | None:
    from search.index import Index

    existing = Index(folder)
    existing.close()
    return existing.settings.model


def _as_json(summary: "Summary") -> dict[str, object]:
    return {
        **{change.value: count for change, count in summary.changes.items()},
        "skipped": [{"place": s.place, "reason": s.reason} for s in summary.skipped],
        "passages": summary.passages,
        "seconds": round(summary.seconds, 3),
    }

"""``shawahid verify``, ``backup``, ``restore``, ``export`` and ``reindex``: keep an index."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search.records import DEFAULT_COLLECTION
from service.commands import (
    CollectionOption,
    DeviceOption,
    EachCollectionOption,
    IndexOption,
    JsonOption,
    SparseModelOption,
    collection_folders,
    existing_collections,
    given,
    index_folder,
    index_place,
    open_model,
)

if TYPE_CHECKING:
    from indexer.summary import Summary
    from indexer.upkeep.contents import Report
    from service.backups import ChosenModel

UNSOUND = 1
_REPAIRED = "`shawahid verify --repair` makes from PostgreSQL what Milvus has"
_EMBED_ELSEWHERE = (
    "write its documents to a file with `shawahid export`, and index that into another database"
)


def verify(
    collection: EachCollectionOption = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Send all passages to Milvus anew before, of an index on servers."
        ),
    ] = False,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Check everything that an index holds; the exit code is 0 when it is sound, 1 when not.

    \b
    Example:
      shawahid verify --index newsroom
    """
    from search.models.folder import damaged_in_cache
    from service.database import FILE_NAME
    from service.progress import counting
    from service.soundness import find_problems
    from service.terminal import print_fields, print_json, print_problems

    problems = []
    place = index_place(index)
    checks = _checks(index, collection, repair=repair)
    for name, check in checks.items():
        with counting("progress.checking") as report:
            found = list(check(report))
        in_it = "" if len(checks) == 1 else f"{name}: "
        problems += [f"{in_it}{problem}" for problem in found]
    if isinstance(place, Path) and collection is None and (place / FILE_NAME).exists():
        problems += find_problems(place / FILE_NAME)
    problems += [
        f"{path} is damaged: it is made again when it is used" for path in damaged_in_cache()
    ]
    if json:
        print_json({"index": str(place), "sound": not problems, "problems": problems})
    elif problems:
        print_problems(problems, "problems" if isinstance(place, Path) else "problems_on_servers")
    else:
        print_fields({"index": str(place), "collections": list(checks), "sound": True})
    if problems:
        raise typer.Exit(UNSOUND)


def _checks(
    index: str | None, collection: str | None, *, repair: bool
) -> "dict[str, Callable[[Report], Iterator[str]]]":
    """What checks each collection."""
    from search.errors import UnsupportedError

    place = index_place(index)
    if isinstance(place, Path):
        from indexer.upkeep.verification import verify as verified

        if repair:
            msg = "what is derived in an index folder is made again when it is opened: there is"
            raise UnsupportedError(f"{msg} nothing to --repair")
        folders = collection_folders(place, collection)
        return {name: partial(verified, folder) for name, folder in folders.items()}
    from indexer.upkeep.servers import verify_servers
    from search.cluster.index import ClusterIndex

    opened = existing_collections(index, collection)
    found = {name: each for name, each in opened.items() if isinstance(each, ClusterIndex)}
    if repair:
        for each in found.values():
            each.repair()
    return {name: partial(verify_servers, each) for name, each in found.items()}


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    collection: EachCollectionOption = None,
    index: IndexOption = None,
) -> None:
    """Copy an index into one file, also while it is searched or written.

    All collections are in it, and the keys, saved searches and audit log of the service: keep it
    as safe as these. With --collection it has that one and nothing else.

    \b
    Examples:
      shawahid backup /backups/newsroom.shawahid --index newsroom
      shawahid backup sport.shawahid --collection sport
    """
    from service.backups import back_up, back_up_all
    from service.progress import copying
    from service.terminal import print_fields

    folder = index_folder(index, f"copy its database with `pg_dump`; {_REPAIRED}")
    with copying() as report:
        if collection is None:
            names, left_out = back_up_all(folder, file, report)
        else:
            names = [collection]
            left_out = back_up(folder, names, file, report, keys=False)
    found = {"backup": str(file), "collections": names, "bytes": file.stat().st_size}
    print_fields(found | ({"originals_left_out": left_out} if left_out else {}))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    collection: Annotated[
        str | None,
        given("NAME", "This collection only; by default everything in the backup."),
    ] = None,
    model: Annotated[
        str | None,
        given(
            "NAME_OR_PATH",
            "The model of the backup, where it is not in use here; it is fetched if need be.",
        ),
    ] = None,
    sparse_model: SparseModelOption = None,
    index: IndexOption = None,
) -> None:
    """Bring an index back from a backup; what is there now is kept beside it.

    Collections that are not in the backup stay as they are. Keys come back where there are none.
    A backup that was not made here is checked like anything that is sent.

    \b
    Examples:
      shawahid restore /backups/newsroom.shawahid --index newsroom
      shawahid restore /backups/newsroom.shawahid --collection sport
    """
    from service.backups import restore as bring_back
    from service.progress import copying
    from service.terminal import print_fields

    instead = f"bring back what `pg_dump` has copied with `pg_restore`; {_REPAIRED}"
    folder = index_folder(index, instead)
    chosen = _chosen(model, sparse_model)
    with copying() as report:
        restored = bring_back(file, folder, collection, report, chosen)
    replaced = [str(path) for path in restored.replaced.values() if path is not None]
    print_fields(
        {
            "index": str(folder),
            "collections": list(restored.replaced),
            "replaced": replaced,
            "keys_restored": restored.keys,
        }
    )


def copy(
    origin: Annotated[
        str,
        typer.Argument(
            metavar="FROM", help="An index folder, or an address of servers.", show_default=False
        ),
    ],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Where it is copied to.", show_default=False)
    ],
    json: JsonOption = False,
) -> None:
    """Copy all collections from a folder to servers, or back; nothing is embedded again.

    What is there already stays, so that a copy that was broken off goes on where it
    stopped. Keys and saved searches are not copied.

    \b
    Example:
      shawahid copy newsroom 'postgresql://me@db/news?milvus=http://vectors:19530'
    """
    from indexer.upkeep.moving import copy as copied
    from search.home import home_at
    from service.progress import counting
    from service.terminal import print_result

    with counting("progress.copying") as report:
        documents = copied(home_at(index_place(origin)), home_at(index_place(target)), report)
    fields = {"copied": origin, "index": target, "documents": documents}
    print_result(fields, in_json=json)


def export(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="By default, or for -, standard output.", show_default=False
        ),
    ] = None,
    collection: CollectionOption = DEFAULT_COLLECTION,
    index: IndexOption = None,
) -> None:
    """Write all documents as JSON Lines, which `shawahid index` reads back as they were.

    \b
    Examples:
      shawahid export archive.jsonl
      shawahid export | gzip > archive.jsonl.gz
    """
    from indexer.upkeep.exporting import export_file, export_lines
    from search.home import home_at
    from service.language.environment import words
    from service.progress import counting
    from service.terminal import print_fields, print_note, safe_json

    home = home_at(index_place(index))
    store = home.documents(collection)
    if file in {None, Path("-")}:
        for line in export_lines(store):
            typer.echo(safe_json(line))
    else:
        with counting("progress.exporting") as report:
            count = export_file(store, file, report)
        print_fields({"export": str(file), "documents": count})
    others = [name for name in home.names() if name != collection]
    if others:
        print_note(words()("note.not_exported", names=words()("list").join(others)))


def reindex(
    model: Annotated[
        str | None,
        given("NAME_OR_PATH", "A sentence-transformers model; by default the bundled one."),
    ] = None,
    sparse_model: SparseModelOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    collection: EachCollectionOption = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Embed all documents again, with another model or for a newer version of shawahid.

    Of all collections, one after the other, unless --collection names one. Each answers as before
    until all of it is done. A run that is broken off goes on where it stopped.

    \b
    Example:
      shawahid reindex --model intfloat/multilingual-e5-base --index newsroom
    """
    from indexer.upkeep.reindexing import letters
    from indexer.upkeep.reindexing import reindex as embed_again
    from service.commands.index import absolute_model, as_json
    from service.progress import indexing_progress
    from service.terminal import print_json
    from service.terminal_results import print_summary

    folders = collection_folders(index_folder(index, _EMBED_ELSEWHERE), collection)
    model = absolute_model(model)
    encoder = open_model(model, absolute_model(sparse_model))
    summaries = []
    for folder in folders.values():
        with indexing_progress(letters(folder)) as report:
            summaries.append(embed_again(folder, lambda: encoder, model, report))
        if not json:
            print_summary(summaries[-1], folder)
    if json:
        print_json(as_json(_total(summaries)))


def _chosen(model: str | None, sparse: str | None) -> "ChosenModel | None":
    from service.backups import ChosenModel
    from service.commands.index import absolute_model

    model, sparse = absolute_model(model), absolute_model(sparse)
    if model is None and sparse is None:
        return None
    return ChosenModel(model, open_model(model, sparse), sparse)


def _total(summaries: Sequence["Summary"]) -> "Summary":
    from indexer.summary import Summary

    total = Summary()
    for summary in summaries:
        for change, count in summary.changes.items():
            total.changes[change] += count
        total.passages += summary.passages
        total.seconds += summary.seconds
    return total

"""``shawahid index``: read files into an index."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from search.fields import STORED
from search.records import DEFAULT_COLLECTION
from service.commands import (
    DeviceOption,
    IndexOption,
    JsonOption,
    SparseModelOption,
    given,
    index_place,
    open_model,
)
from service.commands.following import Input, Target, following, patiently, run_once
from service.commands.pruning import confirmation
from service.commands.spreading import (
    CertificatesOption,
    PlainOption,
    SchedulerOption,
    WorkersOption,
    chosen_scheduler,
    spread_over,
)

if TYPE_CHECKING:
    from indexer.summary import Summary
    from search.backend import Backend, Home
    from search.models.encoder import Encoder

SOME_SKIPPED = 3
INTERRUPTED = 130
_FIELDS = ("id", "text", *(field.name for field in STORED))


def index(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders, or the http(s) address of an RSS or Atom feed.",
            show_default=False,
        ),
    ],
    collection: Annotated[
        str,
        typer.Option(
            "--collection",
            metavar="NAME",
            help="Which collection of the index; it is made when it is not there.",
        ),
    ] = DEFAULT_COLLECTION,
    index: IndexOption = None,
    model: Annotated[
        str | None,
        given(
            "NAME_OR_PATH",
            "A sentence-transformers model for a new index; by default the bundled one.",
        ),
    ] = None,
    sparse_model: SparseModelOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    field: Annotated[
        list[str] | None,
        given(
            "FIELD=NAME",
            "What JSON, JSON Lines and CSV files call a field of a document"
            f" ({', '.join(_FIELDS)}); may be repeated.",
        ),
    ] = None,
    ocr: Annotated[
        bool,
        typer.Option("--ocr", help="Read scanned pages and pictures with Tesseract, if installed."),
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete documents whose file, or place in it, is gone.")
    ] = False,
    prune_all: Annotated[
        bool,
        typer.Option(
            "--prune-all",
            help="Like --prune, also where it looks as if a drive were missing or where more than"
            " a tenth of the documents would go; --prune asks first, or keeps them.",
        ),
    ] = False,
    workers: WorkersOption = 1,
    scheduler: SchedulerOption = None,
    certificates: CertificatesOption = None,
    without_tls: PlainOption = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on until Ctrl-C, and follow every change.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read files and folders into an index, which is made when it is not there.

    Reads text, Markdown, HTML, PDF, Word (.docx), JSON, JSON Lines, CSV, mail
    (.eml, .emlx, .mbox, .msg), feeds, web archives (WARC), and zip, tar and
    gzip archives of these.

    What has not changed since it was read is left alone. What cannot be read is
    listed, and the rest goes on.

    \b
    Examples:
      shawahid index articles/
      shawahid index archive.jsonl.gz notes/ --index newsroom
      shawahid index sport/ --collection sport
      shawahid index export.csv --field text=body --field date=published_on
      shawahid index /mnt/newsroom --prune --watch
      shawahid index archive/ --workers 8
      shawahid index https://news.example/rss.xml
    """
    from indexer.readers import ReadOptions
    from indexer.run import RunOptions
    from indexer.watching import Followed, look
    from search.errors import UnsupportedError
    from search.home import home_at
    from service.language.environment import words
    from service.terminal import isolated, print_error, print_note

    home = home_at(index_place(index))
    if watch and not isinstance(home.place, Path):
        msg = (
            "an index on servers follows no folders: run `shawahid index` again from time to time,"
            " which leaves alone what has not changed"
        )
        raise UnsupportedError(msg)
    feeds = [path for path in paths if path.startswith(("http://", "https://"))]
    files = [_existing(path) for path in paths if path not in feeds]
    reading = ReadOptions(_fields(field or []), ocr)
    confirm = confirmation(everything=prune_all, asks=not (watch or json))
    pruning = confirm if prune or prune_all else None
    model, sparse = absolute_model(model), absolute_model(sparse_model)
    opener = _encoder_opener(home, (collection, DEFAULT_COLLECTION), model, sparse)
    cluster = chosen_scheduler(scheduler, certificates, feeds, workers=workers, plain=without_tls)
    with spread_over(cluster, workers, model) as several:
        options = RunOptions(reading, workers=several)
        target = Target(partial(_open_for_writing, home, collection, opener, model))
        try:
            if model is not None or sparse is not None:
                target.index.model_of(opener())
            run = partial(run_once, target, opener, options, pruning)
            seen = look(files) if watch else {}
            source = Input(files, feeds, None, Followed(there=seen))
            summary = patiently(run, source, target) if watch else run(source)
            _say(summary, target.index, json=json, lines=watch)
            if summary.documents and not (json or watch):
                option = "" if index is None else f" --index {isolated(quote(index))}"
                print_note(words()("note.next", option=option))
            if watch:
                print_note(words()("note.watching_but_feeds" if feeds else "note.watching"))
                for found in following(files, seen, summary, run, target):
                    _say(found, target.index, json=json, lines=True)
        except KeyboardInterrupt:
            kept = target.index.store.counts().documents
            print_error(words()("note.interrupted", count=kept))
            raise typer.Exit(INTERRUPTED) from None
        finally:
            target.index.close()
    if summary.skipped:
        raise typer.Exit(SOME_SKIPPED)


def absolute_model(model: str | None) -> str | None:
    """A model's name, or its folder's whole path: the index may be asked from another folder."""
    return str(Path(model).resolve()) if model is not None and Path(model).is_dir() else model


def _existing(path: str) -> Path:
    from service.language.environment import words
    from service.terminal import isolated

    if not Path(path).exists():
        msg = words()("usage.no_such_file", path=isolated(path))
        raise typer.BadParameter(msg, param_hint="PATH")
    return Path(path)


def _fields(items: Sequence[str]) -> dict[str, str]:
    from service.language.environment import words
    from service.terminal import isolated

    fields = {}
    for item in items:
        name, equals, theirs = item.partition("=")
        if name not in _FIELDS or not equals or not theirs:
            msg = words()("usage.field", given=isolated(repr(item)), fields=", ".join(_FIELDS))
            raise typer.BadParameter(msg, param_hint="--field")
        fields[name] = theirs
    return fields


def _open_for_writing(
    home: "Home", collection: str, opener: "Callable[[], Encoder]", model: str | None
) -> "Backend":
    """Open a collection; where it is not there, make it with the model of the default one."""
    from indexer.pipeline import new_settings
    from search.errors import CollectionExistsError

    for name in dict.fromkeys((DEFAULT_COLLECTION, collection)):
        if not home.exists(name):
            if name == DEFAULT_COLLECTION:
                settings = new_settings(opener(), model)
            else:
                settings = home.settings(DEFAULT_COLLECTION)
            with suppress(CollectionExistsError):  # another process has made it meanwhile
                home.create(name, settings)
    return home.open(collection)


def _encoder_opener(
    home: "Home", collections: Sequence[str], model: str | None, sparse: str | None
) -> "Callable[[], Encoder]":
    """Opens the model when it is first needed: the given one, else that of the first index.

    A sparse encoder that is given is put beside it; that of an index comes with the index.
    """

    @cache
    def opener() -> "Encoder":
        name = model
        made = [each for each in collections if home.exists(each)]
        if name is None and made:
            name = home.settings(made[0]).model
        return open_model(
            name, sparse, may_fetch=name == model
        )  # not one that only the index names

    return opener


def _say(summary: "Summary", index: "Backend", *, json: bool, lines: bool) -> None:
    """Say what a run did; one of several in JSON on a line of its own."""
    from service.terminal import print_json, print_json_lines
    from service.terminal_results import print_summary

    if json and lines:
        print_json_lines([as_json(summary)])
    elif json:
        print_json(as_json(summary))
    else:
        print_summary(summary, index.place)


def as_json(summary: "Summary") -> dict[str, object]:
    """A summary for scripts."""
    from indexer.summary import Change

    return {
        **{change.value: count for change, count in summary.changes.items()},
        "skipped": [{"place": s.place, "reason": s.reason} for s in summary.skipped],
        "skipped_count": summary.skipped_count,
        "same_file": [
            {"place": file, "document_id": document_id}
            for change, document_id, file in summary.named
            if change is Change.UNCHANGED
        ],
        "vanished": summary.vanished,
        "passages": summary.passages,
        "seconds": round(summary.seconds, 3),
    }

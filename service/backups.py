"""A backup of an index folder in one file: its collections, and the database of the service.

It may have been made anywhere, by whoever: all of it is checked before anything is replaced.
"""

import logging
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from indexer.originals import pinned
from indexer.upkeep.copying import check_copy, copy_index, prepare_copy, take_settings
from indexer.upkeep.switching import BESIDE, switch
from search.errors import (
    BackupError,
    CollectionMissingError,
    ForeignModelError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    ShawahidError,
)
from search.index import Index
from search.layout import FILE_NAME as INDEX_FILE_NAME
from search.layout import (
    check_takes_index,
    collection_folder,
    collection_names,
    existing_collection,
    is_index,
)
from search.models.encoder import Encoder
from search.records import DEFAULT_COLLECTION
from search.settings import IndexSettings
from search.staging import staged
from search.storage.sqlite_file import CopyReport, copy, explained
from search.storage.store import open_store
from search.targets import check_target, written
from service.backup_format import collections, database_name, opened, unpack
from service.backup_originals import add_originals, drop_strange
from service.database import FILE_NAME, ServiceDatabase
from service.soundness import find_problems

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back from a backup.

    Attributes:
        replaced: for each collection where the database that it replaced is kept, if one was.
        keys: whether the database of the service came back; one that is there stays.
    """

    replaced: dict[str, Path | None]
    keys: bool


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """A model by its name or folder, ``None`` for the bundled one, and what it is here.

    ``sparse`` is the name of the sparse encoder beside it, if there is one.
    """

    name: str | None
    encoder: Encoder
    sparse: str | None = None


def back_up(
    folder: Path, names: Collection[str], file: Path, report: CopyReport, *, keys: bool
) -> list[str]:
    """Copy collections into a file, which is replaced if it is there, and only when all is done.

    Of the files that were sent to a collection those come along that its copied documents were read
    from. Where another one took the place of such a file meanwhile, it is left out.

    Args:
        folder: of the index, which may be read and written meanwhile.
        names: of the collections.
        file: that only its owner may read.
        report: called with the pages of a database copied and those there are, then with the
            documents checked.
        keys: whether the database of the service is copied as well, where there is one.

    Returns:
        The files of documents that were left out.

    Raises:
        BackupError: the file that is there is no backup.
        TargetError: no file may be written there.
        CollectionMissingError: there is none of a given name.
        IndexMissingError: there is no index in the folder.
        IndexDamagedError: a copy is not sound, hence neither is what was copied.
        IndexWriteError: the disk is full.
    """
    check_target(file)
    _check_former(file)
    with written(file, folder) as whole:
        copied = whole.with_name("copied")
        copied.mkdir()
        part = copied / INDEX_FILE_NAME
        left_out: list[str] = []
        with ZipFile(whole, "w", ZIP_STORED, strict_timestamps=False) as archive:
            for name in names:
                here = existing_collection(folder, name)
                with pinned(here) as before:
                    copy_index(here, part, report)
                    check_copy(here, copied, report)
                    archive.write(part, database_name(name))
                    left_out += add_originals(archive, here, name, part, before)
                part.unlink()
            if keys and (folder / FILE_NAME).is_file():
                _copy_service(folder, part)
                archive.write(part, FILE_NAME)
    return left_out


def back_up_all(folder: Path, file: Path, report: CopyReport) -> tuple[list[str], list[str]]:
    """Copy all collections and the database of the service into a file; see ``back_up``.

    Where a collection is deleted meanwhile it is begun anew, without that one.

    Returns:
        The names of the collections, and the files of documents that were left out.
    """
    names = list(collection_names(folder))
    while True:
        try:
            return names, back_up(folder, names, file, report, keys=True)
        except (ShawahidError, OSError):
            there = set(collection_names(folder))
            if there.issuperset(names):
                raise
            names = [name for name in names if name in there]


def restore(
    file: Path,
    folder: Path,
    collection: str | None,
    report: CopyReport,
    chosen: ChosenModel | None = None,
) -> Restored:
    """Bring collections back from a backup, all of them or none.

    Others that are in the folder stay as they are. In a new folder the default collection is made,
    empty, where the backup has none. The database of the service comes back only
    where there is none: else a key that was revoked after the backup would open again.

    Args:
        file: of ``back_up``.
        folder: of the index.
        collection: the one to bring back, ``None`` for everything in the file.
        report: called with the bytes unpacked and those there are.
        chosen: the model of the backup, where somebody has named it. Else it has to be the bundled
            one, or one that the index in the folder has already.

    Raises:
        IndexMissingError: there is no such backup.
        CollectionMissingError: it is not in the backup.
        BackupError: the backup is not sound; nothing is changed.
        ForeignModelError: only the backup names its model; nothing is changed.
        IndexMismatchError: it was made by a newer version, or not with the chosen model; nothing is
            changed.
        IndexLockedError: another process is writing to a collection; nothing is changed.
        TargetError: there is no index in the folder, but other things; nothing is changed.
        IndexWriteError: the disk is full.
    """
    with opened(file) as (archive, members):
        names = _wanted(collections(members), collection, file)
        wanted = members if collection is None else [m for m in members if m.collection in names]
        for each in (folder, *(collection_folder(folder, name) for name in names)):
            check_takes_index(each)
        with explained(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with staged(folder) as temporary:
                unpack(archive, wanted, temporary, report)
                for name in names:
                    copied = collection_folder(temporary, name)
                    settings = prepare_copy(copied, file)
                    drop_strange(copied, file)
                    here = _settings_here(folder, name)
                    settings = _with_fit(_with_models(settings, chosen, folder, here), here, name)
                    take_settings(copied, settings)
                    if not is_index(folder) and DEFAULT_COLLECTION not in names:
                        # Other collections are found only beside the default one.
                        Index.create(folder, settings)
                brings_keys = _check_service(temporary / BESIDE / FILE_NAME, file)
                keys = brings_keys and not (folder / FILE_NAME).exists()
                return Restored(switch(folder, temporary, names), keys)


def _wanted(there: list[str], collection: str | None, file: Path) -> list[str]:
    """The collections that are to come back, the default one first."""
    if collection is None:
        return sorted(there, key=DEFAULT_COLLECTION.__ne__)
    if collection not in there:
        msg = f"{file} has no collection {collection[:80]!r}; it has {', '.join(there)}"
        raise CollectionMissingError(msg)
    return [collection]


def _check_former(file: Path) -> None:
    """Refuse before the work to replace what is something else than a backup."""
    if file.exists():
        try:
            with opened(file):
                pass
        except (BackupError, IndexMissingError) as error:
            msg = f"{file} is there and is not a backup: give another name"
            raise BackupError(msg) from error


def _copy_service(folder: Path, file: Path) -> None:
    database = ServiceDatabase(folder)
    try:
        file.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as target:
            copy(database.connection(), target, lambda _, __: None)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without one beside it
        problems = find_problems(file)
        if problems:
            raise database.damaged(problems[0].removeprefix(f"{file}: "))
    finally:
        database.close()


def _check_service(path: Path, file: Path) -> bool:
    """Whether a backup has a database of the service, which is then sound.

    Raises:
        BackupError: it is not sound.
    """
    problems = find_problems(path) if path.is_file() else []
    if problems:
        msg = f"{file}: {FILE_NAME} in it{problems[0].removeprefix(str(path))}: use another backup"
        raise BackupError(msg)
    return path.is_file()


def _with_models(
    settings: IndexSettings,
    chosen: ChosenModel | None,
    folder: Path,
    here: Sequence[IndexSettings],
) -> IndexSettings:
    """The settings that a collection is to have, with its models as they are called here.

    Raises:
        ForeignModelError: only the backup names one of them.
        IndexMismatchError: they are others than were chosen.
    """
    models = {each.model for each in here}
    sparse = {each.sparse.model for each in here if each.sparse is not None}
    is_known = settings.model is None or settings.model in models
    if is_known and (settings.sparse is None or settings.sparse.model in sparse):
        return settings
    named = chosen is not None and (settings.sparse is None or chosen.sparse is not None)
    if chosen is None or not named:
        raise ForeignModelError(_to_be_named(settings))
    try:
        settings.model_of(chosen.encoder, folder)
    except IndexMismatchError as error:
        msg = (
            f"the backup was made with {_named(settings)} (fingerprint"
            f" {settings.fingerprint}), but {chosen.name or 'the bundled model'} has"
            f" {chosen.encoder.fingerprint}"
        )
        raise IndexMismatchError(msg) from error
    sparse_here = settings.sparse and settings.sparse._replace(model=chosen.sparse or "")
    return replace(settings, model=chosen.name, sparse=sparse_here)


def _named(settings: IndexSettings) -> str:
    model = "the bundled model" if settings.model is None else f"the model {settings.model[:200]!r}"
    sparse = settings.sparse
    return model if sparse is None else f"{model} and the sparse model {sparse.model[:200]!r}"


def _to_be_named(settings: IndexSettings) -> str:
    options = [] if settings.model is None else ["--model NAME_OR_PATH"]
    options += [] if settings.sparse is None else ["--sparse-model NAME_OR_PATH"]
    return (
        f"the backup was made with {_named(settings)}, which is not in use"
        f" here: if you trust the backup, name that model with {' '.join(options)}"
    )


def _with_fit(settings: IndexSettings, here: Sequence[IndexSettings], name: str) -> IndexSettings:
    """The settings without a confidence that nobody fitted here, and no number of ours bounds.

    That of the bundled model calls nothing more than the library does; of another model it alone
    says what is strong.
    """
    fitted = settings.tuned.confidence
    if fitted is None or settings.model is None:
        return settings
    ours = [(each.fingerprint, each.tuned.confidence) for each in here]
    if (settings.fingerprint, fitted) in ours:
        return settings
    logger.warning(
        "collection %s: the confidence that was fitted to it elsewhere is left out, since it says"
        " what is called strong: `shawahid tune` fits it anew",
        name,
    )
    return replace(settings, tuned=replace(settings.tuned, confidence=None, support=None))


def _settings_here(folder: Path, name: str) -> list[IndexSettings]:
    """The settings of the collection that is replaced, and of the default one."""
    found: list[IndexSettings] = []
    for each in {folder, collection_folder(folder, name)}:
        if is_index(each):
            try:
                store = open_store(each)
                found.append(IndexSettings.from_meta(store.database.meta()))
                store.database.close()
            except (IndexDamagedError, IndexMismatchError):  # which is why it is restored
                continue
    return found

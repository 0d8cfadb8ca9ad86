"""The command line of what is trained on hits: asked of all corpora once, and kept to fit again."""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Hits = TypeVar("Hits", bound="DataclassInstance")


def asked_or_kept(
    about: str,
    ask: Callable[[Path, int | None], Iterable[Hits]],
    read: Callable[[dict[str, Any]], Hits],
) -> list[Hits]:
    """Hits as the command line says: those of a file, or asked now and written to it.

    Args:
        about: what the program does, in its first line.
        ask: of the folder with the data sets, at most so many questions of each.
        read: from a record of the file.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders and news/")
    parser.add_argument("--limit", type=int, help="ask at most so many of each set's questions")
    parser.add_argument("--hits", type=Path, help="file that keeps the hits, to fit again")
    arguments = parser.parse_args()
    if arguments.hits is not None and arguments.hits.is_file():
        lines = arguments.hits.read_text("utf-8").splitlines()
        return [read(json.loads(line)) for line in lines]
    found = list(ask(arguments.data, arguments.limit))
    if arguments.hits is not None:
        kept = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in found)
        arguments.hits.write_text("".join(kept), "utf-8")
    return found

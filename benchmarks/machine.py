"""What a result was measured on: every figure under ``results/`` carries it."""

import datetime
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from search.models.processor import describe_processor

_PACKAGES = ("torch", "sentence-transformers", "openvino", "faiss-cpu", "tantivy", "numpy")


def describe_machine() -> dict[str, object]:
    """Date, command, processor and versions."""
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "command": " ".join(
            [f"python -m benchmarks.{_module(Path(sys.argv[0]))}", *map(_name, sys.argv[1:])]
        ),
        "processor": describe_processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": dict(_versions()),
    }


def _versions() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        # Torch is an optional part.
        with suppress(PackageNotFoundError):
            yield package, version(package)


def _module(path: Path) -> str:
    """The benchmark of a path: a file, or a folder with a file that runs it."""
    return path.parent.name if path.stem == "__main__" else path.stem


def _name(argument: str) -> str:
    """An argument without the folders of this machine."""
    return Path(argument).name if "/" in argument else argument

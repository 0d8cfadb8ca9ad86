"""Folders that cannot be listed, also for a superuser, whom no mode keeps out."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to list a folder, as the system does to whoever may not."""
    scandir: Callable[..., Any] = os.scandir

    def refuse(path: object = ".") -> Any:  # noqa: ANN401 - an iterator that has no public name
        if Path(str(path)) == folder:
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)

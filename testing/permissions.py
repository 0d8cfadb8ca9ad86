"""What other users of the machine could read."""

import stat
from collections.abc import Iterator
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(folder: Path) -> Iterator[Path]:
    """Files and folders that another user could look into, going down from a folder."""
    for path in folder.iterdir():
        if path.lstat().st_mode & _OTHERS:
            yield path
            if path.is_dir():
                yield from open_to_others(path)

"""Names of files and folders: those that no reader is shown, and those that are not UTF-8."""

import os
import re
from pathlib import Path, PurePath, PurePosixPath

# What systems and programs leave beside documents: lock files, how a folder looks, and what
# Thunderbird knows of a mailbox.
_LEFT_BY_PROGRAMS = re.compile(
    r"~\$.*|~wr[adl]\d+\.tmp|(?:eh)?thumbs\.db|desktop\.ini|icon\r|.*\.msf", re.IGNORECASE
)
# What Arabic Windows and DOS wrote names in.
_OLD_ENCODINGS = ("cp1256", "cp720")


def is_clutter(name: str) -> bool:
    """Whether a name is that of a hidden file, or of one that a program left for itself."""
    return name.startswith(".") or _LEFT_BY_PROGRAMS.fullmatch(name) is not None


def readable(name: str) -> str:
    """A name as people read it: one whose bytes are not UTF-8 is read in an older encoding.

    Args:
        name: with a lone surrogate for each byte that is not UTF-8, as ``os`` gives it.
    """
    raw = os.fsencode(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return old_name(raw) or raw.decode("utf-8", "replace")


def readable_path(path: PurePath) -> PurePosixPath:
    """A path whose every part is ``readable``."""
    return PurePosixPath(*map(readable, path.parts))


def path_of(place: str) -> Path:
    """The path of a file whose readable path is known: the opposite of ``readable_path``.

    Where there is none, it is where a file of that name would be.
    """
    path = Path(place)
    if path.exists():
        return path
    found = Path(path.anchor)
    for part in path.relative_to(path.anchor).parts:
        found = _entry(found, part)
    return found


def _entry(folder: Path, name: str) -> Path:
    """What a folder has under a readable name."""
    found = folder / name
    if os.path.lexists(found) or not folder.is_dir():
        return found
    try:
        return next((path for path in folder.iterdir() if readable(path.name) == name), found)
    except OSError:  # nothing in it can be read, under any name
        return found


def old_name(raw: bytes) -> str | None:
    """A name in an older encoding of Arabic, ``None`` where it is in none."""
    best = max((raw.decode(name, "replace") for name in _OLD_ENCODINGS), key=_arabic_letters)
    # Half of what is not ASCII, for the boxes and accents that a wrong guess makes of letters.
    is_arabic = _arabic_letters(best) * 2 > len(re.sub(r"[\0-\x7f]", "", best))
    return best if is_arabic else None


def _arabic_letters(name: str) -> int:
    return len(re.findall("[\u0621-\u064a]", name))

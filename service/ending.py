"""How a command ends that cannot go on."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.errors import ShawahidError

# What is said without a name where something is written: to the standard output, or in a library.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@contextmanager
def in_one_line() -> Iterator[None]:
    """Say an error that the user can mend in one line, not as a traceback, and exit with 2."""
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:  # closed by who began the command
                sys.stdout.flush()  # the interpreter does so at its end, and tells nobody
    except (ShawahidError, OSError, MemoryError, UnicodeEncodeError) as error:
        failure = _mendable(error)
        if failure is None:
            raise
    else:
        return
    from service.terminal import print_failure

    print_failure(failure)
    sys.exit(2)


def _mendable(error: Exception) -> ShawahidError | None:
    """An error as one that says what to do, ``None`` where nothing can be done."""
    match error:
        case ShawahidError():
            return error
        case OSError() if error.filename is not None:  # of another user, or gone just now
            return ShawahidError(f"{error.filename}: {error.strerror}")
        case OSError() if error.errno in _FULL:
            _forget_what_is_unwritten()
            where = "where what is printed goes to, and temporary files"
            return ShawahidError(f"cannot write ({error.strerror}): make room {where}")
        case MemoryError():
            return ShawahidError("there is not enough memory: end other programs, or allow more")
        case UnicodeEncodeError():
            return _not_written(error)
        case _:
            return None


def _not_written(error: UnicodeEncodeError) -> ShawahidError | None:
    if any(error.object in word for word in sys.argv):
        return ShawahidError(f"{error.object!r} is not UTF-8, as ids and names are")
    # Files are written in UTF-8.
    if error.encoding != "utf-8" and sys.stdout is not None:
        where = f"standard output is in {sys.stdout.encoding}"
        missing = f"which has no {error.object[error.start]!r}"
        return ShawahidError(f"{where}, {missing}: set PYTHONIOENCODING=utf-8, or PYTHONUTF8=1")
    return None


def _forget_what_is_unwritten() -> None:
    """Let the interpreter not try it again at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())

"""How a command ends that cannot go on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from search.errors import ShawahidError


@contextmanager
def in_one_line() -> Iterator[None]:
    """Say an error that the user can mend in one line, not as a traceback, and exit with 2."""
    try:
        yield
    except ShawahidError as error:
        failure = error
    except OSError as error:
        if error.filename is None:
            raise
        # Of another user, say, or gone while it was read.
        failure = ShawahidError(f"{error.filename}: {error.strerror}")
    else:
        return
    from service.terminal import print_failure

    print_failure(failure)
    sys.exit(2)

"""Where a path really leads, also where its links lead nowhere."""

import os
from pathlib import Path


def resolved(path: Path) -> Path:
    """The absolute path without links; of links in a ring, the path of one that is in it.

    ``Path.resolve`` refuses a ring with an error of its own before Python 3.13.
    """
    return Path(os.path.realpath(path))

"""Run our own modules in processes of their own, which end with whoever began them."""

import faulthandler
import os
import runpy
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_BEGIN = "from indexer.apart import main; main()"
# Seconds within which a process sees that its parent is gone.
_LOOKING_SECONDS = 1.0
# Seconds of one step of a parser, in which nothing else can run, after which the process ends. Its
# parent has given it up before that, or is gone.
HELD_SECONDS = 300.0


def start_apart(
    module: str, *arguments: str, settings: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.Popen[bytes]":
    """Run one of our own modules in a process with which pipes are shared.

    It ends with this one, however that ends and whatever it is doing. It imports nothing from the
    current folder, where there may be articles, and among them files with the names of modules.

    Args:
        module: to run.
        arguments: for it.
        settings: environment variables that it gets beside those of this process.
    """
    package = str(Path(__file__).parent.parent)
    search_path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-c", _BEGIN, str(os.getpid()), module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **settings, "PYTHONPATH": search_path},
        start_new_session=True,  # Ctrl-C is for the parent, which then closes this one
    )


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, or when it is held for too long to see that."""
    with Path(os.devnull).open("wb") as nowhere:
        # Windows never says that a parent is gone, nor, in a virtual environment, which it was.
        while os.name != "posix" or os.getppid() == parent:
            faulthandler.dump_traceback_later(HELD_SECONDS, exit=True, file=nowhere)
            time.sleep(_LOOKING_SECONDS)
    os._exit(1)


def main() -> None:
    """Run the module that is named behind the process that is the parent."""
    _, parent, *sys.argv = sys.argv
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)

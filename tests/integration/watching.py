"""Run a program and see which places it, and every process that it starts, tries to reach.

Python's own audit events are always recorded, and system calls where there is strace.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from search.locations import cache_dir

ROOT = Path(__file__).parents[2]
STRACE = shutil.which("strace")
_HERE = re.compile(r"^(127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::|localhost|None|)$")
# sin_port=htons(53), sin_addr=inet_addr("10.0.0.1"); the IPv6 form has inet_pton(AF_INET6, "::1".
_CALL = re.compile(r'(?:connect|sendto|sendmsg|sendmmsg)\(.*sin6?_port=htons\((\d+)\).*?"([^"]+)"')
_RESOLVER = re.compile(r"connect\(.*systemd/resolve")
_DNS = "53"
# Loaded by each Python process before anything else.
_HOOK = """
import os, sys
def _note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        place = address[0] if isinstance(address, tuple) else "localhost"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        place = arguments[0]
    else:
        return
    place = place.decode() if isinstance(place, bytes) else str(place)
    file = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{event} {place}\\n".encode())
    os.close(file)
sys.addaudithook(_note)
"""


class Watched:
    """Programs run with a home of their own, as a user would who knows no variable of ours."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self._events = folder / "events"
        self._calls = folder / "calls"
        hooks = folder / "hooks"
        self.home.mkdir()
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(_HOOK)
        kept = ("PATH", "LANG", "OPENBLAS_NUM_THREADS", "SHAWAHID_RUNTIME")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {
            "HOME": str(self.home),
            "SHAWAHID_CACHE": str(cache_dir()),
            "PYTHONPATH": f"{hooks}{os.pathsep}{ROOT}",
            "WATCHED": str(self._events),
        }

    def command(self, *arguments: str) -> list[str]:
        """A command line of Python that is watched where it runs in ``environment``."""
        if STRACE is None:
            return [sys.executable, *arguments]
        trace = [STRACE, "-f", "-qq", "--seccomp-bpf", "-e", "trace=network"]
        return [*trace, "-A", "-o", str(self._calls), sys.executable, *arguments]

    def run(self, *arguments: str) -> str:
        """Run Python to its end; gives what it printed."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reached(self) -> list[str]:
        """Every look-up and connection so far that leaves the machine, or asks who is out there."""
        events = self._events.read_text() if self._events.exists() else ""
        calls = self._calls.read_text() if self._calls.exists() else ""
        return [
            *(line for line in events.splitlines() if not _HERE.match(line.split(" ", 1)[1])),
            *(line for line in calls.splitlines() if _leaves(line)),
        ]


def _leaves(call: str) -> bool:
    match = _CALL.search(call)
    if match is None:
        return _RESOLVER.search(call) is not None
    port, address = match.groups()
    return port == _DNS or not _HERE.match(address)

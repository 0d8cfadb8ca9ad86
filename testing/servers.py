"""PostgreSQL and Milvus for tests: started on loopback, in a temporary folder, ended after them.

PostgreSQL refuses to run as root: there it is started as the user of Debian's package. Milvus is
``milvus-lite``, which has no replicas, no users and no TLS.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from search.cluster.address import Address

USER = "postgres"
DATABASE = "shawahid"
_HOST = "127.0.0.1"
# Hundreds of megabytes are written and thrown away, which disks take their time for.
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - made by mkdtemp below
# Seconds until a server has to answer, and until it has to end when it is told to.
_STARTING, _ENDING = 60.0, 20.0
# What is lost with the machine is only a test's.
_SETTINGS = ("fsync=off", "max_connections=200", f"listen_addresses={_HOST}")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; ``None`` where it is not installed."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


def missing() -> str | None:
    """What is not here of what an index on servers is tested with; ``None`` when all is."""
    for module in ("psycopg", "pymilvus", "milvus_lite"):
        if find_spec(module) is None:
            return f"{module} is missing: pip install '.[dev]'"
    if programs() is None:
        return "PostgreSQL is missing: apt install postgresql"
    return None


def _place() -> Path | None:
    """Where servers keep their files: in memory where there is room; ``None`` for anywhere."""
    is_roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if is_roomy else None


class Server:
    """A process that listens on a port, which can be killed and started again.

    Args:
        command: that starts it.
        port: it listens on.
        lets_in: whether it lets anybody in once it listens.
    """

    def __init__(
        self, command: Sequence[str], port: int, lets_in: Callable[[int], bool] = lambda _: True
    ) -> None:
        self.port = port
        self._command = command
        self._lets_in = lets_in
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens and lets anybody in."""
        with tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                start_new_session=True,
            )
            deadline = time.monotonic() + _STARTING
            while not (_listens(self.port) and self._lets_in(self.port)):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said.seek(0)
                    pytest.fail(f"{self._command[0]} does not start: {said.read().decode()}")
                time.sleep(0.05)

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it with a signal, and wait."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(_ENDING)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


@contextmanager
def postgres(signed: Path | None = None) -> Iterator[tuple[Server, str]]:
    """A PostgreSQL server with an empty database; its address, and the password in PGPASSWORD.

    Args:
        signed: file of its key and certificate; ``None`` for a server that speaks no TLS.
    """
    folder = programs()
    assert folder is not None
    user = USER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="shawahid-postgres-", dir=_place()) as name:
        data, password = Path(name) / "data", secrets.token_hex(8)
        kept = Path(name) / "password"
        kept.write_text(password)
        tls = []
        if signed is not None:
            own = Path(name) / "signed.pem"
            own.write_bytes(signed.read_bytes())
            own.chmod(0o600)
            tls = ["ssl=on", f"ssl_cert_file={own}", f"ssl_key_file={own}"]
        if user is not None:
            import pwd  # which Windows has not

            entry = pwd.getpwnam(user)
            for path in (Path(name), *Path(name).iterdir()):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        made = [folder / "initdb", "-D", data, "-U", USER, "--no-sync", "-E", "UTF8", "-A"]
        made += ["scram-sha-256", f"--pwfile={kept}", "--locale=C.UTF-8"]
        # By a program of its own: a process with threads of gRPC that is copied may not go on.
        names = f"setpriv --reuid={user} --regid={user} --clear-groups"
        as_user = [] if user is None else names.split()
        subprocess.run([*as_user, *map(str, made)], check=True, capture_output=True, cwd="/")
        port = free_port()
        options = [f"--{each}" for each in (*_SETTINGS, *tls, f"port={port}")]
        options.append(f"--unix_socket_directories={name}")
        command = [*as_user, str(folder / "postgres"), "-D", str(data), *options]
        server = Server(command, port, _lets_in)
        server.start()
        try:
            with environment({"PGPASSWORD": password}):
                _create_database(port)
                yield server, f"postgresql://{USER}@{_HOST}:{port}/{DATABASE}"
        finally:
            server.end(signal.SIGQUIT)  # nothing of it is kept


def _create_database(port: int) -> None:
    import psycopg

    with psycopg.connect(
        f"postgresql://{USER}@{_HOST}:{port}/postgres", autocommit=True
    ) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _lets_in(port: int) -> bool:
    """Whether PostgreSQL is done with what a kill left to it: it listens before."""
    import psycopg

    try:
        psycopg.connect(f"postgresql://{USER}@{_HOST}:{port}/postgres", connect_timeout=5).close()
    except psycopg.OperationalError as error:
        # Who has no password is let in so far.
        return "password" in str(error)
    return True


@contextmanager
def milvus() -> Iterator[tuple[Server, str]]:
    """A Milvus server; its address."""
    with tempfile.TemporaryDirectory(prefix="shawahid-milvus-", dir=_place()) as name:
        port = free_port()
        program = "import sys; from milvus_lite.cmdline import main; sys.exit(main())"
        options = ["server", "--data-dir", f"{name}/data", "--host", _HOST, "--port", str(port)]
        server = Server([sys.executable, "-c", program, *options], port)
        server.start()
        try:
            yield server, f"http://{_HOST}:{port}"
        finally:
            server.end(signal.SIGKILL)  # asked to end, it waits for who is connected


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables for a time."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as some:
        some.bind((_HOST, 0))
        return int(some.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection((_HOST, port), 1).close()
    except OSError:
        return False
    return True


@dataclass
class Servers:
    """Two servers, and the addresses of empty databases on them."""

    postgres: Server
    milvus: Server
    database: str
    vectors: str
    numbers: Iterator[int] = field(default_factory=count)

    def new(self) -> Address:
        """The address of an empty database."""
        import psycopg

        name = f"test_{next(self.numbers)}"
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        place = urlsplit(self.database)._replace(path=f"/{name}").geturl()
        return Address.read(f"{place}?milvus={self.vectors}")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Milvus, for all tests of a process."""
    lacking = missing()
    if lacking is not None:
        pytest.skip(lacking)
    with postgres() as (database, place), milvus() as (vectors, address):
        yield Servers(database, vectors, place, address)


@pytest.fixture(scope="session")
def make_address(servers: Servers) -> Callable[[], Address]:
    """Makes addresses of servers for tests, each of an empty database."""
    return servers.new

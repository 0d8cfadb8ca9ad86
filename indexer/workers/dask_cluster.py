"""Workers of a Dask cluster: whoever reaches its scheduler runs code there, and by answers here.

Hence a connection is made over TLS, with certificates that both sides show each other, or to this
machine alone, unless somebody says that all who reach the scheduler's network are trusted.
"""

import ipaddress
import logging
import time
from asyncio import CancelledError
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from indexer.workers.jobs import answer
from search.errors import MissingExtraError, WorkerError

logger = logging.getLogger(__name__)

CA, CERTIFICATE, KEY = "ca.pem", "certificate.pem", "key.pem"
# Seconds until a cluster counts as having no worker, and for which its workers are remembered.
PATIENCE = 60.0
_REMEMBERED = 2.0


class Scheduler(NamedTuple):
    """Where a Dask scheduler is, and how it is spoken to.

    Attributes:
        address: ``tls://HOST:PORT``, or ``tcp://HOST:PORT``.
        certificates: a folder with ``ca.pem``, ``certificate.pem`` and ``key.pem``.
        is_plain: whether ``tcp`` may lead to other machines.
    """

    address: str
    certificates: Path | None = None
    is_plain: bool = False

    def check(self) -> None:
        """See that nobody can listen, or stand in for the scheduler.

        Raises:
            WorkerError: it is no such address, or one that others can speak for.
        """
        given = urlsplit(self.address)
        try:
            host, port = given.hostname, given.port
        except ValueError:
            host, port = None, None
        if given.scheme not in {"tcp", "tls"} or host is None or port is None:
            msg = f"{self.address!r} is no address of a Dask scheduler: expected tls://HOST:PORT"
            raise WorkerError(msg)
        if given.scheme == "tls":
            self._check_certificates()
        elif not (self.is_plain or _is_here(host)):
            msg = (
                f"{self.address} is neither encrypted nor on this machine: whoever is between could"
                " read every document, and run programs here; start the scheduler with TLS, and"
                " give tls://HOST:PORT with --certificates DIR, or allow it with --without-tls"
            )
            raise WorkerError(msg)

    def _check_certificates(self) -> None:
        if self.certificates is None:
            msg = f"{self.address} needs --certificates DIR, with {CA}, {CERTIFICATE} and {KEY}"
            raise WorkerError(msg)
        for path in (self.certificates / name for name in (CA, CERTIFICATE, KEY)):
            if not path.is_file():
                msg = f"{path} is not there: expected {CA}, {CERTIFICATE} and {KEY}"
                raise WorkerError(msg)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Answer:
    """A job that a cluster does."""

    def __init__(self, future: Any) -> None:  # noqa: ANN401 - of Dask
        self._future = future

    def result(self) -> bytes:
        """The answer, once it is there."""
        try:
            found: bytes = self._future.result()
        except (Exception, CancelledError) as error:
            msg = (
                "the cluster has not done a part of the work"
                f" ({type(error).__name__}: {error!s:.300}): see that its scheduler and workers"
                " run, and have this version of shawahid"
            )
            raise WorkerError(msg) from error
        return found


class DaskPool:
    """The workers of a cluster, which may come and go.

    Args:
        scheduler: of the cluster.

    Raises:
        MissingExtraError: Dask is not installed.
        WorkerError: the scheduler is not to be trusted, or not to be reached.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        scheduler.check()
        try:
            from distributed import Client
            from distributed.security import Security
        except ModuleNotFoundError as error:
            raise MissingExtraError("cluster") from error
        folder = scheduler.certificates
        is_secret = scheduler.address.startswith("tls:") and folder is not None
        security = Security(
            require_encryption=is_secret,
            tls_ca_file=str(folder / CA) if is_secret and folder else None,
            tls_client_cert=str(folder / CERTIFICATE) if is_secret and folder else None,
            tls_client_key=str(folder / KEY) if is_secret and folder else None,
        )
        self._address = scheduler.address
        try:
            self._client: Any = Client(
                scheduler.address,
                security=security,
                timeout=PATIENCE,
                set_as_default=False,
                # Answers are bytes: nothing that is unpacked by running it.
                deserializers=["dask", "msgpack", "error"],
            )
        except (OSError, TimeoutError, ValueError) as error:
            msg = f"no Dask scheduler answers at {scheduler.address} ({error}): is it running?"
            raise WorkerError(msg) from error
        self._underway: list[Any] = []
        self._known: Sequence[object] = ()
        self._asked = 0.0

    def workers(self) -> Sequence[object]:
        """Addresses of those that there are; waits for the first.

        Raises:
            WorkerError: none comes.
        """
        if not self._known or time.monotonic() > self._asked + _REMEMBERED:
            try:
                self._client.wait_for_workers(1, timeout=PATIENCE)
                self._known = sorted(self._client.nthreads())
            except (OSError, TimeoutError) as error:
                msg = (
                    f"the scheduler at {self._address} has no workers: start some with"
                    f" `dask worker {self._address} --nthreads 1`"
                )
                raise WorkerError(msg) from error
            self._asked = time.monotonic()
        return self._known

    def submit(self, setting: bytes, job: bytes, worker: object = None) -> _Answer:
        """Have a job done by a worker, or by another one where it is lost."""
        where = {} if worker is None else {"workers": [worker], "allow_other_workers": True}
        future = self._client.submit(answer, setting, job, pure=False, **where)
        self._underway = [each for each in self._underway if not each.done()] + [future]
        return _Answer(future)

    def drop(self) -> None:
        """Forget the jobs that nobody waits for any more."""
        self._client.cancel(self._underway)
        self._underway = []

    def close(self) -> None:
        """Leave the cluster as it is."""
        self._client.close()

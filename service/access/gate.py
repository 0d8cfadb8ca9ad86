"""Everything that decides about a request, of one running service."""

import logging
from functools import partial

from search.errors import ShawahidError
from service.access.audit import AuditLog, Record
from service.access.callers import Caller, Role
from service.access.keys import KeyDamagedError, Keys
from service.access.origins import is_loopback
from service.access.sessions import Sessions
from service.batches.storage import Batches
from service.home import service_home_at
from service.settings import Settings
from service.shared import Shared

logger = logging.getLogger(__name__)


class OpenAddressError(ShawahidError):
    """Everyone who can reach the address could read everything, and nobody has said so."""


class Gate:
    """Keys, sessions, limits and the audit log of a service.

    Attributes:
        settings: how the service is run.
        home: where it keeps what is its own.
        keys: who has been let in.
        sessions: in which browsers.
        rates: how often they ask.
    """

    def __init__(self, settings: Settings, shared: Shared | None = None) -> None:
        """Open the database of the service, and make it where there is none.

        Args:
            settings: how the service is run.
            shared: what it has in common with other processes.

        Raises:
            OpenAddressError: no key was made, other machines can reach the address, and the
                settings do not say that this is meant.
        """
        self.settings = settings
        self.home = service_home_at(settings.place)
        self.database = self.home.database
        self.keys = Keys(self.database)
        shared = shared or Shared()
        self.sessions = Sessions(self.database, self.keys, shared.ended)
        self.rates = self.home.limits(shared.rates)
        self._audit = AuditLog(self.database)
        self._check_address()

    def caller_without_key(self, *, is_passed_on: bool) -> Caller | None:
        """Who asks without a key; ``None`` where one is needed.

        On a machine that nobody else can reach, its user may do everything, until the first key
        is made. A proxy on the machine lets others reach it.
        """
        is_local = is_loopback(self.settings.host) and not is_passed_on
        if is_local and not self.keys.exist():
            return Caller(None, "", Role.ADMIN)
        return None if self.settings.needs_key else Caller(None, "", Role.READER)

    def owner(self, key_id: str | None, *, is_passed_on: bool = False) -> Caller | None:
        """Whoever keeps something here, with what they may read now; ``None`` without a right to.

        Args:
            key_id: of the key that it was kept with; ``None`` where none was needed.
            is_passed_on: whether a proxy asks for it.
        """
        if key_id is None:
            return self.caller_without_key(is_passed_on=is_passed_on)
        key = self.keys.get(key_id)
        return key.caller if key else None

    def audit(self, caller: Caller) -> Record | None:
        """What records what a caller searches and reads, if it is recorded."""
        return partial(self._audit.record, caller) if self.settings.audit else None

    def log_damage(self) -> None:
        """Say in the log which keys open nothing since they are not what was made."""
        try:
            self.keys.check()
        except KeyDamagedError as error:
            logger.warning("%s", error)

    def purge(self) -> None:
        """Forget what has expired; the log also where nothing is added to it any more."""
        self._audit.purge(self.settings.audit_days)
        self.sessions.purge()
        Batches(self.database).purge()

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _check_address(self) -> None:
        settings = self.settings
        if settings.needs_key and not is_loopback(settings.host) and not self.keys.exist():
            msg = (
                f"{settings.host} can be reached by others, and no key was made: make one with"
                f" `shawahid key create --role reader --index '{settings.place}'`, or let everyone"
                " read everything with --without-keys"
            )
            raise OpenAddressError(msg)

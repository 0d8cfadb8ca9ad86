"""Where services of an index on servers keep what is their own; see ``service.home``."""

from search.cluster.address import Address
from service.access.rates import Limits, Rates
from service.inbox import Inbox
from service.servers.database import ServerDatabase, lock_of
from service.servers.inbox import ServerInbox
from service.servers.rates import ServerRates


class ServerServiceHome:
    """In PostgreSQL, for all services of the index."""

    def __init__(self, address: Address) -> None:
        self.database = ServerDatabase(address)

    def limits(self, rates: Rates) -> Limits:  # noqa: ARG002 - which this machine alone knows
        """Those of all services."""
        return ServerRates(self.database)

    def inbox(self, most: int) -> Inbox:
        """The part of one of them."""
        return ServerInbox(self.database, most)

    def turn(self) -> "ServerTurn":
        """By a lock of PostgreSQL."""
        return ServerTurn(self.database)


class ServerTurn:
    """Whose turn it is among the services of an index; asked by one thread."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database
        self._taken: object = None

    def is_mine(self) -> bool:
        """Whether this is the process that does it; its lock goes with its connection."""
        if self._taken is not None and self._database.session() is self._taken:
            return True
        self._taken = None
        if self._database.holds(lock_of("batches")):
            self._taken = self._database.session()
        return self._taken is not None

    def release(self) -> None:
        """Leave it to another one: the connection of the thread ends with it."""
        self._taken = None

"""Sends what is due while a service runs."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from urllib.parse import urlsplit

from search.archive import Archive
from search.errors import ShawahidError
from service.access.audit import Action
from service.access.gate import Gate
from service.alerts.digest import Digest
from service.alerts.mail import MailError, send_mail
from service.alerts.settings import AlertSettings
from service.alerts.storage import Deliveries, Delivery, Kind
from service.alerts.webhook import MOST_BYTES, CallError, SilentError, call
from service.reading import Reading
from service.saved.news import MOST_SHOWN, news
from service.saved.storage import SavedSearches
from service.source_names import with_source_names

SECONDS = 60.0
# Alerts that are sent at a time.
AT_ONCE = 8
_SILENT_SECONDS = 300.0

logger = logging.getLogger(__name__)


class NotSentError(Exception):
    """An alert that was not sent; says why in a few words."""


class Alerts:
    """What sends the alerts of a service; of several processes, each alert is sent by one."""

    def __init__(
        self,
        settings: AlertSettings,
        archive: Archive,
        gate: Gate,
        source_names: Mapping[str, str] | None = None,
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._gate = gate
        self._source_names = source_names or {}
        self._deliveries = Deliveries(gate.database)
        self._searches = SavedSearches(gate.database)
        # Receivers that did not answer, and until when they are not called.
        self._silent: dict[str, float] = {}

    def send_due(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Send whatever is due now, a few at a time: one that does not answer holds up no other."""
        now = time.monotonic()
        self._silent = {who: until for who, until in self._silent.items() if until > now}
        with ThreadPoolExecutor(AT_ONCE, "alerts") as pool:
            under_way: dict[Future[None], Digest] = {}
            try:
                while not is_stopping() and (delivery := self._deliveries.claim()) is not None:
                    digest = self._begun(delivery)
                    if digest is not None:
                        under_way[pool.submit(self._send, digest)] = digest
                    if len(under_way) == AT_ONCE:
                        self._note_some(under_way)
            finally:
                while under_way:
                    self._note_some(under_way)

    def _begun(self, delivery: Delivery) -> Digest | None:
        """What is to be sent now, as was noted; ``None`` where nothing is."""
        with self._noting(delivery):
            self._check_receiver(delivery)
            if not delivery.may_begin:
                logger.warning("an alert was broken off twice, and is not sent a third time")
                delivery = self._deliveries.give_up(delivery)
            digest = self._digest(delivery)
            if digest is None or not digest.news:
                self._deliveries.succeed(delivery, ())
            elif self._deliveries.begin(delivery, digest.documents):
                return digest
        return None

    def _note_some(self, under_way: dict[Future[None], Digest]) -> None:
        """Wait until some are sent or not, and note it: here, since threads share no database."""
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for each in done:
            digest = under_way.pop(each)
            with self._noting(digest.delivery):
                each.result()
                self._deliveries.succeed(digest.delivery, digest.documents)

    @contextmanager
    def _noting(self, delivery: Delivery) -> Iterator[None]:
        """Note what keeps an alert from being sent, and go on with the others."""
        try:
            yield
        except NotSentError as error:
            self._deliveries.fail(delivery, str(error))
            # Neither whom it is for nor what was asked.
            logger.warning("an alert by %s was not sent: %s", delivery.kind.value, error)
        except ShawahidError:
            raise
        except Exception:
            # A mistake in one alert must not keep the others from being sent.
            logger.exception("an alert by %s failed", delivery.kind.value)
            self._deliveries.fail(delivery, "it could not be made: see the log of the service")

    def _check_receiver(self, delivery: Delivery) -> None:
        """Wait a while with one that another alert had no answer from.

        Raises:
            NotSentError: it was a moment ago.
        """
        if self._silent.get(_receiver(delivery), 0.0) > time.monotonic():
            msg = "the receiver did not answer another alert a moment ago"
            raise NotSentError(msg)

    def _digest(self, delivery: Delivery) -> Digest | None:
        """What is new for the owner of the search; ``None`` where nobody may read it any more."""
        search = self._searches.with_id(delivery.saved_id)
        owner = None if search is None else self._gate.owner(search.key_id)
        if search is None or owner is None:
            return None
        reading = Reading(self._archive, owner.readable, self._gate.audit(owner))
        sent = self._deliveries.sent(delivery.id)
        found = [
            each
            for each in news(self._searches, search, reading, Action.ALERT)
            if not each.is_read and (each.document.collection, each.document.id) not in sent
        ]
        # What was broken off is sent again as it was; what came later, the next time.
        begun = self._deliveries.begun(delivery.id)
        again = [each for each in found if (each.document.collection, each.document.id) in begun]
        wanted = (again or found)[:MOST_SHOWN]
        more = len(found) - len(wanted)
        digest = Digest(delivery, search, wanted, self._settings.site, more)
        return digest.within(MOST_BYTES) if delivery.kind is Kind.WEBHOOK else digest

    def _send(self, digest: Digest) -> None:
        if digest.delivery.kind is Kind.MAIL:
            self._send_mail(digest)
        else:
            self._call(digest)

    def _send_mail(self, digest: Digest) -> None:
        settings = self._settings.mail
        # What was allowed when it was set up, or where a backup is from, may not be any more.
        if settings is None or not settings.allows(digest.delivery.target):
            msg = "the operator does not allow mail to this address"
            raise NotSentError(msg)
        try:
            # Programs that are called get what is stored, as from the API.
            shown = replace(digest, news=with_source_names(digest.news, self._source_names))
            send_mail(shown.mail(settings.sender), settings)
        except MailError as error:
            raise NotSentError(str(error)) from error

    def _call(self, digest: Digest) -> None:
        settings, delivery = self._settings.webhook, digest.delivery
        if settings is None:
            msg = "the operator does not allow webhooks"
            raise NotSentError(msg)
        try:
            call(delivery.target, digest.body(), delivery.secret, digest.identity, settings)
        except CallError as error:
            if isinstance(error, SilentError):
                self._silent[_receiver(delivery)] = time.monotonic() + _SILENT_SECONDS
            raise NotSentError(str(error)) from error


def _receiver(delivery: Delivery) -> str:
    """Who is called; all mail goes to one server, which answers for each address by itself."""
    is_called = delivery.kind is Kind.WEBHOOK
    return urlsplit(delivery.target).netloc if is_called else delivery.target


@asynccontextmanager
async def sending(alerts: Alerts | None, seconds: float = SECONDS) -> AsyncIterator[None]:
    """Send what is due every so many seconds until the end of the block; ``None`` sends nothing."""
    if alerts is None:
        yield
        return
    ending = asyncio.Event()
    task = asyncio.create_task(_keep_sending(alerts, seconds, ending))
    try:
        yield
    finally:
        # A thread that sends cannot be cancelled, and the database must not be closed under it.
        ending.set()
        await task


async def _keep_sending(alerts: Alerts, seconds: float, ending: asyncio.Event) -> None:
    while not ending.is_set():
        try:
            await asyncio.to_thread(alerts.send_due, ending.is_set)
        except ShawahidError as error:  # a full disk may have room in a minute
            logger.warning("%s", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), seconds)

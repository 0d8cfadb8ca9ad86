"""Sends what is due while a service runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from search.archive import Archive
from search.errors import ShawahidError
from service.access.audit import Action
from service.access.gate import Gate
from service.alerts.digest import Digest
from service.alerts.mail import MailError, send_mail
from service.alerts.settings import AlertSettings
from service.alerts.storage import Deliveries, Delivery, Kind
from service.alerts.webhook import CallError, call
from service.reading import Reading
from service.saved.news import MOST_SHOWN, news
from service.saved.storage import SavedSearches

SECONDS = 60.0

logger = logging.getLogger(__name__)


class NotSentError(Exception):
    """An alert that was not sent; says why in a few words."""


class Alerts:
    """What sends the alerts of a service; of several processes, each alert is sent by one."""

    def __init__(self, settings: AlertSettings, archive: Archive, gate: Gate) -> None:
        self._settings = settings
        self._archive = archive
        self._gate = gate
        self._deliveries = Deliveries(gate.database)
        self._searches = SavedSearches(gate.database)

    def send_due(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Send whatever is due now, one after the other."""
        while not is_stopping() and (delivery := self._deliveries.claim()) is not None:
            try:
                self._send_news(delivery)
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

    def _send_news(self, delivery: Delivery) -> None:
        digest = self._digest(delivery)
        if digest is None or not digest.news:
            self._deliveries.succeed(delivery, ())
            return
        if delivery.may_begin:
            if not self._deliveries.begin(delivery):
                return
            self._send(digest)
        else:
            logger.warning("an alert was broken off twice, and is not sent a third time")
        sent = [(each.document.collection, each.document.id) for each in digest.news]
        self._deliveries.succeed(delivery, sent)

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
        return Digest(delivery, search, found[:MOST_SHOWN], self._settings.site)

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
            send_mail(digest.mail(settings.sender), settings)
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
            raise NotSentError(str(error)) from error


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

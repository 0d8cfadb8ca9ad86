"""What an alert says: as a mail, and as the body of a call."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Self

from search.ranking.confidence import Strength
from search.reordering import in_order
from service.alerts.storage import Delivery
from service.citing.citation import cautions_in_words, date_in_words, strength_in_words
from service.citing.text import plain
from service.language import Language, translator
from service.rendering import written
from service.saved.news import News
from service.saved.storage import SavedSearch
from service.schemas import MAX_ADDRESS

# Code points of a name.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of an alert, as it is shown: each of one line.

    The sentence is whole: what turns it round may stand at its end.
    """

    title: str
    source: str
    date: str
    sentence: str
    strength: str
    told: list[str]
    link: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new for a saved search since the last alert.

    Attributes:
        delivery: where it is sent.
        search: what was saved.
        news: what is new, of which there is some.
        site: scheme and host of the service.
        more: how many documents are new besides: they are sent the next time.
    """

    delivery: Delivery
    search: SavedSearch
    news: Sequence[News]
    site: str
    more: int = 0

    @property
    def documents(self) -> list[tuple[str, str]]:
        """What is sent, by collection and id."""
        return [(each.document.collection, each.document.id) for each in self.news]

    def within(self, most: int) -> Self:
        """The same with so many of the documents as its body has room for in so many bytes."""
        fitting = self
        while len(fitting.body()) > most and len(fitting.news) > 1:
            fitting = replace(fitting, news=fitting.news[:-1], more=fitting.more + 1)
        return fitting

    @property
    def identity(self) -> str:
        """The same where the same is sent again."""
        parts = [
            self.delivery.secret,
            *(f"{e.document.collection}/{e.document.id}" for e in self.news),
        ]
        return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def entries(self) -> list[Entry]:
        """The documents, as they are shown."""
        return [
            Entry(
                title=plain(each.document.title or each.document.id),
                source=plain(each.document.source or ""),
                date=date_in_words(plain(each.document.date or ""), self.delivery.language),
                sentence=plain(in_order(each.sentence)),
                strength=_in_words(each.strength, self.delivery.language),
                told=cautions_in_words(each.cautions, self.delivery.language),
                link=self.site + each.address,
            )
            for each in self.news
        ]

    @property
    def way_out(self) -> str:
        """The address at which whoever got a mail gets no more."""
        return f"{self.site}/alerts/{self.delivery.secret}"

    @property
    def _results(self) -> str:
        return f"{self.site}/?{self.search.query}"

    def mail(self, sender: str) -> EmailMessage:
        """The mail, plain and as HTML."""
        language = self.delivery.language
        t = translator(language, "web")
        entries, name = self.entries, plain(self.search.name)
        heading = t("alerts.subject", count=len(entries), name=_cut(name))
        mail = EmailMessage()
        mail["Subject"] = heading
        display, address = parseaddr(sender)
        mail["From"] = Address(display, addr_spec=address)
        mail["To"] = Address(addr_spec=self.delivery.target)
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = f"<{self.identity}@{address.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Unsubscribe"] = f"<{self.way_out}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        context = {
            "t": t,
            "language": language,
            "heading": heading,
            "entries": entries,
            "results": self._results,
            "way_out": self.way_out,
            "more": self.more,
        }
        mail.set_content(written("alert_mail.txt", context), cte="base64")
        mail.add_alternative(written("alert_mail.html", context), subtype="html", cte="base64")
        return mail

    def body(self) -> bytes:
        """The body of a call: JSON in UTF-8."""
        found = [
            {
                "collection": each.document.collection,
                "id": each.document.id,
                "title": each.document.title,
                "source": each.document.source,
                "date": each.document.date,
                "sentence": each.sentence,
                "strength": each.strength and each.strength.value,
                "cautions": [caution.value for caution in each.cautions],
                "link": entry.link,
                "first_seen": each.first_seen,
            }
            for each, entry in zip(self.news, self.entries, strict=True)
        ]
        # A search of many filters may be larger than all that it finds.
        link = self._results if len(self._results) <= MAX_ADDRESS else None
        search = {"name": self.search.name, "link": link}
        content = {"id": self.identity, "search": search, "found": found, "more": self.more}
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _in_words(strength: Strength | None, language: Language) -> str:
    return "" if strength is None else strength_in_words(strength, language)


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST].rsplit(' ', 1)[0]}…"

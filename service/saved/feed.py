"""An Atom feed (RFC 4287) of what is new for a saved search."""

import hashlib
import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from search.records import Document
from search.reordering import in_order
from service.citing.citation import cautions_in_words, strength_in_words
from service.citing.text import plain
from service.language import Language, translator
from service.saved.news import News
from service.saved.storage import SavedSearch

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_SUMMARY = 300
# What XML 1.0 cannot say at all.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", _ATOM)


def atom(search: SavedSearch, entries: Sequence[News], site: str, language: Language) -> bytes:
    """The feed.

    Args:
        search: what was saved.
        entries: what is new, the latest first.
        site: scheme and host of the service, for addresses.
        language: of its title, and of what is told of sentences.
    """
    t = translator(language, "web")
    feed = Element(_name("feed"))
    # The secret of the feed's address is no identifier to hand on.
    _add(feed, "id", f"urn:shawahid:{_digest(search.token)}")
    _add(feed, "title", t("saved.new_in_feed", name=search.name))
    _add(feed, "updated", max([search.created, *(entry.first_seen for entry in entries)]))
    SubElement(feed, _name("link"), {"rel": "alternate", "href": f"{site}/?{search.query}"})
    SubElement(SubElement(feed, _name("author")), _name("name")).text = t("name")
    for entry in entries:
        _add_entry(feed, entry, search, site, language)
    content: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add_entry(
    feed: Element, news: News, search: SavedSearch, site: str, language: Language
) -> None:
    document = news.document
    entry = SubElement(feed, _name("entry"))
    identity = _digest(search.token, document.collection, document.id)
    _add(entry, "id", f"urn:shawahid:{identity}")
    _add(entry, "title", document.title or document.id)
    _add(entry, "updated", news.first_seen)
    SubElement(entry, _name("link"), {"rel": "alternate", "href": site + news.address})
    if document.author or document.source:
        author = SubElement(entry, _name("author"))
        _add(author, "name", document.author or document.source or "")
    _add(entry, "summary", _summary(news, language))


def _summary(news: News, language: Language) -> str:
    """The whole sentence and what has to be told of it; what turns it round may be at its end."""
    if not news.sentence:
        return _beginning(news.document)
    sentence = plain(in_order(news.sentence))
    if news.strength is not None:
        attested = strength_in_words(news.strength, language)
        sentence = translator(language, "citing")("attested", strength=attested, quote=sentence)
    return " ".join([sentence, *cautions_in_words(news.cautions, language)])


def _beginning(document: Document) -> str:
    text = plain(document.text[: 2 * _SUMMARY])
    return text if len(text) <= _SUMMARY else f"{text[:_SUMMARY].rsplit(' ', 1)[0]}…"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _name(name)).text = _NOT_IN_XML.sub("", plain(text))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def _name(tag: str) -> str:
    return f"{{{_ATOM}}}{tag}"

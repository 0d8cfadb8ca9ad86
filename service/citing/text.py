"""Text of unknown origin, made fit for places where only one line or an address may stand."""

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# They may stand within a word, which is one without them.
_UNSEEN = re.compile(f"[{_BIDI_CONTROLS}]+")
CONTROLS = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028\u2029{_BIDI_CONTROLS}]+")
# What no address has as it stands; elsewhere it could end a field, an attribute or a line.
_NOT_IN_URL = re.compile(rf"[\s\x00-\x1f\x7f-\x9f{_BIDI_CONTROLS}\"<>\\^`{{|}}]")
# The letters of the Arabic block, as an address has them.
_ENCODED_LETTERS = re.compile("(?:%(?:D8%[A-B][0-9A-F]|D9%8[1-9A]))+")
_DIRECTION_SAMPLE = 2000
# XML has no way to write them; that one was there is shown.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """One line without control characters, for attributes, the window title and citations."""
    return " ".join(CONTROLS.sub(" ", _UNSEEN.sub("", text)).split())


def direction(text: str) -> str:
    """``rtl`` or ``ltr``, by the letters that prevail.

    HTML's ``dir="auto"`` goes by the first letter, which in news is often that of an agency.
    """
    kinds = [unicodedata.bidirectional(letter) for letter in text[:_DIRECTION_SAMPLE]]
    rtl = kinds.count("AL") + kinds.count("R")
    return "ltr" if kinds.count("L") > rtl else "rtl"


def web_url(url: str | None) -> str | None:
    """The address if a reader may follow it: http or https, with a host.

    What may not stand in an address, such as white space and braces, is percent-encoded.
    """
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return _NOT_IN_URL.sub(lambda found: quote(found[0]), url) if url and is_web else None


def with_letters(address: str) -> str:
    """The same address with Arabic letters as they are, as a page may name it.

    A browser encodes them when it follows the link; encoded, each takes three times the bytes.
    """
    return _ENCODED_LETTERS.sub(lambda found: unquote(found[0]), address)

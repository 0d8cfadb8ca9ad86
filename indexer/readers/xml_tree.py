"""XML of others as a tree: whole, or not at all.

Where XML breaks a rule, a parser that goes on loses the rest, or letters, without a word.
"""

import re
from html import escape
from html.entities import html5

from lxml import etree

from indexer.readers import UnreadableError

# What is no markup comes first: in it signs are themselves.
_SIGN = re.compile(
    rb"<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|&(?P<name>[A-Za-z][\w.-]{0,31});"
    rb"|&(?!#\d+;|#[xX][0-9A-Fa-f]+;)|<(?![A-Za-z_:/!?\x80-\xff])",
    re.DOTALL,
)
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_DECLARATIONS = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}\[(.{0,100000}?)\]\s*>", re.DOTALL)
# What stands for more than words, or for a file, is not looked up: it may multiply.
_WORDS = re.compile(
    rb"<!ENTITY\s{1,9}(?P<name>[A-Za-z][\w.-]{0,31})\s{1,9}"
    rb"(?P<quote>[\"'])(?P<words>(?:(?!(?P=quote))[^&%<]|&#\w{1,7};){0,100})(?P=quote)\s{0,9}>"
)
_FATAL = etree.ErrorLevels.FATAL


def parse_whole(data: bytes) -> etree._Element:
    """The root of XML in UTF-8 of which nothing is lost.

    Signs that are not written as XML asks (``AT&T``, ``5 < 6``) and HTML's names of characters are
    mended, names that the file declares for a few words are these, and others stay as written.

    Raises:
        UnreadableError: it is broken, or none.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True
    )
    named = _named(data)
    root = etree.fromstring(_SIGN.sub(lambda sign: _mended(sign, named), data), parser)
    # What is no fatal error, such as a prefix that nothing declares, costs no text.
    fatal = next((each for each in parser.error_log if each.level >= _FATAL), None)
    if root is None or fatal is not None:
        why = "it is empty" if fatal is None else f"line {fatal.line}: {fatal.message}"
        msg = f"damaged or broken off ({why}): get it again"
        raise UnreadableError(msg)
    return root


def without_sections(data: bytes) -> bytes:
    """XML whose CDATA sections, which HTML has not, are plain text."""
    return _SIGN.sub(_as_text, data)


def _named(data: bytes) -> dict[bytes, bytes]:
    declarations = _DECLARATIONS.search(data)
    found = () if declarations is None else _WORDS.finditer(declarations[1])
    return {each["name"]: each["words"] for each in found}


def _mended(sign: re.Match[bytes], named: dict[bytes, bytes]) -> bytes:
    found = sign[0]
    if found == b"<":
        return b"&lt;"
    if found == b"&":
        return b"&amp;"
    name = sign["name"]
    if name is None or name in _OF_XML:
        return found
    if name in named:
        return named[name]
    characters = html5.get(f"{name.decode('ascii')};")
    if characters is None:
        return b"&amp;" + found[1:]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def _as_text(sign: re.Match[bytes]) -> bytes:
    section = sign["data"]
    return sign[0] if section is None else escape(section.decode("utf-8", "replace")).encode()

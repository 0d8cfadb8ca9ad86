"""Text of unknown encoding: byte order marks, UTF-8, UTF-16 and the one-byte Arabic encodings.

A wrong one-byte table still gives Arabic letters, so the choice rests on how common the letters
are that it gives: in running Arabic the right table wins within a few words.

Good text with a few bad bytes in it is kept, and where they stand is known. What became of Arabic
when a program read it in a wrong encoding is undone.
"""

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from indexer.readers import UnreadableError
from indexer.readers.likelihood import HIGHEST_COST, cost
from indexer.readers.mojibake import repaired
from indexer.readers.xml_references import mended_references

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The most that a letter may cost in an encoding, and a handicap: the tables of Mac and DOS give
# letters for nearly every byte, so that they take other scripts for themselves, and short texts.
_ONE_BYTE = {
    "cp1256": (HIGHEST_COST, 0.0),
    "iso8859-6": (HIGHEST_COST, 0.0),
    "cp720": (3.3, 0.2),
    "mac_arabic": (3.3, 0.5),
    "cp864": (3.3, 0.6),
}
_FEWEST_LETTERS = 20  # of a text in one of these
# What stands for bytes that are no text while a text is decoded; no text can hold it.
_MARK = "\udcff"
# More of them than these shares of what is not ASCII, or of all, and it is no good text.
_BAD_SHARE = 0.05
_BAD_SHARE_OF_ALL = 0.002
_CONTROL_SHARE = 0.005
_SHORTEST_DAMAGED = 20  # code points
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]+")
_CONTROL_OF_LATIN = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")
_FAULT = re.compile(f"{_CONTROL.pattern}|{_MARK}+")
_XML = '<?xml version="1.0" encoding="utf-8"?>'
_DECLARED_XML = re.compile(r"\A\s*<\?xml\b[^>]*>")
REPLACEMENT = "\ufffd"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _MARK, error.end


# For decoders: what cannot be decoded becomes a mark, which ``clean`` turns into U+FFFD.
MARK_ERRORS = "shawahid.mark"
codecs.register_error(MARK_ERRORS, _mark)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What bytes stand for.

    Attributes:
        text: with U+FFFD for bytes that are no text, and without control characters.
        faults: offsets at which these stood, rising.
    """

    text: str
    faults: tuple[int, ...] = ()

    @property
    def reason(self) -> str | None:
        """What could not be read, for people, ``None`` where all could."""
        if not self.faults:
            return None
        first = self.faults[0]
        line = self.text.count("\n", 0, first) + 1
        character = first - self.text.rfind("\n", 0, first)
        more = f" and {len(self.faults) - 1:,} more places" if len(self.faults) > 1 else ""
        return (
            f"bytes that are no text at line {line}, character {character}{more}: "
            "all else was read; correct them in the file if they matter"
        )


def decode(data: bytes) -> str:
    """The text that the bytes stand for, without its byte order mark.

    Raises:
        UnreadableError: they are binary, or in none of the encodings, which the message names.
    """
    return recover(data).text


def recover(data: bytes) -> Decoded:
    """The text that the bytes stand for, and where in it some could not be read.

    Raises:
        UnreadableError: they are binary, or in none of the encodings, which the message names.
    """
    encoding = encoding_of(data)
    return clean(settle(data.decode(encoding, MARK_ERRORS).removeprefix("\ufeff"), encoding))


def recover_declared(data: bytes, *declared: str | None) -> Decoded:
    """The same, in an encoding that is declared where none fits: declarations are often wrong.

    A few broken bytes must not cost a text whose encoding is known.

    Args:
        data: the bytes.
        declared: names of encodings, the surest first; any may be none, or unknown.

    Raises:
        UnreadableError: no encoding fits, and none that is known is declared.
    """
    try:
        return recover(data)
    except UnreadableError:
        for name in filter(None, declared):
            try:
                "".encode(name)  # base64 and the like only decode
                return clean(data.decode(name, MARK_ERRORS))
            except (LookupError, ValueError):  # unknown, or none that can have broken bytes
                continue
        raise


def mended_xml(data: bytes) -> tuple[bytes, str | None]:
    """XML in UTF-8, without bytes and references that are no text, and what is said of the bytes.

    Where no encoding fits it is given back as it is: what it declares decides.
    """
    try:
        decoded = recover(data)
    except UnreadableError:
        return data, None
    text = mended_references(_DECLARED_XML.sub("", decoded.text))
    return f"{_XML}{text}".encode(), decoded.reason


def settle(text: str, encoding: str) -> str:
    """A decoded text as people write it: letters for DOS's shapes of letters, and not misread."""
    return repaired(unicodedata.normalize("NFKC", text) if encoding == "cp864" else text)


def clean(text: str) -> Decoded:
    """A text decoded with ``MARK_ERRORS`` without marks and control characters."""
    pieces: list[str] = []
    faults: list[int] = []
    at = length = 0
    for match in _FAULT.finditer(text):
        sound = text[at : match.start()]
        length += len(sound)
        faults.append(length)
        pieces.append(sound)
        if match.group()[0] == _MARK:
            pieces.append(REPLACEMENT)
            length += 1
        at = match.end()
    return Decoded("".join([*pieces, text[at:]]), tuple(faults)) if faults else Decoded(text)


def with_text(text: str, *, is_damaged: bool) -> Decoded:
    """A text that was made of decoded ones, and where it lacks what could not be decoded."""
    faults = (match.start() for match in re.finditer(REPLACEMENT, text)) if is_damaged else ()
    return Decoded(text, tuple(faults))


def encoding_of(data: bytes) -> str:
    """The name of the codec for a text, or for the start of one.

    Raises:
        UnreadableError: it is binary, or in none of the encodings, which the message names.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            if not is_good(data.decode(encoding, MARK_ERRORS)):
                msg = f"its mark says {encoding.upper()}, which it is not: save it as UTF-8"
                raise UnreadableError(msg)
            return encoding
    # UTF-16 of Arabic is made of ASCII bytes, half of them controls.
    if is_good(data.decode("utf-8", MARK_ERRORS)):
        return "utf-8"
    return _utf16(data) or _one_byte(data)


def is_good(text: str) -> bool:
    """Whether a text decoded with ``MARK_ERRORS`` holds at most a few bytes that are none."""
    wide = sum(not char.isascii() for char in text)
    controls = _CONTROL.findall(text)
    good = len(text) - sum(map(len, controls))
    few = 0 if good < _SHORTEST_DAMAGED else max(1, int(_CONTROL_SHARE * good))
    return text.count(_MARK) <= _BAD_SHARE * wide and len(controls) <= few


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, known by its letters: binary data gives all of Unicode."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, MARK_ERRORS)
        usual = sum(
            count
            for char, count in Counter(text).items()
            if "\u0600" <= char <= "\u06ff" or " " <= char <= "~" or char in "\t\r\n"
        )
        if text and usual >= 0.9 * len(text):
            return encoding
    return None


def _one_byte(data: bytes) -> str:
    if not is_good(data.decode("latin-1")):
        msg = "binary data, not text: it holds control characters"
        raise UnreadableError(msg)
    candidates = []
    for encoding, (highest, handicap) in _ONE_BYTE.items():
        try:
            text = settle(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
        if handicap and len(re.findall("[ء-ي]", text)) < _FEWEST_LETTERS:
            continue
        found = cost(text)
        if found <= highest and not _CONTROL_OF_LATIN.search(_CONTROL.sub("", text)):
            candidates.append((found + handicap, encoding))
    if candidates:
        return min(candidates)[1]
    # Of another script in ASCII a few letters are lost rather than all.
    if data.decode("utf-8", MARK_ERRORS).count(_MARK) <= _BAD_SHARE_OF_ALL * len(data):
        return "utf-8"
    tried = "UTF-8, UTF-16, windows-1256, ISO-8859-6, Mac Arabic, DOS 720 and 864"
    msg = f"in no encoding of Arabic that was tried ({tried}): convert it to UTF-8"
    raise UnreadableError(msg)

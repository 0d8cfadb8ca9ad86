"""Characters of Arabic as they are written, from the shapes and codes that fonts have for them."""

import re
import unicodedata

from playa.cmapdb import IdentityCMap
from playa.content import GlyphObject
from playa.font import CIDFont, SimpleFont

_REPLACEMENT = "\ufffd"
_SOFT_HYPHEN = "\u00ad"  # is drawn where a line ends with it
# Controls, surrogates, private use and unassigned: fonts number their glyphs with them.
_NO_CHARACTERS = {"Cc", "Cs", "Co", "Cn"}
# Letters in the shapes that they take in words, and ligatures: left by layout programs. Only these
# are folded: NFKC on everything would turn ½ into 1⁄2 and m² into m2. Other signs of
# the block (U+FDFA and the like) are written on purpose.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufdcf\ufdf2\ufe70-\ufefc]")
_YEH, _KEHEH = "\u06cc", "\u06a9"
_PERSIAN_LETTERS = re.compile(f"[{_YEH}{_KEHEH}]")
_FINAL_YEH = re.compile(f"{_YEH}(?![\u064b-\u0652]*[\u0620-\u064a{_YEH}{_KEHEH}])")
_ARABIC = re.compile("[يكىةإ]")  # Persian is written without them
_PERSIAN = re.compile("[پچژگ]")  # and Arabic without these
_LAM_ALEF = "لا"  # the ligature, of which some programs write the alef first
_ALEFS = frozenset("اأإآٱ")
# Ghostscript writes the second letter of a ligature as the low bytes of both, 0644 0627 as
# 0644 4427, and adds up those of three.
_HALVED = re.compile("^([\u0600-\u06ff])([\u2000-\u9fff])$")
_SECOND = re.compile("[\u0621-\u063a\u0641-\u0652\u0670]")
_ALLAH, _ALLAH_HALVED = "لله", "\u0644\u448b"
SYMBOLIC = 4  # of a font's flags: its codes are its own


def stated(item: GlyphObject) -> str:
    """The characters that the file gives for a glyph, none where it does not."""
    font = item.font
    text = item.text or ""
    if isinstance(font, CIDFont):
        # Numbers of glyphs, mostly: where they are not mapped they are no characters.
        if isinstance(font.cmap, IdentityCMap):
            mapped = font.tounicode.bytes2unicode if font.tounicode else {}
            text = mapped.get(item.cid.to_bytes(2, "big"), "")
    elif isinstance(font, SimpleFont) and font.tounicode and font.flags & SYMBOLIC:
        text = font.tounicode.bytes2unicode.get(bytes([item.cid]), "")
    return characters(_mended(text))


def _mended(text: str) -> str:
    if text == _ALLAH_HALVED:
        return _ALLAH
    halved = _HALVED.match(text)
    if not halved:
        return text
    first, last = divmod(ord(halved[2]), 0x100)
    second = chr(0x600 + last)
    is_so = first == ord(halved[1]) % 0x100 and _SECOND.match(second)
    return halved[1] + second if is_so else text


def characters(text: str) -> str:
    """A text without what is none, with letters in place of the shapes that they take."""
    found = "".join(
        char
        for char in fold_shapes(text.replace(_SOFT_HYPHEN, "-"))
        if char != _REPLACEMENT and unicodedata.category(char) not in _NO_CHARACTERS
    )
    if len(found) == len(_LAM_ALEF) and found[1] == "ل" and found[0] in _ALEFS:
        return found[::-1]
    return found


def fold_shapes(text: str) -> str:
    """Letters and harakat in place of the shapes that they take in words."""
    return _SHAPES.sub(
        lambda shape: unicodedata.normalize("NFKC", shape.group()).strip() or " ", text
    )


def with_arabic_letters(text: str) -> str:
    """Arabic yeh and kaf in place of the Persian ones that Persian fonts set in Arabic text.

    They look alike: yeh has its dots before another letter, and none at the end of a word.
    """
    if not _PERSIAN_LETTERS.search(text) or not _ARABIC.search(text) or _PERSIAN.search(text):
        return text
    return _FINAL_YEH.sub("ى", text).replace(_YEH, "ي").replace(_KEHEH, "ك")

"""Characters of the shapes of letters by the rules by which an embedded font shapes them."""

import io
from collections.abc import Iterator, Mapping

from fontTools.ttLib import TTFont
from playa.font import Font
from playa.pdftypes import ContentStream, resolve1

from indexer.readers.pdf_letters import characters

_LARGEST = 4_000_000  # bytes; fonts of Arabic with all their rules have a tenth
_DIRECTORY = 1_000  # bytes at its start, which name its tables
_MOST_RULES = 1_000
_ROUNDS = 4  # a shape of a shape of a shape is as far as fonts go


def embedded(font: Font) -> bytes | None:
    """The program of a font, where it is in the file."""
    stream = resolve1(font.descriptor.get("FontFile2") or font.descriptor.get("FontFile3"))
    return bytes(stream.buffer) if isinstance(stream, ContentStream) else None


def has_outlines(font: Font) -> bool:
    """Whether the file has what letters of a font are drawn by."""
    if any(name in font.descriptor for name in ("FontFile", "FontFile3")):
        return True
    stream = resolve1(font.descriptor.get("FontFile2"))
    return isinstance(stream, ContentStream) and b"glyf" in stream.buffer[:_DIRECTORY]


def shaped(program: bytes) -> Mapping[int, str]:
    """The characters of glyphs that a font makes of those that its table has for characters.

    Nothing for fonts without rules, and for damaged ones.
    """
    if len(program) > _LARGEST:
        return {}
    try:
        font = TTFont(io.BytesIO(program), lazy=True)
        names = {glyph: characters(chr(code)) for code, glyph in font.getBestCmap().items()}
        rules = list(_rules(font))[:_MOST_RULES]
        for _ in range(_ROUNDS):
            for rule in rules:
                _apply(rule, names)
        return {font.getGlyphID(glyph): text for glyph, text in names.items()}
    except Exception:  # noqa: BLE001, over damaged fonts the library raises any
        return {}


def _rules(font: TTFont) -> Iterator[object]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for rule in lookup.SubTable:
            yield getattr(rule, "ExtSubTable", rule)


def _apply(rule: object, names: dict[str, str]) -> None:
    """Name what a rule puts in place of glyphs with names: another shape, or a ligature."""
    for glyph, shape in getattr(rule, "mapping", {}).items():
        if glyph in names and isinstance(shape, str):
            names.setdefault(shape, names[glyph])
    for glyph, shapes in getattr(rule, "alternates", {}).items():
        for shape in shapes if glyph in names else ():
            names.setdefault(shape, names[glyph])
    for first, ligatures in getattr(rule, "ligatures", {}).items():
        for ligature in ligatures:
            parts = [first, *ligature.Component]
            if all(part in names for part in parts):
                text = "".join(names[part] for part in parts)
                names.setdefault(ligature.LigGlyph, text)

"""What fonts tell of their glyphs, by the rules that shape letters."""

import io

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

from indexer.readers.pdf_fonts import shaped

GLYPHS = [".notdef", "beh", "beh.init", "lam", "lam.init", "alef", "lamalef", "other", "alone"]
RULES = """
feature init { sub beh by beh.init; sub lam by lam.init; } init;
feature rlig { sub lam.init alef by lamalef; } rlig;
feature salt { sub alef from [other]; } salt;
"""


def font(rules: str) -> bytes:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap({ord("ب"): "beh", ord("ل"): "lam", ord("ا"): "alef"})
    builder.setupGlyf({name: Glyph() for name in GLYPHS})
    builder.setupHorizontalMetrics(dict.fromkeys(GLYPHS, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, rules)
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def test_shapes_and_ligatures_stand_for_what_they_are_made_of() -> None:
    names = {GLYPHS[glyph]: text for glyph, text in shaped(font(RULES)).items()}
    assert names == {
        "beh": "ب",
        "beh.init": "ب",
        "lam": "ل",
        "lam.init": "ل",
        "alef": "ا",
        "lamalef": "لا",
        "other": "ا",
    }


def test_fonts_without_rules_and_damaged_ones_tell_nothing() -> None:
    assert shaped(font("")) == {}
    assert shaped(font(RULES)[:300]) == {}
    assert shaped(b"") == {}

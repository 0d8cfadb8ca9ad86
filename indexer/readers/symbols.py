"""Signs that word processors take from fonts of signs, by their numbers in these."""

# Of the font Symbol, which has the letters of Greek and the signs of mathematics.
_ASCII = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL = {
    **dict(enumerate(_ASCII, 0x20)),
    **dict(enumerate("ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…", 0xA1)),
    **dict(enumerate("ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊", 0xC0)),
}
# Where Windows puts the signs of such a font.
_PRIVATE = 0xF000
_OF_SIGNS = ("symbol", "wingdings", "webdings", "marlett", "zapf")
# That a sign was there is shown, so that what stands beside it is not read as one.
_UNKNOWN = "\ufffd"


def symbol_of(font: str, number: str) -> str:
    """The sign with a number in hexadecimal; U+FFFD where it is not known."""
    try:
        code = int(number, 16)
    except ValueError:
        return _UNKNOWN
    if _PRIVATE <= code < _PRIVATE + 0x100:
        code -= _PRIVATE
    name = font.casefold()
    if name == "symbol":
        return _SYMBOL.get(code, _UNKNOWN)
    is_sign = any(each in name for each in _OF_SIGNS) or not chr(code).isprintable()
    return _UNKNOWN if is_sign else chr(code)

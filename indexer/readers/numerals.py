"""Numbers as lists count: digits, letters of both scripts, Roman numerals."""

# Of Arabic and Persian digits.
TO_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)

# Of OpenDocument; in Word a setting of the computer makes these of decimal numbers.
ARABIC_INDIC = "arabicIndic"
_LETTERS = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_HIGHEST_ROMAN = 4000
_DIGITS = {
    "hindiNumbers": str.maketrans("0123456789", "०१२३४५६७८९"),
    "thaiNumbers": str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"),
    ARABIC_INDIC: str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}
_MOST_LETTERS = 9  # the same one, as in "aaa", after the alphabet


def numeral(count: int, form: str) -> str:
    """A number in a form that WordprocessingML names; in digits where it is not known."""
    letters = {
        "lowerLetter": _LATIN,
        "upperLetter": _LATIN.upper(),
        "arabicAlpha": _LETTERS,
        "arabicAbjad": _ABJAD,
    }.get(form)
    if letters is not None and count > 0:
        turn, at = divmod(count - 1, len(letters))
        return letters[at] * min(turn + 1, _MOST_LETTERS)
    if form in {"lowerRoman", "upperRoman"} and 0 < count < _HIGHEST_ROMAN:
        return _roman(count) if form == "lowerRoman" else _roman(count).upper()
    if form == "decimalZero":
        return f"{count:02}"
    return "" if form == "none" else str(count).translate(_DIGITS.get(form, {}))


def _roman(count: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        times, count = divmod(count, worth)
        text += letters * times
    return text

"""What was typed on a keyboard that was switched to the other alphabet: hgsghl is السلام."""

from collections.abc import Mapping

# The keys from left to right, row by row, of keyboards that have Arabic letters on them as well.
_QWERTY = "qwertyuiop[] asdfghjkl;' zxcvbnm,./`"
_AZERTY = "azertyuiop^$ qsdfghjklmù wxcvbn,;:!²"
_WINDOWS = "ضصثقفغعهخحجد شسيبلاتنمكط ئءؤر_ىةوزظذ"
_MAC = "ضصثقفغعهخحجة شسيبلاتنمك؛ ظطذدزرو،./`"
# Lam-alif is on one key, which the rows above cannot show; letters with hamza are typed with shift.
_LAM_ALIF = "لا"
_SHIFTED = {"H": "أ", "G": "لأ", "Y": "إ", "T": "لإ", "N": "آ", "B": "لآ", "?": "؟", "K": "،"}


def _keys(latin: str, arabic: str) -> dict[str, str]:
    return {
        key: _LAM_ALIF if letter == "_" else letter
        for key, letter in zip(latin, arabic, strict=True)
        if key != " "
    }


ARABIC: tuple[Mapping[str, str], ...] = (
    _keys(_QWERTY, _WINDOWS),
    _keys(_QWERTY, _MAC),
    _keys(_AZERTY, _WINDOWS),
)
_LATIN: Mapping[str, str] = {letter: key for key, letter in ARABIC[0].items() if key.isalpha()}


def in_arabic(typed: str, keys: Mapping[str, str]) -> str:
    """What the keys that gave Latin letters give in Arabic."""
    return "".join(_SHIFTED.get(key) or keys.get(key.lower(), key) for key in typed)


def in_latin(typed: str) -> str:
    """What the keys that gave Arabic letters give in Latin ones."""
    text = typed.replace(_LAM_ALIF, _LATIN[_LAM_ALIF])
    return "".join(_LATIN.get(letter, letter) for letter in text)

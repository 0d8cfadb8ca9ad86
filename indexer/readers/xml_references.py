"""References by number in XML that name no character, for which parsers give up a whole file.

Programs that count in halves of UTF-16 write one character as two: ``&#55357;&#56832;``.
"""

import re

_REFERENCE = r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?"
_RUN = re.compile(f"(?:{_REFERENCE})+")
_ONE = re.compile(_REFERENCE)
_HIGH = range(0xD800, 0xDC00)
_LOW = range(0xDC00, 0xE000)
_LAST = 0x10FFFF
_MOST_DIGITS = 8


def mended_references(text: str) -> str:
    """XML with one reference for the two halves of a character, and U+FFFD for what is none."""
    return _RUN.sub(_mended, text)


def _mended(run: re.Match[str]) -> str:
    references = _ONE.findall(run.group())
    numbers = [_number(reference) for reference in references]
    parts: list[str] = []
    i = 0
    while i < len(numbers):
        number, following = numbers[i], numbers[i + 1] if i + 1 < len(numbers) else 0
        is_pair = number in _HIGH and following in _LOW
        if is_pair:
            whole = 0x10000 + ((number - _HIGH.start) << 10) + following - _LOW.start
            parts.append(f"&#{whole};")
        elif number in _HIGH or number in _LOW or number > _LAST:
            parts.append("\ufffd")
        else:
            parts.append(references[i])
        i += 1 + is_pair
    return "".join(parts)


def _number(reference: str) -> int:
    """The code point that is meant; of too many digits, one after the last."""
    digits = reference[2:].removesuffix(";").lower()
    base = 16 if digits.startswith("x") else 10
    digits = digits.lstrip("x").lstrip("0") or "0"
    return int(digits, base) if len(digits) <= _MOST_DIGITS else _LAST + 1

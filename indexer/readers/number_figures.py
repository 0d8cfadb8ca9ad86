"""The digits of numbers in the formats of cells: rounded as spreadsheets round, half upwards."""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

PLACES = re.compile("[#0?]")
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?(,*)")
_SCIENTIFIC = re.compile(r"([#0?,]+)(?:\.([#0?]*))?E([+-])([#0?]+)", re.IGNORECASE)
_FRACTION = re.compile(r"(?:([#0?]+)(\s+))?([#0?]+)\s*/\s*([1-9]\d*|[#0?]+)")
_THREE = re.compile("...")
_MOST_DECIMALS = 30
_MOST_PLACES = 4  # of the denominator of a fraction
_LARGEST_WHOLE = 2**53  # up to which a number of 64 bits holds every digit
_PRECISION = 700  # digits: more than a number of 64 bits has in any format


def exact(value: float) -> Decimal:
    """A number by the 15 digits that spreadsheets hold of it: 1.005 is not a little less.

    Programs write longer whole ones, such as numbers of accounts, and all their digits count.
    """
    if abs(value) <= _LARGEST_WHOLE and value == int(value):
        return Decimal(int(value))
    return Decimal(f"{value:.15g}")


def rounded(number: Decimal, decimals: int) -> Decimal:
    """A number with so many decimals; a half goes away from zero."""
    with localcontext(prec=_PRECISION):
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def figures(number: Decimal, code: str) -> str | None:
    """A number in a code, without its sign.

    Args:
        number: that is shown, of any sign.
        code: with signs of private use in place of what stands in it as it is.

    Returns:
        ``None`` where the code has no places for digits, or some whose meaning is not known.
    """
    number = abs(number)
    if "/" in code:
        return _as_fraction(number, code)
    if re.search(r"E[+-]", code, re.IGNORECASE):
        return _as_scientific(number, code)
    return _as_decimal(number, code)


def _as_decimal(number: Decimal, code: str) -> str | None:
    match = _NUMBER.search(code)
    if match is None:
        return None
    integer = match[0].partition(".")[0]
    thousands = len(match[2]) + len(integer) - len(integer.rstrip(","))
    integer = integer.rstrip(",")
    number = number.scaleb(2 * code.count("%") - 3 * thousands)
    before, after = code[: match.start()], code[match.end() :]
    if PLACES.search(before + after):
        # Signs between the places, as telephone numbers have them.
        return _spread(number, code) if "." not in code and "," not in code else None
    return before + _digits(number, integer, match[1]) + after


def _digits(number: Decimal, integer: str, decimals: str | None) -> str:
    """Digits in the places before and behind the point."""
    count = min(len(decimals or ""), _MOST_DECIMALS)
    whole, _, rest = f"{rounded(number, count):f}".partition(".")
    whole = whole.lstrip("0").zfill(integer.count("0"))
    if "," in integer:
        first = len(whole) % 3 or 3
        whole = ",".join([whole[:first], *_THREE.findall(whole[first:])])
    needed = len((decimals or "").rstrip("#?"))  # zeros at the end show only where they must
    rest = rest[:needed] + rest[needed:].rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _as_scientific(number: Decimal, code: str) -> str | None:
    match = _SCIENTIFIC.search(code)
    if match is None:
        return None
    integer, decimals, sign, places = match.groups()
    step = max(len(PLACES.findall(integer)), 1)
    power = number.adjusted() // step * step if number else 0
    count = min(len(decimals or ""), _MOST_DECIMALS)
    if rounded(number.scaleb(-power), count) >= 10**step:
        power += step
    shown = _digits(number.scaleb(-power), integer.replace(",", ""), decimals)
    mark = "-" if power < 0 else sign.replace("-", "")
    exponent = str(abs(power)).zfill(len(places))
    return f"{code[: match.start()]}{shown}E{mark}{exponent}{code[match.end() :]}"


def _as_fraction(number: Decimal, code: str) -> str | None:
    match = _FRACTION.search(code)
    if match is None or "%" in code or "." in code:
        return None
    whole_places, _, _, below = match.groups()
    whole = int(number) if whole_places else 0
    rest = Fraction(number - whole)
    if PLACES.match(below):
        rest = rest.limit_denominator(10 ** min(len(below), _MOST_PLACES) - 1)
        above, denominator = rest.numerator, rest.denominator
    else:
        denominator = int(below)
        above = int(rounded(Decimal(rest.numerator) * denominator / rest.denominator, 0))
    if whole_places and above == denominator:
        whole, above = whole + 1, 0
    parts = [str(whole)] if whole_places and (whole or not above) else []
    parts += [f"{above}/{denominator}"] if above or not whole_places else []
    return code[: match.start()] + " ".join(parts) + code[match.end() :]


def _spread(number: Decimal, code: str) -> str:
    """Digits in the places of a code that has signs between them."""
    digits = list(str(rounded(number, 0)))
    written: list[str] = []
    places = [found.start() for found in PLACES.finditer(code)]
    for at, sign in reversed(list(enumerate(code))):
        if at not in places:
            written.append(sign)
        elif digits:
            written.append("".join(digits) if at == places[0] else digits.pop())
        elif sign == "0":
            written.append(sign)
    return "".join(reversed(written))

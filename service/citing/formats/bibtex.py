"""BibTeX, for those who write in LaTeX."""

import re
from hashlib import sha256

from search.kinds import Unit
from search.parts import Location
from search.records import Hit
from service.citing.selection import Selection
from service.citing.text import plain, web_url

# BibTeX counts braces even after a backslash, so that those of a text must be written in words.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
_SPECIAL = re.compile("[" + re.escape("".join(_COMMANDS)) + "]")
_KEY_DIGITS = 12
_FIELDS = {Unit.PAGE: "pages", Unit.CHAPTER: "chapter"}
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-[0-9]{2})?")


def to_bibtex(selection: Selection) -> bytes:
    """An entry a hit in UTF-8; the sentence and the quotation, on one line, are its annotation."""
    return "\n".join(_entry(hit, selection) for hit in selection.hits).encode()


def _entry(hit: Hit, selection: Selection) -> str:
    citation = hit.citation
    quote = plain(selection.quotation(citation))
    told = map(plain, selection.told(hit))
    kind = "article" if plain(citation.source or "") else "misc"
    permalink = selection.permalink(hit)
    # Braces of their own keep a name from being taken apart at commas and at "and".
    fields = {
        "title": _braced(selection.title(citation)),
        "journal": _braced(citation.source),
        "author": _braced(citation.author),
        **_date(plain(citation.date or "")),
        **_location(citation.location),
        # Verbatim: what an address may not have is percent-encoded in it.
        "url": web_url(citation.url) or permalink,
        "note": _escaped(selection.line(citation)),
        "annote": _escaped(" ".join([plain(selection.attested(hit)), *told, quote])),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{_key(permalink)},\n{''.join(lines)}}}\n"


def _key(permalink: str) -> str:
    """The same for the same quotation in every export."""
    return "shawahid" + sha256(permalink.encode()).hexdigest()[:_KEY_DIGITS]


def _date(date: str) -> dict[str, str]:
    found = _DAY.fullmatch(date)
    if not found:
        return {}
    year, month = found.groups()
    return {"date": date, "year": year} | ({"month": str(int(month))} if month else {})


def _location(location: Location | None) -> dict[str, str]:
    """The field that BibTeX has for it, if it has one; the note has every location."""
    if location is None or location.unit not in _FIELDS:
        return {}
    ends = dict.fromkeys((location.first, location.last))
    return {_FIELDS[location.unit]: "--".join(_escaped(plain(end)) for end in ends)}


def _braced(text: str | None) -> str | None:
    return f"{{{_escaped(plain(text))}}}" if plain(text or "") and text else None


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _COMMANDS[found[0]], text)

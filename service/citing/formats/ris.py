"""RIS, which Zotero, Mendeley and EndNote import."""

from search.records import Hit
from service.citing.selection import Selection
from service.citing.text import plain, web_url

_LINE_END = "\r\n"


def to_ris(selection: Selection) -> bytes:
    """A record a hit in UTF-8; the sentence, the quotation and the citation are notes of a line.

    No value has a line end or a control character, so that none can begin a field.
    """
    lines = [line for hit in selection.hits for line in _record(hit, selection)]
    return _LINE_END.join([*lines, ""]).encode()


def _record(hit: Hit, selection: Selection) -> list[str]:
    citation = hit.citation
    year, _, rest = plain(citation.date or "").partition("-")
    location = citation.location
    first, last = (location.pages if location else None) or (None, None)
    fields = [
        ("TI", selection.title(citation)),
        ("T2", citation.source),
        ("AU", citation.author),
        ("PY", year),
        # The parts of a date that are not known stay empty.
        ("DA", "/".join([year, *rest.split("-"), "", ""][:3]) + "/" if rest else None),
        ("SP", first),
        ("EP", last),
        ("UR", web_url(citation.url)),
        ("L2", selection.permalink(hit)),
        ("AN", citation.document_id),
        ("N1", selection.attested(hit)),
        *(("N1", each) for each in selection.told(hit)),
        ("N1", selection.quotation(citation)),
        ("N1", selection.line(citation)),
    ]
    known = [(tag, plain(str(value))) for tag, value in fields if value is not None]
    return [
        f"TY  - {_kind(hit)}",
        *(f"{tag}  - {value}" for tag, value in known if value),
        "ER  - ",
    ]


def _kind(hit: Hit) -> str:
    if hit.citation.source:
        return "NEWS"
    return "ELEC" if web_url(hit.citation.url) else "GEN"

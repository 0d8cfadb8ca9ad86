"""The citation that goes under a quotation, as Arabic and English papers write it."""

import re
from collections.abc import Iterable

from search.parts import Location
from search.ranking.confidence import Strength
from search.records import Caution, Citation, Document, Span
from search.reordering import in_order
from service.citing.text import plain, web_url
from service.language import Language, Translate, translator

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = 12


def citation_line(
    record: Citation | Document,
    span: Span | None = None,
    location: Location | None = None,
    language: Language = Language.AR,
) -> str:
    """What is known of the source, and where the quotation stands in it, on one line."""
    separator = translator(language, "citing")("separator")
    return separator.join(citation_parts(record, span, location, language))


def citation_parts(
    record: Citation | Document,
    span: Span | None = None,
    location: Location | None = None,
    language: Language = Language.AR,
) -> list[str]:
    """The parts of a citation: of one line each, without control characters.

    Args:
        record: what is cited.
        span: the part of it, in offsets of the document; without it the whole.
        location: where the part stands, if it is not the whole of a citation.
        language: of the words between; names and titles stay as they are.
    """
    t = translator(language, "citing")
    parts = [
        # Inside its own marks a title may not close them and go on as if it were the source.
        plain(record.title or "").translate(str.maketrans(t("marks"), t("nested_marks"))),
        plain(record.source or ""),
        plain(record.author or ""),
        date_in_words(plain(record.date or ""), language),
        _location(record, span, location, language),
        web_url(record.url),
        _place(record, span or _whole(record), t),
    ]
    if parts[0]:
        parts[0] = t("title", title=parts[0])
    return [part for part in parts if part]


def quotation(
    citation: Citation,
    span: Span | None = None,
    location: Location | None = None,
    language: Language = Language.AR,
) -> str:
    """The quotation in quotation marks, and its citation below.

    It is exact to the character but for signs that could show its words in another order.
    """
    span = span or _whole(citation)
    quote = in_order(citation.part(span))
    text = translator(language, "citing")("quotation", quote=quote)
    return f"{text}\n{citation_line(citation, span, location, language)}"


def in_message(
    record: Citation | Document, language: Language, told: Iterable[str] = ()
) -> tuple[str, str]:
    """What a quotation of one line has before and after it in a message.

    Its marks, source and date, and what has to be told beside it.
    """
    t = translator(language, "citing")
    before, after = t("quotation", quote="\n").split("\n")
    named = plain(record.source or "") or plain(record.title or "")
    known = filter(None, [named, date_in_words(plain(record.date or ""), language)])
    line = t("separator").join([after, *known])
    return before, " ".join([line, *(f"({each})" for each in told)])


def strength_in_words(strength: Strength, language: Language) -> str:
    """How strongly a sentence attests."""
    return translator(language, "citing")(f"strength_{strength.value}")


def caution_in_words(caution: Caution, language: Language) -> str:
    """What has to be said beside words that are quoted."""
    return translator(language, "citing")(f"cautions.{caution.value}")


def cautions_in_words(cautions: Iterable[Caution], language: Language) -> list[str]:
    """What has to be said beside words that are quoted, a sentence each."""
    return [caution_in_words(each, language) for each in cautions]


def message(
    citation: Citation, link: str, language: Language, cautions: Iterable[Caution] = ()
) -> str:
    """A quotation on one line with its source, date, cautions and link, for messengers."""
    before, after = in_message(citation, language, cautions_in_words(cautions, language))
    line = " ".join(in_order(citation.quote).split())
    return f"{before}{line}{after} {web_url(citation.url) or link}"


def date_in_words(date: str, language: Language) -> str:
    """An ISO 8601 day, month or year as it is written; anything else as it stands."""
    found = _DATE.fullmatch(date)
    year, month, day = found.groups() if found else (None, None, None)
    if month is None or not 1 <= int(month) <= _MONTHS:
        return date
    t = translator(language, "citing")
    name = t(f"month_{int(month)}")
    if day is None:
        return t("month", month=name, year=year)
    return t("day", day=int(day), month=name, year=year)


def location_in_words(location: Location, language: Language) -> str:
    """The pages, slides, cells, times or chapters, as they are cited."""
    first, last = plain(location.first), plain(location.last)
    form = "one" if first == last else "more"
    within = plain(location.within or "")
    key = f"locations.{location.unit.value}.{form}"
    return translator(language, "citing")(key, first=first, last=last, within=within)


def _whole(record: Citation | Document) -> Span:
    if isinstance(record, Citation):
        return Span(record.start, record.end)
    return Span(0, len(record.text))


def _location(
    record: Citation | Document, span: Span | None, location: Location | None, language: Language
) -> str | None:
    if isinstance(record, Document) and span is not None:
        location = record.location_of(*span)
    elif isinstance(record, Citation) and span in {None, _whole(record)}:
        location = record.location
    return None if location is None else location_in_words(location, language)


def _place(record: Citation | Document, span: Span, t: Translate) -> str:
    document_id = record.document_id if isinstance(record, Citation) else record.id
    return t("place", id=plain(document_id), start=span.start, end=span.end)

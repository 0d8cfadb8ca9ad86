"""How mail programs introduce an older message: in a block of headers, or in one sentence.

``From: / Sent: / To: / Subject:`` (Outlook, and every program that forwards), ``On Tue, 5 Mar 2019
Layla wrote:`` (Gmail, Apple, Thunderbird, Yahoo), each in English, French and Arabic. Of other
languages the words are known, so that nobody is taken for the writer, but not all of the dates.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from indexer.readers.email_body import Line, is_quoted_below, next_said
from indexer.readers.numerals import TO_ASCII
from search.arabic.dates import parse_date
from search.arabic.normalizer import normalize

_LONGEST = 500  # code points of a line that introduces something
_CONTROLS = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


class _Field(Enum):
    FROM = "from"
    DATE = "date"
    SUBJECT = "subject"
    OTHER = "other"


# As ``normalize`` leaves them.
_LABELS: Mapping[str, _Field] = MappingProxyType(
    {
        normalize(label): field
        for field, labels in {
            _Field.FROM: (
                *("from", "de", "expéditeur", "من", "المرسل", "مرسل من"),
                *("von", "da", "kimden", "از", "от", "מאת"),
            ),
            _Field.DATE: (
                *("sent", "date", "sent at", "date sent", "envoyé", "envoyé le"),
                *("تم الإرسال", "تاريخ الإرسال", "إرسال", "أرسلت", "أرسل", "أرسل في"),
                *("التاريخ", "تاريخ"),
                *("gesendet", "datum", "enviado", "enviado el", "fecha", "inviato", "data"),
                *("gönderildi", "gönderilme tarihi", "tarih", "отправлено", "дата", "נשלח"),
            ),
            _Field.SUBJECT: (
                *("subject", "objet", "sujet", "الموضوع", "موضوع"),
                *("betreff", "asunto", "assunto", "oggetto", "konu", "тема", "נושא"),
            ),
            _Field.OTHER: (
                *("to", "cc", "bcc", "reply-to", "importance", "attachments", "à", "cci", "pour"),
                *("copie", "copie à", "répondre à", "pièces jointes"),
                *("إلى", "نسخة", "النسخة", "نسخة إلى"),
                *("an", "para", "kime", "به", "кому", "אל"),
                *("نسخة كربونية", "المستلم", "المستلمون", "الرد إلى", "الأهمية", "المرفقات"),
            ),
        }.items()
        for label in labels
    }
)
_LABELLED = re.compile(r"\*{0,2}([^\W\d_][^:：*]{0,20}?)\s*\*{0,2}\s*[:：]\s*\*{0,2}\s*(.*)")
_BEFORE_LABEL = re.compile(
    r"(?=(?:From|To|Cc|Sent|Subject|De|À|Envoyé|Objet|من|إلى|نسخة|تم الإرسال|التاريخ|الموضوع)"
    r"\s?:\s)"
)
# A rule, or one with words in it that are not known, in front of headers.
_RULE = re.compile(r"[_\-=*]{5,}|-{3,}[^-].{2,80}?-{3,}")
_ANNOUNCED = re.compile(
    r"[-_]{2,}\s*(?:original message|forwarded message|message d.origine|message transféré"
    r"|message original|الرسالة الأصلية|رسالة أصلية|رسالة (?:تم )?(?:معاد |إعادة )?توجيهها"
    r"|رسالة مُعاد توجيهها|الرسالة المعاد توجيهها|رسالة محولة)\s*[-_]{2,}"
    r"|(?:begin forwarded message|début du message (?:transféré|réexpédié)"
    r"|(?:بدء|بداية) الرسالة (?:المُعاد|المعاد) توجيهها|(?:بدء|بداية) رسالة تمت إعادة توجيهها)\s*:",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[<\[(]?\s*(?:mailto:)?([^\s<>\[\]():,;\"']+@[^\s<>\[\]():,;\"']+)\s*[>\])]?"
)
_WROTE = re.compile(
    r"(?<!\w)(?:wrote|a écrit|écrit|schrieb|escribió|escreveu|ha scritto|yazdı|نوشت|כתב|כתבה"
    r"|تمت كتابة ما يلي بواسطة|تمت كتابة ما يلي من قبل|كتب/كتبت|كتب/ت|كتبت?)(?!\w)",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:on|le|am|el|في|بتاريخ|يوم)(?!\w)\s*", re.IGNORECASE)
_MAY_INTRODUCE = re.compile(
    rf"[\s{_CONTROLS.pattern[1:-1]}]*(?:[-_=*]|\d|{_BEGINS.pattern})", re.IGNORECASE
)
_BEGIN = re.compile(rf"{_BEGINS.pattern}|\d", re.IGNORECASE)
_TIME = re.compile(
    r"(?:\s*(?:at|à|الساعة|في|,|،))?\s*(?<!\d)\d{1,2}[:h]\d{2}(?::\d{2})?"
    r"(?:\s?(?:[ap]\.?m\.?|ص|م|صباحا|صباحًا|مساء|مساءً)(?!\w))?"
    r"(?:\s?\(?(?:gmt|utc|z|cet|cest|eet|eest|est|edt|pst|pdt|غرينتش|جرينتش)(?!\w)\)?)?"
    r"(?:\s?[+-−]\d{1,2}(?::?\d{2})?(?!\d))?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_FRENCH = MappingProxyType(
    {
        **dict.fromkeys(("janvier", "janv", "jan"), "january"),
        **dict.fromkeys(("février", "févr", "fév"), "february"),
        **dict.fromkeys(("avril", "avr"), "april"),
        **dict.fromkeys(("juillet", "juil"), "july"),
        **dict.fromkeys(("septembre", "sept"), "september"),
        **dict.fromkeys(("octobre", "oct"), "october"),
        **dict.fromkeys(("novembre", "nov"), "november"),
        **dict.fromkeys(("décembre", "déc"), "december"),
        "mars": "march",
        "mai": "may",
        "juin": "june",
        "août": "august",
        **dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"), ""),
        **dict.fromkeys(("dimanche", "lun", "mer", "jeu", "ven", "sam", "dim"), ""),
    }
)
# "mar." before a number is Tuesday, and "mar" after one March.
_TUESDAY = re.compile(r"(?<!\w)mar\.?(?=\s*,?\s*\d)")
_WORD = re.compile(r"[^\W\d_]+\.?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})")
_MONTH_FIRST = re.compile("([\u0621-\u064a]+) (\\d{1,2})[,،] ?((?:19|20)\\d{2})")
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\.?", re.IGNORECASE)
_BEFORE_DATE = re.compile(r"(?<!\w)(?:في|يوم|بتاريخ|on|le)(?!\w)|\d", re.IGNORECASE)
_MONTHS = 12
_LONGEST_NAME = 4  # words, where nothing but the name and a date tells of a message
_NO_NAME = re.compile(r"(?<!\w)(?:على|في|عن|إلى|عبر|أن|إن|that|to|in|about)(?!\w)")


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of an older message.

    Attributes:
        author: who wrote it; ``None`` where its header cannot be read.
        date: when, in ISO 8601 or as it was written.
        subject: of it.
    """

    author: str | None = None
    date: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """An older message's header, and how many lines introduce it."""

    header: Header
    lines: int


def introduction(lines: Sequence[Line], at: int) -> Introduction | None:
    """What introduces an older message at a line, ``None`` where nothing does."""
    content = lines[at].content
    if ":" not in content and "：" not in content and not _MAY_INTRODUCE.match(content):
        return None
    text = _plain(content)
    if not text or len(text) > _LONGEST:
        return None
    return _announced(lines, at, text) or _block(lines, at) or _sentence(lines, at)


def _plain(content: str) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub("", content)).strip()


def _announced(lines: Sequence[Line], at: int, text: str) -> Introduction | None:
    """A line that says that an older message follows, and its headers if it has some."""
    run_together = _run_together(text)
    if run_together is not None:
        return run_together
    is_announced = _ANNOUNCED.fullmatch(text) is not None
    if not is_announced and not _RULE.fullmatch(text):
        return None
    following = next_said(lines, at + 1)
    if following < len(lines) and lines[following].depth == lines[at].depth:
        found = _block(lines, following, announced=is_announced)
        if found is not None:
            return Introduction(found.header, following - at + found.lines)
    return Introduction(Header(), 1) if is_announced else None


def _run_together(text: str) -> Introduction | None:
    """Headers on the line that announces them, as Yahoo writes them in plain text."""
    announced = _ANNOUNCED.match(text)
    if announced is None or announced.end() == len(text):
        return None
    written = _BEFORE_LABEL.split(text[announced.end() :])
    header = _header(dict(filter(None, map(_labelled, reversed(written)))), announced=True)
    return None if header is None else Introduction(header, 1)


def _block(lines: Sequence[Line], at: int, *, announced: bool = False) -> Introduction | None:
    """Headers one below the other, as Outlook writes them and all programs when forwarding."""
    fields: dict[_Field, str] = {}
    last = _labelled(lines[at].content)
    end = at
    while last is not None:
        end += 1
        fields.setdefault(*last)
        following = _next_label(lines, end, lines[at].depth)
        if following is None:
            break
        fields[last[0]] += "".join(f" {_plain(line.content)}" for line in lines[end:following])
        end = following
        last = _labelled(lines[end].content)
    header = _header(fields, announced=announced)
    return None if header is None else Introduction(header, end - at)


def _header(fields: Mapping[_Field, str], *, announced: bool) -> Header | None:
    if not _is_header(fields, announced=announced):
        return None
    date = fields.get(_Field.DATE)
    return Header(_name(fields[_Field.FROM]), date and _date(date), fields.get(_Field.SUBJECT))


def _labelled(content: str) -> tuple[_Field, str] | None:
    match = _LABELLED.fullmatch(_plain(content)[:_LONGEST])
    field = _LABELS.get(normalize(match.group(1)).strip()) if match else None
    return None if match is None or field is None else (field, match.group(2).strip("* "))


def _next_label(lines: Sequence[Line], at: int, depth: int) -> int | None:
    """Where the next header stands: below, or after the wrapped lines of a long one."""
    for index in range(at, min(at + 3, len(lines))):
        if lines[index].depth != depth or not lines[index].content.strip():
            return None
        if _labelled(lines[index].content) is not None:
            return index
    return None


def _is_header(fields: Mapping[_Field, str], *, announced: bool) -> bool:
    """Whether labels are those of a message, and not of a table of trains or of a memorandum."""
    sender = fields.get(_Field.FROM)
    if not sender or len(fields) == 1:
        return False
    if "@" not in sender and any(map(str.isdigit, sender)):  # "من: الاثنين 4 آذار"
        return False
    return announced or "@" in sender or {_Field.DATE, _Field.SUBJECT} <= fields.keys()


def _sentence(lines: Sequence[Line], at: int, most: int = 3) -> Introduction | None:
    """``On 5 March Layla wrote:``, on up to so many lines."""
    text = ""
    for count, line in enumerate(lines[at : at + most], start=1):
        if line.depth != lines[at].depth or not line.content.strip():
            return None
        text = f"{text} {_plain(line.content)}".strip()
        if len(text) > _LONGEST:
            return None
        if text.endswith(":"):
            quoted = is_quoted_below(lines, at + count, line.depth)
            header = _attribution(text.removesuffix(":").strip(), quoted=quoted)
            return None if header is None else Introduction(header, count)
        if not _may_begin(text):
            return None
        following = _sentence(lines, at + count, most - count)
        # After the day the name may stand on a line that would do without one.
        if following is not None and (following.header.date is not None or not _is_dated(text)):
            return None
    return None


def _may_begin(text: str) -> bool:
    """Whether a first line goes on in the next: it names a day, and no sentence ends with it."""
    return any(map(str.isdigit, text)) and text[-1] not in ".؟?!" and bool(_BEGIN.match(text))


def _is_dated(text: str) -> bool:
    return _YEAR.search(text.translate(TO_ASCII)) is not None


def _attribution(text: str, *, quoted: bool) -> Header | None:
    address = _ADDRESS.search(text)
    wrote = _WROTE.search(text)
    shown = text.translate(TO_ASCII)
    dated = [match.end() for pattern in (_TIME, _YEAR) for match in pattern.finditer(shown)]
    if wrote is None and not (address and dated and _YEAR.match(shown)):
        return None
    author, date = _parts(text, max(dated, default=0))
    is_sure = quoted or (bool(dated) and address is not None)
    if not is_sure and not (
        dated
        and _BEGIN.match(text)
        and len(author.split()) <= _LONGEST_NAME
        and not _NO_NAME.search(author)
    ):
        return None
    return Header(author or None, date)


def _parts(text: str, end_of_date: int) -> tuple[str, str | None]:
    """Who wrote, and when: the name stands after the date, before the verb or after it."""
    after = _name(_WROTE.sub(" ", text[end_of_date:]))
    if after:
        return after, _date(text[:end_of_date]) if end_of_date else None
    before, _, rest = _WROTE.sub("\0", text, count=1).partition("\0")
    named = "" if any(map(str.isdigit, before)) else before
    if not _name(named):  # "كتب سامي في 5 مارس 2019"
        named = _BEFORE_DATE.split(rest, maxsplit=1)[0]
    date = text.replace(named, " ", 1) if named.strip() else text
    return _name(named), _date(_WROTE.sub(" ", date)) if end_of_date else None


def _name(text: str) -> str:
    """The name in a sender's field, or the address where there is no name."""
    address = _ADDRESS.search(text)
    name = text[: address.start()] + text[address.end() :] if address else text
    name = re.sub(r"(?:on behalf of|de la part de|بالنيابة عن).*", "", name, flags=re.IGNORECASE)
    name = name.strip(" \t,،;:.-–—\"'“”«»<>[]()*|")
    return name or (address.group(1) if address else "")


def _date(text: str) -> str | None:
    """A date in ISO 8601, as it was written where it cannot be read."""
    plain = _plain(text).translate(TO_ASCII)
    ambiguous = _AMERICAN.search(plain)
    if ambiguous and _HALF_DAY.search(plain):
        first, second, year = ambiguous.groups()
        # Americans write the month first, and others the day: only the year is sure.
        if first != second and max(int(first), int(second)) <= _MONTHS:
            return str(year)
    day = _BEGINS.sub("", _TIME.sub(" ", plain).strip(), count=1)
    day = _MONTH_FIRST.sub(r"\2 \1 \3", day)
    french = _WORD.sub(_english, _TUESDAY.sub(" ", day.lower()))
    for written in (day, french):
        date = parse_date(written.strip(" ,،."))
        if date is not None and date.iso is not None:
            return date.iso
    return plain or None


def _english(word: re.Match[str]) -> str:
    return _FRENCH.get(word.group().rstrip("."), word.group())

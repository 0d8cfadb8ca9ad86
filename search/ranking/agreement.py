"""Which hits give the same answer to a question, and which another.

Answers are compared by what they say: dates and numbers by value, a number with what it counts,
names where one is a part of the other. Each hit is of another story; where two have the same
sentence word for word, one is a copy of the other all the same.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.arabic.ages import ages
from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words
from search.arabic.counting import in_words, is_dual_of, is_same_unit, root
from search.arabic.listings import listed
from search.arabic.months import GREGORIAN_MONTHS
from search.arabic.naming import is_known, without_prefixes
from search.arabic.offices import OFFICES, PROFESSIONS
from search.arabic.qualified import is_another
from search.arabic.reach import Standing
from search.arabic.scores import score_of
from search.arabic.values import DAYS, NUMERALS, PARTS_OF_TIME, PERCENT, dates, sign_before
from search.queries.conditions import Period
from search.queries.periods import period_of
from search.ranking.asserted import turnings
from search.ranking.times import WHICH
from search.ranking.wholes import bounds
from search.records import Hit

# Hits that are looked at: those of one page.
LOOKED_AT = 10
_OF = listed("من ديال of")
_OF_NAMES = listed("عبد بن ابن بنت أبو آل")
# Without those with which a place, a day or a number begins: محافظة جدة، أول رمضان، أحد عشر.
_DESCRIBING = (OFFICES | PROFESSIONS) - listed("محافظة أول أحد إحدى")
_YEARS_AND_DAYS = DAYS | listed("عام سنة شهر يوم")
_KEPT = 1 << 10
_WORD = re.compile(r"\w+")
_THE_MONTH, _MONTHS, _LONGEST_MONTH = "الشهر", 12, 31
_YEAR_AND_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)")
_ANY_YEAR = 2000
_TWO = "2"
_YEARS_OF_LIFE = "عاما"
# Said with a dual: مقعدين اثنين.
_PAIR = listed("اثنان اثنين اثنتان اثنتين")
_BESIDE_DATE = (
    PARTS_OF_TIME | _YEARS_AND_DAYS | listed("قبل بعد منذ حتى حوالي نحو قرابة زهاء تقريبا")
)
_FIRST_DAY = listed("أول الأول")
# What a month or a year lacks to be its first or its last day; no calendar need have the latter.
_FIRST, _LAST = "0000-01-01", "0000-12-31"


class _Amount(NamedTuple):
    """A number and the noun or unit behind it."""

    key: str
    noun: str | None


class _Date(NamedTuple):
    """A period, and which part of it is meant: its end, its spring."""

    period: Period
    part: frozenset[str]


class _Given(NamedTuple):
    """An answer.

    Attributes:
        forms: its words without those that lead to a date.
        value: what it says, where it is one date or one amount.
        bounds: what it is the most or the least of, or the latest.
        numbers: the words of it that are numbers, where it is no date.
    """

    forms: tuple[str, ...]
    value: _Amount | _Date | None
    bounds: frozenset[str]
    numbers: frozenset[str]


class _Report(NamedTuple):
    """What is given, and what makes it not so in its sentence, of questions for what was not."""

    given: _Given
    turnings: frozenset[Standing]

    def agrees(self, other: "_Report") -> bool:
        return self.turnings == other.turnings and _is_same(self.given, other.given)


def agreement(hits: Sequence[Hit]) -> tuple[tuple[Hit, ...], ...]:
    """The hits that give an answer, those with the same one together.

    Args:
        hits: of one question, best first; the first ``LOOKED_AT`` are looked at.

    Returns:
        Groups in the order of their first hits; none where fewer than two hits give an answer. Of
        answers that say what somebody is, those that agree with the first.
    """
    groups: list[list[tuple[_Report, Hit]]] = []
    for text, hit in _reports(hits[:LOOKED_AT]):
        # Without reply is a part of a score, and makes nothing not so.
        turned = frozenset[Standing]() if score_of(text) else _turnings(hit)
        report = _Report(_given(text, hit.citation.date), turned)
        same = (group for group in groups if all(report.agrees(other) for other, _ in group))
        group = next(same, None)
        if group is None:
            groups.append([(report, hit)])
        else:
            group.append((report, hit))
    if groups and all(_describes(report.given) for group in groups for report, _ in group):
        # Of one person much may be so, and another may have the name.
        groups = [group for group in groups[:1] if len(group) > 1]
    return tuple(tuple(hit for _, hit in group) for group in groups)


def _describes(given: _Given) -> bool:
    """Whether an answer says what somebody is, and not who: الملك عبد الله."""
    first = given.forms[0] if given.forms else ""
    is_name = any(form in _OF_NAMES or is_known(form) for form in given.forms)
    return not is_name and not _DESCRIBING.isdisjoint((first, without_prefixes(first)))


def agreeing_ranks(hits: Sequence[Hit]) -> list[list[int]]:
    """The ranks of the hits in the groups of ``agreement``."""
    return [[hit.rank for hit in group] for group in agreement(hits)]


def say_the_same(one: str, other: str) -> bool:
    """Whether two answers are the same, or one is a part of the other."""
    return _is_same(_given(one), _given(other))


def _reports(hits: Sequence[Hit]) -> list[tuple[str, Hit]]:
    """Hits with their answers, without those that are another's copy; none of a single one."""
    reports: dict[str, tuple[str, Hit]] = {}
    for hit in hits:
        if hit.answer is not None:
            sentence = "".join(_WORD.findall(hit.citation.part(hit.sentence)))
            reports.setdefault(sentence, (hit.citation.part(hit.answer), hit))
    return [*reports.values()] if len(reports) > 1 else []


def _turnings(hit: Hit) -> frozenset[Standing]:
    place = None if hit.answer is None else hit.answer.shifted(-hit.citation.start)
    return frozenset() if place is None else turnings(hit.citation.quote, place)


def by_words(group: Sequence[Hit]) -> list[list[Hit]]:
    """Hits with the same answer, those that say it in the same words together."""
    found: dict[tuple[str, ...], list[Hit]] = {}
    for hit in group:
        if hit.answer is not None:
            found.setdefault(_forms(hit.citation.part(hit.answer)), []).append(hit)
    return [*found.values()]


def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in words(text))


@lru_cache(_KEPT)
def _given(text: str, written: str | None = None) -> _Given:
    found = list(words(text))
    forms = tuple(word.form for word in found if word.form not in _YEARS_AND_DAYS)
    score = score_of(text)
    if score is not None:  # whoever won
        return _Given(forms, _Amount("{}-{}".format(*score), None), frozenset(), frozenset())
    told = len(dates(text))
    value = (_date(text, found, written) if told <= 1 else None) or _amount(text, found)
    is_number = (form for form in forms if form.isdigit() or form in NUMERALS - _PAIR)
    return _Given(forms, value, bounds(found), frozenset() if told == 1 else frozenset(is_number))


def _date(text: str, found: Sequence[Word], written: str | None) -> _Date | None:
    part = frozenset(word.form for word in found) & PARTS_OF_TIME
    rest = [word for word in found if word.form not in _BESIDE_DATE]
    period = period_of(_with_year(text[rest[0].span.start :], written)) if rest else None
    return None if period is None else _Date(period, part)


def _with_year(text: str, written: str | None) -> str:
    """A day or month that is told from the date of its document, with its year: مارس الماضي."""
    which, day = WHICH.search(text), _YEAR_AND_MONTH.match(written or "")
    if which is not None and day is not None and text[: which.start()].endswith(_THE_MONTH):
        months = int(day["year"]) * _MONTHS + int(day["month"]) - 1
        months += int(which["next"] is not None) - int(which["past"] is not None)
        named = GREGORIAN_MONTHS[months % _MONTHS + 1][0]
        told = _in_digits(text[: which.start()].removesuffix(_THE_MONTH))
        return f"{told}{named} {months // _MONTHS}"
    # In any year, to learn which month it is.
    some = period_of(f"{text[: which.start()]} {_ANY_YEAR}") if which else None
    if which is None or day is None or some is None:
        return text
    year, now, month = int(day["year"]), day["month"], str(some.since)[5:7]
    is_told = which["past"] or which["next"]
    if is_told and month == now and not which["of_year"]:
        return text  # of this month or of that of another year
    year -= bool(which["past"] and (which["of_year"] or month > now))
    year += bool(which["next"] and (which["of_year"] or month < now))
    return f"{text[: which.start()]} {year}"


def _in_digits(text: str) -> str:
    """A text that begins with a day in words, with the day in digits: الخامس عشر من."""
    found = list(words(text))
    said = " ".join(word.form for word in found).removeprefix("ال")
    for day in range(_LONGEST_MONTH, 0, -1):
        for written in in_words(str(day)) if day > 1 else _FIRST_DAY:
            if f"{said} ".startswith(f"{written} "):
                return f"{day}{text[found[len(written.split()) - 1].span.end :]}"
    return text


def _amount(text: str, found: Sequence[Word]) -> _Amount | None:
    age = next(ages(found), None)
    if age is not None:
        return _Amount(str(age.years), _YEARS_OF_LIFE)
    share = PERCENT.search(text)
    end = len(text) if share is None else share.start()
    each = list(amounts(text, [word for word in found if word.span.end <= end], least=0))
    if len(each) != 1:
        return None
    (span, key) = each[0]
    key = sign_before(text, span.start) + key
    after = (word.form for word in found if word.span.start >= span.end)
    noun = "%" if share else next((form for form in after if form not in _OF), None)
    return _Amount(key, noun)


def _is_same(one: _Given, other: _Given) -> bool:
    if one.bounds != other.bounds:
        return False
    if isinstance(one.value, _Date) and isinstance(other.value, _Date):
        return _is_same_time(one.value, other.value)
    if isinstance(one.value, _Amount) and isinstance(other.value, _Amount):
        return _is_same_amount(one.value, other.value)
    return (
        _is_two(one, other)
        or _is_two(other, one)
        or (
            one.numbers == other.numbers
            and (_is_part(one.forms, other.forms) or _is_part(other.forms, one.forms))
        )
    )


def _is_same_time(one: _Date, other: _Date) -> bool:
    """Whether one lies in the other, or a year of one calendar in part in one of another."""
    (since, until), (from_, to) = _days(one.period), _days(other.period)
    is_part = not one.part or not other.part or one.part == other.part
    return since <= to and from_ <= until and is_part


def _days(period: Period) -> tuple[str, str]:
    since, until = str(period.since), str(period.until)
    return since + _FIRST[len(since) :], until + _LAST[len(until) :]


def _is_same_amount(one: _Amount, other: _Amount) -> bool:
    if one.key != other.key:
        return False
    if one.noun is None or other.noun is None:
        return True
    return root(one.noun) == root(other.noun) or is_same_unit(one.noun, other.noun)


def _is_two(one: _Given, other: _Given) -> bool:
    """Whether one is the dual of what the other has two of: كوبين، كوبان اثنان."""
    value = one.value
    return (
        isinstance(value, _Amount)
        and value.key == _TWO
        and value.noun is not None
        and len(other.forms) == 1
        and is_dual_of(other.forms[0], value.noun)
    )


def _is_part(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of one stand among those of the other, in order: أوباما، باراك أوباما."""
    found = [*map(without_prefixes, other)]
    places: list[int] = []
    for form in map(without_prefixes, one):
        start = places[-1] + 1 if places else 0
        if form not in found[start:]:
            return False
        places.append(found.index(form, start))
    return bool(places) and not is_another(other, places)

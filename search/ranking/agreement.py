"""Which hits give the same answer to a question, and which another.

Answers are compared by what they say: dates and numbers by value, a number with what it counts,
names where one is a part of the other. Each hit is of another story; where two have the same
sentence word for word, one is a copy of the other all the same.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words
from search.arabic.counting import is_dual_of, is_same_unit, root
from search.arabic.listings import listed
from search.arabic.naming import without_prefixes
from search.arabic.standing import Standing
from search.arabic.values import DAYS, PARTS_OF_TIME, PERCENT
from search.queries.conditions import Period
from search.queries.periods import period_of
from search.ranking.asserted import turnings
from search.records import Hit

# Hits that are looked at: those of one page.
LOOKED_AT = 10
_COMPARING = listed("أكثر أقل أزيد فوق دون more less over under")
_OF = listed("من ديال of")
_YEARS_AND_DAYS = DAYS | listed("عام سنة شهر يوم")
_KEPT = 1 << 10
_WORD = re.compile(r"\w+")
_TWO = "2"
# What a month or a year lacks to be its first or its last day; no calendar need have the latter.
_FIRST, _LAST = "0000-01-01", "0000-12-31"


class _Amount(NamedTuple):
    """A number, what it is compared by ("more than"), and the noun or unit behind it."""

    key: str
    compared: frozenset[str]
    noun: str | None


class _Date(NamedTuple):
    """A period, and which part of it is meant: its end, its spring."""

    period: Period
    part: frozenset[str]


class _Given(NamedTuple):
    """An answer, by its words without those that lead to a date, and by what it says."""

    forms: tuple[str, ...]
    value: _Amount | _Date | None


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
        Groups in the order of their first hits; none where fewer than two hits give an answer.
    """
    groups: list[list[tuple[_Report, Hit]]] = []
    for text, hit in _reports(hits[:LOOKED_AT]):
        report = _Report(_given(text), _turnings(hit))
        same = (group for group in groups if all(report.agrees(other) for other, _ in group))
        group = next(same, None)
        if group is None:
            groups.append([(report, hit)])
        else:
            group.append((report, hit))
    return tuple(tuple(hit for _, hit in group) for group in groups)


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
def _given(text: str) -> _Given:
    found = list(words(text))
    forms = tuple(word.form for word in found if word.form not in _YEARS_AND_DAYS)
    return _Given(forms, _date(text, found) or _amount(text, found))


def _date(text: str, found: Sequence[Word]) -> _Date | None:
    part = frozenset(word.form for word in found) & PARTS_OF_TIME
    rest = [word for word in found if word.form not in PARTS_OF_TIME | _YEARS_AND_DAYS]
    period = period_of(text[rest[0].span.start :]) if rest else None
    return None if period is None else _Date(period, part)


def _amount(text: str, found: Sequence[Word]) -> _Amount | None:
    share = PERCENT.search(text)
    end = len(text) if share is None else share.start()
    each = list(amounts(text, [word for word in found if word.span.end <= end], least=0))
    if len(each) != 1:
        return None
    (span, key) = each[0]
    before = frozenset(word.form for word in found if word.span.end <= span.start)
    after = (word.form for word in found if word.span.start >= span.end)
    noun = "%" if share else next((form for form in after if form not in _OF), None)
    return _Amount(key, before & _COMPARING, noun)


def _is_same(one: _Given, other: _Given) -> bool:
    if isinstance(one.value, _Date) and isinstance(other.value, _Date):
        return _is_same_time(one.value, other.value)
    if isinstance(one.value, _Amount) and isinstance(other.value, _Amount):
        return _is_same_amount(one.value, other.value)
    return (
        _is_two(one, other)
        or _is_two(other, one)
        or _is_part(one.forms, other.forms)
        or _is_part(other.forms, one.forms)
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
    if (one.key, one.compared) != (other.key, other.compared):
        return False
    if one.noun is None or other.noun is None:
        return True
    return root(one.noun) == root(other.noun) or is_same_unit(one.noun, other.noun)


def _is_two(one: _Given, other: _Given) -> bool:
    """Whether one is the dual of what the other has two of: كوبين، كوبان اثنان."""
    value = one.value
    return (
        isinstance(value, _Amount)
        and (value.key, value.compared) == (_TWO, frozenset())
        and value.noun is not None
        and len(other.forms) == 1
        and is_dual_of(other.forms[0], value.noun)
    )


def _is_part(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of one stand among those of the other, in order: أوباما، باراك أوباما."""
    rest = map(without_prefixes, other)
    return bool(one) and all(without_prefixes(form) in rest for form in one)

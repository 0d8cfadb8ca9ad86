"""What in a sentence may answer a question, by the kind of words that it asks for, and whole.

A number counts or measures what is asked for, or it is none; a date has its day, month, year and
calendar; a place stands behind a preposition; a person is named.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words_of
from search.arabic.counting import counted, counts, is_dual_of, is_same_unit, is_unit, units_asked
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import listed
from search.arabic.naming import ALI, Name, is_known, is_told, may_go_on, names_in, without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.qualified import BEHIND_PLACE
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import NUMERALS, dates, numbers
from search.ranking.mentions import NamedKind
from search.ranking.questions import AnswerKind, Question
from search.ranking.regions import goes_on, regions
from search.ranking.times import times, years
from search.ranking.wholes import whole
from search.records import Span

_DIGIT = re.compile(r"\d")
_JOINED = re.compile("[^\\W\\d_]ـ*")
_FOOTNOTE = re.compile(r"[(\[]\d{1,2}[)\]]")
# As papers write an amount: شارك (41) متسابقا، نظم ( 15) ورشة، "700" طالب.
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_BRACKETED = re.compile(r"(?<!\S)\(\s?(?P<number>[^()]*[^()\s])\s?\)(?=\s)")
_ONE_DAY = listed(
    """
    بدأ بدأت يبدأ تبدأ بداية انتهى انتهت ينتهي تنتهي نهاية أسس أسست تأسس تأسست تأسيس ولد ولدت
    توفي توفيت مات ماتت سقط سقطت افتتح افتتحت صدر صدرت ميلاد مولد وفاة إنشاء إنشائه إنشائها
    أنشئ أنشئت افتتاح تدشين دشن دشنت صدور سقوط began begin start started end ended founded
    born died
    """
)
_CENTURY = "قرن"
_PARTS_OF_YEAR = listed("الربع النصف الثلث الأسبوع العقد")
_CENTURIES = listed("قرن القرن century")
# Behind a number and its noun.
_BELONGING = listed("ونصف وربع وثلث تقريبا")
_YEARS = listed("عام العام لعام بعام وعام سنة السنة لسنة بسنة وسنة")
_FIRST_TEENS = listed("أحد إحدى")
_TEN = listed("عشر عشرة")
_KILO = listed("كيلو")
# Between a number and what it counts: 22 من العاملين.
_OF = listed("من ديال")
# Between two numbers that may be one: مئة و25، 1 200.
_GOES_ON = re.compile(r"\s{1,3}(?:و\s?)?\Z")
_SPACE = re.compile(r"[^\S\n]{1,3}\Z")
_SHARE = re.compile(r"[%٪]|\s(?:في|ب)\s?(?:ال)?(?:مئة|مائة)")
_MOST_BEFORE = 4
_KEPT = 1 << 6
_PREPOSITIONS = listed("في إلى من نحو داخل قرب")
_PLACE_WORDS = listed(
    "مدينة بلدة قرية محافظة ولاية منطقة إمارة دولة جمهورية العاصمة حي شارع مطار ميناء"
)
_LED = re.compile("[بل](?:ال|ل)?.{3,}")
_ASKS_CITY = listed("مدينة عاصمة بلدة city capital")
_ASKS_OTHER = listed("قارة إقليم منطقة ولاية محافظة قرية continent region state province village")
_ASKS_STATE = listed("دولة بلد country")
_ASKS_WHICH = _ASKS_CITY | _ASKS_STATE
# What a place is another with: جبل لبنان، جامعة القاهرة.
_OTHER_PLACES = listed(
    """
    جبل جبال بحر خليج نهر وادي جزيرة جزر شبه شمال جنوب شرق غرب وسط ريف ضواحي حدود
    جامعة سفارة قنصلية معهد كلية صحيفة بنك منتخب نادي رئيس ملك سفير حكومة شعب
    """
)
_ANY_PLACE = frozenset({EntityKind.STATE, EntityKind.CITY})
_DUAL = re.compile("ت?(?:ين|ان)$")
# None begins as another number or noun does: ستة قتلى واثني عشر مصابا.
_ADJECTIVE = re.compile(r"(?!و)\w{2,}(?:ي|يه|يا|يين|يون)|مربعا?|مكعب[اه]?")
_HOW_MANY = listed("كم م")
_OF_ANOTHER = listed("بن ابن بنت بني أبو أبا أبي أم آل وابن")
_BEHIND_NAMES = listed(
    """
    الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الأولى الثانية
    الله الدين
    """
)
# With these a description is asked for: of a place where it lies, of a person who it is.
_LIES = listed("تقع يقع توجد يوجد موقع وقع lie lies located")
# Where something lies in respect of something else no part of the world tells.
_RELATIVE = listed("بالنسبة")
_WHO_IS = listed("هو هي هم هما منهو مين منو شكون is was")
# Before the other half of a double name: كامبل - بانرمان.
_HYPHEN = re.compile(r"\s?[-\u2010-\u2013]\s?(?=\w)")
_BY_SON = re.compile("[وفبل](?:ابن|ابو|ابي|ال)")
# People are counted so too, and the noun that "how many" asks for in English is not in the text.
_PEOPLE = listed("شخص شخصا أشخاص نسمة فرد فردا أفراد")
_MANY = listed("many")
_ONE = listed("واحد واحدة أحد إحدى")


class Candidate(NamedTuple):
    """What may answer: its core, such as the number alone, and whole, as it is shown.

    ``is_told`` says whether it is clear what belongs to it.
    """

    core: Span
    whole: Span
    is_told: bool = True


def candidates(
    sentence: str, within: Sequence[Word], question: Question, *, is_read: bool = False
) -> list[Candidate]:
    """What may answer, in order, without what the question has itself.

    Args:
        sentence: the text.
        within: its words.
        question: that is asked.
        is_read: whether a reader tells them apart: persons and places then need not stand beside a
            word of the question, and people are counted as such.
    """
    finder = (_FINDERS_IF_READ if is_read else {}).get(question.kind, _FINDERS.get(question.kind))
    if finder is None:
        return []
    found = finder(sentence, within, question)
    return [each for each in found if question.lacks(sentence[slice(*each.core)])]


def with_what_belongs(
    sentence: str, within: Sequence[Word], found: Sequence[Candidate], question: Question
) -> list[Candidate]:
    """Dates and numbers with the other ends of their ranges and what qualifies them, each once.

    Where it is asked when something began, or ended, a range does not say.
    """
    if not found or question.kind not in {AnswerKind.DATE, AnswerKind.YEAR, AnswerKind.NUMBER}:
        return [*found]
    is_time = question.kind is not AnswerKind.NUMBER
    values = [each.whole for each in found]
    if not is_time:  # of 2-6 weeks the first number has no noun, and is no candidate
        values += [
            span
            for span in numbers(sentence, within)
            if not any(map(span.overlaps, values)) and not _is_year(span, within)
        ]
    sums = [] if is_time else [each.span for each in amounts(sentence, within, least=0)]
    asks_one_day = is_time and not _ONE_DAY.isdisjoint(question.forms)
    once: dict[Span, Candidate] = {}
    for core, value, _ in found:
        all_of_it = _with_parts(sentence, core, value, sums)
        span = whole(sentence, all_of_it, values, within, is_time=is_time)
        is_told = span is not None and not any(
            _GOES_ON.match(sentence[each.end : all_of_it.start]) and not each.overlaps(span)
            for each in sums
        )
        span = span or all_of_it
        is_range = any(span.overlaps(other) for other in values if other != value)
        if not (asks_one_day and is_range):
            once.setdefault(span, Candidate(core, span, is_told))
    return [
        each
        for span, each in once.items()
        if not any(span != other and _holds(other, span) for other in once)
    ]


def _is_year(number: Span, within: Sequence[Word]) -> bool:
    """Whether a number is told to be a year, and so no end of a range: عام 2017 إلى 95 دولارا."""
    before = [word for word in within if word.span.end <= number.start][-1:]
    return bool(before) and before[0].form in _YEARS


def _with_parts(sentence: str, core: Span, value: Span, sums: Sequence[Span]) -> Span:
    """A number with all of the amount that it is a part of: 5 ملايين و300 ألف نسمة."""
    start, end = value
    for each in sums:
        if each.overlaps(core):
            # A letter that is written together with the first digit is none of it: بـ800.
            is_letter = _JOINED.fullmatch(sentence, each.start, core.start) is not None
            start = min(start, each.start) if each.start < core.start and not is_letter else start
            end = max(end, each.end)
    return Span(start, end)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _dates(sentence: str, within: Sequence[Word], question: Question) -> Iterator[Candidate]:
    asks_century = not _CENTURIES.isdisjoint(question.forms)
    for core, value in times(sentence, within):
        if not asks_century or _CENTURY in normalize(sentence[slice(*core)]):
            yield Candidate(core, _with_part_of_year(value, within))


def _with_part_of_year(value: Span, within: Sequence[Word]) -> Span:
    """A time with what it is the first of: الربع الأول من 2027."""
    before = [word for word in within if word.span.end <= value.start][-1:]
    is_part = bool(before) and before[0].form in _PARTS_OF_YEAR
    return Span(before[0].span.start, value.end) if is_part else value


def _years(sentence: str, within: Sequence[Word], _question: Question) -> Iterator[Candidate]:
    yield from (Candidate(core, value) for core, value in years(sentence, within))


# It is asked of every clause.
@lru_cache(_KEPT)
def _counted(question: str) -> tuple[str | None, frozenset[str]]:
    """What a question counts, and the units in which it is counted or measured."""
    asked = words_of(question)
    noun, units = counted(asked), units_asked(asked)
    # "How many" is written as "kilometres" is shortened.
    told = {without_prefixes(word.form) for word in asked} - _HOW_MANY
    named = units & told
    if named:  # in square miles
        units = frozenset(
            unit
            for unit in units
            if any(counts(unit, each) or is_same_unit(unit, each) for each in named)
        )
    return noun, units


@lru_cache(_KEPT)
def _tells_what(question: str) -> bool:
    """Whether a question tells what is to be counted, or measured."""
    asked = words_of(question)
    return counted(asked) is not None or bool(units_asked(asked))


def _numbers(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    noun, units = _counted(question.read)
    if noun is not None:
        yield from (
            Candidate(word.span, Span(word.span.start, _end_of_noun(sentence, word, found)))
            for word in found
            if is_dual_of(word.form, noun)
        )
    yield from (
        Candidate(word.span, Span(word.span.start, _end_of_noun(sentence, word, found)))
        for word in found
        if word.form in units and _DUAL.search(word.form)
    )
    written = [_with_brackets(sentence, span) for span in numbers(sentence, found)]
    known = [Span(*match.span()) for match in _FOOTNOTE.finditer(sentence)] if written else []
    known = [span for span in known if span not in written]
    known += dates(sentence, found) if written else []
    for span in written:
        is_one = normalize(sentence[slice(*span)]) in _ONE
        # A number of four digits may be a year, unless a noun that is asked for follows it.
        is_year = sentence[slice(*span)].isdigit()
        is_known = any(span.overlaps(each) and not (is_year and each == span) for each in known)
        is_known |= normalize(sentence[slice(*span)]) in units  # km²
        is_known |= _is_year(span, found)
        # Profits that fell by 4 % are not 4 %.
        is_other = bool(units) and "%" not in units and _SHARE.search(sentence, *span) is not None
        if not is_one and not is_known and not is_other:
            value = _measured(sentence, span, found, units) or (
                noun and _counting(sentence, span, found, noun)
            )
            if value:
                yield Candidate(span, value)


def _with_brackets(sentence: str, number: Span) -> Span:
    """A number with the brackets or quotation marks that hold nothing else."""
    before = sentence[max(0, number.start - 1) : number.start]
    if before in _QUOTES and sentence.startswith(_QUOTES[before], number.end):
        return Span(number.start - 1, number.end + 1)
    opened = sentence.rfind("(", max(0, number.start - 2), number.start)
    match = _BRACKETED.match(sentence, opened) if opened >= 0 else None
    return number if match is None or match.span("number") != number else Span(*match.span())


def _all_numbers(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Numbers of what is asked for, and of people; of anything where that is not told."""
    told = [*_numbers(sentence, found, question)]
    yield from told
    is_open = not _tells_what(question.read) or not _MANY.isdisjoint(question.forms)
    known = [*(each.whole for each in told), *dates(sentence, found)]
    for span in (_with_brackets(sentence, each) for each in numbers(sentence, found)):
        noun = _next(sentence, span.end, found)
        is_counted = noun is not None and (
            noun.form not in STOPWORDS if is_open else noun.form in _PEOPLE
        )
        if noun is not None and is_counted and not any(map(span.overlaps, known)):
            start = _start_of_number(span, found)
            yield Candidate(span, Span(start, _end_of_noun(sentence, noun, found)))


def _measured(
    sentence: str, span: Span, found: Sequence[Word], units: frozenset[str]
) -> Span | None:
    """A number with its unit, where it has one that is asked for."""
    said = [word.form for word in found if word.span.overlaps(span)]
    is_share = "%" in units and _SHARE.search(sentence, *span) is not None
    if is_share or (said and said[-1] in units):
        return span
    after = _unit(sentence, span.end, found)
    if after is None or after.form not in units:
        return None
    return Span(_start_of_number(span, found), _end_of_noun(sentence, after, found))


def _unit(sentence: str, end: int, found: Sequence[Word]) -> Word | None:
    """The word after a place, with that of a unit that is written as two: كيلو متر."""
    first = _next(sentence, end, found)
    if first is None or first.form not in _KILO:
        return first
    second = _next(sentence, first.span.end, found)
    if second is None or not is_unit(first.form + second.form):
        return first
    span = Span(first.span.start, second.span.end)
    return Word(span, first.form + second.form, first.stem)


def _start_of_number(span: Span, found: Sequence[Word]) -> int:
    """Where a number begins: with أحد of أحد عشر, and without a particle, as in بتسعة."""
    first = next((word for word in found if word.span.overlaps(span)), None)
    if first is None or _DIGIT.search(first.form):
        return span.start
    before = [word for word in found if word.span.end <= span.start][-1:]
    if first.form in _TEN and before and before[0].form in _FIRST_TEENS:
        return before[0].span.start
    is_joined = first.form not in NUMERALS and first.form[1:] in NUMERALS
    return span.start + is_joined


def _counting(sentence: str, span: Span, found: Sequence[Word], noun: str) -> Span | None:
    """A number with the noun after it, or before it, where that is what is asked for."""
    after = _unit(sentence, span.end, found)
    if after is not None and after.form in _OF:
        after = _next(sentence, after.span.end, found)
    if after is not None and counts(after.form, noun):
        return Span(_start_of_number(span, found), _end_of_noun(sentence, after, found))
    if after is not None and after.form not in STOPWORDS:
        return None  # it counts that
    if _FOOTNOTE.match(sentence, span.start):
        return None
    before = [word for word in found if word.span.end <= span.start][-_MOST_BEFORE:]
    for word in reversed(before):
        if _DIGIT.search(word.form):
            return None
        if counts(word.form, noun):
            return span
    return None


def _next(sentence: str, end: int, found: Sequence[Word]) -> Word | None:
    """The word after a place, where nothing but space stands between."""
    word = next((word for word in found if word.span.start >= end), None)
    is_beside = word is not None and _SPACE.match(sentence[end : word.span.start])
    return word if is_beside else None


def _end_of_noun(sentence: str, noun: Word, found: Sequence[Word]) -> int:
    """Where a counted noun ends, with an adjective that describes it, or a half of it."""
    after = _next(sentence, noun.span.end, found)
    if after is None or after.form in STOPWORDS:
        return noun.span.end
    belongs = after.form in _BELONGING or _ADJECTIVE.fullmatch(after.form)
    return after.span.end if belongs else noun.span.end


def _all_places(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Places, wherever they stand; of a place it is told in which part of the world it lies."""
    kinds = _kinds_of_place(question)
    parts: list[Span] = []
    if not kinds or kinds == _ANY_PLACE:
        parts += _parts_of_the_world(sentence, found, question)
    yield from (Candidate(span, span) for span in parts)
    is_named = any(each.kind is NamedKind.PLACE for each in question.named)
    if is_named and not _LIES.isdisjoint(question.forms):
        return
    for first, last, named in entities_in([word.form for word in found]):
        said = " ".join(word.form for word in found[first:last])
        own = {name for entity in named if entity.kind in kinds for name in entity.own}
        joined = next((len(said) - len(name) for name in own if said.endswith(name)), None)
        # A letter or none is written together with it, in the text as in its normalised form.
        is_led = bool(joined) or _is_led(found, first) or not _ASKS_WHICH.isdisjoint(question.forms)
        is_other = first > 0 and found[first - 1].form in _OTHER_PLACES
        if (
            joined in {0, 1}
            and is_led
            and not is_other
            and not any(map(question.has, found[first:last]))
        ):
            start = found[first].span.start + (joined or 0)
            if not joined and first and found[first - 1].form in _PLACE_WORDS:
                start = found[first - 1].span.start
            span = Span(start, _end_of_place(sentence, found, last))
            is_whole = not goes_on(sentence, found, _number_after(found, span.end))
            if is_whole and not any(map(span.overlaps, parts)):
                yield Candidate(span, span)


def _is_led(found: Sequence[Word], first: int) -> bool:
    """Whether a preposition leads to a place, or a word for one behind it."""
    while first and found[first - 1].form in _PLACE_WORDS:
        first -= 1
    return first > 0 and found[first - 1].form in _PREPOSITIONS


def _number_after(found: Sequence[Word], end: int) -> int:
    """The number of the first word behind a place."""
    return bisect_left(found, end, key=lambda word: word.span.start)


def _parts_of_the_world(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Span]:
    if not _RELATIVE.isdisjoint(question.forms) or not _has_what_lies(found, question):
        return
    for first, last in regions(sentence, found):
        if not all(map(question.has, found[first:last])):
            yield Span(found[first].span.start, found[last - 1].span.end)


def _has_what_lies(found: Sequence[Word], question: Question) -> bool:
    """Whether words have what it is asked of where it lies: the seat of the state, not the state.

    A place that is named may be told of without its name.
    """
    asked = iter(words_of(question.opening.text))
    next((word for word in asked if word.form in _LIES), None)
    what = next((word for word in asked if word.form not in STOPWORDS), None)
    is_named = what is not None and any(
        each.kind is NamedKind.PLACE and what.span.overlaps(each.span) for each in question.named
    )
    return what is None or is_named or any(word.stem == what.stem for word in found)


def _places(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Places to which a preposition leads from a word of the question: ولد في القاهرة.

    Of a place itself it is asked where it lies, which its description says.
    """
    if any(each.kind is NamedKind.PLACE for each in question.named):
        return
    kinds = _kinds_of_place(question)
    for first, last, named in entities_in([word.form for word in found]):
        said = " ".join(word.form for word in found[first:last])
        own = {name for entity in named if entity.kind in kinds for name in entity.own}
        start = (
            _start_of_place(found, first, is_bare=said in own)
            if said.endswith(tuple(own))
            else None
        )
        if start is not None and start[0] and question.has(found[start[0] - 1]):
            span = Span(start[1], _end_of_place(sentence, found, last))
            yield Candidate(span, span)


def _end_of_place(sentence: str, found: Sequence[Word], last: int) -> int:
    """Where the name of a place ends, with what makes it another's: غينيا بيساو."""
    end = found[last - 1].span.end
    after = _next(sentence, end, found)
    while after is not None and after.form in BEHIND_PLACE:
        end = after.span.end
        after = _next(sentence, end, found)
    return end


def _kinds_of_place(question: Question) -> frozenset[EntityKind]:
    if not _ASKS_OTHER.isdisjoint(question.forms):
        return frozenset()
    if not _ASKS_CITY.isdisjoint(question.forms):
        return frozenset({EntityKind.CITY})
    if not _ASKS_STATE.isdisjoint(question.forms):
        return frozenset({EntityKind.STATE})
    return _ANY_PLACE


def _start_of_place(found: Sequence[Word], first: int, *, is_bare: bool) -> tuple[int, int] | None:
    """The number of the preposition that leads to a place, and where the place begins behind it.

    A part of the place may stand between: في حي الجمالية بالقاهرة.
    """
    for at in range(first - 1, max(-1, first - 5), -1):
        if found[at].form in _PREPOSITIONS:
            is_direct = at == first - 1 or found[at + 1].form in _PLACE_WORDS
            return (at, found[at + 1].span.start) if is_direct else None
    if not is_bare and _LED.match(found[first].form):
        return first, found[first].span.start + 1
    return None


def _all_persons(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Persons that have more than one name, and none of the question's."""
    is_named = any(each.kind is NamedKind.NAME for each in question.named)
    is_named |= not _OF_ANOTHER.isdisjoint(question.forms)
    if is_named and not _WHO_IS.isdisjoint(question.forms):
        return
    names = [*names_in(sentence, found)]
    if not names:  # as of most sentences
        return
    asked = _forms_of(question)
    of_named = {
        without_prefixes(word.form)
        for each in question.named
        if each.kind is NamedKind.NAME
        for word in each.words
    }
    for whole_name in names:
        name = _up_to_what_is_asked(whole_name, found, asked - of_named)
        said = found[name.first : name.last]
        person = _person(sentence, found, name)
        # A king's number counts as a further name: محمد الثاني.
        is_full = len(said) > 1 or person.whole.end > said[-1].span.end
        is_cut = _HYPHEN.match(sentence, said[-1].span.end) is not None
        is_cut |= _is_cut_short(sentence, name, found)
        if is_full and _is_whole(name, found) and not is_cut and not _names_one_of(said, asked):
            yield person


def _forms_of(question: Question) -> frozenset[str]:
    """Words of a question, as they are and under rules, without article and particles."""
    also = (
        word.form for each in question.expansions for other in each.also for word in words_of(other)
    )
    return frozenset(map(without_prefixes, question.forms)).union(also)


def _up_to_what_is_asked(name: Name, found: Sequence[Word], asked: frozenset[str]) -> Name:
    """A person's name without the office or the verb of the question behind it.

    «زياد المقهوي المشرف على المهرجان»: rare words are taken for further names.
    """
    ends = (at for at in range(name.first + 2, name.last) if _is_one_of(found[at], asked))
    return name._replace(last=next(ends, name.last))


def _names_one_of(name: Sequence[Word], asked: frozenset[str]) -> bool:
    """Whether a question has a word of a name: as it is, since سعود is not السعودية."""
    return any(_is_one_of(word, asked) for word in name)


def _is_one_of(word: Word, asked: frozenset[str]) -> bool:
    return word.form in asked or without_prefixes(word.form) in asked


def _persons(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Persons named beside words of the question: أسسها فلان، الوزير فلان."""
    if any(each.kind is NamedKind.NAME for each in question.named):
        return
    for name in names_in(sentence, found):
        at = name.first
        while at and is_told(found[at - 1]):
            at -= 1
        is_beside = at > 0 and question.has(found[at - 1])
        is_office = any(question.has(word) for word in found[at : name.first])
        # One name alone is no person.
        is_full = name.last - name.first > 1 or (name.is_given and at < name.first)
        is_full &= not _is_cut_short(sentence, name, found)
        if is_full and _is_whole(name, found) and (is_beside or is_office):
            yield _person(sentence, found, name)


def _is_whole(name: Name, found: Sequence[Word]) -> bool:
    """Whether a name is a person's, and nothing of it stands before it."""
    first = found[name.first].form
    # Of a prefix, as in "by" somebody, the word of the question is no verb or office.
    is_whole = is_known(first) or first == ALI if name.is_given else not _BY_SON.match(first)
    # Behind "son of" it is another's.
    is_another = name.first > 0 and found[name.first - 1].form in _OF_ANOTHER
    is_another |= first in _BEHIND_NAMES or found[name.last - 1].form in _OF_ANOTHER
    return name.is_person and is_whole and not is_another


def _is_cut_short(sentence: str, name: Name, found: Sequence[Word]) -> bool:
    after = _next(sentence, found[name.last - 1].span.end, found)
    return after is not None and may_go_on(after)


def _person(sentence: str, found: Sequence[Word], name: Name) -> Candidate:
    """A person, with what makes a king or a servant of God of the name."""
    end = found[name.last - 1].span.end
    after = _next(sentence, end, found)
    if after is not None and after.form in _BEHIND_NAMES:
        end = after.span.end
    span = Span(found[name.first].span.start, end)
    return Candidate(span, span)


_FINDERS: Mapping[AnswerKind, Callable[[str, Sequence[Word], Question], Iterator[Candidate]]] = {
    AnswerKind.DATE: _dates,
    AnswerKind.YEAR: _years,
    AnswerKind.NUMBER: _numbers,
    AnswerKind.PLACE: _places,
    AnswerKind.PERSON: _persons,
}
_FINDERS_IF_READ = {
    AnswerKind.NUMBER: _all_numbers,
    AnswerKind.PLACE: _all_places,
    AnswerKind.PERSON: _all_persons,
}

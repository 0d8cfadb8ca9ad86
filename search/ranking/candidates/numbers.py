"""Numbers that may answer: of what is counted, measured or paid."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from search.arabic.ages import ages, is_part_of_ordinal
from search.arabic.analyzer import Word, words_of
from search.arabic.counting import counted, counts, is_dual_of, is_same_unit, is_unit, units_asked
from search.arabic.listings import listed
from search.arabic.naming import without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.scores import asks_score, scores
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import NUMERALS, dates, numbers
from search.arabic.verbs import VERBS, is_form_of
from search.ranking.candidates.candidate import Candidate, word_behind
from search.ranking.questions import Question
from search.records import Span

_DIGIT = re.compile(r"\d")
_FOOTNOTE = re.compile(r"[(\[]\d{1,2}[)\]]")
# As papers write an amount: شارك (41) متسابقا، نظم ( 15) ورشة، "700" طالب.
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_BRACKETED = re.compile(r"(?<!\S)\(\s?(?P<number>[^()]*[^()\s])\s?\)(?=\s)")
# Behind a number and its noun.
_BELONGING = listed("ونصف وربع وثلث تقريبا")
_YEARS = listed("عام العام لعام بعام وعام سنة السنة لسنة بسنة وسنة")
# A unit of ages alone.
_YEARS_OF_LIFE = "ربيعا"
_FIRST_TEENS = listed("أحد إحدى")
_THEY = "وا"
_TEN = listed("عشر عشرة")
_KILO = listed("كيلو")
# Between a number and what it counts: 22 من العاملين.
_OF = listed("من ديال")
# Of these it counts what stands behind: ست من أبرز الفرق.
_FOREMOST = listed("أبرز أهم أكبر أفضل أشهر أقدم كبار خيرة")
_SHARE = re.compile(r"[%٪]|\s(?:في|ب)\s?(?:ال)?(?:مئة|مائة)")
_MOST_BEFORE = 4
# Behind what is counted: الثيران التي يبلغ عددها نحو أربعة آلاف.
_THEIR_NUMBER, _MOST_BEFORE_THAT = listed("عدده عددها عددهم عددهن"), 8
_KEPT = 1 << 6
_DUAL = re.compile("ت?(?:ين|ان)$")
# None begins as another number or noun does: ستة قتلى واثني عشر مصابا.
_ADJECTIVE = re.compile(r"(?!و)\w{2,}(?:ي|يه|يا|يين|يون)|مربعا?|مكعب[اه]?")
_AND_ADJECTIVE = re.compile(r"و\w{2,}(?:ي|يه|يا|يين|يون)")
_HOW_MANY = listed("كم م")
# People are counted so too, and the noun that "how many" asks for in English is not in the text.
_PEOPLE = listed("شخص شخصا أشخاص نسمة فرد فردا أفراد")
_MANY = listed("many")
_ONE = listed("واحد واحدة أحد إحدى")


def is_told_year(number: Span, within: Sequence[Word]) -> bool:
    """Whether a number is told to be a year, and so no end of a range: عام 2017 إلى 95 دولارا."""
    before = [word for word in within if word.span.end <= number.start][-1:]
    return bool(before) and before[0].form in _YEARS


# These are asked of every clause.
@lru_cache(_KEPT)
def _asks_score(question: str) -> bool:
    """Whether a question asks for the score of a match."""
    return asks_score(words_of(question))


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


def find(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Numbers of what is counted, in units in which it is measured; scores of matches."""
    if _asks_score(question.read):
        return (Candidate(span, span) for span in scores(sentence))
    return _find_numbers(sentence, found, question)


def _find_numbers(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    noun, units = _counted(question.read)
    if _YEARS_OF_LIFE in units:
        for first, last, _ in ages(found):
            core = Span(found[first].span.start, found[last - 3].span.end)
            yield Candidate(core, Span(core.start, found[last - 1].span.end))
    if noun is not None:
        yield from (
            Candidate(word.span, Span(word.span.start, _end_of_noun(sentence, word, found)))
            for at, word in enumerate(found)
            # Behind a number it is a plural: خمسة لاعبين.
            if is_dual_of(word.form, noun) and not (at and _is_number(found[at - 1].form))
        )
    yield from (
        Candidate(word.span, Span(word.span.start, _end_of_noun(sentence, word, found)))
        for word in found
        if word.form in units and _DUAL.search(word.form)
    )
    written = [
        _with_brackets(sentence, span)
        for span in numbers(sentence, found)
        if not _is_ordinal(span, found)
    ]
    known = [Span(*match.span()) for match in _FOOTNOTE.finditer(sentence)] if written else []
    known = [span for span in known if span not in written]
    known += dates(sentence, found) if written else []
    for span in written:
        is_one = normalize(sentence[slice(*span)]) in _ONE
        # A number of four digits may be a year, unless a noun that is asked for follows it.
        is_year = sentence[slice(*span)].isdigit()
        is_known = any(span.overlaps(each) and not (is_year and each == span) for each in known)
        is_known |= normalize(sentence[slice(*span)]) in units  # km²
        is_known |= is_told_year(span, found)
        # Profits that fell by 4 % are not 4 %.
        is_other = bool(units) and "%" not in units and _SHARE.search(sentence, *span) is not None
        if not is_one and not is_known and not is_other:
            value = _measured(sentence, span, found, units)
            # A share is none of what is counted: 9.8 % more devices.
            if value is None and noun is not None and _SHARE.search(sentence, *span) is None:
                value = _counting(sentence, span, found, noun)
            if value:
                yield Candidate(span, value)


def _is_number(form: str) -> bool:
    return _DIGIT.search(form) is not None or form in NUMERALS


def _is_ordinal(number: Span, found: Sequence[Word]) -> bool:
    """Whether a number is a part of an ordinal: السابعة والعشرين."""
    at = next((i for i, word in enumerate(found) if word.span.overlaps(number)), 0)
    return at > 0 and is_part_of_ordinal(found[at - 1], found[at])


def _with_brackets(sentence: str, number: Span) -> Span:
    """A number with the brackets or quotation marks that hold nothing else."""
    before = sentence[max(0, number.start - 1) : number.start]
    if before in _QUOTES and sentence.startswith(_QUOTES[before], number.end):
        return Span(number.start - 1, number.end + 1)
    opened = sentence.rfind("(", max(0, number.start - 2), number.start)
    match = _BRACKETED.match(sentence, opened) if opened >= 0 else None
    return number if match is None or match.span("number") != number else Span(*match.span())


def find_all(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Numbers of what is asked for, and of people; of anything where that is not told."""
    told = [*find(sentence, found, question)]
    yield from told
    if _asks_score(question.read):
        return
    is_open = not _tells_what(question.read) or not _MANY.isdisjoint(question.forms)
    known = [*(each.whole for each in told), *dates(sentence, found)]
    for span in (_with_brackets(sentence, each) for each in numbers(sentence, found)):
        noun = word_behind(sentence, span.end, found)
        is_known = any(map(span.overlaps, known))
        if is_open and not is_known and _SHARE.search(sentence, *span) is not None:
            yield Candidate(span, span)
            continue
        is_counted = noun is not None and (
            noun.form not in STOPWORDS if is_open else noun.form in _PEOPLE
        )
        if noun is not None and is_counted and not is_known:
            # What they did is no noun: 120 ألفا ماتوا.
            is_verb = noun.form.endswith(_THEY) and is_form_of(noun.form, VERBS)
            end = span.end if is_verb else _end_of_noun(sentence, noun, found)
            yield Candidate(span, Span(_start_of_number(span, found), end))


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
    first = word_behind(sentence, end, found)
    if first is None or first.form not in _KILO:
        return first
    second = word_behind(sentence, first.span.end, found)
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
    for leading in (_OF, _FOREMOST):
        is_foremost = after is not None and after.form in _FOREMOST
        if after is not None and after.form in leading:
            after = word_behind(sentence, after.span.end, found)
    if after is not None and counts(after.form, noun):
        if is_foremost:  # what the noun is of would be cut off: أبرز فرق الفنون
            return span
        return Span(_start_of_number(span, found), _end_of_noun(sentence, after, found))
    if after is not None and after.form not in STOPWORDS:
        return None  # it counts that
    if _FOOTNOTE.match(sentence, span.start):
        return None
    return span if _is_behind(span, found, noun) else None


def _is_behind(number: Span, found: Sequence[Word], noun: str) -> bool:
    """Whether what a number counts stands before it, with no other number between them."""
    before = [word for word in found if word.span.end <= number.start]
    is_told = any(word.form in _THEIR_NUMBER for word in before[-_MOST_BEFORE:])
    for word in reversed(before[-(_MOST_BEFORE_THAT if is_told else _MOST_BEFORE) :]):
        if _DIGIT.search(word.form):
            return False
        if counts(word.form, noun):
            return True
    return False


def _end_of_noun(sentence: str, noun: Word, found: Sequence[Word]) -> int:
    """Where a counted noun ends, with an adjective that describes it, or a half of it.

    Of several adjectives one alone would make it another: 130 وظيفة إدارية وهندسية.
    """
    after = word_behind(sentence, noun.span.end, found)
    if after is None or after.form in STOPWORDS:
        return noun.span.end
    if after.form in _BELONGING:
        return after.span.end
    if _ADJECTIVE.fullmatch(after.form) is None or is_form_of(after.form, VERBS):
        return noun.span.end
    more = word_behind(sentence, after.span.end, found)
    is_one = more is None or _AND_ADJECTIVE.fullmatch(more.form) is None
    return after.span.end if is_one else noun.span.end

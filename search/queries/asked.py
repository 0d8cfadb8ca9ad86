"""What a question names that a passage which answers it has to write of."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words
from search.arabic.bodies import bodies_in, companies_in
from search.arabic.cohyponyms import things_in
from search.arabic.counting import in_words
from search.arabic.dates import HIJRI_YEARS
from search.arabic.gazetteer import entities_in
from search.arabic.listings import bare, listed
from search.arabic.months import GREGORIAN_MONTHS
from search.arabic.naming import HOW_MANY, is_asked_for, names_in
from search.arabic.normalizer import normalize
from search.arabic.offices import ANOTHER, DEPUTIES, OFFICES, as_deputy
from search.arabic.told_apart import LAST, told_apart
from search.arabic.verbs import CLAIMS, SPEECH, conjugated
from search.queries.periods import hijri_period
from search.queries.rules import Rule
from search.ranking.mentions import Named, NamedKind
from search.ranking.questions import MOST_NAMED, AnswerKind, Question, latin_share
from search.records import Span

_YEAR = re.compile(r"[وفبلك]{0,2}(?P<year>1[0-9]{3}|20[0-9]{2})(?:م|ه|هـ)?")
# A question with a greater share of Latin letters is in another language.
_LATIN_NAMES = 0.5
_SHORTEST_LATIN = 4
_SAID = re.compile(r"\d|\s")
# Languages are not the states that speak them.
_LANGUAGES = listed(
    """
    بالإنجليزية بالإنكليزية بالفرنسية بالألمانية بالإسبانية بالإيطالية بالروسية بالتركية بالفارسية
    بالصينية بالهندية باليونانية باليابانية بالبرتغالية
    """
)
# Beside these a capital is its state: موقف دمشق. Elsewhere it is a city: سكان دمشق.
_OF_STATES = (
    SPEECH
    | CLAIMS
    | conjugated(
        """
        رفض/يرفض وافق/يوافق طالب/يطالب دعا/يدعو قرر/يقرر أدان/يدين ندد/يندد استدعى/يستدعي هدد/يهدد
        نفى/ينفي اتهم/يتهم طلب/يطلب سعى/يسعى دعم/يدعم رحب/يرحب انتقد/ينتقد أيد/يؤيد عارض/يعارض
        فرض/يفرض وقع/يوقع أراد/يريد تعهد/يتعهد انسحب/ينسحب علق/يعلق
        """
    )
    | listed(
        """
        موقف رد قرار سياسة علاقة علاقات العلاقات حكومة اتهام محادثات مفاوضات اتفاق خلاف أزمة ضغوط
        دعم عقوبات تهديد تهديدات بين مع ضد تجاه إزاء حليف حلفاء ترى did does
        """
    )
)
# Of one or two much may be told without saying so.
_SMALL = re.compile(r"(?<![\w.,٫/:-])(?:[3-9٣-٩]|10|١٠|\d+[.,٫]\d+)(?![\w/:-]|[.,٫]\d)")
# A month may be called by its number: شهر 7.
_OF_MONTH = re.compile(r"شهر \Z")
_WHICH = listed("أي أية وأي بأي")
_SINCE = listed("منذ قبل بعد حتى")
# Words among which an office stands that is asked for: من هو وزير.
_WHO = 2
_ARTICLE, _FOR = "ال", "لل"
# Rules whose words stand in place of those of the question.
_READ = frozenset({Rule.ARABIZI, Rule.DIALECTS, Rule.LAYOUT})


def named_in(question: Question) -> tuple[Named, ...]:
    """The first places, names, years and numbers that a question's opening names, each once.

    Args:
        question: with its expansions.
    """
    question = question.opening
    found = [*_places(question), *_numbers(question)]
    found += [
        name
        for name in _names(question)
        if not any(name.span.overlaps(each.span) for each in found)
    ]
    found += [
        other
        for other in [*_bodies(question), *_things(question)]
        if not any(other.words[-1].span.overlaps(each.span) for each in found)
    ]
    found += [*_told(question), *_offices(question)]
    once = {(each.entities, each.numbers, each.words): each for each in reversed(found)}
    return tuple(sorted(once.values(), key=lambda each: each.span)[:MOST_NAMED])


def _places(question: Question) -> Iterator[Named]:
    said = list(_said(question))
    end_of_state = 0
    for first, last, entities in entities_in([form for form, _ in said]):
        if said[first][0] not in _LANGUAGES:
            span = Span(said[first][1].start, said[last - 1][1].end)
            also = _other_spellings(question, span, frozenset({Rule.ARABIZI}))
            # One beside it is a state too: بين القاهرة والرياض.
            is_joined = first == end_of_state > 0 and said[first][0].startswith("و")
            is_state = is_joined or (first > 0 and said[first - 1][0] in _OF_STATES)
            end_of_state = last if is_state else 0
            meant = (
                each if is_state else replace(each, stands_for=frozenset()) for each in entities
            )
            yield Named(NamedKind.PLACE, span, entities=tuple(meant), also=also)


def _names(question: Question) -> Iterator[Named]:
    """Names in Arabic letters, and words in Latin ones in an Arabic question."""
    if question.latin > _LATIN_NAMES:
        return
    read = [each for each in question.expansions if each.rule in _READ]
    found = [
        word
        for word in words(question.text)
        if not any(each.span.overlaps(word.span) for each in read)
    ]
    # A word of a dialect may be as rare as a name.
    is_standard = all(each.rule is not Rule.DIALECTS for each in read)
    runs = [name for name in names_in(question.text, found) if is_standard or name.is_given]
    # What is counted is no name: كم رامي.
    runs = [
        name
        for name in runs
        if name.last - name.first > 1
        or not name.first
        or found[name.first - 1].form not in HOW_MANY
    ]
    taken = {i for name in runs for i in range(name.first, name.last)}
    names = [found[name.first : name.last] for name in runs]
    names += [
        [word]
        for i, word in enumerate(found)
        if i not in taken and word.form.isascii() and not _is_of_a_chat(word, question)
    ]
    for name in names:
        if any(_may_tell(word) for word in name):
            span = Span(name[0].span.start, name[-1].span.end)
            also = _other_spellings(question, span)
            yield Named(NamedKind.NAME, span, words=tuple(name), also=also)


def _bodies(question: Question) -> Iterator[Named]:
    found = list(words(question.text))
    # What a rare word tells is a name, if anything.
    bodies = [
        body
        for body in bodies_in(question.text, found)
        if body.telling.form.startswith((_ARTICLE, _FOR))
    ]
    for first, last, kind, telling in (*bodies, *companies_in(question.text, found)):
        if first == 0 or not is_asked_for(found[first - 1]):
            span = Span(found[first].span.start, found[last].span.end)
            also = _other_spellings(question, telling.span)
            yield Named(NamedKind.BODY, span, words=(telling,), also=also, of=kind)


def _told(question: Question) -> Iterator[Named]:
    found = list(words(question.text))
    for told in told_apart(question.text, found):
        if told.by == LAST:
            continue
        these = tuple(found[told.first : told.first + told.length])
        span = Span(these[0].span.start, these[-1].span.end)
        yield Named(NamedKind.TOLD, span, words=these, told=told)


def _things(question: Question) -> Iterator[Named]:
    """Things of which a text may have another of the kind; not those that are asked which of."""
    found = list(words(question.text))
    for first, last, thing, is_sure in things_in(found):
        before = found[first - 1].form if first else ""
        if is_sure and before not in _WHICH and before not in _SINCE:
            span = Span(found[first].span.start, found[last - 1].span.end)
            also = _other_spellings(question, span)
            yield Named(
                NamedKind.THING, span, words=tuple(found[first:last]), also=also, thing=thing
            )


def _offices(question: Question) -> Iterator[Named]:
    """The deputy of who holds an office, anywhere; who holds one, where it is asked who that is."""
    found = list(words(question.text))
    is_who = question.kind is AnswerKind.PERSON
    for at, word in enumerate(found):
        if word.form not in OFFICES or word.form in DEPUTIES:
            continue
        before = found[at - 1] if at else None
        if before is not None and as_deputy(before.form):
            span = Span(before.span.start, word.span.end)
            yield Named(NamedKind.OFFICE, span, words=(before, word))
        elif is_who and 0 < at <= _WHO and bare(word.form, ANOTHER) is None:
            yield Named(NamedKind.OFFICE, word.span, words=(word,))
            return


def _may_tell(word: Word) -> bool:
    is_latin = word.form.isascii()
    return not is_latin or (word.form.isalpha() and len(word.form) >= _SHORTEST_LATIN)


def _is_of_a_chat(word: Word, question: Question) -> bool:
    """Whether a word of Arabic in Latin letters is no name, which it may be with a capital."""
    is_chat = latin_share(question.text) > _LATIN_NAMES
    return is_chat and question.text[slice(*word.span)].islower()


def _other_spellings(
    question: Question, span: Span, rules: Collection[Rule] = frozenset(Rule)
) -> frozenset[str]:
    expansions = (
        each for each in question.expansions if each.rule in rules and each.span.overlaps(span)
    )
    also = (other for each in expansions for other in each.also)
    return frozenset(word.stem for other in also for word in words(other))


def _said(question: Question) -> Iterator[tuple[str, Span]]:
    """The words of a question as they are read, and where they stand in it."""
    instead = {
        each.span: each.read
        for each in question.expansions
        if each.rule in _READ and each.read is not None
    }
    for word in words(question.text):
        span = next((span for span in instead if span.overlaps(word.span)), None)
        if span is None:
            yield word.form, word.span
        else:
            for other in words(instead.pop(span) or ""):
                yield other.form, span


def _numbers(question: Question) -> Iterator[Named]:
    text, found = question.text, list(words(question.text))
    dates = [hint for hint in question.hints if hint.rule is Rule.DATES]
    # What is of a later day need not write of the day, nor what is of one of its number.
    ends = [hint.span for hint in dates if None in {hint.filters.since, hint.filters.until}]
    years = [
        Named(NamedKind.YEAR, word.span, numbers=(year, *_in_other_calendar(year)))
        for word in found
        if (year := _year(word)) and not any(map(word.span.overlaps, ends))
    ]
    yield from years
    told = [*(each.span for each in years), *(hint.span for hint in dates)]
    for span, key in amounts(text, found):
        # What is written in one word may be another word: كم كمية، من ألف.
        if _SAID.search(text, *span) and not any(map(span.overlaps, told)):
            told.append(span)
            yield Named(NamedKind.NUMBER, span, numbers=(key, *in_words(key)))
    for match in _SMALL.finditer(text):
        span = Span(*match.span())
        if not any(map(span.overlaps, told)):
            number = normalize(match.group())
            written = (number.replace(".", ","), number.replace(",", "."), *in_words(number))
            if _OF_MONTH.search(text, 0, span.start) and number.isdigit():
                written += tuple(map(normalize, GREGORIAN_MONTHS.get(int(number), ())))
            yield Named(NamedKind.NUMBER, span, numbers=tuple(dict.fromkeys(written)))


def _in_other_calendar(year: str) -> list[str]:
    """The Gregorian years in which a Hijri year lies; none for a Gregorian one."""
    period = hijri_period(int(year)) if int(year) in HIJRI_YEARS else None
    return [] if period is None else [str(period.since)[:4], str(period.until)[:4]]


def _year(word: Word) -> str | None:
    match = _YEAR.fullmatch(word.form)
    return None if match is None else match["year"]

"""Places that may answer."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from search.arabic.analyzer import Word, words_of
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import bare, listed
from search.arabic.naming import without_prefixes
from search.arabic.qualified import BEHIND_PLACE
from search.arabic.stopwords import STOPWORDS
from search.ranking.candidates.candidate import Candidate, word_behind
from search.ranking.candidates.named_places import VENUES, named_places
from search.ranking.mentions import NamedKind
from search.ranking.questions import Question
from search.ranking.regions import goes_on, regions
from search.records import Span

_PREPOSITIONS = listed("في إلى من نحو داخل قرب")
_PLACE_WORDS = listed(
    "مدينة بلدة قرية محافظة ولاية منطقة إمارة دولة جمهورية العاصمة حي شارع مطار ميناء"
)
_LED = re.compile("[بل](?:ال|ل)?.{3,}")
_ASKS_CITY = listed("مدينة عاصمة بلدة city capital")
_ASKS_OTHER = listed("قارة إقليم منطقة ولاية محافظة قرية continent region state province village")
_ASKS_STATE = listed("دولة بلد country")
_ASKS_WHICH = _ASKS_CITY | _ASKS_STATE
_WHICH = listed("أي أية أنهي which what")
_KEPT = 1 << 6
# What a place is another with: جبل لبنان، جامعة القاهرة.
_OTHER_PLACES = listed(
    """
    جبل جبال بحر خليج نهر وادي جزيرة جزر شبه شمال جنوب شرق غرب وسط ريف ضواحي حدود
    جامعة سفارة قنصلية معهد كلية صحيفة بنك منتخب نادي رئيس ملك سفير حكومة شعب
    """
)
_ANY_PLACE = frozenset({EntityKind.STATE, EntityKind.CITY})
# With these a description is asked for: of a place where it lies, of a person who it is.
_LIES = listed("تقع يقع توجد يوجد موقع وقع lie lies located")
# Where something lies in respect of something else no part of the world tells.
_RELATIVE = listed("بالنسبة")


def find_all(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Places, wherever they stand; of a place it is told in which part of the world it lies.

    Where it is asked in which hospital, or the like, something happened, hospitals alone.
    """
    venue = _venue_asked(question.text)
    spans = (
        _places_of(question, sentence, found)
        if venue is None
        else [span for span in named_places(sentence, found) if _is_called(venue, span, found)]
    )
    yield from (Candidate(span, span) for span in spans)


def _is_called(kind: Word, place: Span, found: Sequence[Word]) -> bool:
    """Whether a place begins with the word for a kind, also behind a letter: بمستشفى."""
    first = next((word for word in found if word.span.overlaps(place)), None)
    return first is not None and kind.form in {first.form, without_prefixes(first.form)}


def _places_of(question: Question, sentence: str, found: Sequence[Word]) -> list[Span]:
    """Places that may answer, of whatever kind is asked for."""
    kinds = _kinds_of_place(question)
    spans: list[Span] = []
    if not kinds or kinds == _ANY_PLACE:
        spans += _parts_of_the_world(sentence, found, question)
    is_named = any(each.kind is NamedKind.PLACE for each in question.named)
    if not is_named or _LIES.isdisjoint(question.forms):
        others = [*_listed_places(sentence, found, question, kinds)]
        if kinds == _ANY_PLACE:
            others += named_places(sentence, found)
        for span in others:
            there = [word for word in found if word.span.overlaps(span)]
            is_own = any(map(question.has, _naming(there)))
            if not is_own and not any(map(span.overlaps, spans)):
                spans.append(span)
    return spans


# It is asked of every clause.
@lru_cache(_KEPT)
def _venue_asked(question: str) -> Word | None:
    """The word of a question for what it asks which of: في أي ملعب."""
    asked = words_of(question)
    return next(
        (
            word
            for before, word in pairwise(asked)
            if bare(before.form, _WHICH) is not None and word.form in VENUES
        ),
        None,
    )


def _naming(place: Sequence[Word]) -> Sequence[Word]:
    """The words of a place but that for its kind: مدينة."""
    return place[1:] if place[0].form in _PLACE_WORDS else place


def _listed_places(
    sentence: str, found: Sequence[Word], question: Question, kinds: frozenset[EntityKind]
) -> Iterator[Span]:
    """Places that are listed, to which a preposition leads, or of which one is asked for."""
    for first, last, named in entities_in([word.form for word in found]):
        said = " ".join(word.form for word in found[first:last])
        own = {name for entity in named if entity.kind in kinds for name in entity.own}
        # The longest, as an entity has several: المملكة العربية السعودية، السعودية.
        joined = min((len(said) - len(name) for name in own if said.endswith(name)), default=None)
        # A letter or none is written together with it, in the text as in its normalised form.
        is_led = bool(joined) or _is_led(found, first) or not _ASKS_WHICH.isdisjoint(question.forms)
        is_other = first > 0 and found[first - 1].form in _OTHER_PLACES
        if joined in {0, 1} and is_led and not is_other:
            start = found[first].span.start + (joined or 0)
            if not joined and first and found[first - 1].form in _PLACE_WORDS:
                start = found[first - 1].span.start
            span = Span(start, _end_of_place(sentence, found, last))
            if not goes_on(sentence, found, _number_after(found, span.end)):
                yield span


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


def find(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Places to which a preposition leads from a word of the question: ولد في القاهرة.

    Of a place itself it is asked where it lies, which its description says.
    """
    is_named = any(each.kind is NamedKind.PLACE for each in question.named)
    if is_named or _venue_asked(question.text) is not None:
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
    after = word_behind(sentence, end, found)
    while after is not None and after.form in BEHIND_PLACE:
        end = after.span.end
        after = word_behind(sentence, end, found)
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

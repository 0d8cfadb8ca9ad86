"""Whether a number reckons what is asked for: not a part of it, nor it with others, nor another.

«12 من موظفي الوكالة» are not how many it employs, «58 مخيما في الأردن وسوريا ولبنان» not the camps
of one of these, and whoever «رفضت تنفيذ حكم بإعادة 3 مرشحين» has not rejected three.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from search.arabic.alike import is_alike
from search.arabic.analyzer import Word, is_beside, words_of
from search.arabic.counting import counted
from search.arabic.gazetteer import Entity, Found, entities_in
from search.arabic.listings import listed
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import is_number
from search.ranking.mentions import NamedKind
from search.ranking.questions import AnswerKind, Question
from search.records import Span

_OF = listed("من ديال")
_NUMBER_OF = listed("عدد تعداد")
# With these it is asked how many there are, not of how many something is told.
_THERE_ARE = listed(
    """
    يوجد توجد هناك لدى لديها لديه يبلغ تبلغ بلغ بلغت يضم تضم ضم ضمت يعمل يعملون تعمل يشغل تشغل
    يوظف توظف تملك يملك يمتلك تمتلك تتألف يتألف تتكون يتكون إجمالي مجموع الكلي الإجمالي حاليا
    """
)
# Between places that are told of together.
_BETWEEN = re.compile(r"\s?[،,]?\s?")
_AND = "و"
# Nouns of verbs without particles: إعادة، تعليق، افتتاح، استرداد، محاكمة; some of three letters.
_NOUN_OF_VERB = re.compile("ا(?:\\w\\w|ست\\w)?\\w?ا\\w?ه?|ت\\w\\wي\\wه?|م\\wا\\w\\wه")
_NOUNS_OF_VERBS = listed(
    "قتل سجن فصل طرد بيع شراء نقل رفع خفض منح منع حبس ضبط حجز وقف ترحيل جلد دفع سحب"
)
_LED_BY = re.compile("[بل](?!ال)")
# Before a number they say how large it is, not what is done to what it counts.
_ABOUT = listed(
    """
    نحو حوالي قرابة زهاء أكثر أقل قيمة مقدار واقع نسبة معدل إجمالي مجموع عدد مدة سعر كلفة تكلفة
    بين مبلغ إنتاج احتمال ارتفاع انخفاض اجمالي طاقة
    """
)


def is_reckoned(question: Question, sentence: str, answer: Span) -> bool:
    """Whether a number in a sentence reckons what a question asks for; true of other answers.

    Args:
        question: that is asked.
        sentence: the text of it.
        answer: in the sentence.
    """
    if question.kind is not AnswerKind.NUMBER:
        return True
    found = words_of(sentence)
    return not (
        (_asks_all(question) and _is_part(sentence, found, answer))
        or _is_of_several(question, sentence, found)
        or _is_of_another_deed(question, found, answer)
    )


def _asks_all(question: Question) -> bool:
    """Whether it is asked how many there are of what is whose: كم عدد موظفي الوكالة."""
    asked = words_of(question.text)
    noun = counted(asked)
    at = next((i for i, word in enumerate(asked) if word.form == noun), None)
    if at is None:
        return False
    behind = [word for word in asked[at + 1 :] if word.form not in STOPWORDS | _THERE_ARE]
    is_whose = at > 0 and asked[at - 1].form in _NUMBER_OF and at + 1 < len(asked)
    if is_whose and behind[:1] == [*asked[at + 1 : at + 2]]:
        behind = behind[1:]
    return at + 1 < len(asked) and not any(
        not any(word.span.overlaps(each.span) for each in question.named) for word in behind
    )


def _is_part(sentence: str, found: Sequence[Word], answer: Span) -> bool:
    """Whether a number is one of several of the things: 12 من موظفي الوكالة."""
    first = next((i for i, word in enumerate(found) if word.span.overlaps(answer)), len(found))
    return any(
        is_number(one) and other.form in _OF and is_beside(sentence, one, other)
        for one, other in pairwise(found[first:])
        if one.span.start < answer.end
    )


def _is_of_several(question: Question, sentence: str, found: Sequence[Word]) -> bool:
    """Whether a place that is asked for stands only in a row with others that are not."""
    asked = {
        entity
        for each in question.named
        if each.kind is NamedKind.PLACE
        for entity in each.entities
    }
    rows = [row for row in _rows(sentence, found) if not all(map(asked.intersection, row))]
    told = [asked.intersection(entities) for row in rows for entities in row]
    return any(told) and not any(
        asked.intersection(row[0]) for row in _rows(sentence, found, is_alone=True)
    )


def _rows(
    sentence: str, found: Sequence[Word], *, is_alone: bool = False
) -> Iterator[list[tuple[Entity, ...]]]:
    """Places that stand in a row: الأردن وسوريا ولبنان; or those that stand alone."""
    row: list[tuple[Entity, ...]] = []
    places = [*entities_in([word.form for word in found])]
    for place, after in pairwise([*places, None]):
        if place is None:
            continue
        row.append(place.entities)
        if after is None or not _is_joined(sentence, found, place, after):
            if (len(row) == 1) is is_alone:
                yield row
            row = []


def _is_joined(sentence: str, found: Sequence[Word], one: Found, other: Found) -> bool:
    """Whether places of one kind are told of together: الأردن، وسوريا, but not جرش، الأردن."""
    if one.last != other.first:
        return False
    gap = sentence[found[one.last - 1].span.end : found[other.first].span.start]
    kinds = [{entity.kind for entity in each.entities} for each in (one, other)]
    is_listed = bool(gap.strip()) or found[other.first].form.startswith(_AND)
    return is_listed and _BETWEEN.fullmatch(gap) is not None and not kinds[0].isdisjoint(kinds[1])


def _is_of_another_deed(question: Question, found: Sequence[Word], answer: Span) -> bool:
    """Whether a number hangs on the noun of another deed than the one that is asked about."""
    asked = words_of(question.text)
    before = [word for word in found if word.span.end <= answer.start]
    if not before or not _LED_BY.match(before[-1].form):
        return False
    deed = before[-1].form[1:]
    if deed in _ABOUT or not (deed in _NOUNS_OF_VERBS or _NOUN_OF_VERB.fullmatch(deed)):
        return False
    if is_alike(deed, (word.stem for word in asked)):
        return False
    noun = counted(asked)
    at = next((i for i, word in enumerate(asked) if word.form == noun), len(asked))
    verb = next((word for word in asked[at + 1 :] if word.form not in STOPWORDS), None)
    return verb is not None and any(word.stem == verb.stem for word in before[:-1])

"""Whether a date is that of what a question asks when it happened, where a sentence has several.

«احتفلت بالعيد يوم الجمعة 17 يوليو 2015، للمرة الأولى منذ استقلال البلاد عام 1960» says of 1960
alone that the country became independent then.
"""

from search.arabic.alike import is_alike, is_noun_of
from search.arabic.analyzer import words_of
from search.ranking.predicates import predicate_of
from search.ranking.questions import AnswerKind, Question
from search.ranking.times import times
from search.records import Span

_DATED = frozenset({AnswerKind.DATE, AnswerKind.YEAR})


def is_its_date(question: Question, sentence: str, answer: Span) -> bool:
    """Whether no other date of a sentence stands nearer to the verb of a question, or its noun.

    Args:
        question: that is asked; of one that asks for no date it is true.
        sentence: the text of it.
        answer: in the sentence.
    """
    verb = predicate_of(question) if question.kind in _DATED else None
    if verb is None:
        return True
    found = words_of(sentence)
    told = [
        word.span
        for word in found
        if word.stem == verb.stem or is_alike(verb.stem, (word.stem,)) or is_noun_of(verb, word)
    ]
    others = [whole for _, whole in times(sentence, found) if not whole.overlaps(answer)]
    if not told or not others:
        return True
    own = min(_gap(answer, place) for place in told)
    return own <= min(_gap(other, place) for other in others for place in told)


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)

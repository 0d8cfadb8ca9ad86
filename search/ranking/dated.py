"""Whether a date is that of what a question asks when it happened, where a sentence has several.

«احتفلت بالعيد يوم الجمعة 17 يوليو 2015، للمرة الأولى منذ استقلال البلاد عام 1960» says of 1960
alone that the country became independent then.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from search.arabic.alike import is_alike, is_noun_of
from search.arabic.analyzer import Word, inside, words_of
from search.arabic.listings import listed
from search.arabic.stopwords import STOPWORDS
from search.ranking.predicates import predicate_of
from search.ranking.questions import AnswerKind, Question
from search.ranking.times import times
from search.records import Span

_DATED = frozenset({AnswerKind.DATE, AnswerKind.YEAR})
_BEFORE_OR_AFTER = listed("قبل قبيل بعد بعيد عقب")
# From the side of somebody; and that something was done: من قبل المؤتمر، بعد أن بايعوه.
_BY = listed("من")
_THAT = listed("أن ما")
_PAUSE = re.compile("[.!?؟؛…:،,()\n]")


def is_its_date(question: Question, sentence: str, answer: Span) -> bool:
    """Whether a date is not of what comes before or after, nor another nearer to the verb asked.

    Args:
        question: that is asked; of one that asks for no date it is true.
        sentence: the text of it.
        answer: in the sentence.
    """
    if question.kind not in _DATED:
        return True
    found = words_of(sentence)
    if _is_before_or_after(question, sentence, found, answer):
        return False
    verb = predicate_of(question)
    if verb is None:
        return True
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


def _is_before_or_after(
    question: Question, sentence: str, found: Sequence[Word], answer: Span
) -> bool:
    """Whether a date is said to be before or after what is asked: مؤتمر يوم 11 مايو قبل السباق."""
    asked = {word.stem for word in words_of(question.text) if word.form not in STOPWORDS}
    for (before, word), (_, after) in pairwise(pairwise(found)):
        is_one = word.form in _BEFORE_OR_AFTER and word.span.start >= answer.end
        if is_one and before.form not in _BY and after.form not in _THAT:
            pause = _PAUSE.search(sentence, word.span.end)
            reach = Span(word.span.end, len(sentence) if pause is None else pause.start())
            others = {each.stem for each in found if not each.span.overlaps(reach)}
            if asked.intersection(each.stem for each in inside(reach, found)) - others:
                return True
    return False


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)

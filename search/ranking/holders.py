"""Whether who is told beside an office holds it: not its deputy, nor who held it before.

«من محافظ البلقاء؟» is not answered by «نائب محافظ البلقاء فلان», nor by «محافظ البلقاء السابق فلان»
or by who is dismissed from it in the same sentence.
"""

from collections.abc import Iterable, Sequence

from search.arabic.analyzer import Word
from search.arabic.listings import bare, listed
from search.arabic.naming import without_prefixes
from search.arabic.offices import ANOTHER, OFFICES
from search.arabic.verbs import conjugated
from search.ranking.predicates import predicate_of
from search.ranking.questions import AnswerKind, Question
from search.records import Span

# Beside the office or the name: it is held no more, or not yet.
_NO_MORE = listed(
    """
    السابق السابقة سابقا الأسبق الراحل الراحلة المقال المقالة المستقيل المستقيلة المكلف المكلفة
    المخلوع المخلوعة المعزول المعزولة المتوفى المتوفاة المتقاعد المتقاعدة المنتهية المرشح المرشحة
    بالوكالة بالإنابة بالنيابة بالتكليف former late acting ex
    """
)
# The sentence tells that it ends, or that somebody may come to hold it.
_ENDING = conjugated(
    """
    أقيل/يقال أقال/يقيل استقال/يستقيل أعفي/يعفى أعفى/يعفي توفي/يتوفى عزل/يعزل تقاعد/يتقاعد
    رشح/يرشح ترشح/يترشح
    """
) - listed("يقال تقال يقالون") | listed(
    "إقالة بإقالة استقالة باستقالة إعفاء وفاة بوفاة عزل لعزل رحيل برحيل ترشيح ترشح مرشحا مرشحة خلفا"
    " استقالته استقالتها إقالته إقالتها وفاته وفاتها إعفاءه إعفائه إعفاءها إعفائها رحيله رحيلها"
)
# Words before the office and behind the name among which these stand.
_BEFORE, _BEHIND, _BESIDE = 4, 4, 2


def holds_office(question: Question, sentence: Sequence[Word], answer: Span) -> bool:
    """Whether who is named holds the office that is asked for, as far as a sentence says it.

    Args:
        question: that is asked; of one that asks for no office it is true.
        sentence: its words.
        answer: the name in it.
    """
    if question.kind is not AnswerKind.PERSON or OFFICES.isdisjoint(question.forms):
        return True
    verb = predicate_of(question)
    if verb is not None and verb.form not in OFFICES:
        return True
    first, last = _office(question, sentence, answer)
    name = [i for i, word in enumerate(sentence) if word.span.overlaps(answer)]
    begin, end = min([first, *name]), max([last, *(i + 1 for i in name)])
    before, beside = sentence[max(0, begin - _BEFORE) : begin], sentence[begin : end + _BESIDE]
    return not (
        _has(sentence[max(0, first - 1) : first], ANOTHER, question)
        or _has(beside, _NO_MORE, question)
        or _has([*before, *sentence[end : end + _BEHIND]], _ENDING, question)
    )


def _office(question: Question, sentence: Sequence[Word], answer: Span) -> tuple[int, int]:
    """Where the words of the question stand in a row, nearest to the name: before it, or behind."""
    asked = [i for i, word in enumerate(sentence) if question.has(word)]
    before = [i for i in asked if sentence[i].span.end <= answer.start]
    behind = [i for i in asked if sentence[i].span.start >= answer.end]
    row = before or behind
    if not row:
        return 0, 0
    first = last = row[-1] if before else row[0]
    while first - 1 in row:
        first -= 1
    while last + 1 in row:
        last += 1
    return first, last + 1


def _has(found: Iterable[Word], known: frozenset[str], question: Question) -> bool:
    return any(
        word.form not in question.forms
        and (bare(word.form, known) or without_prefixes(word.form) in known)
        for word in found
    )

"""Whether who is told beside an office holds it: not its deputy, nor who held it before.

«من محافظ البلقاء؟» is not answered by «نائب محافظ البلقاء فلان», nor by «محافظ البلقاء السابق فلان»
or by who is dismissed from it in the same sentence; nor is who only runs for a prize its winner.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from search.arabic.analyzer import Word
from search.arabic.listings import bare, listed
from search.arabic.naming import is_known, is_told, without_prefixes
from search.arabic.offices import ANOTHER, OFFICES
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import VERBS, conjugated, is_form_of
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
# Several who want it: القائمة النهائية للمرشحين لرئاسة النادي.
_CANDIDATES = listed(
    "المرشحين للمرشحين المرشحون المرشحان مرشحين مرشحون مرشحي مرشحو والمرشحين المتنافسين المتنافسون"
)
# Of somebody of another state with the same office: وزير الخارجية فلان ونظيره المصري فلان.
_COUNTERPARTS = listed(
    "نظيره نظيرها ونظيره ونظيرها لنظيره لنظيرها بنظيره بنظيرها نظيرته نظيرتها ونظيرته"
)
# Who gains something is not who only runs for it; of who is nominated see ``search.arabic.unsaid``.
_GAINING = conjugated("فاز/يفوز نال/ينال أحرز/يحرز حاز/يحوز حصد/يحصد انتخب/ينتخب حصل/يحصل توج/يتوج")
_RUNNING = conjugated("نافس/ينافس تنافس/يتنافس خسر/يخسر") | listed(
    "مرشح المرشح المرشحة منافس المنافس منافسه خسارة"
)
_ARTICLE = "ال"
_HONORIFICS = listed("صاحب السمو الملكي معالي فضيلة سماحة سعادة د م أ")
# Words between an office and the name of who holds it, at most.
_BETWEEN = 7
# Words before the office and behind the name among which these stand.
_BEFORE, _BEHIND, _BESIDE = 4, 4, 2


def holds_office(question: Question, sentence: Sequence[Word], answer: Span) -> bool:
    """Whether who is named holds the office that is asked for, as far as a sentence says it.

    Args:
        question: that is asked; of one that asks for no office it is true.
        sentence: its words.
        answer: the name in it.
    """
    if question.kind is not AnswerKind.PERSON:
        return True
    if _only_runs(question, sentence, answer):
        return False
    if OFFICES.isdisjoint(question.forms):
        return True
    if (
        _is_of_another_state(question, sentence, answer)
        or _is_of_another_body(question, sentence, answer)
        or _is_of_candidates(question, sentence)
    ):
        return False
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


def _only_runs(question: Question, sentence: Sequence[Word], answer: Span) -> bool:
    """Whether it is asked who gained something, and the name is told as that of who runs for it."""
    if _GAINING.isdisjoint(question.forms):
        return False
    near = [word.form for word in sentence if word.span.end <= answer.start][-_BEFORE:]
    return any(bare(form, _RUNNING) for form in near) and _GAINING.isdisjoint(near)


def _is_of_candidates(question: Question, sentence: Sequence[Word]) -> bool:
    """Whether a sentence tells of those who want an office, and it is not asked who they are."""
    is_asked = not _CANDIDATES.isdisjoint(question.forms)
    return not is_asked and any(word.form in _CANDIDATES for word in sentence)


def _is_of_another_state(question: Question, sentence: Sequence[Word], answer: Span) -> bool:
    """Whether it is the counterpart named behind who is of the state that is asked for."""
    return any(
        word.form in _COUNTERPARTS and question.has(after) and answer.start < after.span.end
        for word, after in pairwise(sentence)
    )


def _is_of_another_body(question: Question, sentence: Sequence[Word], answer: Span) -> bool:
    """Whether the office before a name is one of something else than is asked.

    «قائد قطاع ظهران الجنوب العقيد فلان» for who commands the border guard.
    """
    before = [word for word in sentence if word.span.end <= answer.start]
    near = range(len(before) - 1, max(-1, len(before) - 2 - _BETWEEN), -1)
    at = next((i for i in near if before[i].form in OFFICES), None)
    if at is None or not question.has(before[at]):
        return False
    asked = [word.form for word in question.content]
    first = next((i for i, form in enumerate(asked) if form in OFFICES), len(asked))
    between = before[at + 1 :]
    if not asked[first + 1 :] or any(map(question.has, between)):
        return False
    return any(map(_names_body, between)) and not any(is_form_of(w.form, VERBS) for w in between)


def _names_body(word: Word) -> bool:
    """Whether a word behind an office begins what it is of; «الفريق» may be that which is asked."""
    is_name = is_known(word.form) or word.form.startswith(_ARTICLE)
    is_other = word.form in STOPWORDS | _HONORIFICS or is_told(word)
    return not is_name and not is_other


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

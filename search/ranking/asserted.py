"""Whether a text says what a short answer makes it say: not denied, supposed, wished or planned."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from search.arabic import unsaid
from search.arabic.alike import is_alike
from search.arabic.analyzer import inside, words, words_of
from search.arabic.listings import bare, listed
from search.arabic.opposites import is_contrary
from search.arabic.reach import Caveat, Standing
from search.arabic.scores import score_of
from search.arabic.sentences import sentences_of
from search.arabic.standing import caveats
from search.arabic.stopwords import STOPWORDS
from search.arabic.tolls import is_raised_later
from search.arabic.verbs import VERBS
from search.arabic.verdicts import verdict
from search.ranking.changes import is_change
from search.ranking.holders import holds_office
from search.ranking.offers import is_only_offered
from search.ranking.predicates import predicate_of
from search.ranking.questions import AnswerKind, Question
from search.records import Document, Span, blank

# Code points before and after an answer in which its sentence, and what is said of it, stand.
_BEFORE, _AFTER = 1500, 500
# Words behind a caveat among which the verb is that it is said of.
_NEAR = 3
# With which somebody replies, and clauses of a reply that are shown.
_REPLY = listed("ج جواب الجواب نعم أجل بلى لا كلا أبدا قطعا طبعا بالطبع بالتأكيد ليس غير لم لن")
_OF_A_REPLY = 2
# Words of a reply that need not repeat what is asked.
_OF_A_SHORT_REPLY = 4
_ASKS = re.compile(r"[؟?]|(?<!\w)هل(?!\w)")
# What did not happen where it is said: لو كان حيا لهجا الوزير.
_IF_IT_WERE = listed("لو لولا")
_LEADS_TO_IF = (
    unsaid.THAT
    | unsaid.WISHES
    | unsaid.PERHAPS
    | listed(
        "إن إنه إنها إنهم إنني إننا أتمنى نتمنى تمنيت تمنينا وددت وددنا أود نود آمل نأمل أرجو نرجو"
    )
)
_TO_COME = re.compile(r"س?ي\w{3,}|ست\w{3,}")
_NOW = listed("اليوم الآن حاليا الحالي الحالية حالي الحاليين")
_THEN = listed("كان كانت كانوا سابقا السابق السابقة آنذاك وقتها حينها حينئذ الأسبق الراحل الراحلة")
_YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20|١[٠-٩]|٢٠)[0-9٠-٩]{2}(?!\d)")
_KEPT = 1 << 8
# What makes a clause say the contrary of its own words, or leaves it open.
_CONTRARY = frozenset({Standing.DENIED, Standing.UNTRUE, Standing.CORRECTED})
_OPEN = frozenset({Standing.ASKED, Standing.SUPPOSED})
_TURNING = _CONTRARY | _OPEN | {Standing.DREAMT, Standing.ANNULLED}
# What is told so is not what happened, however it is asked for.
_NOT_TOLD = {Standing.DREAMT, Standing.CORRECTED}


# What has to be is not planned by it: يجب أن تجرى في 7 أيلول.
_MUST = listed("يجب وجب ينبغي")
# What is asked when it is, or how long, may be over or to come: متى المؤتمر؟ كم مدة الهدنة؟
_WHEN_IS = listed("متى إمتى امتا امته ايمتا إيمتى وقتاش فوقاش موعد مدة")
_SCHEDULED = listed(
    """
    موعد مؤتمر المؤتمر مباراة المباراة لقاء اللقاء نهائي النهائي اجتماع الاجتماع
    قمة القمة معرض المعرض مهرجان المهرجان ملتقى الملتقى ندوة الندوة حفل الحفل بطولة البطولة قرعة
    القرعة انتخابات الانتخابات امتحانات الامتحانات اختبارات الاختبارات إجازة الإجازة جلسة الجلسة
    محاكمة هدنة الهدنة انطلاق افتتاح بداية نهاية بدء دورة الدورة سباق السباق
    """
)


def is_asserted(document: Document, answer: Span, question: Question) -> bool:
    """Whether a document says an answer to be so, as far as the question does not itself.

    Args:
        document: that has the answer.
        answer: a place of its text.
        question: that is asked: of what was not, or is to come, a text may speak so.
    """
    start, text = _around(document, answer)
    place = answer.shifted(-start)
    known = _standings(question.read)
    told = [
        each
        for each in caveats(text, place)
        if each.standing not in known or _only_has_to_be(each, text, question)
    ]
    if score_of(text[slice(*place)]):  # three goals without reply are no denied ones
        told = [each for each in told if not each.mark.overlaps(place)]
    if any(each.scope.overlaps(place) for each in told):
        return False
    if _calls_untrue(document.title or "", question) or verdict(document, answer):
        return False
    own = _sentence_at(text, place)
    if is_raised_later(document.text, own.shifted(start)):
        return False
    found = inside(own, words_of(text))
    before = [word.form for word in found if word.span.end <= place.start]
    after = [word.form for word in found if word.span.start >= place.end]
    # What an answer counts itself is what is asked: سقط 28 قتيلا و66 جريحا.
    up_to = [*before, *(word.form for word in found if word.span.overlaps(place))]
    asked = [word.form for word in words_of(question.read)]
    if is_contrary(asked, up_to, after) or _is_of_then(text[slice(*own)], question):
        return False
    is_other = is_change(text[slice(*place)], before, question) or is_only_offered(before, question)
    if is_other or not holds_office(question, found, place):
        return False
    return not any(_is_of_verb(each, text, question) for each in told if own.overlaps(each.mark))


def is_held(document: Document, answer: Span, question: Question) -> bool:
    """Whether who is named in a document holds the office that is asked for, if one is.

    Args:
        document: that has the name.
        answer: its place in the document's text.
        question: that is asked.
    """
    start, text = _around(document, answer)
    place = answer.shifted(-start)
    return holds_office(question, inside(_sentence_at(text, place), words_of(text)), place)


def _around(document: Document, answer: Span) -> tuple[int, str]:
    """The part of a text around an answer, and where it begins."""
    start = max(0, answer.start - _BEFORE)
    return start, blank(document.text[start : answer.end + _AFTER], document.ignored, start)


def _sentence_at(text: str, place: Span) -> Span:
    return next((span for span in sentences_of(text) if span.overlaps(place)), place)


def _is_of_then(sentence: str, question: Question) -> bool:
    """Whether a sentence tells of what was, where a question asks what is now."""
    if _NOW.isdisjoint(question.forms):
        return False
    forms = [word.form for word in words(sentence)]
    is_past = any(bare(form, _THEN) for form in forms) or _YEAR.search(sentence) is not None
    return is_past and _NOW.isdisjoint(forms)


def _calls_untrue(title: str, question: Question) -> bool:
    """Whether a title calls untrue what is asked: لا صحة لاستقالة الوزير."""
    known = _standings(question.read)
    return any(
        each.standing in _CONTRARY - known and _is_of_verb(each, title, question)
        for each in caveats(title)
    )


def turnings(text: str, place: Span) -> frozenset[Standing]:
    """What makes a text say the contrary of its own words at a place, or leaves it open there."""
    told = {each.standing for each in caveats(text, place) if each.scope.overlaps(place)}
    return frozenset(told & _TURNING)


def is_told(text: str, place: Span) -> bool:
    """Whether a text tells what stands at a place, and not as a dream or an error it corrects."""
    return _NOT_TOLD.isdisjoint(turnings(text, place))


def only_open(text: str, place: Span, question: Question) -> Standing | None:
    """How a text has all that it says of a question at a place: as asked, or as supposed by "if".

    Behind a question for a fact that is also what says nothing of it: كم بلغ العدد؟ اتصلوا بنا.

    Returns:
        ``ASKED`` or ``SUPPOSED``; ``None`` where a sentence there says something, or the question
        supposes itself.
    """
    there = caveats(text, place)
    own = [
        span
        for span in sentences_of(text)
        if span.overlaps(place) and not any(_opens_denial(each, text, span) for each in there)
    ]
    told = [each for each in there if each.standing in _OPEN]
    known = [next((e for e in told if _leaves_open(e, text, span, question)), None) for span in own]
    found = {each.standing for each in known if each is not None}
    said = [span for span, each in zip(own, known, strict=True) if each is None]
    is_for_fact = found == {Standing.ASKED} and question.kind is not AnswerKind.OTHER
    if said and (not is_for_fact or any(_may_reply(text, span, question) for span in said)):
        return None
    if not found or found & _standings(question.read):
        return None
    return Standing.ASKED if Standing.ASKED in found else Standing.SUPPOSED


def is_replied(text: str, place: Span, answer: Span, question: Question) -> bool:
    """Whether an answer behind a question that a text asks stands in a reply to that.

    That is short, or has words of what is asked: أين ولدت؟ في بيروت, but not أين يقع المعهد؟ اشترك
    في نشرتنا من بيروت. An answer that is behind no question is none to it, which is right as well.

    Args:
        text: the text.
        place: what is shown of it.
        answer: in the text.
        question: that is asked.
    """
    shown = [span for span in sentences_of(text) if span.overlaps(place)]
    before = [span for span in shown if span.end <= answer.start]
    own = next((span for span in shown if span.overlaps(answer)), answer)
    if not any(_is_asked(text, span) for span in before) or _is_asked(text, own):
        return True
    return _may_reply(text, own, question)


def _may_reply(text: str, sentence: Span, question: Question) -> bool:
    found = inside(sentence, words_of(text))
    return len(found) <= _OF_A_SHORT_REPLY or any(map(question.has, found))


def _leaves_open(caveat: Caveat, text: str, sentence: Span, question: Question) -> bool:
    """Whether a caveat is of a whole sentence, or of all in it that is of the question."""
    if caveat.scope != sentence or not sentence.overlaps(caveat.mark):
        return False
    if caveat.standing is Standing.ASKED:
        return True
    if not caveat.is_told_by(text, _IF_IT_WERE):
        return False
    before = inside(Span(sentence.start, caveat.mark.start), words_of(text))
    # Behind other words it may be of a name: أليكسي لو كور.
    is_led = not before or bare(before[-1].form, _LEADS_TO_IF) is not None
    is_led |= bool(before and text[before[-1].span.end : caveat.mark.start].strip())
    return is_led and question.stems.isdisjoint(each.stem for each in before)


def _opens_denial(caveat: Caveat, text: str, sentence: Span) -> bool:
    """Whether a caveat is of a denial that begins with "but"."""
    found = inside(sentence, words_of(text))[:1]
    is_but = any(each.form in unsaid.BUT for each in found)
    return is_but and caveat.standing is Standing.DENIED and sentence.overlaps(caveat.mark)


def _only_has_to_be(caveat: Caveat, text: str, question: Question) -> bool:
    """Whether a text says that something has to be so, of which a question does not say it."""
    return caveat.is_told_by(text, _MUST) and _MUST.isdisjoint(question.forms)


@lru_cache(_KEPT)
def _standings(question: str) -> frozenset[Standing]:
    """What a question itself asks of: what was not, what is to come."""
    text = _ASKS.sub(" ", question)
    found = {each.standing for each in caveats(text)}
    forms = [word.form for word in words(text)]
    if any(_TO_COME.fullmatch(form) or (form[0] == "ت" and form in VERBS) for form in forms):
        found.add(Standing.PLANNED)
    if any(asks in _WHEN_IS and what in _SCHEDULED for asks, what in pairwise(forms)):
        found.add(Standing.PLANNED)
    return frozenset(found)


def _is_of_verb(caveat: Caveat, text: str, question: Question) -> bool:
    """Whether a caveat is said of the question's verb, wherever the answer stands."""
    verb = predicate_of(question)
    if verb is None:
        return False
    after = [
        each for each in inside(caveat.scope, words_of(text)) if each.span.start >= caveat.mark.end
    ]
    return is_alike(verb.stem, (each.stem for each in after[:_NEAR]))


def _next_sentence(text: str, part: Span) -> Span | None:
    """The sentence that begins behind the one in which a part of a text ends."""
    spans = sentences_of(text)
    number = bisect_left(spans, part.end, key=lambda span: span.start)
    return spans[number] if number < len(spans) else None


def _is_denied(caveat: Caveat, text: str, part: Span) -> bool:
    """Whether the next sentence denies with "but" what a part says: لكن الوزير لم يلغ المهرجان."""
    after = _next_sentence(text, part)
    if after is None or not _opens_denial(caveat, text, after):
        return False
    found = inside(after, words_of(text))
    denied = [each for each in found if each.span.start >= caveat.mark.end][:_NEAR]
    said = [each.stem for each in inside(part, words_of(text)) if each.form not in STOPWORDS]
    return any(is_alike(each.stem, said) for each in denied if each.form not in STOPWORDS)


def _replies(text: str, part: Span, within: Sequence[Span]) -> list[Span]:
    """The clauses that reply to a question with which a part of a text ends: ج: لا، لن نوقف."""
    after = _next_sentence(text, part)
    last = next((span for span in reversed(sentences_of(text)) if span.overlaps(part)), None)
    if after is None or last is None or not _is_asked(text, last) or _is_asked(text, after):
        return []
    first = [each.form for each in inside(after, words_of(text))[:1]]
    if _REPLY.isdisjoint(first):
        return []
    return [clause for clause in within if clause.overlaps(after)][:_OF_A_REPLY]


def _is_asked(text: str, sentence: Span) -> bool:
    return any(
        each.standing is Standing.ASKED and each.scope == sentence
        for each in caveats(text, sentence)
    )


def with_heads(text: str, part: Span, within: Sequence[Span]) -> Span:
    """A part of a text with the clauses that deny or doubt it, of its sentence or the next one.

    What ends with a question has the beginning of the reply.

    Args:
        text: the text.
        part: clauses of it.
        within: all of its clauses, in order.
    """
    heads = [
        clause
        for each in caveats(text, part)
        if each.standing in _TURNING and (each.scope.overlaps(part) or _is_denied(each, text, part))
        for clause in within
        if clause.overlaps(each.mark)
    ]
    heads += _replies(text, part, within)
    return Span(
        min((part.start, *(each.start for each in heads))),
        max((part.end, *(each.end for each in heads))),
    )

"""What a sentence denies, calls untrue, or says that nobody did or said."""

import re
from collections.abc import Sequence
from itertools import pairwise

from search.arabic import unsaid
from search.arabic.analyzer import Word
from search.arabic.clauses import opens
from search.arabic.listings import bare, listed
from search.arabic.negation import HOWEVER, NEGATIONS, denies
from search.arabic.normalizer import normalize
from search.arabic.reach import COMMA, SAYING, Caveat, Sentence, Standing, cut_at, end_of_relative
from search.arabic.verbs import VERBS
from search.records import Span

NOT_SO = unsaid.NOT_TRUE | unsaid.DEVOID
FALSE = unsaid.FALSE | unsaid.FORGED
DENYING = NEGATIONS | unsaid.WHAT
IF = "ان"
IMPERFECT = re.compile(r"[يتن]\w{2,}")
# Objects that are denied, with the verb: نفته الشرطة.
DENIED_IT = re.compile(
    "[وف]?(?:نفا|نفت|نفوا|[يت]نفي|[يت]?(?:كذب|فند|دحض)|(?:كذب|فند|دحض|انكر)ت|[اي]نكر|تنكر)(?:ه|ها|هم)"
)
# Words within which, behind a verb of denial, is what it is about.
_ONE_THAT_IS_DENIED = 6
# And those within which is what was said before: نفى ... لاحقا صدور هذا الرقم.
_UTTERING_WITHIN = 16
_PERFECT = frozenset(verb for verb in VERBS if not IMPERFECT.fullmatch(verb)) | listed(
    # These begin as what is still to come does, but are no form of it: فقد توفي.
    """
    توفي توفيت توفوا تم تمت تولى تولت تأسس تأسست تسلمت تعرضت تلقت تبينت تراجعت تمكنت تكبدت
    توجهت توقفت توصلت ترأست تخرجت تزوجت نشر نشرت نفى نفت نقل نقلت نجح نجحت نال نالت
    نفذ نفذت نظم نظمت تأكد تأجل تأهل تأخر تألف تأثر تبرع تصاعد تفاقم تقاعد تنازل تناول تسلل تعهد ترك
    تركت تمركز
    """
)
_PERFECT_OF_TEN = re.compile("است\\w{3}(?:ت|وا)?")
# What begins and ends so is no form of what is to come, which would begin with two: وقد تضاعفت.
_PERFECT_OF_FIVE = re.compile("ت(?!ت)\\w{3,}(?:ت|وا)")
_NOT_OF_FIVE = listed("تلتفت")
# Words within which something was spread that is false.
_SPREAD_WITHIN = 4
# Words behind "did not say" with which it is "no less than", or is said of something before it.
_SAID_WITHIN = 4
_SAID_IT = re.compile("[اينت]قل(?:ه|ها|هم)")
_LEADS_ON = re.compile("[:：]")
_OPENED = re.compile('[«“"]')
_QUOTED = re.compile(r"[^»”\"\n]{0,1000}")
# Words within which "true" stands behind "not", and behind "devoid": عار تماما عن الصحة.
_TRUE_WITHIN, _DEVOID_WITHIN = 2, 4
# Words of which a limited "not" is said.
_LIMIT = 3
_SHOWN_WITHIN = 5
_TELLING = SAYING | unsaid.SAID
_BE = listed("يكن تكن")
_COMMON, _COMMON_WITHIN = normalize("شائعة"), 5
_BECAME = listed("أصبحت باتت صارت تعد تعتبر أكثر الأكثر غير")


def untrue(sentence: Sentence, i: int) -> Caveat | None:
    """What a sentence calls untrue: هذا غير صحيح، لا أساس له من الصحة."""
    form = sentence.found[i].form
    within = _DEVOID_WITHIN if bare(form, unsaid.DEVOID) else _TRUE_WITHIN
    near = [each.form for each in sentence.found[i + 1 : i + 1 + within]]
    is_no = bare(form, NOT_SO) is not None and not unsaid.TRUE.isdisjoint(near)
    is_not_so = _denies(sentence, i) and (
        sentence.next(i) in unsaid.HAPPENED or _has_not_said_it(sentence, i)
    )
    if (form, sentence.next(i)) == unsaid.INVENTED or _was_untrue(sentence, i, near):
        return sentence.whole(Standing.UNTRUE, i)
    is_false = (
        _is_false(sentence, i) or _is_shown_otherwise(sentence, i) or DENIED_IT.fullmatch(form)
    )
    return sentence.whole(Standing.UNTRUE, i) if is_no or is_not_so or is_false else None


def _was_untrue(sentence: Sentence, i: int, near: Sequence[str]) -> bool:
    """Whether somebody says that his own words were not so: تصريحه بأن ... لم يكن دقيقا."""
    is_no = bare(sentence.found[i].form, unsaid.DID_NOT) is not None and near[:1] != []
    is_so = is_no and near[0] in _BE and not unsaid.TRUE.isdisjoint(near[1:])
    return is_so and any(
        bare(each.form, unsaid.OWN_WORDS) is not None for each in sentence.found[:i]
    )


def is_denying(word: Word, after: Word | None) -> bool:
    """Whether a word denies, and does not say of a source that it is not named.

    Args:
        word: the word.
        after: the next one: رفض الكشف عن اسمه.
    """
    is_refused = after is not None and after.form in unsaid.TELLING_WHO
    is_unnamed = is_refused and bare(word.form, unsaid.REFUSING) is not None
    return bare(word.form, unsaid.DENIALS) is not None and not is_unnamed


def denial(sentence: Sentence, i: int) -> Caveat | None:
    """What somebody denies: نفت الوزارة أن."""
    behind = sentence.found[i + 1] if i + 1 < len(sentence.found) else None
    if not is_denying(sentence.found[i], behind):
        return None
    that = sentence.that(i, unsaid.DENIED)
    after = sentence.found[i + 1 : that or len(sentence.found)]
    near = after[:_ONE_THAT_IS_DENIED]
    if i + 1 == len(sentence.found) or any(is_news(each.form) for each in near):
        return cut_at(
            sentence.whole(Standing.UNTRUE, i), sentence.report(Standing.UNTRUE, i).scope.end
        )
    if _is_of_before(sentence.found[i + 1 : i + 1 + _UTTERING_WITHIN]):
        return sentence.whole(Standing.UNTRUE, i)
    return (sentence.report if that else sentence.clause)(Standing.DENIED, i)


def _is_of_before(after: Sequence[Word]) -> bool:
    """Whether a denial is of what stands before it: نفى المتحدث لاحقا صدور هذا الرقم."""
    return any(
        one.form in unsaid.UTTERING and other.form in unsaid.THIS for one, other in pairwise(after)
    )


def negation(sentence: Sentence, i: int) -> Caveat | None:
    """What is not so, or that nobody said: لم يستقل الوزير."""
    has_not_said = _has_not_said(sentence, i)
    is_none = sentence.next(i) in unsaid.NO_DENIAL and not has_not_said
    if is_none or not _denies(sentence, i):
        return None
    caveat = sentence.clause(Standing.DENIED, i)
    led = _quoted_end(sentence, i) if has_not_said else 0
    caveat = cut_at(caveat, max(caveat.scope.end, led, _end_behind_colon(sentence, i)))
    if bare(sentence.found[i].form, unsaid.LIMITED):
        # Of «غير» it is the adjective alone: منظمة غير حكومية.
        limit = 1 if bare(sentence.found[i].form, HOWEVER) is not None else _LIMIT
        last = sentence.found[min(i + limit, len(sentence.found) - 1)].span.end
        return caveat._replace(scope=Span(caveat.mark.start, min(last, caveat.scope.end)))
    if sentence.has_exception[i]:
        return None
    end = min(caveat.scope.end, _told_from(sentence, i) or caveat.scope.end)
    return cut_at(caveat, min(end, end_of_relative(sentence, i) or end))


def _is_false(sentence: Sentence, i: int) -> bool:
    """Whether a word calls something false, and not what somebody is accused of spreading."""
    form = sentence.found[i].form
    if bare(form, unsaid.FORGED):
        noun = sentence.found[i - 1].form if i else ""
        return noun not in unsaid.THIS and (is_news(noun) or is_news(f"ال{noun}"))
    if bare(form.removeprefix("ال"), unsaid.FALSE) is None or _is_common(sentence, i):
        return False
    before = sentence.found[max(0, i - _SPREAD_WITHIN) : i]
    is_spread = any(bare(each.form, unsaid.SPREADING) for each in before)
    return not is_spread or sentence.that(i, unsaid.THAT) is not None


def _is_common(sentence: Sentence, i: int) -> bool:
    """Whether something is said to be common, and not a rumour: عادة شائعة، باتت الكتب شائعة."""
    if i == 0 or sentence.found[i].form != _COMMON or sentence.that(i, unsaid.THAT) is not None:
        return False
    near = sentence.found[max(0, i - _COMMON_WITHIN) : i]
    return sentence.written(i - 1).endswith(("ة", "ات")) or any(
        bare(each.form, _BECAME) for each in near
    )


def _is_shown_otherwise(sentence: Sentence, i: int) -> bool:
    """Whether the contrary of what was said is shown to be so: أثبتت دراسة عكس ذلك."""
    if sentence.found[i].form not in unsaid.CONTRARY or sentence.next(i) not in unsaid.THIS:
        return False
    near = [each.form for each in sentence.found[max(0, i - _SHOWN_WITHIN) : i]]
    return any(
        bare(verb, unsaid.SHOWING) and not bare(before, DENYING)
        for before, verb in pairwise(["", *near])
    )


def _has_not_said(sentence: Sentence, i: int) -> bool:
    """Whether "not" stands before a verb of saying: لم يقل الوزير, not لم يقل العدد عن مئة."""
    after = [each.form for each in sentence.found[i + 2 : i + 2 + _SAID_WITHIN]]
    is_said = bare(sentence.found[i].form, unsaid.DID_NOT) and sentence.next(i) in unsaid.SAID
    return bool(is_said) and unsaid.FROM_ON.isdisjoint(after)


def _has_not_said_it(sentence: Sentence, i: int) -> bool:
    """Whether "not" says of words beside it that nobody said them: لم يقل الوزير هذا الكلام."""
    if sentence.next(i) in unsaid.CAME:
        return i > 0 and sentence.found[i - 1].form in unsaid.UTTERANCES
    if bare(sentence.found[i].form, unsaid.DID_NOT) and _SAID_IT.fullmatch(sentence.next(i)):
        return not sentence.has_exception[i]
    near = range(i + 2, min(i + 2 + _SAID_WITHIN, len(sentence.found)))
    return _has_not_said(sentence, i) and any(_is_this(sentence, j) for j in near)


def _is_this(sentence: Sentence, i: int) -> bool:
    is_last = i + 1 == len(sentence.found) or bool(sentence.gap(i + 1).strip())
    is_noun = is_last or sentence.next(i) in unsaid.UTTERANCES
    return sentence.found[i].form in unsaid.THIS and is_noun


def _quoted_end(sentence: Sentence, i: int) -> int:
    """Where the words in marks end that a denied verb leads to; 0 where it leads to none."""
    mark = sentence.found[i].span
    opened = _OPENED.search(sentence.text, mark.end, sentence.report(Standing.DENIED, i).scope.end)
    quoted = opened and _QUOTED.match(sentence.text, opened.end())
    if quoted is None:
        return 0
    for each in sentence.found[i + 2 :]:
        if each.span.start > quoted.start():
            return quoted.end()
        if each.form in unsaid.SAYING:
            break
    return 0


def _end_behind_colon(sentence: Sentence, i: int) -> int:
    """Where the words end that a denied verb of saying leads to by a colon; 0 where it does not.

    «لم يقل الوزير إطلاقا: سنبيع السد»، but not «لم يقل شيئا: الصمت أبلغ».
    """
    said = i + 2 if sentence.next(i) in unsaid.NOBODY else i + 1
    if said >= len(sentence.found) or bare(sentence.found[said].form, _TELLING) is None:
        return 0
    for j in range(said + 1, len(sentence.found)):
        form = sentence.found[j].form
        if _LEADS_ON.search(sentence.gap(j)):
            return sentence.span.end
        if form in unsaid.BUT | unsaid.SOMETHING or opens(form, sentence.next(j)):
            break
    return 0


def _told_from(sentence: Sentence, i: int) -> int | None:
    """Where what is told begins behind a speaker of whom a clause denies something else.

    قال الوزير الذي لم يحضر الاجتماع إن الحكومة باعت المنجم.
    """
    is_of_somebody = i > 0 and bare(sentence.found[i - 1].form, unsaid.WHO) is not None
    if not is_of_somebody or not any(bare(each.form, SAYING) for each in sentence.found[:i]):
        return None
    for each in sentence.found[i + 1 :]:
        if bare(each.form, _TELLING):
            return None
        if each.form == IF:
            return each.span.start
    return None


def _denies(sentence: Sentence, i: int) -> bool:
    if i + 1 == len(sentence.found) or sentence.gap(i + 1).strip():
        return False
    if sentence.found[i].form in unsaid.WHAT and sentence.next(i) in unsaid.AS_MUCH_AS:
        return False
    if denies(sentence.text, sentence.found, i):
        return True
    # Where a clause begins with it, it is "not" before the perfect too: ما استقال الوزير.
    after = sentence.next(i)
    is_first = i == 0 or COMMA.search(sentence.gap(i)) is not None
    is_verb = is_perfect(after) or after.endswith("ش")
    return (
        sentence.found[i].form in unsaid.WHAT
        and is_first
        and is_verb
        and after not in unsaid.NO_VERB
    )


def is_perfect(form: str) -> bool:
    """Whether a verb tells what has been."""
    is_of_five = _PERFECT_OF_FIVE.fullmatch(form) is not None and form not in _NOT_OF_FIVE
    return form in _PERFECT or is_of_five or _PERFECT_OF_TEN.fullmatch(form) is not None


def is_news(form: str) -> bool:
    """Whether a word is for what was told: الخبر، والأنباء."""
    return form in unsaid.NEWS or form[1:] in unsaid.NEWS

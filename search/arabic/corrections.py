"""What a sentence corrects, takes back, or says was printed by mistake."""

from search.arabic import errata, unsaid
from search.arabic.listings import bare
from search.arabic.negation import NEGATIONS
from search.arabic.reach import COMMA, Caveat, Sentence, Standing, cut_at, says_right
from search.records import Span

# Words behind a verb within which is the ruling that it undoes.
_RULING_WITHIN = 5
# Before what is not done, and before a noun: أنباء عن نقض الحكم.
_NOT_BEFORE = NEGATIONS | unsaid.FROM | unsaid.ABOUT
# Words at the beginning of a sentence among which the verb is.
_FIRST = 6


def corrected(sentence: Sentence, i: int) -> Caveat | None:
    """What stands before a word that corrects it: 7 ملايين، وعلى وجه الدقة 7 مليارات."""
    form = sentence.found[i].form
    is_exactly = (form, sentence.next(i)) == errata.EXACTLY
    is_right = says_right(sentence, i)
    if i == 0 or not (is_right or is_exactly or bare(form, errata.CORRECTING)):
        return None
    mark, standing = sentence.found[i].span, Standing.CORRECTED if is_right else Standing.UNTRUE
    return Caveat(standing, mark, Span(sentence.span.start, mark.start))


def mistaken(sentence: Sentence, i: int) -> Caveat | None:
    """What was printed by mistake, or in an earlier version of the text: ورد خطأ أن."""
    form, that = sentence.found[i].form, sentence.that(i, unsaid.THAT)
    forms = [each.form for each in sentence.found]
    if bare(form, errata.VERSIONS):
        is_so = that is not None and errata.is_earlier_version(forms, i)
    else:
        is_so = errata.is_by_mistake(forms, i, that)
    if not is_so:
        return None
    reach = sentence.whole if that is None else sentence.report
    return reach(Standing.CORRECTED, i)


def taken_back(sentence: Sentence, i: int) -> Caveat | None:
    """What a story said that its paper takes back: تسحب الوكالة الخبر الذي أفاد بأن."""
    forms = [each.form for each in sentence.found]
    is_so = bare(forms[i], errata.TAKING_STORY_BACK) and errata.takes_story_back(forms, i)
    return sentence.whole(Standing.CORRECTED, i) if is_so else None


def undone(sentence: Sentence, i: int) -> Caveat | None:
    """What was ruled before, and is undone: حكم عليه بالسجن، ثم نقضت محكمة التمييز الحكم."""
    if i == 0 or not _undoes(sentence, i):
        return None
    mark = sentence.found[i].span
    return Caveat(Standing.ANNULLED, mark, Span(sentence.span.start, mark.start))


def undoes_before(sentence: Sentence) -> bool:
    """Whether a sentence goes on with undoing what was ruled: غير أن الاستئناف فسخت القرار."""
    first = range(min(_FIRST, len(sentence.found)))
    goes_on = any(bare(sentence.found[i].form, unsaid.THEN) for i in first)
    return goes_on and any(_undoes(sentence, i) for i in first)


def _undoes(sentence: Sentence, i: int) -> bool:
    after = [each.form for each in sentence.found[i + 1 : i + 1 + _RULING_WITHIN]]
    before = sentence.found[i - 1].form if i else ""
    form = sentence.found[i].form
    is_undone = bare(form, unsaid.UNDOING) is not None and not unsaid.A_RULING.isdisjoint(after)
    is_acquitted = bare(form, unsaid.ACQUITTING) is not None
    return (is_undone or is_acquitted) and bare(before, _NOT_BEFORE) is None


def unlike(sentence: Sentence, i: int) -> Caveat | None:
    """What is said not to be as it was told: خلافا لما ذكر من أن القتلى سبعة."""
    that = sentence.that(i, unsaid.THAT)
    if that is None or sentence.next(i).removeprefix("ل") not in unsaid.WHAT:
        return None
    caveat = sentence.report(Standing.DENIED, i)
    comma = COMMA.search(sentence.text, sentence.found[that].span.end, caveat.scope.end)
    return caveat if comma is None else cut_at(caveat, comma.start())


def opens_correction(sentence: Sentence) -> bool:
    """Whether a sentence says what is right in place of what stands before it."""
    if not sentence.found:
        return False
    if errata.is_correction(sentence.found[0].form, sentence.gap_after(0)):
        return True
    is_really = sentence.found[0].form in errata.REALLY and sentence.next(0) in unsaid.THAT
    return is_really or sentence.next(0) in errata.THE_RIGHT or says_right(sentence, 0)

"""What a sentence supposes, wishes, plans, dreams or counts for the time being."""

import re
from itertools import pairwise

from search.arabic import unsaid
from search.arabic.analyzer import inside
from search.arabic.denials import IF, IMPERFECT, is_perfect
from search.arabic.listings import bare, listed
from search.arabic.reach import HARD, SAYING, Caveat, Sentence, Standing, cut_at, end_of_relative
from search.arabic.verbs import EVENTS

TO_COME = unsaid.PLANS | unsaid.POSSIBLE | unsaid.LIKELY_TO
FUTURE = re.compile(r"[وف]?س(?P<verb>[يتن]\w{2,})")
_HIS = re.compile("[وف]?سي")
# Words with which a plan is not yet one: كان من المتوقع.
_WAS_WITHIN = 3
# Words within which a wish leads to what is wished, and to a preposition in one word with it.
_WISHED_WITHIN, _BY_WITHIN = 8, 3
_TO = listed("إلى")
# Words behind a count that say that it is not the last one: حصيلة الضحايا الأولية.
_COUNT_WITHIN = 3
_PERCENT = " \u00a0%٪"
# Words behind a verb within which is what is worked for.
_AIM_WITHIN = 8
_VERBS = EVENTS | SAYING


def supposed(sentence: Sentence, i: int) -> Caveat | None:
    """What is only the case if, may be, or is claimed: إن فاز، قد يفوز."""
    form, after = sentence.found[i].form, sentence.next(i)
    is_if = form.removeprefix("و") == IF and "إ" in sentence.written(i) and is_perfect(after)
    if is_if or (bare(form, unsaid.IN) and after in unsaid.CASE):
        return sentence.whole(Standing.SUPPOSED, i)
    # What somebody claims may stand before it: وُلد في دمشق بحسب ما زعم.
    before = sentence.found[i - 1].form if i else ""
    if bare(form, unsaid.CLAIMED) and bare(before, unsaid.ACCORDING):
        return sentence.whole(Standing.SUPPOSED, i)
    of_amount = after.startswith("ت") and sentence.next(i + 1) in unsaid.AMOUNTS
    is_to_come = IMPERFECT.fullmatch(after) and not is_perfect(after) and not of_amount
    is_may = bare(form, unsaid.MAY) and is_to_come
    return sentence.clause(Standing.SUPPOSED, i) if is_may else None


def likened(sentence: Sentence, i: int) -> Caveat | None:
    """What is only as if: كأن الحكومة رفعت الأسعار."""
    is_so = unsaid.AS_IF_WRITTEN.match(sentence.written(i)) is not None
    return sentence.clause(Standing.SUPPOSED, i) if is_so else None


def not_yet(sentence: Sentence, i: int) -> Caveat | None:
    """What has not been by then, and may never be: قبل أن يفوز الكاتب سحبت الجائزة منه."""
    form, before = sentence.found[i].form, sentence.found[i - 1].form if i else ""
    of, without = unsaid.INSTEAD
    is_without = form in without and (form.startswith("ب") or bare(before, of) is not None)
    if not (bare(form, unsaid.NOT_YET) or is_without) or i + 2 >= len(sentence.found):
        return None
    is_to_come = sentence.next(i) == IF and IMPERFECT.fullmatch(sentence.next(i + 1))
    return sentence.clause(Standing.PLANNED, i) if is_to_come else None


def cancelled(sentence: Sentence, i: int) -> Caveat | None:
    """What was called off: ألغيت المباراة."""
    is_sake = i > 0 and sentence.found[i - 1].form in unsaid.OF
    is_cancelled = bare(sentence.found[i].form, unsaid.CANCELLED) and not is_sake
    return sentence.clause(Standing.DENIED, i) if is_cancelled else None


def wished(sentence: Sentence, i: int) -> Caveat | None:
    """What somebody wishes: يتمنى أن."""
    if bare(sentence.found[i].form, unsaid.WISHES) is None:
        return None
    after = [each.form for each in sentence.found[i + 1 : i + 1 + _WISHED_WITHIN]]
    is_led = not (unsaid.THAT | _TO).isdisjoint(after)
    is_led |= any(form.startswith("ب") for form in after[:_BY_WITHIN])
    return sentence.clause(Standing.WISHED, i) if is_led else None


def planned(sentence: Sentence, i: int) -> Caveat | None:
    """What is still to come, or was and did not: من المقرر أن."""
    form = sentence.found[i].form
    if form in unsaid.NO_PLAN:
        return None
    is_told = _is_future(form) or bare(form, TO_COME) is not None
    # What begins so in the feminine may be a name: كان الألماني ستامب.
    within = _WAS_WITHIN if is_told or _HIS.match(form) else 1
    before = sentence.found[max(0, i - within) : i]
    if any(bare(each.form, unsaid.WAS) for each in before):
        return sentence.report(Standing.SUPPOSED, i)
    if not is_told:
        return None
    if sentence.has_cancelled:
        return sentence.whole(Standing.SUPPOSED, i)
    return sentence.report(Standing.PLANNED, i)


def aimed(sentence: Sentence, i: int) -> Caveat | None:
    """What is worked for: تنسق الوزارة مع المنظمة لتوفير 30 ألف جرعة."""
    form = sentence.found[i].form
    if bare(form, unsaid.AIMING) is None:
        return None
    caveat = sentence.report(Standing.PLANNED, i)
    caveat = cut_at(caveat, end_of_relative(sentence, i) or caveat.scope.end)
    after = inside(caveat.scope, sentence.found)[1 : 1 + _AIM_WITHIN]
    is_work = bare(form, unsaid.WORKING) is not None
    is_aim = any(
        aim.form in unsaid.TO_BRING_ABOUT and (not is_work or before.form in unsaid.ON)
        for before, aim in pairwise([sentence.found[i], *after])
    )
    return caveat if is_aim else None


def provisional(sentence: Sentence, i: int) -> Caveat | None:
    """A count that is not the last one; the whole sentence where it stands behind what it counts.

    بلغ عدد القتلى سبعة في حصيلة أولية، بعد فرز 40 بالمئة من الأصوات.
    """
    last = i
    while last + 1 < len(sentence.found) and not sentence.gap(last + 1).strip(_PERCENT):
        last += 1
    near = [each.form for each in sentence.found[i + 1 : min(last, i + _COUNT_WITHIN) + 1]]
    before = sentence.found[i - 1].form if i else ""
    if bare(before, unsaid.AFTER_THAT) and sentence.found[i].form in unsaid.COUNTING:
        is_so = unsaid.ALL.isdisjoint(near) and not unsaid.VOTES.isdisjoint(near)
    else:
        is_not_last = any(
            bare(a, unsaid.NOT_TRUE) and b in unsaid.NOT_LAST for a, b in pairwise(near)
        )
        is_so = is_not_last or not unsaid.FIRST.isdisjoint(near)
    if not is_so:
        return None
    leads = i == 0 or HARD.search(sentence.gap(i)) is not None or bare(before, _VERBS) is not None
    reach = sentence.clause if leads else sentence.whole
    return reach(Standing.PROVISIONAL, i)


def dreamt(sentence: Sentence, i: int) -> Caveat | None:
    """What somebody saw asleep: رأى في المنام أن."""
    form, before = sentence.found[i].form, sentence.found[i - 1].form if i else ""
    is_dreamt = form in unsaid.DREAM and before in unsaid.IN
    is_dreamt |= form not in unsaid.DREAM and sentence.that(i, unsaid.THAT_IT) is not None
    return sentence.whole(Standing.DREAMT, i) if is_dreamt else None


def _is_future(form: str) -> bool:
    future = FUTURE.fullmatch(form)
    return future is not None and future["verb"] in _VERBS

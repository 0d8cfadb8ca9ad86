"""What a text does not say to be so: denied, corrected, supposed, wished, planned, dreamt.

A caveat is a word that says so (``نفى``, ``لم``, ``شائعة``, ``لو``, ``من المقرر``), and the part of
the text that it is said of: up to the end of its clause or of what is reported, the whole sentence,
or the sentences before one such as «وهذا غير صحيح».
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from search.arabic import errata, unsaid
from search.arabic.analyzer import Word, inside, words_of
from search.arabic.clauses import opens
from search.arabic.listings import bare, listed
from search.arabic.negation import NEGATIONS, denies
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.arabic.verbs import CLAIMS, EVENTS, SPEECH
from search.records import Span

# Objects that are denied, with the verb: نفته الشرطة.
_DENIED_IT = re.compile(
    "[وف]?(?:نفا|نفت|نفوا|[يت]نفي|[يت]?(?:كذب|فند|دحض)|(?:كذب|فند|دحض|انكر)ت|[اي]نكر|تنكر)(?:ه|ها|هم)"
)
# Words within which: behind a verb of denial, or at the beginning of a sentence, what it is about;
# behind a verb the preposition; behind "not" with a noun, what is not.
_ONE_THAT_IS_DENIED = 6
_IF = "ان"
_IMPERFECT = re.compile(r"[يتن]\w{2,}")
_PERFECT = frozenset(
    verb for verb in EVENTS | SPEECH | CLAIMS if not _IMPERFECT.fullmatch(verb)
) | listed(
    # These begin as what is still to come does, but are no form of it: فقد توفي.
    """
    توفي توفيت توفوا تم تمت تولى تولت تأسس تأسست تسلمت تعرضت تلقت تبينت تراجعت تمكنت تكبدت
    توجهت توقفت توصلت ترأست تخرجت تزوجت نشر نشرت نفى نفت نقل نقلت نجح نجحت نال نالت
    نفذ نفذت نظم نظمت
    """
)
_PERFECT_OF_TEN = re.compile("است\\w{3}(?:ت|وا)?")
_LED_WITHIN = 4
# Words with which a plan is not yet one: كان من المتوقع.
_WAS_WITHIN = 3
_FUTURE = re.compile(r"[وف]?س(?P<verb>[يتن]\w{2,})")
# Without its hamza it may be "not to".
_UNLESS = "الا"
# Words behind "did not say" with which it is "no less than", or is said of something before it.
_SAID_WITHIN = 4
_SAID_IT = re.compile("[اينت]قل(?:ه|ها|هم)")
_OPENED = re.compile('[«“"]')
_QUOTED = re.compile(r"[^»”\"\n]{0,1000}")
_LIMIT = 3
_HARD = re.compile(r"[؛;:()\n]")
_COMMA = re.compile(r"[،,]|\s[-\u2013\u2014]\s")
# A question mark, or the label of a question in an interview: س: يقال إنها سبع.
_ASKS = re.compile(r"[؟?]")
_QUESTION = re.compile(r"\W*(?P<label>س|سؤال|السؤال|ال?سؤال ال\w+|سـ?\s?\d+)\s*[:：]")
_THAT_WITHIN, _DENIED_WITHIN = 8, 24
_BY_WITHIN = 3
# Words behind a count that say that it is not the last one: حصيلة الضحايا الأولية.
_COUNT_WITHIN = 3
_PERCENT = " \u00a0%٪"
_TO = listed("إلى")
_SENTENCES_BEFORE, _SENTENCES_AFTER = 2, 3
_LEADS_ON = ":："
_KEPT, _FORMS_KEPT = 64, 1 << 14
_SAYING = SPEECH | CLAIMS
_VERBS = EVENTS | _SAYING
_TELLING = _SAYING | unsaid.SAID
_NOT_SO = unsaid.NOT_TRUE | unsaid.DEVOID
_TO_COME = unsaid.PLANS | unsaid.POSSIBLE | unsaid.LIKELY_TO
_FALSE = unsaid.FALSE | unsaid.FORGED


class Standing(Enum):
    """How a text stands to what it does not say to be so."""

    DENIED = auto()
    UNTRUE = auto()
    CORRECTED = auto()
    ASKED = auto()
    SUPPOSED = auto()
    WISHED = auto()
    PLANNED = auto()
    PROVISIONAL = auto()
    DREAMT = auto()


class Caveat(NamedTuple):
    """Words that say that something is not said to be so, and the part of the text that is not."""

    standing: Standing
    mark: Span
    scope: Span


@dataclass(frozen=True)
class _Sentence:
    """A sentence with its words, and how far what is said at each of them reaches."""

    text: str
    span: Span
    found: Sequence[Word]

    def next(self, i: int) -> str:
        return self.found[i + 1].form if i + 1 < len(self.found) else ""

    def whole(self, standing: Standing, i: int) -> Caveat:
        return Caveat(standing, self.found[i].span, self.span)

    def clause(self, standing: Standing, i: int) -> Caveat:
        mark = self.found[i].span
        return Caveat(standing, mark, Span(mark.start, self._clauses[i]))

    def report(self, standing: Standing, i: int) -> Caveat:
        mark = self.found[i].span
        return Caveat(standing, mark, Span(mark.start, self._reports[i]))

    def reported(self, standing: Standing, i: int) -> Caveat:
        """What is reported with "that", or else the clause."""
        has_that = self.that(i, unsaid.THAT) is not None
        return self.report(standing, i) if has_that else self.clause(standing, i)

    @cached_property
    def has_cancelled(self) -> bool:
        return any(bare(each.form, unsaid.CANCELLED) for each in self.found)

    @cached_property
    def _clauses(self) -> list[int]:
        return self._ends(_ends_clause)

    @cached_property
    def _reports(self) -> list[int]:
        return self._ends(_ends_report)

    @cached_property
    def has_exception(self) -> list[bool]:
        """Of each word, whether an exception follows it in its clause: لم يعد إلا في عام 1950."""
        found = [False] * len(self.found)
        for i in range(len(self.found) - 2, -1, -1):
            is_in_clause = self._clauses[i] == self._clauses[i + 1]
            found[i] = is_in_clause and (found[i + 1] or self._is_exception(i + 1))
        return found

    def _is_exception(self, i: int) -> bool:
        form, written = self.found[i].form, self.text[slice(*self.found[i].span)]
        return form in unsaid.EXCEPT or (form == _UNLESS and "إ" in written)

    def _ends(self, ends: Callable[["_Sentence", int], bool]) -> list[int]:
        """Where, from each word on, that is over of which a word says that it ends before it."""
        found = [self.span.end] * len(self.found)
        for i in range(len(self.found) - 2, -1, -1):
            found[i] = self.found[i].span.end if ends(self, i + 1) else found[i + 1]
        return found

    def gap(self, i: int) -> str:
        """What stands before a word."""
        return self.text[
            self.found[i - 1].span.end if i else self.span.start : self.found[i].span.start
        ]

    def gap_after(self, i: int) -> str:
        """What stands behind a word, up to the next one."""
        return self.gap(i + 1) if i + 1 < len(self.found) else ""

    def that(self, i: int, known: frozenset[str]) -> int | None:
        """The number of the first of some words behind another one, in what it is said of."""
        for j in range(i + 1, min(len(self.found), i + 1 + _DENIED_WITHIN)):
            if self.found[j].form in known:
                return j
            if _ends_report(self, j):
                return None
        return None


_Rule = Callable[[_Sentence, int], Caveat | None]


def caveats(text: str, place: Span | None = None) -> tuple[Caveat, ...]:
    """The caveats of a text, sentence by sentence; takes time in proportion to its length.

    Args:
        text: the text.
        place: of which alone they are wanted, if not of all: then at least those are told whose
            mark or scope has something of it.
    """
    read = _read(text)
    return tuple(chain.from_iterable(map(read.of_sentence, read.reaching(place))))


class _Text:
    """A text that is asked for its caveats in several places, each sentence of it once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = words_of(text)
        self._spans = sentences_of(text)
        self._known: dict[int, Sequence[Caveat]] = {}

    def reaching(self, place: Span | None) -> range:
        """The numbers of the sentences whose caveats may reach a place."""
        spans = self._spans
        if place is None:
            return range(len(spans))
        first = bisect_right(spans, place.start, key=lambda span: span.end)
        last = bisect_left(spans, place.end, key=lambda span: span.start)
        return range(max(0, first - _SENTENCES_AFTER), min(len(spans), last + _SENTENCES_BEFORE))

    def of_sentence(self, number: int) -> Sequence[Caveat]:
        """The caveats of a sentence."""
        if number not in self._known:
            self._known[number] = self._told(number)
        return self._known[number]

    def _told(self, number: int) -> Sequence[Caveat]:
        text, spans = self._text, self._spans
        span = spans[number]
        sentence = _Sentence(text, span, inside(span, self._found))
        before = spans[max(0, number - _SENTENCES_BEFORE) : number]
        own = [*_of_sentence(sentence)]
        own += self._corrections(sentence, before)
        if before and _speaks_of_before(sentence, own):
            own = [
                each._replace(scope=Span(_since(text, each, before), span.end))
                if _is_untrue(each)
                else each
                for each in own
            ]
        # What a colon leads to stands on the lines after it.
        after = spans[number + 1 : number + 1 + _SENTENCES_AFTER]
        if after and text[span.end - 1] in _LEADS_ON:
            own = [_to(each, after[-1].end) if each.scope.end == span.end else each for each in own]
        return own

    def _corrections(self, sentence: _Sentence, before: Sequence[Span]) -> Iterator[Caveat]:
        """What a sentence says is wrong in those before it, or in itself: فاقتضى التنويه."""
        forms = [each.form for each in sentence.found]
        is_error = errata.states_an_error(forms)
        noted = errata.notes_an_error(forms)
        if noted is not None and is_error:
            yield sentence.whole(Standing.CORRECTED, noted)
        elif before and (noted is not None or _opens_correction(sentence)):
            is_right = _is_right(sentence, 0) or (
                not is_error and errata.is_correction(forms[0], sentence.gap_after(0))
            )
            error = self._error(before, is_right=is_right)
            if error is not None:
                yield Caveat(Standing.CORRECTED, sentence.found[noted or 0].span, error)

    def _error(self, before: Sequence[Span], *, is_right: bool) -> Span | None:
        """What a sentence corrects: what was printed, or else the sentence before it."""
        for span in reversed(before):
            if errata.states_an_error([each.form for each in inside(span, self._found)]):
                return Span(span.start, before[-1].end)
        return before[-1] if is_right else None


_read = lru_cache(_KEPT)(_Text)


def _to(caveat: Caveat, end: int) -> Caveat:
    return caveat._replace(scope=Span(caveat.scope.start, end))


def _since(text: str, caveat: Caveat, before: Sequence[Span]) -> int:
    """From where on what was said is untrue: what will not be is what was said just before."""
    is_to_come = bare(normalize(text[slice(*caveat.mark)]), unsaid.WILL_NOT) is not None
    # What a reply calls untrue is its question, not the one before.
    asked = (span.start for span in reversed(before) if _QUESTION.match(text, *span))
    return before[-1].start if is_to_come else next(asked, before[0].start)


def _is_untrue(caveat: Caveat) -> bool:
    return caveat.standing is Standing.UNTRUE


def _speaks_of_before(sentence: _Sentence, own: Sequence[Caveat]) -> bool:
    """Whether a sentence calls what was said before it untrue: وهذا غير صحيح."""
    first = [each.form for each in sentence.found[:_ONE_THAT_IS_DENIED]]
    speaks = any(_is_news(form) or _DENIED_IT.fullmatch(form) for form in first)
    speaks |= (
        bool(first)
        and len(first) == len(sentence.found)
        and bare(first[-1], unsaid.DENIALS) is not None
    )
    return speaks and any(map(_is_untrue, own))


def _is_news(form: str) -> bool:
    return form in unsaid.NEWS or form[1:] in unsaid.NEWS


def _of_sentence(sentence: _Sentence) -> Iterator[Caveat]:
    asks = _ASKS.search(sentence.text, *sentence.span)
    label = _QUESTION.match(sentence.text, *sentence.span)
    if asks is not None or label is not None:
        mark = asks.span() if asks else label.span("label") if label else sentence.span
        yield Caveat(Standing.ASKED, Span(*mark), sentence.span)
    known = map(_rules_of, [word.form for word in sentence.found])
    for i, rules in [each for each in enumerate(known) if each[1]]:
        for rule in rules:
            caveat = rule(sentence, i)
            if caveat is not None:
                yield caveat
                break


@lru_cache(_FORMS_KEPT)
def _rules_of(form: str) -> tuple[_Rule, ...]:
    """The rules that know a word, in their order: few words have any, and rules take time."""
    may_be = _FUTURE.fullmatch(form) is not None and bare(form, unsaid.NO_FUTURE) is None
    is_denied = _DENIED_IT.fullmatch(form) is not None
    is_false = is_denied or bare(form.removeprefix("ال"), _FALSE) is not None
    if not may_be and not is_false and bare(form, _KNOWN) is None:
        return ()
    besides: dict[_Rule, bool] = {_planned: may_be, _untrue: is_false}
    return tuple(
        rule for rule, known in _RULES if bare(form, known) is not None or besides.get(rule)
    )


def _is_future(form: str) -> bool:
    future = _FUTURE.fullmatch(form)
    return future is not None and future["verb"] in _VERBS


def _untrue(sentence: _Sentence, i: int) -> Caveat | None:
    form = sentence.found[i].form
    near = [each.form for each in sentence.found[i + 1 : i + 3]]
    is_no = bare(form, _NOT_SO) is not None and not unsaid.TRUE.isdisjoint(near)
    is_not_so = _denies(sentence, i) and (
        sentence.next(i) in unsaid.HAPPENED or _has_not_said_it(sentence, i)
    )
    if (form, sentence.next(i)) == unsaid.INVENTED:
        return sentence.whole(Standing.UNTRUE, i)
    is_false = _is_false(sentence, i) or _DENIED_IT.fullmatch(form)
    return sentence.whole(Standing.UNTRUE, i) if is_no or is_not_so or is_false else None


def _is_false(sentence: _Sentence, i: int) -> bool:
    """Whether a word calls something false, and not what somebody is accused of spreading."""
    form = sentence.found[i].form
    if bare(form, unsaid.FORGED):
        noun = sentence.found[i - 1].form if i else ""
        return noun not in unsaid.THIS and (_is_news(noun) or _is_news(f"ال{noun}"))
    if bare(form.removeprefix("ال"), unsaid.FALSE) is None:
        return False
    before = sentence.found[max(0, i - _LED_WITHIN) : i]
    is_spread = any(bare(each.form, unsaid.SPREADING) for each in before)
    return not is_spread or sentence.that(i, unsaid.THAT) is not None


def _has_not_said(sentence: _Sentence, i: int) -> bool:
    """Whether "not" stands before a verb of saying: لم يقل الوزير, not لم يقل العدد عن مئة."""
    after = [each.form for each in sentence.found[i + 2 : i + 2 + _SAID_WITHIN]]
    is_said = bare(sentence.found[i].form, unsaid.DID_NOT) and sentence.next(i) in unsaid.SAID
    return bool(is_said) and unsaid.FROM_ON.isdisjoint(after)


def _has_not_said_it(sentence: _Sentence, i: int) -> bool:
    """Whether "not" says of words beside it that nobody said them: لم يقل الوزير هذا الكلام."""
    if sentence.next(i) in unsaid.CAME:
        return i > 0 and sentence.found[i - 1].form in unsaid.UTTERANCES
    if bare(sentence.found[i].form, unsaid.DID_NOT) and _SAID_IT.fullmatch(sentence.next(i)):
        return not sentence.has_exception[i]
    near = range(i + 2, min(i + 2 + _SAID_WITHIN, len(sentence.found)))
    return _has_not_said(sentence, i) and any(_is_this(sentence, j) for j in near)


def _is_this(sentence: _Sentence, i: int) -> bool:
    is_last = i + 1 == len(sentence.found) or bool(sentence.gap(i + 1).strip())
    is_noun = is_last or sentence.next(i) in unsaid.UTTERANCES
    return sentence.found[i].form in unsaid.THIS and is_noun


def _quoted_end(sentence: _Sentence, i: int) -> int:
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


def _denial(sentence: _Sentence, i: int) -> Caveat | None:
    if bare(sentence.found[i].form, unsaid.DENIALS) is None:
        return None
    that = sentence.that(i, unsaid.DENIED)
    after = sentence.found[i + 1 : min(i + 1 + _ONE_THAT_IS_DENIED, that or len(sentence.found))]
    if i + 1 == len(sentence.found) or any(_is_news(each.form) for each in after):
        return sentence.whole(Standing.UNTRUE, i)
    return (sentence.report if that else sentence.clause)(Standing.DENIED, i)


def _negation(sentence: _Sentence, i: int) -> Caveat | None:
    has_not_said = _has_not_said(sentence, i)
    is_none = sentence.next(i) in unsaid.NO_DENIAL and not has_not_said
    if is_none or not _denies(sentence, i):
        return None
    caveat = sentence.clause(Standing.DENIED, i)
    if has_not_said:
        caveat = _to(caveat, max(caveat.scope.end, _quoted_end(sentence, i)))
    if bare(sentence.found[i].form, unsaid.LIMITED):
        last = sentence.found[min(i + _LIMIT, len(sentence.found) - 1)].span.end
        return caveat._replace(scope=Span(caveat.mark.start, min(last, caveat.scope.end)))
    if sentence.has_exception[i]:
        return None
    return _to(caveat, min(caveat.scope.end, _told_from(sentence, i) or caveat.scope.end))


def _told_from(sentence: _Sentence, i: int) -> int | None:
    """Where what is told begins behind a speaker of whom a clause denies something else.

    قال الوزير الذي لم يحضر الاجتماع إن الحكومة باعت المنجم.
    """
    is_of_somebody = i > 0 and bare(sentence.found[i - 1].form, unsaid.WHO) is not None
    if not is_of_somebody or not any(bare(each.form, _SAYING) for each in sentence.found[:i]):
        return None
    for each in sentence.found[i + 1 :]:
        if bare(each.form, _TELLING):
            return None
        if each.form == _IF:
            return each.span.start
    return None


def _denies(sentence: _Sentence, i: int) -> bool:
    if i + 1 == len(sentence.found) or sentence.gap(i + 1).strip():
        return False
    if denies(sentence.text, sentence.found, i):
        return True
    # Where a clause begins with it, it is "not" before the perfect too: ما استقال الوزير.
    after = sentence.next(i)
    is_first = i == 0 or _COMMA.search(sentence.gap(i)) is not None
    is_verb = _is_perfect(after) or after.endswith("ش")
    return (
        sentence.found[i].form in unsaid.WHAT
        and is_first
        and is_verb
        and after not in unsaid.NO_VERB
    )


def _is_perfect(form: str) -> bool:
    return form in _PERFECT or _PERFECT_OF_TEN.fullmatch(form) is not None


def _listed(sentence: _Sentence, i: int) -> Caveat | None:
    form = sentence.found[i].form
    for known, standing, reach in _ALONE:
        if bare(form, known):
            return reach(sentence, standing, i)
    after = [each.form for each in sentence.found[i + 1 : i + 1 + _LED_WITHIN]]
    for known, leading, standing in _LED:
        if bare(form, known) and not leading.isdisjoint(after):
            return sentence.reported(standing, i)
    return None


def _supposed(sentence: _Sentence, i: int) -> Caveat | None:
    form, after = sentence.found[i].form, sentence.next(i)
    written = sentence.text[slice(*sentence.found[i].span)]
    is_if = form.removeprefix("و") == _IF and "إ" in written and _is_perfect(after)
    if is_if or (bare(form, unsaid.IN) and after in unsaid.CASE):
        return sentence.whole(Standing.SUPPOSED, i)
    # What somebody claims may stand before it: وُلد في دمشق بحسب ما زعم.
    before = sentence.found[i - 1].form if i else ""
    if bare(form, unsaid.CLAIMED) and bare(before, unsaid.ACCORDING):
        return sentence.whole(Standing.SUPPOSED, i)
    is_may = bare(form, unsaid.MAY) and _IMPERFECT.fullmatch(after) and after not in _PERFECT
    return sentence.clause(Standing.SUPPOSED, i) if is_may else None


def _corrected(sentence: _Sentence, i: int) -> Caveat | None:
    """What stands before a word that corrects it: 7 ملايين، وعلى وجه الدقة 7 مليارات."""
    form = sentence.found[i].form
    is_exactly = (form, sentence.next(i)) == errata.EXACTLY
    is_right = _is_right(sentence, i)
    if i == 0 or not (is_right or is_exactly or bare(form, errata.CORRECTING)):
        return None
    mark, standing = sentence.found[i].span, Standing.CORRECTED if is_right else Standing.UNTRUE
    return Caveat(standing, mark, Span(sentence.span.start, mark.start))


def _is_right(sentence: _Sentence, i: int) -> bool:
    """Whether a word says what is right, and is no adjective: والصحيح أن، not السليم والصحيح."""
    form, before, after = sentence.found[i].form, sentence.gap(i), sentence.gap_after(i)
    is_apart = i == 0 or _COMMA.search(before) is not None or _HARD.search(before) is not None
    # What stands "in the Right" is a tradition.
    is_title = i > 0 and bare(sentence.found[i - 1].form, unsaid.IN) is not None
    is_led = sentence.next(i) in unsaid.THAT and not is_title
    return form in errata.RIGHT and (is_led or (is_apart and (form[0] == "و" or ":" in after)))


def _opens_correction(sentence: _Sentence) -> bool:
    """Whether a sentence says what is right in place of what stands before it."""
    if not sentence.found:
        return False
    if errata.is_correction(sentence.found[0].form, sentence.gap_after(0)):
        return True
    is_really = sentence.found[0].form in errata.REALLY and sentence.next(0) in unsaid.THAT
    return is_really or sentence.next(0) in errata.THE_RIGHT or _is_right(sentence, 0)


def _mistaken(sentence: _Sentence, i: int) -> Caveat | None:
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


def _taken_back(sentence: _Sentence, i: int) -> Caveat | None:
    """What a story said that its paper takes back: تسحب الوكالة الخبر الذي أفاد بأن."""
    forms = [each.form for each in sentence.found]
    is_so = bare(forms[i], errata.TAKING_BACK) and errata.takes_story_back(forms, i)
    return sentence.whole(Standing.CORRECTED, i) if is_so else None


def _unlike(sentence: _Sentence, i: int) -> Caveat | None:
    """What is said not to be as it was told: خلافا لما ذكر من أن القتلى سبعة."""
    that = sentence.that(i, unsaid.THAT)
    if that is None or sentence.next(i).removeprefix("ل") not in unsaid.WHAT:
        return None
    caveat = sentence.report(Standing.DENIED, i)
    comma = _COMMA.search(sentence.text, sentence.found[that].span.end, caveat.scope.end)
    return caveat if comma is None else _to(caveat, comma.start())


def _not_yet(sentence: _Sentence, i: int) -> Caveat | None:
    """What has not been by then, and may never be: قبل أن يفوز الكاتب سحبت الجائزة منه."""
    form, before = sentence.found[i].form, sentence.found[i - 1].form if i else ""
    of, without = unsaid.INSTEAD
    is_without = form in without and (form.startswith("ب") or bare(before, of) is not None)
    if not (bare(form, unsaid.NOT_YET) or is_without) or i + 2 >= len(sentence.found):
        return None
    is_to_come = sentence.next(i) == _IF and _IMPERFECT.fullmatch(sentence.next(i + 1))
    return sentence.clause(Standing.PLANNED, i) if is_to_come else None


def _cancelled(sentence: _Sentence, i: int) -> Caveat | None:
    is_sake = i > 0 and sentence.found[i - 1].form in unsaid.OF
    is_cancelled = bare(sentence.found[i].form, unsaid.CANCELLED) and not is_sake
    return sentence.clause(Standing.DENIED, i) if is_cancelled else None


def _wished(sentence: _Sentence, i: int) -> Caveat | None:
    if bare(sentence.found[i].form, unsaid.WISHES) is None:
        return None
    after = [each.form for each in sentence.found[i + 1 : i + 1 + _THAT_WITHIN]]
    is_led = not (unsaid.THAT | _TO).isdisjoint(after)
    is_led |= any(form.startswith("ب") for form in after[:_BY_WITHIN])
    return sentence.clause(Standing.WISHED, i) if is_led else None


def _planned(sentence: _Sentence, i: int) -> Caveat | None:
    form = sentence.found[i].form
    before = sentence.found[max(0, i - _WAS_WITHIN) : i]
    if any(bare(each.form, unsaid.WAS) for each in before):
        return sentence.report(Standing.SUPPOSED, i)
    if not _is_future(form) and bare(form, _TO_COME) is None:
        return None
    if sentence.has_cancelled:
        return sentence.whole(Standing.SUPPOSED, i)
    return sentence.report(Standing.PLANNED, i)


def _provisional(sentence: _Sentence, i: int) -> Caveat | None:
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
    leads = i == 0 or _HARD.search(sentence.gap(i)) is not None or bare(before, _VERBS) is not None
    reach = sentence.clause if leads else sentence.whole
    return reach(Standing.PROVISIONAL, i)


def _dreamt(sentence: _Sentence, i: int) -> Caveat | None:
    form, before = sentence.found[i].form, sentence.found[i - 1].form if i else ""
    is_dreamt = form in unsaid.DREAM and before in unsaid.IN
    is_dreamt |= form not in unsaid.DREAM and sentence.that(i, unsaid.THAT_IT) is not None
    return sentence.whole(Standing.DREAMT, i) if is_dreamt else None


# Words that say so alone, and how far that reaches; words that do before a preposition.
_ALONE = (
    (unsaid.RUMOURS, Standing.UNTRUE, _Sentence.reported),
    (unsaid.SUPPOSING, Standing.SUPPOSED, _Sentence.whole),
    (unsaid.DOUBTING | unsaid.IMAGINED, Standing.SUPPOSED, _Sentence.reported),
    (unsaid.PERHAPS | unsaid.ALMOST, Standing.SUPPOSED, _Sentence.clause),
    (unsaid.PREVENTED, Standing.DENIED, _Sentence.clause),
    (unsaid.FAR_FROM_IT, Standing.DENIED, _Sentence.reported),
    (unsaid.TRYING, Standing.WISHED, _Sentence.clause),
)
_LED = (
    (unsaid.FAILING, unsaid.FROM, Standing.DENIED),
    (unsaid.DEPRIVED | unsaid.RENOUNCING, unsaid.OF, Standing.DENIED),
    (unsaid.APOLOGISING, unsaid.NEWS_PRINTED, Standing.DENIED),
    (unsaid.WRONG, unsaid.TO_SAY, Standing.DENIED),
    (unsaid.TAKING_BACK, unsaid.OWN_WORDS, Standing.DENIED),
    (unsaid.MOCKING, unsaid.TELLING, Standing.DENIED),
    (unsaid.WARNING, unsaid.OF, Standing.SUPPOSED),
    (unsaid.DIFFERING, unsaid.ABOUT, Standing.SUPPOSED),
)
_DENYING = NEGATIONS | unsaid.WHAT
# In order, with the words that each begins at.
_RULES: tuple[tuple[_Rule, frozenset[str]], ...] = (
    (_corrected, errata.CORRECTING | errata.RIGHT | {errata.EXACTLY[0]}),
    (_mistaken, errata.MISTAKEN | errata.VERSIONS),
    (_unlike, errata.UNLIKE),
    (_taken_back, errata.TAKING_BACK),
    (_not_yet, unsaid.NOT_YET | unsaid.INSTEAD[1]),
    (_untrue, _DENYING | _NOT_SO | {unsaid.INVENTED[0]}),
    (_denial, unsaid.DENIALS),
    (_negation, _DENYING),
    (_supposed, unsaid.IN | unsaid.CLAIMED | unsaid.MAY | {_IF}),
    (_listed, frozenset[str]().union(*(known for known, *_ in (*_ALONE, *_LED)))),
    (_cancelled, unsaid.CANCELLED),
    (_planned, _TO_COME),
    (_provisional, unsaid.COUNTS),
    (_dreamt, unsaid.DREAM | unsaid.DREAMING),
    (_wished, unsaid.WISHES),
)
_KNOWN = frozenset[str]().union(*(known for _, known in _RULES))


def _ends_clause(sentence: _Sentence, i: int) -> bool:
    """Whether another clause begins with a word."""
    form, gap = sentence.found[i].form, sentence.gap(i)
    if _HARD.search(gap) or form in unsaid.BUT or opens(form, sentence.next(i)):
        return True
    return _COMMA.search(gap) is not None and form[0] in "وف"


def _ends_report(sentence: _Sentence, i: int) -> bool:
    """Whether what is reported is over before a word."""
    form, gap = sentence.found[i].form, sentence.gap(i)
    is_claim = form[0] == "و" and form[1:] in _SAYING
    is_other = form in unsaid.BUT or is_claim or ")" in gap or _is_right(sentence, i)
    return is_other or bare(form, unsaid.GOING_ON) is not None

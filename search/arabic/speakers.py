"""Who says a quotation: the name beside a reporting verb, where it is clear.

Nothing is better than a wrong name: where a verb has no subject (``وقال إنه``), or what stands
between it and the quotation may belong to somebody else, nobody is named.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from search.arabic.analyzer import Word, words
from search.arabic.denials import is_denying
from search.arabic.listings import Parts, bare, listed
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.arabic.subjects import (
    LONGEST_NAME,
    OPENS,
    PARTS,
    VERBS_OF_SAYING,
    End,
    Named,
    is_circumstance_of_saying,
    is_no_name,
    name_behind,
    verb_in,
)
from search.arabic.unsaid import (
    ANSWERING,
    AS_IF,
    AS_IF_WRITTEN,
    BEFORE_THAT,
    DENIALS,
    FALSE,
    IMAGINED,
    MEANWHILE,
    NOT_OWN,
    PERHAPS,
    PLAYED,
    PLAYED_IN,
    SUPPOSING,
    THAT,
    UNTRUE,
)
from search.arabic.verbs import CLAIMS, SPEECH, conjugated
from search.records import Span

# Code points around a quotation in which its speaker is looked for.
_BEFORE = 1500
_AFTER = 300
# Nor has whoever did not say them.
_NOT = listed("لم لن لا ما ليس دون")
# Words with which nothing is said to have been said: denied, asked, supposed or expected.
_UNSAID = (
    SUPPOSING
    | PERHAPS
    | IMAGINED
    | AS_IF
    | listed("لم لن متى لماذا كيف يجب ينبغي يفترض المفترض يتوقع المتوقع ينتظر المنتظر أحقا هلا")
)
# Before words that somebody is named behind: who denies them is not who said them.
_DENYING = _UNSAID | _NOT | DENIALS | UNTRUE | listed("ليست غير عدم بلا مش")
# What words are that nobody has said.
_FALSE = FALSE - listed("خاطئ خاطئا خاطئة وهمي وهمية وهميا كذبة")
_FALSE_PARTS = Parts(_FALSE)
# A verb after one of these is wanted, feared, supposed or still to come: طالب بأن يعلن الوزير.
_WISHING = listed("أن بأن لأن ألا بألا لئلا كي لكي كيلا لكيلا")
_STILL_TO_COME = listed("سوف حتى") | _WISHING
# What has been said may stand after "that" in the perfect, after these alone: سبق أن قال الوزير.
_THAT_IT_WAS = listed("أن بأن")
_FACTS = listed("سبق بعد منذ إلى ما بمجرد")
_IMPERFECT = re.compile(r"[يت]\w{2,}")
# Words between such a one and its verb: أن، في أقرب وقت، يعلن الوزير.
_WISHED_WITHIN = 6
_PASSING_ON = conjugated("نقل/ينقل")
# Verbs of describing and telling: the words after them may be those of their subject.
_ACCOUNTS = conjugated(
    """
    وصف/يصف سمى/يسمي أسمى/يسمي لقب/يلقب نعت/ينعت شبه/يشبه صنف/يصنف رأى/يرى كتب/يكتب روى/يروي
    حكى/يحكي أجاب/يجيب علق/يعلق دعا/يدعو طالب/يطالب سأل/يسأل أخبر/يخبر أبلغ/يبلغ اتهم/يتهم
    هدد/يهدد توعد/يتوعد تعهد/يتعهد ناشد/يناشد خاطب/يخاطب هتف/يهتف استشهد/يستشهد اقتبس/يقتبس
    """
) | listed("سما أسما رآ عد عدت عدوا عدها عدهم لقوله لقولها لقولهم كقوله كقولها كقولهم صلى")
_PASSED = VERBS_OF_SAYING | _PASSING_ON
_TOLD = _ACCOUNTS | _PASSING_ON
_ABOUT = VERBS_OF_SAYING | _TOLD
_OBJECT = re.compile(r"(?:ه|ها|هم|هما|هن|ني|نا)\Z")
_OF = listed("من عن")
_HIS_WORDS = listed("قوله قولها قولهم")
# Behind a preposition too: على لسان بطله.
_LENT = listed("لسان بلسان")
# A clause that names who said the words before it: «...»، كما قال فلان.
_AS = listed("كما حسبما وفقما مثلما")
# What is told to whoever tells it on: تلقى تطمينات على أن.
_TIDINGS = listed(
    """
    تطمينات معلومات معلومة رسالة رسائل شكوى شكاوى بلاغ بلاغات إخبارية أنباء تأكيدات وعود وعودا
    ضمانات إشعار إشعارات تحذيرات اتصال اتصالات برقية تقرير تقارير مفادها مفاده
    """
)
# Before "that" they go on with a sentence; and words before it among which a circumstance is.
_HOWEVER = listed("إلا كما غير علما خاصة حيث رغم بيد خصوصا ذلك سيما لولا")
_THAT_ONE = normalize("ذلك")  # not that alone: وذكرت قبل ذلك أن
_NEAR = 8
# What others say or believe, whatever is said of it: حذر من القول إن.
_BELIEFS = listed("القول الاعتقاد الادعاء الادعاءات الزعم المزاعم الحديث التصريح الإعلان")
_LED_TO = listed("من على") | listed("مفادها مفاده تفيد يفيد")
# A name that ends in somebody's possession is none: بلاده, but عبدالله.
_POSSESSED = re.compile(r"(?:ه|ها|هم)\Z")
_GOD = re.compile(r"الله\Z")
# Where the words of somebody else may begin.
_OTHERS = listed("فيما بينما جهته جهتها جانبه جانبها حين غير لكن")

_CLOSES = re.compile(r"[»”]")
# A closing mark or a comma after what was said.
_AFTER_WORDS = re.compile(r"[\s.؟!…]*+[»”\"،,][\s»”\".،,؟!…]*+")


def find_speaker(text: str, quoted: Span) -> Span | None:
    """Where a text names who says a part of it; ``None`` where that is not clear.

    Takes time in proportion to the length of the part, wherever it stands.
    """
    start = max(0, quoted.start - _BEFORE)
    near = text[start : quoted.end + _AFTER]
    place = quoted.shifted(-start)
    if _is_taken_back(near, place):
        return None
    found = _inside(near, place) or _before(near, place) or _after(near, place)
    return found and found.shifted(start)


def _is_taken_back(text: str, place: Span) -> bool:
    """Whether a sentence says behind some words that they are not true: لكنّ التصريح مفبرك."""
    marks = _AFTER_WORDS.match(text, place.end)
    start = marks.end() if marks else place.end
    sentence = _sentence_at(text, start)
    # What others say of it in words of their own is not the writer's.
    part = OPENS.split(text[start : sentence.end], maxsplit=1)[0]
    if not _FALSE_PARTS.may_be_in(normalize(part)):
        return False
    return any(bare(word.form, _FALSE) for word in words(part))


def _inside(text: str, place: Span) -> Span | None:
    """Who is named where the words themselves begin with a verb: ``وأكد الوزير أن``."""
    first = next(words(text[slice(*place)]), None)
    if first is None or not _leads(first):
        return None
    sentence = _sentence_at(text[: place.end], place.start)
    before = text[sentence.start : place.start]
    first = next(words(text[place.start : sentence.end]), None)
    if first is None or _is_unsaid(before) or _is_wished(before, list(words(before)), first):
        return None
    return _named_in(text, Span(place.start, sentence.end), first_only=True)


def _before(text: str, place: Span) -> Span | None:
    """Who is named before the words, in their sentence or in that of their quotation mark."""
    opened = open_mark(text, place.start)
    if opened is None:
        at, end = place.start, _end_of_that(text, place)
    else:
        at, end = opened, opened + 1
        # In what somebody says they may quote another, or tell what others believe.
        spoken = list(words(text[end : place.start]))
        if any(verb_in(word) or _is_account(word) for word in spoken) or _is_within(spoken):
            return None
    sentence = _sentence_at(text, at)
    if _is_unsaid(text[sentence.start : place.start]):
        return None
    return _named_in(text, Span(sentence.start, max(sentence.start, end)))


def _is_unsaid(part: str) -> bool:
    return any(bare(word.form, _UNSAID) for word in words(part))


def _is_denied(part: str) -> bool:
    """Whether words lead to what follows them as to what is not so: لم يقل الوزير."""
    return any(bare(word.form, _DENYING) for word in words(part))


def _is_wished(text: str, before: Sequence[Word], verb: Word) -> bool:
    """Whether a verb after some words of a sentence tells what is wanted, or is not true."""
    if any(bare(word.form, UNTRUE) for word in before):
        return True
    if not before:
        return False
    last = before[-1]
    if AS_IF_WRITTEN.match(text, last.span.start):
        return True
    if not _is_imperfect(verb):
        is_that = bare(last.form, _THAT_IT_WAS) is not None
        return is_that and not (before[:-1] and bare(before[-2].form, _FACTS))
    near = before[-_WISHED_WITHIN:] if verb.form in VERBS_OF_SAYING else ()
    return (
        bare(last.form, _STILL_TO_COME) is not None
        or any(bare(word.form, _WISHING) for word in near)
        or _has_wish(before)
    )


def _is_of_others(found: Sequence[Word]) -> bool:
    """Whether words behind a name tell that what is said may not be theirs who are named."""
    forms = [word.form for word in found]
    answering = next((i for i, form in enumerate(forms) if form in ANSWERING), len(forms))
    return any(
        bare(form, MEANWHILE)
        or ((i < answering or form in _LENT) and bare(form, NOT_OWN))
        or (bare(before, PLAYED_IN) and form in PLAYED)
        or (bare(before, BEFORE_THAT) and form in _THAT_IT_WAS)
        for i, (before, form) in enumerate(pairwise(["", *forms]))
    )


def _has_wish(found: Sequence[Word]) -> bool:
    """Whether a verb stands there that others may go on from: أن يجتمع المجلس ويعلن الوزير."""
    return any(
        bare(that.form, _WISHING) and _IMPERFECT.fullmatch(verb.form) is not None
        for that, verb in pairwise(found)
    )


def _is_imperfect(word: Word) -> bool:
    verb = verb_in(word) or bare(word.form, _PASSING_ON) or ""
    # Some verbs begin with that letter in the perfect too: تساءل.
    return verb.startswith("ي") or (verb.startswith("ت") and f"ي{verb[1:]}" in _PASSED)


def _end_of_that(text: str, place: Span) -> int:
    """Where the "that" ends with which words may begin, or where they begin."""
    first = next(words(text[place.start : place.end]), None)
    return place.start + (first.span.end if first and first.form in THAT else 0)


def _after(text: str, place: Span) -> Span | None:
    """Who is named directly after the words: ``«...»، قال الوزير``."""
    marks = _AFTER_WORDS.match(text, place.end)
    if marks is None:
        return None
    said = _sentence_at(text, place.start)
    if _is_denied(text[said.start : place.start]):
        return None
    sentence = _sentence_at(text, marks.end())
    part = text[marks.end() : sentence.end]
    found = list(words(part))
    is_as = bool(found) and found[0].form in _AS
    verb = int(is_as)
    if len(found) <= verb or found[verb].form not in (VERBS_OF_SAYING if is_as else SPEECH):
        return None
    named = name_behind(part, found, verb)
    is_after = named is not None and named.end is End.PART
    # What a colon or "that" follows speaks of other words.
    if named is None or not is_after or _leads_on(part, found, named):
        return None
    if _is_of_others(found[verb + 1 :]):
        return None
    return named.span.shifted(marks.end())


def _sentence_at(text: str, place: int) -> Span:
    """The sentence that has a place; nothing between two."""
    spans = (span for span in sentences_of(text) if span.start <= place < span.end)
    return next(spans, Span(place, place))


def open_mark(text: str, end: int) -> int | None:
    """The quotation mark that is open at a place of a line."""
    opened = max(text.rfind(mark, 0, end) for mark in "«“")
    others = max(text.rfind(mark, 0, end) for mark in "»”\n")
    return opened if opened > others else None


def _named_in(text: str, part: Span, *, first_only: bool = False) -> Span | None:
    """The subject of the last verb of a part of a text, or of its first word."""
    said = text[part.start : part.end]
    found = list(words(said))
    verbs = [i for i, word in enumerate(found) if _leads(word)]
    if not verbs or (first_only and verbs[0]):
        return None
    verb = verbs[0] if first_only else verbs[-1]
    is_denied = not first_only and any(map(is_denying, found, [*found[1:], None]))
    if is_denied or (verb and bare(found[verb - 1].form, _NOT)):
        return None
    if _is_wished(said, found[:verb], found[verb]):
        return None
    named = (_passed_on if found[verb].form in _HIS_WORDS else _subject)(said, found, verb)
    return named and named.shifted(part.start)


def _subject(text: str, found: Sequence[Word], verb: int) -> Span | None:
    """The subject of a verb that leads to what was said."""
    named = name_behind(text, found, verb)
    if named is None or _is_possessed(text, named.span):
        return None
    after = found[named.next :]
    if any(word.form in _OTHERS or _is_account(word) for word in after) or _is_answered(after):
        return None
    is_marked = named.end is End.MARK
    is_the_writers = not is_marked and _goes_on_alone(after)
    is_within = _is_told_within(after, is_marked=is_marked)
    if is_the_writers or is_within or _is_passed_on_to(after):
        return None
    if _is_beside(text, found[:verb], found[verb]):
        return None
    if _is_of_others(found[verb + 1 :]):
        return None
    if verb_in(found[verb]) in CLAIMS:
        leads = any(word.form in THAT for word in found[named.next :])
        is_clear = leads and named.end is not End.MARK
    else:
        is_clear = _leads_on(text, found, named) and not _is_closed(text[named.span.end :])
    return named.span if is_clear else None


def _is_answered(after: Sequence[Word]) -> bool:
    """Whether what follows is what somebody answers to: ردا على ما نشرته الصحيفة من أن."""
    *before, of, that = ["", "", *(word.form for word in after)]
    return that in THAT and of in _OF and not ANSWERING.isdisjoint(before)


def _is_told_within(after: Sequence[Word], *, is_marked: bool) -> bool:
    """Whether words stand behind a "that" within what is said: قال إن خصومه يشيعون أن.

    Others go on with what is said: قال إن الأسعار ثابتة وإن، مؤكدا أن، إلا أن. Behind a colon the
    first one leads to it only where it stands first: قال: إن, but not قال: يروج البعض أن.
    """
    forms = [word.form for word in after]
    goes_on = is_marked and forms[:1] != [] and forms[0] not in THAT
    count = 0
    for i, form in enumerate(forms):
        if form[1:] in THAT or (form in THAT and _is_same_speech(forms[max(0, i - _NEAR) : i])):
            goes_on, count = True, 0
        elif form in THAT:
            count += 1
    return count > (not goes_on)


def _goes_on_alone(after: Sequence[Word]) -> bool:
    """Whether the only "that" goes on with what the writer says: أشار إلى أمطار، إلا أن."""
    forms = [word.form for word in after]
    thats = [i for i, form in enumerate(forms) if form in THAT or form[1:] in THAT]
    before = forms[thats[0] - 1] if len(thats) == 1 and thats[0] else ""
    return before in _HOWEVER and before != _THAT_ONE


def _is_within(spoken: Sequence[Word]) -> bool:
    """Whether words of a speech stand behind a "that" within it: «يشيع خصومنا أن»."""
    forms = [word.form for word in spoken]
    return any(
        form in THAT and not _is_same_speech(forms[max(0, i - _NEAR) : i])
        for i, form in enumerate(forms[1:], 1)
    )


def _is_same_speech(before: Sequence[str]) -> bool:
    """Whether a "that" behind some words goes on with what somebody says: مشيرا إلى أن، إلا أن."""
    is_circumstance = any(is_circumstance_of_saying(form) for form in before)
    return is_circumstance or (bool(before) and before[-1] in _HOWEVER)


def _is_beside(text: str, before: Sequence[Word], verb: Word) -> bool:
    """Whether a clause says by the way who says so: ويتوهم كثيرون، كما يقول الخبير، أن."""
    *others, as_ = before or (verb,)
    if not others or bare(as_.form, _AS) is None:
        return False
    return PARTS.search(text[others[-1].span.end : verb.span.start]) is not None


def _is_passed_on_to(after: Sequence[Word]) -> bool:
    """Whether what follows is what others told who is named: تلقى تطمينات على أن، معلومات بأن."""
    *before, led, that = ["", "", *(word.form for word in after)]
    if that in THAT and led in _BELIEFS:
        return True
    is_led = that in THAT and (led in _LED_TO or that.startswith("ب"))
    return is_led and not _TIDINGS.isdisjoint((*before, led))


def _passed_on(text: str, found: Sequence[Word], his_words: int) -> Span | None:
    """Whose words they are: ``نقلت الوكالة عن الوزير قوله``."""
    before = [word.form for word in found[:his_words]]
    passing = [i for i, form in enumerate(before) if bare(form, _PASSING_ON)]
    if (
        "عن" not in before
        or not passing
        or _is_wished(text, found[: passing[-1]], found[passing[-1]])
    ):
        return None
    name = found[len(before) - before[::-1].index("عن") : his_words]
    if not name or len(name) > LONGEST_NAME or any(is_no_name(word) for word in name):
        return None
    span = Span(name[0].span.start, name[-1].span.end)
    return None if PARTS.search(text, *span) else span


def _is_account(word: Word) -> bool:
    """Whether a word tells or describes, or is a reporting verb with an object: ``وصفهم``."""
    if bare(word.form, _TOLD):
        return True
    verb = _OBJECT.sub("", word.form)
    return verb != word.form and any(bare(each, _ABOUT) for each in (verb, f"{verb}ا", f"{verb}ي"))


def _leads_on(text: str, found: Sequence[Word], named: Named) -> bool:
    """Whether words that somebody says follow a name."""
    is_marked = OPENS.search(text, named.span.end) is not None
    return is_marked or any(word.form in THAT for word in found[named.next :])


def _is_closed(text: str) -> bool:
    """Whether what somebody said between quotation marks is over."""
    marks = text.count('"')
    return _CLOSES.search(text) is not None or (marks > 0 and marks % 2 == 0)


def _is_possessed(text: str, name: Span) -> bool:
    """Whether a name has somebody's possession in it, as ``بلاده``."""
    written = text[name.start : name.end].split()
    return any(_POSSESSED.search(each) and not _GOD.search(each) for each in written)


def _leads(word: Word) -> bool:
    """Whether a word leads to what somebody says."""
    return verb_in(word) is not None or word.form in _HIS_WORDS

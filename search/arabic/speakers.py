"""Who says a quotation: the name beside a reporting verb, where it is clear.

Nothing is better than a wrong name: where a verb has no subject (``وقال إنه``), or what stands
between it and the quotation may belong to somebody else, nobody is named.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

from search.arabic.analyzer import Word, words
from search.arabic.lexicon import arabic
from search.arabic.listeners import is_told
from search.arabic.listings import Parts, bare, listed
from search.arabic.naming import is_known
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.arabic.stopwords import STOPWORDS
from search.arabic.unsaid import (
    ANSWERING,
    BEFORE_THAT,
    DENIALS,
    FALSE,
    IMAGINED,
    MEANWHILE,
    NOT_OWN,
    PERHAPS,
    PLAYED,
    PLAYED_IN,
    POSSIBLE,
    SUPPOSING,
    THAT,
    UNTRUE,
)
from search.arabic.verbs import CLAIMS, SPEECH, conjugated
from search.records import Span

# Code points around a quotation in which its speaker is looked for.
_BEFORE = 1500
_AFTER = 300
_LONGEST_NAME = 12


_VERBS = SPEECH | CLAIMS
# Nor has whoever did not say them.
_NOT = listed("لم لن لا ما ليس دون")
# Words with which nothing is said to have been said: denied, asked, supposed or expected.
_UNSAID = (
    SUPPOSING
    | PERHAPS
    | IMAGINED
    | listed(
        """
        لم لن متى لماذا كيف يجب ينبغي يفترض المفترض يتوقع المتوقع ينتظر المنتظر أحقا هلا كأنما كأنه
        كأنها كأنهم
        """
    )
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
_AS_IF = re.compile("[وف]?كأن")
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
_PASSED = _VERBS | _PASSING_ON
_TOLD = _ACCOUNTS | _PASSING_ON
_ABOUT = _VERBS | _TOLD
_OBJECT = re.compile(r"(?:ه|ها|هم|هما|هن|ني|نا)\Z")
_OF = listed("من عن")
_HIS_WORDS = listed("قوله قولها قولهم")
# Behind a preposition too: على لسان بطله.
_LENT = listed("لسان بلسان")
# A clause that names who said the words before it: «...»، كما قال فلان.
_AS = listed("كما حسبما وفقما مثلما")
# With the preposition that leads from it to what is said.
_LEADING = {
    "الي": conjugated("أشار/يشير لفت/يلفت نبه/ينبه"),
    "علي": conjugated("أكد/يؤكد شدد/يشدد"),
    "من": conjugated("حذر/يحذر"),
}
# What stands after a name, of where, when and to whom it is said.
_AFTER_NAME = listed(
    """
    في خلال أمام عبر بعد قبل عقب لدى أمس اليوم مساء صباح يوم ظهر فجر منذ ضمن إثر ردا تعليقا
    بمناسبة أثناء لوكالة لصحيفة لقناة لإذاعة لموقع لجريدة لمراسل للصحفيين للصحافيين للصحفيات
    للجزيرة للإعلاميين للتلفزيون لتلفزيون ل أيضا
    السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة
    """
)
# A place may stand between an office and its holder: وزير العدل في الأردن الدكتور فلان.
_TITLES = listed(
    """
    الدكتور الدكتورة السيد السيدة الأستاذ الأستاذة المهندس المهندسة الشيخ الأمير الأميرة العميد
    اللواء العقيد الفريق المقدم الرائد النقيب القاضي المحامي المحامية البروفيسور السفير السفيرة
    """
)
_BETWEEN = 3
_BY, _ARTICLE = "ب", "ال"
_THIS = listed("كل هذا هذه ذلك")
_SHORT = 2
_IMAM = normalize("إمام")
_SON_OF = listed("بن ابن بنت أبو أبي")
# What is no name, or more than one: nobody is named.
_NO_NAME = listed(
    """
    الأخير الأخيرة ذلك عدد كل العديد كثير كثيرون البعض بدوره بدورها نفسه نفسها ذاته أحدهم بعضهم
    كذلك بحسب حسب وفق بحضور بشأن برفقة بصحبة بمعية عكس قبيل
    سابقا لاحقا حينها مرارا آخر آخرون أحد إحدى بذلك بالقول هكذا
    """
)
# With which somebody begins to speak for himself, without a mark.
_OWN = listed(
    "أنا نحن إننا إنني لدينا أتمنى نتمنى آمل نأمل أرجو نرجو أعتقد نعتقد أرى نرى أظن أؤكد نؤكد"
)
# What is told to whoever tells it on: تلقى تطمينات على أن.
_TIDINGS = listed(
    """
    تطمينات معلومات معلومة رسالة رسائل شكوى شكاوى بلاغ بلاغات إخبارية أنباء تأكيدات وعود وعودا
    ضمانات إشعار إشعارات تحذيرات اتصال اتصالات برقية تقرير تقارير مفادها مفاده
    """
)
_LED_TO = listed("من على") | listed("مفادها مفاده تفيد يفيد")
# What is asserted, not who asserts: أكد الوزير أهمية الحوار.
_OBJECTS = listed(
    """
    حرص أهمية ضرورة موقف دعم رفض التزام استعداد وقوف قدرة عمق متانة وجود عدم مواصلة استمرار رغبة
    ثقة تقدير حق اعتزاز ترحيب تضامن عزم جاهزية صحة نية وفاة مقتل إصابة اعتقال توقيع إطلاق بدء
    تفاصيل انتهاء تأجيل إلغاء تشكيل تعيين استقالة فوز إقامة إنشاء فتح إغلاق رفع خفض زيادة تنفيذ
    تقديم أسماء
    """
)
# A name that ends in somebody's possession is none: بلاده, but عبدالله.
_POSSESSED = re.compile(r"(?:ه|ها|هم)\Z")
_GOD = re.compile(r"الله\Z")
# Circumstance of somebody named before: مضيفا, قائلا.
_CIRCUMSTANCE = re.compile(r"و?(?:م\w{3,}|قائل)ا\Z")
# What says how, or of whom, or by whose report, after the subject of a verb of speech. An adverb
# without its vowel mark is told by its pattern; some names have that too.
_ASIDE = listed("وفقا وهو وهي وهما وهم")
_TANWIN = re.compile(r"(?:\u064b\u0627|\u0627\u064b)\Z")
_ADVERB = re.compile(r"(?:\wا\w[^\Wي]ا|داعيا|باكيا|هاتفيا)\Z")
_NO_ADVERB = listed("ساموا كارلا باولا لاورا ساندا")
# Where the words of somebody else may begin.
_OTHERS = listed("فيما بينما جهته جهتها جانبه جانبها حين غير لكن")

_OPENS = re.compile(r"[:«“\"]")
_CLOSES = re.compile(r"[»”]")
_PARTS = re.compile(r"[،,()\u2013\u2014]|\s-\s")
# A closing mark or a comma after what was said.
_AFTER_WORDS = re.compile(r"[\s.؟!…]*+[»”\"،,][\s»”\".،,؟!…]*+")


class _End(Enum):
    """What ends the subject of a verb."""

    THAT = auto()  # what was said follows
    MARK = auto()  # a colon or quotation mark
    PART = auto()  # a comma or circumstance
    NOTHING = auto()  # what is no name


class _Named(NamedTuple):
    """The subject of a verb, what ends it, and the number of the word after it."""

    span: Span
    end: _End
    next: int


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
    part = _OPENS.split(text[start : sentence.end], maxsplit=1)[0]
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
    opened = _open_mark(text, place.start)
    if opened is None:
        at, end = place.start, _end_of_that(text, place)
    else:
        at, end = opened, opened + 1
        # In what somebody says they may quote another.
        if any(_verb(word) or _is_account(word) for word in words(text[end : place.start])):
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
    if _AS_IF.match(text, last.span.start):
        return True
    if not _is_imperfect(verb):
        is_that = bare(last.form, _THAT_IT_WAS) is not None
        return is_that and not (before[:-1] and bare(before[-2].form, _FACTS))
    near = before[-_WISHED_WITHIN:] if verb.form in _VERBS else ()
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
    verb = _verb(word) or bare(word.form, _PASSING_ON) or ""
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
    if len(found) <= verb or found[verb].form not in (_VERBS if is_as else SPEECH):
        return None
    named = _name(part, found, verb)
    is_after = named is not None and named.end is _End.PART
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


def _open_mark(text: str, end: int) -> int | None:
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
    is_denied = not first_only and any(bare(each.form, DENIALS) for each in found)
    if is_denied or (verb and bare(found[verb - 1].form, _NOT)):
        return None
    if _is_wished(said, found[:verb], found[verb]):
        return None
    named = (_passed_on if found[verb].form in _HIS_WORDS else _subject)(said, found, verb)
    return named and named.shifted(part.start)


def _subject(text: str, found: Sequence[Word], verb: int) -> Span | None:
    """The subject of a verb that leads to what was said."""
    named = _name(text, found, verb)
    if named is None or _is_possessed(text, named.span):
        return None
    after = found[named.next :]
    if any(word.form in _OTHERS or _is_account(word) for word in after) or _is_answered(after):
        return None
    if _is_passed_on_to(after):
        return None
    if _is_of_others(found[verb + 1 :]):
        return None
    if _verb(found[verb]) in CLAIMS:
        leads = any(word.form in THAT for word in found[named.next :])
        is_clear = leads and named.end is not _End.MARK
    else:
        is_clear = _leads_on(text, found, named) and not _is_closed(text[named.span.end :])
    return named.span if is_clear else None


def _is_answered(after: Sequence[Word]) -> bool:
    """Whether what follows is what somebody answers to: ردا على ما نشرته الصحيفة من أن."""
    *before, of, that = ["", "", *(word.form for word in after)]
    return that in THAT and of in _OF and not ANSWERING.isdisjoint(before)


def _is_passed_on_to(after: Sequence[Word]) -> bool:
    """Whether what follows is what others told who is named: تلقى تطمينات على أن، معلومات بأن."""
    *before, led, that = ["", "", *(word.form for word in after)]
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
    if not name or len(name) > _LONGEST_NAME or any(_is_no_name(word) for word in name):
        return None
    span = Span(name[0].span.start, name[-1].span.end)
    return None if _PARTS.search(text, *span) else span


def _name(text: str, found: Sequence[Word], verb: int) -> _Named | None:
    """The words after a verb up to what ends a name; ``None`` where they are none."""
    first = verb + 1
    # Whom it was told is no speaker, nor how: قال لأوباما إن، قال بصراحة إن.
    if first < len(found) and (is_told(text, found[first]) or _is_manner(found[first].form)):
        return None
    for i in range(first, min(len(found), first + _LONGEST_NAME) + 1):
        word = found[i] if i < len(found) else None
        gap = text[found[i - 1].span.end : len(text) if word is None else word.span.start]
        end = _end(gap, word, found[verb], found[i + 1 : i + 1 + _BETWEEN])
        if word is not None and end is _End.PART and _goes_on(text, gap, found[i - 1], word):
            end = None
        if end is None and word is not None and _is_aside(text, word):
            # After a claim its object may stand before it: أعلن الوزير الاستقالة غاضبا.
            end = _End.PART if _verb(found[verb]) in SPEECH else _End.NOTHING
        if end is not None:
            is_name = i > first and end is not _End.NOTHING
            span = Span(found[first].span.start, found[i - 1].span.end) if is_name else None
            return span and _Named(span, end, i)
    return None


def _is_manner(form: str) -> bool:
    """Whether a word is "by" with another one, and no name or noun: بصراحة, but not بلدية."""
    if not form.startswith(_BY) or is_known(form) or f"{_ARTICLE}{form}" in arabic():
        return False
    rest = form.removeprefix(_BY)
    return rest in _THIS or (len(rest) > _SHORT and f"{_ARTICLE}{rest}" in arabic())


def _goes_on(text: str, gap: str, before: Word, word: Word) -> bool:
    """Whether a word is of a name, and only folded as one that ends it: عادل إمام، أحمد بن علي."""
    is_apart = _OPENS.search(gap) is not None or _PARTS.search(gap) is not None
    is_imam = word.form == _IMAM and text.startswith("إ", word.span.start)
    return not is_apart and (is_imam or before.form in _SON_OF)


def _end(gap: str, word: Word | None, verb: Word, next_words: Sequence[Word]) -> _End | None:
    """What ends a name before a word, or the text; ``None`` where it goes on."""
    if _OPENS.search(gap):
        return _End.MARK
    if word is None or _PARTS.search(gap):
        return _End.PART
    if word.form in THAT:
        return _End.THAT
    if word.form == "في" and any(each.form in _TITLES for each in next_words):
        return None
    if word.form in _AFTER_NAME or bare(verb.form, _LEADING.get(word.form, frozenset())):
        return _End.PART
    return _End.NOTHING if _is_no_name(word) else None


def _is_aside(text: str, word: Word) -> bool:
    is_adverb = _ADVERB.match(word.form) is not None and word.form not in _NO_ADVERB
    return word.form in _ASIDE or is_adverb or _TANWIN.search(text, *word.span) is not None


def _is_account(word: Word) -> bool:
    """Whether a word tells or describes, or is a reporting verb with an object: ``وصفهم``."""
    if bare(word.form, _TOLD):
        return True
    verb = _OBJECT.sub("", word.form)
    return verb != word.form and any(bare(each, _ABOUT) for each in (verb, f"{verb}ا", f"{verb}ي"))


def _is_no_name(word: Word) -> bool:
    is_known = word.form in _NO_NAME | _OWN | _OBJECTS or word.form in STOPWORDS
    # تعتبر الصفقة نافذة ويمكن أن
    is_known |= bare(word.form, POSSIBLE) is not None
    return is_known or _verb(word) is not None or _CIRCUMSTANCE.match(word.form) is not None


def _leads_on(text: str, found: Sequence[Word], named: _Named) -> bool:
    """Whether words that somebody says follow a name."""
    is_marked = _OPENS.search(text, named.span.end) is not None
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
    return _verb(word) is not None or word.form in _HIS_WORDS


def _verb(word: Word) -> str | None:
    """The reporting verb that a word is, without what is written before it."""
    return bare(word.form, _VERBS)

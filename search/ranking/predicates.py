"""Whether a passage says what a question asks whether, when, where, how or why it happened.

That a passage names who is asked about is not enough: «هل استقال العبادي؟» is answered by one that
writes of a resignation. In a question the verb follows the word that asks, and what is counted
follows "how many", with what was done to it; the passage has it, in some form or under another word
that is known for it, or the sentence set off has a word that the model finds near to it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from search.arabic.alike import is_alike, is_noun_of
from search.arabic.analyzer import Word, inside, words, words_of
from search.arabic.counting import counted, is_measure, is_unit, may_be_counted_as
from search.arabic.listings import bare, listed
from search.arabic.naming import is_known
from search.arabic.opposites import says_contrary
from search.arabic.scores import asks_score
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import EVENTS
from search.queries.rules import Rule
from search.ranking.alignment import Alignment
from search.ranking.mentions import Named, NamedKind
from search.ranking.passage_words import sounded
from search.ranking.questions import MOST_NAMED, EncodedQuestion, Question
from search.records import Passage, Span

# The least cosine of a token of the verb with one of the sentence; more where a yes is asked for.
NEAR, NEAR_FOR_YES = 0.40, 0.45
# Below this no token of a passage is near to a verb that it says in other words.
_FAR = 0.36
_WHETHER = "هل"
# A question of more content words that asks for no yes has enough besides that has to be found.
_MOST_WORDS = 6
# Words between the one that asks and the verb, at most.
_BETWEEN = 2
_KEPT = 1 << 6
_ASKING = listed(
    "هل متى أين كيف لماذا من ماذا مين وين فين منين إمتى امتى ايمتى ليش ليه علاش منو شكون وقتاش"
)
# Of these it is asked in which something happened: في أي مدينة.
_WHICH = listed("أي أية بأي")
_WHEN_OR_WHERE = listed(
    "عام سنة شهر يوم تاريخ قرن مدينة دولة بلد بلدة محافظة منطقة قرية ولاية مكان حي قارة"
)
_WHO = listed("من مين منو")
# Given names that hardly are meant: تعرف باسم.
_NO_NAMES = listed("باسم")
_ROLES = frozenset({NamedKind.OFFICE, NamedKind.THING})
_HOW_MANY = listed("كم كام شحال قديش")
# Words before "how many", at most: من كم، إلى كم.
_BEFORE = 2
# Of what is counted, and what happens to it.
_COUNTED = 2
# What is asked for by its number, and need not be called so: كم عمر، كم سعر.
_MEASURES = listed(
    """
    عدد نسبة مرة مرات قدر مقدار كمية قيمة مبلغ سعر ثمن حصة حجم عمر وزن طول مساحة شخص شخصا عام عاما
    بالمئة بالمائة بالمية سنة سنوات يوم يوما شهر شهرا ساعة دقيقة تضم يضم ألف مليون مليار
    استمر استمرت يستمر تستمر سيستمر ستستمر دام دامت يدوم تدوم استغرق استغرقت يستغرق تستغرق
    """
)
# Who is counted so need not be told to have fallen: كم قتيلا سقط.
_CASUALTIES = listed(
    """
    قتيل قتيلا قتلى القتلى جريح جريحا جرحى الجرحى ضحية ضحايا الضحايا شهيد شهيدا شهداء الشهداء
    مصاب مصابا مصابين المصابين إصابة إصابات
    """
)
_FELL = listed("سقط سقطت سقطوا يسقط")
_RESULT = listed("نتيجة النتيجة نتائج النتائج حصيلة الحصيلة")
# That a measure reached an amount says what it is: كم وصل عدد القتلى.
_REACHED = (listed("وصل وصلت يصل تصل"), _MEASURES)
_BETWEEN_THEM = listed("الذي التي اللي قد لقد سوف راح رح كان كانت يكون تكون تم تمت يتم")
# What is there, is called or has a place is asked for rather than said.
_LIGHT = listed(
    """
    يقع تقع وقع وقعت يوجد توجد وجد وجدت يحدث تحدث حدث حدثت جاء جاءت يعتبر تعتبر يعد تعد يعرف تعرف
    يسمى تسمى سمي سميت يطلق أطلق يعني تعني قال قالت ذكر ذكرت يبلغ تبلغ بلغ بلغت بدأ بدأت بدء يمكن
    معنى تعريف عدد مكان قام قامت يقوم تقوم فعل فعلت يفعل تفعل رد ردت يرد طلب طلبت سأل سألت
    أجاب أجابت وعد يبدو تبدو بدا بدت أصبح أصبحت صار صارت حصل حصلت يحصل تحصل ظل أراد أرادت يريد
    """
)
_OF_A_VERB = re.compile(r"\A[يت].*[^هيا]\Z|(?:ت|وا)\Z")
_PERSON = re.compile(r"\A[وف]?س?[يتن](?=...)")
_CAUSING = re.compile(r"\Aا(?=و..)")
_LIVED = listed("ولد ولدت يولد توفي توفيت مات ماتت عاش عاشت")
# As encyclopaedias write it behind a name: two years with a dash between them, in brackets.
_IN_BRACKETS = re.compile(r"\([^()]{1,300}\)")
_YEAR = re.compile(r"\d{3,4}")
_DASHES = "-–—"


def predicate_of(question: Question) -> Word | None:
    """The verb, or its noun, that stands behind the word that asks; ``None`` where none is told."""
    # Before an adjective a verb is read as a noun that it tells apart: توفي الإعلامي.
    named = tuple(each.span for each in question.named if each.kind is not NamedKind.TOLD)
    return _predicate(question.opening.text, len(question.stems) > _MOST_WORDS, named)


def verb_of(question: Question) -> Word | None:
    """The verb, or its noun, that is asked about, or that is said of what is counted."""
    text = question.opening.text
    noun = _counted(text, [each.span for each in question.named])
    # Behind a measure stands what is measured: كم ارتفاع تمثال.
    done = () if noun and is_measure(noun[0].form) else noun[1:]
    return predicate_of(question) or next(filter(_is_verb, done), None)


def _is_verb(word: Word) -> bool:
    return word.form in EVENTS or _OF_A_VERB.search(word.form) is not None


def to_be_said(question: Question) -> tuple[Word, ...]:
    """The words that what answers a question has to say.

    They are its predicate, or what it asks who is so, or what it counts; and given names and
    families, also those that are other words and of which it is not sure that they are meant; no
    more than ``MOST_NAMED``.
    """
    text = question.opening.text
    wanted = predicate_of(question) or _role(text, question.named)
    said: tuple[Word, ...] = () if wanted is None else (wanted,)
    # Of a dialect more words are others in a text than rules know.
    if any(each.rule is Rule.DIALECTS for each in question.expansions):
        return said
    said = said or _counted(text, [each.span for each in question.named])
    names = (word for word in words(text) if _may_be_name(word) and word not in said)
    return tuple(islice(chain(said, names), MOST_NAMED))


def _may_be_name(word: Word) -> bool:
    return is_known(word.form) and word.form not in STOPWORDS | _LIGHT | _MEASURES | _NO_NAMES


def _role(text: str, named: Sequence[Named]) -> Word | None:
    """The office or the like of which it is asked who has it: من رئيس، من هداف."""
    found = list(islice(words(text), _BETWEEN + 1))
    if not found or bare(found[0].form, _WHO) is None:
        return None
    unsaid = STOPWORDS | _BETWEEN_THEM
    first = next((word for word in found[1:] if word.form not in unsaid), None)
    roles = [each.span for each in named if each.kind in _ROLES]
    return first if first is not None and any(map(first.span.overlaps, roles)) else None


def _counted(text: str, named: Sequence[Span]) -> tuple[Word, ...]:
    """What a question counts, and what happens to it: كم مطعما أغلقت الهيئة."""
    found = list(words(text))
    at = next((i for i, word in enumerate(found[: _BEFORE + 1]) if _asks_how_many(word)), None)
    if at is None or asks_score(found):
        return ()
    light = STOPWORDS | _BETWEEN_THEM | _LIGHT | _MEASURES
    if any(word.form in _CASUALTIES for word in found[at + 1 :]):
        light |= _FELL
    behind = found[at + 1 :]
    if [word.form in known for word, known in zip(behind, _REACHED, strict=False)] == [True] * 2:
        behind = behind[1:]
    telling = [word for word in behind if word.form not in light][:_COUNTED]
    return tuple(
        word
        for number, word in enumerate(telling)
        if word.form.isalpha()
        and not word.form.isascii()
        and not is_unit(word.form)
        and not any(map(word.span.overlaps, named))
        # Who does it may be told by another word: كم يوما يأخذ الشخص.
        and not (number and text.startswith("ال", word.span.start))
    )


# It is asked of every passage.
@lru_cache(_KEPT)
def _predicate(text: str, is_long: bool, named: Sequence[Span]) -> Word | None:  # noqa: FBT001
    found = _behind_which([*islice(words(text), _BETWEEN + 4)])[: _BETWEEN + 2]
    if not found or bare(found[0].form, _ASKING | _WHEN_OR_WHERE) is None:
        return None
    if is_long and not _asks_whether(found[0]):
        return None
    first = next((word for word in found[1:] if word.form not in _BETWEEN_THEM), None)
    return first if first is not None and _may_tell(text, first, named) else None


def _behind_which(found: Sequence[Word]) -> Sequence[Word]:
    """The words of a question from the time or place that it asks which of: في أي مدينة توفي."""
    at = next((i for i, word in enumerate(found[:2]) if word.form in _WHICH), None)
    if at is None or at + 1 >= len(found):
        return () if found and found[0].form in _WHEN_OR_WHERE else found
    return found[at + 1 :] if found[at + 1].form in _WHEN_OR_WHERE else found


def _may_tell(text: str, word: Word, named: Sequence[Span]) -> bool:
    return (
        word.form not in STOPWORDS
        and word.form not in _LIGHT
        # A verb may begin as the article does, once its hamza is folded: ألغت.
        and not text.startswith("ال", word.span.start)
        and word.form.isalpha()
        and not word.form.isascii()
        and not any(map(word.span.overlaps, named))
    )


def says_predicate(
    question: EncodedQuestion, passage: Passage, alignment: Alignment, sentence: Span
) -> bool:
    """Whether a passage says what has to be said, see ``to_be_said``.

    Args:
        question: that is asked.
        passage: that may answer.
        alignment: of its text with the question.
        sentence: that is set off, with offsets of that text.
    """
    if is_written(question, passage):
        return True
    near = alignment.similarities[alignment.rows_in(sentence)]
    return all(
        _is_near(near[:, tokens], question.read) or _stands(word, passage, question.read)
        for word, tokens in question.said
    )


def says_nothing_like(question: EncodedQuestion, passage: Passage, alignment: Alignment) -> bool:
    """Whether a passage has the verb of a question in no form, nor anything near to it.

    What is counted may go without its noun or be called otherwise.

    Args:
        question: that is asked.
        passage: that may answer.
        alignment: of its text with the question.
    """
    verb = predicate_of(question.read)
    return any(
        _is_far(alignment.similarities[:, tokens]) and not _stands(word, passage, question.read)
        for word, tokens in question.said
        if word == verb
    )


def is_written(question: EncodedQuestion, passage: Passage) -> bool:
    """Whether a passage has all words that have to be said, whatever the model finds near to them.

    It finds «اتهم» near to «استقال», and the day of the one answers no question about the other.
    """
    is_lived = any(word.form in _LIVED for word, _ in question.said)
    if is_lived and _has_lifetime(passage.searched_text):
        return True
    return all(_stands(word, passage, question.read) for word, _ in question.said)


def has_counted(question: EncodedQuestion, passage: Passage) -> bool:
    """Whether a passage has the noun that a question counts, where that has to be said.

    The model finds «محلات» near to «صيدلية», and the number of the one is not that of the other.
    """
    noun = counted(words_of(question.read.opening.text))
    # A length may be told without the word, and what a vote came to.
    if noun is None or is_measure(noun) or noun in _RESULT:
        return True
    return all(
        word.form != noun
        or _stands(word, passage, question.read)
        or any(may_be_counted_as(each.form, noun) for each in _words_of(passage))
        for word, _ in question.said
    )


def is_told_of(question: EncodedQuestion, passage: Passage, sentence: Span) -> bool:
    """Whether a sentence, or its title, has the verb that is asked, and its passage the rest.

    Where a passage tells of a death, where the funeral is held is not where it was.

    Args:
        question: that is asked.
        passage: that may answer.
        sentence: with offsets of the text that is searched.
    """
    if not is_written(question, passage):
        return False
    verb = predicate_of(question.read)
    if verb is None:
        return True
    if verb.form in _LIVED and _has_lifetime(passage.searched_text[slice(*sentence)]):
        return True
    here = inside(sentence, words_of(passage.searched_text))
    return is_among(verb, [*here, *words(passage.document.title or "")], question.read)


def _is_near(similarities: NDArray[np.float32], question: Question) -> bool:
    return similarities.size > 0 and float(similarities.max()) >= _least(question)


def _is_far(similarities: NDArray[np.float32]) -> bool:
    return similarities.size > 0 and float(similarities.max()) < _FAR


def _stands(wanted: Word, passage: Passage, question: Question) -> bool:
    return is_among(wanted, _words_of(passage), question)


def is_among(wanted: Word, found: Sequence[Word], question: Question) -> bool:
    """Whether a word of a question is among words, in some form or as another known for it."""
    stems = {wanted.stem, wanted.form.removesuffix("ت")}
    for expansion in question.expansions:
        if expansion.span.overlaps(wanted.span):
            stems |= {word.stem for other in expansion.also for word in words(other)}
    forms = {word.form for word in found}
    sound, bare_form = sounded(wanted.form), _bare(wanted.form)
    # A verb is not said by a name with its letters: توفي، توفيق.
    is_name = is_known(wanted.form)
    alike = {word.stem for word in found if is_name or not is_known(word.form)}
    return (
        not stems.isdisjoint(word.stem for word in found)
        or any(is_alike(stem, alike) for stem in stems)
        or any(is_noun_of(wanted, word) for word in found)
        or any(sounded(form) == sound for form in forms)
        or any(not bare_form.isdisjoint(_bare(form)) for form in forms)
    )


def _bare(form: str) -> set[str]:
    """A verb as it is and without the signs of its person and of what is to come: ستبدأ، بدأت."""
    bare = {form, form.removesuffix("ت"), _PERSON.sub("", form, count=1)}
    # أوقف، يوقف; but أحمد is not حمد.
    return bare if is_known(form) else bare | {_CAUSING.sub("", form, count=1)}


def contradicts(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether the sentence set off says the contrary of a question, and nothing what it asks.

    Args:
        question: that is asked.
        passage: that may answer.
        sentence: with offsets of the text that is searched.
    """
    predicate = predicate_of(question)
    if predicate and predicate.form in _LIVED and _has_lifetime(passage.searched_text):
        return False
    near = (word.form for word in inside(sentence, words_of(passage.searched_text)))
    asked = [word.form for word in words_of(question.read)]
    return says_contrary(asked, near, (word.form for word in _words_of(passage)))


def _words_of(passage: Passage) -> list[Word]:
    return [*words_of(passage.searched_text), *words(passage.context or "")]


def _has_lifetime(text: str) -> bool:
    within = (match.group() for match in _IN_BRACKETS.finditer(text))
    return any(
        any(dash in each for dash in _DASHES) and len(_YEAR.findall(each)) > 1 for each in within
    )


def _least(question: Question) -> float:
    return NEAR_FOR_YES if _asks_whether(next(words(question.text))) else NEAR


def _asks_how_many(word: Word) -> bool:
    return bare(word.form, _HOW_MANY) is not None


def _asks_whether(asking: Word) -> bool:
    return bare(asking.form, frozenset({_WHETHER})) is not None

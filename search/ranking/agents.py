"""Who leads or made something, told by the noun of what is done: وفد برئاسة فلان، من إخراج فلان.

«من رئيس الوفد؟» and «من يرأس الوفد؟» are answered by «زار الوفد برئاسة خالد مشعل»: all words of
what is asked about stand before the noun, and the name behind it.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from search.arabic.analyzer import Word, words
from search.arabic.gazetteer import entities_in
from search.arabic.listings import bare, listed
from search.arabic.naming import is_describing, is_known, is_same_word, without_prefixes
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import VERBS, is_form_of
from search.ranking.agreement import say_the_same
from search.ranking.appositions import DISTRICTS, before_clause, name_behind, who_asked
from search.ranking.questions import AnswerKind, Question
from search.records import Span

# What is asked, by its noun or verb, and the nouns with which it is told.
_LEADING = (
    (listed("رئيس رئيسة رأس يرأس ترأس رأست ترأست يترأس تترأس"), listed("برئاسة")),
    # The captain of a team is another than the coach who leads it.
    (listed("قاد يقود قادت تقود"), listed("بقيادة")),
)
_MAKING = (
    (listed("مخرج مخرجة أخرج أخرجت"), listed("إخراج")),
    (listed("مؤلف مؤلفة ألف ألفت كاتب كاتبة كتب كتبت"), listed("تأليف")),
    (listed("ملحن ملحنة لحن لحنت"), listed("ألحان تلحين")),
    (listed("منتج منتجة أنتج أنتجت"), listed("إنتاج")),
    (listed("مترجم مترجمة ترجم ترجمت"), listed("ترجمة")),
)
_WAS = listed("كان كانت صار أصبح")
# What is made need not be called so where its name stands.
_WORKS = listed("فيلم مسلسل مسرحية أغنية كتاب رواية برنامج عرض عمل قصيدة نشيد أوبريت كليب")
# Of these one may be led by another than what it is of: وفد من حركة حماس برئاسة.
_GROUPS = listed(
    """
    وفد وفدا لجنة بعثة فريق فريقا مجلس اجتماع اجتماعا جلسة قافلة فرع قسم شعبة كتلة ائتلاف قائمة
    حكومة مجموعة قوة كتيبة لواء غرفة حملة
    """
)
_LONGEST = 7
# Words within which what is led stands before the noun, beside its own.
_WITHIN = 8
# Words before what is led among which another group may be named.
_GROUP_WITHIN = 3
_SENTENCE_ENDS = frozenset(".!؟?؛;\n")


def agent(question: Question, sentence: str, within: Sequence[Word], title: str) -> Span | None:
    """Whom a sentence names behind the noun of what a question asks who does it.

    Args:
        question: that is asked.
        sentence: the text.
        within: its words.
        title: of its document, which may name what was made.

    Returns:
        The place of the name in the sentence; ``None`` where nobody is named so, or several are.
    """
    if question.kind is not AnswerKind.PERSON:
        return None
    asked = _asked(question.read)
    if not asked:
        return None
    role, *what = asked
    found: list[Span] = []
    for roles, nouns in _LEADING:
        if role.form in roles:
            found += _led(what, nouns, sentence, within)
    for roles, nouns in _MAKING:
        if role.form in roles:
            found += _made(what, nouns, sentence, within, title)
    said = [sentence[slice(*each)] for each in found]
    return found[0] if said and all(say_the_same(each, said[0]) for each in said) else None


# It is asked of every passage.
@lru_cache(64)
def _asked(question: str) -> tuple[Word, ...]:
    """What is asked who does it, and the words of what it is done to."""
    found = before_clause(who_asked(question))
    while found and found[0].form in _WAS:
        found.pop(0)
    told = [word for word in found[1:] if word.form not in STOPWORDS and not is_describing(word)]
    return (found[0], *told) if 0 < len(told) <= _LONGEST else ()


def _is_same(one: Word, other: Word) -> bool:
    """Whether two words are one, also in the accusative or behind a particle: وفدا، لتوطين."""
    return is_same_word(one, other) or one.form == other.form.removesuffix("ا")


def _led(
    what: Sequence[Word], nouns: frozenset[str], sentence: str, within: Sequence[Word]
) -> Iterator[Span]:
    for at, noun in enumerate(within):
        if bare(noun.form, nouns) is None:
            continue
        before = within[max(0, at - len(what) - _WITHIN) : at]
        # Of each word the last one counts.
        places = [
            max((i for i, each in enumerate(before) if _is_same(word, each)), default=-1)
            for word in what
        ]
        first, last = min(places), max(places)
        if first < 0 or not _goes_on_to(sentence, before[first:], noun):
            continue
        if _is_led_itself(before, first, last, what):
            name = name_behind(sentence, within, at + 1)
            if name is not None:
                yield name


def _goes_on_to(sentence: str, own: Sequence[Word], noun: Word) -> bool:
    """Whether a sentence goes on from words to a noun, with no verb between them."""
    between = sentence[own[0].span.start : noun.span.start]
    is_one = _SENTENCE_ENDS.isdisjoint(between)
    return is_one and not any(is_form_of(each.form, VERBS) for each in own)


def _is_led_itself(before: Sequence[Word], first: int, last: int, what: Sequence[Word]) -> bool:
    """Whether no other group than what is asked about is led, and nothing else stands behind it."""
    near = before[max(0, first - _GROUP_WITHIN) :]
    groups = [each for each in near if bare(each.form, _GROUPS) is not None]
    is_its = all(any(_is_same(word, each) for word in what) for each in groups)
    return is_its and all(map(_is_of_place, before[last + 1 :]))


def _is_of_place(word: Word) -> bool:
    own = without_prefixes(word.form)
    return word.form in STOPWORDS or own in DISTRICTS or any(entities_in([word.form]))


def _made(
    what: Sequence[Word],
    nouns: frozenset[str],
    sentence: str,
    within: Sequence[Word],
    title: str,
) -> Iterator[Span]:
    there = [*within, *words(title)]
    named = [word for word in what if word.form not in _WORKS]
    if not named or not all(any(_is_same(word, each) for each in there) for word in named):
        return
    for at, word in enumerate(within):
        if bare(word.form, nouns) is not None:
            name = name_behind(sentence, within, at + 1)
            # Of two there is no one who made it.
            after = (each.form for each in within if name and each.span.start >= name.end)
            other = next(after, "")
            if name is not None and not (other.startswith("و") and is_known(other[1:])):
                yield name

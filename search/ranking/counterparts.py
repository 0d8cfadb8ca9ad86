"""Whether a sentence has an opponent, doer, scene or medal in place of the one asked about.

«الفيصلي» has met «الوحدات» in it, not «الحسين»; «أعلنت البرتغال تبرعا», not «إسبانيا».
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from search.arabic.alike import is_alike
from search.arabic.analyzer import Word, words_of
from search.arabic.gazetteer import Entity, entities_in
from search.arabic.listings import bare, listed
from search.arabic.naming import is_club_name, is_told, names_in, without_prefixes
from search.arabic.reach import SAYING
from search.arabic.scores import SCORED, TEAMS, asks_score
from search.arabic.stopwords import STOPWORDS
from search.arabic.unsaid import THAT
from search.arabic.verbs import VERBS
from search.ranking.mentions import KINGDOMS, Named, NamedKind, is_there
from search.ranking.passage_words import PassageWords, has_word
from search.ranking.predicates import predicate_of
from search.ranking.questions import Question
from search.records import Passage, Span

_MEETINGS = listed(
    "مباراة لقاء مواجهة ديربي نهائي كلاسيكو مباريات قمة بين مباراتي لمباراة بمباراة مباراته"
)
_OPPOSED = listed("ضد أمام على مع")
_AND = "و"
_MEDALS = tuple(map(listed, ("ذهبية الذهبية", "فضية الفضية", "برونزية البرونزية")))
# What happens in one place, and is told of it: زلزال تركيا.
_SCENES = listed(
    """
    زلزال زلازل فيضان فيضانات إعصار انفجار تفجير حريق حرائق انتخابات مظاهرات احتجاجات انقلاب
    هجوم مجزرة حادث تحطم انهيار سيول كارثة مهرجان مؤتمر أولمبياد مونديال
    """
)
_THAT = THAT | listed("إن إنه إنها إنهم")
_IN = listed("في")
_WHO = listed("الذي التي")
# What some states are called by their own papers.
_STATES = {
    **dict.fromkeys(listed("المملكة"), KINGDOMS),
    **dict.fromkeys(listed("السلطنة"), listed("عمان")),
}


def has_counterpart(question: Question, here: PassageWords) -> bool:
    """Whether a sentence tells of a counterpart of what a question names, and not of that.

    Args:
        question: that is asked.
        here: the words of the sentence, without the title.
    """
    return (
        _is_told_of_another_place(question, here)
        or _is_of_another_medal(question, here)
        or _is_of_another_opponent(question, here)
        or _is_of_another_person(question, here)
        or any(
            _is_done_by_another(question, each, here)
            if is_there(each, here)
            else _is_of_another_state(question, each, here)
            for each in question.named
            if each.kind is NamedKind.PLACE
        )
    )


def lacks_its_club(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether a sentence names not the club that is asked about, of several in its passage.

    Who «سجل هدف الفوز» in a match of two has scored for one of them alone.
    """
    named = [
        word
        for each in question.named
        if each.kind is NamedKind.NAME
        for word in each.words
        if is_club_name(word)
    ]
    # Who names both of a match does not ask of one of them.
    if len(named) != 1:
        return False
    alone = PassageWords(passage, sentence, has_title=False)
    if all(has_word(word, alone) for word in named):
        return False
    return any(not any(map(question.has, club)) for club in _clubs(PassageWords(passage)))


def lacks_an_opponent(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether the score of a match is asked, and neither sentence nor title names both who met."""
    asked = words_of(question.read)
    two = (_two_that_meet(asked) or _who_beat(asked)) if asks_score(asked) else None
    here = PassageWords(passage, sentence)
    return two is not None and not all(has_word(each, here) for each in two)


def _who_beat(asked: Sequence[Word]) -> tuple[Word, Word] | None:
    """Who won and who lost in a question: بكم فاز الفيصلي على الوحدات."""
    at = next((i for i, word in enumerate(asked) if bare(word.form, SCORED) is not None), None)
    names = [word for word in asked[(at or 0) + 1 :] if word.form not in STOPWORDS | TEAMS]
    return (names[0], names[1]) if at is not None and len(names) > 1 else None


def _is_told_of_another_place(question: Question, here: PassageWords) -> bool:
    """Whether a sentence begins with where it happened, which is not where it is asked about.

    «وفي القاهرة، قرر رئيس الوزراء سحب رخص 16 شركة» is not of Tunisia.
    """
    named = [each for each in question.named if each.kind is NamedKind.PLACE]
    if not named or any(is_there(each, here) for each in named):
        return False
    first = next(iter(entities_in(here.forms)), None)
    return first is not None and first.first == 1 and bare(here.forms[0], _IN) is not None


def _is_of_another_medal(question: Question, here: PassageWords) -> bool:
    """Whether it is asked who won gold, and a sentence has silver alone."""
    asked = _medals_in(question.forms)
    if len(asked) != 1:
        return False
    there = _medals_in(here.forms)
    return bool(there) and asked.isdisjoint(there)


def _medals_in(forms: Iterable[str]) -> set[int]:
    return {
        i for form in forms for i, known in enumerate(_MEDALS) if without_prefixes(form) in known
    }


def _is_of_another_opponent(question: Question, here: PassageWords) -> bool:
    """Whether one of two that meet stands in a sentence, and in place of the other a third."""
    asked = words_of(question.text)
    two = _two_that_meet(asked)
    if two is None:
        return False
    known = [has_word(each, here) for each in two]
    if all(known) or not any(known):
        return False
    # A state stands in the place of another state alone: بين أوكرانيا والانفصاليين.
    other = two[known.index(False)]
    states = _states(here) if any(entities_in([other.form])) else ()
    thirds = chain(_clubs(here), states)
    return any(not any(map(question.has, third)) for third in thirds)


def _two_that_meet(asked: Sequence[Word]) -> tuple[Word, Word] | None:
    """Who meet in a question: مباراة الفيصلي والحسين إربد، بين مصر والأردن."""
    at = next((i for i, word in enumerate(asked) if word.form in _MEETINGS), None)
    if at is None:
        return None
    first = next((i for i in range(at + 1, len(asked)) if asked[i].form not in STOPWORDS), None)
    for i in range((first or len(asked)) + 1, len(asked)):
        form = asked[i].form
        if form in _OPPOSED and i + 1 < len(asked):
            return asked[first or 0], asked[i + 1]
        if form.startswith(_AND) and len(form) > 3:  # noqa: PLR2004
            rest = words_of(form[1:])
            return (asked[first or 0], rest[0]) if rest else None
    return None


def _clubs(here: PassageWords) -> Iterator[Sequence[Word]]:
    for name in names_in(here.text, here.words):
        if not name.is_person:
            yield here.words[name.first : name.last]


def _states(here: PassageWords) -> Iterator[Sequence[Word]]:
    for found in entities_in(here.forms):
        if any(entity.is_state for entity in found.entities):
            yield here.words[found.first : found.last]


def _is_of_another_person(question: Question, here: PassageWords) -> bool:
    """Whether who does in a sentence what is asked of somebody is another person.

    «هل غادر فلان الحكومة؟»: «خلفا لنايف الفايز الذي غادر الحكومة».
    """
    verb = predicate_of(question)
    if verb is None:
        return False
    asked = words_of(question.text)
    behind = [word for word in asked if word.span.start >= verb.span.end][:2]
    names = [each for each in question.named if each.kind is NamedKind.NAME]
    who = next((each.words for each in names if behind and each.span.overlaps(behind[0].span)), ())
    if not who or any(has_word(word, here) for word in who):
        return False
    for name in names_in(here.text, here.words):
        if name.is_person and name.last - name.first > 1:
            first, last = name.first, name.last
            while first and is_told(here.words[first - 1]):
                first -= 1
            if last < len(here.words) and here.words[last].form in _WHO:
                last += 1
            beside = [*here.words[max(0, first - 1) : first], *here.words[last : last + 1]]
            if any(word.stem == verb.stem for word in beside):
                return True
    return False


def _is_of_another_state(question: Question, named: Named, here: PassageWords) -> bool:
    """Whether another state does what is asked of one, or is the scene of what is told."""
    asked = words_of(question.text)
    at = next((i for i, word in enumerate(asked) if named.span.overlaps(word.span)), 0)
    lead = asked[at - 1] if at else None
    if lead is None or lead.form in STOPWORDS or asked[at].form.startswith(("ب", "ل")):
        return False
    states = [*_with_lead(here)]
    if lead.form in _SCENES or without_prefixes(lead.form) in _SCENES:
        is_told_of = any(word.stem == lead.stem for word in here.words)
        return is_told_of and bool(states)
    return any(_does(here, word, lead) for word in states if word is not None)


def _is_done_by_another(question: Question, named: Named, here: PassageWords) -> bool:
    """Whether a sentence has a state, and tells of another one what is asked of it.

    «اختيرت المملكة ضيف شرف لمهرجان في مصر» does not tell when «اختيرت مصر».
    """
    verb = predicate_of(question)
    if verb is None:
        return False
    behind = (word for word in words_of(question.text) if word.span.start >= verb.span.end)
    if not any(named.span.overlaps(word.span) for word in islice(behind, 1)):
        return False
    own = _states_of(named.entities)
    does = [
        states
        for at, states in _states_at(here).items()
        if at and here.words[at - 1].stem == verb.stem
    ]
    return bool(own) and bool(does) and all(own.isdisjoint(each) for each in does)


def _states_at(here: PassageWords) -> dict[int, frozenset[str]]:
    """What states each word of a sentence may name that begins the name of one."""
    found = {at: _STATES[word.form] for at, word in enumerate(here.words) if word.form in _STATES}
    named = {each.first: _states_of(each.entities) for each in entities_in(here.forms)}
    return found | {at: states for at, states in named.items() if states}


def _states_of(entities: Iterable[Entity]) -> frozenset[str]:
    return frozenset(each.key for each in entities if each.is_state)


def _with_lead(here: PassageWords) -> Iterator[Word | None]:
    """The words before the states of a sentence."""
    for found in entities_in(here.forms):
        if any(entity.is_state for entity in found.entities):
            yield here.words[found.first - 1] if found.first else None


def _does(here: PassageWords, verb: Word, asked: Word) -> bool:
    """Whether a verb before a state says that it did what is asked, and not what others did."""
    at = here.words.index(verb)
    is_verb = bare(verb.form, VERBS) is not None or verb.stem == asked.stem
    if not is_verb:
        return False
    after = here.words[at + 1 :]
    is_report = bare(verb.form, SAYING) is not None and any(word.form in _THAT for word in after)
    return not is_report and is_alike(asked.stem, (word.stem for word in [verb, *after]))

"""Whether a sentence tells of another place, person, time or thing than the one asked about.

The passage may name both: «ألغت الشركة 14 رحلة إلى بيروت. ولم تلغ أي رحلة إلى دمشق.»
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from search.arabic.analyzer import Word, inside, words_of
from search.arabic.bodies import bodies_in
from search.arabic.gazetteer import Entity, EntityKind, entities_in, stands_in
from search.arabic.listings import listed
from search.arabic.naming import is_known, names_in
from search.arabic.normalizer import normalize
from search.arabic.told_apart import Superlative
from search.arabic.values import dates, numbers
from search.ranking.counterparts import has_counterpart
from search.ranking.mentions import Named, NamedKind, is_there
from search.ranking.passage_words import PassageWords, has_word, sounded
from search.ranking.predicates import verb_of
from search.ranking.questions import AnswerKind, Question
from search.records import Passage, Span

_TOLD_APART = frozenset({NamedKind.THING, NamedKind.TOLD})
# With these a sentence goes over to something else of the kind, or to another time.
_CONTRASTS = listed(
    "أما وأما بينما وبينما فيما وفيما بعدما مقابل علما مقارنة بالمقارنة"
    " قياسا بانخفاض بارتفاع بزيادة بتراجع"
)
_TURNS = frozenset({(normalize("بعد"), normalize("أن")), (normalize("في"), normalize("حين"))})
# Times that are told from when a text was written: العام الماضي.
_RELATIVE = re.compile(
    r"(?<!\w)(?:[بلوف]|ال)*(?:عام|سنه|شهر|اسبوع|موسم|ربع|عقد) "
    r"(?:ال(?:ماضيه?|فائته?|منصرمه?|سابقه?|جاريه?|حاليه?|مقبله?|قادمه?|ذي قبله))(?!\w)"
    r"|(?<!\w)هذ[اه] ال(?:عام|سنه|شهر|اسبوع|موسم)(?!\w)"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_VALUES = frozenset({AnswerKind.NUMBER, AnswerKind.DATE, AnswerKind.YEAR})
# Where a clause ends behind which another begins with "and".
_CLAUSE = re.compile(r"[،؛,;.]\s{1,3}(?=و(?!ذلك\b))|\n")
# A part of what is counted: منها ثلاث للنادي.
_PART = re.compile(r"\sو?(?:من )?(?:من|بين|ضمن)(?:ها|هم|هن)\b[^،؛,;.\n]*")
# Behind these stands what something is compared with.
_COMPARED = listed("مقارنة بالمقارنة مقابل قياسا بالقياس")
# Words of a name that is told from another's, and how alike two spellings of one are.
_NAMES = (2, 3)
_SPELT_ALIKE = 0.6
# What leads to a place, and what of it is written together with one.
_TO, _IN, _FROM = (
    listed("إلى وإلى نحو باتجاه ل ول"),
    listed("في وفي داخل ب وب"),
    listed("من ومن"),
)
# Of these a text lists several, and says of each «البنك».
_LISTED = listed("بنك مصرف شركة جامعة مستشفى وزارة هيئة جمعية مؤسسة صندوق")
_WITH = listed("مع ضد أمام")
_OF, _DISTANT = listed("عن"), listed("يبعد تبعد وتبعد ويبعد بعد مسافة المسافة بعيد بعيدة")


def is_elsewhere(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether a sentence has, in place of what a question names, another of its kind.

    Of a place it has to stand behind the same word: what is done in one place is not done in
    another, but a place may be told of from anywhere.

    Args:
        question: that is asked.
        passage: that writes of all that it names.
        sentence: of the passage's text.
    """
    here = PassageWords(passage, sentence)
    told = (each for each in question.named if each.kind in _TOLD_APART)
    if not all(is_there(each, here) for each in told):
        return True
    if _is_of_another_year(question, passage, here):
        return True
    names = [each for each in question.named if each.kind is NamedKind.NAME]
    bodies = [each for each in question.named if each.kind is NamedKind.BODY]
    if any(_names_another(each.words, here) for each in names) or any(
        _is_one_of_several(each, passage, here) for each in bodies
    ):
        return True
    # A title that names several places does not say of which a sentence tells that names another.
    alone = PassageWords(passage, sentence, has_title=False)
    places = [
        each
        for each in question.named
        if each.kind is NamedKind.PLACE and not is_there(each, alone)
    ]
    keys = {(entity.kind, entity.key) for each in places for entity in each.entities}
    if keys and _has_others(keys, words_of(question.text), here.words):
        return True
    if _is_all_of_another(question, passage, here, alone) or _lacks_partner(question, here):
        return True
    return has_counterpart(question, alone)


def _is_one_of_several(body: Named, passage: Passage, here: PassageWords) -> bool:
    """Whether a passage names several bodies of a kind, and a sentence not the one that is asked.

    Of a list of banks a sentence on «the bank» is of any of them.
    """
    if body.of not in _LISTED or any(has_word(word, here) for word in body.words):
        return False
    read = PassageWords(passage)
    others = {
        each.telling.stem for each in bodies_in(read.text, read.words) if each.kind == body.of
    }
    return len(others) > 1


def _lacks_partner(question: Question, here: PassageWords) -> bool:
    """Whether neither a sentence nor its title has with whom, or against whom, it is asked of.

    «سجل ثمانية أهداف» at Arsenal does not say how many at Malaga, whence he came.
    """
    with_whom = {
        after.span.start for word, after in pairwise(words_of(question.text)) if word.form in _WITH
    }
    named = [each for each in question.named if each.span.start in with_whom]
    return any(
        not is_there(each, here) for each in named if each.kind in {NamedKind.PLACE, NamedKind.NAME}
    ) or any(
        # A text that names no city may be of any, but with none.
        not _stands(each, here)
        for each in named
        if each.kind is NamedKind.PLACE and not each.is_state
    )


def _is_all_of_another(
    question: Question, passage: Passage, here: PassageWords, alone: PassageWords
) -> bool:
    """Whether a title and a sentence name a state that a question does not, in place of its own.

    A text on Nigeria that says of Pakistan, too, that it has had cases does not tell of Pakistan.
    """
    places = [each for each in question.named if each.kind is NamedKind.PLACE]
    asked = {entity.key: each for each in places for entity in each.entities if entity.is_state}
    if all(is_there(each, here) for each in asked.values()):
        return False
    title = [word.form for word in words_of(passage.document.title or "")]
    told = {entity.key for found in entities_in(title) for entity in found.entities}
    return any(
        entity.is_state and entity.key in told and entity.key not in asked
        for found in alone.places
        for entity in found
    )


def is_of_another_state(question: Question, passage: Passage, part: Span) -> bool:
    """Whether a part of a sentence tells of a state, and not of the place that is asked about.

    «وسجلت سورية 80 وفاة، فيما أعلن لبنان أول إصابة» has no number of Lebanon's.

    Args:
        question: that is asked.
        passage: that has the sentence.
        part: of the sentence; see ``part_around``.
    """
    places = [each for each in question.named if each.kind is NamedKind.PLACE]
    here = PassageWords(passage, part, has_title=False)
    if not places or any(is_there(each, here) for each in places):
        return False
    return any(each.is_state for found in here.places for each in found)


def is_of_another_time(question: Question, passage: Passage, sentence: Span, part: Span) -> bool:
    """Whether a sentence has the time of a question, but not in the part that answers.

    «هبطت إلى 180 مليونا في 2024 بعد أن كانت 291 مليونا في 2023».

    Args:
        question: that is asked.
        passage: that has the sentence.
        sentence: of the passage's text.
        part: of the sentence; see ``part_around``.
    """
    text = passage.searched_text
    whole, own = (normalize(text[slice(*span)]) for span in (sentence, part))
    if _is_compared(own) and _times_in(own) - _times_in(normalize(question.text)):
        return True
    asked = {each[0].strip() for each in _RELATIVE.finditer(normalize(question.text))}
    years = (each.numbers for each in question.named if each.kind is NamedKind.YEAR)
    asked |= {number for numbers in years for number in numbers if number.isdigit()}
    return any(each in whole and each not in own for each in asked)


def _is_compared(part: str) -> bool:
    """Whether a part is what another is compared with: مقارنة مع 1350 فنانا العام الماضي."""
    return any(word.form in _COMPARED for word in words_of(part)[:1])


def _times_in(text: str) -> set[str]:
    """The years of a normalised text, and the times that it tells from when it was written."""
    return {each[0].strip() for each in _RELATIVE.finditer(text)} | set(_YEAR.findall(text))


def _is_of_another_year(question: Question, passage: Passage, here: PassageWords) -> bool:
    """Whether a sentence has not the year that is asked for, and is of news of another one."""
    written = passage.document.date or ""
    years = [each for each in question.named if each.kind is NamedKind.YEAR]
    if not written or not years or _RELATIVE.search(here.normalized):
        return False
    return any(not is_there(each, here) for each in years)


def is_told_later(question: Question, passage: Passage, sentence: Span, answer: Span) -> bool:
    """Whether what a question names stands in a clause behind the one with the answer alone.

    «عيار 21 عند 65 دينارا، وعيار 18 عند 58».

    Args:
        question: that is asked.
        passage: that has the sentence.
        sentence: of the passage's text.
        answer: in the sentence.
    """
    if _is_of_a_part(question, passage, sentence, answer):
        return True
    ends = _CLAUSE.finditer(passage.searched_text, answer.end, sentence.end)
    later = next((end.end() for end in ends), None)
    if later is None:
        return False
    own = PassageWords(passage, Span(sentence.start, later), has_title=False)
    behind = PassageWords(passage, Span(later, sentence.end), has_title=False)
    # What is the largest of all may be called so behind its name.
    named = (each for each in question.named if not _is_superlative(each))
    if any(_stands(each, behind) and not _stands(each, own) for each in named):
        return True
    # Who or what is told of first may be meant by all that follows.
    asked = question.content if question.kind in _VALUES else ()
    told = [word for word in asked if word.stem in behind.stems and not has_word(word, own)]
    if not told or verb_of(question) in told or _has_value(behind):
        return bool(told)
    # Without a value of its own a clause may go on with what all is about: وأدى الوفد الصلاة.
    title = {word.stem for word in words_of(passage.document.title or "")}
    return any(word.stem not in title for word in told)


def _has_value(read: PassageWords) -> bool:
    return bool(numbers(read.text, read.words) or dates(read.text, read.words))


def _is_superlative(named: Named) -> bool:
    return named.told is not None and isinstance(named.told.by, Superlative)


def _is_of_a_part(question: Question, passage: Passage, sentence: Span, answer: Span) -> bool:
    """Whether words of a question stand in a sentence only in what is told of a part.

    «15 ميدالية، منها ثلاث ذهبية» are not so many of gold.
    """
    if question.kind is not AnswerKind.NUMBER:
        return False
    for match in _PART.finditer(passage.searched_text, answer.end, sentence.end):
        start, end = match.span()
        part = PassageWords(passage, Span(start, end), has_title=False)
        rest = [
            PassageWords(passage, span, has_title=False)
            for span in (Span(sentence.start, start), Span(end, sentence.end))
        ]
        if any(
            word.stem in part.stems and not any(has_word(word, each) for each in rest)
            for word in question.content
        ):
            return True
    return False


def _stands(named: Named, read: PassageWords) -> bool:
    """Whether all words of what is named stand in a text."""
    if named.entities:
        names = (name for entity in named.entities for name in entity.names)
        return any(stands_in(name, read.normalized) for name in names)
    if named.words:
        return all(has_word(word, read) for word in named.words)
    return any(re.search(rf"(?<!\d){each}(?!\d)", read.normalized) for each in named.numbers)


def _names_another(name: Sequence[Word], here: PassageWords) -> bool:
    """Whether a text lacks a word of a name of two or three, and has another with the others."""
    lacking = [word for word in name if not has_word(word, here)]
    if not lacking or len(name) not in _NAMES:
        return False
    own = {word.stem for word in name}
    for found in names_in(here.text, here.words):
        said = here.words[found.first : found.last]
        others = [word for word in said if word.stem not in own]
        if found.is_person and len(others) < len(said) and _differ(lacking, others):
            return True
    return False


def _differ(lacking: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether there are other words, of which none is another spelling of what lacks."""
    return bool(others) and not any(_is_spelling(a, b) for a in lacking for b in others)


def _is_spelling(word: Word, other: Word) -> bool:
    """Whether two words may be spellings of one name: تامر، ثامر, but not سامي، سامر."""
    are_names = is_known(word.form) and is_known(other.form)
    alike = OSA.normalized_similarity(word.form, other.form) >= _SPELT_ALIKE
    return alike and (not are_names or sounded(word.form) == sounded(other.form))


def part_around(passage: Passage, sentence: Span, answer: Span) -> Span:
    """The part of a sentence, up to where it goes over to something else, that has an answer."""
    found = inside(sentence, words_of(passage.searched_text))
    turns = [
        word.span.start
        for word, after in pairwise([*found, *found[-1:]])
        if word.form in _CONTRASTS or (word.form, after.form) in _TURNS
    ]
    start = max((at for at in turns if at <= answer.start), default=sentence.start)
    end = min((at for at in turns if at >= answer.end), default=sentence.end)
    return Span(start, end)


def _has_others(
    places: Collection[tuple[EntityKind, str]], asked: Sequence[Word], found: Sequence[Word]
) -> bool:
    """Whether words have others of the kinds of places behind what leads to these."""
    own = {
        (lead, entity.kind)
        for lead, entities in _led(asked)
        for entity in entities
        if (entity.kind, entity.key) in places
    }
    others = {
        (lead, entity.kind)
        for lead, entities in _led(found)
        for entity in entities
        if (entity.kind, entity.key) not in places
    }
    return not own.isdisjoint(others)


def _led(found: Sequence[Word]) -> Iterator[tuple[frozenset[str] | str, tuple[Entity, ...]]]:
    """Places with what leads to them: a preposition, or the stem of the word before.

    How far something is, is told both from a place and of it: تبعد عن، على بعد ... من.
    """
    forms = [word.form for word in found]
    is_distance = not _DISTANT.isdisjoint(forms)
    for first, last, entities in entities_in(forms):
        said = " ".join(forms[first:last])
        names = (name for entity in entities for name in entity.own if said.endswith(name))
        name = max(names, key=len, default=None)
        letter = "" if name is None else said.removesuffix(name)
        before = found[first - 1] if first else None
        word = letter or (before.form if before else "")
        group = next((each for each in (_TO, _IN, _FROM) if word in each), None)
        if is_distance and word in _OF:
            group = _FROM
        if name is not None and group is not None:
            yield group, entities
        elif name is not None and before is not None and not letter:
            yield before.stem, entities

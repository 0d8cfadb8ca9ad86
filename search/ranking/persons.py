"""Whether a text writes of a person, or of whatever else has a name, that a question names."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.naming import is_known, is_title, rarity, without_prefixes
from search.ranking.passage_words import PassageWords, has_word

# In centibels: so usual a first name, or part of one, tells nobody apart.
_USUAL = 400
# From here on a word behind a first name is taken for a further one.
_RARE = 470
_SON = listed("بن ابن بنت")
_JOINED = _SON | listed("عبد أبو أبا أبي أم آل الدين")
# First names that are as alike are spellings of one: تشارلز، شارل.
_SPELT_OTHERWISE = 0.5
# A word anywhere in a text that is as alike may be the last name of a person.
_SPELT_ALIKE = 0.7
# Words before a family's name in which the first name stands: خالد بن محمد الفلاني.
_LONGEST_NAME = 4


def has_name(name: Sequence[Word], read: PassageWords) -> bool:
    """Whether a text has the last word of a name that is no usual one, or the first of a son's.

    People are called by a part of their name, and many have the same first one.
    """
    if _is_of_another(name, read):
        return False
    telling = [word for word in name if rarity(word.form) >= _USUAL] or [*name]
    if has_word(telling[-1], read):
        return True
    # A son may be called without his father (سلمان بن عبدالعزيز), and what is no known name may
    # be another word.
    is_open = not is_known(telling[-1].form) or any(word.form in _SON for word in name)
    is_his = is_open and len(telling) > 1 and has_word(telling[0], read)
    return is_his and not _is_of_another_family(name, read)


def _is_of_another(name: Sequence[Word], read: PassageWords) -> bool:
    """Whether a text has the further names of a person behind another first name, and not his.

    «حيدر العبادي» is not «أحمد العبادي». Where they first stand alone, or a title is before them
    anywhere, as in «الرئيس العبادي», it may be either. A text that has his first name too has it
    of somebody else where the further ones never stand behind it.
    """
    if len(name) == 1 or not is_known(name[0].form):
        return False
    # What is a part of many names, as "son of", has the next one with it.
    further = [word.stem for word in (name[1:3] if name[1].form in _JOINED else name[1:2])]
    stems = [word.stem for word in read.words]
    places = [at for at in range(len(stems)) if stems[at : at + len(further)] == further]
    before = [read.words[at - 1] if at and read.is_beside(at) else None for at in places]
    if not places or any(name[0].stem in stems[max(0, at - _LONGEST_NAME) : at] for at in places):
        return False
    looked_at = before
    if not has_word(name[0], read):
        looked_at = before[:1]
    elif any(word.form in _SON for word in name):
        # A son may be called without his father.
        return False
    return not any(each is not None and is_title(each) for each in before) and all(
        each is not None
        and is_known(each.form)
        and OSA.normalized_similarity(each.form, name[0].form) < _SPELT_OTHERWISE
        for each in looked_at
    )


def _is_of_another_family(name: Sequence[Word], read: PassageWords) -> bool:
    """Whether a text that lacks the last name of a person has another behind his first one.

    «خالد شراحيلي» is not «خالد الزيلعي». Spellings of a family differ: half alike it is his.
    """
    first, *further = name
    if not is_known(first.form) or any(map(_goes_with_others, further)):
        return False
    at = next((at for at, word in enumerate(read.words) if word.stem == first.stem), None)
    if at is None or at + 1 == len(read.words) or not read.is_beside(at + 1):
        return False
    after = read.words[at + 1].form
    if after in _JOINED or not (is_known(after) or rarity(after) >= _RARE):
        return False
    return not any(
        _similarity(word.form, after) >= _SPELT_OTHERWISE
        or any(_similarity(word.form, form) >= _SPELT_ALIKE for form in read.bare)
        for word in further
    )


def _goes_with_others(word: Word) -> bool:
    """Whether a word of a name is a part of many, or begins another: نابليون وهتلر."""
    own = without_prefixes(word.form)
    return word.form in _JOINED or (own != word.form and is_known(own) and not is_known(word.form))


def _similarity(one: str, other: str) -> float:
    return OSA.normalized_similarity(without_prefixes(one), without_prefixes(other))

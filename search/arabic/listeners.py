"""Who is told something, directly behind a verb of saying: قال لأوباما، قالت للصحيفة، قال لي."""

from search.arabic.analyzer import Word
from search.arabic.lexicon import arabic, has_particle
from search.arabic.listings import listed
from search.arabic.naming import is_known
from search.arabic.offices import OFFICES

_TO_SOMEBODY = listed("لي لنا له لها لهم لهما لهن لك لكم لنفسه لنفسها لبعض لأحد لإحدى لكل")
_TO, _TO_THE = "ل", "لل"
# Whoever is named so begins with the letter itself: لؤي.
_HAMZAS = "أإآ"
_POSSESSED = ("ه", "ها", "هم")
_LONG = 5
_ARTICLE, _SHORT = "ال", 3


def is_told(text: str, word: Word) -> bool:
    """Whether the word behind a verb of saying begins with whom it is said to.

    Args:
        text: that has the word.
        word: directly behind the verb.
    """
    form = word.form
    if form in _TO_SOMEBODY or form.startswith(_TO_THE):
        return True
    if not form.startswith(_TO) or is_known(form):
        return False
    written, rest = text[slice(*word.span)], form[1:]
    return (
        written[1:2] in _HAMZAS
        or is_known(rest)
        or rest in OFFICES
        or (len(form) >= _LONG and form.endswith(_POSSESSED))
        or _is_joined(form, rest)
    )


def _is_joined(form: str, rest: str) -> bool:
    """Whether a word is "to" and another one by how frequent they are: لرويترز, but not لجنة."""
    return len(rest) >= _SHORT and _ARTICLE + form not in arabic() and has_particle(form, rest)

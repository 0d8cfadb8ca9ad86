"""The endings ة and ه, ى and ي, which many people type for each other, as a word usually has them.

The lexical index folds them. The model does not, and gives a question with one for the other other
vectors, and with them another confidence: so it reads words as they are usually written. A word
that is as usual either way (كتابه، كتابة) stays as it was typed.
"""

import re
from collections.abc import Mapping
from functools import cache

from search.arabic.lexicon import RAREST, spellings

_OTHER = {"ه": "ة", "ة": "ه", "ى": "ي", "ي": "ى"}
_WORD = re.compile(f"[\u0621-\u064a]{{2,}}[{''.join(_OTHER)}](?![^\\W\\d_])")
_ARTICLE = "ال"
_BEFORE = re.compile(f"(?:[وبكف]?{_ARTICLE}|لل|[وبلفك])(?=..)")
# In centibels: so much more usual is the ending that is read; what something is written together
# with is rarer than it is alone; and what the lexicon does not have.
_MORE_USUAL = 70
_JOINED = 30
_UNKNOWN = RAREST + 20


def with_usual_endings(text: str) -> str:
    """A text in which words end as they are usually written; letter for letter as long."""
    return _WORD.sub(lambda match: _usual(match.group()), text)


def _usual(word: str) -> str:
    other = word[:-1] + _OTHER[word[-1]]
    return other if _rarity(word) - _rarity(other) >= _MORE_USUAL else word


def _rarity(word: str) -> int:
    known = _known()
    if word in known:
        return known[word]
    before = _BEFORE.match(word)
    bare = word[before.end() :] if before else word
    found = [known[each] + _JOINED for each in (bare, _ARTICLE + bare) if each in known]
    return min(found, default=_UNKNOWN)


@cache
def _known() -> Mapping[str, int]:
    """How rare words with these endings are, as they are written."""
    return {word: rarity for word, rarity in spellings() if word.endswith(tuple(_OTHER))}

"""Lines that say from where and by whom a text is: «دمشق - أنقرة: سعيد عبد الرازق»."""

import re

from search.arabic.analyzer import words_of
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import bare, listed
from search.arabic.verbs import CLAIMS, EVENTS, SPEECH
from search.records import Span

# The longest one, in code points, and words of a name.
_LONGEST = 80
_NAMES = (2, 4)
_WRITTEN_BY = listed("كتب كتبت بقلم إعداد تقرير تصوير ترجمة حوار تحرير")
_COLON = re.compile("[:：]")
_VERBS = EVENTS | CLAIMS | SPEECH


def is_byline(text: str, clause: Span) -> bool:
    """Whether a clause is a line of its own of places, or a word for writing, and names alone."""
    start, end = text.rfind("\n", 0, clause.start) + 1, text.find("\n", clause.end)
    line = text[start : end if end >= 0 else len(text)].strip()
    parts = _COLON.split(line)
    if len(line) > _LONGEST or len(parts) != 2:  # noqa: PLR2004
        return False
    before, after = (words_of(part) for part in parts)
    least, most = _NAMES
    if not before or not least <= len(after) <= most or not parts[1].replace(" ", "").isalpha():
        return False
    if any(bare(word.form, _VERBS) for word in after):
        return False
    if all(word.form in _WRITTEN_BY for word in before):
        return True
    forms = [word.form for word in before]
    places = [
        found
        for found in entities_in(forms)
        if any(each.kind in {EntityKind.STATE, EntityKind.CITY} for each in found.entities)
    ]
    return sum(found.last - found.first for found in places) == len(forms)

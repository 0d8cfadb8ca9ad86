"""Lines that say from where and by whom a text is: «دمشق - أنقرة: سعيد عبد الرازق»."""

import re
from collections.abc import Sequence

from search.arabic.analyzer import words_of
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import bare, listed
from search.arabic.verbs import VERBS
from search.records import Span

# The longest one, in code points, and words of a name.
_LONGEST = 80
_NAMES = (2, 4)
_WRITTEN_BY = listed("كتب كتبت بقلم إعداد تقرير تصوير ترجمة حوار تحرير")
# A short line of two parts, to be looked at: texts have few.
_LINE = re.compile(r"^(?P<before>[^\n:：]{1,80})[:：](?P<after>[^\n:：]{1,80})$", re.MULTILINE)


def bylines_in(text: str) -> list[Span]:
    """The lines of a text of places, or a word for writing, and names alone."""
    lines = _LINE.finditer(text)
    return [Span(*line.span()) for line in lines if _is_byline(line["before"], line["after"])]


def opens_byline(text: str) -> bool:
    """Whether a text is what stands before a name in such a line: places, or words for writing."""
    return bool(text.strip()) and _opens([word.form for word in words_of(text)])


def _is_byline(places: str, names: str) -> bool:
    before, after = words_of(places), words_of(names)
    least, most = _NAMES
    is_named = least <= len(after) <= most and names.replace(" ", "").isalpha()
    if not before or not is_named or len(places) + len(names) >= _LONGEST:
        return False
    if any(bare(word.form, VERBS) for word in after):
        return False
    return _opens([word.form for word in before])


def _opens(forms: Sequence[str]) -> bool:
    if all(form in _WRITTEN_BY for form in forms):
        return True
    known = [
        found
        for found in entities_in(forms)
        if any(each.kind in {EntityKind.STATE, EntityKind.CITY} for each in found.entities)
    ]
    return sum(found.last - found.first for found in known) == len(forms)

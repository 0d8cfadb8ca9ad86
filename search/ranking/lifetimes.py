"""When somebody was born or died, as encyclopaedias write it in brackets behind the name."""

import re
from collections.abc import Sequence

from search.arabic.analyzer import Word, words, words_of
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.ranking.candidates.candidate import Candidate
from search.ranking.questions import Question
from search.records import Span

_WORDS = {
    "born": "ولد ولدت مولد ميلاد مولود اتولد انولد تولد born birth",
    "died": "توفي توفيت مات ماتت وفاة وفاته موت اتوفى توفى died die death",
}
_FORMS = {
    name: listed(listing) | listed(" ".join(f"و{word}" for word in listing.split()))
    for name, listing in _WORDS.items()
}
_YEAR_ASKED = listed("عام سنة يوم شهر تاريخ year date")
_RELATED = listed("والد والدة زوجة زوج شقيق شقيقة نجل ابنة حرم صهر")
_BIRTH_AND_DEATH, _HIJRI = 2, "هـ"
_AGED = normalize("مواليد")
_LIFETIME = re.compile(r"\([^()]*\)")
_YEAR = re.compile(r"(?<!\d)\d{3,4}(?!\d)")
# Words before a value among which the verb is that it is told with.
_VERB_BEFORE = 3
# Words before brackets in which who is asked about is named.
_NAMED_BEFORE = 6


def in_a_lifetime(
    sentence: str, found: Sequence[Candidate], question: Question
) -> Candidate | None:
    """From ``(date of birth - date of death)``, as encyclopaedias write it.

    Where who is asked about stands before it, one date alone is that of the birth.
    """
    # His father has another: متى توفي والد فلان.
    if not _RELATED.isdisjoint(question.forms):
        return None
    is_birth = not _FORMS["born"].isdisjoint(question.forms)
    if is_birth is not _FORMS["died"].isdisjoint(question.forms):
        return None
    for match in _LIFETIME.finditer(sentence):
        within = Span(*match.span())
        inside = [each for each in found if each.core.overlaps(within)]
        # Of two calendars it is not told here which belong together.
        if _HIJRI in match.group() and len(_YEAR.findall(match.group())) != len(inside):
            continue
        if len(inside) == _BIRTH_AND_DEATH:
            return inside[0] if is_birth else inside[1]
        if is_birth and len(inside) == 1 and _is_of_who(sentence, within, inside[0], question):
            return inside[0]
    return None


def is_of_who_is_asked(sentence: str, core: Span, question: Question) -> bool:
    """Whether the name before brackets has all words of the question but the verb."""
    before = words_of(sentence[: sentence.rfind("(", 0, core.start)])[-_NAMED_BEFORE:]
    there = {word.stem for word in before}
    lived = _FORMS["born"] | _FORMS["died"] | _YEAR_ASKED
    return bool(before) and all(
        word.stem in there or word.form in lived for word in question.content
    )


def _is_of_who(sentence: str, within: Span, born: Candidate, question: Question) -> bool:
    """Whether brackets have a date and nothing more, and who is asked about before them."""
    before = words_of(sentence[: within.start])
    rest = sentence[within.start : born.whole.start] + sentence[born.whole.end : within.end]
    is_alone = all(word.form in _FORMS["born"] or word.form == _AGED for word in words(rest))
    return is_alone and bool(before) and question.has(before[-1])


def is_of_a_life(core: Span, within: Sequence[Word], question: Question) -> bool:
    """Whether a value is that of a birth or a death, and something else is asked."""
    near = [word.form for word in within if word.span.end <= core.start][-_VERB_BEFORE:]
    return any(
        not forms.isdisjoint(near) and forms.isdisjoint(question.forms) for forms in _FORMS.values()
    )

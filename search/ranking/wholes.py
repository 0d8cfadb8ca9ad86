"""A value with what belongs to it: the other end of a range, "about", "more than", "after".

Without these the value is another one: «بين 50 و85 مليونا» is not 85 million, and «بعد سنة 1354»
not 1354.
"""

import re
from collections.abc import Iterable, Sequence

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.records import Span

_AMOUNT = (
    r"(?:ما )?(?:لا )?(?:(?:يقرب|تقرب) من|(?:يقل|تقل|يزيد|تزيد|يربو|تربو) (?:عن|علي)"
    r"|يقارب|تقارب|يناهز|تناهز)|مايقارب|حوالي|نحو|قرابه|زهاء|حتي|(?:اكثر|اقل|ازيد) من"
)
_TIME = r"حوالي|نحو|بعد|(?<!من )قبل|منذ|حتي|(?:اكثر|اقل) من"
_BEFORE = {
    is_time: re.compile(rf"(?:^| )(?P<joined>[بلوف]?)(?P<said>{said})$")
    for is_time, said in ((False, _AMOUNT), (True, _TIME))
}
_LOOKED_AT = 5
# Between the ends of a range, and what begins one.
_TO = re.compile(r"\s{0,2}(?:[-–—]|و?(?:إلى|الى|حتى|حتي|لغاية)\s)\s{0,2}\Z")
_AND = re.compile(r"\s{1,2}و\s?\Z")
_BETWEEN = listed("بين وبين")
_FROM = listed("من ومن") | _BETWEEN
_YEARS = listed("عامي سنتي شهري يومي العامين السنتين")


def whole(
    sentence: str, value: Span, values: Iterable[Span], within: Sequence[Word], *, is_time: bool
) -> Span:
    """A value of a sentence with what belongs to it.

    Args:
        sentence: the text.
        value: a number with what it counts, or a date.
        values: all of the sentence, in any order.
        within: the words of the sentence.
        is_time: whether it is a date.
    """
    known = sorted(values)
    before = next((each for each in reversed(known) if each.end <= value.start), None)
    after = next((each for each in known if each.start >= value.end), None)
    start, end = value
    if before is not None and _is_range(sentence, before, value, within):
        start = before.start
    elif after is not None and _is_range(sentence, value, after, within):
        end = after.end
    if (start, end) != value:
        begins = _beginning(sentence, start, within)
        if begins is not None and begins.form in _FROM:
            start = begins.span.start + begins.form.startswith("و")
    return Span(_with_qualifier(sentence, start, within, is_time=is_time), end)


def _is_range(sentence: str, first: Span, last: Span, within: Sequence[Word]) -> bool:
    between = sentence[first.end : last.start]
    if _TO.match(between):
        return True
    begins = _beginning(sentence, first.start, within)
    return bool(_AND.match(between) and begins and begins.form in _BETWEEN)


def _beginning(sentence: str, at: int, within: Sequence[Word]) -> Word | None:
    """The word before a range, which may begin it: بين، بين عامي."""
    word = _word_before(sentence, at, within)
    if word is not None and word.form in _YEARS:
        return _word_before(sentence, word.span.start, within)
    return word


def _word_before(sentence: str, at: int, within: Sequence[Word]) -> Word | None:
    word = next((word for word in reversed(within) if word.span.end <= at), None)
    is_near = word is not None and not sentence[word.span.end : at].strip()
    return word if is_near else None


def _with_qualifier(sentence: str, start: int, within: Sequence[Word], *, is_time: bool) -> int:
    if _word_before(sentence, start, within) is None:
        return start
    before = [word for word in within if word.span.end <= start][-_LOOKED_AT:]
    match = _BEFORE[is_time].search(" ".join(word.form for word in before))
    if match is None:
        return start
    first = before[-len(match["said"].split())].span.start
    told = first + len(match["joined"])
    # A mark on the letter that is joined stays with it.
    return told if sentence[told].isalpha() else first

"""What has to be said beside words of a document, for whatever shows, copies or cites them.

A document may have words that it does not say itself: it denies them, asks, supposes, or has them
from somebody else; and signs that do not show may show them in another order.
"""

import re
from typing import NamedTuple

from search.arabic.negation import find_negation
from search.arabic.reach import Caveat, Standing
from search.arabic.reported import is_reported
from search.arabic.speakers import find_speaker, open_mark
from search.arabic.standing import caveats
from search.arabic.tolls import is_raised_later
from search.arabic.verdicts import Verdict, verdict
from search.arabic.wanted import is_wanted
from search.records import Caution, Document, Span, blank
from search.reordering import is_reordered

# Code points before and after the words in which their sentence, and what is said of it, stand.
_BEFORE, _AFTER = 1500, 500
_CAUTIONS = {
    Standing.DENIED: Caution.DENIED,
    Standing.UNTRUE: Caution.DENIED,
    Standing.CORRECTED: Caution.DENIED,
    Standing.ASKED: Caution.ASKED,
    Standing.SUPPOSED: Caution.SUPPOSED,
    Standing.DREAMT: Caution.DREAMT,
    Standing.ANNULLED: Caution.SUPERSEDED,
}
_OF_VERDICTS = {
    Verdict.FALSE: Caution.DENIED,
    Verdict.OPEN: Caution.SUPPOSED,
    Verdict.EARLIER: Caution.EARLIER,
}
# Nobody has said what is denied or asked.
_UNSAID = {Caution.DENIED, Caution.ASKED}
_WORD = re.compile(r"\w")
# A mark that is open before the words, and what ends it.
_MARKS = (("«", "»"), ("“", "”"))
_STRAIGHT = '"'


class Beside(NamedTuple):
    """What stands beside some words.

    Attributes:
        cautions: in the order in which they are told, each once.
        negation: the word before them that denies them, as ``لم``.
        speaker: who says them, where it is clear, and nothing denies, asks or wants them.
    """

    cautions: tuple[Caution, ...]
    negation: Span | None
    speaker: Span | None


def beside(document: Document, place: Span, within: Span | None = None) -> Beside:
    """What has to be said beside words of a document.

    What the words themselves say, as ``لم`` among them does, is not said again.

    Args:
        document: that has them.
        place: of them in its text.
        within: a passage that has them and was read before: it is asked in place of what is near.
    """
    text = document.text
    negation = find_negation(text, place.start)
    found = _turning(document, place, within or _near(place))
    if negation is not None:
        found.add(Caution.DENIED)
    judged = verdict(document, place)
    if judged is not None:
        found.add(_OF_VERDICTS[judged])
    is_said = not found & _UNSAID
    if is_said and is_wanted(text, place):
        found.add(Caution.SUPPOSED)
        speaker = None
    else:
        speaker = find_speaker(text, place) if is_said else None
    if (
        _is_in_marks(text, place)
        or (speaker is not None and not speaker.overlaps(place))
        or (is_said and is_reported(text, place))
    ):
        found.add(Caution.QUOTED)
    if is_raised_later(text, place):
        found.add(Caution.SUPERSEDED)
    if Caution.ASKED in found:  # which says more
        found.discard(Caution.SUPPOSED)
    if is_reordered(text, place):
        found.add(Caution.REORDERED)
    return Beside(tuple(each for each in Caution if each in found), negation, speaker)


def _near(place: Span) -> Span:
    return Span(max(0, place.start - _BEFORE), place.end + _AFTER)


def _turning(document: Document, place: Span, near: Span) -> set[Caution]:
    text = blank(document.text[slice(*near)], document.ignored, near.start)
    quoted = _words_in(document.text, place).shifted(-near.start)
    closed = _closing_mark(text, quoted)
    return {
        _CAUTIONS[each.standing]
        for each in caveats(text, quoted)
        if each.standing in _CAUTIONS
        and each.scope.overlaps(quoted)
        # What is supposed behind a quotation is none of it.
        and not (each.standing is Standing.SUPPOSED and each.mark.start >= closed)
        and (_is_corrected(each) or not place.overlaps(each.mark.shifted(near.start)))
    }


def _is_corrected(caveat: Caveat) -> bool:
    """Whether it is to be said of words that are shown with what corrects them, too."""
    return caveat.standing is Standing.CORRECTED


def _words_in(text: str, place: Span) -> Span:
    """A place without signs at its ends, which may be of the sentence before or after."""
    quote = text[slice(*place)]
    first = _WORD.search(quote)
    last = _WORD.search(quote[::-1])
    if first is None or last is None:
        return place
    return Span(place.start + first.start(), place.end - last.start())


def _closing_mark(text: str, place: Span) -> int:
    """Where the quotation marks around words end, or the text."""
    for opening, closing in _MARKS:
        if text.rfind(opening, 0, place.start) > text.rfind(closing, 0, place.start):
            return _found(text, closing, place.end)
    line = text.rfind("\n", 0, place.start) + 1
    is_open = text.count(_STRAIGHT, line, place.start) % 2 == 1
    return _found(text, _STRAIGHT, place.end) if is_open else len(text)


def _found(text: str, sign: str, start: int) -> int:
    """Where a sign is found, or else the end of the text."""
    place = text.find(sign, start)
    return place if place >= 0 else len(text)


def _is_in_marks(text: str, place: Span) -> bool:
    """Whether a quotation mark is open where the words begin, in their line."""
    if open_mark(text, place.start) is not None:
        return True
    line = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    is_closed = text.find(_STRAIGHT, place.end, end if end >= 0 else len(text)) >= 0
    return is_closed and text.count(_STRAIGHT, line, place.start) % 2 == 1

"""What a text does not say to be so: denied, corrected, supposed, wished, planned, dreamt.

A caveat is a word that says so (``نفى``, ``لم``, ``شائعة``, ``لو``, ``من المقرر``), and the part of
the text that it is said of: up to the end of its clause or of what is reported, the whole sentence,
or the sentences before one such as «وهذا غير صحيح».
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from search.arabic import errata, unsaid
from search.arabic.analyzer import inside, words_of
from search.arabic.caveats import QUESTION, caveats_of
from search.arabic.corrections import opens_correction, undoes_before
from search.arabic.denials import DENIED_IT, is_news
from search.arabic.listings import bare
from search.arabic.reach import COMMA, Caveat, Sentence, Standing, cut_at, says_right
from search.arabic.sentences import sentences_of
from search.records import Span

_SENTENCES_BEFORE, _SENTENCES_AFTER = 2, 3
_LEADS_ON = ":："
# Words at the beginning of a sentence that say what it is about.
_FIRST = 6
_KEPT = 64


def caveats(text: str, place: Span | None = None) -> tuple[Caveat, ...]:
    """The caveats of a text, sentence by sentence; takes time in proportion to its length.

    Args:
        text: the text.
        place: of which alone they are wanted, if not of all: then at least those are told whose
            mark or scope has something of it.
    """
    read = _read(text)
    return tuple(chain.from_iterable(map(read.of_sentence, read.reaching(place))))


class _Text:
    """A text that is asked for its caveats in several places, each sentence of it once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = words_of(text)
        self._spans = sentences_of(text)
        self._starts = [span.start for span in self._spans]
        self._ends = [span.end for span in self._spans]
        self._known: dict[int, Sequence[Caveat]] = {}

    def reaching(self, place: Span | None) -> range:
        """The numbers of the sentences whose caveats may reach a place."""
        most = len(self._spans)
        if place is None:
            return range(most)
        first = bisect_right(self._ends, place.start)
        last = bisect_left(self._starts, place.end)
        return range(max(0, first - _SENTENCES_AFTER), min(most, last + _SENTENCES_BEFORE))

    def of_sentence(self, number: int) -> Sequence[Caveat]:
        """The caveats of a sentence."""
        if number not in self._known:
            self._known[number] = self._told(number)
        return self._known[number]

    def _told(self, number: int) -> Sequence[Caveat]:
        text, spans = self._text, self._spans
        span = spans[number]
        sentence = Sentence(text, span, inside(span, self._found))
        before = spans[max(0, number - _SENTENCES_BEFORE) : number]
        own = [*caveats_of(sentence)]
        own += self._corrections(sentence, before)
        if before and undoes_before(sentence):
            own.append(Caveat(Standing.ANNULLED, sentence.found[0].span, before[-1]))
        if before and _speaks_of_before(sentence, own):
            own = [
                each._replace(scope=Span(_since(text, each, before), _until(text, each)))
                if _is_untrue(each)
                else each
                for each in own
            ]
        # What a colon leads to stands on the lines after it.
        after = spans[number + 1 : number + 1 + _SENTENCES_AFTER]
        if after and text[span.end - 1] in _LEADS_ON:
            own = [
                cut_at(each, after[-1].end) if each.scope.end == span.end else each for each in own
            ]
        return own

    def _corrections(self, sentence: Sentence, before: Sequence[Span]) -> Iterator[Caveat]:
        """What a sentence says is wrong in those before it, or in itself: فاقتضى التنويه."""
        forms = [each.form for each in sentence.found]
        is_error = errata.states_an_error(forms)
        noted = errata.notes_an_error(forms)
        if noted is not None and is_error:
            yield sentence.whole(Standing.CORRECTED, noted)
        elif before and (noted is not None or opens_correction(sentence)):
            is_right = says_right(sentence, 0) or (
                not is_error and errata.is_correction(forms[0], sentence.gap_after(0))
            )
            error = self._error(before, is_right=is_right)
            if error is not None:
                yield Caveat(Standing.CORRECTED, sentence.found[noted or 0].span, error)

    def _error(self, before: Sequence[Span], *, is_right: bool) -> Span | None:
        """What a sentence corrects: what was printed, or else the sentence before it."""
        for span in reversed(before):
            if errata.states_an_error([each.form for each in inside(span, self._found)]):
                return Span(span.start, before[-1].end)
        return before[-1] if is_right else None


_read = lru_cache(_KEPT)(_Text)


def _since(text: str, caveat: Caveat, before: Sequence[Span]) -> int:
    """From where on what was said is untrue: what will not be is what was said just before."""
    is_last = caveat.is_told_by(text, unsaid.WILL_NOT) or caveat.is_told_by(text, unsaid.DENIALS)
    # What a reply calls untrue is its question, not the one before.
    asked = (span.start for span in reversed(before) if QUESTION.match(text, *span))
    return before[-1].start if is_last else next(asked, before[0].start)


def _until(text: str, caveat: Caveat) -> int:
    """Up to where it is untrue: behind a comma stands what is so. هذا غير صحيح، الرسم دينار."""
    comma = COMMA.search(text, caveat.mark.end, caveat.scope.end)
    return caveat.scope.end if comma is None else comma.start()


def _is_untrue(caveat: Caveat) -> bool:
    return caveat.standing is Standing.UNTRUE


def _speaks_of_before(sentence: Sentence, own: Sequence[Caveat]) -> bool:
    """Whether a sentence calls what was said before it untrue: وهذا غير صحيح."""
    first = [each.form for each in sentence.found[:_FIRST]]
    speaks = any(is_news(form) or DENIED_IT.fullmatch(form) for form in first)
    speaks |= (
        bool(first)
        and len(first) == len(sentence.found)
        and bare(first[-1], unsaid.DENIALS) is not None
    )
    denial = sentence.found[0].span if first and bare(first[0], unsaid.DENIALS) else None
    speaks |= any(_is_untrue(each) and each.mark == denial for each in own)
    return speaks and any(_is_untrue(each) and not _has_its_own(sentence, each) for each in own)


def _has_its_own(sentence: Sentence, caveat: Caveat) -> bool:
    """Whether what is untrue stands behind the word that says so: يقال إن."""
    is_behind = caveat.scope.start == caveat.mark.start
    return is_behind and caveat.is_told_by(sentence.text, unsaid.RUMOURS)

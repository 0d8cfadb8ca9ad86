"""Cut Arabic text into clauses: its sentences, and the parts of those that run on.

A sentence of up to ``LONGEST`` code points is one clause. A longer one is cut where a clause opens
(a connective such as ``حيث``, a verb after ``و``, a participle such as ``مضيفا``), and at
semicolons, commas, dashes and bullets, so that the parts are neither long nor short. No cut stands
inside brackets, a quotation, a number, a date or a name in Latin letters.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from search.arabic.analyzer import Word, inside, words
from search.arabic.enclosed import enclosed
from search.arabic.listings import listed
from search.arabic.naming import is_known
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.arabic.values import DAYS, is_of_a_date
from search.arabic.verbs import CLAIMS, EVENTS, SPEECH
from search.records import Span

# Code points from which on a part of a sentence is too long, and below which it is short.
LONGEST = 160
SHORTEST = 40
# A part that is so much too long, or too short, costs as much as one poor cut costs more than none.
_TOO_LONG = 15.0
_TOO_SHORT = 10.0
# A longer part is left only where nothing can be cut.
_FURTHEST = 2 * LONGEST

_LONGEST_NUMBER = 8

# What a cut costs.
_CLEAR, _FAIR, _POOR, _LAST = 1.0, 2.0, 3.5, 5.0
_COSTS = {"؛": 0.0, ";": 0.0, "-": _POOR, "\u2013": _POOR, "\u2014": _POOR}
# At a bullet there is always a cut.
_AT_A_BULLET = -10.0

# Words that open a clause wherever they stand, with "and" or without.
_OPENING = listed(
    """
    حيث فيما بينما كما لكن لكنه لكنها لكنهم إذ مما عندما حينما بعدما قبلما لأن لأنه لأنها وذلك علما
    مضيفا مشيرا موضحا مؤكدا لافتا مبينا معتبرا مشددا منوها معربا داعيا محذرا كاشفا مطالبا متهما
    مضيفة مشيرة موضحة مؤكدة لافتة مبينة معتبرة مشددة منوهة معربة داعية محذرة كاشفة
    مضيفين مشيرين موضحين مؤكدين ثم
    """
)
_PAIRS = frozenset(
    normalize(pair)
    for pair in (
        *(
            f"{word} {that}"
            for word in ("غير", "إلا", "بيد")
            for that in ("أن", "أنه", "أنها", "أنهم")
        ),
        *("على أن", "في حين", "في الوقت", "الأمر الذي", "من جهته", "من جهتها", "من جانبه"),
        *("من جانبها", "من المقرر", "من المنتظر", "من المتوقع", "من ثم", "ما زال", "ما زالت"),
    )
)
_PAIRED = {pair.split()[0] for pair in _PAIRS}
# Words that only open part of a clause, for where nothing else does.
_OPENING_PART = listed(
    "الذي التي الذين اللذين اللتين خلال بعد قبل منذ بسبب بهدف نتيجة بحضور بمشاركة عبر ضمن برئاسة"
)
# Words that open a clause after "and".
_PARTICLES = listed(
    "قد لقد لم لن لا ليس ليست سوف هو هي هم هما هذا هذه ذلك تلك هناك إن إنه إنها الذي التي الذين"
)
_VERBS = SPEECH | CLAIMS | EVENTS
# Before these the word after them opens nothing: من حيث، بعد ذلك، إلا إذا.
_LEADING = listed(
    """
    من إلى على في عن مع بعد قبل منذ أن إن ما لا لم لن إلا أو أي كل بين غير
    بن ابن بنت آل عبد أبو أبي
    """
)
_JOINED = re.compile(r"[وف](?=\w\w)")
_VERBAL = re.compile(r"[وف]?[لس]?[يت]\w{2,}|م\w{3,}ا")
# Where there is no mark, other words without "and" need not be looked at.
_MAY_OPEN = _OPENING | _OPENING_PART | _PAIRED
_MAY_BE_JOINED = ("و", "ف")
_LATIN = re.compile(r"[a-z]")
_LETTER = re.compile(r"[^\W\d_]")
_BULLETS = "•▪●■◦"
_BULLET = re.compile(rf"(?<!\S)[{_BULLETS}](?=\s)")
_BREAK = re.compile(rf"[؛;](?=\s)|[،,](?=\s)|(?<=\s)[-\u2013\u2014](?=\s)|{_BULLET.pattern}")
_STOPS = tuple(".؟!…")
_TIGHT = re.compile(r"[.؟!…،؛]+")
_ARABIC = frozenset(map(chr, range(0x0621, 0x064B)))
_SPACE = re.compile(r"\s")
# At the end of a part it is matched backwards.
_SEPARATORS = re.compile(rf"(?:[\s،,؛;{_BULLETS}]|[-\u2013\u2014*](?=\s))*+")


class _Cut(NamedTuple):
    """Where a sentence may be cut, and what that costs."""

    place: int
    cost: float


def clauses(text: str, found: Sequence[Word] | None = None) -> list[Span]:
    """Spans of the clauses in order: disjoint, without white space and separators at their ends.

    Every character outside the spans is white space or a mark that separates.

    Args:
        text: the text.
        found: its words, where they are known.
    """
    whole = enclosed(text)
    spans = _joined(text, sentences_of(text), whole)
    known = list(words(text)) if found is None else found
    parts = (part for span in spans for part in _parts(text, span, whole, known))
    return [clause for part in parts for clause in _trimmed(text, part)]


def _joined(text: str, spans: Sequence[Span], whole: Sequence[Span]) -> list[Span]:
    """Sentences, those together that brackets or a quotation hold, or of which one is a number."""
    found: list[Span] = []
    pairs = iter(whole)
    around = next(pairs, None)
    for span in spans:
        while around is not None and around.end <= span.start:
            around = next(pairs, None)
        is_inside = around is not None and around.start < span.start
        if found and (is_inside or _is_number_of(text, found[-1], span)):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _is_number_of(text: str, before: Span, span: Span) -> bool:
    """Whether there is no more before a sentence, on its line, than its number in a list."""
    is_short = before.end - before.start <= _LONGEST_NUMBER
    has_letter = _LETTER.search(text, *before) is not None
    return is_short and not has_letter and "\n" not in text[before.end : span.start]


def _parts(text: str, sentence: Span, whole: Sequence[Span], found: Sequence[Word]) -> list[Span]:
    """The sentence itself, or where it is long what it is best cut into."""
    start, end = sentence
    if end - start <= LONGEST and not _BULLET.search(text, start, end):
        return [sentence]
    around = whole[bisect_left(whole, sentence) : bisect_left(whole, Span(end, end))]
    cuts = [_Cut(start, 0.0), *_cuts(text, inside(sentence, found), around), _Cut(end, 0.0)]
    costs, before = [0.0], [0]
    for i in range(1, len(cuts)):
        first = i - 1
        best = (costs[first] + _misfit(cuts[i].place - cuts[first].place), first)
        while first and cuts[i].place - cuts[first - 1].place <= _FURTHEST:
            first -= 1
            cost = costs[first] + _misfit(cuts[i].place - cuts[first].place)
            best = min(best, (cost, first))
        costs.append(best[0] + cuts[i].cost)
        before.append(best[1])
    places = [len(cuts) - 1]
    while places[-1]:
        places.append(before[places[-1]])
    kept = [cuts[i].place for i in reversed(places)]
    return [Span(*pair) for pair in pairwise(kept)]


def _misfit(length: int) -> float:
    return max(0, length - LONGEST) / _TOO_LONG + max(0, SHORTEST - length) / _TOO_SHORT


def _cuts(text: str, found: Sequence[Word], whole: Sequence[Span]) -> Iterator[_Cut]:
    """Where a sentence, which has these words, may be cut."""
    pairs = iter(whole)
    around = next(pairs, None)
    for i, (before, word) in enumerate(pairwise(found), start=1):
        start, form = before.span.end, word.form
        gap = text[start : word.span.start]
        if gap == " ":
            # Most words open nothing, which is told at once.
            if form not in _MAY_OPEN and not form.startswith(_MAY_BE_JOINED):
                continue
            cost = _cost(found, i, None)
            cut = None if cost is None else _Cut(0, cost)
        else:
            cut = _cut(gap, found, i)
        if cut is None:
            continue
        place = start + cut.place
        while around is not None and around.end <= place:
            around = next(pairs, None)
        if around is None or place <= around.start:
            yield _Cut(place, cut.cost)


def _cut(gap: str, found: Sequence[Word], i: int) -> _Cut | None:
    """The cut between a word and the one before it, counted from the beginning of their gap."""
    form = found[i].form
    if _is_tight(gap, found[i - 1].form, form):
        # Whoever forgets the space after a full stop or a comma ends a sentence or a clause.
        gap += " "
        if gap.startswith(_STOPS):
            return _Cut(len(gap) - 1, 0.0)
    mark = _BREAK.search(gap)
    space = _SPACE.search(gap, mark.start() if mark else 0)
    cost = None if space is None else _cost(found, i, mark and mark.group())
    return None if space is None or cost is None else _Cut(space.start(), cost)


def _is_tight(gap: str, before: str, form: str) -> bool:
    """Whether a mark stands between two words without a space."""
    is_mark = _TIGHT.fullmatch(gap) is not None
    return is_mark and all(len(each) > 1 and each[0] in _ARABIC for each in (before, form))


def _cost(found: Sequence[Word], i: int, mark: str | None) -> float | None:
    """What a cut before a word costs; ``None`` where there may be none."""
    before, form = found[i - 1], found[i].form
    after = found[min(i + 1, len(found) - 1)].form
    is_open = opens(form, after) and before.form not in _LEADING
    if mark is None:
        return _cost_of_none(before.form, form, is_open=is_open)
    if mark in _BULLETS:
        return _AT_A_BULLET
    if _is_one(before, found[i]):
        return None
    if mark in _COSTS:
        return _COSTS[mark]
    if is_open:
        return _CLEAR
    return _FAIR if _JOINED.match(form) or _VERBAL.fullmatch(form) else _POOR


def _cost_of_none(before: str, form: str, *, is_open: bool) -> float | None:
    """What a cut between two words without a mark costs."""
    if is_open:
        return _FAIR
    return _LAST if form in _OPENING_PART and before not in _LEADING else None


def _is_one(before: Word, word: Word) -> bool:
    """Whether two words beside a mark belong to one date, or one name in Latin letters."""
    if is_of_a_date(word):
        return before.form in DAYS or is_of_a_date(before)
    return bool(_LATIN.match(before.form) and _LATIN.match(word.form))


def opens(form: str, after: str) -> bool:
    """Whether a clause opens with a word, which has another one after it."""
    rest = form[1:] if form.startswith(_MAY_BE_JOINED) and _JOINED.match(form) else form
    if form in _OPENING or rest in _OPENING or (rest in _PAIRED and f"{rest} {after}" in _PAIRS):
        return True
    is_verb = rest in _PARTICLES or rest in _VERBS or rest.removeprefix("س") in _VERBS
    # Faisal is no "so it arrives".
    return is_verb and rest != form and not is_known(form)


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    part = text[span.start : span.end]
    start, end = span.start + _separators(part), span.end - _separators(part[::-1])
    if start < end:
        yield Span(start, end)


def _separators(part: str) -> int:
    """How many code points of separators a part begins with."""
    found = _SEPARATORS.match(part)
    return found.end() if found else 0

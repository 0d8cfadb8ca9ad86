"""Words that are written together or apart, and names that are inflected in the middle.

«بيت لحم» finds «بيتلحم» and the other way round where the archive has it so, «أبو» finds «أبي» and
«أبا», and «بن» finds «ابن».
"""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from search.arabic.analyzer import Word, words
from search.arabic.lexicon import RAREST, is_known, rarity
from search.arabic.normalizer import normalize
from search.arabic.stemmer import stem
from search.arabic.stopwords import STOPWORDS
from search.queries.rules import Rule
from search.ranking.lexical_plan import STEMS, Statistics
from search.ranking.questions import Expansion, Question
from search.records import Span

_SHORTEST_PART = 3
_LONGEST = 32
# First words of names that are written together with the second one as often as not.
_FIRST = ("عبد", "ابو", "ابي", "ابا")
_ARTICLE = "ال"
_CASES = (("أبو", "أبي", "أبا"), ("بن", "ابن"))


def together_or_apart(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    """What the archive writes as one word for two of a question, or as two for one of it."""
    found = list(words(question.text))
    yield from chain(
        _together(question, found, statistics),
        _apart(question, statistics),
        _in_other_cases(found),
    )


def _together(
    question: Question, found: Iterable[Word], statistics: Statistics
) -> Iterator[Expansion]:
    pairs = {}
    for first, second in pairwise(found):
        between = question.text[first.span.end : second.span.start]
        parts = (first.form, second.form)
        is_telling = STOPWORDS.isdisjoint(parts) and min(map(len, parts)) >= _SHORTEST_PART
        if between == " " and is_telling:
            pairs[Span(first.span.start, second.span.end)] = "".join(parts)
    stems = {joined: stem(joined) for joined in pairs.values()}
    frequencies = statistics.frequencies(STEMS, {*stems.values()})
    for span, joined in pairs.items():
        if frequencies[stems[joined]]:
            yield Expansion(Rule.WORDS, span, (joined,))


def _apart(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    known = statistics.frequencies(STEMS, {word.stem for word in question.content})
    for word in question.content:
        parts = [
            (frequency, cut)
            for cut in _cuts(word, is_there=known[word.stem] > 0)
            if (frequency := _frequency(_at(word.form, cut), statistics))
        ]
        if parts:
            _, cut = max(parts)
            yield Expansion(Rule.WORDS, word.span, (" ".join(_at(word.form, cut)),))


def _cuts(word: Word, *, is_there: bool) -> Iterable[int]:
    """Where a second word may begin: after the first of a name, or in a word of no language."""
    form = word.form
    cuts = range(_SHORTEST_PART, min(len(form), _LONGEST) - _SHORTEST_PART + 1)
    if form.startswith(_FIRST):
        return cuts[:1]
    if form.isdigit() or is_there or is_known(form):
        return ()
    if form.startswith(_ARTICLE):
        cuts = cuts[len(_ARTICLE) :]
    return [cut for cut in cuts if form.isascii() or max(map(rarity, _at(form, cut))) < RAREST]


def _at(form: str, cut: int) -> tuple[str, str]:
    return form[:cut], form[cut:]


def _frequency(parts: Iterable[str], statistics: Statistics) -> int:
    """How many passages have the rarest of some words."""
    return min(statistics.frequency(STEMS, stem(part)) for part in parts)


def _in_other_cases(found: Iterable[Word]) -> Iterator[Expansion]:
    for word, _ in pairwise(found):
        for cases in _CASES:
            if word.form in map(normalize, cases):
                also = tuple(case for case in cases if normalize(case) != word.form)
                yield Expansion(Rule.WORDS, word.span, also)

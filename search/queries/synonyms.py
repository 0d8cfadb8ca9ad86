"""What a collection's own list of synonyms says of words of a question."""

from collections.abc import Iterator

from search.arabic.analyzer import words
from search.queries.rules import Rule
from search.ranking.questions import Expansion, Question
from search.records import Span
from search.synonyms import Synonyms


def from_synonyms(question: Question, synonyms: Synonyms) -> Iterator[Expansion]:
    """The terms of the list that stand in a question: the first, and of these the longest."""
    if not synonyms.terms:
        return
    found = list(words(question.text))
    stems = tuple(word.stem for word in found)
    start = 0
    while start < len(found):
        longest = min(synonyms.longest, len(found) - start)
        parts = (stems[start : start + size] for size in range(longest, 0, -1))
        term = next((part for part in parts if part in synonyms.terms), None)
        if term is None:
            start += 1
            continue
        last = found[start + len(term) - 1]
        span = Span(found[start].span.start, last.span.end)
        yield Expansion(Rule.SYNONYMS, span, synonyms.terms[term])
        start += len(term)

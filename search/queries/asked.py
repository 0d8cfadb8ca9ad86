"""What a question names that a passage which answers it has to write of."""

import re
from collections.abc import Iterator

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, words
from search.arabic.negation import forms
from search.arabic.places import places_in
from search.queries.rules import Rule
from search.ranking.mentions import Named, NamedKind
from search.ranking.questions import Question
from search.records import Span

_YEAR = re.compile(r"[وفبلك]{0,2}(?P<year>1[0-9]{3}|20[0-9]{2})(?:م|ه|هـ)?")
# What is written in one word may be another word: كم كمية، من ألف.
_SAID = re.compile(r"\d|\s")
# Languages are not the states that speak them.
_LANGUAGES = forms(
    """
    بالإنجليزية بالإنكليزية بالفرنسية بالألمانية بالإسبانية بالإيطالية بالروسية بالتركية بالفارسية
    بالصينية بالهندية باليونانية باليابانية بالبرتغالية
    """
)
_CENTURY = forms("القرن للقرن بالقرن قرن century")
# Rules whose words stand in place of those of the question.
_READ = frozenset({Rule.ARABIZI, Rule.DIALECTS, Rule.LAYOUT})


def named_in(question: Question) -> tuple[Named, ...]:
    """The places, years and numbers that a question names, each once.

    Args:
        question: with its expansions.
    """
    found = [*_places(question), *_numbers(question.text)]
    once = {(each.places, each.numbers): each for each in reversed(found)}
    return tuple(sorted(once.values(), key=lambda each: each.span))


def _places(question: Question) -> Iterator[Named]:
    said = list(_said(question))
    for first, last, places in places_in([form for form, _ in said]):
        if said[first][0] not in _LANGUAGES:
            span = Span(said[first][1].start, said[last - 1][1].end)
            yield Named(NamedKind.PLACE, span, places=places)


def _said(question: Question) -> Iterator[tuple[str, Span]]:
    """The words of a question as they are read, and where they stand in it."""
    instead = {
        each.span: each.read
        for each in question.expansions
        if each.rule in _READ and each.read is not None
    }
    for word in words(question.text):
        span = next((span for span in instead if span.overlaps(word.span)), None)
        if span is None:
            yield word.form, word.span
        else:
            for other in words(instead.pop(span) or ""):
                yield other.form, span


def _numbers(text: str) -> Iterator[Named]:
    found = list(words(text))
    years = [
        Named(NamedKind.YEAR, word.span, numbers=(year,)) for word in found if (year := _year(word))
    ]
    yield from years
    for span, key in amounts(text, found):
        written = text[span.start : span.end]
        is_said = _SAID.search(written) is not None and not _is_ordinal(text, span)
        if is_said and not any(span.overlaps(year.span) for year in years):
            yield Named(NamedKind.NUMBER, span, numbers=(key,))


def _is_ordinal(text: str, span: Span) -> bool:
    """Whether a number says which one: the 19th century."""
    before = list(words(text[: span.start]))
    return bool(before) and before[-1].form in _CENTURY


def _year(word: Word) -> str | None:
    match = _YEAR.fullmatch(word.form)
    return None if match is None else match["year"]

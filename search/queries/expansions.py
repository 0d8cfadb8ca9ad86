"""Other words that say what words of a question say, and who knows them.

A rule that looks for more is a function from a question, and the statistics of the index that is
asked, to expansions; its row in ``EXPANDERS`` switches it on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from search.arabic.analyzer import words
from search.queries.arabizi import arabizi
from search.queries.dialects import from_dialects
from search.queries.layout import switched
from search.queries.names import in_other_spellings
from search.queries.numbers import in_any_writing
from search.queries.rules import Rule
from search.queries.synonyms import from_synonyms
from search.queries.words import together_or_apart
from search.ranking.lexical_plan import Statistics
from search.ranking.questions import Expansion, Question, kind_of, latin_share, reading
from search.synonyms import NO_SYNONYMS, Synonyms

Expander = Callable[[Question, Statistics], Iterable[Expansion]]

# In the order in which they are asked: of expansions that overlap without being of the same words
# the first one holds.
EXPANDERS: tuple[tuple[Rule, Expander], ...] = (
    (Rule.LAYOUT, switched),
    (Rule.ARABIZI, arabizi),
    (Rule.NUMBERS, in_any_writing),
    (Rule.DIALECTS, from_dialects),
    (Rule.WORDS, together_or_apart),
    (Rule.NAMES, in_other_spellings),
)

# What these read was typed in letters of another language, in which it asks for nothing.
_OTHER_LETTERS = frozenset([Rule.LAYOUT, Rule.ARABIZI])


def expand(
    question: Question, statistics: Statistics, synonyms: Synonyms = NO_SYNONYMS
) -> Question:
    """The question with what all rules that are on add to its words.

    Args:
        question: as it was read; of a long one rules look at its ``opening``.
        statistics: of the index that is asked.
        synonyms: of its collection; they come before all other rules.
    """
    found: list[Expansion] = []
    opening = question.opening
    own: tuple[Rule, Expander] = (Rule.SYNONYMS, lambda asked, _: from_synonyms(asked, synonyms))
    for rule, expander in (own, *EXPANDERS):
        # What was typed with the keys of the other alphabet is no chat in Latin letters.
        is_other = rule is Rule.ARABIZI and any(each.rule is Rule.LAYOUT for each in found)
        if rule not in question.without and not is_other:
            # One by one: each has to fit to those before it.
            found.extend(each for each in expander(opening, statistics) if _fits(each, found))
    return _with(question, found) if found else question


def _with(question: Question, expansions: Sequence[Expansion]) -> Question:
    """The question with expansions, without its words that are only read otherwise."""
    nothing = [each.span for each in expansions if not each.also and not each.amounts]
    content = tuple(word for word in question.content if not any(map(word.span.overlaps, nothing)))
    content = content or question.content
    stems = frozenset(word.stem for word in content)
    meant = reading(question.text, expansions)
    others = any(each.rule in _OTHER_LETTERS for each in expansions)
    return replace(
        question,
        expansions=tuple(expansions),
        content=content,
        stems=stems,
        latin=latin_share(meant),
        kind=kind_of(list(words(meant))) if others else question.kind,
    )


def _fits(new: Expansion, others: Iterable[Expansion]) -> bool:
    return all(new.span == each.span or not new.span.overlaps(each.span) for each in others)

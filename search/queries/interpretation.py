"""What the rules did, for whoever asked."""

from collections.abc import Iterable, Iterator
from itertools import chain

from search.arabic.analyzer import words
from search.queries.rules import Effect, Interpretation, Rule
from search.ranking.questions import Expansion, Question, reading

# Words that one word in Latin letters is said to have been taken for.
_MOST_NAMED = 3


def interpret(question: Question, texts: Iterable[str]) -> tuple[Interpretation, ...]:
    """What was made of the words of a question.

    Args:
        question: with its expansions.
        texts: of the passages that are shown.
    """
    return (*_expanded(question), *_heard(question, texts), *_offered(question))


def _expanded(question: Question) -> Iterator[Interpretation]:
    reworded: dict[Rule, list[Expansion]] = {}
    for each in question.expansions:
        if each.read is not None and {each.read}.issuperset(each.also):
            reworded.setdefault(each.rule, []).append(each)
            continue
        meant = (*filter(None, [each.read]), *each.also, *each.amounts)
        effect = Effect.ALSO if each.read is None else Effect.READ
        written = question.text[each.span.start : each.span.end]
        yield Interpretation(each.rule, written, tuple(dict.fromkeys(meant)), effect)
    for rule, expansions in reworded.items():
        first, last = min(e.span.start for e in expansions), max(e.span.end for e in expansions)
        read = reading(question.text[:last], expansions)[first:]
        yield Interpretation(rule, question.text[first:last], (read,), Effect.READ)


def _offered(question: Question) -> Iterator[Interpretation]:
    for hint in question.hints:
        filters, written = hint.filters, question.text[hint.span.start : hint.span.end]
        days = [("since", filters.since), ("until", filters.until)]
        offer = (*filters.values, *((name, day) for name, day in days if day is not None))
        values = dict.fromkeys(value for _, value in offer)
        if (filters.since is None) != (filters.until is None):
            values = {f"{filters.since or ''}\u2013{filters.until or ''}": None}
        yield Interpretation(hint.rule, written, tuple(values)[:_MOST_NAMED], Effect.OFFERS, offer)


def _heard(question: Question, texts: Iterable[str]) -> Iterator[Interpretation]:
    """Words in Latin letters, and those of the passages that sound like them."""
    if not question.sounds:
        return
    found: dict[str, dict[str, None]] = {stem: {} for stem in question.sounds}
    for text in texts:
        for word in words(text):
            for stem in question.heard_in(word):
                found[stem][text[word.span.start : word.span.end]] = None
    for word in question.content:
        if heard := [*found.pop(word.stem, ())][:_MOST_NAMED]:
            written = question.text[word.span.start : word.span.end]
            yield Interpretation(Rule.TRANSLITERATION, written, tuple(heard))


def add_up(parts: Iterable[Iterable[Interpretation]]) -> tuple[Interpretation, ...]:
    """What was made of one question in several collections: each of its words once for a rule."""
    found: dict[tuple[Rule, str, Effect], Interpretation] = {}
    for each in chain.from_iterable(parts):
        key = (each.rule, each.written, each.effect)
        known = found.setdefault(key, each)
        meant, offer = (
            tuple(dict.fromkeys((*first, *second)))
            for first, second in ((known.meant, each.meant), (known.offer, each.offer))
        )
        found[key] = Interpretation(*key[:2], meant, each.effect, offer)
    return tuple(found.values())

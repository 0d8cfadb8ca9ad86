"""Whether a sentence tells of another place or thing than the one that is asked about.

The passage may name both: «ألغت الشركة 14 رحلة إلى بيروت. ولم تلغ أي رحلة إلى دمشق.»
"""

from collections.abc import Collection, Iterator, Sequence

from search.arabic.analyzer import Word, inside, words_of
from search.arabic.gazetteer import Entity, EntityKind, entities_in
from search.arabic.listings import listed
from search.ranking.mentions import NamedKind, is_there
from search.ranking.passage_words import PassageWords
from search.ranking.questions import Question
from search.records import Passage, Span

_TOLD_APART = frozenset({NamedKind.THING, NamedKind.TOLD})
# With these a sentence goes over to something else of the kind.
_CONTRASTS = listed("أما وأما بينما وبينما فيما وفيما حين")
# What leads to a place, and what of it is written together with one.
_TO, _IN, _FROM = (
    listed("إلى وإلى نحو باتجاه ل ول"),
    listed("في وفي داخل ب وب"),
    listed("من ومن"),
)


def is_elsewhere(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether a sentence has, in place of what a question names, another of its kind.

    Of a place it has to stand behind the same word: what is done in one place is not done in
    another, but a place may be told of from anywhere.

    Args:
        question: that is asked.
        passage: that writes of all that it names.
        sentence: of the passage's text.
    """
    here = PassageWords(passage, sentence)
    lacking = [each for each in question.named if not is_there(each, here)]
    if any(each.kind in _TOLD_APART for each in lacking):
        return True
    places = [each for each in lacking if each.kind is NamedKind.PLACE]
    keys = {(entity.kind, entity.key) for each in places for entity in each.entities}
    return bool(keys) and _has_others(keys, words_of(question.text), here.words)


def part_around(passage: Passage, sentence: Span, answer: Span) -> Span:
    """The part of a sentence, up to where it goes over to something else, that has an answer."""
    found = inside(sentence, words_of(passage.searched_text))
    turns = [word.span.start for word in found if word.form in _CONTRASTS]
    start = max((at for at in turns if at <= answer.start), default=sentence.start)
    end = min((at for at in turns if at >= answer.end), default=sentence.end)
    return Span(start, end)


def _has_others(
    places: Collection[tuple[EntityKind, str]], asked: Sequence[Word], found: Sequence[Word]
) -> bool:
    """Whether words have others of the kinds of places behind what leads to these."""
    own = {
        (lead, entity.kind)
        for lead, entities in _led(asked)
        for entity in entities
        if (entity.kind, entity.key) in places
    }
    others = {(lead, entity.kind) for lead, entities in _led(found) for entity in entities}
    return not own.isdisjoint(others)


def _led(found: Sequence[Word]) -> Iterator[tuple[frozenset[str] | str, tuple[Entity, ...]]]:
    """Places with what leads to them: a preposition, or the stem of the word before."""
    forms = [word.form for word in found]
    for first, last, entities in entities_in(forms):
        said = " ".join(forms[first:last])
        names = (name for entity in entities for name in entity.own if said.endswith(name))
        name = max(names, key=len, default=None)
        letter = "" if name is None else said.removesuffix(name)
        before = found[first - 1] if first else None
        word = letter or (before.form if before else "")
        group = next((each for each in (_TO, _IN, _FROM) if word in each), None)
        if name is not None and group is not None:
            yield group, entities
        elif name is not None and before is not None and not letter:
            yield before.stem, entities

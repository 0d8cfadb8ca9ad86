"""Which of the tokens that the model reads of a question are of the words that matter most."""

from collections.abc import Sequence

from search.arabic.analyzer import Word, words
from search.ranking.predicates import to_be_said
from search.ranking.questions import Question
from search.records import Span

Tokens = tuple[int, ...]


def tokens_of(
    question: Question, spans: Sequence[Span]
) -> tuple[tuple[Tokens, ...], tuple[tuple[Word, Tokens], ...]]:
    """The tokens of each thing that a question names, and of each word that has to be said.

    What stands otherwise in what the model reads is left out.

    Args:
        question: with what it names.
        spans: of the tokens, in ``question.read``.
    """
    wanted = to_be_said(question)
    if not question.named and not wanted:
        return (), ()
    said = list(words(question.read))

    def tokens(wanted: Sequence[Word]) -> Tokens:
        forms = {word.form for word in wanted}
        places = [word.span for word in said if word.form in forms]
        return tuple(i for i, span in enumerate(spans) if any(map(span.overlaps, places)))

    named = (tokens([*words(question.text[slice(*each.span)])]) for each in question.named)
    told = ((word, tokens([word])) for word in wanted)
    return tuple(filter(None, named)), tuple(each for each in told if each[1])

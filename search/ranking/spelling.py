"""Another spelling of a question, from the words of the passages that are nearest to it."""

from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz.distance import OSA

from search.arabic.analyzer import Word, words
from search.ranking.questions import Question

# Letters of a word that may be wrong: one, or two of a long word.
_LONG = 7
_SHORTEST = 4


def respell(
    question: Question, is_known: Callable[[Word], bool], texts: Iterable[str]
) -> str | None:
    """The question with likely words for its unknown ones, ``None`` where there are none.

    Args:
        question: as asked.
        is_known: whether any passage has a word of that stem.
        texts: of passages that have 4-grams in common with the question.
    """
    unknown = [
        word for word in question.content if len(word.form) >= _SHORTEST and not is_known(word)
    ]
    if not unknown:
        return None
    written: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words(text):
            spellings = written.setdefault(word.form, Counter())
            spellings[text[word.span.start : word.span.end]] += 1
    asked = question.written or question.text
    better = asked
    for word in reversed(unknown):
        found = _nearest(word.form, written)
        if found is not None:
            better = better[: word.span.start] + found + better[word.span.end :]
    return None if better == asked else better


def _nearest(form: str, written: dict[str, Counter[str]]) -> str | None:
    """The usual spelling of the nearest form; of several as near, the most frequent one."""
    most = 2 if len(form) >= _LONG else 1
    near = [
        (OSA.distance(form, other, score_cutoff=most), -spellings.total(), other)
        for other, spellings in written.items()
    ]
    distance, _, other = min(near, default=(most + 1, 0, ""))
    return written[other].most_common(1)[0][0] if distance <= most else None

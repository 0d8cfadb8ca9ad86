"""Where a text has some words, whatever way they are spelled: folded as the search folds them."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from search.arabic.analyzer import Word, words
from search.records import Span


def find_words(text: str, wanted: str, most: int) -> list[Span]:
    """The first ``most`` places of some words in a row; none where no letter or digit is wanted.

    Particles and endings that are written together with the first and the last word do not matter:
    ``وزير الصحة`` is found in ``ووزير الصحة``, ``كتاب`` in ``كتابها``. The places are disjoint.
    """
    forms = [word.form for word in words(wanted)]
    return list(islice(_places(text, forms), most)) if forms else []


def _places(text: str, forms: Sequence[str]) -> Iterator[Span]:
    last: deque[Word] = deque(maxlen=len(forms))
    for word in words(text):
        last.append(word)
        if len(last) == len(forms) and _are(last, forms):
            yield Span(last[0].span.start, last[-1].span.end)
            last.clear()


def _are(found: Sequence[Word], forms: Sequence[str]) -> bool:
    if len(forms) == 1:
        return forms[0] in found[0].form
    inner = zip(islice(found, 1, len(forms) - 1), forms[1:-1], strict=True)
    return (
        found[-1].form.startswith(forms[-1])
        and found[0].form.endswith(forms[0])
        and all(word.form == form for word, form in inner)
    )

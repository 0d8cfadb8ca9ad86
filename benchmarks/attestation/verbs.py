"""Close questions that nothing answers, by another verb: «متى استقال ...؟» for «متى ولد ...؟».

The word behind the one that asks is replaced by that of another question of the set that is asked
in the same way. The rule and its seed are fixed. A question is kept when no passage that answered
it has the new word, or one with its letters, and no passage that has it also has half of the
question's other words. With «هل» in place of «متى», «أين», «كيف» and «لماذا» it is a yes/no
question, which nothing answers either.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.attestation.asked import Asked
from search.arabic.analyzer import Word, content_words, words
from search.arabic.listings import listed
from search.arabic.stopwords import STOPWORDS

ANOTHER_VERB = "another verb"
YES_OR_NO = f"{ANOTHER_VERB}, yes or no"
_SEED = 7
_TRIES = 30
_LETTERS = 3
_FEWEST = 10
_ENOUGH = 0.5
_WHEN = listed("متى أين كيف لماذا")
_ASKING = _WHEN | listed("هل من ماذا ما كم")
_BETWEEN = listed("هو هي هم الذي التي تم قد لقد كان كانت يكون تكون ماهو ماهي عدد هذا هذه")


def other_verbs(asked: Sequence[Asked], texts: Mapping[str, str]) -> dict[str, list[Asked]]:
    """Questions with another verb, and those of them that can be asked to be denied.

    Args:
        asked: questions that the texts answer.
        texts: of the set, by document.
    """
    stems = {name: {word.stem for word in words(text)} for name, text in texts.items()}
    heads = [(one, _asks_by(one.text), head) for one in asked if (head := _head(one.text))]
    pool: defaultdict[str, list[str]] = defaultdict(list)
    for one, way, head in heads:
        pool[way].append(one.text[slice(*head.span)])
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    made = []
    for one, way, head in heads:
        if len({*pool[way]}) < _FEWEST:
            continue
        others = [chance.choice(pool[way]) for _ in range(_TRIES)]
        other = next((each for each in others if _is_close(one, head, each, stems)), None)
        if other is not None:
            text = one.text[: head.span.start] + other + one.text[head.span.end :]
            made.append(replace(one, text=text, relevant=frozenset(), answers=()))
    yes_or_no = ((one, _as_yes_or_no(one.text)) for one in made)
    return {
        ANOTHER_VERB: made,
        YES_OR_NO: [replace(one, text=text) for one, text in yes_or_no if text],
    }


def _asks_by(text: str) -> str:
    return next(words(text)).form


def _head(text: str) -> Word | None:
    """The word that says what is asked about, where it is in Arabic and no noun with an article."""
    asking, *others = words(text)
    if asking.form not in _ASKING:
        return None
    found = (word for word in others if word.form not in _BETWEEN | STOPWORDS)
    head = next(found, None)
    is_told = head is not None and head.form.isalpha() and not head.form.isascii()
    return head if is_told and head is not None and not head.form.startswith("ال") else None


def _is_close(one: Asked, head: Word, other: str, stems: Mapping[str, set[str]]) -> bool:
    new = next(words(other)).stem
    rest = f"{one.text[: head.span.start]} {one.text[head.span.end :]}"
    others = {word.stem for word in content_words(rest)}
    if not others or _letters(new) & _letters(head.stem) or new == head.stem:
        return False
    answering = [stems[name] for name in one.relevant]
    if any(_letters(new) <= _letters(stem) for found in answering for stem in found):
        return False
    return not any(
        new in found and len(others & found) >= _ENOUGH * len(others) for found in stems.values()
    )


def _letters(stem: str) -> set[str]:
    """All runs of three letters; the stem of a shorter word."""
    return {stem[at : at + _LETTERS] for at in range(max(1, len(stem) - _LETTERS + 1))}


def _as_yes_or_no(text: str) -> str | None:
    asking, *others = words(text)
    if asking.form not in _WHEN or len(others) <= 1 or others[0].form in STOPWORDS:
        return None
    return f"هل {text[others[0].span.start :]}"

"""The word that denies what follows it: ``ألا يكتفي``, ``لم يعد``, ``دون أن``."""

import re
from collections.abc import Sequence

from search.arabic.analyzer import Word, words
from search.arabic.listings import bare, listed
from search.arabic.normalizer import normalize
from search.records import Span

# Code points before a place, and after its beginning, that are read.
_NEAR = 60
_MOST_BETWEEN = 3
_FIRST_WORD = re.compile(r"\A\S+")
# A word before one of these denies nothing after it: «لا، ...».
_PARTS = re.compile(r"[.!?؟؛…:،,»”()\u2013\u2014]|\n\s*\n")

_DENYING = listed(
    "لا لم لن ليس ليست ليسا ليستا ليسوا لست لسنا مش لئلا عدم بعدم لعدم غير بغير دون بدون دونما بلا"
)
HOWEVER = listed("غير بغير")
# Written alike without its hamza: "not to" and "except", of which the first leads to a verb.
_NOT_TO = listed("ألا بألا لألا")
_NOT_OR_WHAT = listed("ما")
# Before a verb they say that it is hardly ever so: قلما يحضر، نادرا ما يحضر.
_SELDOM = listed("قلما نادرا")
# After these, ``ما`` is "what".
_BEFORE_WHAT = listed(
    """
    هذا هذه ذلك تلك هو هي هم كل بكل لكل بعد قبل على مع عن من في إلى حسب بحسب وفق مثل عند منذ قدر
    بقدر رغم أهم أبرز أول أكثر أقل كثيرا غالبا نادرا عادة سرعان
    """
)
# Of these alone it is asked whether they deny.
NEGATIONS = _DENYING | HOWEVER | _NOT_TO | _NOT_OR_WHAT | _SELDOM
_IMPERFECT = re.compile(r"[يتن]\w{2,}|ا(?!ل)\w{2,}")
# Without it what still is has ended: ما زال الخطر قائما.
_PERFECT = listed("كان كانت كانوا كنا كنت زال زالت زالوا زلنا زلت برح برحت برحوا")
_THAT = listed("أن بأن لأن")
# What may stand between the word and what it denies: ``لا يمكن أن``, ``لم يعد``.
_BETWEEN = _THAT | listed(
    """
    من يعد تعد يعودوا نعد يكن تكن يكونوا نكن يكون تكون يمكن يمكنه يمكنها يجوز ينبغي يجب يصح يستطيع
    تستطيع يريد تريد صحيحا صحيح الصحيح الممكن المتوقع الضروري المقرر
    """
)


def find_negation(text: str, place: int) -> Span | None:
    """The word of a text that denies what begins at a place; ``None`` where none does."""
    start = max(0, place - _NEAR)
    near = text[start : place + _NEAR]
    if start:
        near = _FIRST_WORD.sub(lambda cut: " " * len(cut.group()), near)
    found = list(words(near))
    first = next((i for i, word in enumerate(found) if word.span.start >= place - start), 0)
    for i in range(first - 1, max(-1, first - 2 - _MOST_BETWEEN), -1):
        before, after = found[i].span
        is_quoted = near[:before].endswith('"') and near.startswith('"', after)
        if is_quoted or _PARTS.search(near, after, place - start):
            return None
        if denies(near, found, i):
            return found[i].span.shifted(start)
        if bare(found[i].form, _BETWEEN) is None:
            return None
    return None


def has_negation(text: str, part: Span) -> bool:
    """Whether a part of a text has a word that denies what follows it, there or after it."""
    near = text[part.start : part.end + _NEAR]
    found = list(words(near))
    within = (i for i, word in enumerate(found[:-1]) if word.span.start < part.end - part.start)
    return any(denies(near, found, i) for i in within)


def denies(text: str, found: Sequence[Word], i: int) -> bool:
    """Whether a word, which has another one after it, denies what follows it."""
    form, after = found[i].form, found[i + 1].form
    if bare(form, HOWEVER):
        return not after.startswith(normalize("أن"))
    is_verb = _IMPERFECT.fullmatch(after) is not None or after in _PERFECT
    if bare(form, _NOT_TO):
        written = text[slice(*found[i].span)]
        return "أ" in written or ("إ" not in written and is_verb)
    if bare(form, _SELDOM):
        return is_verb or after in _NOT_OR_WHAT
    if bare(form, _NOT_OR_WHAT):
        is_what = i > 0 and form in _NOT_OR_WHAT and bare(found[i - 1].form, _BEFORE_WHAT)
        return is_verb and not is_what
    return bare(form, _DENYING) is not None

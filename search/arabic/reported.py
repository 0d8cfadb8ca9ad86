"""Whether a verb of saying leads to words of a text, whoever says them."""

import re
from collections.abc import Sequence

from search.arabic.analyzer import Word, words
from search.arabic.listings import bare, listed
from search.arabic.sentences import sentences_of
from search.arabic.unsaid import THAT
from search.arabic.verbs import CLAIMS, SPEECH, conjugated, is_form_of
from search.records import Span

# Code points before the words in which the verb is looked for.
_BEFORE = 1500
_VERBS = (
    SPEECH
    | CLAIMS
    | conjugated("كتب/يكتب علق/يعلق أجاب/يجيب أخبر/يخبر أبلغ/يبلغ روى/يروي هتف/يهتف")
)
_SAYING = _VERBS | listed(
    "قوله قولها قولهم بقوله بقولها بقولهم بالقول قائلا قائلة قائلين القائل القائلة القول"
    " بحسب حسب وفق وفقا طبقا"
)
# ... by somebody: استغرب ما نشر من أن.
_WHAT, _OF = listed("ما مما عما بما"), listed("من عن")
_THAT = THAT | listed("إن إنه إنها إنهم إنهما إنني إننا")
# Other names, in which a colon stands: (بالفرنسية: Paris).
_ASIDE = re.compile(r"\([^()]*\)")
# No part of a time: 10:30.
_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")


def is_reported(text: str, place: Span) -> bool:
    """Whether a verb of saying stands before words in their sentence, and a colon or "that".

    Args:
        text: the text.
        place: of the words in it.
    """
    start = max(0, place.start - _BEFORE)
    near, at = text[start : place.end], place.start - start
    sentence = next((each for each in sentences_of(near) if each.start <= at < each.end), None)
    if sentence is None:
        return False
    before = _ASIDE.sub(lambda match: " " * len(match.group()), near[sentence.start : at])
    found = list(words(before))
    colons = [match.end() for match in _COLON.finditer(before)]
    if not colons:
        edge = [*found[-1:], *next(([each] for each in words(near[at:])), [])]
        if not any(bare(word.form, _THAT) for word in edge):
            return False
    end = colons[-1] if colons else len(before)
    led = [word for word in found if word.span.end <= end]
    return any(map(_says, led)) or (not colons and _is_claimed([word.form for word in led]))


def _is_claimed(forms: Sequence[str]) -> bool:
    """Whether words lead to what was spread, whoever has done so: مما نشر من أن."""
    *before, of, that = ["", "", *forms]
    return that in _THAT and of in _OF and any(bare(form, _WHAT) for form in before)


def _says(word: Word) -> bool:
    return bare(word.form, _SAYING) is not None or is_form_of(word.form, _VERBS)

"""The caveats of one sentence: words that say that something in it is not said to be so."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from search.arabic import errata, unsaid
from search.arabic.corrections import corrected, mistaken, taken_back, undone, unlike
from search.arabic.denials import DENIED_IT, DENYING, FALSE, IF, NOT_SO, denial, negation, untrue
from search.arabic.listings import bare, listed
from search.arabic.normalizer import normalize
from search.arabic.reach import Caveat, Sentence, Standing
from search.arabic.suppositions import (
    FUTURE,
    TO_COME,
    aimed,
    cancelled,
    dreamt,
    likened,
    not_yet,
    planned,
    provisional,
    supposed,
    wished,
)
from search.records import Span

# A question mark, or the label of a question in an interview: س: يقال إنها سبع.
_ASKS = re.compile(r"[؟?]")
QUESTION = re.compile(r"\W*(?P<label>س|سؤال|السؤال|ال?سؤال ال\w+|سـ?\s?\d+)\s*[:：]")
# Words within which a verb has its preposition.
_LED_WITHIN = 4
_FORMS_KEPT = 1 << 14
_ACQUITTED, _HAMZA, _BARE_YA = normalize("برأ"), "أ", "ى"
_WHETHER = listed("ما عما فيما بما")
_CLAIMS, _AS_FOR = listed("يدعي تدعي"), listed("أما")

_Rule = Callable[[Sentence, int], Caveat | None]


def caveats_of(sentence: Sentence) -> Iterator[Caveat]:
    """The caveats of a sentence, in the order of their words."""
    asks = _ASKS.search(sentence.text, *sentence.span)
    label = QUESTION.match(sentence.text, *sentence.span)
    if asks is not None or label is not None:
        mark = asks.span() if asks else label.span("label") if label else sentence.span
        yield Caveat(Standing.ASKED, Span(*mark), sentence.span)
    for i, word in enumerate(sentence.found):
        # Few words have rules, which is told by their letters.
        if word.form not in _KNOWN and not word.form.startswith(_BEGINNINGS):
            continue
        for rule in _rules_of(word.form):
            caveat = rule(sentence, i)
            if caveat is not None:
                yield caveat
                break


@lru_cache(_FORMS_KEPT)
def _rules_of(form: str) -> tuple[_Rule, ...]:
    """The rules that know a word, in their order: few words have any, and rules take time."""
    may_be = FUTURE.fullmatch(form) is not None and bare(form, unsaid.NO_FUTURE) is None
    is_denied = DENIED_IT.fullmatch(form) is not None
    is_false = is_denied or bare(form.removeprefix("ال"), FALSE) is not None
    besides: dict[_Rule, bool] = {planned: may_be, untrue: is_false}
    return tuple(
        rule for rule, known in _RULES if bare(form, known) is not None or besides.get(rule)
    )


def _listed(sentence: Sentence, i: int) -> Caveat | None:
    form = sentence.found[i].form
    if _is_another_word(sentence, i):
        return None
    for known, standing, reach in _ALONE:
        if bare(form, known):
            return _from_contrast(sentence, reach(sentence, standing, i), i)
    after = [each.form for each in sentence.found[i + 1 : i + 1 + _LED_WITHIN]]
    for known, leading, standing in _LED:
        if bare(form, known) and not leading.isdisjoint(after):
            return sentence.reported(standing, i)
    return None


def _is_another_word(sentence: Sentence, i: int) -> bool:
    """Whether a word is only folded to one of these: برًا وبحرًا, and يدعى, who is called so."""
    form, written = sentence.found[i].form, sentence.written(i)
    if form == _ACQUITTED:
        return _HAMZA not in written
    is_called = bare(form, _CLAIMS) is not None and written.endswith(_BARE_YA)
    return is_called and sentence.that(i, unsaid.THAT) is None


def _from_contrast(sentence: Sentence, caveat: Caveat, i: int) -> Caveat:
    """What stands before «أما إذا» is not supposed with what stands behind it."""
    before = sentence.found[i - 1] if i else None
    if before is None or bare(before.form, _AS_FOR) is None:
        return caveat
    return caveat._replace(scope=Span(before.span.start, caveat.scope.end))


def _with_what_follows(sentence: Sentence, standing: Standing, i: int) -> Caveat:
    """The sentence, or what is behind a word that begins a condition of its own: فإذا، ولو.

    Whether something is so is asked in a clause: سئل عما إذا كان.
    """
    before = sentence.found[i - 1].form if i else ""
    if bare(before, _WHETHER) is not None:
        return sentence.clause(standing, i)
    caveat = sentence.whole(standing, i)
    is_own = sentence.found[i].form not in unsaid.SUPPOSING
    return caveat._replace(scope=Span(caveat.mark.start, caveat.scope.end)) if is_own else caveat


# Words that say so alone, and how far that reaches; words that do before a preposition.
_ALONE = (
    (unsaid.RUMOURS, Standing.UNTRUE, Sentence.reported),
    (unsaid.SUPPOSING, Standing.SUPPOSED, _with_what_follows),
    (unsaid.DOUBTING | unsaid.IMAGINED, Standing.SUPPOSED, Sentence.reported),
    (unsaid.PERHAPS | unsaid.ALMOST | unsaid.AS_IF, Standing.SUPPOSED, Sentence.clause),
    (unsaid.PREVENTED, Standing.DENIED, Sentence.clause),
    (unsaid.FAR_FROM_IT, Standing.DENIED, Sentence.reported),
    (unsaid.TRYING, Standing.WISHED, Sentence.clause),
)
_LED = (
    (unsaid.FAILING, unsaid.IN, Standing.DENIED),
    (unsaid.REFRAINING, unsaid.FROM, Standing.DENIED),
    (unsaid.STOPPING, unsaid.A_DECISION, Standing.DENIED),
    (unsaid.DEPRIVED | unsaid.RENOUNCING, unsaid.OF, Standing.DENIED),
    (unsaid.APOLOGISING, unsaid.NEWS_PRINTED | unsaid.OWN_WORDS, Standing.DENIED),
    (unsaid.WRONG, unsaid.TO_SAY, Standing.DENIED),
    (unsaid.FALSITY, unsaid.OF_CLAIMS, Standing.DENIED),
    (unsaid.TAKING_WORDS_BACK, unsaid.OWN_WORDS, Standing.DENIED),
    (unsaid.MOCKING, unsaid.TELLING, Standing.DENIED),
    (unsaid.WARNING, unsaid.OF, Standing.SUPPOSED),
    (unsaid.DIFFERING, unsaid.ABOUT, Standing.SUPPOSED),
)
# In order, with the words that each begins at.
_RULES: tuple[tuple[_Rule, frozenset[str]], ...] = (
    (corrected, errata.CORRECTING | errata.RIGHT | {errata.EXACTLY[0]}),
    (mistaken, errata.MISTAKEN | errata.VERSIONS),
    (unlike, errata.UNLIKE),
    (taken_back, errata.TAKING_STORY_BACK),
    (not_yet, unsaid.NOT_YET | unsaid.INSTEAD[1]),
    (untrue, DENYING | NOT_SO | {unsaid.INVENTED[0]} | unsaid.CONTRARY),
    (denial, unsaid.DENIALS),
    (negation, DENYING),
    (likened, unsaid.MAY_BE_AS_IF),
    (supposed, unsaid.IN | unsaid.CLAIMED | unsaid.MAY | {IF}),
    (_listed, frozenset[str]().union(*(known for known, *_ in (*_ALONE, *_LED)))),
    (undone, unsaid.UNDOING | unsaid.ACQUITTING),
    (cancelled, unsaid.CANCELLED),
    (planned, TO_COME),
    (aimed, unsaid.AIMING),
    (provisional, unsaid.COUNTS),
    (dreamt, unsaid.DREAM | unsaid.DREAMING),
    (wished, unsaid.WISHES),
)
_KNOWN = frozenset[str]().union(*(known for _, known in _RULES)) | {
    f"{article}{joined}{form}"
    for form in FALSE
    for article in ("", "ال")
    for joined in ("", "و", "ف")
}
# Of what is joined to a known word, is still to come, or is denied with its object.
_DENIALS = ("نف", "كذب", "فند", "دحض", "نكر")
_BEGINNINGS = (
    "و",
    "ف",
    "س",
    "انكر",
    *_DENIALS,
    *(f"{of}{verb}" for of in "يت" for verb in _DENIALS),
)

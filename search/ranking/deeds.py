"""Whether what may answer hangs on another deed of its sentence than the one that is asked about.

«يرأس الجمعية سمير، وقد أسسها رشاد»: سمير has not founded it.
"""

from collections.abc import Sequence

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.suppositions import FUTURE
from search.arabic.verbs import VERBS, conjugated, is_form_of
from search.ranking.predicates import is_among, verb_of
from search.ranking.questions import AnswerKind, Question
from search.records import Span

# By whom something is done may be told by what they are called.
_DEEDS = (
    VERBS
    | conjugated(
        """
        أقيم/يقام انعقد/ينعقد جرى/يجري استضاف/يستضيف احتضن/يحتضن انطلق/ينطلق زار/يزور سافر/يسافر
        """
    )
    # In other forms they are nouns as well: عقد، عرض.
    | listed("عقدت يعقد تعقد نظمت ينظم تنظم عرضت يعرض تعرض")
) - listed("يدعى تدعى يسمى تسمى سمي سميت يعرف تعرف")
_JOINED = "و"
_HAS = listed("وقد قد")
# Of whom something else is told right behind: قال خالد الذي أسس النادي.
_WHO = listed("الذي التي اللذان اللذين الذين")
_AND_THAT = listed("وذلك")
_WITHIN = 3
# On the way from a place, or to it, where something else is told to be: طائرة متجهة إلى كراتشي.
_ON_THE_WAY = listed(
    """
    متجه متجهة متوجه متوجهة قادم قادمة عائد عائدة مغادر مغادرة المتجه المتجهة المتوجه المتوجهة
    القادم القادمة العائد العائدة المغادر المغادرة
    """
)
_WAYS = listed("إلى من نحو صوب")


def is_of_another(core: Span, within: Sequence[Word], question: Question) -> bool:
    """Whether an answer hangs on another verb, where the sentence has that of the question as well.

    Args:
        core: of the answer.
        within: the words of its sentence.
        question: that is asked.
    """
    verb = verb_of(question)
    own = [] if verb is None else [word for word in within if is_among(verb, [word], question)]
    if not own:
        return False
    before = [word for word in within if word.span.end <= core.start]
    if question.kind is AnswerKind.PLACE and _is_on_the_way(before, own):
        return True
    last = next((word for word in reversed(before) if word in own or _is_deed(word.form)), None)
    behind = next((word for word in within if word.span.start >= core.end), None)
    # "And that" goes on with what is told first: يبدأ البرنامج الذي يشمل ...، وذلك يوم السبت.
    goes_on = [word for word in before if word.form in _AND_THAT]
    if last is not None and goes_on and goes_on[-1].span.start > last.span.start:
        last = next((word for word in before if word in own), last)
    if last in own or (behind in own and not _is_joined(behind, within)):
        return False
    if last is None:
        return _is_joined(own[0], within)
    return not _is_told_behind(core, within, own, question)


def _is_deed(form: str) -> bool:
    """Whether a word is a verb of what is done, also of what is still to come: سيقام."""
    future = FUTURE.fullmatch(form)
    return is_form_of(future["verb"] if future else form, _DEEDS)


def _is_told_behind(
    core: Span, within: Sequence[Word], own: Sequence[Word], question: Question
) -> bool:
    """Whether it is said of a person right behind the name: قال خالد الذي أسس النادي."""
    behind = [word for word in within if word.span.start >= core.end][:_WITHIN]
    at = next((i for i, word in enumerate(behind) if word in own), None)
    is_person = question.kind is AnswerKind.PERSON
    return is_person and at is not None and any(word.form in _WHO for word in behind[:at])


def _is_joined(verb: Word, within: Sequence[Word]) -> bool:
    """Whether a verb begins another clause than the one before: وترجمتها، وقد أسسها."""
    before = next((word for word in reversed(within) if word.span.end <= verb.span.start), None)
    return verb.form.startswith(_JOINED) or (before is not None and before.form in _HAS)


def _is_on_the_way(before: Sequence[Word], own: Sequence[Word]) -> bool:
    """Whether a place is where something goes to or comes from, and that is not asked."""
    if not before or before[-1].form not in _WAYS:
        return False
    return any(word.form in _ON_THE_WAY and word not in own for word in before)

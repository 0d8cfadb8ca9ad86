"""Whether a sentence is what somebody said of whom it is asked: ماذا قال الوزير عن الميزانية.

What another said of him, or to him, answers no question for his words, however near it is.
"""

from collections.abc import Sequence

from search.arabic.alike import is_alike
from search.arabic.analyzer import Word, words, words_of
from search.arabic.listings import listed
from search.arabic.speakers import find_speaker
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import CLAIMS, SPEECH
from search.quotations.cautions import beside
from search.ranking.questions import Question
from search.records import Caution, Passage, Span

_WHAT = listed("ماذا بماذا وماذا ما بم ايش إيش شو وش شنو what")
_BETWEEN = listed("الذي اللي قد did")
_VERBS = SPEECH | CLAIMS | listed("say said")
# The verb and the word that asks, with what may stand between them.
_WITHIN = 3
# Code points before a name among which the office of who is named stands.
_OFFICE = 60


def is_said_by_another(question: Question, passage: Passage, sentence: Span) -> bool:
    """Whether it is asked what somebody said, and the sentence set off is not told to be his.

    Args:
        question: that is asked; of one that asks for nobody's words it is false.
        passage: that may answer.
        sentence: that is set off, with offsets of the document.
    """
    asked = _speaker(words_of(question.text))
    if not asked:
        return False
    text = passage.document.text
    speaker = find_speaker(text, sentence)
    if speaker is None:
        return Caution.QUOTED in beside(passage.document, sentence).cautions
    near = text[max(0, speaker.start - _OFFICE) : speaker.end]
    named = [word.stem for word in words(near)]
    return not any(word.stem in named or is_alike(word.stem, named) for word in asked)


def _speaker(found: Sequence[Word]) -> Sequence[Word]:
    """The words of a question for who is to have said something; none where it asks otherwise."""
    if not found or found[0].form not in _WHAT:
        return []
    verb = next((i for i, word in enumerate(found[:_WITHIN]) if word.form in _VERBS), None)
    if verb is None or any(word.form not in _BETWEEN for word in found[1:verb]):
        return []
    told = found[verb + 1 :]
    end = next((i for i, word in enumerate(told) if word.form in STOPWORDS), len(told))
    return told[:end]

"""Words of the dialects in a question: what they say in the standard language is looked for too.

The model reads the standard words in their place; a word that only asks, points or joins is not
looked for.
"""

from collections.abc import Iterator

from search.arabic.analyzer import words
from search.arabic.dialects import standard
from search.arabic.stopwords import STOPWORDS
from search.queries.rules import Rule
from search.ranking.lexical_plan import Statistics
from search.ranking.questions import Expansion, Question


def from_dialects(question: Question, _statistics: Statistics) -> Iterator[Expansion]:
    """The standard words for those of a question that are a dialect's."""
    found = list(words(question.text))
    for i, said in standard(question.text, found).items():
        meant = [word.form for word in words(said)]
        also = (said,) if any(form not in STOPWORDS for form in meant) else ()
        yield Expansion(Rule.DIALECTS, found[i].span, also, read=said)

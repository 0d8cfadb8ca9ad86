"""What a table has beside each question of a list."""

from dataclasses import dataclass, replace
from typing import Self

from search.errors import EmptyQuestionError
from search.queries.rules import NONE
from search.ranking.agreement import agreement
from search.ranking.confidence import Strength, strength
from search.records import Caution, Citation, Filters, Query, Results, Span
from service.access.audit import Action
from service.batches.questions import Asked
from service.reading import Names, Reading
from service.schemas import DEFAULT_K, MAX_QUESTION
from service.schemas.batches import Note
from service.views.answer import attesting

_ALL = Filters()


@dataclass(frozen=True, slots=True)
class Attested:
    """The sentence that attests an answer.

    Attributes:
        sentence: with its source.
        answer: the words of it that answer, in offsets of the document, where they are shown.
        strength: of the attestation.
        cautions: what has to be said beside the sentence.
    """

    sentence: Citation
    answer: Span | None
    strength: Strength
    cautions: tuple[Caution, ...] = ()

    @classmethod
    def of(cls, results: Results) -> tuple[Self | None, Note | None]:
        """What stands above the results of a question, and what has to be known of it."""
        hit = attesting(results)
        if hit is None:
            return None, Note.NONE
        citation, (start, end) = hit.citation, hit.sentence
        quote = citation.part(hit.sentence)
        sentence = replace(citation, start=start, end=end, quote=quote, location=hit.location)
        differ = len(agreement(results.hits)) > 1 or bool(hit.differing)
        answer = None if differ else hit.answer
        found = cls(sentence, answer, strength(hit.confidence), hit.cautions)
        return found, Note.DIFFER if differ else None


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what attests its answer, if anything does."""

    asked: Asked
    attested: Attested | None = None
    note: Note | None = None


def answered(
    asked: Asked, reading: Reading, collections: Names = (), filters: Filters = _ALL
) -> Row:
    """The row of a question, by the documents that the filters leave.

    Raises:
        CollectionMissingError: one of the collections does not exist for the reader.
    """
    if len(asked.text) > MAX_QUESTION:
        return Row(asked, note=Note.LONG)
    query = Query(asked.text, DEFAULT_K, filters=filters, without=NONE)
    try:
        results = reading.answer(query, collections, action=Action.BATCH).results
    except EmptyQuestionError:
        return Row(asked, note=Note.EMPTY)
    return Row(asked, *Attested.of(results))

"""From ranked candidates to the answer: documents, their texts, and what in these attests."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import inside, words_of
from search.arabic.verdicts import verdict
from search.models.encoder import Encoder
from search.models.reader import Reader
from search.queries.interpretation import interpret
from search.queries.rules import Rule
from search.quotations.cautions import beside
from search.quotations.copies import Copies, copies_of
from search.ranking.alignment import Alignment
from search.ranking.answer import find_answer
from search.ranking.asserted import is_asserted, is_held, is_replied, is_told, only_open
from search.ranking.clause_signals import may_answer
from search.ranking.confidence import (
    Signals,
    Strength,
    at_least_strong,
    at_most_possible,
    at_most_weak,
    is_strong,
    is_sufficient,
    signals_of,
    strength,
)
from search.ranking.counterparts import lacks_an_opponent, lacks_its_club
from search.ranking.dated import is_its_date
from search.ranking.elsewhere import (
    is_elsewhere,
    is_of_another_state,
    is_of_another_time,
    is_told_later,
    part_around,
)
from search.ranking.evidence import Evidence, Parameters, Weighed, find_evidence, weigh
from search.ranking.facets import count
from search.ranking.forms import has_form, tells_times_alone
from search.ranking.grouping import Group, distinct, group
from search.ranking.judging import judge
from search.ranking.late_interaction import code_width, similarities
from search.ranking.lexical_plan import plan_of
from search.ranking.mentions import Named, is_dated_otherwise, missing, stand_in
from search.ranking.passage_words import PassageWords
from search.ranking.places import unpacked
from search.ranking.predicates import (
    contradicts,
    has_counted,
    is_told_of,
    says_nothing_like,
    says_predicate,
)
from search.ranking.questions import AnswerKind, EncodedQuestion, Question
from search.ranking.reckoned import is_reckoned
from search.ranking.reranking import believed
from search.ranking.said import is_said_by_another
from search.ranking.snapshot import PassageFacts
from search.ranking.spelling import respell
from search.ranking.stages import Candidate, Ranking
from search.ranking.verbatim import stands_verbatim
from search.records import (
    Caution,
    Citation,
    Excerpt,
    Facets,
    Hit,
    Order,
    Passage,
    Query,
    Results,
    Span,
)
from search.timing import Observer, Stage, timed

# Passages of a document that a hit shows beside its best one.
MORE = 3
# Hits of which one must be likely to answer for the evidence to be sufficient.
JUDGED = 3
# What the probability that a hit answers counts for beside its score, where these are put in order.
CONFIDENCE_SHARE = 0.15
# The most relevant documents, which are then ordered by date.
DATED = 50
# Nearest passages in whose words another spelling is looked for.
RESPELLED_FROM = 20

# From the signals of a passage to the probability that it answers.
Confidence = Callable[[Signals], float]


@dataclass(frozen=True, slots=True)
class Means:
    """What finds in the texts of candidates whether they attest.

    Attributes:
        encoder: tells where the tokens of a text stand.
        confidence: of a passage.
        clauses: how the sentence that answers is chosen; ``None`` for the library's numbers.
        reader: judges which clause of the best passages answers, where there is one.
    """

    encoder: Encoder
    confidence: Confidence
    clauses: Parameters | None = None
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Attested:
    """A candidate with its text, what in it attests, and what the question names that it lacks.

    The answer is a few words of the sentence, in a passage that is likely to answer. ``reader`` is
    as in ``evidence.Weighed``.
    """

    candidate: Candidate
    passage: Passage
    evidence: Evidence
    reader: str | None
    confidence: float
    missing: tuple[Named, ...]
    answer: Span | None
    cautions: frozenset[Caution] = frozenset()


def answer(query: Query, ranking: Ranking, means: Means, observer: Observer) -> Results:
    """The part of the answer to a question that a query asks for, from its ranking."""
    facts = {found.passage_id: found.facts for found in ranking.candidates}
    last = query.offset + query.k
    is_by_date = query.order is Order.DATE
    groups = group(facts, DATED if is_by_date else last)
    # Of fewer than are judged, those that are may be the ones to show.
    groups += [each.alone() for each in group(facts, JUDGED)[len(groups) :]]
    texts = Texts(ranking, means)
    best = [each.passage_ids[0] for each in groups[:JUDGED]]
    if means.reader is not None:
        with timed(Stage.JUDGING, observer):
            texts.consult(means.reader, best)
    with timed(Stage.EVIDENCE, observer):
        sufficient = texts.judge(best)
        if is_by_date:
            groups.sort(key=lambda each: each.facts.date or "", reverse=True)
            groups.sort(key=lambda each: not texts.supports(each.passage_ids[0]))
        else:
            groups[:JUDGED] = sorted(groups[:JUDGED], key=texts.worth, reverse=True)
        shown = groups[query.offset : last]
        texts.read([i for each in shown for i in each.passage_ids])
        hits = tuple(
            _hit(rank, each, texts, ranking) for rank, each in enumerate(shown, query.offset + 1)
        )
    stories = {each.story: i for i, each in reversed(facts.items())}.values()
    counted = [each.passage_ids[0] for each in groups] if is_by_date else stories
    return Results(
        hits=hits,
        total=len(counted),
        supported=sum(map(texts.supports, counted)),
        sufficient=sufficient,
        facets=_facets(facts, texts),
        spelling=None if sufficient else _respelled(ranking, [*facts]),
        interpretations=interpret(ranking.question.read, (hit.citation.quote for hit in hits)),
    )


def _facets(facts: dict[int, PassageFacts], texts: "Texts") -> Facets:
    """Of the documents that are supported, by their best passages; of all where none is."""
    documents = {each.document_id: i for i, each in reversed(facts.items())}.values()
    return count(facts[i] for i in [*filter(texts.supports, documents)] or documents)


class Texts:
    """Candidates with their texts: a reader of texts has its place here.

    What is shown twice is looked at once, and what is not shown never.
    """

    def __init__(self, ranking: Ranking, means: Means) -> None:
        self._candidates = {found.passage_id: found for found in ranking.candidates}
        self._passages: dict[int, Passage] = {}
        self._ranking = ranking
        self._means = means
        self._no_codes = np.empty((0, code_width(ranking.question.tokens.shape[1])), np.uint8)
        self._weighed: dict[int, Weighed] = {}
        self._attested: dict[int, Attested] = {}
        self._supports: dict[int, bool] = {}
        self._is_answered = False

    def read(self, ids: Iterable[int]) -> None:
        """Have the texts of these candidates at hand."""
        others = [i for i in ids if i not in self._passages]
        found = self._ranking.snapshot.passages(others)
        self._passages |= {i: passage.opening for i, passage in found.items()}

    def consult(self, reader: Reader, best: Sequence[int]) -> None:
        """Have a reader judge the clauses of the best candidates before they are looked at."""
        self.read(best)
        asked = self._ranking.question.read.text
        judged = judge(reader, asked, [self._weigh(i) for i in best])
        self._weighed |= zip(best, judged, strict=True)

    def judge(self, best: Sequence[int]) -> bool:
        """Whether one of the best candidates is likely to answer, by its text."""
        self.read(best)
        self._is_answered = any(is_sufficient(self[i].confidence) for i in best)
        return self._is_answered

    def worth(self, found: Group) -> float:
        """What a document counts for among the best ones, by its score and its text."""
        best = found.passage_ids[0]
        return self._candidates[best].score + CONFIDENCE_SHARE * self[best].confidence

    def supports(self, passage_id: int) -> bool:
        """Whether a candidate is likely to answer, by its text where that was looked at before.

        What was said once of a candidate stays, so that an order and a count go by the same. Where
        none of the best does, the stages promise too much of the others.
        """
        if passage_id not in self._supports:
            attested = self._attested.get(passage_id)
            self._supports[passage_id] = (
                self._is_answered and self._candidates[passage_id].support.is_enough
                if attested is None
                else is_sufficient(attested.confidence)
            )
        return self._supports[passage_id]

    def __getitem__(self, passage_id: int) -> Attested:
        """What is found in the text of a candidate."""
        if passage_id not in self._attested:
            weighed = self._weighed.get(passage_id) or self._weigh(passage_id)
            candidate, question = self._candidates[passage_id], self._ranking.question
            self._attested[passage_id] = attest(
                candidate, weighed, question, self._means.confidence
            )
        return self._attested[passage_id]

    def fits(self, passage_id: int) -> bool:
        """Whether the sentence set off in a candidate may answer by its form."""
        passage = self[passage_id].passage
        sentence = self[passage_id].evidence.sentence.shifted(-passage.start)
        text, question = passage.searched_text, self._ranking.question.read
        return may_answer(text, sentence, inside(sentence, words_of(text)), question)

    def excerpt(self, passage_id: int) -> Excerpt:
        """A candidate as it is shown: what it attests is found, and not how likely it answers."""
        known = self._attested.get(passage_id)
        evidence = find_evidence(self._weigh(passage_id)) if known is None else known.evidence
        passage = self._passages[passage_id]
        location = passage.document.location_of(*evidence.sentence)
        return Excerpt(Citation.of(passage), evidence.sentence, evidence.words, location)

    def _weigh(self, passage_id: int) -> Weighed:
        passage, question = self._passages[passage_id], self._ranking.question
        found = self._similarities(passage_id)
        places = self._ranking.places.get(passage_id)
        alignment = align(passage, found, places, question, self._means.encoder)
        return weigh(passage, alignment, question.read, self._means.clauses)

    def _similarities(self, passage_id: int) -> NDArray[np.float32]:
        """Of the tokens of a passage; those of the last pages were not compared."""
        known, question = self._ranking.similarities, self._ranking.question
        if passage_id not in known:
            found = self._ranking.snapshot.embedded([passage_id])
            # A damaged index may have lost them: then nothing of the passage attests.
            codes = found.codes[0] if found.codes else self._no_codes
            known[passage_id] = similarities(question.tokens, codes)
            self._ranking.places |= zip(found.ids, found.places, strict=True)
        return known[passage_id]


def align(
    passage: Passage,
    found: NDArray[np.float32],
    places: bytes | None,
    question: EncodedQuestion,
    encoder: Encoder,
) -> Alignment:
    """How the tokens of a passage match those of a question.

    Args:
        passage: that is read.
        found: how similar its tokens are to the question's, shape (tokens, question tokens).
        places: of its tokens, where they were kept.
        question: what is asked.
        encoder: finds the places where they were not.
    """
    text = passage.searched_text
    spans = unpacked(places, len(found), len(text))
    if spans is None:
        named = encoder.passage_spans(text, passage.context)[: len(found)]
        spans = np.asarray(named, np.int64).reshape(-1, 2)
    # Of a passage that is longer than what is looked at there are more tokens.
    return Alignment(spans, found[: len(spans)], question.weights)


def attest(
    candidate: Candidate, weighed: Weighed, encoded: EncodedQuestion, probability: Confidence
) -> Attested:
    """What in a passage attests, and how likely it is that it answers."""
    question, passage, alignment = encoded.read, weighed.passage, weighed.alignment
    evidence = find_evidence(weighed)
    lacking = missing(question.named, passage)
    signals = signals_of(
        question,
        evidence,
        candidate.margin,
        candidate.stages.lexical,
        is_lacking=bool(lacking),
    )
    sentence = evidence.sentence.shifted(-passage.start)
    confidence = believed(probability(signals), candidate.reranker)
    is_said, only = True, only_open(passage.searched_text, sentence, question)
    if stands_verbatim(question, passage):
        confidence = at_least_strong(confidence)
    elif lacking or (
        is_sufficient(confidence)
        and (
            not has_form(question, PassageWords(passage))
            or contradicts(question, passage, sentence)
        )
    ):
        confidence = at_most_weak(confidence)
    elif is_sufficient(confidence):
        is_said = says_predicate(encoded, passage, alignment, sentence)
        if not is_said:
            is_far = says_nothing_like(encoded, passage, alignment)
            unsaid = believed(probability(replace(signals, unsaid=1.0)), candidate.reranker)
            confidence = at_most_weak(unsaid) if is_far else unsaid
        is_said &= not is_dated_otherwise(question.named, passage, evidence.sentence)
        is_said &= not is_elsewhere(question, passage, sentence)
        is_said &= not lacks_an_opponent(question, passage, sentence)
        is_said &= not is_said_by_another(question, passage, evidence.sentence)
        here = PassageWords(passage, sentence, has_title=False)
        stands = (
            is_said
            and not only
            and has_counted(encoded, passage)
            and has_form(question, here)
            and not tells_times_alone(question, here)
            and is_told(passage.searched_text, sentence)
            and verdict(passage.document, evidence.sentence) is None
        )
        confidence = confidence if stands else at_most_possible(confidence)
    answer = None
    # What is counted is written in many forms, and stands beside its number.
    may_answer_it = question.kind is AnswerKind.NUMBER or is_told_of(encoded, passage, sentence)
    if is_sufficient(confidence) and is_said and may_answer_it:
        answer = find_answer(weighed, sentence, confidence)
        answer = answer and answer.shifted(passage.start)
        # Who is told beside an office may have that of another club.
        is_his = (
            question.kind is not AnswerKind.PERSON
            or is_strong(confidence)
            or stand_in(question.named, passage, evidence.sentence)
        )
        if answer and not (
            is_his
            and is_asserted(passage.document, answer, question)
            and _is_of_same(question, passage, sentence, answer.shifted(-passage.start))
        ):
            if not is_held(passage.document, answer, question):
                confidence = at_most_possible(confidence)
            answer = None
    own = frozenset({Caution(only.name.lower())} if only else ())
    return Attested(candidate, passage, evidence, weighed.reader, confidence, lacking, answer, own)


def _is_of_same(question: Question, passage: Passage, sentence: Span, answer: Span) -> bool:
    """Whether the part of a sentence that has an answer tells of what the question names."""
    said = passage.searched_text[slice(*sentence)]
    if is_told_later(question, passage, sentence, answer):
        return False
    if lacks_its_club(question, passage, sentence):
        return False
    if not is_replied(passage.searched_text, sentence, answer, question):
        return False
    place = answer.shifted(-sentence.start)
    if not is_reckoned(question, said, place) or not is_its_date(question, said, place):
        return False
    part = part_around(passage, sentence, answer)
    return part == sentence or not (
        is_elsewhere(question, passage, part)
        or is_of_another_state(question, passage, part)
        or is_of_another_time(question, passage, sentence, part)
    )


def _led(ids: Sequence[int], texts: Texts) -> list[int]:
    """Passages of a document, first the best one of which the sentence may answer by its form.

    One that is held for less than the best of all does not come before it.
    """
    if len(ids) == 1:
        return [*ids]
    classes = [*Strength]
    held = classes.index(strength(texts[ids[0]].confidence))
    fitting = (i for i in ids[: 1 + MORE] if texts.fits(i))
    known = (i for i in fitting if classes.index(strength(texts[i].confidence)) <= held)
    first = next(known, ids[0])
    return [first, *(i for i in ids if i != first)]


def _hit(rank: int, shown: Group, texts: Texts, ranking: Ranking) -> Hit:
    facts, ids = shown.facts, _led(shown.passage_ids, texts)
    found = texts[ids[0]]
    best, *more = islice(distinct(map(texts.excerpt, ids)), 1 + MORE)
    document, has_copies = found.passage.document, facts.story_id is not None
    copies = copies_of(document, best.sentence, ranking.snapshot) if has_copies else Copies()
    passage = Span(best.citation.start, best.citation.end)
    question = ranking.question.read.text
    return Hit(
        rank=rank,
        score=found.candidate.score,
        standing=found.candidate.standing,
        citation=best.citation,
        sentence=best.sentence,
        evidence=best.evidence,
        confidence=found.confidence,
        answer=found.answer,
        missing=tuple(question[slice(*each.span)] for each in found.missing),
        cautions=_told_beside(beside(document, best.sentence, passage).cautions, found.cautions),
        location=best.location,
        also_published=copies.same,
        differing=copies.differing,
        further_copies=copies.further,
        more=tuple(more),
        shares=found.candidate.shares,
        reader=found.reader,
    )


def _told_beside(cautions: Iterable[Caution], own: frozenset[Caution]) -> tuple[Caution, ...]:
    """What has to be said beside a sentence, and of it where it says nothing itself."""
    told = own.union(cautions)
    return tuple(each for each in Caution if each in told)


def _respelled(ranking: Ranking, ranked: Sequence[int]) -> str | None:
    """Another spelling, where a word of the question stands nowhere."""
    if Rule.SPELLING in ranking.question.read.without:
        return None
    snapshot = ranking.snapshot

    def texts(ids: Sequence[int]) -> Iterator[str]:
        # Read when they are looked at: of most questions none is.
        yield from (each.opening.indexed_text for each in snapshot.passages(ids).values())

    def find(question: str) -> Iterator[str]:
        plan = plan_of(question, snapshot)
        return texts([*snapshot.matches(plan, RESPELLED_FROM, ranking.filters)])

    return respell(ranking.question.read, snapshot, texts(ranked[:RESPELLED_FROM]), find)

"""The gate's collection is consistent, and hard enough to mean something."""

import json
import re
from collections import Counter, defaultdict
from itertools import combinations

from indexer.stories import same_story
from search.arabic.analyzer import content_words, words
from testing.gate.measuring import ask_plain_words
from testing.gate.questions import (
    COLLECTION,
    CORPUS,
    SEED,
    read_documents,
    read_questions,
)

PASSAGES = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
TEXTS = {passage["id"]: passage["text"] for passage in PASSAGES}
QUESTIONS = [question for question in read_questions() if question.group == COLLECTION]
KINDS = Counter(question.kind for question in QUESTIONS)
_LATIN = re.compile("[a-zA-Z]")
_ARABIC = re.compile("[\u0621-\u064a]")


def subject(document: str) -> str:
    return document.partition("-")[0]


def test_passages_have_ids_and_titles_of_their_own() -> None:
    for field in ("id", "title", "text"):
        assert len({passage[field] for passage in PASSAGES}) == len(PASSAGES)


def test_passages_are_of_one_length() -> None:
    for passage in PASSAGES:
        assert 60 <= len(passage["text"].split()) <= 130, passage["id"]


def test_subjects_are_balanced() -> None:
    counts = Counter(map(subject, TEXTS))
    assert len(counts) == 6
    assert set(counts.values()) == {11}


def test_no_passage_is_a_copy_of_another() -> None:
    """The engine shows one of the copies of a story: the other one could never be found."""
    for one, other in combinations(TEXTS, 2):
        if subject(one) == subject(other):
            assert not same_story(TEXTS[one], TEXTS[other]), (one, other)


def test_every_passage_answers_a_question() -> None:
    assert {question.document for question in QUESTIONS} == set(TEXTS)


def test_questions_have_ids_and_texts_of_their_own() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.text for question in QUESTIONS}) == len(QUESTIONS)


def test_every_kind_has_enough_questions() -> None:
    assert set(KINDS) == {
        *("formal", "inflected", "synonym", "dialect", "misspelt", "english", "latin")
    }
    assert min(KINDS.values()) >= 12


def test_half_of_every_kind_is_held() -> None:
    held = Counter(question.kind for question in QUESTIONS if question.held)
    for kind, count in KINDS.items():
        assert held[kind] == count / 2


def test_an_answer_is_in_its_passage_alone() -> None:
    for question in QUESTIONS:
        holders = [key for key, text in TEXTS.items() if question.answer in text]
        assert holders == [question.document], question.id


def test_a_question_does_not_give_its_answer() -> None:
    for question in QUESTIONS:
        assert question.answer not in question.text, question.id


def test_a_question_is_in_the_script_of_its_kind() -> None:
    for question in QUESTIONS:
        foreign = question.kind in {"english", "latin"}
        assert bool(_LATIN.search(question.text)) == foreign, question.id
        # An Arabic sentence may have a name in Latin letters.
        if question.kind != "latin":
            assert bool(_ARABIC.search(question.text)) != foreign, question.id


def test_questions_with_synonyms_avoid_the_words_of_the_passage() -> None:
    for question in QUESTIONS:
        if question.kind == "synonym":
            stems = {word.stem for word in words(TEXTS[question.document])}
            asked = {word.stem for word in content_words(question.text)}
            assert len(asked & stems) <= len(asked) / 3, question.id


def test_questions_over_the_seeds_name_real_answers() -> None:
    documents = read_documents()
    seeds = [question for question in read_questions() if question.group == SEED]
    assert len(seeds) == 83
    assert not any(question.held for question in seeds)
    for question in seeds:
        assert question.answer in documents[question.document]


def test_plain_words_do_not_answer_a_third_of_the_questions() -> None:
    """Where they do, the gate holds the engine to nothing that a plain search could not do."""
    wrong: defaultdict[str, list[bool]] = defaultdict(list)
    for outcome in ask_plain_words(QUESTIONS):
        in_arabic = outcome.question.kind not in {"english", "latin"}
        wrong["arabic" if in_arabic else "other"].append(not outcome.right)
    both = wrong["arabic"] + wrong["other"]
    assert sum(both) >= len(both) / 3
    assert sum(wrong["arabic"]) >= len(wrong["arabic"]) / 3

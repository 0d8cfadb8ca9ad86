"""A question costs what its length costs, whatever is written in it."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from indexer.pipeline import index_documents, open_for_writing
from search.arabic.typing import meant
from search.engine import MOST_COMPARED, Engine, encode
from search.errors import EmptyQuestionError
from search.queries.asked import named_in
from search.ranking.predicates import to_be_said
from search.ranking.questions import MOST_NAMED, MOST_READ, read_question
from search.records import LONGEST_PASSAGE, Document
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads

# What the service takes as one question.
LONGEST = 2_000
SHAPES = {
    "words of a dialect": "شو ",
    "sons": "بن ",
    "words that are none": "ششش ",
    "words of another keyboard": "lh id ",
    "keys of letters": "a;",
    "ligatures": "\ufdf2",
    "ligatures of a phrase": "\ufdfa",
    "one word": "ابتثج",
    "words": "كتاب جديد ",
    "chats": "meen el wazeer 7abibi ",
    "names": "Cameron ",
    "numbers": "5 ",
    "thousands": "1,",
    "numbers in words": "مئة وعشرون ألفا و",
    "dates": "من 5 إلى 6 أغسطس ",
    "phrases": '"وزير العدل" ',
    "quotation marks": '"',
    "opening quotation marks": "“",
    "alternatives": "(a OR b) ",
    "parentheses": "(",
    "fields": "source:",
    "marks": "ك\u064b",
    "tatweel": "ك\u0640",
    "mixed scripts": "اaا1",
    "spaces": " ",
    "dashes": "5-",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    encoder = HashingEncoder()
    folder: Path = tmp_path_factory.mktemp("hostile") / "index"
    index = open_for_writing(folder, lambda: encoder, None)
    line = "شو قال محمد بن سعيد عن كتاب Cameron الجديد في سنة 1990؟ لا شيء."
    told = (Document(f"story {n}", f"{n} {line}\n" * 12) for n in range(10))
    index_documents(index, lambda: encoder, as_reads((*DOCUMENTS, *told)), lambda _: None)
    return Engine(index, encoder)


def question(shape: str, length: int) -> str:
    return ("متى " + SHAPES[shape] * length)[:length]


def seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_question_takes_twice_the_time(engine: Engine, shape: str) -> None:
    short, long = question(shape, LONGEST // 2), question(shape, LONGEST)
    base = max(0.05, seconds(lambda: engine.search(short)))
    # A busy machine may make one try slow.
    assert any(seconds(lambda: engine.search(long)) < 3 * base for _ in range(3))
    assert any(seconds(lambda: engine.search(long)) < 2 for _ in range(2))


def test_no_word_is_respelled_that_is_longer_than_any() -> None:
    assert not [*meant("ابتثج" * 400)]
    assert [*meant("التطغيم")]


def test_rules_look_at_the_opening_of_a_long_question() -> None:
    words = ["عربي"] * (MOST_READ - 1)
    long = read_question(" ".join([*words, "أول", "آخر"]))
    assert long.opening.text == " ".join([*words, "أول"])
    assert len(long.opening.content) == MOST_READ
    short = read_question(" ".join([*words, "أول"]))
    assert short.opening is short


def test_a_word_that_is_longer_than_any_leaves_the_others_where_they_stand() -> None:
    asked = read_question(f"كتاب {'ابتثج' * 20} 1990")
    assert asked.opening.text == f"كتاب {' ' * 100} 1990"
    assert [word.form for word in asked.opening.content] == ["كتاب", "1990"]


def test_of_a_long_question_the_first_tokens_are_compared(engine: Engine) -> None:
    model, settings = engine.encoder(), engine.index.settings
    long, short = " ".join(f"كتاب{n}" for n in range(300)), "من كتب هذا الكتاب الجديد؟"
    whole, found = model.encode_question(long), encode(read_question(long), model, settings)
    assert len(whole.tokens) > MOST_COMPARED
    assert len(found.tokens) == len(found.weights) == MOST_COMPARED
    assert found.weights.sum() == pytest.approx(1)
    assert found.vector.tolist() == whole.vector.tolist()
    as_weighed = encode(read_question(short), model, settings).weights
    assert as_weighed.tolist() == model.encode_question(short).weights.tolist()


def test_of_a_list_of_names_the_first_are_looked_for() -> None:
    names = "أحمد محمد خالد سعيد فهد ناصر عمر حسن حسين يوسف سلمان فيصل تركي بندر ماجد طارق"
    told = [f"{name} من مصر {number}" for number, name in enumerate(names.split(), 20)]
    question = read_question(f"هل استقال {' ثم '.join(told)}")
    named = named_in(question)
    assert len(named) == len(to_be_said(question)) == MOST_NAMED < len(told)
    assert named[0].span.start == question.text.index(told[0][:4])


@pytest.mark.parametrize("sign", ["\u064b", "\u0640", "\u0627", "\n"])
def test_an_index_that_has_an_endless_passage_is_asked_in_time(
    tmp_path: Path, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = HashingEncoder()
    index = open_for_writing(tmp_path / "index", lambda: encoder, None)
    with monkeypatch.context() as patch:  # as a version before cut it
        patch.setattr("search.passages.LONGEST_PASSAGE", 10_000_000)
        text = f"في زمردان قتل 5{sign * 1_000_000} ثم صمت."
        index_documents(index, lambda: encoder, as_reads((Document("d", text),)), lambda _: None)
    ((_, place),) = index.store.passages_of("d")
    assert place.end > 1_000_000
    engine = Engine(index, encoder)
    taken = [seconds(partial(engine.search, "كم قتل في زمردان؟", k)) for k in (1, 2, 3)]
    assert min(taken) < 0.5
    (hit,) = engine.search("كم قتل في زمردان؟")
    assert hit.citation.quote == text[hit.citation.start : hit.citation.end]
    assert len(hit.citation.quote) <= LONGEST_PASSAGE
    assert place.start <= hit.sentence.start < hit.sentence.end <= hit.citation.end
    assert engine.nearest(engine.direction("d"), 1)[0].citation.end <= LONGEST_PASSAGE


def test_what_has_no_word_is_refused_as_before(engine: Engine) -> None:
    with pytest.raises(EmptyQuestionError):
        engine.search("\ufffd" * LONGEST)

"""Examples to train a reader on: a question, a passage, and where the answer stands in it.

Of the questions of the training sets, and of questions made of news and encyclopaedia texts. Each
has close ones that nothing answers: another place, name, number or year in the question, or in the
passage where what is asked about stood, another window of the same text, another text of like
words.
"""

import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import read_questions
from benchmarks.attestation.asked import read_set
from benchmarks.lines import read_lines
from benchmarks.reader.close import Close, Nearest
from benchmarks.reader.cloze import made_questions
from benchmarks.reader.example import Example, cut
from benchmarks.reader.things import Things
from benchmarks.written import NEWS
from search.records import Span

HELD = 3  # of the passages of the training sets one in so many is held back
LONGEST = 4000  # code points of a text that are read
_QUESTIONS = 5  # made of one text at most
# The same passages and questions are told in each, in one order.
_VARIETIES = ("context", "question")


def is_held(passage: str) -> bool:
    """Whether questions on a passage of the training sets are held back for measuring."""
    return zlib.crc32(passage.strip()[:80].encode()) % HELD == 0


def real_examples(data: Path, chance: random.Random) -> Iterator[Example]:
    """Of the training sets, without what is held back or reported."""
    asked = [example for group, example in _real(data) if not is_held(group)]
    nearest = Nearest({example.text: example.title for example in asked})
    close = Close(Things([example.question for example in asked]), nearest, chance)
    for example in asked:
        # ArDQA says the same in 25 pairs of varieties.
        if example.source == "ardqa" and chance.random() > 0.4:  # noqa: PLR2004
            continue
        yield cut(example, chance)
        yield from close.to(example, 0.8)


def made_examples(data: Path, texts: int, chance: random.Random) -> Iterator[Example]:
    """Of questions made of so many texts of the news, and of the encyclopaedia's."""
    reported = set(read_set("news", data).corpus)
    articles = [each for each in _records(data / NEWS) if each["id"] not in reported]
    closed = {one.title for one in read_aaqad(data) if is_reported(one.title)}
    other = [
        each for each in _records(data / "aqad" / "corpus.jsonl") if each["title"] not in closed
    ]
    chosen = [*chance.sample(articles, texts), *chance.sample(other, min(len(other), texts // 4))]
    chance.shuffle(chosen)
    close = Close(Things([each["text"][:600] for each in chosen[:3000]]), None, chance)
    for each in chosen:
        text = each["text"][:LONGEST]
        made = list(made_questions(text, chance))
        for one in chance.sample(made, min(len(made), _QUESTIONS)):
            title = (each["title"] or "") if chance.random() < 0.5 else ""  # noqa: PLR2004
            example = Example("made", "answerable", one.question, title, text, one.answer)
            yield cut(example, chance)
            yield from close.to(example, 1.0)


def _real(data: Path) -> Iterator[tuple[str, Example]]:
    """Examples, each with the passage that it is held back with."""
    corpus = {each["id"]: each for each in _records(data / "arcd" / "corpus.jsonl")}
    for one in read_questions(data / "arcd", "queries_train.jsonl", "qrels_train.tsv", None):
        text = corpus[min(one.relevant)]["text"]
        for example in _found("arcd", one.text, "", text, one.answers):
            yield text, example
    for asked in read_aaqad(data):
        if not is_reported(asked.title):
            bare = Example("aaqad", "its own", asked.question, asked.title, asked.passage, None)
            found = _found("aaqad", asked.question, asked.title, asked.passage, asked.answers)
            for example in found if asked.answers else [bare]:
                yield asked.passage, example
    yield from _ardqa(data)


def _ardqa(data: Path) -> Iterator[tuple[str, Example]]:
    numbers_of: Counter[tuple[str, str, str]] = Counter()
    standard: dict[tuple[str, int], str] = {}
    # Those of the standard language come first.
    for record in _records(data / "train" / "ardqa-dev.jsonl"):
        part, context, question = record["id"][0], *(record[f"{of}_variety"] for of in _VARIETIES)
        number = numbers_of[part, context, question]
        numbers_of[part, context, question] += 1
        if context == question == "msa":
            standard[part, number] = record["context"]
        group = record["context"] if context == "msa" else standard[part, number]
        answers = [answer["text"] for answer in record["answers"]]
        for example in _found("ardqa", record["question"], "", record["context"], answers):
            yield group, example


def _found(
    source: str, question: str, title: str, text: str, answers: Sequence[str]
) -> Iterator[Example]:
    at = text.find(answers[0])
    if at >= 0:
        answer = Span(at, at + len(answers[0]))
        yield Example(source, "answerable", question, title, text, answer)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, read_lines(path))

"""Questions to train on, with close ones that nothing answers, and the passages they are asked of.

The halves of AAQAD's and ArDQA's development parts that nothing is reported on, and what is made of
these and of arcd's training questions with another name, place, year or number (see
``benchmarks.attestation.swaps``) or with another verb (``benchmarks.attestation.verbs``).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import Question, read_questions, sample
from benchmarks.attestation.asked import Asked
from benchmarks.attestation.swaps import Things, read_things, swaps
from benchmarks.attestation.verbs import ANOTHER_VERB, other_verbs
from benchmarks.lines import read_lines

ARDQA = Path("train") / "ardqa-dev.jsonl"
STANDARD = "msa"
# Of what is made of each set in one way.
MOST = 200

Questions = dict[str, list[Question]]


def read_training(data: Path, folder: Path) -> Questions:
    """The questions by the name of their set; what nothing answers is ``about`` passages.

    Args:
        data: folder with the data sets' folders.
        folder: in which the passages are written, one corpus in a folder of its own for each.
    """
    aaqad, of_aaqad = _aaqad(data)
    ardqa, of_ardqa = _ardqa(data)
    arcd, of_arcd = _arcd(data)
    write_corpus(folder / "aaqad", of_aaqad)
    write_corpus(folder / "ardqa", of_ardqa)
    things = read_things(data)
    return {
        **aaqad,
        **ardqa,
        "arcd, swaps": _swapped(arcd, of_arcd, things),
        "aaqad, swaps": _swapped(aaqad["aaqad"], of_aaqad, things),
        f"arcd, {ANOTHER_VERB}": _with_other_verbs(arcd, of_arcd),
        f"aaqad, {ANOTHER_VERB}": _with_other_verbs(aaqad["aaqad"], of_aaqad),
    }


def read_right(data: Path) -> dict[str, tuple[list[Question], dict[str, str]]]:
    """The questions that have an answer, and the passages by document, by the name of their set.

    Args:
        data: folder with the data sets' folders.
    """
    aaqad, of_aaqad = _aaqad(data)
    ardqa, of_ardqa = _ardqa(data)
    right = {"aaqad": (aaqad["aaqad"], of_aaqad)}
    return {"arcd": _arcd(data), **right, **{name: (ardqa[name], of_ardqa) for name in ardqa}}


def write_corpus(folder: Path, texts: Mapping[str, str]) -> None:
    """Passages as a data set has them."""
    folder.mkdir()
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as stream:
        for name, text in texts.items():
            print(json.dumps({"id": name, "text": text}, ensure_ascii=False), file=stream)


def _arcd(data: Path) -> tuple[list[Question], dict[str, str]]:
    records = map(json.loads, read_lines(data / "arcd" / "corpus.jsonl"))
    asked = read_questions(data / "arcd", "queries_train.jsonl", "qrels_train.tsv", None)
    return asked, {record["id"]: record["text"] for record in records}


def _aaqad(data: Path) -> tuple[Questions, dict[str, str]]:
    everything = read_aaqad(data)
    texts = {_id(one.passage): one.passage for one in everything}
    trained = [one for one in everything if not is_reported(one.title)]
    answered = {one.question for one in trained if one.answers}
    found = [
        Question(one.question, frozenset({_id(one.passage)}), one.answers)
        for one in trained
        if one.answers
    ]
    unanswered = [
        Question(one.question, frozenset(), (), frozenset({_id(one.passage)}))
        for one in trained
        if not one.answers and one.question not in answered
    ]
    return {"aaqad": found, "aaqad, unanswered": unanswered}, texts


def _ardqa(data: Path) -> tuple[Questions, dict[str, str]]:
    records = [json.loads(line) for line in read_lines(data / ARDQA)]
    texts: dict[str, str] = {}
    found: defaultdict[str, list[Question]] = defaultdict(list)
    for record in records:
        if record["context_variety"] == STANDARD:
            name = _id(record["context"])
            texts[name] = record["context"]
            is_standard = record["question_variety"] == STANDARD
            answers = tuple(answer["text"] for answer in record["answers"])
            asked = Question(record["question"], frozenset({name}), answers)
            found["ardqa" if is_standard else "ardqa, dialects"].append(asked)
    return dict(found), texts


def _swapped(
    questions: Sequence[Question], texts: Mapping[str, str], things: Things
) -> list[Question]:
    return _close(chain.from_iterable(swaps(_asked(questions), texts, things).values()), texts)


def _with_other_verbs(questions: Sequence[Question], texts: Mapping[str, str]) -> list[Question]:
    """With «هل» and without."""
    return _close(chain.from_iterable(other_verbs(_asked(questions), texts).values()), texts)


def _asked(questions: Sequence[Question]) -> list[Asked]:
    return [Asked(one.text, one.relevant, one.answers, "") for one in questions]


def _close(made: Iterable[Asked], texts: Mapping[str, str]) -> list[Question]:
    """Of questions that nothing answers so many as are learned from, about all the texts."""
    return sample([Question(one.text, frozenset(), (), frozenset(texts)) for one in made], MOST)


def _id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Bring the public sets that the README reports into the layout of `shawahid eval`.

    python -m benchmarks.public_sets arcd DATA --from arcd-train.json,arcd-test.json
    python -m benchmarks.public_sets xquad-ar DATA --from xquad.ar.json,xquad.en.json
    python -m benchmarks.public_sets tydiqa-goldp-dev-ar DATA --from tydiqa-goldp-v1.1-dev.json

writes `DATA/SET` with corpus.jsonl, queries.jsonl and qrels.tsv, and the same of each part
(`queries_test.jsonl`). The files are those of the sets' makers, as JSON in the form of SQuAD, or
the tables (Parquet) of the model hub, from which they are taken without `--from`; tables need
pyarrow.

Passages are written once. Questions of the same words are one, in the first part that has it. A
passage is relevant to a question that was asked of it, and so is one which has the answer and, but
for a word or two, is a part of that passage or has it as a part: articles were cut at several
lengths.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from search.telemetry import silence

_SEQUENCE = 5  # words
_SHARED = 0.95
# ARCD has questions with a dash before them, and others with the beginning of a further word.
_LEFT_OVER = re.compile(r"^[\s-]+|(?<=؟) ال$")


class PublicSet(NamedTuple):
    """Where a set is, and what it consists of.

    Attributes:
        hub: its name there.
        parts: its files there, by what is added to the names of their questions' files.
        begins: how the ids of its questions begin, where others stand in the same file.
        is_translated: whether its parts are the same questions in several languages.
    """

    hub: str
    parts: Mapping[str, str]
    begins: str = ""
    is_translated: bool = False


_FILE = "{}-00000-of-00001.parquet"
SETS = {
    "xquad-ar": PublicSet(
        "google/xquad",
        {"": _FILE.format("xquad.ar/validation"), "_en": _FILE.format("xquad.en/validation")},
        is_translated=True,
    ),
    "arcd": PublicSet(
        "hsseinmz/arcd",
        {
            "_train": _FILE.format("plain_text/train"),
            "_test": _FILE.format("plain_text/validation"),
        },
    ),
    "tydiqa-goldp-dev-ar": PublicSet(
        "google-research-datasets/tydiqa",
        {"": _FILE.format("secondary_task/validation")},
        "arabic-",
    ),
}


class Asked(NamedTuple):
    """A question that was asked of a passage."""

    id: str
    question: str
    passage: str
    title: str
    answers: tuple[str, ...]


def read_asked(path: Path, begins: str = "") -> Iterator[Asked]:
    """The questions in a file, as JSON in the form of SQuAD or as a table."""
    rows = _of_table(path) if path.suffix == ".parquet" else _of_articles(path)
    return (row for row in rows if row.id.startswith(begins))


def _of_articles(path: Path) -> Iterator[Asked]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = [answer["text"] for answer in asked["answers"]]
                title = article.get("title", "")
                yield _asked(asked["id"], asked["question"], paragraph["context"], title, answers)


def _of_table(path: Path) -> Iterator[Asked]:
    from pyarrow import parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]

    for row in parquet.read_table(path).to_pylist():
        title, answers = row.get("title") or "", row["answers"]["text"]
        yield _asked(row["id"], row["question"], row["context"], title, answers)


def _asked(number: Any, question: str, passage: str, title: str, answers: Sequence[str]) -> Asked:  # noqa: ANN401 - a text or a number
    words = _LEFT_OVER.sub("", " ".join(question.split()))
    found = tuple(answer.strip() for answer in answers)
    return Asked(str(number), words, passage.strip(), title, found)


class Passages:
    """The passages of a set, each once, and which of them nearly contain which."""

    def __init__(self, asked: Sequence[Asked], name: str) -> None:
        titles = {each.passage: each.title for each in asked}
        self.ids = {text: f"{name}-{number}" for number, text in enumerate(titles, 1)}
        self.titles = titles
        self._sequences = {text: _sequences(text) for text in titles}

    def relevant(self, asked: Asked) -> list[str]:
        """The ids of the passages that answer a question."""
        return [
            self.ids[text]
            for text in self.ids
            if text == asked.passage
            or (self._is_part(text, asked.passage) and any(map(text.__contains__, asked.answers)))
        ]

    def _is_part(self, one: str, other: str) -> bool:
        first, second = self._sequences[one], self._sequences[other]
        return len(first & second) >= _SHARED * max(1, min(len(first), len(second)))


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(zip(*(words[first:] for first in range(_SEQUENCE)), strict=False))


class Judged(NamedTuple):
    """A question, and the ids of the passages that answer it."""

    id: str
    question: str
    relevant: list[str]


def write_set(
    name: str, parts: Mapping[str, Sequence[Asked]], folder: Path, *, is_translated: bool
) -> None:
    """Write a set in the layout of ``shawahid eval``.

    Args:
        name: what ids of passages begin with.
        parts: questions by what is added to the names of their files.
        folder: is made.
        is_translated: whether the parts are the same questions in several languages, to be answered
            from the passages of the first.
    """
    first = next(iter(parts.values()))
    passages = Passages(first if is_translated else [*chain(*parts.values())], name)
    asked_of = {each.id: each for each in first} if is_translated else {}
    judged = _judged(parts, passages, asked_of)
    if "" not in judged:
        judged[""] = [*chain(*judged.values())]
    folder.mkdir(parents=True)
    documents = (
        {"id": passages.ids[text], "title": title, "text": text}
        for text, title in passages.titles.items()
    )
    _write_lines(folder / "corpus.jsonl", documents)
    for suffix, questions in judged.items():
        records = ({"id": each.id, "text": each.question} for each in questions)
        _write_lines(folder / f"queries{suffix}.jsonl", records)
        rows = (f"{each.id}\t{one}\t1\n" for each in questions for one in each.relevant)
        (folder / f"qrels{suffix}.tsv").write_text("".join(rows), "utf-8")


def _judged(
    parts: Mapping[str, Sequence[Asked]], passages: Passages, asked_of: Mapping[str, Asked]
) -> dict[str, list[Judged]]:
    """The questions of the parts, those of the same words once: in the first part that has them."""
    by_words: dict[str, Judged] = {}
    found: dict[str, list[Judged]] = {suffix: [] for suffix in parts}
    for suffix, each in ((suffix, each) for suffix, part in parts.items() for each in part):
        if each.question not in by_words:
            by_words[each.question] = Judged(each.id, each.question, [])
            found[suffix].append(by_words[each.question])
        known = by_words[each.question].relevant
        relevant = passages.relevant(asked_of.get(each.id, each))
        known += [passage for passage in relevant if passage not in known]
    return found


def _write_lines(path: Path, records: Iterator[Mapping[str, str]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), "utf-8")


def _fetched(public: PublicSet) -> list[Path]:
    silence()
    from huggingface_hub import hf_hub_download

    files = public.parts.values()
    return [Path(hf_hub_download(public.hub, file, repo_type="dataset")) for file in files]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="files", help="the makers' files, with commas between them")
    arguments = parser.parse_args()
    public = SETS[arguments.set]
    given = arguments.files.split(",") if arguments.files else ()
    if given and len(given) != len(public.parts):
        parser.error(f"--from: expected {len(public.parts)} files, got {len(given)}")
    folder = arguments.folder / arguments.set
    if folder.exists():
        parser.error(f"{folder} is there already: delete it, or give another folder")
    if not given and find_spec("pyarrow") is None:
        parser.error("the tables of the hub need pyarrow: pip install pyarrow, or give --from")
    try:
        files = [Path(name) for name in given] or _fetched(public)
        parts = {
            suffix: [*read_asked(file, public.begins)]
            for suffix, file in zip(public.parts, files, strict=True)
        }
    except OSError as error:
        parser.error(f"{error}; the files of a set's makers are taken with --from")
    write_set(arguments.set, parts, folder, is_translated=public.is_translated)
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main()

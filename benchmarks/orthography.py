"""What spellings of the same text cost: a data set asked and stored as people write it.

    python -m benchmarks.orthography DATASET_DIR [--queries FILE] [--qrels FILE] [--limit N]

prints, as JSON, nDCG@10 with the questions and then with the passages written in each way: with
vowel marks on every letter, with tatweel, with letters of a Persian keyboard, without hamzas on
alef, with Arabic-Indic digits, in presentation forms and decomposed; and the loss against the text
as it is. Marks are drawn at random, not those of the words: what they say is folded away.
"""

import argparse
import json
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from benchmarks.asking import sample
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset, read_dataset
from indexer.evaluation.measuring import evaluate
from search.engine import Engine
from search.models import open_encoder
from search.models.encoder import Encoder

_LETTER = re.compile("[\u0621-\u063a\u0641-\u064a]")
_JOINS = re.compile("(?<=[بتثجحخسشصضطظعغفقكلمنهي])(?=[\u0621-\u064a])")
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        unicodedata.normalize("NFKC", form): form
        for form in map(chr, range(0xFEFC, 0xFE7F, -1))
        if len(unicodedata.normalize("NFKC", form)) == 1
    }
)
Spelling = Callable[[str], str]


def _with_marks(text: str) -> str:
    rng = random.Random(text)  # noqa: S311 - no secret
    marks = "\u064e\u064e\u064f\u0650\u0652"
    return _LETTER.sub(lambda letter: letter.group() + rng.choice(marks), text)


def _with_tatweel(text: str) -> str:
    rng = random.Random(text)  # noqa: S311 - no secret
    return _JOINS.sub(lambda _: "\u0640" * rng.choice((0, 0, 1, 2)), text)


SPELLINGS: Mapping[str, Spelling] = MappingProxyType(
    {
        "vowel marks": _with_marks,
        "tatweel": _with_tatweel,
        "Persian letters": lambda text: text.translate(str.maketrans("كيى", "کیی")),
        "no hamza on alef": lambda text: text.translate(str.maketrans("أإآ", "ااا")),
        "Arabic-Indic digits": lambda text: text.translate(
            str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
        ),
        "presentation forms": lambda text: "".join(_FORMS.get(c, c) for c in text),
        "decomposed": lambda text: unicodedata.normalize("NFD", text),
    }
)


def main() -> None:
    """Write, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, metavar="DATASET_DIR")
    parser.add_argument("--queries", default="queries.jsonl")
    parser.add_argument("--qrels", default="qrels.tsv")
    parser.add_argument("--limit", type=int, help="ask at most so many questions")
    arguments = parser.parse_args()
    folder = arguments.dataset
    dataset = read_dataset(folder, folder / arguments.queries, folder / arguments.qrels)
    asked = sample(list(dataset.questions), arguments.limit)
    dataset = Dataset(
        dataset.corpus,
        {q: dataset.questions[q] for q in asked},
        {q: dataset.qrels[q] for q in asked},
    )
    encoder = open_encoder(None)
    plain = _ndcg(dataset, encoder)
    results: dict[str, object] = {"as it is": plain}
    for name, spelling in SPELLINGS.items():
        questions = {q: spelling(text) for q, text in dataset.questions.items()}
        in_questions = _ndcg(Dataset(dataset.corpus, questions, dataset.qrels), encoder)
        with tempfile.TemporaryDirectory() as temporary:
            corpus = Path(temporary) / "corpus.jsonl"
            _write(dataset.corpus, corpus, spelling)
            in_passages = _ndcg(Dataset(corpus, dataset.questions, dataset.qrels), encoder)
        results[name] = {
            "in questions": in_questions,
            "in passages": in_passages,
            "most lost": round(plain - min(in_questions, in_passages), 5),
        }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def _write(corpus: Path, target: Path, spelling: Spelling) -> None:
    records = [json.loads(line) for line in corpus.read_text("utf-8").split("\n") if line]
    lines = (json.dumps(record | {"text": spelling(record["text"])}) for record in records)
    target.write_text("\n".join(lines) + "\n", "utf-8")


def _ndcg(dataset: Dataset, encoder: Encoder) -> float:
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    try:
        return evaluate(Engine(index, encoder), dataset, lambda _: None).measures["ndcg@10"]
    finally:
        index.close()


if __name__ == "__main__":
    main()

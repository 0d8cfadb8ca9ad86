"""Questions written for choosing parameters, and the passages that they are asked of.

``questions/written.jsonl`` names documents of aqad and of the news collection; their texts stay
where they are.
"""

import json
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import open_together
from benchmarks.lines import read_lines
from search.index import Index
from search.models.encoder import Encoder

WRITTEN = Path(__file__).parent / "questions" / "written.jsonl"
NEWS = Path("news") / "saudinewsnet.jsonl.gz"
# Kinds of questions in Latin letters.
LATIN = ("english", "french", "latin")
ARTICLES = 2500
LONGEST = 1400  # code points of an article that are asked of: about one passage
_SEED = 7


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question, its kind, the document that answers it, of aqad or of the news, and its words."""

    text: str
    kind: str
    source: str
    document: str
    answer: str


def read_written() -> list[WrittenQuestion]:
    """All of them."""
    lines = WRITTEN.read_text("utf-8").splitlines()
    return [WrittenQuestion(**json.loads(line)) for line in lines]


def open_corpus_of_written(data: Path, encoder: Encoder) -> Index:
    """The passages of aqad and the beginnings of news articles in one index."""
    named = {one.document for one in read_written() if one.source == "news"}
    with tempfile.TemporaryDirectory() as folder:
        write_news(data / NEWS, named, Path(folder))
        return open_together([data / "aqad", Path(folder)], encoder)


def write_news(file: Path, named: set[str], folder: Path) -> None:
    """The beginnings of the named articles and of others, always the same ones."""
    articles = [json.loads(line) for line in read_lines(file)]
    random.Random(_SEED).shuffle(articles)  # noqa: S311 - no secret
    articles.sort(key=lambda article: article["id"] not in named)
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as stream:
        for article in articles[:ARTICLES]:
            document = {"id": article["id"], "text": article["text"][:LONGEST]}
            print(json.dumps(document, ensure_ascii=False), file=stream)

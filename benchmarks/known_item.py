"""Known-item search in news: a headline should find its article.

    python -m benchmarks.known_item FILE --index DIR --out DIR [--articles N] [--questions N]
        [--peers NAME,...|none]

FILE is JSON Lines {id, title, text}, also compressed. Bodies are indexed by Shawahid's own indexer
into ``--index``, without titles: those are the questions. An index that is there is used again, one
that was broken off is gone on with. ``--articles`` and ``--questions`` draw at random, always the
same ones.

What is right: the article of the headline, or another one of the same story (wire copy, as the
indexer links it). A story counts once in a ranking, at the place of its best document, for every
system alike. Headlines that stand over different stories name none of them and are not asked, nor
are those of fewer than three words.

Peers that search words get whole articles. Those that search vectors get the passages and the
vectors of Shawahid's index, and questions embedded by its encoder: the same model, at the same
precision; an article scores as its best passage does.
"""

import argparse
import json
import logging
import random
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.embedding import IndexEmbedder
from benchmarks.lines import read_lines
from benchmarks.machine import describe_machine
from benchmarks.peers import PEERS, VECTOR_PEERS, PeerMissingError, check_installed, open_peer
from benchmarks.quality import peer_names, peer_versions
from benchmarks.report import Table, markdown, plot, row
from benchmarks.systems import FUSED, Answers, Ranker, ask, peer_ranker, stages
from indexer.boilerplate import boilerplate
from indexer.pipeline import index_documents, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from search.arabic.analyzer import words
from search.errors import DatasetError
from search.index import Index
from search.models import open_encoder, runtime
from search.models.encoder import Encoder
from search.records import Document

_SEED = 20
_FEWEST_WORDS = 3
_CUTOFF = 10


@dataclass(frozen=True, slots=True)
class Article:
    """A headline and what stands under it."""

    id: str
    title: str
    text: str


def main() -> None:
    """Index, ask, write."""
    arguments = _parse()
    check_installed(arguments.peers)
    logging.getLogger("transformers").setLevel(logging.ERROR)
    arguments.out.mkdir(parents=True, exist_ok=True)
    articles = draw(list(read_articles(arguments.file)), arguments.articles)
    encoder = open_encoder(None)
    index = open_index(arguments.index, articles, encoder)
    stories = stories_of(index)
    with index.reading() as view:
        embedder = IndexEmbedder(view, encoder)
    targets = {one.id: one for one in draw(askable(articles, stories), arguments.questions)}
    questions = {key: one.title for key, one in targets.items()}
    answers = {}
    for system, ranker in _systems(index, embedder, articles, arguments.peers):
        print(system, file=sys.stderr)
        answers[system] = ask(ranker, questions)
    table = tabulate(arguments.file.name.split(".")[0], len(articles), answers, stories)
    index.close()
    print(markdown(table))
    repeated = sum(one.title in one.text for one in targets.values())
    result = {
        **describe_machine(),
        "runtime": runtime(),
        "peer_versions": peer_versions(),
        "stories": len(set(stories.values())),
        "questions_that_stand_in_their_article": repeated,
        "result": table.to_json(),
    }
    (arguments.out / "known_item.md").write_text(markdown(table), "utf-8")
    text = json.dumps(result, ensure_ascii=False, indent=2)
    (arguments.out / "known_item.json").write_text(text + "\n", "utf-8")
    plot([table], arguments.out, "known_item")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--articles", type=int, metavar="N", help="all by default")
    parser.add_argument("--questions", type=int, default=2000, metavar="N")
    parser.add_argument("--peers", type=peer_names, default=PEERS, help="NAME,... or none")
    return parser.parse_args()


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of a file that have a text."""
    for record in map(json.loads, read_lines(path)):
        if record["text"].strip():
            yield Article(str(record["id"]), (record["title"] or "").strip(), record["text"])


def draw(articles: list[Article], count: int | None) -> list[Article]:
    """So many of them, in their order."""
    if count is None or count >= len(articles):
        return articles
    chosen = set(random.Random(_SEED).sample(range(len(articles)), count))  # noqa: S311 - no secret
    return [article for i, article in enumerate(articles) if i in chosen]


def open_index(folder: Path, articles: Sequence[Article], encoder: Encoder) -> Index:
    """The index of the articles' bodies, brought up to hold all of them.

    Raises:
        DatasetError: it holds something else, such as titles.
    """
    index = open_for_writing(folder, lambda: encoder, None)
    index.model_of(encoder)
    wanted = {article.id for article in articles}
    if _without_title(index) != wanted:
        index_documents(index, lambda: encoder, map(_read, articles), lambda _: None)
    if index.info().documents != len(wanted) or _without_title(index) != wanted:
        msg = f"{folder} holds other documents than these: give an --index of their own"
        raise DatasetError(msg)
    return index


def _read(article: Article) -> Read:
    """The body as the indexer reads it, but for the title that it would take from the text."""
    document = Document(article.id, article.text, ignored=boilerplate(article.text))
    return Read(article.id, document, len(article.text), bands_of(document))


def _without_title(index: Index) -> set[str]:
    rows = index.store.database.rows("SELECT key FROM documents WHERE title IS NULL")
    return {key for (key,) in rows}


def stories_of(index: Index) -> dict[str, str]:
    """What each document tells: a story that several have, else the document itself."""
    rows = index.store.database.rows("SELECT key, story_id FROM documents")
    return {key: f"document {key}" if story is None else f"story {story}" for key, story in rows}


def askable(articles: Sequence[Article], stories: Mapping[str, str]) -> list[Article]:
    """Articles whose headline names one story, each story once."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for article in articles:
        told[_form(article.title)].add(stories[article.id])
    asked: set[str] = set()
    found = []
    for article in articles:
        form, story = _form(article.title), stories[article.id]
        if len(form.split()) >= _FEWEST_WORDS and told[form] == {story} and story not in asked:
            asked.add(story)
            found.append(article)
    return found


def _form(title: str) -> str:
    return " ".join(word.form for word in words(title))


def _systems(
    index: Index, embedder: IndexEmbedder, articles: Sequence[Article], peers: Collection[str]
) -> Iterator[tuple[str, Ranker]]:
    yield from stages(index, embedder.encoder).items()
    for name in peers:
        peer = open_peer(name, embedder)
        if name in VECTOR_PEERS:
            texts, owners = embedder.texts, embedder.owners
        else:
            texts, owners = [one.text for one in articles], [one.id for one in articles]
        peer.index(texts)
        yield name, peer_ranker(peer, owners)


def tabulate(
    task: str, documents: int, answers: Mapping[str, Answers], stories: Mapping[str, str]
) -> Table:
    """All systems' figures; the questions of the answers are the ids of their articles."""
    scores = {
        system: measure_known_item(
            [place_of(stories[key], ranked, stories) for key, ranked in found.run.items()]
        )
        for system, found in answers.items()
    }
    reference = next(iter(scores[FUSED].values()))
    rows = [
        row(system, each, None if system == FUSED else reference, answers[system].milliseconds)
        for system, each in scores.items()
    ]
    return Table(task, documents, len(answers[FUSED].run), rows)


def place_of(story: str, ranked: Collection[str], stories: Mapping[str, str]) -> int | None:
    """The rank of a story, from 1, in a ranking of documents; ``None`` if it is not there."""
    told = list(dict.fromkeys(stories[document] for document in ranked))
    return told.index(story) + 1 if story in told else None


def measure_known_item(places: Sequence[int | None]) -> dict[str, NDArray[np.float64]]:
    """For each question, whether its story is first, or among the first ten, and 1 / rank there."""
    ranks = np.asarray([np.inf if place is None else place for place in places])
    return {
        f"mrr@{_CUTOFF}": np.where(ranks <= _CUTOFF, 1 / ranks, 0.0),
        "recall@1": (ranks <= 1).astype(np.float64),
        f"recall@{_CUTOFF}": (ranks <= _CUTOFF).astype(np.float64),
    }


if __name__ == "__main__":
    try:
        main()
    except (PeerMissingError, DatasetError) as error:
        sys.exit(str(error))

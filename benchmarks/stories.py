"""How well copies of one story find each other in a file of news.

    python -m benchmarks.stories DATA_DIR [--half odd] [--sample 200]

reads ``saudinewsnet.jsonl.gz`` {id, title, text} and ``near_dup_pairs.jsonl.gz`` {a, b, jaccard} in
``DATA_DIR``, writes the documents into a store as they come and prints, as JSON, how many of the
pairs are in one story, the size of the stories and the time it took. ``--half`` counts only the
pairs whose ids end in even or odd numbers: thresholds were chosen on the even half. ``--sample``
prints linked pairs, chosen at random, for reading.
"""

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.lines import read_lines
from benchmarks.machine import describe_machine
from indexer.boilerplate import boilerplate
from indexer.stories import bands, same_story
from search.records import Document
from search.storage.changes import Write
from search.storage.database import Database
from search.storage.store import Store

_SHOWN = 700
_BATCH = 100
_HALVES = {"even": {0}, "odd": {1}, "all": {0, 1}}


class Stories:
    """The documents in a store, written one by one without passages, and what was linked."""

    def __init__(self, folder: Path) -> None:
        Database.create(folder / "stories.sqlite", {})
        self._store = Store(folder / "stories.sqlite")
        self.links: list[tuple[str, str]] = []
        self.compared = 0

    def add(self, documents: Iterable[Document]) -> None:
        """Link documents to the stories of those before them."""
        writes = [
            Write(document, [], bands=bands(document.text, document.ignored))
            for document in documents
        ]
        self._store.write(writes, [], self._same_story)

    def _same_story(self, one: Document, other: Document) -> bool:
        self.compared += 1
        is_same = same_story(one.text, other.text, one.ignored, other.ignored)
        if is_same:
            self.links.append((other.id, one.id))
        return is_same

    def of(self) -> dict[str, int]:
        """The story of every document that has copies."""
        rows = self._store.database.rows(
            "SELECT key, story_id FROM documents WHERE story_id IS NOT NULL ORDER BY id"
        )
        return dict(rows)


def main() -> None:
    """Link, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=list(_HALVES), default="all")
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    documents = {str(row["id"]): row for row in _rows(options.folder / "saudinewsnet.jsonl.gz")}
    with tempfile.TemporaryDirectory() as folder:
        stories = Stories(Path(folder))
        start = time.process_time()
        texts = ((key, str(row["text"])) for key, row in documents.items())
        read = (Document(key, text, ignored=boilerplate(text)) for key, text in texts)
        while batch := list(islice(read, _BATCH)):
            stories.add(batch)
        seconds = time.process_time() - start
        story_of = stories.of()
    half = _HALVES[options.half]
    pairs = [
        pair
        for pair in _rows(options.folder / "near_dup_pairs.jsonl.gz")
        if _within(str(pair["a"]), half) and _within(str(pair["b"]), half)
    ]
    members: defaultdict[int, list[str]] = defaultdict(list)
    for key, story in story_of.items():
        members[story].append(key)
    groups = sorted(members.values(), key=len, reverse=True)
    links = [link for link in stories.links if all(_within(one, half) for one in link)]
    results = {
        "half": options.half,
        "recall at jaccard 0.6": _recall(story_of, pairs, 0.6),
        "recall at jaccard 0.4": _recall(story_of, pairs, 0.4),
        "documents": len(documents),
        "linked pairs": len(stories.links),
        "linked pairs of the half": len(links),
        "comparisons": stories.compared,
        "stories of several documents": len(groups),
        "documents in them": sum(map(len, groups)),
        "largest stories": [len(group) for group in groups[:10]],
        "seconds per 1,000 documents": round(1000 * seconds / len(documents), 3),
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))
    if options.sample:
        for group in groups[:10]:
            print(f"\n{len(group)}: {' | '.join(str(documents[one]['title']) for one in group)}")
    chosen = random.Random(0).sample(links, min(options.sample, len(links)))  # noqa: S311 - no secret
    for a, b in chosen:
        print(f"\n{'=' * 80}")
        for document in (documents[a], documents[b]):
            print(f"{document['id']} | {document['title']}\n{str(document['text'])[:_SHOWN]}\n--")


def _rows(path: Path) -> Iterator[dict[str, object]]:
    yield from map(json.loads, read_lines(path))


def _within(document_id: str, half: set[int]) -> bool:
    return int(document_id.rpartition("-")[2]) % 2 in half


def _recall(story_of: dict[str, int], pairs: list[dict[str, object]], jaccard: float) -> float:
    wanted = [pair for pair in pairs if float(str(pair["jaccard"])) >= jaccard]
    stories = [(story_of.get(str(pair["a"])), story_of.get(str(pair["b"]))) for pair in wanted]
    return round(sum(a is not None and a == b for a, b in stories) / len(wanted), 4)


if __name__ == "__main__":
    main()

"""How long passages should be, how far they should overlap, and whether titles should go with them.

    python -m benchmarks.passages DATA_DIR [--queries FILE] [--qrels FILE] [--limit N]

makes whole articles of a data set again, whose ``corpus.jsonl`` has paragraphs of articles: all
paragraphs with one title become one document. For every setting it embeds them, asks the questions
and prints as JSON, of the first hit: whether it is the right article (``article``), whether the
emphasised sentence lies in the right paragraph (``paragraph``), and whether it holds an answer
(``sentence``). All three are of what the reader is shown, so they mean the same for passages of
any length. Tune with questions that are not reported.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from benchmarks.asking import read_answers, sample
from benchmarks.machine import describe_machine
from indexer.evaluation.datasets import read_corpus, read_dataset
from indexer.evaluation.first_hits import folded
from indexer.pipeline import index_documents, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.passages import PassageSettings
from search.records import Document, Span

BREAK = "\n"
SIZES = (64, 128, 192, 256, 320, 384, 440)
SETTINGS = (
    *(("tokens", PassageSettings(tokens=size), True) for size in SIZES),
    ("no overlap", PassageSettings(overlap_sentences=0), True),
    ("two sentences overlap", PassageSettings(overlap_sentences=2, overlap_tokens=96), True),
    ("without titles", PassageSettings(), False),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph of the data set stands in an article."""

    article: str
    span: Span


def main() -> None:
    """Ask with every setting, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--queries", default="queries.jsonl")
    parser.add_argument("--qrels", default="qrels.tsv")
    parser.add_argument("--limit", type=int, help="ask at most so many questions")
    arguments = parser.parse_args()
    folder = arguments.data
    dataset = read_dataset(folder, folder / arguments.queries, folder / arguments.qrels)
    answers = read_answers(folder / arguments.queries)
    paragraphs = [
        read.outcome
        for read in read_corpus(dataset.corpus, text_only=False)
        if isinstance(read.outcome, Document)
    ]
    articles, places = join(paragraphs)
    asked = sample(list(dataset.questions), arguments.limit)
    encoder = open_encoder(None)
    results = []
    for name, settings, has_titles in SETTINGS:
        print(name, settings, file=sys.stderr)
        documents = articles if has_titles else [replace(each, title=None) for each in articles]
        with tempfile.TemporaryDirectory() as target:
            index = make_index(Path(target), documents, settings, encoder)
            engine = Engine(index, encoder)
            outcomes = [
                judge(
                    engine, dataset.questions[n], [places[p] for p in dataset.qrels[n]], answers[n]
                )
                for n in asked
            ]
            results.append(
                {
                    "setting": name,
                    "tokens": settings.tokens,
                    "overlap tokens": settings.overlap_tokens if settings.overlap_sentences else 0,
                    "titles": has_titles,
                    "passages": index.store.counts().passages,
                    **{
                        key: round(fmean(outcome[key] for outcome in outcomes), 4)
                        for key in ("article", "paragraph", "sentence")
                    },
                }
            )
            index.close()
    figures = {"articles": len(articles), "questions": len(asked), "settings": results}
    print(json.dumps({**describe_machine(), "results": figures}, ensure_ascii=False, indent=2))


def join(paragraphs: Sequence[Document]) -> tuple[list[Document], dict[str, Place]]:
    """Articles of the paragraphs that share a title, and where each paragraph is in them, by id."""
    texts: dict[str, str] = {}
    places = {}
    for paragraph in paragraphs:
        title = paragraph.title or paragraph.id
        before = texts.get(title, "")
        start = len(before) + len(BREAK) if before else 0
        places[paragraph.id] = Place(title, Span(start, start + len(paragraph.text)))
        texts[title] = f"{before}{BREAK}{paragraph.text}" if before else paragraph.text
    return [Document(title, text, title=title) for title, text in texts.items()], places


def make_index(
    folder: Path, documents: Sequence[Document], passages: PassageSettings, encoder: Encoder
) -> Index:
    """An index with passages of another size."""
    usual = open_for_writing(folder / "usual", lambda: encoder, None)
    Index.create(folder / "index", replace(usual.settings, passages=passages))
    usual.close()
    index = Index(folder / "index")
    reads = (Read(d.id, d, len(d.text), bands_of(d)) for d in documents)
    index_documents(index, lambda: encoder, reads, lambda _: None)
    return index


def judge(
    engine: Engine, question: str, relevant: Sequence[Place], answers: Sequence[str]
) -> Mapping[str, bool]:
    """What the first hit of a question shows."""
    hits = engine.search(question, 1)
    if not hits:
        return {"article": False, "paragraph": False, "sentence": False}
    hit = hits[0]
    shown = folded(hit.citation.part(hit.sentence))
    places = [place for place in relevant if place.article == hit.citation.document_id]
    return {
        "article": bool(places),
        "paragraph": any(place.span.overlaps(hit.sentence) for place in places),
        "sentence": bool(places) and any(folded(answer) in shown for answer in answers),
    }


if __name__ == "__main__":
    main()

"""An engine without a model: it ranks sentences by the words they share with the question."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from search.engine import Engine
from search.errors import DocumentMissingError, EmptyQuestionError
from search.records import Citation, Document, Hit, Passage, Span

SEEDS = Path(__file__).parents[2] / "seeds"

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"\S[^.\n؟]*[.؟]?")
_NEIGHBOURS = 2


class FakeEngine(Engine):
    """Passages are a sentence and its neighbours; every offset is true."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        words = {word for word in _WORD.findall(question) if len(word) > 2}
        if not _WORD.search(question):
            raise EmptyQuestionError("The question has no letter or digit; ask in words")
        found = [hit for each in self._documents.values() for hit in _hits(each, words)]
        found.sort(key=lambda hit: (-hit.score, hit.citation.document_id, hit.citation.start))
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(found[:k], start=1))

    def document(self, document_id: str) -> Document:
        try:
            return self._documents[document_id]
        except KeyError:
            raise DocumentMissingError("There is no document with this id") from None


def seed_documents() -> list[Document]:
    """The seed articles, some with more known of their source than others."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    return [
        Document(
            id=f"seeds/{name}",
            text=text,
            title=text.strip().splitlines()[0][:90] if number else None,
            source="الوكالة الوطنية للإعلام" if number % 2 else None,
            url=f"https://news.example/{number}" if number % 2 else None,
            date=f"2022-06-1{number}" if number % 3 else None,
        )
        for number, (name, text) in enumerate(texts)
    ]


def _hits(document: Document, words: set[str]) -> Iterable[Hit]:
    spans = [Span(*match.span()) for match in _SENTENCE.finditer(document.text)]
    for number, sentence in enumerate(spans):
        evidence = tuple(
            Span(*match.span())
            for match in _WORD.finditer(document.text, sentence.start, sentence.end)
            if match.group() in words
        )
        if evidence:
            start = spans[max(0, number - _NEIGHBOURS)].start
            end = spans[min(len(spans), number + _NEIGHBOURS + 1) - 1].end
            citation = Citation.of(Passage(document, start, end))
            confidence = len(evidence) / (1 + len(evidence))
            yield Hit(1, float(len(evidence)), citation, sentence, evidence, confidence)

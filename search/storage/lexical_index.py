"""BM25 over stems and character 4-grams in Tantivy; a folder derived from the store.

Terms are analysed by ``search.arabic`` and joined by spaces, so Tantivy only splits them again.
"""

import json
import logging
import math
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from search.arabic.analyzer import content_words, words

if TYPE_CHECKING:
    import tantivy

logger = logging.getLogger(__name__)

_MEMORY_BYTES = 128_000_000
_STATE = "shawahid.json"
# Best of 0.1 to 1 on the training questions of arcd, flat around it.
GRAM_WEIGHT = 0.5


class LexicalMatch(NamedTuple):
    """Passage ids with their BM25 scores, best first, and the share of the question known."""

    scores: dict[int, float]
    coverage: float


class LexicalIndex:
    """Passage ids with the terms of their titles and texts."""

    def __init__(self, folder: Path, analyzer: str) -> None:
        self._folder = folder
        self._analyzer = analyzer
        self.revision = 0
        self._index = self._open()

    def _open(self) -> "tantivy.Index":
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
        for name in ("stems", "grams"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        schema = builder.build()
        state = self._state()
        if state is not None:
            try:
                index = tantivy.Index(schema, path=str(self._folder))
                self.revision = state
            except ValueError as error:
                logger.warning("%s cannot be read (%s); it is made again", self._folder, error)
            else:
                return index
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        return tantivy.Index(schema, path=str(self._folder))

    def _state(self) -> int | None:
        """The revision that the folder reflects, ``None`` where it has to be made again."""
        try:
            state = json.loads((self._folder / _STATE).read_text("utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return int(state["revision"]) if state.get("analyzer") == self._analyzer else None

    def apply(
        self, removed: Sequence[int], added: Iterable[tuple[int, str]], revision: int
    ) -> None:
        """Remove passages, then add id and text of others, and commit as a revision.

        Ids that are known already are replaced, so a change can be applied twice.
        """
        import tantivy

        writer = self._index.writer(_MEMORY_BYTES, 1)

        def delete(passage_id: int) -> None:
            # By query: delete_documents_by_term takes every number for a signed one.
            query = tantivy.Query.term_query(self._index.schema, "id", passage_id)
            writer.delete_documents_by_query(query)

        for passage_id in removed:
            delete(passage_id)
        for passage_id, text in added:
            delete(passage_id)
            terms = list(words(text))
            stems = " ".join(word.stem for word in terms)
            grams = " ".join(gram for word in terms for gram in word.grams)
            document = tantivy.Document(stems=stems, grams=grams)
            document.add_unsigned("id", passage_id)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._save_state(revision)
        self._index.reload()

    def reload(self) -> None:
        """See what another process has committed."""
        self._index.reload()
        self.revision = self._state() or self.revision

    def _save_state(self, revision: int) -> None:
        path = self._folder / _STATE
        temporary = path.with_suffix(".new")
        temporary.write_text(
            json.dumps({"revision": revision, "analyzer": self._analyzer}), "utf-8"
        )
        temporary.rename(path)
        self.revision = revision

    def search(self, question: str, k: int) -> LexicalMatch:
        """The ``k`` best passages for the words of a question.

        The coverage is the share of the question's stem idf that the vocabulary holds: near 0
        for a question in a language or script that the corpus does not use.
        """
        import tantivy

        searcher = self._index.searcher()
        schema = self._index.schema
        terms = content_words(question)
        stems = Counter(word.stem for word in terms)
        grams = Counter(gram for word in terms for gram in word.grams)
        known, total = 0.0, 0.0
        for stem in stems:
            frequency = searcher.doc_freq("stems", stem)
            idf = inverse_document_frequency(frequency, searcher.num_docs)
            total += idf
            known += idf if frequency else 0.0
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(schema, field, term, index_option="freq"),
                    weight * count,
                ),
            )
            for field, weight, counts in (("stems", 1.0, stems), ("grams", GRAM_WEIGHT, grams))
            for term, count in counts.items()
        ]
        found = searcher.search(tantivy.Query.boolean_query(clauses), limit=k, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in found])
        scores = {int(i or 0): float(score) for i, (score, _) in zip(ids, found, strict=True)}
        return LexicalMatch(scores, known / total if total else 0.0)


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """BM25's idf, never negative: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))

"""Questions that an archive asks of itself: headlines, and sentences, ask for their articles.

Each article is asked for by its headline, which is then not indexed with it, or by one of its
sentences, which is taken out of it (the inverse cloze task of Lee et al. 2019, "Latent Retrieval
for Weakly Supervised Open Domain Question Answering"). What that measures is whether an article is
found by words that its own writer chose: not questions, and not how readers ask.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.evaluation.questions import JudgedQuestion, check_number
from indexer.pipeline import index_documents
from indexer.preparation import bands_of
from indexer.readers import Read
from indexer.summary import Summary
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences
from search.engine import Engine
from search.index import Index
from search.models.encoder import Encoder
from search.records import Document, Span
from search.staging import staged

# Articles that are indexed anew, without what asks for them; of the first of them, questions.
ARTICLES, QUESTIONS = 1000, 400
# Letters of an article that are taken: what is embedded again takes time.
_LONGEST = 4000
# Words of what asks: less says too little, and more is no question.
_WORDS = range(5, 31)
# Sentences of an article, of which one may be missing.
_FEWEST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class MadeQuestions:
    """Articles with the questions that ask for them.

    Attributes:
        engine: over the articles, with the model and the numbers of the index.
        questions: about some of them.
        headlines: how many are headlines.
        sentences: how many are sentences.
    """

    engine: Engine
    questions: list[JudgedQuestion]
    headlines: int
    sentences: int


def most_letters(index: Index) -> int:
    """How many letters are embedded again, at most."""
    return min(index.store.counts().documents, ARTICLES) * _LONGEST


@contextmanager
def made_questions(
    index: Index, encoder: Encoder, report: Callable[[Summary], None]
) -> Iterator[MadeQuestions]:
    """Make questions from an index, over articles of it that are indexed anew, for a while.

    Args:
        index: whose documents are taken, which stays as it is.
        encoder: its model.
        report: called with how far the indexing is.

    Raises:
        DatasetError: the index has too few articles that can be asked for.
    """
    asked: dict[str, JudgedQuestion] = {}
    articles, titles = [], set()
    for article in _drawn(index):
        titles.add((article.title or "").strip())
        text, rest = _asked_for(article) if len(asked) < QUESTIONS else (None, article)
        articles.append(replace(rest, title=None))
        if text is not None:
            known = asked.get(text, JudgedQuestion(text, frozenset()))
            asked[text] = JudgedQuestion(text, known.relevant | {article.id})
    check_number(asked)
    headlines = len(titles & asked.keys())
    with staged(Path(tempfile.gettempdir())) as temporary:
        folder = temporary / "index"
        Index.create(folder, index.settings)
        part = Index(folder)
        try:
            reads = (Read(one.id, one, len(one.text), bands_of(one)) for one in articles)
            index_documents(part, lambda: encoder, reads, report)
            engine, questions = Engine(part, encoder), [*asked.values()]
            yield MadeQuestions(engine, questions, headlines, len(questions) - headlines)
        finally:
            part.close()


def _drawn(index: Index) -> Iterator[Document]:
    """Articles of an index by chance, the same at every call, one of each story."""
    rows = index.store.database.rows("SELECT key, coalesce(-story_id, id) FROM documents")
    rows.sort(key=lambda row: hashlib.sha256(str(row[0]).encode()).digest())
    stories: dict[int, str] = {}
    for key, story in rows:
        stories.setdefault(story, key)
    for key in [*stories.values()][:ARTICLES]:
        document = index.store.document(key)
        text = document.text[:_LONGEST]
        ignored = tuple(span for span in document.ignored if span.end <= len(text))
        yield replace(document, text=text, ignored=ignored, parts=())


def _asked_for(article: Document) -> tuple[str | None, Document]:
    """What asks for an article, and the article without it: every other by its headline."""
    title = (article.title or "").strip()
    draw = hashlib.sha256(article.id.encode()).digest()
    if draw[0] % 2 and len(title.split()) in _WORDS and not _stands_in(title, article.text):
        return title, article
    within = [span for span in sentences(article.text) if not _is_ignored(span, article)]
    telling = [span for span in within if len(article.text[slice(*span)].split()) in _WORDS]
    if len(within) < _FEWEST_SENTENCES or not telling:
        return None, article
    start, end = telling[draw[1] % len(telling)]
    # Blanks in its place: what is ignored stays where it is.
    rest = article.text[:start] + " " * (end - start) + article.text[end:]
    return article.text[start:end], replace(article, text=rest)


def _is_ignored(span: Span, article: Document) -> bool:
    return any(map(span.overlaps, article.ignored))


def _stands_in(title: str, text: str) -> bool:
    """Whether a headline stands in the text as well, as where a system repeats it."""
    return normalize(title) in normalize(text)

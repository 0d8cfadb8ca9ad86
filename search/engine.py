"""The facade: open an index, ask it questions."""

from search.records import Document, Hit


class Engine:
    """Answers questions from one index. Safe to share between threads."""

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        """The best ``k`` passages, best first."""
        raise NotImplementedError

    def document(self, document_id: str) -> Document:
        """The stored document."""
        raise NotImplementedError

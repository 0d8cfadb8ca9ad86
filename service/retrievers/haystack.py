"""A retriever for Haystack; needs the extra ``haystack``.

retriever = ShawahidRetriever(ArchivePassages(open_archive("path/to/index")))
documents = retriever.run(query="من أطلق الحوار الإقليمي؟")["documents"]
"""

from search.errors import MissingExtraError
from service.quotations import Quotation
from service.retrievers.passages import DEFAULT_PASSAGES, Passages

try:
    from haystack import Document, component
except ModuleNotFoundError as error:
    raise MissingExtraError("haystack") from error


@component
class ShawahidRetriever:
    """Passages as documents: the exact quote, the rest of a ``Quotation`` as ``meta``.

    The score of a document is the probability that it answers.
    """

    def __init__(self, passages: Passages, k: int = DEFAULT_PASSAGES) -> None:
        self._passages = passages
        self._k = k

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        """The passages that attest an answer, best first."""
        found = self._passages.find(query, self._k)
        return {"documents": [_document(quotation) for quotation in found]}


def _document(quotation: Quotation) -> Document:
    return Document(
        id=quotation.permalink,
        content=quotation.quote,
        meta=quotation.model_dump(exclude={"quote"}),
        score=quotation.confidence,
    )

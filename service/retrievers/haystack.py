"""A retriever for Haystack; needs the extra ``haystack``.

retriever = ShawahidRetriever(ArchivePassages(open_archive("path/to/index")))
documents = retriever.run(query="من أطلق الحوار الإقليمي؟")["documents"]
"""

from collections.abc import Mapping
from typing import Any, Self

from search.errors import MissingExtraError
from service.quotations import Quotation
from service.retrievers.passages import (
    DEFAULT_PASSAGES,
    ArchivePassages,
    Passages,
    ServicePassages,
)
from service.schemas.requests import FilterFields

try:
    from haystack import Document, component, default_to_dict
except ModuleNotFoundError as error:
    raise MissingExtraError("haystack") from error

_KINDS = {kind.__name__: kind for kind in (ArchivePassages, ServicePassages)}


@component
class ShawahidRetriever:
    """Passages as documents: the exact quote, the rest of a ``Quotation`` as ``meta``.

    Scores fall from document to document; the probability that one answers is its ``confidence``.

    Args:
        passages: where they are from.
        top_k: at most so many.
    """

    def __init__(self, passages: Passages, top_k: int = DEFAULT_PASSAGES) -> None:
        self._passages = passages
        self._top_k = top_k

    def to_dict(self) -> dict[str, Any]:
        """The retriever in a pipeline that is written down; a key is not in it."""
        passages = {"kind": type(self._passages).__name__, **self._passages.to_dict()}
        return dict(default_to_dict(self, passages=passages, top_k=self._top_k))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The retriever of a pipeline that was written down: see ``to_dict`` of the passages."""
        given = data["init_parameters"]
        kind = _KINDS[given["passages"]["kind"]]
        return cls(kind.from_dict(given["passages"]), given["top_k"])

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, filters: dict[str, Any] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """The passages that attest an answer, best first.

        Args:
            query: the question.
            filters: fields of ``FilterFields``, such as ``{"sources": ["الرأي"]}``, in place of
                those of the passages.
            top_k: in place of that of the retriever.
        """
        wanted = None if filters is None else FilterFields.model_validate(filters)
        found = self._passages.find(query, top_k or self._top_k, wanted)
        return {"documents": [_document(quotation) for quotation in found]}


def _document(quotation: Quotation) -> Document:
    return Document(
        id=quotation.permalink,
        content=quotation.quote,
        meta=quotation.model_dump(exclude={"quote"}),
        score=quotation.score,
    )

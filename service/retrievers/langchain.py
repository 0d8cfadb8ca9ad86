"""A retriever for LangChain; needs the extra ``langchain``.

retriever = ShawahidRetriever(passages=ArchivePassages(open_archive("path/to/index")))
documents = retriever.invoke("من أطلق الحوار الإقليمي؟")
"""

from pydantic import Field

from search.errors import MissingExtraError
from service.quotations import Quotation
from service.retrievers.passages import DEFAULT_PASSAGES, Passages
from service.schemas import MAX_K

try:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as error:
    raise MissingExtraError("langchain") from error


class ShawahidRetriever(BaseRetriever):
    """Passages as documents: the exact quote, and the rest of a ``Quotation`` as metadata."""

    passages: Passages
    k: int = Field(DEFAULT_PASSAGES, ge=1, le=MAX_K)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        return [_document(quotation) for quotation in self.passages.find(query, self.k)]


def _document(quotation: Quotation) -> Document:
    return Document(
        id=quotation.permalink,
        page_content=quotation.quote,
        metadata=quotation.model_dump(exclude={"quote"}),
    )

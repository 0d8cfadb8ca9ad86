"""A retriever for LlamaIndex; needs the extra ``llamaindex``.

retriever = ShawahidRetriever(ArchivePassages(open_archive("path/to/index")))
nodes = retriever.retrieve("من أطلق الحوار الإقليمي؟")
"""

from search.errors import MissingExtraError
from service.quotations import Quotation
from service.retrievers.passages import DEFAULT_PASSAGES, Passages

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise MissingExtraError("llamaindex") from error

# What a model is shown above the quote, where there is some: enough to cite it, and what has to be
# told of it; no numbers to copy wrongly.
_SHOWN = {"citation", "attestation", "cautions", "missing", "differing"}


class ShawahidRetriever(BaseRetriever):
    """Passages as nodes: the exact quote, the rest of a ``Quotation`` as metadata.

    Scores fall from node to node; the probability that one answers is its ``confidence``.
    """

    def __init__(self, passages: Passages, k: int = DEFAULT_PASSAGES) -> None:
        super().__init__()
        self._passages = passages
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._passages.find(query_bundle.query_str, self._k)
        return [_node(quotation) for quotation in found]


def _node(quotation: Quotation) -> NodeWithScore:
    metadata = quotation.model_dump(mode="json", exclude={"quote"})
    node = TextNode(
        id_=quotation.permalink,
        text=quotation.quote,
        metadata=metadata,
        excluded_llm_metadata_keys=[
            name for name, value in metadata.items() if name not in _SHOWN or not value
        ],
        excluded_embed_metadata_keys=list(metadata),
    )
    return NodeWithScore(node=node, score=quotation.score)

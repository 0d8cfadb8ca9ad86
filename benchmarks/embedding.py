"""Where the vectors that peers search with come from."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.models import model_folder
from search.models.encoder import Encoder
from search.storage.view import View


class SentenceTransformerEmbedder:
    """The engine's own model run by sentence-transformers: float32, the prompts of its folder.

    Texts are cut at the model's 512 tokens, as sentence-transformers does. A text is embedded once,
    for all peers.
    """

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(model_folder(None)), device="cpu")
        self._known: dict[str, NDArray[np.float32]] = {}

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the texts, shape (n, dim)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            vectors = self._model.encode_document(new, normalize_embeddings=True)
            self._known.update(zip(new, np.asarray(vectors, np.float32), strict=True))
        return np.stack([self._known[text] for text in texts])

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dim,)."""
        return np.asarray(self._model.encode_query(text, normalize_embeddings=True), np.float32)


class IndexEmbedder:
    """The vectors that an index of ours holds for its passages; questions by our encoder."""

    def __init__(self, view: View, encoder: Encoder) -> None:
        self.encoder = encoder
        ids, self.owners, self.texts = [], [], []
        for passage_id, passage in view.store.added_passages(0):
            ids.append(passage_id)
            self.owners.append(passage.document.id)
            self.texts.append(passage.searched_text)
        stored = dict(view.store.added_vectors(0))
        self._vectors = np.stack(
            [np.frombuffer(stored[i], np.float16).astype(np.float32) for i in ids]
        )
        self._vectors /= np.linalg.norm(self._vectors, axis=1, keepdims=True)
        # Equal texts have equal vectors; libraries ask in batches of their own.
        self._rows = {text: row for row, text in enumerate(self.texts)}

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of some of the passages, shape (n, dim).

        Raises:
            ValueError: a text is none of the index's passages.
        """
        try:
            rows = [self._rows[text] for text in texts]
        except KeyError as error:
            msg = "only the index's own passages have vectors"
            raise ValueError(msg) from error
        found: NDArray[np.float32] = self._vectors[rows]
        return found

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dim,)."""
        return self.encoder.encode_question(text).vector

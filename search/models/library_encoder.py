"""Turn questions and passages into vectors with any model of sentence-transformers."""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.arabic.orthography import Folded, fold
from search.errors import ModelError
from search.models.encoder import Encoded, Fingerprint, checked
from search.models.reader import Reader
from search.models.tokenizer import ModelTokenizer
from search.models.torch_model import Read, TorchModel
from search.models.vocabulary import Telling
from search.records import Span

# Tokens that a model must read at a time, at least.
_FEWEST = 16
_PROBE = "قال الوزير إن المشروع يبدأ عام 2015."


class LibraryEncoder:
    """An ``Encoder`` whose vectors are those of the library that the model was made with.

    Where a model has token vectors alone, the vector of a text is their mean.

    Args:
        weights: fingerprint of the model's files.
        model: that is run.
        vocabulary: how much its tokens say.
        reader: of the same model.

    Raises:
        ModelError: it reads too little at a time, or questions otherwise than passages.
    """

    def __init__(
        self, weights: str, model: TorchModel, vocabulary: Telling, reader: Reader | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.fingerprint = str(Fingerprint.of(weights, vocabulary))
        self.reader = reader
        self._weights = weights
        self.token_limit = model.token_limit
        self._model = model
        self._tokenizer = ModelTokenizer(
            model.tokenizer, model.token_limit, model.prompts, vocabulary
        )
        before = self._tokenizer.count(model.prompts.passage)
        if self.token_limit < _FEWEST or before > self.token_limit // 4:
            msg = (
                f"the model reads only {self.token_limit} tokens at a time, {before} of them its"
                " prompt: choose one that reads more"
            )
            raise ModelError(msg)
        question, passage = self.encode_question(_PROBE), self.encode_passages([(None, _PROBE)])[0]
        self.dimension = len(passage.vector)
        sizes = [(len(each.vector), each.tokens.shape[1]) for each in (question, passage)]
        if sizes[0] != sizes[1] or not passage.spans:
            msg = f"the model gives questions and passages vectors of sizes {sizes}; choose another"
            raise ModelError(msg)

    def using(self, vocabulary: Telling) -> Self:
        """The same model with what was measured of its tokens at another time."""
        return type(self)(self._weights, self._model, vocabulary, self.reader)

    def token_spans(self, text: str) -> Iterable[Span]:
        """Places of all tokens of a text, in order."""
        return self._tokenizer.spans(text)

    def passage_spans(self, text: str, title: str | None) -> list[Span]:
        """The ``spans`` of an encoded passage, without encoding it."""
        return self._tokenizer.passage_spans(text, self._context(title))

    def encode_question(self, text: str) -> Encoded:
        """Vectors of a question."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors of questions, in their order."""
        folded = [fold(text) for text in texts]
        reads = self._model.read([text.text for text in folded], is_question=True)
        before = len(self._model.prompts.question)
        return [
            self._encoded(read, np.flatnonzero(_own(read, before) | read.is_added), text, before)
            for read, text in zip(reads, folded, strict=True)
        ]

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        """Vectors of (title, text) pairs, in their order; a title is on a line before the text."""
        lines = [self._tokenizer.title_line(title) for title, _ in passages]
        folded = [fold(text) for _, text in passages]
        texts = [line + text.text for line, text in zip(lines, folded, strict=True)]
        reads = self._model.read(texts, is_question=False)
        return [
            self._passage(read, len(self._model.prompts.passage + line), text)
            for read, line, text in zip(reads, lines, folded, strict=True)
        ]

    def _context(self, title: str | None) -> str:
        return self._model.prompts.passage + self._tokenizer.title_line(title)

    def _passage(self, read: Read, before: int, text: Folded) -> Encoded:
        own = _own(read, before)
        telling = own & self._tokenizer.vocabulary.tells(read.ids)
        kept = np.flatnonzero(telling if telling.any() else own)
        return self._encoded(read, kept, text, before)

    def _encoded(self, read: Read, kept: NDArray[np.intp], text: Folded, before: int) -> Encoded:
        rows = read.rows[kept]
        vector = read.vector
        if vector is None:
            vector = (rows if len(rows) else read.rows).mean(axis=0)
        length = max(float(np.linalg.norm(vector)), float(np.finfo(np.float32).tiny))
        places = np.maximum(read.places[kept] - before, 0).tolist()
        spans = [text.original(Span(*place)) for place in places]
        weights = self._tokenizer.vocabulary.weights(read.ids[kept])
        return checked(Encoded(vector / np.float32(length), rows, spans, weights))


def _own(read: Read, before: int) -> NDArray[np.bool_]:
    """Which tokens are of the text itself, which begins after what stands before it."""
    own: NDArray[np.bool_] = read.is_text & (read.places[:, 1] > before)
    return own

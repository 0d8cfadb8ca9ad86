"""From text to the token ids that a model reads, with the place of every token in the text."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from tokenizers.models import Unigram

from search.arabic.orthography import Folded, fold
from search.errors import ModelError
from search.records import Span

# A title is context for every passage; a longer one would crowd out the text.
TITLE_TOKENS = 48
# Punctuation and single letters come first in a vocabulary; they carry next to nothing.
_COMMON_TOKENS = 5
_LEAST_WEIGHT = 0.01
# The first tokens of a sorted vocabulary (punctuation, particles, pieces of two letters) are every
# fourth token of a text. Late interaction without them in passages ranks the same (90.3 against
# 90.4 on arcd's training questions) and its codes take three quarters of the room.
_UNTELLING = 500
# Code points of a text that are tokenised together: a text may be as long as a library, and what is
# known of a token takes a hundred times the room of a letter.
_PIECE = 10_000
# The last word that ends within what is matched.
_WHOLE_WORDS = re.compile(r"(?s:.*)(?<=\S)(?=\s)")


@dataclass(frozen=True, slots=True)
class ModelInput:
    """One input of the model, with its prompt and special tokens.

    ``content[i]`` is the position in ``ids`` of the i-th token that late interaction uses: of the
    text itself, without prompt, title and special tokens, and in a passage without the commonest
    ones; ``spans[i]`` is its place in the text.
    """

    ids: list[int]
    content: list[int]
    spans: list[Span]


class ModelTokenizer:
    """The tokenizer of a sentence-transformers folder, with the model's own prompts."""

    def __init__(self, folder: Path, token_limit: int) -> None:
        path = folder / "tokenizer.json"
        if not path.is_file():
            msg = f"{folder} has no tokenizer.json; choose a model with a fast tokenizer"
            raise ModelError(msg)
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.token_limit = token_limit
        self._is_sorted = isinstance(self._tokenizer.model, Unigram)
        self._query_prompt, self._passage_prompt = _prompts(folder)

    def spans(self, text: str) -> Iterator[Span]:
        """Places of all tokens of a text, in order, however long it is."""
        context = self._context(None)
        for start, end in _pieces(text):
            folded = fold(text[start:end])
            encoding = self._encode(context + folded.text)
            yield from (span.shifted(start) for _, span in _content(encoding, len(context), folded))

    def passage_spans(self, text: str) -> list[Span]:
        """The ``spans`` of a passage."""
        context = self._context(None)
        folded = fold(text)
        encoding = self._encode(context + folded.text)
        content = _content(encoding, len(context), folded)
        return [span for _, span in self._telling(encoding.ids, content)]

    def _encode(self, text: str) -> Encoding:
        # Of the two ways this is the one that lets other threads go on.
        return self._tokenizer.encode_batch([text])[0]

    def _telling(
        self, ids: Sequence[int], content: list[tuple[int, Span]]
    ) -> list[tuple[int, Span]]:
        """The tokens that say something, or all where none does."""
        least = _UNTELLING if self._is_sorted else 0
        return [(i, span) for i, span in content if ids[i] >= least] or content

    def question(self, text: str) -> ModelInput:
        """The input for a question; what goes beyond the model's limit is left out."""
        prompt = self._query_prompt
        folded = fold(text)
        encoding = self._encode(prompt + folded.text)
        return self._input(encoding.ids, _content(encoding, len(prompt), folded))

    def passages(self, passages: Sequence[tuple[str | None, str]]) -> list[ModelInput]:
        """Inputs for (title, text) pairs; the text follows its title on a line of its own."""
        contexts = [self._context(title) for title, _ in passages]
        texts = [fold(text) for _, text in passages]
        encodings = self._tokenizer.encode_batch(
            [context + text.text for context, text in zip(contexts, texts, strict=True)]
        )
        return [
            self._input(
                encoding.ids,
                self._telling(encoding.ids, _content(encoding, len(context), text)),
            )
            for encoding, context, text in zip(encodings, contexts, texts, strict=True)
        ]

    def _context(self, title: str | None) -> str:
        """What comes before the text. It always ends in white space.

        A sentencepiece tokenizer may make a token of that space: without it, a text would have
        one token more alone than after a title.
        """
        return (
            self._passage_prompt + (fold(self._shortened(title)).text + "\n" if title else "")
            or "\n"
        )

    def weights(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """How much each token says, shape (n,), sum 1.

        A unigram vocabulary is sorted by falling probability, so by Zipf's law the logarithm of
        a token's place in it is its information content, up to a constant: `of` and `،` stand
        at the front. Other vocabularies have no such order: there all tokens weigh the same.
        """
        weights = np.ones(len(ids), np.float32)
        if self._is_sorted:
            information = np.log(np.maximum(np.asarray(ids, np.float32), 1) / _COMMON_TOKENS)
            weights = np.maximum(information, _LEAST_WEIGHT).astype(np.float32)
        weights /= max(weights.sum(), np.finfo(np.float32).tiny)
        return weights

    def _shortened(self, title: str) -> str:
        spans = list(islice(self.spans(title), TITLE_TOKENS + 1))
        return title if len(spans) <= TITLE_TOKENS else title[: spans[TITLE_TOKENS - 1].end]

    def _input(self, ids: list[int], content: list[tuple[int, Span]]) -> ModelInput:
        if len(ids) > self.token_limit:
            # What closes an input (</s>, [SEP]) closes the shortened one too.
            ids = [*ids[: self.token_limit - 1], ids[-1]]
            content = [(i, span) for i, span in content if i < self.token_limit - 1]
        return ModelInput(ids, [i for i, _ in content], [span for _, span in content])


def _pieces(text: str) -> Iterator[Span]:
    """Parts of a text that together are all of it, each up to the end of a word where it has one.

    The space between two words goes with the one after it, as in tokens.
    """
    start = 0
    while len(text) - start > _PIECE:
        whole = _WHOLE_WORDS.match(text, start + 1, start + _PIECE)
        end = start + _PIECE if whole is None else whole.end()
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def _content(encoding: Encoding, context: int, text: Folded) -> list[tuple[int, Span]]:
    """Index and place of each token of the text itself, which begins after the context."""
    return [
        # The first token may take in the space before the text.
        (i, text.original(Span(max(0, start - context), end - context)))
        for i, ((start, end), special) in enumerate(
            zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
        )
        if not special and end > context
    ]


def _prompts(folder: Path) -> tuple[str, str]:
    """The prompts for questions and passages that the folder's configuration names."""
    path = folder / "config_sentence_transformers.json"
    prompts = json.loads(path.read_text("utf-8")).get("prompts", {}) if path.is_file() else {}
    return prompts.get("query", ""), prompts.get("document", prompts.get("passage", ""))

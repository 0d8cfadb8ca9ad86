"""From text to the token ids that a model reads, with the place of every token in the text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from search.arabic.orthography import Folded, fold
from search.errors import ModelError
from search.models.vocabulary import Telling
from search.records import Span

# A title is context for every passage; a longer one would crowd out the text.
TITLE_TOKENS = 48
# Code points of a text that are tokenised together: a text may be as long as a library, and what is
# known of a token takes a hundred times the room of a letter.
_PIECE = 10_000
# The last word that ends within what is matched.
_WHOLE_WORDS = re.compile(r"(?s:.*)(?<=\S)(?=\s)")


class Prompts(NamedTuple):
    """What a model is given before a text."""

    question: str
    passage: str


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
    """A tokenizer with the prompts of its model.

    Args:
        tokenizer: which is changed: it neither shortens nor pads any more.
        token_limit: the most tokens that the model reads.
        prompts: for questions and passages.
        vocabulary: how much the tokens say.
    """

    def __init__(
        self, tokenizer: Tokenizer, token_limit: int, prompts: Prompts, vocabulary: Telling
    ) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.token_limit = token_limit
        self.prompts = prompts
        self.vocabulary = vocabulary
        # See ``_context``: where white space is a token, it would be one that the model never saw.
        self._blank = "\n" if self.count("\n") == self.count("") else ""

    def using(self, vocabulary: Telling) -> Self:
        """The same tokenizer with tokens that say as much as another vocabulary has it."""
        return type(self)(self._tokenizer, self.token_limit, self.prompts, vocabulary)

    def spans(self, text: str) -> Iterator[Span]:
        """Places of all tokens of a text, in order, however long it is."""
        context = self._context(None)
        for start, end in _pieces(text):
            folded = fold(text[start:end])
            encoding = self._encode(context + folded.text)
            yield from (span.shifted(start) for _, span in _content(encoding, len(context), folded))

    def count(self, text: str) -> int:
        """How many tokens a text has, with those that begin and end every input."""
        return len(self._encode(text).ids)

    def plain(self, text: str) -> tuple[list[int], list[Span]]:
        """Ids of a text's tokens without any prompt or special ones, and their places in it."""
        folded = fold(text)
        encoding = self._tokenizer.encode_batch([folded.text], add_special_tokens=False)[0]
        return encoding.ids, [folded.original(Span(*place)) for place in encoding.offsets]

    def passage_spans(self, text: str, context: str | None = None) -> list[Span]:
        """The ``spans`` of a passage, after another context than that of one without a title."""
        context = self._context(None) if context is None else context
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
        tells = self.vocabulary.tells(np.asarray(ids, np.int64))
        return [(i, span) for i, span in content if tells[i]] or content

    def question(self, text: str) -> ModelInput:
        """The input for a question; what goes beyond the model's limit is left out."""
        prompt = self.prompts.question
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
        """What comes before the text: white space at the end, where a tokenizer drops it.

        A sentencepiece tokenizer may make a token of that space: without it, a text would have
        one token more alone than after a title.
        """
        return self.prompts.passage + self.title_line(title) or self._blank

    def title_line(self, title: str | None) -> str:
        """What of a title comes before the text, on a line of its own."""
        return fold(self._shortened(title)).text + "\n" if title else ""

    def weights(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """How much each token says, shape (n,), sum 1."""
        return self.vocabulary.weights(np.asarray(ids, np.int64))

    def _shortened(self, title: str) -> str:
        # A model that reads little reads a passage all the same.
        most = min(TITLE_TOKENS, self.token_limit // 4)
        spans = list(islice(self.spans(title), most + 1))
        return title if len(spans) <= most else title[: spans[most - 1].end]

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


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a sentence-transformers folder.

    Raises:
        ModelError: it has none that tells where its tokens stand.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        msg = f"{folder} has no tokenizer.json; choose a model with a fast tokenizer"
        raise ModelError(msg)
    return Tokenizer.from_file(str(path))


def read_prompts(folder: Path) -> Prompts:
    """The prompts that the folder's configuration names."""
    path = folder / "config_sentence_transformers.json"
    return choose_prompts(
        json.loads(path.read_text("utf-8")).get("prompts") if path.is_file() else {}
    )


def choose_prompts(named: Mapping[str, str | None] | None) -> Prompts:
    """Those for questions and passages among the prompts of a model, by their names."""
    prompts = named or {}
    passage = (prompts.get(name) for name in ("document", "passage", "corpus"))
    return Prompts(prompts.get("query") or "", next(filter(None, passage), ""))

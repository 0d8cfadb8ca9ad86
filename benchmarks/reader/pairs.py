"""A question and a window of a passage as one input of the model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from search.arabic.orthography import fold
from search.records import Span

WINDOW = 100  # tokens of a passage
STEP = 60  # from one window of a passage to the next
QUESTION, TITLE = 32, 16  # tokens that are read of them
_OPEN, _CLOSE = 0, 2  # <s>, </s>


@dataclass(frozen=True, slots=True)
class Pair:
    """Token ids ``<s> question </s></s> title </s> window </s>``.

    Attributes:
        ids: all of them.
        first: number of the window's first token among them.
        spans: places of the window's tokens in the passage.
    """

    ids: list[int]
    first: int
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of a text, and their places in it."""

    ids: list[int]
    spans: list[Span]


class Pairing:
    """Makes pairs with the tokenizer of a model's folder."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def tokens(self, text: str) -> Tokens:
        """Of a text in the spelling that the model is given."""
        folded = fold(text)
        encoding = self._tokenizer.encode_batch([folded.text], add_special_tokens=False)[0]
        return Tokens(encoding.ids, [folded.original(Span(*place)) for place in encoding.offsets])

    def around(self, question: str, title: str, passage: Tokens, start: int) -> Pair:
        """The pair of the window that begins with a token of the passage."""
        head = [_OPEN, *self.tokens(question).ids[:QUESTION], _CLOSE, _CLOSE]
        if title:
            head += [*self.tokens(title).ids[:TITLE], _CLOSE]
        part = slice(start, start + WINDOW)
        return Pair([*head, *passage.ids[part], _CLOSE], len(head), passage.spans[part])

    def windows(self, question: str, title: str, text: str) -> Iterator[Pair]:
        """Pairs of windows that together are all of a passage."""
        passage = self.tokens(text)
        last = max(0, len(passage.ids) - WINDOW)
        for start in (*range(0, last, STEP), last):
            yield self.around(question, title, passage, start)


def tokens_of(answer: Span, spans: Sequence[Span]) -> tuple[int, int] | None:
    """The first and the last token that an answer has part in."""
    having = [i for i, span in enumerate(spans) if span.overlaps(answer)]
    return (having[0], having[-1]) if having else None

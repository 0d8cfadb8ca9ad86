"""Train the reader in one pass, keeping it where the curve is measured; goes on where it stopped.

    python -m benchmarks.reader.train DATA_ROOT FOLDER [--texts N] [--threads N]

FOLDER keeps the examples, made at the first call, the state, and ``reader-N.safetensors`` after N
examples: weights averaged over the last steps.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

import torch
from safetensors.torch import save_file
from torch.nn import functional

from benchmarks.lines import read_lines
from benchmarks.reader.example import Example
from benchmarks.reader.examples import made_examples, real_examples
from benchmarks.reader.model import Batch, Reader
from benchmarks.reader.pairs import WINDOW, Pair, Pairing, tokens_of
from search.models import model_folder
from search.records import Span

POINTS = (2_500, 5_000, 10_000, 20_000)
BATCH = 16
RATE, RATE_OF_HEADS = 2e-4, 1e-3
WARMING_UP = 100  # steps
AVERAGED = 0.98  # of the averaged weights that a step keeps
SAVED_EVERY = 180.0  # seconds
_SEED = 11
# How often examples of a set are taken: of two there are few.
_REPEATED = {"arcd": 3, "aaqad": 3}


def main() -> None:
    """Make examples, train, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--texts", type=int, default=3000, help="of news that questions are made of"
    )
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.folder.mkdir(exist_ok=True)
    examples = read_examples(arguments.folder / "examples.jsonl", arguments.data, arguments.texts)
    train(examples, arguments.folder)


def read_examples(file: Path, data: Path, texts: int) -> list[Example]:
    """The examples in the order of training, from a file that is written where it is not there."""
    if not file.is_file():
        chance = random.Random(_SEED)  # noqa: S311 - no secret
        real = list(real_examples(data, chance))
        found = [each for each in real for _ in range(_REPEATED.get(each.source, 1))]
        found += made_examples(data, texts, chance)
        chance.shuffle(found)
        lines = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in found)
        file.write_text("".join(lines), "utf-8")
    records = map(json.loads, read_lines(file))
    return [
        Example(**{**record, "answer": record["answer"] and Span(*record["answer"])})
        for record in records
    ]


def train(examples: Sequence[Example], folder: Path) -> None:
    """Train on examples in order, again from the first one after the last, up to the last point."""
    training = Training(folder)
    saved, losses = time.monotonic(), []
    while training.seen < POINTS[-1]:
        rows = [examples[(training.seen + i) % len(examples)] for i in range(BATCH)]
        losses.append(training.step(rows))
        if time.monotonic() - saved > SAVED_EVERY:
            print(training.seen, f"loss {fmean(losses):.3f}", flush=True)
            training.save()
            saved, losses = time.monotonic(), []


class Training:
    """A reader that is trained, from where it was saved."""

    def __init__(self, folder: Path) -> None:
        torch.manual_seed(_SEED)
        self._folder = folder
        self._reader = Reader(model_folder(None))
        self._pairing = Pairing(model_folder(None))
        trained = self._reader.trained
        upper = [value for name, value in trained.items() if name.startswith("encoder")]
        heads = [value for name, value in trained.items() if not name.startswith("encoder")]
        groups = [{"params": upper, "rate": RATE}, {"params": heads, "rate": RATE_OF_HEADS}]
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._averaged = {name: value.detach().clone() for name, value in trained.items()}
        self.seen = 0
        if self._state.is_file():
            state = torch.load(self._state)
            self.seen, self._averaged = state["seen"], state["averaged"]
            self._optimiser.load_state_dict(state["optimiser"])
            for name, value in state["trained"].items():
                trained[name].data.copy_(value)

    @property
    def _state(self) -> Path:
        return self._folder / "state.pt"

    def step(self, rows: Sequence[Example]) -> float:
        """Learn from some examples; the loss of them."""
        chance = random.Random(self.seen)  # noqa: S311 - no secret
        made = [one for row in rows if (one := window(row, self._pairing, chance)) is not None]
        number = self.seen // BATCH + 1
        for group in self._optimiser.param_groups:
            group["lr"] = group["rate"] * min(1.0, number / WARMING_UP)
        found = self._loss([pair for pair, _ in made], [place for _, place in made])
        self._optimiser.zero_grad()
        found.backward()
        torch.nn.utils.clip_grad_norm_(self._reader.trained.values(), 1.0)
        self._optimiser.step()
        for name, value in self._reader.trained.items():
            self._averaged[name].lerp_(value.detach(), max(1 - AVERAGED, 1 / number))
        self.seen += len(rows)
        for point in POINTS:
            if self.seen - len(rows) < point <= self.seen:
                halves = {name: value.half() for name, value in self._averaged.items()}
                save_file(halves, self._folder / f"reader-{point}.safetensors")
        return float(found.item())

    def save(self) -> None:
        """Write what ``__init__`` goes on from."""
        draft = self._state.with_suffix(".new")
        state = {
            "trained": self._reader.trained,
            "optimiser": self._optimiser.state_dict(),
            "averaged": self._averaged,
            "seen": self.seen,
        }
        torch.save(state, draft)
        draft.replace(self._state)

    def _loss(
        self, pairs: Sequence[Pair], places: Sequence[tuple[int, int] | None]
    ) -> torch.Tensor:
        batch = Batch(pairs)
        below = self._reader.below(batch)
        first, last, answers = self._reader.above(below, batch, is_training=True)
        target = torch.tensor([place or (0, 0) for place in places])
        has = torch.tensor([float(place is not None) for place in places])
        spans = functional.cross_entropy(first, target[:, 0]) + functional.cross_entropy(
            last, target[:, 1]
        )
        return spans / 2 + functional.binary_cross_entropy_with_logits(answers, has)


def window(
    example: Example, pairing: Pairing, chance: random.Random
) -> tuple[Pair, tuple[int, int] | None] | None:
    """A window of the example, and the first and last token of the answer among the pair's ids.

    It has the answer, or the middle of the text where there is none. ``None`` for an answer of
    nothing that the model reads.
    """
    passage = pairing.tokens(example.text)
    middle = len(passage.ids) // 2
    where: tuple[int, int] | None = (middle, middle)
    if example.answer is not None:
        where = tokens_of(example.answer, passage.spans)
    if not passage.ids or where is None:
        return None
    first, last = where[0], min(where[1], where[0] + WINDOW - 1)
    most = max(0, len(passage.ids) - WINDOW)
    start = chance.randint(min(most, max(0, last - WINDOW + 1)), min(most, first))
    pair = pairing.around(example.question, example.title, passage, start)
    if example.answer is None:
        return pair, None
    return pair, (pair.first + first - start, pair.first + last - start)


if __name__ == "__main__":
    main()

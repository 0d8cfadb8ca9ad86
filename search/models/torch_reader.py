"""Run the reader with torch, beside the model that it differs from."""

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.errors import ModelError
from search.models.reader_weights import HEAD, ReaderWeights
from search.models.torch_loading import FAULTS, first_line


class TorchReader:
    """A ``search.models.reader.PairForward``.

    Args:
        body: the transformer of the model, whose other weights it has in common with it.
        torch: the module.
        device: that the model is on.
        weights: of the reader.
    """

    def __init__(self, body: Any, torch: Any, device: str, weights: ReaderWeights) -> None:  # noqa: ANN401 - torch is imported where it is used
        self._torch, self._device = torch, device
        parameters = dict(body.named_parameters())
        changed = {name: parameters[name] for name in weights.changed & parameters.keys()}
        plain = {name: value.detach().float().cpu().numpy() for name, value in changed.items()}
        tensors = {
            name: torch.from_numpy(value) for name, value in weights.applied_to(plain).items()
        }
        self._head, self._bias = (
            tensors.pop(f"{HEAD}.{part}").to(device, body.dtype) for part in ("weight", "bias")
        )
        # What is named to it is not copied.
        shared = {id(each): each for name, each in parameters.items() if name not in changed}
        self._body = copy.deepcopy(body, shared)
        self._body.load_state_dict(tensors, strict=False)

    def __call__(self, batch: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """For each input the logits of its n tokens, shape (n, 2).

        Raises:
            ModelError: it cannot be run, where the device has no memory left, say.
        """
        torch = self._torch
        rows = [torch.tensor(ids) for ids in batch]
        padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(ids) for ids in batch])
        mask = (torch.arange(padded.shape[1])[None] < lengths[:, None]).long()
        try:
            with torch.inference_mode():
                ids, attended = padded.to(self._device), mask.to(self._device)
                states = self._body(input_ids=ids, attention_mask=attended)[0]
                logits = torch.nn.functional.linear(states, self._head, self._bias)
                ends = logits.float().cpu().numpy()
        except FAULTS as error:
            msg = f"the reader cannot read a text: {first_line(error)}"
            raise ModelError(msg) from error
        return [row[: len(each)] for row, each in zip(ends, batch, strict=True)]

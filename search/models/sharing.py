"""Models that are open, for whoever opens another index with the same one."""

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from search import models
from search.models.device import chosen_device
from search.models.encoder import Encoder
from search.models.pairing import WordWeigher

# By folder, runtime and device; a model goes with the last that uses it.
_open: WeakValueDictionary[tuple[Path, str, str], Encoder] = WeakValueDictionary()
_open_sparse: WeakValueDictionary[tuple[str, Path, str], WordWeigher] = WeakValueDictionary()
_opening = threading.Lock()


def shared_encoder(model: str | None) -> Encoder:
    """The model of a name, loaded once for all; see ``open_encoder``.

    Raises:
        ModelError: the model is not on this machine, or cannot be run here.
    """
    key = models.model_folder(model), models.runtime(), chosen_device()
    with _opening:
        encoder = _open.get(key)
        if encoder is None:
            encoder = _open[key] = models.open_encoder(model)
        return encoder


def shared_sparse(name: str) -> WordWeigher:
    """The sparse encoder of a name, once for all; see ``open_sparse``.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: it is not on this machine, or cannot be run here.
    """
    key = name, models.model_folder(name), chosen_device()
    with _opening:
        sparse = _open_sparse.get(key)
        if sparse is None:
            sparse = _open_sparse[key] = models.open_sparse(name)
        return sparse

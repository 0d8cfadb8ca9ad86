"""Models that are open, for whoever opens another index with the same one."""

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from search import models
from search.models.encoder import Encoder

# By folder and runtime; a model goes with the last that uses it.
_open: WeakValueDictionary[tuple[Path, str], Encoder] = WeakValueDictionary()
_opening = threading.Lock()


def shared_encoder(model: str | None) -> Encoder:
    """The model of a name, loaded once for all; see ``open_encoder``.

    Raises:
        ModelError: the model is not on this machine, or cannot be run here.
    """
    key = models.model_folder(model), models.runtime()
    with _opening:
        encoder = _open.get(key)
        if encoder is None:
            encoder = _open[key] = models.open_encoder(model)
        return encoder

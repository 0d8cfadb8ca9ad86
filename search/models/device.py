"""Where models that torch runs are run: ``SHAWAHID_DEVICE``."""

import os
import re

from search.errors import ModelError

VARIABLE = "SHAWAHID_DEVICE"
AUTO, CPU, CUDA = "auto", "cpu", "cuda"
_NAME = re.compile(r"auto|cpu|cuda(:[0-9]{1,2})?", re.ASCII)


def chosen_device() -> str:
    """``auto``, ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        ModelError: the variable names no device.
    """
    chosen = os.environ.get(VARIABLE) or AUTO
    if _NAME.fullmatch(chosen) is None:
        msg = f"the device is {chosen!r}, expected auto, cpu, cuda or cuda:N"
        raise ModelError(msg)
    return chosen


def needs_torch(device: str) -> bool:
    """Whether a device is one that only torch can use, and that was asked for."""
    return device.startswith(CUDA)

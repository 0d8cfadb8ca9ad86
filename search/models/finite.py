"""Whether what a model made is numbers."""

import numpy as np
from numpy.typing import NDArray

from search.errors import ModelError


def check_finite(made: NDArray[np.float32]) -> None:
    """Refuse what a model made where some of it is no number.

    Raises:
        ModelError: it is not.
    """
    if not np.isfinite(made).all():
        msg = (
            "the model made vectors that are no numbers: its files are damaged, which"
            " `shawahid verify` tells, or it cannot be run here as SHAWAHID_RUNTIME says"
        )
        raise ModelError(msg)

"""A reader that is written small is nearly the one that was trained."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from benchmarks.reader.export import compressed
from search.models.reader_weights import ReaderWeights

NAME = "encoder.layer.6.intermediate.dense"


def drawn(*shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)


def test_what_is_exported_is_nearly_what_was_trained(tmp_path: Path) -> None:
    base = {f"{NAME}.weight": drawn(64, 32), f"{NAME}.bias": drawn(64)}
    change = drawn(64, 3) @ drawn(3, 32)
    trained = {
        f"{NAME}.weight": base[f"{NAME}.weight"] + change,
        f"{NAME}.bias": base[f"{NAME}.bias"] + 1,
        "span.weight": np.ones((2, 32), np.float32),
        "answers.weight": np.ones((1, 32), np.float32),
    }
    file = tmp_path / "reader.safetensors"
    save_file(compressed(trained, base, 3), file, {"base": "b"})
    weights = ReaderWeights.read(file)
    found = weights.applied_to(base)
    assert found.keys() - base.keys() == {"span.weight"}
    assert weights.changed == {f"{NAME}.weight", f"{NAME}.bias", "span.weight"}
    difference = found[f"{NAME}.weight"] - trained[f"{NAME}.weight"]
    assert np.abs(difference).max() < 0.03 * np.abs(change).max()
    np.testing.assert_allclose(found[f"{NAME}.bias"], trained[f"{NAME}.bias"], atol=2e-3)

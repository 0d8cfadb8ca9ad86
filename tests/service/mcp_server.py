"""``shawahid mcp`` with a model-free encoder, for tests to start as a process."""

import os
import sys
from collections.abc import Sequence
from unittest.mock import patch

from search.models.encoder import Encoded
from service.cli import app
from testing.hashing_encoder import HashingEncoder


class NoisyEncoder(HashingEncoder):
    """Prints what it does, as libraries do."""

    def __init__(self) -> None:
        super().__init__()
        sys.stdout.write("loading\n")

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        sys.stdout.write("encoding\n")
        os.write(1, b"encoding below Python\n")
        return super().encode_questions(texts)


if __name__ == "__main__":
    with patch("search.models.open_encoder", lambda _: NoisyEncoder()):
        app(["mcp", *sys.argv[1:]], prog_name="shawahid")

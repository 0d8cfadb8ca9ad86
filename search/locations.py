"""Where things are kept when nobody says otherwise."""

import os
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from search.cluster.address import Address, is_address
from search.errors import ArgumentError
from search.staging import PREFIX

# What the cache has: indexes of evaluation data sets, compiled models, and their folders.
EVALUATION, GRAPHS, MODELS = "eval", "graphs", "models"
# How what is in each is called: in a folder that somebody named there may be other things.
_DIGEST = "[0-9a-f]" * 16
_CACHED = {
    EVALUATION: (_DIGEST, ".indexing-*"),
    GRAPHS: (f"{_DIGEST}*",),
    MODELS: ("multilingual-e5-small-q4-*",),
}


def default_index() -> Path | Address:
    """The place of the default index: ``SHAWAHID_INDEX`` or one in the user's data folder.

    Raises:
        AddressError: it is an address of servers that cannot be read.
    """
    override = os.environ.get("SHAWAHID_INDEX")
    return place_of(override) if override else user_data_path("shawahid") / "index"


def place_of(given: str | Path | Address) -> Path | Address:
    """The place of an index that somebody has named: a folder, or an address of servers.

    Raises:
        ArgumentError: it is neither.
        AddressError: it is an address that cannot be read.
    """
    _check(given)
    if isinstance(given, str):
        return Address.read(given) if is_address(given) else Path(given)
    return given


def _check(given: object) -> None:
    if not isinstance(given, str | Path | Address):
        msg = f"folder: expected a path, or the address of servers, got {repr(given)[:60]}"
        raise ArgumentError(msg)


def cache_dir() -> Path:
    """The folder for what can be made again: ``SHAWAHID_CACHE`` or the user's cache folder."""
    override = os.environ.get("SHAWAHID_CACHE")
    return Path(override) if override else user_cache_path("shawahid")


def cached() -> Iterator[Path]:
    """The files and folders in the cache that were put there, and can be made again."""
    for folder, patterns in _CACHED.items():
        for pattern in (*patterns, f"{PREFIX}*"):
            yield from (cache_dir() / folder).glob(pattern)

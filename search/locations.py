"""Where things are kept when nobody says otherwise."""

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

# What the cache has: indexes of evaluation data sets, compiled models, and their folders.
EVALUATION, GRAPHS, MODELS = "eval", "graphs", "models"


def default_index() -> Path:
    """The folder of the default index: ``SHAWAHID_INDEX`` or one in the user's data folder."""
    override = os.environ.get("SHAWAHID_INDEX")
    return Path(override) if override else user_data_path("shawahid") / "index"


def cache_dir() -> Path:
    """The folder for what can be made again: ``SHAWAHID_CACHE`` or the user's cache folder."""
    override = os.environ.get("SHAWAHID_CACHE")
    return Path(override) if override else user_cache_path("shawahid")

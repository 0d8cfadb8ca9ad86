"""The version of this installation, which stands in ``pyproject.toml`` alone."""

from importlib.metadata import PackageNotFoundError, version


def installed_version() -> str:
    """Of the installed package; ``0`` where the program runs from files that are not installed."""
    try:
        return version("shawahid")
    except PackageNotFoundError:
        return "0"

"""Parts of the installation that are optional."""

from search.errors import ShawahidError


class MissingExtraError(ShawahidError, ImportError):
    """Something needs an optional part that is not installed; the message has the pip line."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"this needs the extra {extra!r}: pip install 'shawahid[{extra}]'")

"""Whether a service should be sent requests."""

from collections.abc import Iterator

from search.archive import Archive
from search.errors import CollectionMissingError, ShawahidError
from service.access.keys import Keys


def obstacles(archive: Archive, keys: Keys, *, is_stopping: bool) -> list[str]:
    """Why the service should not be sent requests, in words; empty where it should.

    Collections are not named: everyone may ask this.
    """
    reasons = ["it is stopping"] if is_stopping else []
    return [*reasons, *_of_keys(keys), *dict.fromkeys(_of_collections(archive))]


def _of_keys(keys: Keys) -> Iterator[str]:
    try:
        keys.exist()
    except ShawahidError:
        yield "the keys cannot be read"


def _of_collections(archive: Archive) -> Iterator[str]:
    for name in archive.names():
        try:
            engine = archive.engine(name)
            with engine.index.reading() as view:
                if view.is_behind():
                    yield "an index is behind its documents"
            engine.encoder()
        except CollectionMissingError:  # deleted just now
            continue
        except ShawahidError:
            yield "an index cannot be read"

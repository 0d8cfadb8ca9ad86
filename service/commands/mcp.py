"""``shawahid mcp``: the archive as tools of an assistant."""

import os
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Annotated

from service.commands import (
    DeviceOption,
    IndexOption,
    RerankerOption,
    fetch_reranker,
    given,
    index_place,
)

if TYPE_CHECKING:
    from service.sources import Source


def mcp(
    collection: Annotated[
        list[str] | None,
        given("NAME", "Let the assistant read this collection only; may be repeated."),
    ] = None,
    site: Annotated[
        str,
        given(
            "URL",
            "Where the archive is served, such as https://search.newsroom.example: permanent"
            " links begin so.",
        ),
    ] = "",
    service: Annotated[
        str,
        given(
            "URL",
            "Ask the service there in place of an index; its key is taken from SHAWAHID_KEY.",
        ),
    ] = "",
    reranker: RerankerOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    index: IndexOption = None,
) -> None:
    """Serve the archive to an assistant by the Model Context Protocol.

    The assistant starts it and speaks to it over standard input and output. It can search, read
    documents and cite them, and change nothing. A service that is asked says by itself whether a
    reranker reads its results. Needs the extra `mcp`: `pip install '.[mcp]'` in the folder of the
    program's source.

    \b
    Examples:
      shawahid mcp
      shawahid mcp --service https://search.newsroom.example
      shawahid mcp --index newsroom --collection wire --site https://search.newsroom.example
    """
    from service.mcp import Assistant, make_server, run
    from service.tools import Tools

    # Standard output is the assistant's, whatever a library may have to say.
    with redirect_stdout(sys.stderr):
        source = _service(service, collection) if service else _archive(index, collection, reranker)
        assistant = Assistant(Tools(source, site or service))
        server = make_server(lambda: assistant)
    run(server)


def _archive(index: str | None, collections: list[str] | None, reranker: str | None) -> "Source":
    from search import open_archive
    from service.sources import ArchiveSource

    archive = open_archive(index_place(index), fetch_reranker(reranker))
    return ArchiveSource.of(archive, collections or ())


def _service(address: str, collections: list[str] | None) -> "Source":
    from service.client import Client
    from service.sources import ServiceSource

    client = Client(address, os.environ.get("SHAWAHID_KEY"))
    return ServiceSource(client, collections or ())

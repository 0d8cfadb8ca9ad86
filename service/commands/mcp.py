"""``shawahid mcp``: the archive as tools of an assistant."""

import sys
from contextlib import redirect_stdout
from typing import Annotated

from service.commands import IndexOption, given, index_folder


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
    index: IndexOption = None,
) -> None:
    """Serve the archive to an assistant by the Model Context Protocol.

    The assistant starts it and speaks to it over standard input and output. It can search, read
    documents and cite them, and change nothing. Needs the extra
    `mcp`: `pip install '.[mcp]'` in the folder of the program's source.

    \b
    Examples:
      shawahid mcp
      shawahid mcp --index newsroom --collection wire --site https://search.newsroom.example
    """
    from search import open_archive
    from service.mcp import make_server, run
    from service.tools import Tools

    # Standard output is the assistant's, whatever a library may have to say.
    with redirect_stdout(sys.stderr):
        server = make_server(Tools(open_archive(index_folder(index)), collection or (), site))
    run(server)

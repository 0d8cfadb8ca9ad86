"""``shawahid serve``: the search page and the HTTP API."""

from typing import Annotated

import typer

from service.commands import IndexOption


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; the default is this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    index: IndexOption = None,
) -> None:
    """Serve the search page and the HTTP API until interrupted.

    \b
    Examples:
      shawahid serve
      shawahid serve --port 9000 --index newsroom
    """
    from search import open_engine
    from service.app import create_app
    from service.progress import loading_model
    from service.server import serve as serve_app

    with loading_model():
        engine = open_engine(index)
    serve_app(create_app(lambda: engine), host, port)

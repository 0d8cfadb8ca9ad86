"""``shawahid serve``: the search page and the HTTP API."""

import socket
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
    from search import open_archive
    from search.locations import default_index
    from service.app import create_app
    from service.progress import loading_model
    from service.server import serve as serve_app
    from service.settings import Settings
    from service.terminal import print_note

    _check_address(host, port)
    with loading_model():
        archive = open_archive(index)
    print_note(f"http://{host}:{port} (Ctrl-C stops it)")
    settings = Settings(index or default_index(), host=host, port=port)
    serve_app(create_app(settings, lambda: archive), host, port)


def _check_address(host: str, port: int) -> None:
    """Say at once what the server would only say after the model is loaded."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        msg = f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port"
        raise typer.BadParameter(msg) from error

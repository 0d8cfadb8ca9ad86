"""``shawahid serve``: the search page and the HTTP API."""

import socket
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.commands import (
    DeviceOption,
    IndexOption,
    RerankerOption,
    fetch_reranker,
    given,
    index_place,
)
from service.settings import DEFAULT_AUDIT_DAYS, DEFAULT_HOST, DEFAULT_PORT, default_workers


def serve(
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="The address to listen on; the default is this machine alone."
        ),
    ] = DEFAULT_HOST,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=1, max=65535, help="The port to listen on.")
    ] = DEFAULT_PORT,
    without_keys: Annotated[
        bool,
        typer.Option(
            "--without-keys", help="Let everyone who reaches the address read everything."
        ),
    ] = False,
    public_host: Annotated[
        list[str] | None,
        given("NAME", "A name by which browsers reach the service; may be repeated."),
    ] = None,
    secure_cookies: Annotated[
        bool,
        typer.Option("--secure-cookies", help="Behind a proxy with TLS: cookies by https only."),
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Record who searches and reads what.")
    ] = False,
    audit_days: Annotated[
        int,
        typer.Option(
            metavar="DAYS", min=1, help="Days after which what was recorded is forgotten."
        ),
    ] = DEFAULT_AUDIT_DAYS,
    source_names: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="SHAWAHID_SOURCE_NAMES",
            help="TOML or JSON with the names that pages call sources by.",
            show_default=False,
        ),
    ] = None,
    alerts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            envvar="SHAWAHID_ALERTS",
            help="TOML that says how news of saved searches are sent; without it none are.",
            show_default=False,
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log every request, without what was asked.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            min=1,
            max=64,
            help="Processes that answer; the default is by cores and memory.",
            show_default=False,
        ),
    ] = default_workers(),
    reranker: RerankerOption = None,
    device: DeviceOption = None,  # noqa: ARG001 - its callback has used it
    index: IndexOption = None,
) -> None:
    """Serve the search page and the HTTP API until interrupted.

    On this machine alone nobody needs a key until the first one is made. Another address needs
    keys (see `shawahid key create --help`).

    \b
    Examples:
      shawahid serve
      shawahid serve --port 9000 --index newsroom
      shawahid serve --host 0.0.0.0 --public-host search.newsroom.example --secure-cookies
    """
    from service.access.gate import Gate
    from service.alerts.settings import AlertSettings
    from service.app import create_app
    from service.operations.logs import configure_logging
    from service.operations.memory import share_arenas
    from service.operations.warming import open_warm
    from service.progress import loading_model
    from service.server import serve as serve_app
    from service.settings import Settings
    from service.source_names import read_source_names

    settings = Settings(
        place=index_place(index),
        needs_key=not without_keys,
        host=host,
        port=port,
        public_hosts=frozenset(name.lower() for name in public_host or ()),
        secure_cookies=secure_cookies,
        audit=audit,
        audit_days=audit_days,
        alerts=AlertSettings.read(alerts) if alerts else None,
        source_names=read_source_names(source_names) if source_names else {},
        logs_requests=verbose,
    )
    sockets = _listen(host, port)
    gate = Gate(settings)  # refuses an address that is open to everyone
    configure_logging()
    gate.log_damage()
    gate.close()
    share_arenas()
    open_one = partial(open_warm, settings.place, fetch_reranker(reranker))
    say = partial(_say, f"http://{host}:{port}")
    if workers > 1:
        from service.workers import supervise

        raise typer.Exit(supervise(settings, open_one, sockets, workers, say))
    with loading_model():
        archive = open_one()
    serve_app(create_app(settings, lambda: archive), sockets, say)


def _say(address: str, event: str) -> None:
    """Say that the service has started or stopped: to whom watches, and in the log."""
    from service.language.environment import words
    from service.server import log
    from service.terminal import isolated, print_note

    if event == "started" and sys.stderr.isatty():
        print_note(words()("note.serving", address=isolated(address)))
    log(address, event)


def _listen(host: str, port: int) -> list[socket.socket]:
    """The sockets to answer at, or what is wrong with the address: before the model is loaded."""
    from service.language.environment import words
    from service.server import listening
    from service.terminal import isolated

    try:
        return listening(host, port)
    except OSError as error:
        msg = words()(
            "usage.cannot_listen", address=isolated(f"{host}:{port}"), reason=error.strerror
        )
        raise typer.BadParameter(msg) from error

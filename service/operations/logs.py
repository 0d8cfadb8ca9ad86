"""Logs on standard error: a JSON object a line, or lines to read where a person watches."""

import logging
import sys
from typing import TextIO

import structlog


def configure_logging(stream: TextIO = sys.stderr) -> None:
    """Let everything that is logged through the standard library go to a stream.

    A record's ``extra`` and the request's id become fields of its own.
    """
    handler = logging.StreamHandler(stream)
    renderers: list[structlog.typing.Processor]
    if stream.isatty():
        # The default would print local variables, and with them what was asked.
        plain = structlog.dev.plain_traceback
        renderers = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    else:
        renderers = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("service").setLevel(logging.INFO)

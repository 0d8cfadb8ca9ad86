"""Logs on standard error: a JSON object a line, or lines to read where a person watches."""

import logging
import sqlite3
import sys
from collections.abc import Iterator
from traceback import TracebackException
from types import TracebackType
from typing import TextIO

import structlog

# What these say is about files and the machine. Others may repeat a value that they could not
# use, and with it what somebody asked.
_TELLING = (OSError, sqlite3.Error)

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logging(stream: TextIO = sys.stderr) -> None:
    """Let everything that is logged through the standard library go to a stream.

    A record's ``extra`` and the request's id become fields of its own.
    """
    handler = logging.StreamHandler(stream)
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if stream.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_where),
                renderer,
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("service").setLevel(logging.INFO)


def _where(exc_info: ExceptionInfo) -> str:
    """What kind of error was raised where, by which it was caused, and no values."""
    return "\n".join(_lines(TracebackException(*exc_info), exc_info[1]))


def _lines(trace: TracebackException, error: BaseException) -> Iterator[str]:
    for frame in trace.stack:
        yield f'File "{frame.filename}", line {frame.lineno}, in {frame.name}'
    yield (
        f"{type(error).__name__}: {error}" if isinstance(error, _TELLING) else type(error).__name__
    )
    earlier = error.__cause__ or error.__context__
    if earlier is not None:
        yield "after:"
        yield from _lines(TracebackException.from_exception(earlier), earlier)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield "of which:"
            yield from _lines(TracebackException.from_exception(each), each)

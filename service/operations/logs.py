"""Logs on standard error: a JSON object a line, or lines to read where a person watches."""

import logging
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

import structlog

# What these say is about files and the machine. Others may repeat a value that they could not
# use, and with it what somebody asked.
_TELLING = (OSError, sqlite3.Error)
# What these say is about single connections and requests; "py" are warnings.
_OTHERS = {"asyncio", "py", "uvicorn"}
_MINUTE = 60.0
_MOST_SAID = 5
_MOST_DIFFERENT = 100

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
    handler.addFilter(_Seldom())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("service").setLevel(logging.INFO)
    # What libraries warn of are lines as all others.
    logging.captureWarnings(capture=True)


class _Seldom(logging.Filter):
    """Lets what others log be said a few times a minute: strangers can have it said for ever."""

    def __init__(self) -> None:
        super().__init__()
        self._since = time.monotonic()
        self._said: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it was not said too often."""
        if record.name.partition(".")[0] not in _OTHERS:
            return True
        if time.monotonic() > self._since + _MINUTE:
            self._since = time.monotonic()
            self._said.clear()
        what = str(record.msg).partition("\n")[0]
        self._said[what] += 1
        return self._said[what] <= _MOST_SAID and len(self._said) <= _MOST_DIFFERENT


def _where(exc_info: ExceptionInfo) -> str:
    """What kind of error was raised where, by which it was caused, and no values."""
    return "\n".join(line for each in _told(exc_info[1]) for line in each)


def _told(error: BaseException) -> Iterator[list[str]]:
    """The lines of an error and of those that belong to it, each once: they may go in circles."""
    seen: set[int] = set()
    waiting: list[tuple[list[str], BaseException]] = [([], error)]
    while waiting:
        intro, each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield [*intro, *_lines(each)]
        if isinstance(each, BaseExceptionGroup):
            waiting.extend((["of which:"], part) for part in reversed(each.exceptions))
        earlier = each.__cause__ or each.__context__
        if earlier is not None:
            waiting.append((["after:"], earlier))


def _lines(error: BaseException) -> Iterator[str]:
    for frame in extract_tb(error.__traceback__):
        yield f'File "{frame.filename}", line {frame.lineno}, in {frame.name}'
    yield (
        f"{type(error).__name__}: {error}" if isinstance(error, _TELLING) else type(error).__name__
    )

"""Read files in a process of their own: no file can take the run with it.

Parsers of hostile formats may hang, crash or fill the memory. Here that costs one file: the
process has a limit on its memory, and where nothing comes from it for some time, or it dies, the
file is skipped with the reason and the next one is read by a new process; where the run itself is
ended, so is the process. It also reads ahead
while documents are embedded. Requests and answers are lines of JSON.
"""

import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from indexer.apart import start_apart
from indexer.discovery import InputFile
from indexer.preparation import read_file
from indexer.readers import Read, ReadOptions, Skipped
from indexer.readers.records import document_record, parse_document
from search.records import Span

logger = logging.getLogger(__name__)

READER = "indexer.isolation"  # what the process runs
MEMORY_BYTES = 2 * 1024**3
# Seconds without a document. Recognising the characters of a scanned book takes minutes.
PATIENCE = 120.0
OCR_PATIENCE = 1800.0
# Documents that are read ahead, and bytes of them: one more begins below either.
_AHEAD = 64
_AHEAD_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class FileEnd:
    """Everything in a file was read."""


class Reader:
    """Reads files in a process that is begun once it is needed, and again where a file ended it.

    Args:
        options: what the user said about the files.
        patience: seconds without an answer after which a file is given up.
    """

    def __init__(self, options: ReadOptions, patience: float | None = None) -> None:
        self._options = options
        self._patience = patience or (OCR_PATIENCE if options.ocr else PATIENCE)
        self._process: _Process | None = None

    def read(
        self, files: Sequence[InputFile]
    ) -> Generator[tuple[InputFile, Read | FileEnd], None, None]:
        """Read files one after the other; one reading at a time.

        Yields:
            The file and what was found in it; at last its end, unless it was given up.
        """
        at = 0
        try:
            while at < len(files):
                process = self._asked(files[at:])
                for file in files[at:]:
                    at += 1
                    try:
                        for item in process.answers(self._patience):
                            yield file, item
                        yield file, FileEnd()
                    except _LostError as error:
                        self.close()
                        logger.warning("%s: %s", file.place, error)
                        yield file, Read(file.place, Skipped(file.place, str(error)), file.size)
                        break
        except BaseException:  # broken off: it goes on with what nobody waits for
            self.close()
            raise

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _asked(self, files: Sequence[InputFile]) -> "_Process":
        if self._process is None:
            self._process = _Process(self._options)
        self._process.ask(files)
        return self._process


def read_isolated(
    files: Sequence[InputFile], options: ReadOptions, patience: float | None = None
) -> Generator[tuple[InputFile, Read | FileEnd], None, None]:
    """Read files one after the other in a process of their own; see ``Reader``."""
    with closing(Reader(options, patience)) as reader:
        yield from reader.read(files)


class _LostError(Exception):
    """The process gave no answer; the message says why."""


class _Process:
    """The reading process, as its parent sees it."""

    def __init__(self, options: ReadOptions) -> None:
        settings = json.dumps({"fields": dict(options.fields), "ocr": options.ocr})
        self._process = start_apart(READER, settings)
        # Pipes were asked for.
        self._requests = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self._lines: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self._ahead = threading.Condition()
        self._bytes = 0
        self._closing = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, files: Sequence[InputFile]) -> None:
        """Have files read, once all that was asked for before is answered."""
        threading.Thread(target=self._ask, args=(files,), daemon=True).start()

    def answers(self, patience: float) -> Iterator[Read]:
        """What was found in the next file.

        Raises:
            _LostError: the process hangs or is gone.
        """
        while True:
            try:
                line = self._lines.get(timeout=patience)
            except queue.Empty:
                msg = f"nothing was read from it in {patience:.0f} s; the rest of it is left out"
                raise _LostError(msg) from None
            with self._ahead:
                self._bytes -= len(line)
                self._ahead.notify()
            if not line:
                code = self._process.wait()
                ended = f"by signal {-code}" if code < 0 else f"with code {code}"
                msg = f"its reader ended {ended}: the file is damaged or hostile"
                raise _LostError(msg)
            answer = json.loads(line)
            if not answer:
                return
            yield from_json(answer)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._closing.set()
        with self._ahead:
            self._ahead.notify()
        self._process.kill()
        self._process.wait()
        while not self._lines.empty():
            self._lines.get_nowait()
        try:
            self._requests.close()
        except BrokenPipeError:
            logger.debug("the reader was closed with requests left")
        self._answers.close()

    def _ask(self, files: Sequence[InputFile]) -> None:
        try:
            for file in files:
                request = [file.place, str(file.path), file.document_id, file.size]
                self._requests.write(json.dumps(request).encode() + b"\n")
                self._requests.flush()
        except (BrokenPipeError, ValueError):  # closed: the listener sees the end as well
            logger.debug("the reader is gone")

    def _listen(self) -> None:
        try:
            while not self._closing.is_set():
                line = self._answers.readline()
                self._put(line)
                if not line:
                    return
        except ValueError:  # closed
            logger.debug("the reader was closed")

    def _put(self, line: bytes) -> None:
        with self._ahead:
            self._ahead.wait_for(lambda: self._bytes < _AHEAD_BYTES or self._closing.is_set())
            self._bytes += len(line)
        while not self._closing.is_set():
            try:
                self._lines.put(line, timeout=1)
            except queue.Full:
                continue
            return


def to_json(read: Read) -> dict[str, Any]:
    """What was found, as ``from_json`` takes it."""
    outcome = read.outcome
    answer: dict[str, Any] = {"place": read.place, "size": read.size}
    if isinstance(outcome, Skipped):
        return {**answer, "skipped": [outcome.place, outcome.reason, outcome.is_passing]}
    answer |= {"document": document_record(outcome), "bands": read.bands}
    return answer if read.passages is None else {**answer, "passages": read.passages}


def from_json(answer: dict[str, Any]) -> Read:
    """What another process found."""
    if "skipped" in answer:
        return Read(answer["place"], Skipped(*answer["skipped"]), answer["size"])
    document = parse_document(answer["document"], {})
    cut = answer.get("passages")
    passages = None if cut is None else tuple(Span(*span) for span in cut)
    return Read(answer["place"], document, answer["size"], tuple(answer["bands"]), passages)


def _serve(requests: IO[bytes], answers: IO[bytes], options: ReadOptions) -> None:
    for line in requests:
        place, path, document_id, size = json.loads(line)
        for read in read_file(InputFile(place, Path(path), document_id, size), options):
            answers.write(json.dumps(to_json(read)).encode() + b"\n")
            answers.flush()
        answers.write(b"{}\n")
        answers.flush()


def limit_memory(most: int) -> None:
    """Have what would take more memory fail, where the system can: Windows and macOS cannot."""
    try:
        import resource
    except ModuleNotFoundError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except ValueError as error:  # macOS: a process maps more than that before it does anything
        logger.debug("the memory of the reader is not limited: %s", error)


def main() -> None:
    """Answer requests from standard input until it ends."""
    settings = json.loads(sys.argv[1])
    limit_memory(MEMORY_BYTES)
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, answers, ReadOptions(settings["fields"], settings["ocr"]))
    except BrokenPipeError:
        os._exit(1)  # whoever asked is gone; an ordinary exit would try to write once more


if __name__ == "__main__":
    main()

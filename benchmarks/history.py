"""Speed and size over commits.

    python -m benchmarks.history              measure this commit and add a line to history.jsonl
    python -m benchmarks.history --plot OUT   draw every figure over the commits, as .svg or .png

Over the documents and questions of the regression gate, which are in the repository. Times are of
the processor, of all threads: on a machine that is shared, a clock tells more of the neighbours.
Compare lines of one kind of processor only. Drawing needs the extra ``peers``.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import describe_machine
from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from search.engine import Engine
from search.models import open_encoder, runtime
from search.models.encoder import Encoder
from testing.gate.questions import CORPUS, ROOT, SEEDS, read_questions

HISTORY = Path(__file__).with_suffix(".jsonl")
PACKAGES = ("search", "indexer", "service")
_HITS = 10


def main() -> None:
    """Measure and keep, or draw."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.history")
    parser.add_argument("--plot", type=Path, metavar="OUT", help="draw instead of measuring")
    options = parser.parse_args()
    if options.plot:
        plot(read(HISTORY), options.plot)
        return
    if _git("status", "--porcelain", "--untracked-files=no"):
        sys.exit("there are changes that are not committed: a line is of a commit")
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), open_encoder(None))
    machine = describe_machine()
    line = {
        "commit": _git("rev-parse", "--short", "HEAD"),
        **{name: machine[name] for name in ("date", "processor", "python")},
        "runtime": runtime(),
        "figures": figures,
    }
    with HISTORY.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")
    print(json.dumps(line, indent=2))


def measure(folder: Path, encoder: Encoder) -> dict[str, float]:
    """What this commit takes: processor time, room and lines."""
    target = open_for_writing(folder / "index", lambda: encoder, None)
    try:
        encoder.encode_question("ما هو؟")  # the first run of a model prepares it
        started = time.process_time()
        index_files(target, lambda: encoder, find_files([CORPUS, SEEDS]), lambda _: None)
        indexing = time.process_time() - started
        passages = target.store.counts().passages
        questions = _milliseconds(Engine(target, encoder))
    finally:
        target.close()
    room = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    return {
        "indexing, ms a passage": round(1000 * indexing / passages, 2),
        "question, median ms": round(statistics.median(questions), 2),
        "question, slowest of ten, ms": round(statistics.quantiles(questions, n=10)[-1], 2),
        "index, bytes a passage": round(room / passages),
        "lines of the packages": sum(
            len(path.read_text("utf-8").splitlines())
            for package in PACKAGES
            for path in (ROOT / package).rglob("*.py")
        ),
    }


def _milliseconds(engine: Engine) -> list[float]:
    times = []
    for question in read_questions():
        started = time.process_time()
        engine.search(question.text, _HITS)
        times.append(1000 * (time.process_time() - started))
    return times


def read(path: Path) -> list[dict[str, object]]:
    """The lines of a history, oldest first."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def plot(lines: list[dict[str, object]], out: Path) -> None:
    """Draw each figure over the commits, a panel each, one line for a kind of processor."""
    from matplotlib.figure import Figure

    names = list(dict.fromkeys(name for line in lines for name in _figures(line)))
    figure = Figure(figsize=(8, 2 * len(names)), layout="tight")
    panels = figure.subplots(len(names), 1, squeeze=False)
    for name, (panel,) in zip(names, panels, strict=True):
        for kind in dict.fromkeys((line["processor"], line["runtime"]) for line in lines):
            at = [
                (number, _figures(line)[name])
                for number, line in enumerate(lines)
                if (line["processor"], line["runtime"]) == kind and name in _figures(line)
            ]
            panel.plot(*zip(*at, strict=True), marker="o", label=f"{kind[0]}, {kind[1]}")
        panel.set_title(name)
        panel.set_ylim(bottom=0)
        panel.set_xticks(range(len(lines)), [line["commit"] for line in lines], rotation=90)
    panels[0][0].legend(fontsize="x-small")
    figure.savefig(out)


def _figures(line: dict[str, object]) -> dict[str, float]:
    figures = line["figures"]
    if not isinstance(figures, dict):
        msg = f"history: figures of {line['commit']} are not an object"
        raise TypeError(msg)
    return figures


def _git(*arguments: str) -> str:
    return subprocess.check_output(["git", *arguments], cwd=ROOT, text=True).strip()  # noqa: S603, S607


if __name__ == "__main__":
    main()

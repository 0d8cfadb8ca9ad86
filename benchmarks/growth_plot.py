"""Draw how an index answers as it grows, and on paper beyond what was measured.

    python -m benchmarks.growth_plot [RESULTS] [--out docs/growth.svg]

RESULTS is a file of `benchmarks/results/` with the lines of `python -m benchmarks.growth`. Circles
are measured; dashes go on by the straight line through them, to 100 million passages. That is on
paper: as far as was measured, what grows does so with the passages. Both scales are logarithmic.
Prints the figures of the lines as a table too.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

_ROOT = Path(__file__).parent
_RESULTS = _ROOT / "results" / "2026-11-30-growth.json"
_OUT = _ROOT.parent / "docs" / "growth.svg"
_SIZES = [10**power for power in range(3, 9)]
_WIDTH, _HEIGHT, _LEFT, _TOP, _BETWEEN = 300, 210, 60, 40, 70
_STEPS = 21
_COLOURS = ("#7a4f1d", "#1d5f7a", "#5d7a1d")
_STYLE = (
    "svg{background:#fff;font-family:system-ui,sans-serif}text{font-size:12px;fill:#444}"
    ".t{font-size:14px;font-weight:600;fill:#222}.g{stroke:#ddd}.p{stroke-dasharray:4 4}"
    "polyline{fill:none;stroke-width:2}"
)


class Series(NamedTuple):
    """One figure over the number of passages."""

    name: str
    sizes: Sequence[int]
    values: Sequence[float]

    def at(self, size: float) -> float:
        """On the straight line through what was measured, near it by shares of it."""
        line = np.polyfit(self.sizes, self.values, 1, w=1 / np.asarray(self.values))
        return float(np.polyval(line, size))


def main() -> None:
    """Read, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, nargs="?", default=_RESULTS)
    parser.add_argument("--out", type=Path, default=_OUT)
    arguments = parser.parse_args()
    panels = panels_of(json.loads(arguments.results.read_text("utf-8"))["sizes"])
    arguments.out.write_text(drawn(panels), "utf-8")
    for each in (series for _, panel in panels for series in panel):
        print(each.name, *(f"{each.at(size):.3g}" for size in _SIZES), sep=" | ")


def panels_of(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[Series]]]:
    """What is drawn together, with the heading that tells its unit."""
    sizes = [row["passages"] for row in rows]

    def series(name: str, *path: str, factor: float = 1.0) -> Series:
        values = []
        for row in rows:
            value: Any = row
            for key in path:
                value = value[key]
            values.append(factor * value)
        return Series(name, sizes, values)

    room = [1e-9 * sum(row["bytes_a_passage"].values()) * row["passages"] for row in rows]
    return [
        (
            "processor, ms a question",
            [
                series("all", "asked", "all", "cpu_ms"),
                series("a filter that keeps half", "asked", "half", "cpu_ms"),
            ],
        ),
        (
            "memory, GB",
            [
                series("of its own", "memory_mb", "anonymous", factor=1e-3),
                series("mapped files", "memory_mb", "mapped", factor=1e-3),
            ],
        ),
        ("on disk, GB", [Series("index", sizes, room)]),
    ]


def drawn(panels: Sequence[tuple[str, Sequence[Series]]]) -> str:
    """The panels side by side, as SVG."""
    width = len(panels) * (_WIDTH + _BETWEEN) + _LEFT
    height = _HEIGHT + _TOP + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        ' aria-label="what a question, memory and disk take from 1,000 to 100 million passages">',
        f"<style>{_STYLE}</style>",
    ]
    for number, (heading, panel) in enumerate(panels):
        left = _LEFT + number * (_WIDTH + _BETWEEN)
        parts += [f'<g transform="translate({left} {_TOP})">', *_panel(heading, panel), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _panel(heading: str, panel: Sequence[Series]) -> Iterator[str]:
    values = [value for each in panel for value in (*each.values, *map(each.at, _SIZES))]
    low = math.floor(math.log10(min(value for value in values if value > 0)))
    high = math.ceil(math.log10(max(values)))

    def x(size: float) -> float:
        return _WIDTH * (math.log10(size) - 3) / (len(_SIZES) - 1)

    def y(value: float) -> float:
        return _HEIGHT * (1 - (math.log10(max(value, 10**low)) - low) / (high - low))

    yield f'<text class="t" y="-14">{heading}</text>'
    for size in _SIZES:
        at = f"{x(size):.0f}"
        yield f'<path class="g" d="M{at} 0V{_HEIGHT}"/>'
        yield f'<text x="{at}" y="{_HEIGHT + 18}" text-anchor="middle">{_short(size)}</text>'
    for power in range(low, high + 1):
        at = f"{y(10**power):.0f}"
        yield f'<path class="g" d="M0 {at}H{_WIDTH}"/>'
        yield f'<text x="-6" y="{at}" dy="4" text-anchor="end">{_short(10**power)}</text>'
    for number, each in enumerate(panel):
        colour = _COLOURS[number]
        last = each.sizes[-1]
        steps = np.geomspace(last, _SIZES[-1], _STEPS).tolist()
        points = " ".join(f"{x(size):.1f},{y(each.at(size)):.1f}" for size in steps)
        yield f'<polyline class="p" points="{points}" stroke="{colour}"/>'
        measured = [*zip(each.sizes, each.values, strict=True)]
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in measured)
        yield f'<polyline points="{points}" stroke="{colour}"/>'
        for size, value in measured:
            yield f'<circle cx="{x(size):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>'
        row = _HEIGHT + 38 + 16 * number
        yield f'<text x="0" y="{row}" style="fill:{colour}">{each.name}</text>'


def _short(value: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


if __name__ == "__main__":
    main()

"""Systems side by side: means, intervals, differences, as JSON, as Markdown and as a plot."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation.significance import Difference, Estimate, difference, estimate

_LEAST_P = 0.001
_OURS, _OTHERS = "#0b6e4f", "#5c677d"


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one task: means of its measures, and how sure the first of them is.

    ``behind`` is the mean by which it differs from the reference, ``None`` for the reference.
    """

    system: str
    measures: dict[str, float]
    main: Estimate
    behind: Difference | None
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Table:
    """All systems on one task."""

    task: str
    documents: int
    questions: int
    rows: list[Row]

    def to_json(self) -> dict[str, object]:
        """The table as JSON has it; every number between 0 and 1 but the times."""
        return asdict(self)


def row(
    system: str,
    scores: Mapping[str, NDArray[np.float64]],
    reference: NDArray[np.float64] | None,
    milliseconds: float,
) -> Row:
    """A system's row.

    Args:
        system: its name.
        scores: measure to its value for each question; the first measure is the main one.
        reference: the reference's main measure for the same questions; ``None`` for itself.
        milliseconds: median of a question.
    """
    main = next(iter(scores.values()))
    return Row(
        system=system,
        measures={name: float(values.mean()) for name, values in scores.items()},
        main=estimate(main),
        behind=None if reference is None else difference(main, reference),
        milliseconds=round(milliseconds, 2),
    )


def markdown(table: Table) -> str:
    """The table as Markdown, measures times 100, best system first."""
    main, *others = table.rows[0].measures
    head = [f"{main} [95 %]", *others, "difference [95 %]", "p", "ms"]
    lines = [
        f"### {table.task} ({table.documents:,} documents, {table.questions:,} questions)",
        "",
        f"| system | {' | '.join(head)} |",
        f"|---|{'---|' * len(head)}",
    ]
    for each in sorted(table.rows, key=lambda row: -row.main.mean):
        cells = [
            _interval(each.main),
            *(f"{100 * each.measures[name]:.1f}" for name in others),
            *_compared(each.behind),
            f"{each.milliseconds:.1f}",
        ]
        lines.append(f"| {each.system} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _interval(found: Estimate | Difference, sign: str = "") -> str:
    mean, low, high = (f"{100 * value:{sign}.1f}" for value in found[:3])
    return f"{mean} [{low}, {high}]"


def _compared(behind: Difference | None) -> list[str]:
    if behind is None:
        return ["", ""]
    p = f"{behind.p:.3f}" if behind.p >= _LEAST_P else f"<{_LEAST_P}"
    return [_interval(behind, "+"), p]


def plot(tables: Sequence[Table], folder: Path, name: str) -> None:
    """Draw the main measure of every system on every task with its interval, as PNG and SVG.

    Raises:
        ModuleNotFoundError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    measure = next(iter(tables[0].rows[0].measures))
    systems = [each.system for each in tables[0].rows]
    figure = Figure(figsize=(2.2 + 3.1 * len(tables), 1.4 + 0.34 * len(systems)))
    axes = figure.subplots(1, len(tables), sharey=True, squeeze=False)[0]
    places = np.arange(len(systems))[::-1]
    for axis, table in zip(axes, tables, strict=True):
        for place, each in zip(places, table.rows, strict=True):
            mean, low, high = (100 * value for value in each.main)
            colour = _OURS if each.system.startswith("Shawahid") else _OTHERS
            axis.errorbar(
                mean, place, xerr=[[mean - low], [high - mean]], fmt="o", color=colour, capsize=3
            )
            axis.annotate(
                f"{mean:.1f}", (mean, place), (0, 5), textcoords="offset points", ha="center",
                fontsize=7, color=colour,
            )  # fmt: skip
            if each.behind is None:
                axis.axvline(mean, color=colour, linewidth=0.8, linestyle=":")
        axis.set_title(f"{table.task}\n{table.questions:,} questions", fontsize=9)
        axis.set_xlabel(f"{measure} x100", fontsize=8)
        axis.tick_params(labelsize=8)
        axis.margins(x=0.12, y=0.07)
        axis.grid(axis="x", alpha=0.25)
    axes[0].set_yticks(places, systems)
    figure.suptitle(
        "Mean over questions and 95 % bootstrap interval; dotted: the whole engine", fontsize=10
    )
    figure.tight_layout()
    for ending in ("png", "svg"):
        figure.savefig(folder / f"{name}.{ending}", dpi=160)

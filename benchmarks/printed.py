"""What is read of news articles that were printed to PDF, and whether one is refused.

    python -m benchmarks.printed DATA_DIR [--sample 300] > printed.json

takes articles of ``saudinewsnet.jsonl.gz`` {title, text} in ``DATA_DIR`` at random, prints them
with Chromium in one, two and three justified columns and in several fonts, reads the files and
prints, as JSON, for each number of columns the share of words that were read as written and in
order, how many cells of tables were seen in them, where there are none, and which were refused.
"""

import argparse
import html
import json
import random
import tempfile
from pathlib import Path
from statistics import mean

from benchmarks.fonts import compare, print_pages
from benchmarks.lines import read_lines
from benchmarks.machine import describe_machine
from indexer.readers import ReadOptions, Skipped, open_input, read_input
from search.records import Document

_FONTS = ("Noto Naskh Arabic", "DejaVu Sans", "Amiri", "KacstOne", "Noto Kufi Arabic")
_COLUMNS = (1, 2, 3)
_PAGE = """<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>.</title>
<style>@page {{ size: A4; margin: 18mm }}
body {{ font: 12pt/1.6 "{font}"; margin: 0; text-align: justify }}
div {{ columns: {columns}; column-gap: 8mm }}</style><h1>{title}</h1><div>{body}</div></html>"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=300)
    arguments = parser.parse_args()
    lines = list(read_lines(arguments.folder / "saudinewsnet.jsonl.gz"))
    articles = [json.loads(line) for line in random.Random(1).sample(lines, arguments.sample)]  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.pdf") for number in range(len(articles))]
        pages = (_page(article, number) for number, article in enumerate(articles))
        print_pages(zip(paths, pages, strict=True))
        found = [_read(path, article) for path, article in zip(paths, articles, strict=True)]
    figures = {columns: _summary(found[columns - 1 :: len(_COLUMNS)]) for columns in _COLUMNS}
    print(json.dumps({**describe_machine(), "columns": figures}, indent=1, ensure_ascii=False))


def _page(article: dict[str, str], number: int) -> str:
    paragraphs = filter(str.strip, article["text"].split("\n"))
    return _PAGE.format(
        font=_FONTS[number % len(_FONTS)],
        columns=_COLUMNS[number % len(_COLUMNS)],
        title=html.escape(article["title"] or ""),
        body="".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs),
    )


def _read(path: Path, article: dict[str, str]) -> tuple[float, int, list[str]]:
    """The share of words, the number of cells, and why pages were refused."""
    with open_input(path) as source:
        outcomes = [read.outcome for read in read_input(source, ReadOptions())]
    text = "".join(outcome.text for outcome in outcomes if isinstance(outcome, Document))
    share = compare(f"{article['title'] or ''}\n{article['text']}", text)["right"]
    refused = [outcome.reason for outcome in outcomes if isinstance(outcome, Skipped)]
    return float(str(share)), text.count("\t"), refused


def _summary(found: list[tuple[float, int, list[str]]]) -> dict[str, object]:
    shares = sorted(share for share, _, _ in found)
    return {
        "articles": len(found),
        "words": round(mean(shares), 4),
        "worst": shares[:5],
        "cells": sum(cells for _, cells, _ in found),
        "refused": [reason for _, _, refused in found for reason in refused],
    }


if __name__ == "__main__":
    main()

"""How much of an article is read from its page, and how much of what stands around it.

    python -m benchmarks.page_reading > page-reading.json

fills each page of ``page_styles/`` with each text of ``page_styles/articles.json``, reads it and
prints, as JSON, the share of the lines to keep that are in the text, whole and in order, the share
of the other lines that are not in it, and how many pages have both in full. In a template,
``|keep`` marks what belongs to the article and ``|either`` what may be in its text or not, such as
a headline, which is kept as the title too; all other text of the page does not belong to it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader
from lxml import html

from benchmarks.machine import describe_machine
from indexer.readers import UnreadableError
from indexer.readers.html import parse_page

_STYLES = Path(__file__).parent / "page_styles"
# Around what is to be kept and what may be; private use, so in no text.
_KEEP, _EITHER, _END = "\ue000", "\ue001", "\ue002"
_KEPT = re.compile(f"{_KEEP}(.*?){_END}", re.DOTALL)
_OPEN = re.compile(f"[{_KEEP}{_EITHER}].*?{_END}", re.DOTALL)
_MARKS = re.compile(f"[{_KEEP}{_EITHER}{_END}]")


class Page(NamedTuple):
    """A page as a site would send it, what belongs to its article, and what does not."""

    data: bytes
    keep: Sequence[str]
    leave: Sequence[str]


class Outcome(NamedTuple):
    """The lines of a page that were lost, and those that came along."""

    page: Page
    lost: Sequence[str]
    extra: Sequence[str]


def main() -> None:
    """Measure and print."""
    found = {style: list(map(measure, pages)) for style, pages in pages_by_style().items()}
    everything = [outcome for outcomes in found.values() for outcome in outcomes]
    result = {
        "all": _summary(everything),
        "styles": {style: _summary(outcomes) for style, outcomes in found.items()},
        "wrong": {style: _wrong(outcomes) for style, outcomes in found.items()},
    }
    print(json.dumps({**describe_machine(), **result}, indent=1, ensure_ascii=False))


def pages_by_style() -> Mapping[str, Sequence[Page]]:
    """Every template filled with every article."""
    articles = json.loads((_STYLES / "articles.json").read_text("utf-8"))
    environment = Environment(loader=FileSystemLoader(_STYLES), autoescape=True)
    environment.filters["keep"] = lambda text: f"{_KEEP}{text}{_END}"
    environment.filters["either"] = lambda text: f"{_EITHER}{text}{_END}"
    return {
        path.stem: [
            _page(environment.get_template(path.name).render(article)) for article in articles
        ]
        for path in sorted(_STYLES.glob("*.html"))
    }


def _page(marked: str) -> Page:
    keep = [html.fromstring(f"<p>{text}").text_content() for text in _KEPT.findall(marked)]
    leave = [line for line in _lines_around(marked) if sum(map(str.isalpha, line)) > 1]
    if both := [line for line in leave if _find(line, " ".join(keep)) >= 0]:
        msg = f"in the article and around it: {both}"
        raise ValueError(msg)
    return Page(_MARKS.sub("", marked).encode(), keep, leave)


def _lines_around(marked: str) -> Iterator[str]:
    body = html.document_fromstring(marked).find("body")
    for text in body.xpath(".//text()[not(parent::script or parent::style)]"):
        yield from filter(None, map(str.strip, _OPEN.sub("\n", text).splitlines()))


def measure(page: Page) -> Outcome:
    """Read a page and look for its lines, those to keep one after another."""
    try:
        text = parse_page(page.data.decode(), "page").text
    except UnreadableError:
        text = ""
    lost, place = [], 0
    for line in page.keep:
        found = _find(line, text, place)
        if found < 0:
            lost.append(line)
        else:
            place = found + len(line)
    return Outcome(page, lost, [line for line in page.leave if _find(line, text) >= 0])


def _find(line: str, text: str, start: int = 0) -> int:
    """Where a line stands in a text, apart from other words; -1 where it does not."""
    found = re.compile(rf"(?<!\w){re.escape(line)}(?!\w)").search(text, start)
    return found.start() if found else -1


def _summary(outcomes: Sequence[Outcome]) -> dict[str, object]:
    keep = sum(len(each.page.keep) for each in outcomes)
    leave = sum(len(each.page.leave) for each in outcomes)
    return {
        "pages": len(outcomes),
        "pages read right": sum(not each.lost and not each.extra for each in outcomes),
        "lines to keep": keep,
        "share kept": round(1 - sum(len(each.lost) for each in outcomes) / keep, 4),
        "lines to leave out": leave,
        "share left out": round(1 - sum(len(each.extra) for each in outcomes) / leave, 4),
    }


def _wrong(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """Each line that was wrong in some page of a style, once."""
    return {
        "lost": sorted({line for each in outcomes for line in each.lost}),
        "extra": sorted({line for each in outcomes for line in each.extra}),
    }


if __name__ == "__main__":
    main()

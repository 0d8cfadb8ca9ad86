"""How light and how quick the pages are, measured in Debian's Chromium.

    python -m benchmarks.page INDEX QUESTION

serves the index on this machine, opens the first page, the results of the question and the document
of the best one with an empty cache, several times each, and prints medians as JSON: bytes that were
sent, without fonts and with them, and the page's own; milliseconds to the first paint and to the
last byte of the page; layout shift as Chromium counts it. Then it asks again from the results, as a
reader does, and gives the milliseconds from the last byte of the answer to the frame that shows it;
and it goes through the results by keys and menus, and gives the milliseconds from the slowest of
these to the next paint.
"""

import argparse
import json
import statistics
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import describe_machine
from search import open_archive
from testing.serving import served

CHROMIUM = Path("/usr/bin/chromium")
ROUNDS = 5
LOOKS = {"wide": (1280, 900), "phone": (390, 844)}

_OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
window.slowest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.slowest = Math.max(window.slowest, entry.duration);
}).observe({ type: "event", durationThreshold: 16, buffered: true });
document.addEventListener("htmx:beforeSwap", () => { window.answered = performance.now(); });
document.addEventListener("htmx:afterSwap", () => {
  requestAnimationFrame(() => setTimeout(() => {
    window.seen = performance.now() - window.answered;
  }));
});
"""
_MEASURE = """
() => {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const isFont = (file) => file.name.endsWith(".woff2");
  const sum = (some) => some.reduce((total, file) => total + file.transferSize, 0);
  return {
    bytes: page.transferSize + sum(files.filter((file) => !isFont(file))),
    page_bytes: page.decodedBodySize,
    font_bytes: sum(files.filter(isFont)),
    first_paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    answered: page.responseEnd,
    layout_shift: window.shift,
  };
}
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("question")
    arguments = parser.parse_args()
    with served(open_archive(arguments.index)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        results = f"{site}/?{urlencode({'q': arguments.question})}"
        pages = {"home": f"{site}/", "results": results, "document": _document(browser, results)}
        figures = {
            f"{name}, {look}": _medians(browser, address, size)
            for name, address in pages.items()
            for look, size in LOOKS.items()
        }
        swap = _asking_again(browser, results, arguments.question)
        slowest = _going_through(browser, results)
        chromium = browser.version
        browser.close()
    print(
        json.dumps(
            {
                **describe_machine(),
                "chromium": chromium,
                "pages": figures,
                "milliseconds from answer to sight": swap,
                "milliseconds from interaction to next paint": slowest,
            },
            indent=2,
        )
    )


def _opened(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    """The page in a browser that has never seen it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.add_init_script(_OBSERVE)
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_timeout(300)
    return page


def _document(browser: Browser, results: str) -> str:
    page = _opened(browser, results, LOOKS["wide"])
    page.locator("#hit-1 h2 a").click()
    page.wait_for_load_state()
    address = page.url
    page.context.close()
    return address


def _medians(browser: Browser, address: str, size: tuple[int, int]) -> dict[str, float]:
    rounds = []
    for _ in range(ROUNDS):
        page = _opened(browser, address, size)
        rounds.append(page.evaluate(_MEASURE))
        page.context.close()
    return {name: round(statistics.median(r[name] for r in rounds), 4) for name in rounds[0]}


def _asking_again(browser: Browser, results: str, question: str) -> float:
    times: list[float] = []
    for number in range(ROUNDS):
        page = _opened(browser, results, LOOKS["wide"])
        page.locator("#q").fill(f"{question} {number}")
        page.keyboard.press("Enter")
        # The pages allow no code in a string, so that this is not for the browser to wait for.
        while (seen := page.evaluate("window.seen ?? null")) is None:
            page.wait_for_timeout(50)
        times.append(seen)
        page.context.close()
    return round(statistics.median(times), 1)


def _going_through(browser: Browser, results: str) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        page = _opened(browser, results, LOOKS["wide"])
        for key in "jjjjkksc":
            page.keyboard.press(key)
        for menu in page.locator(".hit .menu summary").all()[:3]:
            menu.click()
        page.locator("#filters input[type=checkbox]:visible").first.check()
        page.locator(".chips").wait_for()
        page.wait_for_timeout(300)
        times.append(page.evaluate("window.slowest"))
        page.context.close()
    return round(statistics.median(times), 1)


if __name__ == "__main__":
    main()

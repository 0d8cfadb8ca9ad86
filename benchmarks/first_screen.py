"""Whether the right answer, and no wrong one, is on the first screen of the page of results.

    python -m benchmarks.first_screen INDEX [--questions questions.jsonl]

serves the index on this machine and opens the results of each question in Debian's Chromium, at the
size of a small laptop and of a phone. An answer is there where its words stand, in sight, in the
answer strip or in the sentence of a card, of a document that has it. Wrong is an answer, in sight
and set off as one, that is none of the right ones; weak rows set off nothing. Prints counts and
what failed, as JSON.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from benchmarks.machine import describe_machine
from search import open_archive
from testing.serving import served

CHROMIUM = Path("/usr/bin/chromium")
QUESTIONS = Path(__file__).parent / "questions" / "first_screen.jsonl"
SIZES = {"1280 x 800": (1280, 800), "390 x 844": (390, 844)}

_IN_SIGHT = """
() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].flatMap((element) => {
    const words = [];
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const range = document.createRange();
      for (const found of walk.currentNode.data.matchAll(/\\S+/g)) {
        range.setStart(walk.currentNode, found.index);
        range.setEnd(walk.currentNode, found.index + found[0].length);
        const box = range.getBoundingClientRect();
        if (box.width && box.height && box.top >= 0 && box.bottom <= innerHeight) {
          words.push(found[0]);
        }
      }
    }
    return words.length ? [words.join(" ")] : [];
  });
  return {
    sentences: shown("#attested, .hit .sentence"),
    answers: shown("#attestation .answer strong, #agreement strong, .hit .answer strong"),
  };
}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a question is on the first screen."""

    is_right: bool
    wrong: tuple[str, ...]


def main() -> None:
    """Ask, look, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    arguments = parser.parse_args()
    questions = [json.loads(line) for line in arguments.questions.read_text("utf-8").splitlines()]
    found: dict[str, object] = {}
    with served(open_archive(arguments.index)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            seen = {
                each["id"]: _look(page, site, each["question"], each["answers"])
                for each in questions
            }
            page.close()
            found[name] = {
                "questions": len(seen),
                "right": sum(each.is_right for each in seen.values()),
                "right and none wrong": sum(
                    each.is_right and not each.wrong for each in seen.values()
                ),
                "others": {
                    number: asdict(each)
                    for number, each in seen.items()
                    if not each.is_right or each.wrong
                },
            }
        browser.close()
    print(json.dumps({**describe_machine(), **found}, indent=2, ensure_ascii=False))


def _look(page: Page, site: str, question: str, answers: list[str]) -> Seen:
    page.goto(f"{site}/?{urlencode({'q': question})}")
    page.evaluate("document.fonts.ready.then(() => null)")
    shown = page.evaluate(_IN_SIGHT)
    texts = [*shown["sentences"], *shown["answers"]]
    is_right = any(answer in text for text in texts for answer in answers)
    wrong = tuple(
        text
        for text in shown["answers"]
        if not any(answer in text or text in answer for answer in answers)
    )
    return Seen(is_right, wrong)


if __name__ == "__main__":
    main()

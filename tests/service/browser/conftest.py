"""The pages in a real browser, served by the real server over an archive of invented news."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from indexer.collections import add_documents
from search.archive import Archive
from testing.serving import served
from tests.conftest import as_reads
from tests.service.browser.newsroom import DOCUMENTS, PRIVATE
from tests.service.conftest import HOSTILE, make_archive

CHROMIUM = Path("/usr/bin/chromium")

# Said of a document whose address has an anchor, which has put the focus where autofocus would.
FOCUSED = "Autofocus processing was blocked because a document already has a focused element."

# What axe looks for.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_AXE = Axe()

Open = Callable[..., Page]

expect.set_options(timeout=30_000)  # of a machine that is busy with other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where the browser is not installed, its tests are skipped."""
    here = Path(__file__).parent
    if not CHROMIUM.exists():
        for item in items:
            if item.path.is_relative_to(here):
                item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not installed"))


def newsroom(folder: Path) -> Archive:
    """An archive of invented news, with a collection that not everyone reads."""
    archive = make_archive(folder, *DOCUMENTS, HOSTILE)
    archive.create(PRIVATE.collection)
    add_documents(archive, PRIVATE.collection, as_reads((PRIVATE,)), lambda _: None)
    return archive


@pytest.fixture(scope="session")
def news_archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive that the browser only reads, but for what is saved."""
    return newsroom(tmp_path_factory.mktemp("newsroom"))


@pytest.fixture(scope="session")
def address(news_archive: Archive) -> Iterator[str]:
    """The address of the service."""
    with served(news_archive) as address:
        yield address


# Of each module: Playwright keeps an event loop running, in which no other test can run its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window or a network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--host-resolver-rules=MAP newsroom.test 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts; closed after the test."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        made.append(browser.new_context(**options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def opened(context_of: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens pages; whatever one logs, or asks another host, fails the test."""
    problems: list[str] = []

    def open_page(address: str, **options: object) -> Page:
        page = context_of(**options).new_page()
        site = "/".join(address.split("/")[:3])
        page.on(
            "console",
            lambda message: None if message.text == FOCUSED else problems.append(message.text),
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((site, "blob:", "data:"))
                else problems.append(f"asked {request.url}")
            ),
        )
        page.goto(address)
        return page

    yield open_page
    assert not problems


def violations(page: Page, rules: list[str] = RULES) -> AxeResults:
    """What axe finds wrong with a page; what it finds right, many times as much, is not sent."""
    return _AXE.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page], None]:
    """Keeps a picture of a page under the name of the test, in the folder SHAWAHID_SCREENSHOTS."""
    place = os.environ.get("SHAWAHID_SCREENSHOTS")
    taken: list[str] = []

    def keep(page: Page) -> None:
        if place is None:  # nobody would look at it
            return
        folder = Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]+", "-", request.node.name.removeprefix("test_")).strip("-")
        taken.append(name)
        # What is changed for a picture by default is a style that the page refuses.
        page.screenshot(
            path=folder / f"{name}-{len(taken)}.png", caret="initial", animations="allow"
        )

    return keep

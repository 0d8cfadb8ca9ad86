"""The pages in a real browser, served by the real server."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from service.app import create_app
from tests.service.conftest import HOSTILE_ID
from tests.service.fake_engine import FakeEngine

CHROMIUM = Path("/usr/bin/chromium")
QUESTION = "ما دور مركز حماية العمالة الوافدة في البحرين؟"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")


@pytest.fixture(scope="module")
def address(engine: FakeEngine) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(create_app(lambda: engine), log_level="warning")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
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


def ask(page: Page, question: str) -> None:
    page.get_by_role("searchbox").fill(question)
    page.get_by_role("button", name="بحث").click()


def assert_fits(page: Page) -> None:
    width, view = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= view


@pytest.mark.parametrize("scripts", [True, False])
def test_search_then_read_the_passage_in_its_document(
    browser: Browser, address: str, *, scripts: bool
) -> None:
    page = browser.new_page(java_script_enabled=scripts)
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))

    page.goto(address)
    ask(page, QUESTION)
    expect(page.locator("#hit-1 mark").first).to_be_visible()
    quote = page.locator("#quote-1").text_content()
    copies = page.get_by_role("button", name="نسخ")
    assert copies.count() == (20 if scripts else 0)

    page.locator("#hit-1 h2 a").click()
    expect(page.locator("#passage")).to_have_text(quote or "", use_inner_text=False)
    expect(page.locator("#passage mark").first).to_be_in_viewport()
    page.get_by_role("link", name="العودة إلى نتائج البحث").click()
    expect(page.get_by_role("searchbox")).to_have_value(QUESTION)

    assert not problems
    assert all(url.startswith(address) for url in requests)
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1600])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    assert_fits(page)
    ask(page, "البحرين زيتون " + "طويل" * 100)
    expect(page.locator("#hit-1")).to_be_visible()
    assert_fits(page)
    page.locator("#hit-1 h2 a").click()
    expect(page.locator("#passage")).to_be_visible()
    assert_fits(page)
    page.close()


def test_fonts_are_the_vendored_ones(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    ask(page, QUESTION)
    page.evaluate("document.fonts.ready.then(() => null)")
    loaded = page.evaluate(
        "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"
    )
    assert {name.strip('"') for name in loaded} == {"IBM Plex Sans Arabic", "Noto Naskh Arabic"}
    page.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "newsroom.test"], ids=["secure", "plain-http"])
def test_copied_quotation_is_exact_and_carries_its_source(
    browser: Browser, address: str, engine: FakeEngine, host: str
) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(address.replace("127.0.0.1", host))
    ask(page, "زيتون")
    assert page.evaluate("window.isSecureContext") == (host == "127.0.0.1")
    hit = next(h for h in engine.search("زيتون") if h.citation.document_id == HOSTILE_ID)
    page.locator(f"#hit-{hit.rank}").get_by_role("button", name="نسخ المقطع").click()
    expect(page.get_by_role("status")).to_have_text("نُسخ مع مصدره")

    page.goto(address)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(hit.citation.quote + "\n\n")
    assert copied.endswith(f"[{HOSTILE_ID}، {hit.citation.start}\u2013{hit.citation.end}]")
    context.close()


def test_slash_moves_to_the_search_box(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/?q=x1")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("x1")
    page.close()

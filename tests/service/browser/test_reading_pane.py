"""In a wide window the document of the chosen result stands beside the list."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.service.browser.conftest import RULES, Open
from tests.service.browser.newsroom import QUESTION

WIDE: ViewportSize = {"width": 1440, "height": 900}


def shown_at(page: Page, number: int) -> None:
    """The pane has the document of a hit, at the hit's sentence, and the address says so."""
    title = page.locator(f"#hit-{number} h2").inner_text()
    expect(page.locator("#reading h1")).to_have_text(title)
    expect(page.locator("#reading #sentence")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(f"#hit-{number}$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_document_is_read_beside_the_results(
    opened: Open, address: str, screenshot: Callable[[Page], None], scheme: str
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport=WIDE, color_scheme=scheme)
    expect(page.locator("#reading")).to_contain_text("اختر نتيجة")
    page.locator("#hit-2 h2 a").click()
    shown_at(page, 2)
    expect(page.locator("#hit-2")).to_have_attribute("aria-current", "location")
    page.locator("#attestation").get_by_role("link", name="افتح").click()
    shown_at(page, 1)
    expect(page.locator("[aria-current=location]")).to_have_count(1)
    screenshot(page)
    page.reload()
    shown_at(page, 1)
    page.get_by_role("link", name="افتح الوثيقة في صفحتها").click()
    expect(page.locator("main > .document #sentence")).to_be_in_viewport()
    page.go_back()
    shown_at(page, 1)


def test_the_document_beside_the_results_is_read_by_keys(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport=WIDE)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    shown_at(page, 1)
    page.keyboard.press("j")
    shown_at(page, 2)
    page.keyboard.press("Enter")
    expect(page.locator("#reading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#hit-2 h2 a")).to_be_focused()
    page.keyboard.press("k")
    shown_at(page, 1)


def test_a_weak_hit_is_read_there_too(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport=WIDE)
    page.locator("#weaker > summary").click()
    link = page.locator("#weaker a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("#reading h1")).to_have_text(name)


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (1440, False), (390, True)])
def test_elsewhere_a_result_is_opened_on_its_own_page(
    opened: Open, address: str, *, width: int, scripts: bool
) -> None:
    size = {"width": width, "height": 900}
    page = opened(f"{address}/?q={QUESTION}", viewport=size, java_script_enabled=scripts)
    expect(page.locator("#reading")).to_be_hidden()
    page.locator("#hit-1 h2 a").click()
    expect(page.locator("main > .document #sentence")).to_be_in_viewport()


def test_other_results_come_with_an_empty_pane(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}#hit-1", viewport=WIDE)
    shown_at(page, 1)
    page.get_by_role("checkbox", name="صحيفة الراصد").check()
    expect(page.locator(".chips")).to_be_visible()
    expect(page.locator("#reading")).to_contain_text("اختر نتيجة")


def test_axe_finds_no_violation_beside_the_results(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport=WIDE)
    page = context.new_page()
    page.goto(f"{address}/?q={QUESTION}#hit-1")
    expect(page.locator("#reading #sentence")).to_be_visible()
    report = Axe().run(page, options={"runOnly": RULES})
    context.close()
    assert not report.violations_count, report.generate_report()


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_what_is_done_with_the_results_stands_in_one_line(
    opened: Open, address: str, width: int
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": width, "height": 900})
    parts = [part.bounding_box() for part in page.locator(".summary > *").all()]
    assert len(parts) == 5
    middles = [part["y"] + part["height"] / 2 for part in parts if part]
    assert max(middles) - min(middles) < 10


@pytest.mark.parametrize("language", ["العربية", "English"])
def test_what_is_done_with_results_is_one_line_also_beside_a_document(
    opened: Open, address: str, language: str
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport=WIDE)
    if language == "English":
        page.get_by_role("link", name=language).click()
        expect(page.get_by_role("button", name="Save this search")).to_have_text("Save")
    expect(page.locator("#reading")).to_be_visible()
    # As many as are counted.
    page.locator("#count").evaluate(
        "line => { line.textContent = line.textContent.replace(/[0-9]+/, '200') }"
    )
    middles = page.locator(".found > .summary > *").evaluate_all(
        "found => found.map(each => each.getBoundingClientRect())"
        ".map(box => Math.round(box.top + box.height / 2))"
    )
    assert len(middles) >= 5
    assert max(middles) - min(middles) <= 4

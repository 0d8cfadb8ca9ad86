"""Lists of questions, views of results and dossiers in a browser, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.browser.conftest import Open, violations
from tests.service.browser.newsroom import QUESTION

Keep = Callable[[Page], None]
PLAIN = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def ask_list(page: Page, address: str) -> None:
    page.goto(f"{address}/batches")
    page.get_by_label("الأسئلة، في كل سطر سؤال").fill(f"{QUESTION}\n؟\nzzz qqq\n")
    page.get_by_role("button", name="اسأل", exact=True).click()
    expect(page.locator("#answered")).to_be_visible(timeout=30_000)


@PLAIN
def test_a_list_is_pasted_and_becomes_a_table(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(address, java_script_enabled=scripts)
    ask_list(page, address)
    screenshot(page)
    expect(page.locator("#answered tbody tr")).to_have_count(3)
    expect(page.locator("#sentence-1")).to_contain_text("العقبة")
    with page.expect_download() as got:
        page.get_by_role("link", name="Excel").click()
    assert got.value.suggested_filename.endswith(".xlsx")
    page.locator("#answered").get_by_role("link", name="افتح").first.click()
    expect(page.locator("#sentence")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="احذف القائمة").click()
    expect(page.get_by_role("heading", name="قوائم الأسئلة")).to_be_visible()


@PLAIN
def test_a_result_goes_into_a_dossier_from_its_menu(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(f"{address}/?q={QUESTION}", java_script_enabled=scripts)
    sentence = page.locator("#sentence-1").text_content()
    page.locator("#hit-1 .menu summary").click()
    page.locator("#hit-1").get_by_role("link", name="أضف إلى ملف").click()
    screenshot(page)
    page.get_by_label("اسم الملف").fill("ملف التحلية")
    page.get_by_role("button", name="أضف الجملة").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ملف التحلية")
    assert page.locator("#quote-1").text_content() == sentence
    page.get_by_role("button", name="احذف الملف").click()


def test_views_are_chosen_and_stand_in_the_address(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.locator(".summary .views").get_by_role("link", name="بالأيام").click()
    expect(page.locator("#days")).to_be_visible()
    assert "view=days" in page.url
    screenshot(page)
    page.locator(".views").get_by_role("link", name="جنبًا إلى جنب").click()
    expect(page.locator(".event").first).to_be_visible()
    page.reload()
    expect(page.locator(".event").first).to_be_visible()
    screenshot(page)
    page.locator(".views").get_by_role("link", name="النتائج").click()
    expect(page.locator("#hit-1 .menu")).to_be_visible()
    assert "view" not in page.url


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_in_a_table_or_a_form(
    browser: Browser, address: str, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 844})
    page = context.new_page()
    ask_list(page, address)
    reports = [violations(page)]
    narrow = page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{address}/?q={QUESTION}")
    page.goto(address + str(page.locator("a[href^='/dossiers/items']").first.get_attribute("href")))
    reports.append(violations(page))
    found = [each.generate_report() for each in reports if each.violations_count]
    context.close()
    assert not found, "\n".join(found)
    assert narrow

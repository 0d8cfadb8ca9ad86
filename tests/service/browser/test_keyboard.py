"""What is kept, and a search in a document, by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.service.browser.conftest import Open
from tests.service.browser.newsroom import QUESTION


def reach(page: Page, target: Locator) -> None:
    """Goes on by the tabulator until a control has the focus, which can be seen there."""
    expect(target).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none"
            expect(target).to_be_in_viewport()
            return
    pytest.fail(f"{target} is not reached")


def press(page: Page, target: Locator) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


def collect(page: Page, address: str, number: int) -> None:
    """Goes from a result to the form that puts its sentence into a dossier."""
    page.goto(f"{address}/?q={QUESTION}")
    for _ in range(number):
        page.keyboard.press("j")
    expect(page.locator(f"#title-{number} a")).to_be_focused()
    press(page, page.locator(f"#hit-{number} .menu summary"))
    press(page, page.locator(f"#hit-{number}").get_by_role("link", name="أضف إلى ملف"))
    expect(page.locator("#dossier")).to_be_visible()


def test_what_is_followed_leads_to_the_results_that_it_brings(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    press(page, page.get_by_role("link", name="الأحدث"))
    expect(page).to_have_url(re.compile("sort=date"))
    expect(page.get_by_role("main")).to_be_focused()
    source = page.get_by_role("checkbox", name="صحيفة الراصد")
    source.press("Space")
    expect(page.locator(".chips")).to_be_visible()
    expect(source).to_be_checked()
    expect(source).to_be_focused()


def test_a_dossier_is_made_ordered_and_deleted(opened: Open, address: str) -> None:
    page = opened(address)
    collect(page, address, 1)
    reach(page, page.locator("#dossier-name"))
    page.keyboard.press("Control+a")
    page.keyboard.type("ملف المفاتيح")
    reach(page, page.locator("#dossier-note"))
    page.keyboard.type("راجع الموعد")
    press(page, page.get_by_role("button", name="أضف الجملة"))
    expect(page.get_by_role("heading", level=1)).to_have_text("ملف المفاتيح")
    expect(page.locator("#note-1")).to_have_value("راجع الموعد")
    first = page.locator("#quote-1").inner_text()

    collect(page, address, 2)
    reach(page, page.locator("#dossier"))
    page.keyboard.press("Home")
    expect(page.locator("#dossier option:checked")).to_have_text("ملف المفاتيح")
    press(page, page.get_by_role("button", name="أضف الجملة"))
    expect(page.locator("blockquote")).to_have_count(2)
    second = page.locator("#quote-2").inner_text()
    items = page.locator(".searches > li")
    press(page, items.nth(1).locator("[value=up]"))
    expect(page.locator("#quote-1")).to_have_text(second)
    expect(page.locator("#quote-2")).to_have_text(first)
    page.goto(page.url.split("#")[0])
    press(page, items.first.locator("[value=remove]"))
    expect(page.locator("blockquote")).to_have_count(1)
    page.goto(page.url.split("#")[0])
    press(page, page.get_by_role("button", name="احذف الملف"))
    expect(page.locator("main")).not_to_contain_text("ملف المفاتيح")


def test_a_search_is_saved_muted_opened_and_deleted(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    press(page, page.get_by_role("button", name="احفظ هذا البحث"))
    saved = page.locator(".searches > li").filter(has_text=QUESTION)
    press(page, saved.get_by_role("button", name="اكتم"))
    press(page, saved.get_by_role("button", name="ألغ\u0650 الكتم"))
    press(page, saved.get_by_role("link", name=QUESTION))
    expect(page.locator("#hit-1")).to_be_visible()
    page.go_back()
    press(page, saved.get_by_role("button", name="حذف"))
    expect(saved).to_have_count(0)


def test_words_are_found_in_a_document(opened: Open, address: str) -> None:
    page = opened(f"{address}/documents/alrasid/2024/05/desalination.html")
    reach(page, page.locator("#find"))
    page.keyboard.type("المياه")
    page.keyboard.press("Enter")
    current = page.locator(".match.current")
    expect(current).to_be_in_viewport()
    expect(page.locator("#match")).to_have_text("1")
    press(page, page.get_by_role("link", name="التالي"))
    expect(page.locator("#match")).to_have_text("2")
    expect(current).to_have_attribute("id", "match-2")
    page.keyboard.press("Enter")  # there are two
    expect(page.locator("#match")).to_have_text("1")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#match")).to_have_text("2")
    expect(current).to_be_in_viewport()

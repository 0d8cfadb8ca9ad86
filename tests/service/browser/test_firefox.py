"""The main journeys in Debian's Firefox."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.service.browser.conftest import Open, violations
from tests.service.browser.newsroom import QUESTION

FIREFOX = Path("/usr/bin/firefox-esr")

pytestmark = pytest.mark.skipif(not FIREFOX.exists(), reason=f"{FIREFOX} is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Firefox as it is installed, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=FIREFOX)
        yield browser
        browser.close()


def copied(page: Page) -> str:
    """What was copied, as it is pasted: Firefox lets no page read it unasked."""
    expect(page.locator("#status")).to_have_text("نُسخ مع مصدره")
    page.goto(page.url.split("?")[0] + "quotations")
    box = page.get_by_role("textbox", name="الاقتباس")
    box.press("Control+v")
    expect(box).not_to_have_value("")
    return box.input_value()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_question_is_asked_and_its_document_opened_at_the_sentence(
    opened: Open, address: str, *, scripts: bool
) -> None:
    page = opened(address, java_script_enabled=scripts)
    page.get_by_role("combobox").fill(QUESTION)
    page.get_by_role("button", name="بحث", exact=True).click()
    expect(page.locator("#hit-1 mark").first).to_be_visible()
    sentence = page.locator("#sentence-1").text_content() or ""
    page.locator("#hit-1 h2 a").click()
    expect(page.locator("main > .document #sentence")).to_have_text(sentence)
    expect(page.locator("#sentence")).to_be_in_viewport()
    page.get_by_role("link", name="العودة إلى نتائج البحث").click()
    expect(page.get_by_role("combobox")).to_have_value(QUESTION)


def test_a_sentence_is_copied_with_its_citation(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    words = page.locator("#sentence-1").text_content()
    paper = page.locator("#hit-1 .source").first.text_content() or "?"
    page.locator("#hit-1 > .hit > footer").get_by_role("button", name="نسخ", exact=True).click()
    pasted = copied(page)
    assert pasted.startswith(f"«{words}»\n")
    assert paper in pasted


def test_results_are_gone_through_by_keys(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    words = page.locator("#sentence-1").text_content()
    for key, title in (("j", "#title-1"), ("j", "#title-2"), ("k", "#title-1")):
        page.keyboard.press(key)
        expect(page.locator(f"{title} a")).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("#hit-1 [name=pick]")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("c")
    assert copied(page).startswith(f"«{words}»\n")
    page.goto(f"{address}/?q={QUESTION}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("main > .document #sentence")).to_be_in_viewport()


def test_a_document_is_read_beside_the_results(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": 1440, "height": 900})
    page.locator("#hit-2 h2 a").click()
    expect(page.locator("#reading h1")).to_have_text(page.locator("#hit-2 h2").inner_text())
    expect(page.locator("#reading #sentence")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, address: str, scheme: str) -> None:
    wide = {"width": 1440, "height": 900}
    page = opened(address, viewport=wide, color_scheme=scheme)

    def check() -> None:
        found = violations(page).response["violations"]
        assert not found, (page.url, [each["id"] for each in found])

    check()
    page.get_by_role("combobox").fill(QUESTION)
    page.get_by_role("button", name="بحث", exact=True).click()
    expect(page.locator("#hit-1 mark").first).to_be_visible()
    check()
    page.locator("#hit-1 .menu summary").click()
    check()
    page.keyboard.press("Escape")
    page.locator("#hit-2 h2 a").click()
    expect(page.locator("#reading #sentence")).to_be_in_viewport()
    check()
    page.goto(f"{address}/?q={QUESTION}&view=days")
    check()
    page.goto(f"{address}/?q={QUESTION}&view=beside")
    check()
    page.goto(f"{address}/?q=zzz qqq")
    check()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?q={QUESTION}")
    check()
    page.locator("#hit-1 h2 a").click()
    expect(page.locator("main > .document #sentence")).to_be_in_viewport()
    check()
    for path in ("quotations", "saved", "dossiers", "batches", "upload", "help", "sign-in"):
        page.goto(f"{address}/{path}")
        check()


def test_earlier_searches_are_offered(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    expect(page.locator("#count")).to_be_visible()
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    expect(page.locator("#count")).to_be_visible()
    expect(box).to_have_value(QUESTION)


def test_a_result_goes_into_a_dossier_from_its_menu(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    sentence = page.locator("#sentence-1").text_content()
    page.locator("#hit-1 .menu summary").click()
    page.locator("#hit-1").get_by_role("link", name="أضف إلى ملف").click()
    page.get_by_label("اسم الملف").fill("ملف فيرفكس")
    page.get_by_role("button", name="أضف الجملة").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ملف فيرفكس")
    assert page.locator("#quote-1").text_content() == sentence
    page.get_by_role("button", name="احذف الملف").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("ملف فيرفكس")

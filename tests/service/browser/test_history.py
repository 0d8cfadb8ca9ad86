"""What was searched for is kept in the browser alone, for one reader, as long as they like."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from service.access.callers import Role
from service.access.gate import Gate
from service.settings import Settings
from testing.serving import served
from tests.service.browser.conftest import Open, newsroom, violations
from tests.service.browser.newsroom import QUESTION

Keep = Callable[[Page], None]
OTHER = "ميناء العقبة والحاويات"


def ask(page: Page, question: str) -> None:
    box = page.get_by_role("combobox")
    box.fill(question)
    page.get_by_role("button", name="بحث", exact=True).click()
    expect(page.locator("#count")).to_be_visible()
    expect(box).to_have_value(question)


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify({...localStorage})"))


def test_earlier_searches_are_offered_and_stay_in_the_browser(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(address)
    sent: list[Request] = []

    def note(request: Request) -> None:
        sent.append(request)

    page.on("request", note)
    ask(page, QUESTION)
    ask(page, OTHER)
    page.goto(address)
    section = page.get_by_role("region", name="ما بحثت عنه")
    expect(section.get_by_role("link")).to_have_text([OTHER, QUESTION])
    screenshot(page)
    assert not violations(page).response["violations"]

    box = page.get_by_role("combobox")
    box.press("ArrowDown")
    options = page.get_by_role("option")
    expect(options).to_have_text([f"{OTHER} (بحث سابق)", f"{QUESTION} (بحث سابق)"])
    expect(box).to_have_attribute("aria-activedescendant", "past-1")
    screenshot(page)
    assert not violations(page).response["violations"]
    box.press("Enter")
    expect(page.locator("#count")).to_be_visible()
    expect(box).to_have_value(OTHER)

    page.goto(address)
    box.press_sequentially("محطّة", delay=20)
    expect(options.first).to_have_text(f"{QUESTION} (بحث سابق)")
    box.fill("")
    box.press("Escape")
    section.get_by_role("link", name=QUESTION).click()
    expect(page.locator("#count")).to_be_visible()

    for request in sent:
        asked_both = "العقبة والحاويات" in request.url and "محطة تحلية" in request.url
        assert not asked_both
        assert request.post_data is None


def test_they_are_cleared_and_switched_off(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.goto(address)
    section = page.get_by_role("region", name="ما بحثت عنه")
    section.get_by_role("button", name="امسحه").click()
    expect(section.get_by_role("link")).to_have_count(0)
    expect(page.locator("#status")).to_have_text("مُسح")
    expect(page.get_by_role("checkbox", name="احتفظ بما أبحث عنه")).to_be_focused()
    assert "محطة" not in kept(page)

    ask(page, OTHER)
    page.goto(address)
    page.get_by_role("checkbox", name="احتفظ بما أبحث عنه").uncheck()
    assert OTHER not in kept(page)
    ask(page, QUESTION)
    assert "محطة" not in kept(page), "nothing is kept"
    page.goto(address)
    expect(page.get_by_role("checkbox", name="احتفظ بما أبحث عنه")).not_to_be_checked()
    page.get_by_role("combobox").press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_role("checkbox", name="احتفظ بما أبحث عنه").check()
    ask(page, QUESTION)
    assert "محطة" in kept(page)


def test_whoever_sits_down_next_finds_nothing(
    context_of: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    archive = newsroom(tmp_path / "index")
    gate = Gate(Settings(archive.folder))
    tokens = [gate.keys.create(Role.READER, name, None, None)[1] for name in "ab"]
    gate.close()

    def sign_in(page: Page, token: str) -> None:
        page.get_by_label("المفتاح").fill(token)
        page.get_by_role("button", name="دخول").click()
        expect(page.get_by_role("combobox")).to_be_visible()

    with served(archive) as address:
        context = context_of()
        page = context.new_page()
        page.goto(address)
        sign_in(page, tokens[0])
        ask(page, QUESTION)
        assert "محطة" in kept(page)
        page.get_by_role("button", name="خروج").click()
        expect(page.get_by_label("المفتاح")).to_be_visible()
        assert "محطة" not in kept(page), "signing out clears it"

        sign_in(page, tokens[0])
        ask(page, QUESTION)
        cookies, before = context.cookies(), kept(page)
        assert "محطة" in before
        context.clear_cookies()  # as when a session ends by itself
        page.goto(address)
        expect(page.get_by_label("المفتاح")).to_be_visible()
        assert "محطة" not in kept(page)

        context.add_cookies(cookies)  # type: ignore[arg-type]
        page.goto(f"{address}/?q={QUESTION}")
        expect(page.locator("#count")).to_be_visible()
        assert "محطة" in kept(page)
        request = context.request.post(
            f"{address}/sign-in",
            form={"key": tokens[1], "next": "/help"},
            headers={"Origin": address},
        )
        assert request.ok
        page.goto(f"{address}/help")
        assert "محطة" not in kept(page), "with another key it is another reader"


@pytest.mark.parametrize("damaged", ["{", "[]", '{"reader": "", "asked": [1, null, {}]}', "null"])
def test_what_is_no_history_harms_nothing(opened: Open, address: str, damaged: str) -> None:
    page = opened(address)
    page.evaluate("text => localStorage.setItem('searches', text)", damaged)
    page.goto(address)
    expect(page.locator("#newest")).to_be_visible()
    expect(page.get_by_role("region", name="ما بحثت عنه")).to_be_hidden()
    ask(page, QUESTION)
    assert "محطة" in kept(page)


def test_without_scripts_nothing_of_it_shows(opened: Open, address: str) -> None:
    page = opened(address, java_script_enabled=False)
    expect(page.locator("#newest")).to_be_visible()
    expect(page.locator("#past")).to_be_hidden()


def test_it_is_said_in_english_too(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.get_by_role("link", name="English").click()
    page.goto(address)
    section = page.get_by_role("region", name="What you searched for")
    expect(section.get_by_role("link")).to_have_text([QUESTION])
    expect(section.get_by_role("button", name="Clear it")).to_be_visible()

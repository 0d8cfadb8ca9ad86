"""What is kept: dossiers, saved searches and their alerts, from the result on, in every look."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdfium2 import PdfDocument

from service.alerts.settings import AlertSettings, MailSettings, WebhookSettings
from service.settings import Settings
from testing.serving import served
from tests.service.browser.conftest import newsroom, violations
from tests.service.browser.newsroom import QUESTION

LOOKS: dict[str, dict[str, Any]] = {
    "phone in the dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "laptop without scripts": {
        "viewport": {"width": 1280, "height": 800},
        "java_script_enabled": False,
    },
    "wide": {"viewport": {"width": 1920, "height": 1080}},
}
READER = "desk@newsroom.example"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service where alerts are set up: there is no server of mail, and none is due."""
    archive = newsroom(tmp_path_factory.mktemp("desk"))
    mail = MailSettings(
        host="127.0.0.1", sender=READER, domains=frozenset({"newsroom.example"}), tls="none"
    )
    alerts = AlertSettings(
        site="https://search.newsroom.example", mail=mail, webhook=WebhookSettings()
    )
    with served(archive, Settings(archive.folder, alerts=alerts)) as address:
        yield address


def check(page: Page, screenshot: Callable[[Page], None], *, scripts: bool) -> None:
    """The page fits its window, and axe finds nothing; axe itself needs scripts."""
    screenshot(page)
    if scripts:
        content, view = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert content <= view
        report = violations(page)
        assert not report.violations_count, report.generate_report()


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_found_is_kept(
    context_of: Callable[..., BrowserContext],
    desk: str,
    screenshot: Callable[[Page], None],
    look: str,
) -> None:
    options = LOOKS[look]
    scripts = options.get("java_script_enabled", True)
    page = context_of(bypass_csp=True, **options).new_page()
    page.goto(f"{desk}/?q={QUESTION}")
    sentence = page.locator("#attested").inner_text()
    check(page, screenshot, scripts=scripts)

    # The document's own page, which a wide window opens by its link beside the list.
    page.goto(desk + str(page.locator("#hit-1 h2 a").get_attribute("href")))
    page.locator("#find").fill("محطة")
    page.locator("#find").press("Enter")
    expect(page.locator(".match.current, .match").first).to_be_visible()
    page.locator(".menu summary").first.click()
    page.locator("#dossier").select_option("")
    page.locator("#dossier-name").fill(f"ملف {look}")
    page.get_by_role("button", name="الجملة").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"ملف {look}")
    expect(page.locator("blockquote").first).to_have_text(sentence)
    check(page, screenshot, scripts=scripts)

    page.goto(f"{desk}/?q={QUESTION} {look}")
    page.get_by_role("button", name="احفظ هذا البحث").click()
    saved = page.locator(".searches > li").first
    saved.locator("summary").click()
    check(page, screenshot, scripts=scripts)
    saved.get_by_role("textbox").fill(READER)
    saved.get_by_role("combobox").select_option("1")
    saved.get_by_role("button", name="أرسل إليه الجديد").click()
    expect(saved.locator(".delivery")).to_contain_text(READER)
    expect(saved.locator(".delivery")).to_contain_text("ساعة")
    check(page, screenshot, scripts=scripts)
    saved.locator(".delivery button").click()
    expect(saved.locator(".delivery")).to_have_count(0)


def test_a_dossier_and_a_document_fill_their_paper(
    context_of: Callable[..., BrowserContext], desk: str
) -> None:
    page = context_of().new_page()
    page.goto(f"{desk}/?q={QUESTION}")
    sentence = page.locator("#attested").inner_text()
    page.goto(desk + str(page.locator("#hit-1 h2 a").get_attribute("href")))
    for _ in range(2):
        paper = PdfDocument(page.pdf())
        text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
        assert len(paper) == 1
        assert "ابحث" not in text
        paper.close()
        assert page.locator("#sentence, blockquote").first.inner_text() == sentence
        if page.locator(".menu summary").count():
            page.locator(".menu summary").first.click()
            page.get_by_role("button", name="الجملة").last.click()
            expect(page.locator("blockquote").first).to_have_text(sentence)

    page.get_by_label("ملاحظتك").fill("للصفحة الأولى")
    page.get_by_role("button", name="احفظ الملاحظة").click()
    note = page.locator(".remark")
    expect(note).to_be_hidden()  # it stands in the form
    page.emulate_media(media="print")
    expect(note).to_be_visible()
    expect(note).to_have_text("للصفحة الأولى")
    expect(page.get_by_label("ملاحظتك")).to_be_hidden()

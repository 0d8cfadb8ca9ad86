"""Everyone can use the pages: by keyboard, with a screen reader, on a phone, in the dark."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from tests.service.browser.conftest import RULES, Open, violations
from tests.service.browser.newsroom import QUESTION, REMEMBERED
from tests.service.conftest import HOSTILE_ID

PAGES = {
    "home": "/",
    "results": f"/?q={QUESTION}",
    "filtered": f"/?q={QUESTION}&source=وكالة الشرق&since=2023-01",
    "by day": f"/?q={QUESTION}&view=days",
    "side by side": f"/?q={QUESTION}&view=beside",
    "lists": "/batches",
    "nothing": "/?q=محطة&since=1990&until=1991",
    "document": "/documents/alrasid/2024/05/desalination.html",
    "english document": "/documents/times/aqaba.html",
    "hostile": "/?q=مؤتمر الزيتون",
    "quotation": "/quotations",
    "quotation in other words": f"/quotations?quotation={REMEMBERED}",
    "quotation nowhere": "/quotations?quotation=لم يقل أحد هذا الكلام",
    "saved": "/saved",
    "dossiers": "/dossiers",
    "upload": "/upload",
    "help": "/help",
    "sign in": "/sign-in",
    "error": "/documents/none",
    "too long": f"/?q={'كلمة ' * 500}",
    "results in English": f"/?q={QUESTION}&lang=en",
    "help in English": "/help?lang=en",
}
# What axe looks for in each. A dark page is the light one but for its colours.
SCHEMES: dict[Literal["light", "dark"], list[str]] = {
    "light": RULES,
    "dark": ["color-contrast", "link-in-text-block"],
}
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_violation(
    browser: Browser, address: str, screenshot: Callable[[Page], None], look: str
) -> None:
    context = browser.new_context(bypass_csp=True, **LOOKS[look])  # type: ignore[arg-type]
    page = context.new_page()
    found: dict[str, str] = {}
    for name, path in PAGES.items():
        page.goto(address + path)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            screenshot(page)
        page.evaluate(
            "document.querySelectorAll('details').forEach((each) => { each.open = true })"
        )
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            report = violations(page, rules)
            if report.violations_count:
                found[f"{name}, {scheme}"] = report.generate_report()
    context.close()
    assert not found, "\n".join(found.values())


def test_a_search_is_done_by_keyboard_alone(opened: Open, address: str) -> None:
    page = opened(address)
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    page.keyboard.press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement.closest('#hit-1 h2') !== null"):
            break
        outline = page.evaluate(
            "(e => getComputedStyle(e.closest('.unfold, .search') ?? e).outlineStyle)"
            "(document.activeElement)"
        )
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
    else:
        pytest.fail("the first result is out of reach")
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_in_viewport()


def test_the_content_can_be_skipped_to(opened: Open, address: str) -> None:
    page = opened(f"{address}/help")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="انتقل إلى المحتوى")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


# Pages are opened anew where their scripts ask how wide a window is.
@pytest.mark.parametrize("widths", [(320, 390, 768), (1600,)])
def test_no_page_scrolls_sideways(browser: Browser, address: str, widths: tuple[int, ...]) -> None:
    page = browser.new_page(viewport={"width": widths[0], "height": 800})
    long = f"/?q=محطة العقبة {'طويل' * 100}"
    for path in [*PAGES.values(), long, f"/documents/{HOSTILE_ID.replace('#', '%23')}"]:
        page.goto(address + path)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            content, view = page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert view <= width
            assert content <= view, (path, width)
    page.close()


def test_fonts_are_the_vendored_ones(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.evaluate("document.fonts.ready.then(() => null)")
    loaded = page.evaluate(
        "[...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family)"
    )
    assert {name.strip('"') for name in loaded} == {"IBM Plex Sans Arabic", "Noto Naskh Arabic"}


def test_a_phone_shows_results_first_and_filters_on_demand(
    opened: Open, address: str, screenshot: Callable[[Page], None]
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": 390, "height": 844})
    expect(page.locator("#hit-1 .sentence")).to_be_in_viewport()
    expect(page.locator("#since")).to_be_hidden()
    page.get_by_text("تصفية النتائج").locator("visible=true").click()
    expect(page.locator("#since")).to_be_visible()
    screenshot(page)
    page.get_by_role("checkbox", name="صحيفة الراصد").check()
    expect(page.locator(".chips")).to_be_visible()
    expect(page.locator("#since")).to_be_visible()


def test_cards_on_a_phone_are_low_and_their_controls_large(
    opened: Open, address: str, screenshot: Callable[[Page], None]
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": 390, "height": 844})
    cards = page.locator(".hit").all()
    assert cards
    for card in cards:
        box = card.bounding_box()
        assert box
        assert box["height"] <= 320
        controls = card.locator("footer > .quiet, summary, .pick").locator("visible=true").all()
        boxes = [each.bounding_box() for each in controls]
        assert len(boxes) > 2
        assert all(each and each["height"] >= 40 for each in boxes)
        assert len({each["y"] for each in boxes if each}) <= 3
    page.locator("#hit-1 .menu summary").click()
    choices = page.locator("#hit-1 .choices")
    expect(choices).to_be_visible()
    box = choices.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    screenshot(page)


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_menu_of_a_card_stands_over_it(opened: Open, address: str, width: int) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": width, "height": 900})
    page.locator("#hit-1 .menu summary").click()
    card, menu = (page.locator(f"#hit-1 {part}").bounding_box() for part in (".hit", ".choices"))
    assert card
    assert menu
    assert card["x"] <= menu["x"]
    assert menu["x"] + menu["width"] <= card["x"] + card["width"]


def test_print_has_the_question_the_quotations_whole_and_no_controls(
    opened: Open, address: str, screenshot: Callable[[Page], None]
) -> None:
    page = opened(f"{address}/?q={QUESTION}", viewport={"width": 600, "height": 800})
    page.emulate_media(media="print")
    expect(page.locator(".question")).to_have_text(QUESTION)
    expect(page.locator(".question")).to_be_visible()
    for control in page.locator("form, .filters, .quiet, .pick, .paging").all():
        expect(control).to_be_hidden()
    cards = page.locator(".hit").all()
    assert cards
    for card in cards:
        expect(card.locator(".strength")).to_be_visible()
        expect(card.locator("header .on-paper")).to_have_text(re.compile("^https?://"))
        for folded in card.locator("> .text :is(.far, .wide)").all():
            expect(folded).to_be_visible()
    screenshot(page)


def test_a_printed_page_is_filled_before_the_next_begins(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q=محضر جلسة مجلس العقبة")
    paper = PdfDocument(page.pdf(format="A5", margin={"top": "10mm", "bottom": "10mm"}))
    assert len(paper) > 1
    for number in range(len(paper) - 1):
        sheet = paper[number]
        text = sheet.get_textpage()
        lowest = min(text.get_charbox(i)[1] for i in range(text.count_chars()))
        assert lowest < sheet.get_height() / 3

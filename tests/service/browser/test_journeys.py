"""What a journalist does, in a real browser."""

import re
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import feedparser
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document, Query, Results
from search.reordering import in_order
from service.access.callers import Role
from service.access.gate import Gate
from service.problems import OVERLOADED, ProblemError
from service.settings import Settings
from testing.serving import served
from tests.conftest import as_reads
from tests.service.browser.conftest import Open, newsroom
from tests.service.browser.newsroom import QUESTION, REMEMBERED, TURNED
from tests.service.conftest import HOSTILE_ID, make_archive

Keep = Callable[[Page], None]


def ask(page: Page, question: str) -> None:
    page.get_by_role("combobox").fill(question)
    page.get_by_role("button", name="بحث", exact=True).click()


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_search_then_read_the_passage_in_its_document(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(address, java_script_enabled=scripts)
    screenshot(page)
    ask(page, QUESTION)
    expect(page.locator("#hit-1 mark").first).to_be_visible()
    screenshot(page)
    quote = page.locator("#quote-1").text_content()
    shown = page.get_by_role("button", name=re.compile("^نسخ")).count()
    assert (shown > 0) == scripts

    page.locator("#hit-1 h2 a").click()
    expect(page.locator("#passage")).to_have_text(quote or "", use_inner_text=False)
    expect(page.locator("#passage mark").first).to_be_in_viewport()
    screenshot(page)
    page.get_by_role("link", name="العودة إلى نتائج البحث").click()
    expect(page.get_by_role("combobox")).to_have_value(QUESTION)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_filters_narrow_the_search_and_stand_in_the_address(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(f"{address}/?q=محطة العقبة", java_script_enabled=scripts)
    page.get_by_role("checkbox", name="صحيفة الراصد").check()
    if not scripts:
        page.get_by_role("button", name="طبّق").click()
    expect(page.locator(".chips")).to_contain_text("صحيفة الراصد")
    assert parameters(page)["source"] == ["صحيفة الراصد"]
    for source in page.locator("#main .hit .source").all_text_contents():
        assert source == "صحيفة الراصد"
    screenshot(page)

    page.get_by_role("link", name="أزل: صحيفة الراصد").click()
    expect(page.locator(".chips")).to_have_count(0)
    assert "source" not in parameters(page)
    page.go_back()
    expect(page.locator(".chips")).to_contain_text("صحيفة الراصد")
    expect(page.get_by_role("checkbox", name="صحيفة الراصد")).to_be_checked()


def test_a_bar_of_the_chart_narrows_to_its_period(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(f"{address}/?q=تشغيل محطة العقبة")
    page.locator(".timeline a[title^='نيسان/أبريل 2024']").click()
    expect(page.locator(".chips")).to_contain_text("نيسان/أبريل 2024")
    assert parameters(page)["since"] == ["2024-04"]
    assert parameters(page)["until"] == ["2024-06"]
    expect(page.locator("#since")).to_have_value("4/2024")
    expect(page.locator("#until")).to_have_value("6/2024")
    screenshot(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_several_sources_and_days_as_they_are_written_can_be_chosen(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(f"{address}/?q=محطة العقبة", java_script_enabled=scripts)
    for source in ("صحيفة الراصد", "وزارة المياه"):
        page.get_by_role("checkbox", name=source).check()
        if scripts:
            expect(page.locator(".chips")).to_contain_text(source)
    page.get_by_label("من", exact=True).fill("١/١١/٢٠٢٣")
    if scripts:
        page.keyboard.press("Tab")
    else:
        page.get_by_role("button", name="طبّق").click()
    expect(page.locator(".chips")).to_contain_text("1 تشرين الثاني/نوفمبر 2023")
    assert parameters(page)["source"] == ["صحيفة الراصد", "وزارة المياه"]
    expect(page.locator("#since")).to_have_value("1/11/2023")
    for source in ("صحيفة الراصد", "وزارة المياه"):
        expect(page.get_by_role("checkbox", name=source)).to_be_checked()
    expect(page.get_by_role("checkbox", name="جريدة الصباح الجديد")).not_to_be_checked()
    shown = {each for each in page.locator("#main .hit .source").all_text_contents() if each}
    assert shown <= {"صحيفة الراصد", "وزارة المياه"}
    screenshot(page)


def test_an_address_says_only_what_was_chosen(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q=محطة العقبة")
    page.get_by_role("checkbox", name="صحيفة الراصد").check()
    expect(page.locator(".chips")).to_be_visible()
    assert set(parameters(page)) == {"q", "source"}


def test_order_by_date_and_go_through_the_pages(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(f"{address}/?q=محضر جلسة مجلس العقبة")
    page.get_by_role("link", name="الأحدث").click()
    expect(page.get_by_role("link", name="الأحدث")).to_have_attribute("aria-current", "true")
    dates = [
        each.get_attribute("datetime") or "" for each in page.locator(".hit > .byline time").all()
    ]
    assert dates == sorted(dates, reverse=True)
    page.get_by_role("link", name="الصفحة 2").click()
    expect(page.locator("#hit-11")).to_be_visible()
    screenshot(page)
    assert parameters(page)["page"] == ["2"]
    assert parameters(page)["sort"] == ["date"]


def test_a_question_without_an_answer_says_so_and_helps(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(f"{address}/?q=qwxz+jjkv&since=2024")
    screenshot(page)
    expect(page.get_by_role("link", name="ابحث في كل التواريخ")).to_be_visible()
    page.get_by_role("link", name="ابحث في كل التواريخ").click()
    expect(page.locator(".chips")).to_have_count(0)


def test_an_error_is_a_page_that_keeps_the_box(
    opened: Open, address: str, context_of: Callable[..., BrowserContext], screenshot: Keep
) -> None:
    page = context_of().new_page()
    page.goto(f"{address}/?q=محطة")
    ask(page, "؟")
    expect(page.get_by_role("heading", name="السؤال فارغ")).to_be_visible()
    screenshot(page)
    ask(page, QUESTION)
    expect(page.locator("#hit-1")).to_be_visible()
    del opened


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_busy_service_is_asked_again(
    context_of: Callable[..., BrowserContext],
    news_archive: Archive,
    screenshot: Keep,
    *,
    scripts: bool,
) -> None:
    class Busy(Archive):
        times = 0

        def search(self, query: Query, collections: Collection[str]) -> Results:
            self.times += 1
            if self.times == 1:
                # Time enough for a busy machine to see the page that says so.
                raise ProblemError(OVERLOADED, headers={"Retry-After": "4"}, seconds=4)
            return super().search(query, collections)

    with served(Busy(news_archive.folder, news_archive._open_encoder)) as address:
        page = context_of(java_script_enabled=scripts).new_page()
        page.goto(f"{address}/?{urlencode({'q': QUESTION})}")
        screenshot(page)
        expect(page.get_by_text("تعاد المحاولة تلقائيًا")).to_be_visible()
        expect(page.locator("#hit-1")).to_be_visible(timeout=20_000)
        expect(page.get_by_role("combobox")).to_have_value(QUESTION)


def test_a_question_that_is_too_long_is_shortened_and_asked(
    context_of: Callable[..., BrowserContext], address: str, screenshot: Keep
) -> None:
    page = context_of().new_page()
    page.goto(address)
    ask(page, f"{QUESTION} {'كلمة ' * 500}")
    box = page.get_by_role("textbox", name="اختصر سؤالك")
    expect(box).to_have_value(re.compile(QUESTION))
    screenshot(page)
    box.fill(QUESTION)
    page.locator("main").get_by_role("button", name="بحث").click()
    expect(page.locator("#hit-1")).to_be_visible()


def test_a_lost_connection_is_said(
    address: str, context_of: Callable[..., BrowserContext], screenshot: Keep
) -> None:
    context = context_of()
    page = context.new_page()
    page.goto(f"{address}/?q=محطة")
    context.set_offline(offline=True)
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("تعذّر الوصول")
    screenshot(page)


@pytest.mark.parametrize("host", ["127.0.0.1", "newsroom.test"], ids=["secure", "plain-http"])
def test_copied_quotation_is_exact_and_carries_its_source(
    context_of: Callable[..., BrowserContext], news_archive: Archive, host: str
) -> None:
    settings = Settings(news_archive.folder, public_hosts=frozenset({"newsroom.test"}))
    with served(news_archive, settings) as address:
        context = context_of()
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        page = context.new_page()
        page.goto(address.replace("127.0.0.1", host))
        ask(page, "مؤتمر الزيتون")
        assert page.evaluate("window.isSecureContext") == (host == "127.0.0.1")
        found = news_archive.search(Query("مؤتمر الزيتون"), news_archive.names())
        hit = next(h for h in found.hits if h.citation.document_id == HOSTILE_ID)
        card = page.locator(f"#hit-{hit.rank}")
        card.locator(".menu summary").click()
        card.get_by_role("button", name="نسخ المقطع كله").click()
        expect(page.locator("#status")).to_have_text("نُسخ مع مصدره")
        page.goto(address)
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"«{in_order(hit.citation.quote)}»\n")
    *_, source, told = copied.split("\n")
    assert f"{hit.citation.start}\u2013{hit.citation.end}" in source
    assert "علامات لا تُرى" in told  # what turns its words round


def test_the_sentence_that_attests_is_copied_with_its_citation(
    context_of: Callable[..., BrowserContext], address: str
) -> None:
    context = context_of()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(f"{address}/?q={QUESTION}")
    for place, text in (("#attestation", "#attested"), ("#hit-1 > .hit > footer", "#sentence-1")):
        sentence = page.locator(text).text_content() or ""
        page.locator(place).get_by_role("button", name="نسخ", exact=True).click()
        expect(page.locator("#status")).to_have_text("نُسخ مع مصدره")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"«{sentence}»\n")
        assert str(page.locator("#hit-1 .source").text_content()) in copied
        expect(page.locator("#status")).to_have_text("")


SHOWN = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), words = [];
  while (walker.nextNode())
    for (const found of walker.currentNode.data.matchAll(/[\u0621-\u064a]+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, found.index);
      range.setEnd(walker.currentNode, found.index + found[0].length);
      const { top, right } = range.getBoundingClientRect();
      words.push([found[0], Math.round(top / 8), -right]);
    }
  return words.sort((a, b) => a[1] - b[1] || a[2] - b[2]).map((word) => word[0]);
}"""


def test_words_stand_as_they_are_stored_whatever_signs_stand_among_them(
    opened: Open, screenshot: Keep, tmp_path: Path
) -> None:
    words = "الشركة قاضت الوزارة"
    with served(make_archive(tmp_path / "index", TURNED)) as address:
        page = opened(f"{address}/documents/{quote(TURNED.id)}")
        shown = page.locator("div.text").evaluate(SHOWN)
        assert shown == re.findall("[\u0621-\u064a]+", TURNED.text)
        screenshot(page)
        page.goto(f"{address}/quotations?{urlencode({'quotation': words})}")
        expect(page.locator("#verdict")).to_contain_text("علامات قد تقلب ترتيبها")
        expect(page.locator("#reordered-1")).to_be_visible()
        assert page.locator("#quote-1").evaluate(SHOWN) == words.split()
        screenshot(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_remembered_quotation_is_compared_and_read_in_its_place(
    opened: Open, address: str, screenshot: Keep, *, scripts: bool
) -> None:
    page = opened(address, java_script_enabled=scripts)
    page.get_by_role("link", name="تحقّق").click()
    page.get_by_role("textbox", name="الاقتباس").fill(REMEMBERED)
    page.get_by_role("button", name="تحقّق").click()
    expect(page.locator("#verdict")).to_have_text("ورد بألفاظ أخرى، فقارن")
    expect(page.locator("#occurrence-1 del.replaced")).to_have_text("أربعمئة")
    expect(page.locator("#occurrence-1 ins.replaced")).to_have_text("ثلاثمئة")
    expect(page.locator("#speaker-1")).to_have_text("المهندس سامر الحداد")
    screenshot(page)
    quote = page.locator("#quote-1").text_content()
    page.locator("#occurrence-1 h3 a").click()
    expect(page.locator("#passage")).to_have_text(quote or "", use_inner_text=False)
    expect(page.locator("#passage")).to_be_in_viewport()


def test_a_permanent_link_opens_its_passage(
    context_of: Callable[..., BrowserContext], address: str
) -> None:
    context = context_of()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(f"{address}/?q={QUESTION}")
    quote = page.locator("#quote-1").text_content()
    page.locator("#hit-1 .menu summary").click()
    page.locator("#hit-1").get_by_role("button", name="نسخ الرابط الدائم").click()
    expect(page.locator("#status")).to_have_text("نُسخ الرابط")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    assert page.locator("#passage").text_content() == quote


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_chosen_results_are_exported(
    opened: Open, address: str, screenshot: Keep, tmp_path: Path, *, scripts: bool
) -> None:
    page = opened(f"{address}/?q={QUESTION}", java_script_enabled=scripts)
    page.get_by_role("checkbox", name="اختر هذه النتيجة للتصدير").nth(1).check()
    page.locator(".summary .menu summary").click()
    if scripts:
        expect(page.locator("#chosen")).to_have_text("نتيجة مختارة")
    screenshot(page)
    title = page.locator("#title-2").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    file = tmp_path / "export.csv"
    download.value.save_as(file)
    text = file.read_text("utf-8")
    assert title in text
    assert page.locator("#title-1").inner_text() not in text


def test_the_menu_closes_with_escape_and_gives_the_focus_back(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.locator(".summary .menu summary").press("Enter")
    expect(page.get_by_role("button", name="RIS")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="RIS")).to_be_hidden()
    expect(page.locator(".summary .menu summary")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_saved_search_tells_what_is_new(
    opened: Open, screenshot: Keep, tmp_path: Path, *, scripts: bool
) -> None:
    archive = newsroom(tmp_path / "index")
    new = Document(
        id="wire/new.txt",
        text=f"{QUESTION} يبدأ تشغيل محطة تحلية المياه في العقبة في نيسان.",
        title="تشغيل المحطة <نيسان>",
    )
    with served(archive) as address:
        page = opened(f"{address}/?q={QUESTION}", java_script_enabled=scripts)
        page.get_by_role("button", name="احفظ هذا البحث").click()
        expect(page.get_by_role("heading", name="عمليات البحث المحفوظة")).to_be_visible()
        expect(page.locator(".searches")).to_contain_text("لا جديد")
        add_documents(archive, "default", as_reads((new,)), lambda _: None)
        page.reload()
        expect(page.locator(".searches")).to_contain_text("تشغيل المحطة <نيسان>")
        screenshot(page)
        href = page.get_by_role("link", name="خلاصة Atom").get_attribute("href")
        response = page.request.get(address + str(href))
        feed = feedparser.parse(response.body())
        assert not feed.bozo
        assert feed.entries[0].link.startswith(address)
        page.get_by_role("button", name="حذف").click()
        expect(page.locator("main")).to_contain_text("لم تحفظ بحثًا بعد")
        assert page.request.get(address + str(href)).status == 404


def test_sign_in_read_what_the_key_allows_and_sign_out(
    context_of: Callable[..., BrowserContext], screenshot: Keep, tmp_path: Path
) -> None:
    archive = newsroom(tmp_path / "index")
    gate = Gate(Settings(archive.folder))
    _, token = gate.keys.create(Role.READER, "مكتب الأخبار", ["default"], None)
    gate.close()
    with served(archive) as address:
        page = context_of().new_page()
        page.goto(f"{address}/?q=مذكرة سرية")
        expect(page.get_by_role("heading", name="الدخول")).to_be_visible()
        screenshot(page)
        page.get_by_label("المفتاح").fill("shw_wrong")
        page.get_by_role("button", name="دخول").click()
        expect(page.get_by_role("alert")).to_contain_text("غير صحيح")
        page.get_by_label("المفتاح").fill(token)
        page.get_by_role("button", name="دخول").click()
        expect(page.get_by_role("combobox")).to_have_value("مذكرة سرية")
        assert "مكتب المدير" not in (page.text_content("body") or "")
        assert page.get_by_role("link", name="إضافة وثائق").count() == 0
        screenshot(page)
        page.get_by_role("button", name="احفظ هذا البحث").click()
        expect(page.locator(".searches")).to_be_visible()
        page.get_by_role("button", name="خروج").click()
        page.goto(f"{address}/saved")
        expect(page.get_by_role("heading", name="الدخول")).to_be_visible()


def test_results_are_gone_through_by_keys(
    context_of: Callable[..., BrowserContext], address: str, screenshot: Keep
) -> None:
    context = context_of()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page = context.new_page()
    page.goto(f"{address}/?q={QUESTION}")
    for key, title in (("j", "#title-1"), ("j", "#title-2"), ("ن", "#title-1")):
        # The letter at the place of k on an Arabic keyboard.
        page.keyboard.press("KeyK" if key == "ن" else key)
        expect(page.locator(f"{title} a")).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#status")).to_have_text("نُسخ مع مصدره")
    sentence = page.locator("#sentence-1").text_content()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"«{sentence}»")
    page.keyboard.press("s")
    expect(page.locator("#hit-1 [name=pick]")).to_be_checked()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    screenshot(page)
    page.get_by_role("checkbox", name="الحروف مفعّلة").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("s")
    expect(page.locator("#hit-1 [name=pick]")).to_be_checked()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("js?")
    expect(page.get_by_role("combobox")).to_have_value("js?")
    page.goto(f"{address}/?q={QUESTION}")
    page.keyboard.press("j")
    expect(page.locator("#title-1 a")).not_to_be_focused()
    page.keyboard.press("Shift+/")
    page.get_by_role("checkbox", name="الحروف مفعّلة").check()
    page.get_by_role("button", name="أغلق").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#passage")).to_be_in_viewport()


def test_a_question_is_suggested_chosen_by_keys_and_asked(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(address)
    box = page.get_by_role("combobox")
    box.press_sequentially("محطة تح", delay=20)
    options = page.get_by_role("option")
    # What is suggested for the first letters stands there until what is for all of them has come.
    expect(options.first).to_contain_text("تحلية")
    expect(box).to_have_attribute("aria-expanded", "true")
    screenshot(page)
    wanted = options.first.text_content()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("محطة تح")
    page.keyboard.type("ل")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    assert parameters(page)["q"] == [wanted]


def test_a_suggestion_is_chosen_by_a_click(opened: Open, address: str) -> None:
    page = opened(f"{address}/?q=محطة")
    page.get_by_role("combobox").fill("ميناء")
    option = page.get_by_role("option").first
    wanted = option.text_content()
    option.click()
    expect(page.get_by_role("combobox")).to_have_value(wanted or "")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#hit-1")).to_be_visible()
    assert parameters(page)["q"] == [wanted]


def test_a_document_in_english_has_its_own_direction_and_language(
    opened: Open, address: str, screenshot: Keep
) -> None:
    page = opened(f"{address}/documents/times/aqaba.html")
    text = page.locator(".document > .text")
    expect(text).to_have_attribute("dir", "ltr")
    expect(text).to_have_attribute("lang", "en")
    screenshot(page)


def test_words_turn_english(opened: Open, address: str, screenshot: Keep) -> None:
    page = opened(f"{address}/?q={QUESTION}")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.get_by_role("link", name="Newest")).to_be_visible()
    expect(page.locator("#quote-1")).to_have_attribute("dir", "rtl")
    screenshot(page)

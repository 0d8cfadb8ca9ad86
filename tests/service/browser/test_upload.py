"""An editor adds documents from the browser."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from service.access.callers import Role
from service.access.gate import Gate
from service.settings import Settings
from testing.serving import served
from tests.service.browser.conftest import Open, newsroom

Keep = Callable[[Page], None]

_HOSTILE_NAME = "<img src=x onerror=alert(1)>.exe"
FILES = [
    FilePayload(name="مقال.txt", mimeType="text/plain", buffer="زار الوفد متحف البتراء.".encode()),
    FilePayload(
        name="lines.jsonl",
        mimeType="application/jsonl",
        buffer=(
            json.dumps({"id": "line", "text": "افتتح معرض الفسيفساء."}) + "\n{broken\n"
        ).encode(),
    ),
    FilePayload(name=_HOSTILE_NAME, mimeType="application/octet-stream", buffer=b"\x00\x01"),
]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_files_are_added_with_progress_and_what_was_left_out(
    opened: Open, screenshot: Keep, tmp_path: Path, *, scripts: bool
) -> None:
    archive = newsroom(tmp_path / "index")
    with served(archive) as address:
        page = opened(f"{address}/upload", java_script_enabled=scripts)
        screenshot(page)
        page.get_by_label("المجموعة").select_option("default")
        page.locator("#files").set_input_files(FILES)
        if scripts:
            names = page.get_by_role("list", name="الملفات المختارة").get_by_role("listitem")
            expect(names).to_have_text([each["name"] for each in FILES])
        page.get_by_role("button", name="أضف").click()
        expect(page.get_by_role("heading", name="انتهت الإضافة")).to_be_visible(timeout=30_000)
        assert "/upload/" in page.url
        added = page.get_by_role("list", name="الوثائق التي أُضيفت أو استُبدلت")
        expect(added.get_by_role("link")).to_have_count(2)
        screenshot(page)
        table = page.locator(".skipped")
        expect(table).to_contain_text(_HOSTILE_NAME)
        expect(table).to_contain_text("lines.jsonl")
        assert page.locator("main img").count() == 0
        expect(page.locator(".outcome div").first).to_contain_text("2")
        added.get_by_role("link", name="الوفد").click()
        expect(page.locator("main")).to_contain_text("زار الوفد متحف البتراء.")
        page.goto(f"{address}/?q=معرض الفسيفساء")
        expect(page.locator("#quote-1")).to_contain_text("الفسيفساء")


def test_files_can_be_dropped(opened: Open, tmp_path: Path) -> None:
    archive = newsroom(tmp_path / "index")
    with served(archive) as address:
        page = opened(f"{address}/upload")
        page.evaluate(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(["افتتح معرض الفسيفساء."], "معرض.txt"));
              const drop = document.querySelector(".drop");
              drop.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
            }"""
        )
        expect(page.locator("#chosen-files li")).to_have_text(["معرض.txt"])
        page.get_by_role("button", name="أضف").click()
        expect(page.get_by_role("heading", name="انتهت الإضافة")).to_be_visible(timeout=30_000)


def test_a_reader_is_not_offered_to_add(
    context_of: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    archive = newsroom(tmp_path / "index")
    gate = Gate(Settings(archive.folder))
    _, token = gate.keys.create(Role.READER, "", ["default"], None)
    gate.close()
    with served(archive) as address:
        page = context_of(extra_http_headers={"Authorization": f"Bearer {token}"}).new_page()
        response = page.goto(f"{address}/upload")
        assert response is not None
        assert response.status == 403
        assert page.get_by_role("link", name="إضافة وثائق").count() == 0

"""Pages as tests read them."""

from html.parser import HTMLParser

from fastapi.testclient import TestClient

VOID = {"meta", "link", "input", "img", "br"}


class Page(HTMLParser):
    """The elements of a page, the text of those with an id or of a kind, and of each by class."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.all_texts: list[tuple[str, str]] = []
        self._open: list[list[str]] = []
        self._running: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        if tag in VOID:
            return
        keys = [tag, *[f"#{found['id']}" for _ in range("id" in found)]]
        for key in keys:
            self.texts.setdefault(key, "")
        self._open.append(keys)
        self._running.append((".".join(filter(None, (tag, found.get("class")))), ""))

    def handle_endtag(self, tag: str) -> None:
        keys = self._open.pop()
        assert keys[0] == tag
        name, text = self._running.pop()
        self.all_texts.append((name, text))

    def handle_data(self, data: str) -> None:
        self._running = [(name, text + data) for name, text in self._running]
        for key in {key for keys in self._open for key in keys}:
            self.texts[key] += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(client: TestClient, path: str, status: int = 200) -> Page:
    response = client.get(path)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def copies(page: Page) -> dict[str, str]:
    """What a copy has after each quotation of a page, by the quotation's id."""
    found, shared = {}, ""
    for _, attributes in page.elements:
        shared = attributes.get("data-cite") or shared
        if target := attributes.get("data-copy"):
            before = shared if "data-cited" in attributes else ""
            found[target] = before + (attributes["data-after"] or "")
    return found

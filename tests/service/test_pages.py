from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from search.ranking.confidence import NO_EVIDENCE
from search.records import Excerpt, Hit, Publication, Span
from service.app import create_app
from service.citing.permalink import document_path
from service.rendering import passage_url
from tests.service.conftest import HOSTILE, HOSTILE_ID
from tests.service.fake_engine import FakeEngine, seed_documents

QUESTION = "ما دور مركز حماية العمالة الوافدة في البحرين؟"
STATIC = Path(__file__).parents[2] / "service" / "static"
VOID = {"meta", "link", "input", "img", "br"}


class Page(HTMLParser):
    """The elements of a page, and the text of those with an id or of a kind."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open: list[list[str]] = []
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

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for key in {key for keys in self._open for key in keys}:
            self.texts[key] += data

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(client: TestClient, path: str, status: int = 200) -> Page:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def results(client: TestClient, question: str) -> Page:
    return page(client, "/?q=" + quote(question))


def test_first_visit_has_a_plain_form_and_examples_that_find_something(
    client: TestClient,
) -> None:
    home = page(client, "/")

    assert home.attributes("html") == [{"lang": "ar", "dir": "rtl"}]
    assert home.attributes("form") == [
        {"class": "search", "action": "/", "method": "get", "role": "search"}
    ]
    assert [each["name"] for each in home.attributes("input")] == ["q"]
    examples = [str(a["href"]) for a in home.attributes("a") if "?q=" in str(a["href"])]
    assert len(examples) == 4
    for example in examples:
        assert "mark" in page(client, example).texts


def test_results_quote_exactly_and_link_to_the_passage(
    client: TestClient, engine: FakeEngine
) -> None:
    found = results(client, QUESTION)
    hits = engine.search(QUESTION)

    assert found.attributes("input")[0]["value"] == QUESTION
    for hit in hits:
        assert found.texts[f"#quote-{hit.rank}"] == hit.citation.quote
        sentence = engine.document(hit.citation.document_id).text[slice(*hit.sentence)]
        assert found.texts[f"#sentence-{hit.rank}"] == sentence
        assert passage_url(hit, QUESTION, 10) in [a.get("href") for a in found.attributes("a")]


def test_without_scripts_nothing_dead_is_shown(client: TestClient) -> None:
    found = results(client, QUESTION)

    scripts = found.attributes("script")
    assert [each["src"] for each in scripts] == ["/static/shawahid.js"]
    buttons = found.attributes("button")
    assert all("hidden" in each for each in buttons if each["type"] == "button")
    assert not any("style" in attributes for _, attributes in found.elements)


def test_every_asset_is_served_from_here(client: TestClient) -> None:
    found = results(client, QUESTION)
    assets = [str(each.get("href")) for each in found.attributes("link")]
    assets += [f"/static/{file.relative_to(STATIC)}" for file in STATIC.rglob("*.woff2")]

    for asset in assets:
        assert asset.startswith("/static/")
        assert client.get(asset).status_code == 200
    assert "http" not in (STATIC / "fonts.css").read_text()
    assert "http" not in (STATIC / "style.css").read_text()


def test_more_passages_are_offered_while_there_may_be_more(client: TestClient) -> None:
    few = page(client, "/?k=3&q=" + quote(QUESTION))
    assert any("k=6#hit-4" in str(a["href"]) for a in few.attributes("a"))
    every = page(client, "/?k=200&q=" + quote(QUESTION))
    assert not any("#hit-" in str(a["href"]) for a in every.attributes("a"))


def test_no_results(client: TestClient) -> None:
    found = results(client, "<b>qqqq</b>")

    assert "لا نتائج" in found.texts["h1"]
    assert "<b>qqqq</b>" in found.texts["bdi"]


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/?q=", 422, "كلمة واحدة"),
        ("/?q=%00", 422, "كلمة واحدة"),
        ("/?q=" + "a" * 2001, 422, "أطول من 2000"),
        ("/?q=" + "a" * 60_000, 422, "أطول من 2000"),
        ("/?q=a&k=99999999999999999999", 422, "من 1 إلى 200"),
        ("/documents/none", 404, "لا توجد وثيقة"),
        ("/documents/%00", 404, "لا توجد وثيقة"),
        ("/documents/../../etc/passwd", 404, "لا"),
    ],
)
def test_errors_are_pages_that_say_what_to_do(
    client: TestClient, path: str, status: int, message: str
) -> None:
    response = client.get(path, headers={"accept": "text/html"})

    assert response.status_code == status
    assert message in Page(response.text).texts["main"]
    assert len(response.text) < 10_000


def test_unknown_address_in_a_browser_is_a_page(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"accept": "text/html,*/*"})

    assert response.status_code == 404
    assert "لا شيء" in Page(response.text).texts["main"]


def test_document_shows_its_whole_text_with_the_passage_set_off(
    client: TestClient, engine: FakeEngine
) -> None:
    hit = engine.search(QUESTION)[0]
    document = engine.document(hit.citation.document_id)

    shown = page(client, passage_url(hit, QUESTION, 10))

    assert document.text in shown.texts["div"]
    assert shown.texts["#passage"] == hit.citation.quote
    assert shown.texts["#sentence"] == document.text[slice(*hit.sentence)]
    assert shown.texts["mark"] == "".join(document.text[slice(*span)] for span in hit.evidence)
    assert any(str(a["href"]).startswith("/?q=") for a in shown.attributes("a"))


def test_document_without_a_passage_is_plain(client: TestClient, engine: FakeEngine) -> None:
    hit = engine.search(QUESTION)[0]
    path = document_path(hit.citation.document_id)

    shown = page(client, f"{path}?sentence=0-5&evidence=1-2")

    assert "#passage" not in shown.texts
    assert "mark" not in shown.texts


@pytest.mark.parametrize("place", ["0-99999999", "9-3", "1-1", "0-9"])
def test_passage_that_is_not_there_is_said_to_be_gone(
    client: TestClient, engine: FakeEngine, place: str
) -> None:
    hit = engine.search(QUESTION)[0]
    path = document_path(hit.citation.document_id)

    shown = page(client, f"{path}?passage={place}-{'0' * 20}")

    assert "#passage" not in shown.texts
    assert "لم يعد" in shown.texts["p"]


def test_a_passage_is_found_and_set_off_where_its_text_was_moved_to(engine: FakeEngine) -> None:
    hit = engine.search(QUESTION)[0]
    document = engine.document(hit.citation.document_id)
    moved = replace(document, text="تصويب: حُدّث هذا الخبر.\n" + document.text)

    with TestClient(create_app(lambda: FakeEngine([moved]))) as client:
        shown = page(client, passage_url(hit, QUESTION, 10))

    assert shown.texts["#passage"] == hit.citation.quote
    assert shown.texts["#sentence"] == document.text[slice(*hit.sentence)]
    assert shown.texts["mark"] == "".join(document.text[slice(*span)] for span in hit.evidence)


@pytest.mark.parametrize(
    "query",
    [
        "passage=x",
        "passage=1-2",
        f"passage=1-2-{'0' * 20}&sentence=1",
        "&".join(["evidence=1-2"] * 65),
        "k=0",
    ],
)
def test_malformed_passage_is_an_error(client: TestClient, query: str) -> None:
    page(client, f"{document_path(HOSTILE_ID)}?{query}", 422)


@pytest.mark.parametrize("path", ["/?q=" + quote("زيتون"), document_path(HOSTILE_ID)])
def test_hostile_document_stays_text(client: TestClient, path: str) -> None:
    shown = page(client, path)

    assert len(shown.attributes("script")) == 1
    assert not {"img", "i", "b"} & {tag for tag, _ in shown.elements}
    assert not any(name.startswith("on") for _, found in shown.elements for name in found)
    assert not any("javascript" in str(found.get("href")) for _, found in shown.elements)
    assert str(HOSTILE.title) in shown.texts["main"]


def test_hostile_text_is_shut_in_but_exact(client: TestClient, engine: FakeEngine) -> None:
    hit = engine.search("زيتون")[0]
    shown = page(client, passage_url(hit, "زيتون", 10))

    assert shown.texts["#passage"] == hit.citation.quote
    assert "\r\n" in hit.citation.quote
    assert {"class": "override"} in shown.attributes("bdi")
    controls = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not controls & set(shown.texts["title"])
    assert not any(controls & set(str(found)) for _, found in shown.elements)


def test_hostile_question_stays_text(client: TestClient) -> None:
    question = "\"><script>alert(1)</script>'\u202e البحرين"

    found = results(client, question)

    assert found.attributes("input")[0]["value"] == question
    assert len(found.attributes("script")) == 1
    assert "\u202e" not in found.texts["title"]


class _Sure(FakeEngine):
    """Answers with hits of one confidence, the first with an answer of three letters."""

    confidence = 0.0

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        answer = Span(0, 3)
        return tuple(
            replace(hit, confidence=self.confidence, answer=answer.shifted(hit.sentence.start))
            for hit in super().search(question, k)
        )


class _Unsure(_Sure):
    confidence = 0.01


class _Certain(_Sure):
    confidence = 0.99


def test_without_sufficient_evidence_the_nearest_are_shown_and_called_so() -> None:
    with TestClient(create_app(lambda: _Unsure(seed_documents()))) as client:
        found = results(client, QUESTION)
    assert NO_EVIDENCE in found.texts["#no-evidence"]
    assert found.texts["#strength-1"] == "شاهد ضعيف"
    assert found.texts["#quote-1"]


def test_with_sufficient_evidence_its_strength_and_answer_are_shown() -> None:
    engine = _Certain(seed_documents())
    with TestClient(create_app(lambda: engine)) as client:
        found = results(client, QUESTION)
    assert "#no-evidence" not in found.texts
    assert found.texts["#strength-1"] == "شاهد قوي"
    hit = engine.search(QUESTION)[0]
    assert hit.answer is not None
    text = engine.document(hit.citation.document_id).text
    assert found.texts["#answer-1"] == text[slice(*hit.answer)]


class _OneHit(FakeEngine):
    """Answers with one hit on page 7 of a document that two other papers printed."""

    def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
        hit = super().search(question, k)[0]
        others = (
            Publication("wire/2", "عنوان آخر", "صحيفة الصباح", None, "2022-06-15"),
            Publication(HOSTILE_ID, None, "<b>Daily</b>", None, None),
        )
        return (replace(hit, page=7, also_published=others),)


def test_a_hit_says_its_page_and_who_else_published_it() -> None:
    with TestClient(create_app(lambda: _OneHit(seed_documents()))) as client:
        html = client.get("/", params={"q": QUESTION}).text
    found = Page(html)
    links = [a["href"] for a in found.attributes("a")]
    assert document_path("wire/2") in links
    assert document_path(HOSTILE_ID) in links
    shown = " ".join(found.texts["dl"].split())
    assert "الصفحة7" in shown.replace(" ", "")
    assert "صحيفة الصباح" in shown
    assert "<b>Daily</b>" in shown
    lines = [button["data-citation"] or "" for button in found.attributes("button")[1:]]
    assert any("ص 7" in line for line in lines)


def test_other_passages_of_a_hit_are_folded_under_it(engine: FakeEngine) -> None:
    best, *rest = engine.search("زيتون البحرين", 20)
    excerpts = [Excerpt(hit.citation, hit.sentence, hit.evidence, 3) for hit in rest[:2]]

    class Grouping(FakeEngine):
        def search(self, question: str, k: int = 10) -> tuple[Hit, ...]:
            del question, k
            return (replace(best, more=tuple(excerpts)), replace(best, rank=2))

    with TestClient(create_app(lambda: Grouping([]))) as client:
        found = results(client, QUESTION)
    assert found.attributes("details") == [{"class": "further"}]
    assert "مقاطع أخرى من المقال نفسه" in found.texts["summary"]
    links = [a["href"] for a in found.attributes("a")]
    for number, each in enumerate(excerpts, 1):
        assert found.texts[f"#quote-1-{number}"] == each.citation.quote
        sentence = each.citation.quote[
            each.sentence.start - each.citation.start : each.sentence.end - each.citation.start
        ]
        assert found.texts[f"#sentence-1-{number}"] == sentence
        assert passage_url(each, QUESTION, 10) in links
        span = f"{each.citation.start}\u2013{each.citation.end}"
        assert span in found.texts["details"]
        copied = {
            button["data-copy"]: str(button["data-citation"])
            for button in found.attributes("button")
            if "data-copy" in button
        }
        assert span in copied[f"quote-1-{number}"]
        assert "ص 3" in copied[f"sentence-1-{number}"]
    ids = [each["id"] for _, each in found.elements if "id" in each]
    assert len(set(ids)) == len(ids)

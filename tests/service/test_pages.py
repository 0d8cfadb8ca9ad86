from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.kinds import Unit
from search.parts import Location
from search.ranking.confidence import is_sufficient, parameters
from search.records import Document, Excerpt, Hit, Publication, Query, Results, Span
from service.app import create_app
from service.language import Language, translator
from service.problems import OVERLOADED, ProblemError
from service.rendering import document_url, passage_url
from service.settings import Settings
from service.views.address import SearchAddress
from tests.service.conftest import HOSTILE, HOSTILE_ID, LOCAL, make_archive
from tests.service.html import Page, copies, page
from tests.service.seeds import seed_documents

QUESTION = "ما دور مركز حماية العمالة الوافدة في البحرين؟"
ADDRESS = SearchAddress(q=QUESTION)
STATIC = Path(__file__).parents[2] / "service" / "static"
AR = translator(Language.AR, "web")

Change = Callable[[Results], Results]


def results(client: TestClient, question: str) -> Page:
    return page(client, "/?q=" + quote(question))


def asked(archive: Archive, question: str = QUESTION) -> Results:
    return archive.search(Query(question), archive.names())


def results_of(archive: Archive, change: Change) -> Page:
    """The page of the question, where the answer is another than it would be."""

    class Changed(Archive):
        def search(self, query: Query, collections: object) -> Results:
            del query, collections
            return change(asked(archive))

    changed = Changed(archive.folder, archive._open_encoder)
    app = create_app(Settings(archive.folder), lambda: changed)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        return results(client, QUESTION)


def each_hit(change: Callable[[Hit], Hit]) -> Change:
    return lambda found: replace(found, hits=tuple(change(hit) for hit in found.hits))


def links(shown: Page) -> list[str]:
    return [str(each.get("href")) for each in shown.attributes("a")]


def test_first_visit_has_a_plain_form_and_says_what_there_is(client: TestClient) -> None:
    home = page(client, "/")

    assert home.attributes("html") == [{"lang": "ar", "dir": "rtl"}]
    (form,) = home.attributes("form")
    assert (form["action"], form["method"], form["role"]) == ("/", "get", "search")
    assert [each["name"] for each in home.attributes("input") if "name" in each] == ["q"]
    documents = [*seed_documents(), HOSTILE]
    assert AR("documents", count=len(documents)) in home.texts["main"]
    for document in documents:
        assert (document.source or "") in home.texts["main"]
    dates = sorted(document.date for document in documents if document.date)
    ends = [str(each["datetime"]) for each in home.attributes("time")]
    assert ends[:2] == [dates[0], dates[-1]]
    newest = [link for link in links(home) if link.startswith("/documents/")]
    assert newest[0] == document_url(
        next(each.id for each in documents if each.date == dates[-1]), "default"
    )


def test_results_quote_exactly_and_link_to_the_passage(
    client: TestClient, archive: Archive
) -> None:
    found = results(client, QUESTION)
    hits = asked(archive).hits

    assert found.attributes("input")[0]["value"] == QUESTION
    supported = [hit for hit in hits if is_sufficient(hit.confidence)]
    assert supported
    for hit in supported:
        assert found.texts[f"#quote-{hit.rank}"] == hit.citation.quote
        text = archive.store("default").document(hit.citation.document_id).text
        assert found.texts[f"#sentence-{hit.rank}"] == text[slice(*hit.sentence)]
        assert passage_url(hit, ADDRESS) in links(found)


def test_without_scripts_nothing_dead_is_shown(client: TestClient) -> None:
    found = results(client, QUESTION)

    assert all(str(each["src"]).startswith("/static/") for each in found.attributes("script"))
    buttons = found.attributes("button")
    assert all("scripted" in str(each["class"]) for each in buttons if each["type"] == "button")
    assert not any("style" in attributes for _, attributes in found.elements)
    assert not any(name.startswith("on") for _, each in found.elements for name in each)


def test_every_asset_is_served_from_here(client: TestClient) -> None:
    found = results(client, QUESTION)
    assets = [str(each.get("href")) for each in found.attributes("link")]
    assets += [str(each.get("src")) for each in found.attributes("script")]
    assets += [f"/static/{file.relative_to(STATIC)}" for file in STATIC.rglob("*.woff2")]

    for asset in assets:
        assert asset.startswith("/static/")
        assert client.get(asset).status_code == 200
    assert "http" not in (STATIC / "fonts.css").read_text()
    assert "http" not in (STATIC / "style.css").read_text()


def test_no_results(client: TestClient) -> None:
    found = results(client, "qqqq & <b>qqqq</b>")

    if "#hit-1" not in found.texts:
        assert AR("results.none") in found.texts["h2"]
    assert "<b>qqqq</b>" in str(found.attributes("input")[0]["value"])


def test_filters_that_leave_nothing_say_how_to_widen(client: TestClient) -> None:
    found = page(client, f"/?q={quote(QUESTION)}&since=1990&until=1991")

    assert AR("results.none_filtered") in found.texts["main"]
    assert ADDRESS.url() in links(found)


def test_a_filter_is_a_chip_that_can_be_removed_and_a_box_that_is_checked(
    client: TestClient,
) -> None:
    source = "الوكالة الوطنية للإعلام"
    address = SearchAddress(q=QUESTION, source=[source], since="2022-06")

    found = page(client, address.url())

    assert address.dropping("source", source).url() in links(found)
    assert address.changed(since=None, until=None).url() in links(found)
    assert ADDRESS.url() in links(found)
    boxes = [each for each in found.attributes("input") if each["type"] == "checkbox"]
    (box,) = [each for each in boxes if each.get("value") == source]
    assert "checked" in box
    assert box["form"] == "search"
    days = {each["name"]: each["value"] for each in found.attributes("input") if "name" in each}
    assert days["since"] == "6/2022"
    sources = {each for name, each in found.all_texts if name == "span.source"}
    assert sources == {source}


def test_results_are_paged(archive: Archive) -> None:
    total = asked(archive).total
    many = replace(asked(archive), total=25)

    found = results_of(archive, lambda _: many)

    assert total < 25
    assert ADDRESS.changed(page=2).url() in links(found)
    assert ADDRESS.changed(page=3).url() in links(found)
    assert ADDRESS.changed(page=4).url() not in links(found)


def test_the_spelling_and_the_way_out_are_offered_without_sufficient_evidence(
    archive: Archive,
) -> None:
    found = results_of(
        archive, lambda answer: replace(answer, sufficient=False, spelling="البحرين <b>")
    )

    assert AR("results.insufficient") in found.texts["#no-evidence"]
    assert ADDRESS.changed(q="البحرين <b>").url() in links(found)
    assert found.texts["#quote-1"]


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/?q=", 422, "كلمة واحدة"),
        ("/?q=%00", 422, "كلمة واحدة"),
        ("/?q=" + "a" * 2001, 422, "أطول من 2000"),
        ("/?q=" + "a" * 60_000, 422, "أطول من 2000"),
        ("/?q=a&page=99999999999999999999", 422, "غير صالحة"),
        ("/?q=a&since=x", 422, "غير صالحة"),
        ("/?q=a&since=2024-02-31", 422, ""),
        ("/?q=a&sort=x", 422, "غير صالحة"),
        ("/documents/none", 404, "لا توجد وثيقة"),
        ("/documents/%00", 404, "لا توجد وثيقة"),
        ("/documents/none?collection=nowhere", 404, ""),
        ("/documents/../../etc/passwd", 404, "لا"),
    ],
)
def test_errors_are_pages_that_say_what_to_do(
    client: TestClient, path: str, status: int, message: str
) -> None:
    response = client.get(path, headers={"accept": "text/html"})

    assert response.status_code == status
    assert message in Page(response.text).texts["main"]
    assert len(response.text) < 15_000


def test_a_question_that_is_too_long_is_given_back_to_be_shortened(client: TestClient) -> None:
    question = ("كلمة <b> " * 300).strip()
    response = client.get("/?q=" + quote(question), headers={"accept": "text/html"})

    assert response.status_code == 422
    shown = Page(response.text)
    assert shown.texts["#too-long"].strip() == question
    assert shown.attributes("textarea")[0]["name"] == "q"
    assert "maxlength" not in shown.attributes("input")[0]


@pytest.mark.parametrize(("seconds", "again"), [("7", True), ("soon", False), (None, False)])
def test_a_page_asks_again_where_that_may_help(
    archive: Archive, *, seconds: str | None, again: bool
) -> None:
    class Busy(Archive):
        def search(self, query: Query, collections: object) -> Results:
            del query, collections
            headers = None if seconds is None else {"Retry-After": seconds}
            raise ProblemError(OVERLOADED, headers=headers, seconds=seconds)

    asked_at = f"/?{ADDRESS.query_string()}"
    busy = Busy(archive.folder, archive._open_encoder)
    with TestClient(create_app(Settings(archive.folder), lambda: busy), LOCAL) as client:
        response = client.get(asked_at, headers={"accept": "text/html"})

    assert response.status_code == 429
    shown = Page(response.text)
    (section,) = shown.attributes("section")
    assert (section.get("data-retry") == asked_at) is again
    assert (section.get("data-seconds") == "7") is again
    refreshed = [each for each in shown.attributes("meta") if each.get("http-equiv") == "refresh"]
    assert [each["content"] for each in refreshed] == (["7"] if again else [])
    assert (asked_at in links(shown)) is again
    assert shown.attributes("input")[0]["value"] == QUESTION


def test_unknown_address_in_a_browser_is_a_page(client: TestClient) -> None:
    response = client.get("/nowhere", headers={"accept": "text/html,*/*"})

    assert response.status_code == 404
    assert "لا شيء" in Page(response.text).texts["main"]


def test_hostile_question_stays_text(client: TestClient) -> None:
    question = "\"><script>alert(1)</script>'\u202e البحرين"

    found = results(client, question)

    assert found.attributes("input")[0]["value"] == question
    assert all("src" in script for script in found.attributes("script"))
    assert "\u202e" not in found.texts["title"]


def test_confidence_is_said_in_words(archive: Archive) -> None:
    strong = parameters().strong
    said = [
        results_of(archive, each_hit(partial(replace, confidence=confidence))).texts["#strength-1"]
        for confidence in (strong - 1e-6, strong)
    ]
    assert said == [AR("strength.possible"), AR("strength.strong")]


def weak_from(rank: int) -> Change:
    """The same answer, where no hit from a rank on is likely to answer."""
    return each_hit(lambda hit: replace(hit, confidence=1.0 if hit.rank < rank else 0.0))


def test_weak_hits_are_rows_with_nothing_that_could_be_taken_for_an_attestation(
    archive: Archive,
) -> None:
    found = asked(archive)
    assert found.total > 2

    shown = results_of(archive, lambda answer: replace(weak_from(2)(answer), supported=1))

    assert shown.texts["#count"] == AR("results.count", count=1)
    (fold,) = [each for each in shown.attributes("details") if each["class"] == "weaker"]
    assert "open" not in fold
    assert f"{AR('results.weaker')} ({found.total - 1})" in shown.texts["#weaker"]
    ranks = [each["value"] for each in shown.attributes("li") if "value" in each]
    assert ranks == [str(hit.rank) for hit in found.hits]
    assert [each["value"] for each in shown.attributes("input") if each.get("name") == "pick"] == [
        f"{found.hits[0].citation.collection}/{found.hits[0].citation.document_id}"
    ]
    for hit in found.hits[1:]:
        row = shown.texts[f"#hit-{hit.rank}"]
        name = hit.citation.title or hit.citation.document_id
        assert " ".join(name.split()) in " ".join(row.split())
        assert passage_url(hit, ADDRESS) in links(shown)
        assert not {f"#quote-{hit.rank}", f"#strength-{hit.rank}"} & shown.texts.keys()
    assert len(shown.attributes("article")) == 1


def test_where_nothing_is_supported_the_nearest_are_rows_in_sight(archive: Archive) -> None:
    shown = results_of(
        archive, lambda answer: replace(weak_from(1)(answer), supported=0, sufficient=False)
    )

    assert AR("results.insufficient") in shown.texts["#no-evidence"]
    assert AR("results.nearest_rows") in shown.texts["#weaker"]
    assert "open" in next(e for e in shown.attributes("details") if e["class"] == "weaker")
    assert not shown.attributes("article")
    assert not shown.attributes("mark")
    assert "#title-1" in shown.texts


@pytest.mark.parametrize(("supported", "is_folded"), [(1, True), (12, False)])
def test_pages_with_nothing_but_weak_hits_are_folded_with_them(
    archive: Archive, *, supported: int, is_folded: bool
) -> None:
    change = partial(replace, total=25, supported=supported)
    shown = results_of(archive, lambda answer: change(weak_from(2)(answer)))

    assert ADDRESS.changed(page=3).url() in links(shown)
    assert (AR("results.next") in shown.texts["#weaker"]) is is_folded


def test_what_a_passage_lacks_is_said(archive: Archive) -> None:
    lacking = each_hit(partial(replace, missing=("قناة بنما", "1914")))
    shown = results_of(archive, lacking).texts["#missing-1"]
    assert shown == f"{AR('results.missing')} قناة بنما، 1914"
    as_row = results_of(archive, lambda found: weak_from(1)(lacking(found)))
    assert as_row.texts["#missing-1"] == shown
    assert "#missing-1" not in results_of(archive, each_hit(replace)).texts


def test_an_answer_is_shown_in_the_words_of_the_document(archive: Archive) -> None:
    def answered(hit: Hit) -> Hit:
        return replace(hit, answer=Span(0, 3).shifted(hit.sentence.start))

    found = results_of(archive, each_hit(answered))

    hit = asked(archive).hits[0]
    text = archive.store("default").document(hit.citation.document_id).text
    assert found.texts["#answer-1"] == text[hit.sentence.start : hit.sentence.start + 3]


def test_a_hit_says_its_page_and_who_else_published_it(archive: Archive) -> None:
    others = (
        Publication("wire/2", "عنوان آخر", "صحيفة الصباح", None, "2022-06-15", "wire"),
        Publication(HOSTILE_ID, None, "<b>Daily</b>", None, None),
    )

    found = results_of(
        archive,
        each_hit(
            lambda hit: replace(hit, location=Location(Unit.PAGE, "7", "7"), also_published=others)
        ),
    )

    assert document_url("wire/2", "wire") in links(found)
    assert document_url(HOSTILE_ID, "default") in links(found)
    assert "ص 7" in found.texts["#hit-1"]
    assert "صحيفة الصباح" in found.texts["#hit-1"]
    assert "<b>Daily</b>" in found.texts["#hit-1"]
    assert any("ص 7" in line for line in copies(found).values())


def test_other_passages_of_a_hit_are_folded_under_it(archive: Archive) -> None:
    best, *rest = asked(archive).hits
    excerpts = [
        Excerpt(hit.citation, hit.sentence, hit.evidence, Location(Unit.PAGE, "3", "3"))
        for hit in rest[:2]
    ]
    hits = (replace(best, more=tuple(excerpts)), replace(best, rank=2))

    found = results_of(archive, lambda answer: replace(answer, hits=hits))

    assert {"class": "further"} in found.attributes("details")
    assert AR("results.further") in found.texts["#hit-1"]
    for number, each in enumerate(excerpts, 1):
        citation = each.citation
        assert found.texts[f"#quote-1-{number}"] == citation.quote
        sentence = citation.quote[slice(*each.sentence.shifted(-citation.start))]
        assert found.texts[f"#sentence-1-{number}"] == sentence
        assert passage_url(each, ADDRESS) in links(found)
        assert f"{citation.start}\u2013{citation.end}" in copies(found)[f"quote-1-{number}"]
    ids = [each["id"] for _, each in found.elements if "id" in each]
    assert len(set(ids)) == len(ids)


def test_what_is_copied_is_the_quotation_in_marks_with_its_citation(
    client: TestClient, archive: Archive
) -> None:
    found = results(client, QUESTION)
    hit = asked(archive).hits[0]

    (button,) = [b for b in found.attributes("button") if b.get("data-copy") == "quote-1"]
    copied = f"{button['data-before']}{found.texts['#quote-1']}{copies(found)['quote-1']}"
    quotation, line = copied.rsplit("\n", 1)
    assert quotation == f"«{hit.citation.quote}»"
    assert f"{hit.citation.start}\u2013{hit.citation.end}" in line


def test_suggestions_are_titles_that_go_on_from_what_is_typed(client: TestClient) -> None:
    shown = page(client, "/suggestions?q=" + quote("المنظمة الد"))

    options = shown.attributes("li")
    assert all(each["role"] == "option" for each in options)
    assert len({each["id"] for each in options}) == len(options)
    assert any("المنظمة الدولية" in shown.texts[f"#{each['id']}"] for each in options)


@pytest.mark.parametrize("typed", ["", "  ", "ا" * 101, "\x00", "<b>"])
def test_what_cannot_go_on_has_no_suggestion(client: TestClient, typed: str) -> None:
    shown = page(client, "/suggestions?q=" + quote(typed))
    assert not shown.attributes("b")
    assert len(shown.attributes("li")) <= 8


def test_labels_turn_english_and_stay_so(archive: Archive) -> None:
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as reader:
        english = page(reader, f"/?q={quote(QUESTION)}&lang=en")
        kept = page(reader, "/help")
        arabic = page(reader, "/help?lang=ar")

    assert english.attributes("html") == [{"lang": "en", "dir": "ltr"}]
    assert any(
        each.get("lang") == "ar" and each.get("dir") == "rtl"
        for each in english.attributes("blockquote")
    )
    assert kept.attributes("html") == [{"lang": "en", "dir": "ltr"}]
    assert arabic.attributes("html") == [{"lang": "ar", "dir": "rtl"}]


def test_a_language_that_is_not_spoken_is_ignored(client: TestClient) -> None:
    response = client.get("/?lang=%3Cscript%3E")

    assert Page(response.text).attributes("html") == [{"lang": "ar", "dir": "rtl"}]
    assert "set-cookie" not in response.headers


def test_an_export_has_the_chosen_results_or_all(client: TestClient, archive: Archive) -> None:
    found = asked(archive)
    first, second = found.hits[:2]
    picked = f"{second.citation.collection}/{second.citation.document_id}"
    path = f"/export?q={quote(QUESTION)}&format=json"

    every = client.get(path)
    chosen = client.get(f"{path}&pick={quote(picked)}")

    assert every.headers["content-disposition"].startswith("attachment;")
    whole = archive.search(Query(QUESTION, 200), ["default"])
    likely = sum(is_sufficient(hit.confidence) for hit in whole.hits)
    assert 0 < likely < found.total
    assert every.text.count('"rank"') == likely
    assert client.get(f"{path}&weaker=true").text.count('"rank"') == found.total
    assert chosen.text.count('"rank"') == 1
    assert second.citation.document_id in chosen.text
    assert f'"id": "{first.citation.document_id}"' not in chosen.text


@pytest.mark.parametrize("name", ["csv", "json", "md", "docx", "ris", "bib"])
def test_every_format_of_the_menu_is_handed_over_as_a_file(client: TestClient, name: str) -> None:
    menu = results(client, QUESTION)
    assert name in [each.get("value") for each in menu.attributes("button")]

    response = client.get(f"/export?q={quote(QUESTION)}&format={name}")

    assert response.status_code == 200
    assert response.content
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "text/html" not in response.headers["content-type"]


def test_documents_of_a_collection_can_be_asked_alone(tmp_path: Path) -> None:
    first = Document(id="a", text="عقد مؤتمر الزيتون في عمّان.", title="في عمّان")
    archive = make_archive(tmp_path / "index", first)
    archive.create("wire")
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        both = page(client, "/?q=" + quote("مؤتمر الزيتون"))
        other = page(client, "/?collection=wire&q=" + quote("مؤتمر الزيتون"))
        unknown = page(client, "/?collection=nowhere&q=" + quote("مؤتمر الزيتون"))

    assert "#hit-1" in both.texts
    assert "#hit-1" not in other.texts
    assert "#hit-1" not in unknown.texts
    assert unescape("wire") in both.texts["#filters"]


def test_seeds_and_the_hostile_document_are_what_the_other_tests_ask(archive: Archive) -> None:
    ids = {document.id for document, _ in archive.store("default").documents()}
    assert ids == {HOSTILE.id, *(document.id for document in seed_documents())}

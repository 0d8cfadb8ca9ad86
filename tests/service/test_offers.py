"""Whatever the service offers, it takes: titles as questions, values as filters, ways back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search.fields import LONGEST_ID, LONGEST_VALUE
from search.records import Document, Facets, Results
from service import offers
from service.access.callers import Role
from service.access.keys import Keys
from service.app import create_app
from service.database import ServiceDatabase
from service.schemas import MAX_QUESTION
from service.settings import Settings
from service.views.address import SearchAddress
from tests.service.conftest import LOCAL, NEWS, Serve, make_archive
from tests.service.html import Page, page

ASKED = "زيتون"
FACTS = [
    Document(
        f"facts-{number}",
        f"زيتون {number} في السوق.",
        title=f"زيتون {number}",
        source="س" * length,
        author="ك" * length,
        language="l" * length,
        date="2024-05",
    )
    for number, length in enumerate((20, 301, LONGEST_VALUE, LONGEST_VALUE + 1, 20_000))
]
DOCUMENTS = [
    *FACTS,
    Document("م" * LONGEST_ID, "عصر الزيتون بدأ غدا.", title="زيتون"),
    Document("lines", "بيع الزيتون بدأ الآن.", title="زيتون\r\nوزيت"),
    Document("no-word", "قطف الزيتون بدأ أمس.", title="!!! \u2014 ...\n؟"),
    Document("long", "حصاد الزيتون بدأ اليوم.", title="زيتون " * 600),
]


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    archive = make_archive(tmp_path_factory.mktemp("offers"), *DOCUMENTS)
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        yield client


@pytest.mark.parametrize("address", ["/", f"/?q={ASKED}", f"/?q={ASKED}&sort=date"])
def test_every_link_of_a_page_is_answered(offering: TestClient, address: str) -> None:
    links = {str(link["href"]) for link in page(offering, address).attributes("a")}
    own = sorted(link for link in links if link.startswith("/"))
    assert len(own) > len(DOCUMENTS) / 2
    assert [link for link in own if offering.get(link).status_code != 200] == []


def test_every_suggestion_is_a_question(offering: TestClient) -> None:
    shown = page(offering, f"/suggestions?q={ASKED}").attributes("option")
    given = offering.get("/api/v1/suggest", params={"q": ASKED, "k": 20}).json()["suggestions"]
    assert [option["value"] for option in shown] == given[: len(shown)]
    assert max(map(len, given)) == LONGEST_VALUE
    for each in given:
        assert offering.get("/", params={"q": each}).status_code == 200
        assert offering.get("/api/v1/search", params={"q": each}).status_code == 200


def test_every_value_of_a_facet_can_be_filtered_by(offering: TestClient) -> None:
    answer = offering.get("/api/v1/search", params={"q": ASKED, "k": 50}).json()
    for name, field in (("source", "sources"), ("author", "authors"), ("language", "languages")):
        counts = {each["value"]: each["documents"] for each in answer["facets"][field]}
        # Two were longer, and cut to the same when they were stored.
        assert sorted(map(len, counts)) == [20, 301, LONGEST_VALUE, LONGEST_VALUE]
        for value, documents in counts.items():
            asked = {"question": ASKED, "filters": {field: [value]}}
            found = offering.post("/api/v1/search", json=asked).json()
            assert found["total"] == documents
            found = offering.get("/api/v1/search", params={"q": ASKED, name: value}).json()
            assert found["total"] == documents


def test_every_choice_of_the_form_is_taken(offering: TestClient) -> None:
    boxes = page(offering, f"/?q={ASKED}").attributes("input")
    choices = [
        box for box in boxes if box.get("type") == "checkbox" and box.get("form") == "search"
    ]
    assert len(choices) >= 9
    for box in choices:
        chosen = offering.get("/", params={"q": ASKED, str(box["name"]): str(box["value"])})
        assert Page(chosen.text).texts["#count"]


def test_a_spelling_that_is_too_long_for_a_question_is_not_offered() -> None:
    for length in (MAX_QUESTION, MAX_QUESTION + 1):
        found = Results((), 0, 0, sufficient=False, facets=Facets(), spelling="س" * length)
        assert (offers.askable(found).spelling is not None) is (length == MAX_QUESTION)


def test_every_place_in_a_list_can_be_gone_on_from(offering: TestClient) -> None:
    ids, cursor = [], None
    while True:
        parameters = {"limit": 1} if cursor is None else {"limit": 1, "cursor": cursor}
        listed = offering.get("/api/v1/documents", params=parameters).json()
        ids += [document["id"] for document in listed["documents"]]
        cursor = listed["next_cursor"]
        if cursor is None:
            break
    assert sorted(ids) == sorted(document.id for document in DOCUMENTS)


def test_a_search_with_many_filters_can_be_kept_and_come_back_to(
    tmp_path: Path, serve: Serve
) -> None:
    client = serve(make_archive(tmp_path, *NEWS))
    sources = ["الرأي", *(f"{number} {'س' * 150}" for number in range(49))]
    address = SearchAddress(q="الوفد", source=sources)
    assert len(address.query_string()) > 40_000
    found = page(client, address.url())
    links = [str(link["href"]) for link in found.attributes("a") if link["href"]]
    documents = [link for link in links if link.startswith("/documents/")]
    assert documents
    assert max(map(len, documents)) < 20_000
    assert client.get(documents[0]).status_code == 200
    saved = client.post("/saved", data={"query": address.query_string()}, follow_redirects=False)
    assert saved.status_code == 303
    assert page(client, "/saved").texts["h2"]

    _, token = Keys(ServiceDatabase(tmp_path)).create(Role.READER, "", None, None)
    for path in (address.url(), "/?q=" + "س" * 500):
        form = page(client, path)
        (way_back,) = (e["value"] for e in form.attributes("input") if e.get("name") == "next")
        signed_in = client.post(
            "/sign-in", data={"key": token, "next": str(way_back)}, follow_redirects=False
        )
        assert signed_in.status_code == 303
        client.cookies.clear()
    assert way_back == "/?q=" + "%D8%B3" * 500

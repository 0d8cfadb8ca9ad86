"""A quotation is verified alike by the API, the page, the command line and the client."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.errors import CollectionMissingError, EmptyQuestionError
from search.quotations.fidelity import Change
from search.records import Document
from service.access.audit import AuditLog
from service.access.callers import Caller, Role
from service.app import create_app
from service.batches.answers import answered
from service.batches.questions import Asked
from service.client import Client
from service.connection import InvalidRequestError
from service.database import ServiceDatabase
from service.language import Language, translator
from service.reading import Reading
from service.schemas.batches import Note
from service.settings import Settings
from service.views.quotations import printed, quoted
from tests.conftest import SEEDS, as_reads
from tests.service.conftest import HOSTILE, LOCAL, Run, Serve, make_archive
from tests.service.html import Page, copies, page
from tests.service.test_api import assert_problem

API = "/api/v1/quotations"
WORDS = "الزيتون شجرة صبر وهو ثروة الأرض الباقية"
FIRST = Document(
    "first", f"وقال الوزير سمير خوري إن {WORDS}.", title="الموسم", source="الرأي", date="2019-10-02"
)
LATER = Document("later", f"وكتبت الصحيفة: {WORDS}!", date="2024", url="https://paper.example/7")
DENIED = Document(
    "denied", "وأكد المزارع سامي نصار أن القرية لم يعد قطاع البطاطس فيها يكفي أهلها شتاء."
)
REVERSED = "يعد قطاع البطاطس فيها يكفي أهلها شتاء"
SECRET = Document("secret", f"سمعنا {WORDS}.")
REMEMBERED = "«الزيتون شجره صبر وهو كنز الأرض الباقية»"
AR = translator(Language.AR, "web")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("quotations") / "index"
    archive = make_archive(folder, LATER, FIRST, DENIED, HOSTILE)
    archive.create("desk")
    add_documents(archive, "desk", as_reads((SECRET,)), lambda _: None)
    return archive


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, LOCAL) as client:
        yield client


def ask(client: TestClient, quotation: str, **more: Any) -> Any:  # noqa: ANN401 - JSON
    response = client.post(API, json={"quotation": quotation, **more})
    assert response.status_code == 200, response.text
    return response.json()


def verified(client: TestClient, quotation: str) -> Page:
    return page(client, f"/quotations?{urlencode({'quotation': quotation})}")


def test_an_answer_tells_where_it_stands_who_says_it_and_what_differs(client: TestClient) -> None:
    answer = ask(client, REMEMBERED, collections=["default"])
    assert (answer["quotation"], answer["fidelity"], answer["total"]) == (REMEMBERED, "words", 2)
    first, later = answer["occurrences"]
    assert [first["document"]["id"], later["document"]["id"]] == ["first", "later"]
    assert first["document"]["source"] == "الرأي"
    passage = first["passage"]
    assert passage["text"] == FIRST.text[passage["start"] : passage["end"]] == WORDS
    changes = [
        (each["change"], REMEMBERED[slice(*each["quoted"])], FIRST.text[slice(*each["printed"])])
        for each in first["differences"]
    ]
    assert changes == [("spelled", "شجره", "شجرة"), ("replaced", "كنز", "ثروة")]
    speaker = first["speaker"]
    assert speaker["text"] == FIRST.text[speaker["start"] : speaker["end"]] == "الوزير سمير خوري"
    assert later["speaker"] is None
    assert first["share"] == pytest.approx(6 / 7)


def test_the_most_faithful_decides_and_k_bounds_what_is_named(client: TestClient) -> None:
    answer = ask(client, WORDS, k=1)
    assert (answer["fidelity"], answer["total"], len(answer["occurrences"])) == ("exact", 3, 1)
    assert answer["occurrences"][0]["differences"] == []
    nothing = ask(client, "لم يقل أحد هذا الكلام الطويل")
    assert (nothing["fidelity"], nothing["total"], nothing["occurrences"]) == (None, 0, [])


def test_words_that_the_document_denies_are_shown_as_denied(client: TestClient) -> None:
    (found,) = ask(client, REVERSED)["occurrences"]
    assert (found["fidelity"], found["negation"], found["speaker"]) == ("exact", "لم", None)
    (whole,) = ask(client, f"لم {REVERSED}")["occurrences"]
    assert (whole["negation"], whole["speaker"]["text"]) == (None, "المزارع سامي نصار")
    shown = verified(client, REVERSED)
    assert shown.texts["#verdict"] == AR("quotation.denied")
    assert shown.texts["#negation-1"] == f"{AR('quotation.negation')} لم"
    assert "#speaker-1" not in shown.texts
    classes = [each.get("class") for each in shown.attributes("span")]
    assert "strength weak" in classes
    assert "strength strong" not in classes


def test_the_terminal_shows_words_as_denied(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "denied.txt"
    file.write_text(DENIED.text, encoding="utf-8")
    run("index", file)
    done = run("verify-quote", REVERSED)
    assert done.exit_code == 1
    assert "denied" in done.stdout.splitlines()[0]
    assert "a word of denial before them: \u2068لم\u2069" in done.stdout
    assert "Said by" not in done.stdout
    assert run("verify-quote", f"لم {REVERSED}").exit_code == 0


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"quotation": "«…»"}, 422, "empty-question"),
        ({"quotation": "س" * 2001}, 422, "invalid-request"),
        ({"quotation": WORDS, "k": 51}, 422, "invalid-request"),
        ({"quotation": WORDS, "k": "5"}, 422, "invalid-request"),
        ({"quotation": WORDS, "title": "x"}, 422, "invalid-request"),
        ({}, 422, "invalid-request"),
        ({"quotation": WORDS, "collections": ["nowhere"]}, 404, "collection-not-found"),
    ],
)
def test_what_is_wrong_is_a_problem(
    client: TestClient, body: dict[str, Any], status: int, slug: str
) -> None:
    assert_problem(client.post(API, json=body), status, slug)


@pytest.mark.parametrize("quotation", ["ا" * 2000, "ا " * 1000, "1," * 1000, "«" * 1999 + "x"])
def test_a_hostile_quotation_is_answered(client: TestClient, quotation: str) -> None:
    assert ask(client, quotation)["occurrences"] == []
    assert AR("quotation.none") in verified(client, quotation).texts["h2"]


def test_the_page_marks_what_differs_and_quotes_exactly(client: TestClient) -> None:
    shown = verified(client, REMEMBERED)
    assert shown.texts["textarea"].lstrip("\n") == REMEMBERED
    assert shown.texts["#verdict"] == AR("quotation.words")
    assert shown.texts["#quote-1"] == WORDS
    assert shown.texts["#speaker-1"] == "الوزير سمير خوري"
    marked = [(name, text) for name, text in shown.all_texts if name[:3] in {"ins", "del"}]
    assert marked[:4] == [
        ("ins.spelled", "شجرة"),
        ("ins.replaced", "ثروة"),
        ("del.spelled", "شجره"),
        ("del.replaced", "كنز"),
    ]
    links = [str(each.get("href")) for each in shown.attributes("a")]
    (link,) = [each for each in links if each.startswith("/documents/first")]
    assert page(client, link.partition("#")[0]).texts["#passage"] == WORDS


def test_an_exact_quotation_has_nothing_to_compare(client: TestClient) -> None:
    shown = verified(client, WORDS)
    assert shown.texts["#verdict"] == AR("quotation.exact")
    assert {"ins", "del"}.isdisjoint(name for name, _ in shown.elements)
    assert any("2024" in text for name, text in shown.all_texts if name == "time")


def test_the_page_without_a_quotation_only_asks_for_one(client: TestClient) -> None:
    for address in ("/quotations", "/quotations?quotation=+"):
        shown = page(client, address)
        assert "#verdict" not in shown.texts
        assert {"name": "quotation", "maxlength": "2000"}.items() <= dict(
            shown.attributes("textarea")[0]
        ).items()
    headers = {"Accept": "text/html"}
    refused = client.get("/quotations?quotation=%E2%80%A6", headers=headers)
    assert refused.status_code == 422
    assert Page(refused.text).texts["h1"]


def test_hostile_text_stays_text(client: TestClient) -> None:
    quotation = HOSTILE.text[:200]
    shown = verified(client, quotation)
    assert shown.texts["#quote-1"] in HOSTILE.text
    assert not any(name.startswith("on") for _, each in shown.elements for name in each)
    assert all("javascript:" not in str(each.get("href")) for each in shown.attributes("a"))


def test_both_texts_are_whole_however_they_are_cut(archive: Archive) -> None:
    (occurrence, *_) = archive.occurrences(REMEMBERED, ["default"])
    assert "".join(text for text, _ in printed(occurrence)) == occurrence.citation.quote
    pieces = quoted(occurrence, REMEMBERED)
    assert "".join(text for text, _ in pieces) == REMEMBERED
    assert [(text, change) for text, change in pieces if change] == [
        ("شجره", Change.SPELLED),
        ("كنز", Change.REPLACED),
    ]


def test_what_a_reader_may_not_read_does_not_exist(archive: Archive, tmp_path: Path) -> None:
    make_archive(tmp_path)
    log = AuditLog(ServiceDatabase(tmp_path))
    record = partial(log.record, Caller("k1", "desk", Role.READER))
    reading = Reading(archive, lambda names: tuple(n for n in names if n != "desk"), record)
    found = reading.occurrences(WORDS)
    assert {each.citation.document_id for each in found} == {"first", "later"}
    with pytest.raises(CollectionMissingError):
        reading.occurrences(WORDS, ["desk"])
    with pytest.raises(EmptyQuestionError):
        reading.occurrences("…")
    assert [(each.action, each.collections, each.subject) for each in log.entries()] == [
        ("quotation", ["default"], WORDS)
    ]


def test_the_client_verifies_a_quotation(client: TestClient) -> None:
    remote = Client(LOCAL, http=client)
    answer = remote.verify_quotation(WORDS, 2, ["default"])
    assert [each.document.id for each in answer.occurrences] == ["first", "later"]
    with pytest.raises(InvalidRequestError):
        remote.verify_quotation("…")


SEED = "هذا الحوار يشكل فرصة لتبادل الخبرات مع دول المنطقة"


@pytest.mark.parametrize(
    ("quotation", "fidelity", "code"),
    [
        (f"“{SEED}”", "exact", 0),
        (SEED.replace("فرصة", "فُرصه"), "spelling", 0),
        (SEED.replace("فرصة", "مناسبة"), "words", 1),
        ("لم يقل أحد هذا الكلام", None, 1),
    ],
)
def test_the_exit_code_tells_whether_a_quotation_stands(
    run: Run, quotation: str, fidelity: str | None, code: int
) -> None:
    run("index", SEEDS)
    done = run("verify-quote", quotation, "--json")
    answer = json.loads(done.stdout)
    assert (answer["fidelity"], done.exit_code) == (fidelity, code)
    for each in answer["occurrences"]:
        passage = each["passage"]
        text = (SEEDS / f"{each['document']['id']}.txt").read_bytes().decode()
        assert passage["text"] == text[passage["start"] : passage["end"]] == SEED
        assert each["speaker"]["text"] == "الامين العام لوزارة العدل في الأردن الدكتور سعد اللوزي"


def test_the_terminal_marks_what_differs(run: Run) -> None:
    run("index", SEEDS)
    shown = run("verify-quote", SEED.replace("فرصة", "مناسبة")).stdout
    assert "[-مناسبة-]" in shown
    assert "{+فرصة+}" in shown
    assert "الدكتور سعد اللوزي" in shown
    assert "001_c5e6b1131d4ccf70 [" in shown
    assert "\u001b" not in shown
    assert "Not found" in run("verify-quote", "لم يقل أحد هذا الكلام").stdout


def test_the_terminal_speaks_arabic(arabic: Run) -> None:
    arabic("index", SEEDS)
    assert "ورد بنصّه حرفيا" in arabic("verify-quote", SEED).stdout
    assert "لم يوجد" in arabic("verify-quote", "لم يقل أحد هذا الكلام").stdout


@pytest.mark.parametrize("quotation", ["…", "س" * 2001])
def test_the_command_refuses_what_is_no_quotation(run: Run, quotation: str) -> None:
    run("index", SEEDS)
    assert run("verify-quote", quotation).exit_code != 0
    assert run("verify-quote", quotation).stdout == ""


def test_a_copy_that_says_otherwise_is_shown_with_its_sentence_everywhere(
    arabic: Run, serve: Serve, tmp_path: Path
) -> None:
    rest = " ".join(f"كلمة{number}" for number in range(60)) + "."
    said, denied = "النقابة قررت تعليق الدوام غدا.", "النقابة لم تقرر تعليق الدوام غدا."
    archive = make_archive(
        tmp_path / "index",
        Document("one", f"{said} {rest}", source="الرأي", date="2024-05-01"),
        Document("other", f"{denied} {rest}", source="الغد", date="2024-05-02"),
    )
    client = serve(archive)
    (hit,) = client.get("/api/v1/search", params={"q": said}).json()["hits"]
    assert hit["also_published"] == []
    (other,) = hit["differing"]
    assert {hit["document"]["id"], other["document"]["id"]} == {"one", "other"}
    assert other["passage"]["text"] in {said, denied}
    results, days = (page(client, f"/?q={said}{view}") for view in ("", "&view=days"))
    for shown in (results.texts["#hit-1"], results.texts["#attestation"], days.texts["#hit-1"]):
        assert "ويختلف في" in shown
        assert other["passage"]["text"] in shown
    assert other["passage"]["text"] in copies(results)["sentence-1"]
    assert answered(Asked(1, said), Reading(archive)).note is Note.DIFFER
    beside = page(client, f"/?q={said}&view=beside")
    assert {beside.texts["#report-1-1"], beside.texts["#report-1-2"]} == {said, denied}
    marked = [text for name, text in beside.all_texts if name == "mark.differs"]
    assert sorted(marked) == ["قررت", "لم تقرر"]
    told = arabic("search", said).stdout
    assert "ويختلف في" in told
    assert other["passage"]["text"] in told


def test_what_another_copy_has_in_the_place_of_a_quotation_is_shown_beside_it(
    serve: Serve, tmp_path: Path
) -> None:
    rest = " ".join(f"كلمة{number}" for number in range(60)) + "."
    said = "استقبل وزير الدفاع في مكتبه بجدة نظيره الأمريكي وعقدا اجتماعا ثنائيا."
    shorter = "عقد وزير الدفاع اجتماعا مع نظيره الأمريكي."
    archive = make_archive(
        tmp_path / "index",
        Document("one", f"{said} {rest}", source="الرأي", date="2024-05-01"),
        Document("other", f"{shorter} {rest}", source="الغد", date="2024-05-02"),
    )
    client = serve(archive)
    asked = {"quotation": said}
    (occurrence,) = client.post("/api/v1/quotations", json=asked).json()["occurrences"]
    (other,) = occurrence["differing"]
    shown = page(client, f"/quotations?quotation={said}")
    assert other["passage"]["text"] == shorter
    assert "ويختلف في" in shown.texts["#occurrence-1"]
    assert shorter in shown.texts["#occurrence-1"]
    links = (found.get("href") or "" for tag, found in shown.elements if tag == "a")
    (address,) = (link for link in links if "/documents/other" in link)
    assert page(client, address).texts["#sentence"] == shorter

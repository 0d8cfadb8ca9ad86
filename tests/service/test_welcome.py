"""What is shown before the first question, and how little is asked for that."""

import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document, Query, Results
from service.app import create_app
from service.settings import Settings
from service.welcome import NEWEST, QUESTIONS, TRIED, Welcome, Welcomes
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive
from tests.service.html import page

HEADLINES = (
    "إغلاق {n} نافذة قديمة في قصر الحمراء",
    "إنقاذ {n} بحارا من سفينة غرقت قرب قبرص",
    "وزير الزراعة يزور حقول القمح الجديدة في الشمال",
    "ترحيل {n} مهاجرا إلى بلادهم خلال الشتاء",
    "أمير الكويت يستقبل رئيس وفد اليابان التجاري",
)


class Asked(Archive):
    """An archive that answers everything strongly but what has a word, and knows what it was."""

    asked: list[str]

    def search(self, query: Query, collections: Collection[str]) -> Results:
        self.asked.append(query.text)
        found = super().search(query, collections)
        confidence = 0.0 if "إشاعة" in query.text else 1.0
        return replace(found, hits=tuple(replace(hit, confidence=confidence) for hit in found.hits))


def story(number: int, title: str = "") -> Document:
    """A story whose headline counts something, or tells of somebody with an office."""
    told = HEADLINES[number % len(HEADLINES)].format(n=number + 20)
    text = told.replace("يزور", "زار").replace("يستقبل", "استقبل")
    subject, verb, *rest = text.split()
    if verb in {"الزراعة", "الكويت"}:
        text = " ".join([rest[0], subject, verb, *rest[1:]])
    return Document(
        id=f"{number}",
        text=f"{text} أمس. {'ث' * number}.",
        title=title or told,
        date=f"2024-05-{number:02}",
        source="الرأي",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Asked:
    made = make_archive(tmp_path / "index", *map(story, range(1, 21)))
    archive = Asked(made.folder, made._open_encoder)
    archive.asked = []
    return archive


@pytest.fixture
def welcomes() -> Iterator[Welcomes]:
    welcomes = Welcomes(lambda: True)
    yield welcomes
    welcomes.close()


def settled(welcomes: Welcomes, archive: Archive, *names: str) -> Welcome:
    """What is shown once the questions were looked for."""
    welcomes.of(archive, names)
    welcomes._finding.submit(lambda: None).result(30)
    return welcomes.of(archive, names)


def questions(welcome: Welcome) -> list[str]:
    return [each.asked.question for each in welcome.answered]


def test_it_says_what_there_is_and_names_the_newest(archive: Asked, welcomes: Welcomes) -> None:
    overview = welcomes.of(archive, ("default",)).overview
    assert (overview.documents, overview.first, overview.last) == (20, "2024-05-01", "2024-05-20")
    assert overview.sources == (("الرأي", 20),)
    assert [each.document_id for each in overview.newest] == ["20", "19", "18", "17", "16"]


def test_as_little_is_asked_as_is_needed_and_once(archive: Asked, welcomes: Welcomes) -> None:
    first = settled(welcomes, archive, "default")
    assert len(first.answered) == QUESTIONS
    assert set(questions(first)) <= set(archive.asked)
    newest = {each.document_id for each in first.overview.newest}
    assert not newest & {each.document.document_id for each in first.answered}
    kinds = [each.asked.kind for each in first.answered]
    assert max(map(kinds.count, kinds)) < QUESTIONS, "not all alike"
    asked = len(archive.asked)
    assert settled(welcomes, archive, "default") is first
    assert len(archive.asked) == asked


def test_a_question_is_answered_by_the_document_that_it_was_made_from(
    archive: Asked, welcomes: Welcomes
) -> None:
    for each in settled(welcomes, archive, "default").answered:
        hit = archive.search(Query(each.asked.question, k=1), ["default"]).hits[0]
        assert hit.citation.document_id == each.document.document_id
        assert each.asked.is_answered_by(hit.citation.part(hit.sentence))


def test_the_page_does_not_wait_for_them(archive: Asked) -> None:
    may_ask = threading.Event()
    welcomes = Welcomes(may_ask.is_set)
    started = time.monotonic()
    assert questions(welcomes.of(archive, ("default",))) == []
    assert questions(welcomes.of(archive, ("default",))) == []
    assert time.monotonic() - started < 5
    assert not archive.asked, "somebody waits for the engine"
    may_ask.set()
    assert len(settled(welcomes, archive, "default").answered) == QUESTIONS
    welcomes.close()
    add_documents(archive, "default", as_reads((story(21),)), lambda _: None)
    assert welcomes.of(archive, ("default",)).overview.newest[0].document_id == "21"


def test_closing_does_not_wait_for_room(archive: Asked) -> None:
    welcomes = Welcomes(lambda: False)
    welcomes.of(archive, ("default",))
    started = time.monotonic()
    welcomes.close()
    assert time.monotonic() - started < 5
    assert not archive.asked


def test_where_nothing_is_answered_only_few_are_asked(archive: Asked, welcomes: Welcomes) -> None:
    changed = [
        story(number, f"إغلاق {number} إشاعة قديمة في المدينة {'س' * (number - 20)}")
        for number in range(21, 81)
    ]
    dated = [replace(each, date="2024-06-01") for each in changed]
    add_documents(archive, "default", as_reads(tuple(dated)), lambda _: None)
    assert questions(settled(welcomes, archive, "default")) == []
    assert len(archive.asked) == TRIED


def test_a_mistake_is_logged_and_ends_nothing(
    archive: Asked,
    welcomes: Welcomes,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> Results:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(archive, "search", fail)
        assert questions(settled(welcomes, archive, "default")) == []
    assert "ZeroDivisionError" in caplog.text
    add_documents(archive, "default", as_reads((story(21),)), lambda _: None)
    assert len(settled(welcomes, archive, "default").answered) == QUESTIONS


def test_questions_stay_while_their_documents_do(archive: Asked, welcomes: Welcomes) -> None:
    before = settled(welcomes, archive, "default")
    add_documents(archive, "default", as_reads((story(21),)), lambda _: None)
    at_once = welcomes.of(archive, ("default",))
    assert at_once.overview.newest[0].document_id == "21"
    assert questions(at_once) == questions(before), "until they were looked for anew"
    assert questions(settled(welcomes, archive, "default")) == questions(before)

    first = before.answered[0]
    changed = story(int(first.document.document_id), "عنوان آخر غير ما كان")
    add_documents(archive, "default", as_reads((changed,)), lambda _: None)
    assert first not in welcomes.of(archive, ("default",)).answered
    after = settled(welcomes, archive, "default")
    assert first.document.document_id not in {e.document.document_id for e in after.answered}
    assert len(after.answered) == QUESTIONS


def test_what_is_answered_no_more_is_not_offered(archive: Asked, welcomes: Welcomes) -> None:
    before = settled(welcomes, archive, "default").answered[0]
    newer = replace(story(30), title=before.document.title, text=f"{before.asked.question} " * 3)
    add_documents(archive, "default", as_reads((newer,)), lambda _: None)
    found = archive.search(Query(before.asked.question, k=1), ["default"]).hits[0]
    assert found.citation.document_id == "30"
    assert before.asked.question not in questions(settled(welcomes, archive, "default"))


def test_a_headline_that_would_be_read_as_operators_is_not_offered(
    archive: Asked, welcomes: Welcomes
) -> None:
    title = 'إغلاق 25 سيارة قديمة في "السوق الكبير"'
    add_documents(archive, "default", as_reads((story(15, title),)), lambda _: None)
    assert not any(
        "السوق الكبير" in each for each in questions(settled(welcomes, archive, "default"))
    )


def test_copies_of_a_story_are_named_once(tmp_path: Path) -> None:
    text = "قررت الوزارة بدء العام الدراسي في الأول من أيلول بعد أن اكتملت صيانة المدارس كلها."
    copies = [
        Document(id=f"{n}", text=text, title="بدء العام", date="2024-05-01") for n in range(3)
    ]
    archive = make_archive(tmp_path / "index", *copies, story(1))
    assert len(archive.overview(["default"], NEWEST).newest) == 2


def test_who_may_read_less_is_shown_less(archive: Asked, welcomes: Welcomes) -> None:
    archive.create("secret")
    secret = replace(story(28, "خبر سري لا يقرؤه الجميع"), collection="secret", source="الديوان")
    add_documents(archive, "secret", as_reads((secret,)), lambda _: None)
    every = welcomes.of(archive, ("default", "secret"))
    assert every.overview.newest[0].collection == "secret"
    assert every.overview.documents == 21
    less = welcomes.of(archive, ("default",))
    assert less.overview.documents == 20
    assert "الديوان" not in dict(less.overview.sources)


@pytest.mark.parametrize("documents", [(), (Document(id="a", text="نص بلا تاريخ."),)])
def test_an_empty_archive_and_one_without_dates_have_a_first_page(
    tmp_path: Path, documents: tuple[Document, ...]
) -> None:
    archive = make_archive(tmp_path / "index", *documents)
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        shown = page(client, "/")
    assert ("#newest" in shown.texts) is bool(documents)
    assert not shown.attributes("time")


def test_the_page_offers_the_questions(archive: Asked) -> None:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        assert page(client, "/").texts["#newest"]
        for _ in range(300):
            shown = page(client, "/")
            if "#offers" in shown.texts:
                break
            time.sleep(0.1)
        asked = [str(e["href"]) for e in shown.attributes("a") if "?q=" in str(e.get("href"))]
        assert len(asked) == QUESTIONS
        assert page(client, asked[0]).texts["#attested-strength"]

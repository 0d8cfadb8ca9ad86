"""What is shown before the first question, and how little is asked for that."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document, Query, Results
from service.app import create_app
from service.settings import Settings
from service.welcome import NEWEST, QUESTIONS, Welcome, Welcomes
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive
from tests.service.html import page


class Asked(Archive):
    """An archive that answers everything strongly but what has a word, and knows what it was."""

    asked: list[str]

    def search(self, query: Query, collections: Collection[str]) -> Results:
        self.asked.append(query.text)
        found = super().search(query, collections)
        confidence = 0.0 if "إشاعة" in query.text else 1.0
        return replace(found, hits=tuple(replace(hit, confidence=confidence) for hit in found.hits))


def story(number: int, title: str = "") -> Document:
    return Document(
        id=f"{number}",
        text=f"وصل الوفد رقم {number} وبحث موضوعا آخر {'ث' * number}.",
        title=title or f"الوفد رقم {number} وصل {'س' * number}",
        date=f"2024-05-{number:02}",
        source="الرأي",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Asked:
    made = make_archive(tmp_path / "index", *map(story, range(1, 21)))
    archive = Asked(made.folder, made._open_encoder)
    archive.asked = []
    return archive


def questions(welcome: Welcome) -> list[str]:
    return [each.question for each in welcome.answered]


def test_it_says_what_there_is_and_names_the_newest(archive: Asked) -> None:
    welcome = Welcomes().of(archive, ("default",))
    overview = welcome.overview
    assert (overview.documents, overview.first, overview.last) == (20, "2024-05-01", "2024-05-20")
    assert overview.sources == (("الرأي", 20),)
    assert [each.document_id for each in welcome.newest] == ["20", "19", "18", "17", "16"]


def test_as_little_is_asked_as_is_needed_and_once(archive: Asked) -> None:
    welcomes = Welcomes()
    first = welcomes.of(archive, ("default",))
    assert questions(first) == archive.asked
    assert len(archive.asked) == QUESTIONS
    assert not {each.title for each in first.newest} & set(questions(first))
    assert welcomes.of(archive, ("default",)) is first
    assert len(archive.asked) == QUESTIONS


def test_where_nothing_is_answered_only_few_are_asked(archive: Asked) -> None:
    changed = [story(number, f"هذه إشاعة رقم {number} {'س' * number}") for number in range(1, 21)]
    add_documents(archive, "default", as_reads(tuple(changed)), lambda _: None)
    assert questions(Welcomes().of(archive, ("default",))) == []
    assert len(archive.asked) <= 8


def test_questions_stay_while_their_documents_do(archive: Asked) -> None:
    welcomes = Welcomes()
    before = questions(welcomes.of(archive, ("default",)))
    asked = len(archive.asked)

    add_documents(archive, "default", as_reads((story(21),)), lambda _: None)
    more = welcomes.of(archive, ("default",))
    assert more.newest[0].document_id == "21"
    assert questions(more) == before
    assert len(archive.asked) == asked

    add_documents(
        archive, "default", as_reads((story(15, "عنوان آخر غير ما كان"),)), lambda _: None
    )
    assert before[0] == story(15).title
    after = questions(welcomes.of(archive, ("default",)))
    assert before[0] not in after
    assert len(after) == QUESTIONS


@pytest.mark.parametrize(
    "title", ["قصير", "مصدر:الرأي عن الوفد الذي وصل", "طويل " * 40, "-وصل -الوفد -اليوم -أمس"]
)
def test_only_headlines_that_can_be_asked_as_they_stand_are(archive: Asked, title: str) -> None:
    add_documents(archive, "default", as_reads((story(15, title),)), lambda _: None)
    assert title.strip() not in questions(Welcomes().of(archive, ("default",)))
    assert title.strip() not in archive.asked


def test_copies_of_a_story_are_named_once(tmp_path: Path) -> None:
    text = "قررت الوزارة بدء العام الدراسي في الأول من أيلول بعد أن اكتملت صيانة المدارس كلها."
    copies = [
        Document(id=f"{n}", text=text, title="بدء العام", date="2024-05-01") for n in range(3)
    ]
    archive = make_archive(tmp_path / "index", *copies, story(1))
    assert len(archive.overview(["default"], NEWEST).newest) == 2


def test_who_may_read_less_is_shown_less(archive: Asked) -> None:
    archive.create("secret")
    secret = replace(story(28, "خبر سري لا يقرؤه الجميع"), collection="secret", source="الديوان")
    add_documents(archive, "secret", as_reads((secret,)), lambda _: None)
    welcomes = Welcomes()
    every = welcomes.of(archive, ("default", "secret"))
    assert every.newest[0].collection == "secret"
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
        shown = page(client, "/")
        for question in archive.asked:
            assert question in shown.texts["main"]
        asked = [str(e["href"]) for e in shown.attributes("a") if "?q=" in str(e.get("href"))]
        assert len(asked) == QUESTIONS
        assert page(client, asked[0]).texts["#attested-strength"]

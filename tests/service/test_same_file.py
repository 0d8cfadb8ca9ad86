"""A file that is sent, and indexed by its path as well, is one document, and it is said which."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.originals import original_of
from search.archive import Archive
from search.records import Query
from tests.service.conftest import NEWS, Run, Serve, make_archive, output
from tests.service.html import page
from tests.service.test_api_adding import end_of, send_files, texts

TEXT = "افتتح معرض الفسيفساء في متحف المدينة صباح اليوم بحضور كبير من الزوار."
NAME = "خبر.txt"
PLACE = "desk/خبر.txt"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "index", *NEWS[:1])


@pytest.fixture
def client(serve: Serve, archive: Archive) -> TestClient:
    return serve(archive)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    (folder / PLACE).parent.mkdir(parents=True)
    (folder / PLACE).write_text(TEXT, "utf-8")
    return folder


def test_a_file_that_is_indexed_by_its_path_and_sent_is_one_document(
    client: TestClient, archive: Archive, folder: Path, run: Run
) -> None:
    assert output(run("index", folder, "--json"))["added"] == 1
    before = texts(client).keys()

    response = send_files(client, (NAME, TEXT.encode()), ("other.txt", "نص آخر.".encode()))
    job = end_of(client, response)

    assert (job["added"], job["unchanged"], job["skipped"]) == (1, 1, [])
    assert {"id": "desk/خبر", "change": "unchanged", "file": NAME} in job["documents"]
    assert texts(client).keys() - before == {"other"}
    shown = page(client, f"/upload/{job['id']}")
    assert "موجود من قبل" in shown.texts["main"]
    links = [str(each["href"]) for each in shown.attributes("a")]
    linked = [each for each in links if each.startswith("/documents/")]
    assert [page(client, each).texts["h1"].strip() for each in linked] == [
        "نص آخر.",
        page(client, linked[1]).texts["h1"].strip(),
    ]
    assert TEXT in page(client, linked[1]).texts["main"]
    assert not list((archive.folder / "originals").glob(f"*/{NAME}")), "nothing is kept twice"


def test_a_file_that_was_sent_and_is_indexed_by_its_path_is_one_document(
    client: TestClient, archive: Archive, folder: Path, run: Run
) -> None:
    end_of(client, send_files(client, (NAME, TEXT.encode())))
    before = texts(client)

    for _ in range(2):
        found = output(run("index", folder, "--json"))
        assert (found["added"], found["unchanged"], found["skipped"]) == (0, 1, [])
        assert found["same_file"] == [{"place": str(folder / PLACE), "document_id": "خبر"}]
    assert "there already, as the document" in run("index", folder).output
    assert texts(client) == before
    hits = archive.search(Query("معرض الفسيفساء"), ["default"]).hits
    assert [each.document_id for each in hits[0].also_published] == []
    assert original_of(archive.engine("default").index, "خبر") is not None

    # What the folder has now is another text: a document of its own.
    (folder / PLACE).write_text(f"{TEXT} وأُغلق مساء.", "utf-8")
    found = output(run("index", folder, "--json"))
    assert (found["added"], found["same_file"]) == (1, [])


def test_it_is_said_in_arabic_too(client: TestClient, folder: Path, arabic: Run) -> None:
    end_of(client, send_files(client, (NAME, TEXT.encode())))
    assert "موجود من قبل، وهو الوثيقة" in arabic("index", folder).output


def test_what_a_file_had_before_is_replaced_all_the_same(
    client: TestClient, folder: Path, run: Run
) -> None:
    end_of(client, send_files(client, ("sent.txt", TEXT.encode())))
    (folder / PLACE).write_text("نص آخر لا يشبهه.", "utf-8")
    run("index", folder)
    (folder / PLACE).write_text(TEXT, "utf-8")

    found = output(run("index", folder, "--json"))

    assert (found["replaced"], found["same_file"]) == (1, [])
    assert texts(client)["desk/خبر"] == TEXT


def test_copies_that_are_all_indexed_by_their_paths_stay(
    client: TestClient, folder: Path, run: Run
) -> None:
    (folder / "copy.txt").write_text(TEXT, "utf-8")
    assert output(run("index", folder, "--json"))["added"] == 2
    assert {"copy", "desk/خبر"} <= texts(client).keys()


def test_where_the_sent_document_is_deleted_the_file_is_read(
    client: TestClient, folder: Path, run: Run
) -> None:
    end_of(client, send_files(client, (NAME, TEXT.encode())))
    run("index", folder)
    assert client.delete("/api/v1/documents/خبر").status_code == 204
    assert output(run("index", folder, "--json"))["added"] == 1
    assert "desk/خبر" in texts(client)


def test_an_id_of_a_file_with_another_text_is_said_to_be_of_the_folder(
    client: TestClient, folder: Path, run: Run
) -> None:
    run("index", folder)
    job = end_of(client, send_files(client, (PLACE, "نص آخر.".encode())))
    assert "a file that is indexed by its path" in job["skipped"][0]["reason"]
    assert "مفهرس من مساره" in page(client, f"/upload/{job['id']}").texts["main"]
    assert str(folder) not in str(job)


def test_a_job_of_a_collection_that_is_gone_is_still_shown(
    client: TestClient, archive: Archive
) -> None:
    archive.create("desk")
    files = [("files", (NAME, TEXT.encode()))]
    sent = client.post("/api/v1/documents/files", files=files, params={"collection": "desk"})
    job = end_of(client, sent)
    assert len(page(client, f"/upload/{job['id']}").attributes("ul")) > 0
    client.delete("/api/v1/documents/خبر", params={"collection": "desk"})
    shown = page(client, f"/upload/{job['id']}")
    assert "/documents/" not in " ".join(str(each.get("href")) for each in shown.attributes("a"))
    client.delete("/api/v1/collections/desk")
    assert client.get(f"/upload/{job['id']}").status_code == 200

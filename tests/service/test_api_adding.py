"""Documents that are sent over HTTP, and the jobs that add them."""

import io
import json
import shutil
import threading
import time
import zipfile
from contextlib import AbstractContextManager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock
from httpx2 import Response

from indexer.originals import original_of
from indexer.sent_files import Upload, _keep_all, add_uploads, drop_sent, safe_name
from indexer.summary import Change, Summary
from search.archive import Archive
from search.errors import IndexLockedError, IndexWriteError
from search.layout import LOCK_NAME
from service import job_turns, receiving
from service import jobs as jobs_module
from service.access.audit import AuditLog
from service.access.callers import Role
from service.access.keys import Keys
from service.database import ServiceDatabase
from service.inbox import NAME, Inbox
from service.job_ledger import Job
from service.jobs import Jobs
from tests.service.conftest import NEWS, Run, Serve, make_archive
from tests.service.test_api import assert_problem
from tests.service.test_api_search import make_key

DOCUMENTS = "/api/v1/documents"
FILES = "/api/v1/documents/files"
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    + b"x" * 3_000_000
    + b"\r\n--x--\r\n"
)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return make_archive(tmp_path / "index", *NEWS[:2])


@pytest.fixture
def client(serve: Serve, archive: Archive) -> TestClient:
    return serve(archive)


def send_lines(client: TestClient, *lines: object, **parameters: str) -> Response:
    content = "".join(
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) + "\n"
        for line in lines
    )
    headers = {"content-type": "application/jsonl"}
    return client.post(DOCUMENTS, content=content.encode(), headers=headers, params=parameters)


def send_files(client: TestClient, *files: tuple[str, bytes]) -> Response:
    return client.post(FILES, files=[("files", file) for file in files])


def end_of(client: TestClient, response: Response) -> dict[str, Any]:
    """The job of an upload, when it has ended."""
    assert response.status_code == 202, response.text
    assert response.headers["location"] == f"/api/v1/jobs/{response.json()['id']}"
    deadline = time.monotonic() + 60
    while True:
        job: dict[str, Any] = client.get(response.headers["location"]).json()
        if job["state"] not in {"waiting", "running"}:
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.02)


def texts(client: TestClient) -> dict[str, str]:
    listed = client.get(DOCUMENTS).json()["documents"]
    return {d["id"]: client.get(f"{DOCUMENTS}/{d['id']}").json()["text"] for d in listed}


def temporary(archive: Archive) -> list[Path]:
    """What an upload has left where it lay: of the inbox there is a lock for each service."""
    found = [*(archive.folder.parent / "temporary").rglob("*"), *(archive.folder / NAME).rglob("*")]
    return [path for path in found if path.name != ".lock" and len(path.name) != 16]


def test_a_stream_of_lines_adds_and_replaces_documents(
    client: TestClient, archive: Archive
) -> None:
    sent = send_lines(
        client,
        {"id": "a", "text": "نص أول عن القمح.", "title": "القمح", "section": "اقتصاد", "desk": "ب"},
        {"id": NEWS[0].id, "text": "نص جديد عن الوفد."},
        "no JSON\n",
        {"id": "no text"},
    )
    job = end_of(client, sent)

    assert (job["state"], job["added"], job["replaced"], job["skipped_count"]) == ("done", 1, 1, 2)
    assert [each["place"] for each in job["skipped"]] == ["line 3", "line 4"]
    assert all(each["reason"] for each in job["skipped"])
    assert job["bytes_read"] == job["bytes"] > 0
    added = client.get(f"{DOCUMENTS}/a").json()
    assert (added["section"], added["metadata"]) == ("اقتصاد", {"desk": "ب"})
    assert texts(client)[NEWS[0].id] == "نص جديد عن الوفد."
    hits = client.get("/api/v1/search", params={"q": "القمح"}).json()["hits"]
    assert hits[0]["document"]["id"] == "a"
    assert temporary(archive) == []


def test_a_line_with_a_fault_is_named_by_its_number(client: TestClient) -> None:
    long = {"id": "a", "text": "نص أول عن القمح.", "title": "ع" * 1001}
    job = end_of(client, send_lines(client, {"id": "b", "text": "نص ثان."}, long))

    assert (job["added"], [each["place"] for each in job["skipped"]]) == (2, ["line 2"])


def test_files_become_documents_under_their_names(client: TestClient, archive: Archive) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_file:
        archive_file.writestr("داخل.txt", "خبر داخل ملف مضغوط عن السدود.")
    sent = send_files(
        client,
        ("تقرير.txt", "تقرير عن المياه الجوفية.".encode()),
        ("2024/أيار/صفحة.html", "<p>صفحة عن الأنهار والبحيرات في المنطقة.</p>".encode()),
        ("ملفات.zip", packed.getvalue()),
        ("صورة.png", b"\x89PNG"),
    )
    job = end_of(client, sent)

    assert job["state"] == "done"
    assert job["added"] == 3
    assert [each["place"] for each in job["skipped"]] == ["صورة.png"]
    found = texts(client)
    assert found["تقرير"] == "تقرير عن المياه الجوفية."
    assert "الأنهار" in found["2024/أيار/صفحة.html"]
    assert "السدود" in found["ملفات.zip/داخل"]
    assert temporary(archive) == []


def test_a_file_is_kept_as_the_original_of_its_document_while_that_is_there(
    client: TestClient, archive: Archive
) -> None:
    first = "تقرير عن المياه الجوفية.".encode()
    end_of(client, send_files(client, ("2024/تقرير.txt", first)))
    original = original_of(archive.engine("default").index, "2024/تقرير")
    assert original is not None
    assert (original.name, original.read_bytes()) == ("تقرير.txt", first)
    assert original.is_relative_to(archive.folder)

    second = "تقرير آخر عن المياه.".encode()
    job = end_of(client, send_files(client, ("2024/تقرير.txt", second)))
    assert job["replaced"] == 1
    assert original.read_bytes() == second
    assert end_of(client, send_files(client, ("2024/تقرير.txt", second)))["unchanged"] == 1

    assert client.delete(f"{DOCUMENTS}/2024/تقرير").status_code == 204
    assert not original.exists()
    assert archive.store("default").files.file_of("2024/تقرير") is None


def test_it_is_recorded_who_takes_an_original_away(serve: Serve, archive: Archive) -> None:
    client = serve(archive, audit=True)
    end_of(client, send_files(client, ("2024/تقرير.txt", "تقرير عن المياه.".encode())))
    assert client.get("/originals/2024/تقرير").status_code == 200
    assert client.get("/originals/none").status_code == 404
    entries = AuditLog(ServiceDatabase(archive.folder)).entries()
    assert [entry[1:] for entry in entries] == [(None, "original", ["default"], "2024/تقرير")]


def test_the_command_line_deletes_the_original_with_its_document(
    client: TestClient, archive: Archive, run: Run
) -> None:
    end_of(client, send_files(client, ("تقرير.txt", "تقرير عن المياه.".encode())))
    original = original_of(archive.engine("default").index, "تقرير")
    assert original is not None

    assert run("delete", "تقرير", "--index", archive.folder).exit_code == 0
    assert not original.exists()


def test_no_file_is_kept_that_no_document_is_from(client: TestClient, archive: Archive) -> None:
    end_of(client, send_files(client, ("صورة.png", b"\x89PNG"), ("فارغ.txt", b"")))

    assert list((archive.folder / "originals").rglob("*")) == []


def test_what_was_kept_goes_when_adding_it_is_given_up(
    client: TestClient, archive: Archive, tmp_path: Path
) -> None:
    end_of(client, send_files(client, ("both/a.txt", "نص.".encode())))
    folder = archive.folder / "originals"
    (there,) = (path for path in folder.rglob("*") if path.is_file())
    # As a service that is killed leaves them.
    left = [Upload("both/b.txt", tmp_path / "b"), Upload("../c.txt", tmp_path / "c")]
    for upload in left:
        upload.path.write_text("x")
    index = archive.engine("default").index
    _keep_all([(left[0], PurePosixPath(left[0].name))], index)
    assert len(list(folder.iterdir())) == 2
    drop_sent(archive, "default", ["both/a.txt", *(upload.name for upload in left)])
    assert [path for path in folder.rglob("*") if path.is_file()] == [there]
    assert len(list(folder.iterdir())) == 1


def test_a_list_of_jobs_counts_what_was_left_out_and_a_job_names_it(client: TestClient) -> None:
    job = end_of(client, send_lines(client, *(f"no JSON {number}\n" for number in range(30))))
    assert (len(job["skipped"]), job["skipped_count"]) == (30, 30)
    (listed,) = client.get("/api/v1/jobs").json()["jobs"]
    assert (listed["skipped"], listed["skipped_count"]) == ([], 30)


def test_a_job_names_its_documents_and_a_list_of_jobs_none(client: TestClient) -> None:
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص أول."}, "{broken\n"))
    assert job["documents"] == [{"id": "a", "change": "added", "file": None}]
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص آخر."}))
    assert job["documents"] == [{"id": "a", "change": "replaced", "file": None}]
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص آخر."}))
    assert (job["unchanged"], job["documents"]) == (1, [])
    listed = client.get("/api/v1/jobs").json()["jobs"]
    assert [each["documents"] for each in listed] == [[], [], []]


def test_a_new_file_of_the_same_name_takes_its_old_documents_away(client: TestClient) -> None:
    def lines(*ids: str) -> bytes:
        return "".join(json.dumps({"id": i, "text": f"خبر {i}."}) + "\n" for i in ids).encode()

    end_of(client, send_files(client, ("news.jsonl", lines("x", "y"))))
    job = end_of(client, send_files(client, ("news.jsonl", lines("y", "z"))))

    assert (job["added"], job["unchanged"], job["deleted"]) == (1, 1, 1)
    assert {"y", "z"} <= texts(client).keys()
    assert "x" not in texts(client)


def test_no_sender_is_told_where_this_machine_keeps_what(
    client: TestClient, archive: Archive, run: Run, tmp_path: Path
) -> None:
    drive = tmp_path / "drive of the desk"
    drive.mkdir()
    (drive / "own.jsonl").write_text(json.dumps({"id": "x", "text": "نص من القرص."}), "utf-8")
    assert run("index", drive, "--index", archive.folder).exit_code == 0
    sent = [
        ("theirs.jsonl", json.dumps({"id": "x", "text": "نص آخر."}).encode()),
        ("broken.zip", b"PK\x03\x04 no zip"),
        ("broken.docx", b"PK\x03\x04 no document"),
        ("broken.pdf", b"%PDF-1.7 no pages"),
        ("broken.eml", b"\xff\xfe"),
    ]
    job = end_of(client, send_files(client, *sent))
    told = json.dumps(job, ensure_ascii=False)
    assert job["skipped_count"] >= 4
    assert "is that of a file that is indexed by its path too" in told
    assert str(tmp_path.parent) not in told
    assert "site-packages" not in told


HOSTILE_NAMES = [
    "../../evil.txt",
    "/etc/evil.txt",
    "..\\..\\evil.txt",
    "a/../../evil.txt",
    ".hidden.txt",
    "a/.git/evil.txt",
    "a\x00b.txt",
    "a\nb.txt",
    "ش" * 140 + ".txt",
    "a/" * 600 + "evil.txt",
]


@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "", ".", "..", "/", "~\udc80.txt"])
def test_names_that_lead_elsewhere_are_not_safe(name: str) -> None:
    assert safe_name(name) is None


@pytest.mark.parametrize("name", ["a.txt", "تقرير.pdf", "a/b c/د.html", "a\\b.txt", "~.txt"])
def test_names_that_stay_below_their_folder_are_safe(name: str) -> None:
    path = safe_name(name)

    assert path is not None
    assert path.as_posix() == name.replace("\\", "/")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_file_whose_name_leads_elsewhere_is_left_out(
    client: TestClient, archive: Archive, name: str
) -> None:
    escaped = name.replace("\\", "\\\\").replace("\n", "%0A").encode()
    body = (
        b'--X\r\nContent-Disposition: form-data; name="files"; filename="' + escaped + b'"\r\n\r\n'
        b"some text\r\n--X\r\n"
        b'Content-Disposition: form-data; name="files"; filename="good.txt"\r\n\r\n'
        b"more text\r\n--X--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=X"}
    response = client.post(FILES, content=body, headers=headers)
    if response.status_code == 400:  # the form's parser would not have it
        assert_problem(response, 400, "malformed-body")
        return
    job = end_of(client, response)

    kept = {path.name for path in archive.folder.parent.rglob("*.txt")}
    assert kept <= {"good.txt", "a%0Ab.txt"}
    assert job["added"] == len(kept)
    if kept == {"good.txt"}:
        assert job["skipped_count"] == 1
    assert temporary(archive) == []


def test_what_was_sent_is_no_longer_anywhere_when_there_is_no_room_for_a_job(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MOST_WAITING", 0)

    response = send_lines(client, {"id": "a", "text": "نص."})

    assert_problem(response, 429, "too-many-jobs")
    assert int(response.headers["retry-after"]) > 0
    assert temporary(archive) == []


def test_an_upload_has_a_limit_whether_it_says_how_large_it_is_or_not(
    serve: Serve, archive: Archive
) -> None:
    client = serve(archive, max_upload=200_000)
    line = json.dumps({"id": "a", "text": "ب" * 500}).encode() + b"\n"
    large = [line] * 200
    assert sum(map(len, large)) > 200_000
    headers = {"content-type": "application/x-ndjson"}

    for content in (iter(large), b"".join(large)):
        response = client.post(DOCUMENTS, content=content, headers=headers)
        assert_problem(response, 413, "body-too-large")
    assert_problem(send_files(client, ("a.jsonl", b"".join(large))), 413, "body-too-large")
    assert temporary(archive) == []
    response = client.post(DOCUMENTS, content=b"".join(large[:50]), headers=headers)
    assert end_of(client, response)["state"] == "done"


def test_bodies_of_another_type_are_refused(client: TestClient) -> None:
    assert_problem(client.post(DOCUMENTS, json={"id": "a"}), 415, "unsupported-media-type")
    assert_problem(
        client.post(FILES, content=b"x", headers={"content-type": "text/plain"}),
        *(415, "unsupported-media-type"),
    )
    assert_problem(
        client.post("/api/v1/search", content=b"q=x", headers={"content-type": "text/plain"}),
        *(415, "unsupported-media-type"),
    )
    broken = {"content-type": "multipart/form-data"}
    assert_problem(client.post(FILES, content=b"x", headers=broken), 400, "malformed-body")


def test_a_form_without_files_is_refused(client: TestClient) -> None:
    response = client.post(FILES, files={"other": ("a.txt", b"x")}, data={"files": "text"})

    assert_problem(response, 422, "nothing-uploaded")


def test_a_reader_can_upload_nothing_and_knows_no_jobs(
    client: TestClient, archive: Archive
) -> None:
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص."}))
    client.headers["X-API-Key"] = make_key(archive, Role.READER, None)

    assert_problem(send_lines(client, {"id": "b", "text": "نص."}), 403, "forbidden")
    assert_problem(send_files(client, ("b.txt", b"x")), 403, "forbidden")
    assert_problem(client.get(f"/api/v1/jobs/{job['id']}"), 403, "forbidden")


def test_a_job_is_known_to_who_may_edit_its_collection_alone(
    client: TestClient, archive: Archive
) -> None:
    archive.create("gulf")
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص."}, collection="gulf"))
    path = f"/api/v1/jobs/{job['id']}"

    client.headers["X-API-Key"] = make_key(archive, Role.EDITOR, ["default"])
    assert_problem(client.get(path), 404, "job-not-found")
    assert_problem(client.delete(path), 404, "job-not-found")
    assert client.get(path).content == client.get("/api/v1/jobs/none").content
    assert client.get("/api/v1/jobs").json() == {"jobs": []}

    client.headers["X-API-Key"] = make_key(archive, Role.EDITOR, ["gulf"])
    assert client.get(path).json() == job
    assert client.get("/api/v1/jobs").json() == {"jobs": [{**job, "documents": []}]}


def test_a_job_waits_while_another_process_writes(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.layout.PATIENCE", 0.01)
    monkeypatch.setattr(job_turns, "RETRY_SECONDS", 0.01)
    with FileLock(archive.folder / LOCK_NAME):
        sent = send_files(client, ("a.txt", "نص يصل متأخرا.".encode()))
        time.sleep(0.3)
        assert client.get(sent.headers["location"]).json()["state"] in {"running", "waiting"}

    assert end_of(client, sent)["added"] == 1
    assert texts(client)["a"] == "نص يصل متأخرا."


def test_a_job_whose_collection_is_gone_fails_and_says_why(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.create("gulf")
    submit = Jobs.submit

    def submit_late(jobs: Jobs, folder: Path, collection: str, size: int, names: None) -> Job:
        archive.delete("gulf")
        return submit(jobs, folder, collection, size, names)

    monkeypatch.setattr(Jobs, "submit", submit_late)
    client.headers["Accept-Language"] = "ar"
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص."}, collection="gulf"))

    assert job["state"] == "failed"
    assert job["problem"]["type"] == "/problems/collection-not-found"
    assert job["problem"]["detail"] == "لا توجد مجموعة بهذا الاسم."


def test_a_job_that_is_cancelled_ends_and_what_it_has_committed_stays(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.run.BATCH_DOCUMENTS", 1)
    begun, go_on = threading.Event(), threading.Event()
    encoder = archive.engine("default").encoder()
    encode = encoder.encode_passages

    def slowly(texts: Any) -> Any:  # noqa: ANN401
        if any("الثاني" in text for _, text in texts):
            begun.set()
            go_on.wait(30)
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_passages", slowly)
    sent = send_lines(
        client,
        *(
            {"id": name, "text": f"الخبر {name} عن القمح."}
            for name in ("الأول", "الثاني", "الثالث")
        ),
    )
    waiting = send_lines(client, {"id": "later", "text": "نص."})
    assert begun.wait(30)
    assert client.delete(waiting.headers["location"]).status_code == 202
    assert client.delete(sent.headers["location"]).json()["state"] == "running"
    go_on.set()

    assert end_of(client, sent)["state"] == "cancelled"
    assert end_of(client, waiting)["state"] == "cancelled"
    assert {"الأول", "الثاني"} <= texts(client).keys()
    assert not {"الثالث", "later"} & texts(client).keys()
    assert temporary(archive) == []


def test_a_service_that_ends_leaves_its_jobs_to_the_next_one(
    serve: Serve, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.run.BATCH_DOCUMENTS", 1)
    client = serve(archive)
    sent = send_lines(client, *({"id": f"n{i}", "text": f"خبر رقم {i}."} for i in range(3000)))
    while not client.get(sent.headers["location"]).json()["added"]:
        time.sleep(0.02)
    client.app.state.jobs.close()  # type: ignore[attr-defined]

    job = client.get(sent.headers["location"]).json()
    assert job["state"] == "waiting"
    assert 0 < job["added"] < 3000
    assert archive.store("default").counts().documents == len(NEWS[:2]) + job["added"]


def test_many_who_do_not_say_how_much_they_send_are_taken_in_together(
    serve: Serve, archive: Archive
) -> None:
    client = serve(archive, max_upload=10_000)
    headers = {"content-type": "application/x-ndjson"}
    line = json.dumps({"id": "a", "text": "ب" * 100}).encode()
    held = client.app.state.uploading.inbox  # type: ignore[attr-defined]
    with held.receive(39_000):
        content = iter([line])
        response = client.post(DOCUMENTS, content=content, headers=headers)
        assert end_of(client, response)["state"] == "done"
        content = iter([line + b"\n"] * 5)
        response = client.post(DOCUMENTS, content=content, headers=headers)
        assert_problem(response, 429, "too-many-jobs")
    assert len(temporary(archive)) == 1


def test_the_original_stays_where_nothing_of_a_new_file_is_taken_in(
    client: TestClient, archive: Archive, tmp_path: Path
) -> None:
    first = "\u062a\u0642\u0631\u064a\u0631 \u0639\u0646 \u0645\u0627\u0621.".encode()
    end_of(client, send_files(client, ("doc.txt", first)))
    for junk in (bytes(range(256)) * 12, b""):
        job = end_of(client, send_files(client, ("doc.txt", junk)))
        assert (job["state"], job["skipped_count"]) == ("done", 1)
        assert client.get("/originals/doc").content == first

    sent = Upload("doc.txt", tmp_path / "0")
    sent.path.write_bytes(b"another text")

    def cancelled(_: Summary) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_uploads(archive, "default", [sent], cancelled)
    with FileLock(archive.folder / LOCK_NAME), pytest.raises(IndexLockedError):
        add_uploads(archive, "default", [sent], lambda _: None)
    assert client.get("/originals/doc").content == first
    assert texts(client)["doc"].encode() == first


def test_of_two_files_sent_together_none_takes_the_documents_of_the_other(
    client: TestClient,
) -> None:
    line = json.dumps({"id": "w", "text": "\u062e\u0628\u0631."}).encode()
    job = end_of(client, send_files(client, ("a.jsonl", line), ("b.jsonl", line)))
    assert (job["added"], [each["place"] for each in job["skipped"]]) == (1, ["b.jsonl:1"])
    assert "a.jsonl" in job["skipped"][0]["reason"]


def test_a_record_that_moves_between_files_sent_together_stays(client: TestClient) -> None:
    def lines(*ids: str) -> bytes:
        records = ({"id": i, "text": f"\u062e\u0628\u0631 {i}."} for i in ids)
        return "\n".join(map(json.dumps, records)).encode()

    end_of(client, send_files(client, ("b.jsonl", lines("w1", "w2"))))
    job = end_of(client, send_files(client, ("a.jsonl", lines("w2")), ("b.jsonl", lines("w1"))))
    assert (job["skipped"], job["deleted"]) == ([], 0)
    assert {"w1", "w2"} <= texts(client).keys()


def test_an_original_goes_when_its_document_is_sent_by_itself(
    client: TestClient, archive: Archive
) -> None:
    content = "\u0633\u0631 \u0627\u0644\u0645\u0635\u062f\u0631.".encode()
    end_of(client, send_files(client, ("secret.txt", content)))
    assert [*(archive.folder / "originals").rglob("*.txt")]
    end_of(client, send_lines(client, {"id": "secret", "text": "\u0646\u0635 \u0622\u062e\u0631."}))
    assert [*(archive.folder / "originals").rglob("*.txt")] == []
    assert client.get("/originals/secret").status_code == 404


def test_a_restored_document_comes_with_its_own_original_or_none(
    client: TestClient, archive: Archive, run: Run, tmp_path: Path
) -> None:
    first = "\u0646\u0635 \u0623\u0648\u0644.".encode()
    second = "\u0646\u0635 \u062b\u0627\u0646.".encode()
    end_of(client, send_files(client, ("mm.txt", first)))
    file = tmp_path / "backup"
    assert run("backup", file, "--index", archive.folder).exit_code == 0
    bare = tmp_path / "bare"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(bare, "w") as part:
        part.writestr("collections/default.sqlite", whole.read("collections/default.sqlite"))
    for restored, status in ((file, 200), (bare, 404)):
        end_of(client, send_files(client, ("mm.txt", second)))
        assert client.get("/originals/mm").content == second
        assert run("restore", restored, "--index", archive.folder).exit_code == 0
        assert texts(client)["mm"].encode() == first
        answer = client.get("/originals/mm")
        assert answer.status_code == status
        assert status == 404 or answer.content == first
        (kept,) = (archive.folder / "replaced-originals").rglob("*.txt")
        assert kept.read_bytes() == second


def test_a_job_is_listed_whatever_its_files_were_called(
    client: TestClient, archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "a").write_text("نص", "utf-8")
    summary = add_uploads(archive, "default", [Upload("a\ud800b.txt", tmp_path / "a")], print)
    assert [each.place for each in summary.skipped] == ["a\ufffdb.txt"]
    job = end_of(client, send_files(client, ("/a.txt", b"x")))
    database = ServiceDatabase(archive.folder)
    with database.transaction() as connection:  # as a version before wrote it down
        connection.execute(r"UPDATE jobs SET summary = replace(summary, '/a.txt', 'a\ud800.txt')")
    database.close()
    assert [each["place"] for each in job["skipped"]] == ["/a.txt"]
    (listed,) = client.get("/api/v1/jobs").json()["jobs"]
    assert listed["skipped_count"] == 1
    again = client.get(f"/api/v1/jobs/{job['id']}").json()
    assert [each["place"] for each in again["skipped"]] == ["a\ufffd.txt"]
    assert "a\ufffd.txt" in client.get(f"/upload/{job['id']}").text


@pytest.mark.parametrize("as_files", [True, False])
@pytest.mark.parametrize("says_its_length", [True, False])
def test_what_arrives_counts_before_all_of_it_is_there(
    client: TestClient, *, as_files: bool, says_its_length: bool
) -> None:
    inbox: Inbox = client.app.state.uploading.inbox  # type: ignore[attr-defined]
    body = FORM if as_files else json.dumps({"id": "a", "text": "x" * 3_000_000}).encode()
    kind = "multipart/form-data; boundary=x" if as_files else "application/jsonl"
    with inbox.receive(inbox._most - 1_000_000):
        response = client.post(
            FILES if as_files else DOCUMENTS,
            content=body if says_its_length else iter([body[:70_000], body[70_000:]]),
            headers={"content-type": kind},
        )
    assert_problem(response, 429, "too-many-jobs")


@pytest.mark.parametrize("full", ["uploads", "temporary"])
def test_nothing_is_taken_in_where_a_disk_is_full(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    usage = shutil.disk_usage

    def used(folder: Path) -> object:
        room = usage(folder)
        return room._replace(free=0) if folder.name == full else room

    monkeypatch.setattr(shutil, "disk_usage", used)
    response = send_files(client, ("a.txt", b"x"))
    assert_problem(response, 507, "storage-full")


def test_an_upload_does_not_come_for_ever(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "_UNHURRIED_SECONDS", 0.0)
    monkeypatch.setattr(receiving, "SLOWEST", 10**12)
    assert_problem(send_files(client, ("a.txt", b"x")), 408, "upload-too-slow")
    assert_problem(send_lines(client, {"id": "a", "text": "x"}), 408, "upload-too-slow")
    assert not list(client.app.state.uploading.inbox._folder.glob("*/*/*"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [DOCUMENTS, FILES, "/upload"])
def test_fields_of_a_form_are_few_also_where_files_are_taken_in(
    client: TestClient, path: str
) -> None:
    response = client.post(path, data={"files": "x" * 2_000_000})
    assert response.status_code in {413, 415}


def test_a_form_of_files_has_few_fields(client: TestClient) -> None:
    fields = {f"field{number}": "x" for number in range(50)}
    response = client.post(FILES, data=fields, files={"files": ("a.txt", b"x")})
    assert response.status_code in {400, 422}


def test_a_name_that_is_refused_is_named_before_what_is_wrong_in_other_files(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.summary.MOST_NAMED", 2)
    broken = [(f"{number}.json", b"{") for number in range(3)]
    job = end_of(client, send_files(client, *broken, ("../../a.txt", "نص.".encode())))
    assert [skipped["place"] for skipped in job["skipped"]] == ["../../a.txt", "0.json, record 1"]
    assert job["skipped_count"] == 4


def test_of_two_files_with_one_name_the_second_is_named(client: TestClient) -> None:
    sent = send_files(client, ("a.txt", "نص أول.".encode()), ("./a.txt", "نص ثان.".encode()))
    job = end_of(client, sent)
    assert (job["added"], [each["place"] for each in job["skipped"]]) == (1, ["./a.txt"])
    assert texts(client)["a"] == "نص أول."


def test_a_line_whose_parts_no_citation_could_name_is_refused(client: TestClient) -> None:
    parts = [[0, "time", "abc", "abc", None]]
    job = end_of(client, send_lines(client, {"id": "a", "text": "نص.", "parts": parts}))
    assert (job["added"], job["skipped_count"]) == (0, 1)
    assert "0:01:30" in job["skipped"][0]["reason"]


def test_what_was_stored_is_counted_and_kept_where_it_cannot_be_found_yet(
    client: TestClient, archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise IndexWriteError("cannot be written")

    def send(content: str) -> Summary:
        path = tmp_path / content
        path.write_text(content, "utf-8")
        summaries: list[Summary] = []
        with suppress(IndexWriteError):  # as the writing ends, for the same reason
            add_uploads(archive, "default", [Upload("doc.txt", path)], summaries.append)
        return summaries[-1]

    send("النسخة الأولى من الخبر")
    content = "النسخة الثانية من التحقيق"
    with monkeypatch.context() as patch:
        patch.setattr("search.storage.lexical_index.LexicalIndex.apply", refuse)
        summary = send(content)
    assert archive.store("default").document("doc").text == content
    assert client.get("/originals/doc").text == content
    assert summary.changes[Change.REPLACED] == 1
    assert "not found yet" in summary.skipped[0].reason
    found = client.get("/api/v1/search", params={"q": "التحقيق"}).json()
    assert found["hits"][0]["document"]["id"] == "doc"


@pytest.mark.parametrize("path", [DOCUMENTS, FILES, "/upload"])
@pytest.mark.parametrize("has_key", [True, False])
def test_nothing_is_accepted_from_a_sender_who_lost_the_right_while_it_came(
    client: TestClient,
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    *,
    has_key: bool,
) -> None:
    keys: Keys = client.app.state.gate.keys  # type: ignore[attr-defined]
    key, token = keys.create(Role.EDITOR, "", None, None) if has_key else (None, "")
    receive = Inbox.receive

    def ended(inbox: Inbox, size: int) -> AbstractContextManager[Path]:
        if key is None:
            keys.create(Role.READER, "", None, None)  # the first: from now on one is needed
        else:
            keys.revoke(key.id)
        return receive(inbox, size)

    monkeypatch.setattr(Inbox, "receive", ended)
    headers = {"authorization": f"Bearer {token}"} if has_key else {}
    if path == DOCUMENTS:
        headers["content-type"] = "application/jsonl"
        response = client.post(path, content=b'{"id": "late", "text": "x"}', headers=headers)
    else:
        files = {"files": ("late.txt", b"text")}
        response = client.post(path, files=files, data={"collection": "default"}, headers=headers)
    assert response.status_code == 401
    assert temporary(archive) == []
    assert archive.store("default").counts().documents == len(NEWS[:2])

"""Files whose names are not UTF-8, that are no files, or that programs left for themselves."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from indexer.discovery import InputFile, find_files
from indexer.isolation import read_isolated
from indexer.readers import Budget, Input, Read, ReadOptions, read_input
from indexer.readers.names import is_clutter, path_of, readable
from search.records import Document


def old(name: str, encoding: str = "cp1256") -> str:
    """A name whose bytes are not UTF-8, as ``os`` gives it."""
    return os.fsdecode(name.encode(encoding))


def write(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("خبر من الأرشيف.", "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["cp1256", "cp720"])
def test_a_name_in_an_old_encoding_is_readable(tmp_path: Path, encoding: str) -> None:
    folder, name = "ملفات قديمة", "تقرير الانتخابات.txt"
    path = write(tmp_path, f"{old(folder, encoding)}/{old(name, encoding)}")
    ((file, item), _) = read_isolated(find_files([tmp_path]), ReadOptions())
    assert file.place == f"{tmp_path.resolve()}/{folder}/{name}"
    assert isinstance(item, Read)
    assert isinstance(item.outcome, Document)
    assert item.outcome.id == f"{folder}/{name.removesuffix('.txt')}"
    assert path_of(file.place) == path.resolve()


def test_any_bytes_of_a_name_become_characters(tmp_path: Path) -> None:
    path = write(tmp_path, old("caf\xe9\x81\x8d\xff.txt", "latin-1"))
    (file,) = find_files([tmp_path])
    assert "\ufffd" in file.place.encode().decode()
    assert not file.is_feed
    assert path_of(file.place) == path.resolve()


def test_a_path_that_is_gone_stays_that_path(tmp_path: Path) -> None:
    write(tmp_path, old("تقرير.txt"))
    assert path_of(f"{tmp_path}/خبر.txt") == tmp_path / "خبر.txt"
    assert path_of(f"{tmp_path}/مجلد/خبر.txt") == tmp_path / "مجلد/خبر.txt"


def test_two_names_that_read_the_same_are_named(tmp_path: Path) -> None:
    write(tmp_path, old("تقرير.txt"))
    write(tmp_path, "تقرير.txt")
    assert [file.fault is None for file in find_files([tmp_path])] == [True, False]


def test_a_name_in_a_tar_file_is_readable() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        entry = tarfile.TarInfo(old("أخبار الجنوب.txt"))
        entry.size = len(content := "خبر من الأرشيف.".encode())
        archive.addfile(entry, io.BytesIO(content))
    packed.seek(0)
    source = Input("a.tar", "a.tar", packed, len(packed.getvalue()), budget=Budget.of(10_000))
    (item,) = read_input(source, ReadOptions())
    assert isinstance(item.outcome, Document)
    assert item.outcome.id == "a.tar/أخبار الجنوب"


def test_a_pipe_or_a_device_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for given in (tmp_path, tmp_path / "pipe.txt", Path("/dev/zero")):
        (file,) = find_files([given])
        assert file.fault is not None
        assert "a pipe, a socket or a device" in file.fault


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (file,) = find_files([tmp_path / "gone.txt"])
    path = tmp_path.resolve() / "gone.txt"
    fault = "cannot be read: No such file or directory"
    assert file == InputFile(str(path), path, str(path), 0, fault)


@pytest.mark.parametrize(
    "name", ["~$تقرير.docx", "~WRL0003.tmp", "Thumbs.db", "Desktop.INI", ".DS_Store", "Inbox.msf"]
)
def test_what_programs_leave_behind_is_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    write(tmp_path, "خبر.txt")
    assert [file.document_id for file in find_files([tmp_path])] == ["خبر"]
    assert is_clutter(name)


def test_a_lock_file_given_by_name_is_passed_over(tmp_path: Path) -> None:
    assert find_files([write(tmp_path, "~$تقرير.docx")]) == []


@pytest.mark.parametrize("name", ["خبر.txt", "~مسودة.txt", "thumbs.db.txt", "dollar$.csv"])
def test_other_names_are_documents(name: str) -> None:
    assert not is_clutter(name)
    assert readable(name) == name

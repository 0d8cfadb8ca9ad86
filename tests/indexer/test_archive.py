import bz2
import errno
import gzip
import io
import lzma
import os
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.discovery import InputFile
from indexer.preparation import read_file
from indexer.readers import Budget, Input, Read, ReadOptions, Skipped, archive, read_input
from search.records import Document
from testing.packages import packed
from testing.reading import damaged, document, reads

NEWS = "افتتحت البلدية مكتبة عامة في الحي القديم.".encode()
LINES = b'{"id": "1", "text": "a"}\n{"id": "2", "text": "b"}\n'


def split(found: list[Read]) -> tuple[list[str], list[Skipped]]:
    outcomes = [read.outcome for read in found]
    return (
        [outcome.id for outcome in outcomes if isinstance(outcome, Document)],
        [outcome for outcome in outcomes if isinstance(outcome, Skipped)],
    )


def zipped(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return out.getvalue()


def tarred(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def same(data: bytes) -> bytes:
    return data


PACKERS: list[tuple[str, Callable[..., bytes], Callable[[bytes], bytes]]] = [
    ("a.zip", zipped, same),
    ("a.tar", tarred, same),
    ("a.tar.gz", tarred, gzip.compress),
    ("a.tgz", tarred, gzip.compress),
    ("a.TAR.BZ2", tarred, bz2.compress),
    ("a.tar.xz", tarred, lzma.compress),
    ("a.tar.gz", tarred, same),  # often it only bears the name
]


@pytest.mark.parametrize(("name", "pack", "compress"), PACKERS)
def test_entries_are_read_by_their_kind(
    name: str, pack: Callable[..., bytes], compress: Callable[[bytes], bytes]
) -> None:
    page = "<html><body><article><p>نص الصفحة الأولى هنا.</p></article></body></html>".encode()
    data = compress(
        pack(("مجلد/خبر.txt", NEWS), ("b.html", page), ("c.jsonl", LINES), ("d.gif", b"x"))
    )
    found = reads(name, data)
    ids, (skipped,) = split(found)
    assert ids == [f"{name}/مجلد/خبر", f"{name}/b.html", "1", "2"]
    assert (skipped.place, ".gif" in skipped.reason) == (f"{name}!d.gif", True)
    assert found[0].place == f"{name}!مجلد/خبر.txt"
    assert found[2].place == f"{name}!c.jsonl:1"
    assert all(read.size >= 0 for read in found)
    assert sum(read.size for read in found) <= len(data)


def test_sizes_add_up_to_the_archive() -> None:
    lines = b"".join(b'{"id": "%d", "text": "%s"}\n' % (n, b"x" * 200) for n in range(3_000))
    for data, name in (
        (zipped(("a.jsonl", lines), ("b.txt", NEWS * 500)), "a.zip"),
        (gzip.compress(tarred(("a.jsonl", lines), ("b.txt", NEWS * 500))), "a.tar.gz"),
        (gzip.compress(lines), "a.jsonl.gz"),
    ):
        found = reads(name, data)
        assert sum(read.size for read in found) == pytest.approx(len(data), rel=0.1, abs=400)
        assert max(read.size for read in found) < len(data)


def test_a_compressed_file_is_read_by_its_inner_name() -> None:
    found = reads("news/x.jsonl.gz", gzip.compress(LINES))
    assert split(found)[0] == ["1", "2"]
    assert found[1].place == "news/x.jsonl.gz!x.jsonl:2"
    assert split(reads("x.txt.gz", gzip.compress(NEWS)))[0] == ["x"]


def test_an_exclamation_mark_in_a_name_is_part_of_it() -> None:
    data = zipped(("عاجل!.txt", NEWS), ("نعم! لا.jsonl", LINES), ("بلا!", NEWS))
    ids, (skipped,) = split(reads("خبر!.zip", data))
    assert ids == ["خبر!.zip/عاجل!", "1", "2"]
    assert "no ending" in skipped.reason
    assert split(reads("عاجل!.jsonl.gz", gzip.compress(LINES)))[0] == ["1", "2"]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../x.txt", "points out of the archive"),
        ("a/../../x.txt", "points out of the archive"),
        ("/etc/x.txt", "points out of the archive"),
        ("C:/x.txt", "points out of the archive"),
        ("c:x.txt", "points out of the archive"),
        ("..\\x.txt", "points out of the archive"),
        ("\\\\server\\x.txt", "points out of the archive"),
    ],
)
def test_a_name_that_points_out_is_skipped(
    pack: Callable[..., bytes], name: str, reason: str
) -> None:
    ids, (skipped,) = split(
        reads("a.zip" if pack is zipped else "a.tar", pack((name, NEWS), ("b.txt", NEWS)))
    )
    assert len(ids) == 1
    assert reason in skipped.reason
    assert skipped.place.endswith(f"!{name}")


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_hidden_entries_are_passed_over(pack: Callable[..., bytes]) -> None:
    data = pack(
        ("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("d/.git/a.txt", b"x"), ("./a.txt", NEWS)
    )
    name = "a.zip" if pack is zipped else "a.tar"
    assert split(reads(name, data)) == ([f"{name}/a"], [])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_the_second_entry_of_a_name_is_skipped(pack: Callable[..., bytes]) -> None:
    data = pack(("a.txt", NEWS), ("a.txt", b"x"))
    ids, (skipped,) = split(reads("a.zip" if pack is zipped else "a.tar", data))
    assert len(ids) == 1
    assert "second entry" in skipped.reason


def test_links_and_devices_are_skipped() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            file.addfile(info)
        info = tarfile.TarInfo("c.txt")
        info.type = tarfile.CHRTYPE
        file.addfile(info)
    ids, skipped = split(reads("a.tar", out.getvalue()))
    assert ids == []
    assert [item.place for item in skipped] == ["a.tar!a.txt", "a.tar!b.txt", "a.tar!c.txt"]
    assert all("not a file" in item.reason for item in skipped)


def test_an_encrypted_entry_is_skipped() -> None:
    data = bytearray(zipped(("a.txt", NEWS), ("b.txt", NEWS)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    ids, (skipped,) = split(reads("a.zip", bytes(data)))
    assert ids == ["a.zip/b"]
    assert "encrypted" in skipped.reason


def test_a_damaged_entry_is_skipped_and_the_rest_is_read() -> None:
    data = bytearray(zipped(("a.txt", NEWS * 50), ("b.txt", NEWS)))
    data[40:44] = b"\xff\xff\xff\xff"
    ids, (skipped,) = split(reads("a.zip", bytes(data)))
    assert ids == ["a.zip/b"]
    assert (skipped.place, skipped.reason.startswith("damaged")) == ("a.zip!a.txt", True)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_full_temporary_folder_says_nothing_of_the_archive(
    pack: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / f"a.{'zip' if pack is zipped else 'tar'}"
    path.write_bytes(pack(("1.txt", NEWS), ("2.txt", NEWS)))
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.write", full)
    file = InputFile(str(path), path, path.name, path.stat().st_size)
    (read,) = read_file(file, ReadOptions())
    assert isinstance(read.outcome, Skipped)
    assert read.outcome.is_passing
    assert read.outcome.reason == "cannot be read: No space left on device"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_what_comes_before_the_damage_is_read(compress: Callable[[bytes], bytes]) -> None:
    noise = b"".join(struct.pack(">Q", n * 0x9E3779B97F4A7C15 % 2**64) for n in range(400_000))
    data = compress(tarred(("a.txt", NEWS), ("b.txt", NEWS), ("c.bin", noise), ("d.txt", NEWS)))
    ids, skipped = split(reads("a.tar.gz", data[: len(data) * 3 // 4]))
    assert ids == ["a.tar.gz/a", "a.tar.gz/b"]
    assert "damaged" in skipped[-1].reason


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tar.bz2", "a.txt.gz"])
@pytest.mark.parametrize(
    "data", [b"", b"x" * 600, b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x05\x06"]
)
def test_what_is_no_archive_is_skipped(name: str, data: bytes) -> None:
    ids, skipped = split(reads(name, data))
    assert ids == []
    assert len(skipped) <= 1


# Names that Arabic Windows writes


@pytest.mark.parametrize("encoding", ["cp720", "cp1256", "utf-8", "cp437"])
def test_names_in_a_code_page_are_read(encoding: str) -> None:
    name = "résumé.txt" if encoding == "cp437" else "أخبار المحافظات/نتائج الانتخابات.txt"
    raw = name.encode(encoding)
    stand_in = "x" * (len(raw) - 4) + ".txt"
    data = zipped((stand_in, NEWS)).replace(stand_in.encode(), raw)
    assert split(reads("a.zip", data)) == ([f"a.zip/{name.removesuffix('.txt')}"], [])


# Bombs


def nested(depth: int) -> bytes:
    data = zipped(("a.txt", NEWS))
    for level in range(depth):
        data = zipped((f"{level}.zip", data))
    return data


def test_archives_in_archives_are_read_to_a_depth() -> None:
    assert split(reads("a.zip", nested(2))) == (["a.zip/1.zip/0.zip/a"], [])
    ids, (skipped,) = split(reads("a.zip", nested(3)))
    assert ids == []
    assert "nested deeper than 3" in skipped.reason


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.txt.gz", "a.tar.xz", "a.tar.bz2"])
def test_an_entry_of_zeros_is_given_up(name: str) -> None:
    zeros = b"\0" * 30_000_000
    pack = zipped if name == "a.zip" else tarred
    data = zeros if name == "a.txt.gz" else pack(("a.txt", zeros), ("b.txt", NEWS))
    packers: dict[str, Callable[[bytes], bytes]]
    packers = {"a.tar.xz": lzma.compress, "a.tar.bz2": bz2.compress, "a.zip": same}
    data = packers.get(name, gzip.compress)(data)
    tracemalloc.start()
    try:
        ids, skipped = split(reads(name, data, budget=Budget(10_000_000)))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    assert ids == []
    assert "unpacks to more" in skipped[-1].reason


def test_nested_bombs_share_one_budget() -> None:
    bomb = zipped(*((f"{n}.txt", b" " * 4_000_000) for n in range(16)))
    for _ in range(2):
        bomb = zipped(*((f"{n}.zip", bomb) for n in range(16)))
    started = time.thread_time()
    budget = Budget.of(len(bomb))
    ids, skipped = split(reads("a.zip", bomb, budget=budget))
    assert ids == []
    assert "unpacks to more" in skipped[-1].reason
    assert budget.bytes < 0
    assert time.thread_time() - started < 60


def test_the_number_of_entries_is_limited() -> None:
    data = zipped(*((f"{n}.txt", NEWS) for n in range(20)))
    ids, (skipped,) = split(reads("a.zip", data, budget=Budget(10_000_000, entries=10)))
    assert len(ids) == 10
    assert "too many entries" in skipped.reason


def test_a_list_of_entries_that_is_too_long_is_not_taken_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "_LARGEST_LIST", 1_000)
    assert split(reads("a.zip", zipped(("a.txt", NEWS)))) == (["a.zip/a"], [])
    data = zipped(*((f"{n}.txt", NEWS) for n in range(50)))
    ids, (skipped,) = split(reads("a.zip", data))
    assert ids == []
    assert "list of entries is larger than 1,000 bytes" in skipped.reason
    end = data.rindex(b"PK\x05\x06")
    list_size, list_start = struct.unpack_from("<LL", data, end + 12)
    zip64 = struct.pack(
        "<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 50, 50, list_size, list_start
    )
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    large = data[:end] + zip64 + locator + data[end : end + 12] + b"\xff" * 8 + b"\0\0"
    _, (skipped,) = split(reads("a.zip", large))
    assert "list of entries is larger than 1,000 bytes" in skipped.reason


def test_a_header_of_gigabytes_is_not_taken_into_memory() -> None:
    header = bytearray(tarfile.TarInfo("x").tobuf())
    header[124:136] = b"%011o\0" % 2_000_000_000
    for kind in (b"x", b"L", b"g"):
        header[156:157] = kind
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
        data = gzip.compress(bytes(header) + b"\0" * 30_000_000)
        tracemalloc.start()
        try:
            _, (skipped,) = split(reads("a.tar.gz", data))
            assert tracemalloc.get_traced_memory()[1] < 10_000_000
        finally:
            tracemalloc.stop()
        assert "header of an entry" in skipped.reason


def test_large_entries_go_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_IN_MEMORY", 100_000)
    line = b'{"id": "1", "text": "' + b"x" * 10_000 + b'"}\n'
    data = zlib_lines(line, 2_000)
    source = Input("a.jsonl.gz", "a", io.BytesIO(data), len(data), budget=Budget.of(10**9))
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_input(source, ReadOptions()))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert count == 2_000


def zlib_lines(line: bytes, count: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(line) for _ in range(count)) + packer.flush()


# Whatever the bytes

_SOUND = [
    zipped(("a.txt", NEWS), ("b.jsonl", LINES)),
    gzip.compress(tarred(("a.txt", NEWS))),
    tarred(("a.txt", NEWS), ("b.jsonl", LINES)),
    bz2.compress(tarred(("a.txt", NEWS))),
    lzma.compress(tarred(("a.txt", NEWS))),
]


@given(
    st.sampled_from(["a.zip", "a.tar", "a.tar.gz", "a.txt.gz"]),
    st.binary(max_size=600) | st.sampled_from(_SOUND),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    st.integers(0, 10**6),
)
def test_no_bytes_raise(
    name: str, data: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    for read in reads(name, damaged(data, changes)[: length % (len(data) + 1) or None]):
        read.place.encode()
        assert read.size >= 0


def test_of_a_packed_web_archive_only_its_archives_are_read() -> None:
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n"
        b"WARC-Date: 2024-05-01T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
    )
    page = "<html><body><p>افتتحت الوزيرة مدرسة جديدة.</p></body></html>".encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    parts = {
        "archive/data.warc.gz": gzip.compress(warc % (len(answer), answer)),
        "pages/pages.jsonl": b"{}",
        "datapackage.json": b"{}",
        "fuzzy.yaml": b"",
    }
    found = document("a.wacz", packed(parts))
    assert (found.id, found.text) == ("https://example.org/a", "افتتحت الوزيرة مدرسة جديدة.")

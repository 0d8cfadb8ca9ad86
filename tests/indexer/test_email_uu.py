"""Files in the text of messages, packed with uuencode, and what Macintoshes send beside files."""

import binascii
import time

import pytest

from indexer.readers import Skipped
from indexer.readers.email import MOST_PARTS
from testing.reading import documents, outcomes, reason

HEAD = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n"
BEFORE, AFTER, INSIDE = "نرفق البيان.", "مع التحية.", "نص البيان الذي أرفقناه في هذه الرسالة."


def packed(data: bytes, name: bytes = b"a.txt", end: bytes = b"`\nend\n") -> bytes:
    lines = [binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + end


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("end", [b"`\nend\n", b" \nend\n", b"\nend", b"end\n"])
def test_files_in_the_text_of_a_message_are_read(end: bytes, line_end: bytes) -> None:
    body = BEFORE.encode() + b"\n" + packed(INSIDE.encode(), end=end)
    body += AFTER.encode() if end.endswith(b"\n") else b""
    mail, inside = documents("m.eml", (HEAD + body).replace(b"\n", line_end))
    assert mail.text.split() == (f"{BEFORE} {AFTER}" if end.endswith(b"\n") else BEFORE).split()
    assert (inside.text, inside.metadata) == (INSIDE, {"mail": "m.eml"})


def test_blanks_that_servers_take_away_were_nothing() -> None:
    data = b"\0\0\0a" * 9 + "\nنص".encode()
    spaced = packed(data).replace(b"`", b" ")
    stripped = b"\n".join(line.rstrip() for line in spaced.split(b"\n"))
    _, skipped = outcomes("m.eml", HEAD + b"abc\n" + stripped.replace(b"a.txt", b"a.bin"))
    assert isinstance(skipped, Skipped)
    assert skipped.place == "m.eml!a.bin"


def test_who_writes_of_it_says_so() -> None:
    (mail,) = documents("m.eml", HEAD + BEFORE.encode() + b"\nbegin 644 a\nnot so\nend\n")
    assert mail.text.endswith("begin 644 a\nnot so\nend\n")


def test_files_without_end_cost_no_more_than_their_letters() -> None:
    start = time.process_time()
    outcomes("m.eml", HEAD + (b"begin 644 a\n" + b"M" * 61 + b"\n") * 20_000)
    assert time.process_time() - start < 10


def test_no_more_files_are_read_than_a_person_sends() -> None:
    data = HEAD + packed(b"a") * (MOST_PARTS + 1)
    assert reason("m.eml", data).startswith("more than 2,000 parts")


def test_what_a_macintosh_keeps_beside_a_file_is_none() -> None:
    named = b'Content-Disposition: attachment; filename="a.txt"\n\n'
    parts = b"--b\nContent-Type: application/applefile\n" + named + b"\0\5\x16\7\n"
    parts += b"--b\nContent-Type: text/plain\n" + named + INSIDE.encode() + b"\n--b--\n"
    head = b"Subject: a\nContent-Type: multipart/appledouble; boundary=b\n\n"
    read_of = outcomes("m.eml", head + parts)
    assert [each.place for each in read_of if isinstance(each, Skipped)] == ["m.eml"]
    assert len(read_of) == 2

"""Mail as programs keep it: mailboxes, and the files of Apple Mail and Outlook."""

import struct
from datetime import UTC, datetime

import pytest

from indexer.readers import Skipped, email
from search.records import Document
from testing.outlook import Tree, attached_file, attached_message, compound_file, outlook_message
from testing.packages import packed
from testing.reading import documents, reads, reason

SUBJECT, BODY, SENDER, CLASS = 0x37, 0x1000, 0x0C1A, 0x1A
MESSAGE = (
    "Message-ID: <{id}@a.example>\nFrom: ليلى <l@a.example>\nSubject: العقد\n"
    "Date: Sun, 24 Mar 2024 09:00:00 +0200\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
)
START = "From l@a.example Sun Mar 24 09:00:00 2024\n"


# Mailboxes


def test_the_messages_of_a_mailbox_are_documents() -> None:
    first = MESSAGE.format(id="1", text="أولى.\n>From هنا بدأ كل شيء.\n\nFrom سامي عرفنا.\n")
    second = MESSAGE.format(id="2", text="ثانية.")
    data = f"{START}{first}\n{START}{second}".encode()
    assert [(each.id, each.text, each.author) for each in documents("بريد.mbox", data)] == [
        (
            "بريد.mbox/1@a.example.eml",
            "أولى.\nFrom هنا بدأ كل شيء.\n\nFrom سامي عرفنا.\n\n\n",
            "ليلى",
        ),
        ("بريد.mbox/2@a.example.eml", "ثانية.\n", "ليلى"),
    ]


def test_a_message_that_is_there_twice_is_read_once() -> None:
    one, draft = MESSAGE.format(id="1", text="أولى."), MESSAGE.format(id="1", text="مسودة.")
    data = f"{START}{one}\n{START}{one}\n{START}{draft}\n".encode()
    first, second = documents("a.mbox", data)
    assert (first.id, first.text) == ("a.mbox/1@a.example.eml", "أولى.\n\n")
    assert second.id.startswith("a.mbox/1@a.example/")
    assert second.text == "مسودة.\n\n"


def test_a_message_without_an_id_is_called_by_its_content() -> None:
    data = START + MESSAGE.format(id="", text="أولى.").replace("Message-ID: <@a.example>\n", "")
    other = START + MESSAGE.format(id="2", text="ثانية.")
    ids = [documents("a.mbox", text.encode())[-1].id for text in (data, f"{other}\n{data}")]
    assert ids[0] == ids[1] != "a.mbox/"


def test_a_huge_message_is_named_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "LARGEST", 1_000)
    long, short = MESSAGE.format(id="1", text="نص " * 1_000), MESSAGE.format(id="2", text="ثانية.")
    skipped, read = reads("a.mbox", f"{START}{long}\n{START}{short}".encode())
    assert isinstance(skipped.outcome, Skipped)
    assert skipped.place == "a.mbox, message 1"
    assert isinstance(read.outcome, Document)


@pytest.mark.parametrize("start", ["From \r\n", "From - Sat Nov 28 04:02:43 2026\r\n"])
def test_a_mailbox_of_thunderbird_has_no_ending(start: str) -> None:
    first = MESSAGE.format(id="1", text="أولى.\n\n>From هنا بدأ كل شيء.\n")
    second = MESSAGE.format(id="2", text="ثانية.")
    mailbox = "\r\n".join(f"{start}{each}\r\n" for each in (first, second)).encode()
    found = documents("Inbox", mailbox)
    assert [each.id for each in found] == ["Inbox/1@a.example.eml", "Inbox/2@a.example.eml"]
    assert "\nFrom هنا بدأ كل شيء." in found[0].text
    in_zip = documents("بريد.zip", packed({"Mail/Inbox": mailbox}))
    assert [each.id for each in in_zip] == [f"بريد.zip/Mail/{each.id}" for each in found]


def test_other_files_without_an_ending_are_named() -> None:
    assert "no ending" in reason("README", b"Read me.")
    assert "no ending" in reason("a.zip", packed({"README": b"Read me."}))


@pytest.mark.parametrize("data", [b"\n", b"Subject: a\n\nx", b"From here on it is a letter.\n"])
def test_what_is_no_mailbox_is_named(data: bytes) -> None:
    assert "not a mailbox" in reason("a.mbox", data)


# Apple Mail


def test_a_message_of_apple_mail_is_read_without_its_notes() -> None:
    message = MESSAGE.format(id="1", text="أولى.").encode()
    data = b"%d\n%s<?xml version='1.0'?><plist><dict/></plist>\n" % (len(message), message)
    (document,) = documents("1.partial.emlx", data)
    assert (document.id, document.text) == ("1.partial.emlx", "أولى.\n")


@pytest.mark.parametrize("data", [b"\n", b"Subject: a\n\nx"])
def test_what_is_no_message_of_apple_mail_is_named(data: bytes) -> None:
    assert "not a message of Apple Mail" in reason("a.emlx", data)


# Outlook


def outlook(tree: Tree) -> list[Document]:
    return documents("a.msg", compound_file(tree))


def test_a_message_of_outlook_is_a_document_with_the_older_ones() -> None:
    body = (
        "أوافق.\r\n\r\nمن: سامي\r\nتم الإرسال: 23 مارس 2024\r\nالموضوع: العقد\r\n\r\nما رأيك؟\r\n"
    )
    tree = outlook_message(
        {SUBJECT: "رد: العقد", BODY: body, SENDER: "ليلى"},
        html=f"<p>{body}</p>".encode(),
        sent=datetime(2024, 3, 24, 9, tzinfo=UTC),
    )
    mail, older = outlook(tree)
    assert (mail.title, mail.author, mail.date) == ("رد: العقد", "ليلى", "2024-03-24")
    assert mail.text == body.replace("\r\n", "\n")
    assert (older.id, older.text, older.author) == ("a.msg#2", "ما رأيك؟", "سامي")
    assert (older.title, older.date) == ("العقد", "2024-03-23")


def test_html_and_the_headers_of_a_message_of_outlook_are_read() -> None:
    headers = (
        "From: =?utf-8?b?2YTZitmE2Yk=?= <l@a.example>\nDate: Sun, 24 Mar 2024 09:00:00 +0200\n"
    )
    page = '<p style="margin:0">أوافق.</p>'.encode("cp1256")
    (mail,) = outlook(outlook_message({SUBJECT: "العقد", 0x7D: headers}, html=page * 9))
    assert mail.text == "\n".join(["أوافق."] * 9)
    assert (mail.author, mail.date) == ("ليلى", "Sun, 24 Mar 2024 09:00:00 +0200")


@pytest.mark.parametrize("encoding", ["cp1256", "utf-8"])
def test_an_old_message_of_outlook_is_decoded_by_its_bytes(encoding: str) -> None:
    text = "نوافق على السعر الجديد للطن الواصل إلى الموقع."
    (mail,) = outlook(outlook_message({SUBJECT: text, BODY: text}, encoding=encoding))
    assert mail.title == mail.text == text


def test_what_came_with_a_message_of_outlook_is_linked_to_it() -> None:
    inner = outlook_message({SUBJECT: "عقد", BODY: "نص العقد."})
    tree = outlook_message(
        {BODY: "مرفق."},
        attachments=(
            attached_file("..\\تقرير.txt", "نص التقرير. ".encode() * 500),
            attached_message("العقد", inner),
        ),
    )
    mail, report, contract = outlook(tree)
    assert (report.id, len(report.text)) == ("a.msg/تقرير", 6_000)
    assert (contract.id, contract.text) == ("a.msg/العقد.msg", "نص العقد.")
    assert mail.metadata == {}
    assert report.metadata == contract.metadata == {"mail": "a.msg"}


def test_messages_in_messages_of_outlook_are_read_to_a_depth() -> None:
    tree = outlook_message({BODY: "نص."})
    for _ in range(8):
        tree = outlook_message({BODY: "نص."}, attachments=(attached_message("x", tree),))
    last = reads("a.msg", compound_file(tree))[-1].outcome
    assert isinstance(last, Skipped)
    assert "nested deeper" in last.reason


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\n", "not a message of Outlook"),
        (b"\xd0\xcf\x11\xe0" * 500, "not a message of Outlook"),
        (compound_file({"x": b"x" * 9_000})[:5_000], "damaged"),
        (compound_file({"x": b"x"}), "without text"),
        (compound_file({"__substg1.0_10090102": b"x"}), "RTF only"),
        (compound_file(outlook_message({CLASS: "IPM.Note.SMIME", BODY: "x"})), "encrypted"),
    ],
)
def test_what_cannot_be_read_of_outlook_is_named(data: bytes, told: str) -> None:
    assert told in reason("a.msg", data)


def test_a_message_of_outlook_whose_parts_are_larger_than_it_is_damaged() -> None:
    data = bytearray(compound_file(outlook_message({SUBJECT: "العقد", BODY: "نص الرسالة. " * 500})))
    entry = data.index(f"__substg1.0_{BODY:04X}001F".encode("utf-16-le"))
    struct.pack_into("<L", data, entry + 120, 2**31)  # its size
    assert "larger than the whole" in reason("a.msg", bytes(data))


def test_what_thunderbird_has_deleted_is_named() -> None:
    kept, deleted = (f"X-Mozilla-Status: {flags}\n{MESSAGE}" for flags in ("0001", "0009"))
    data = f"{START}{kept.format(id=1, text='أولى.')}\n{START}{deleted.format(id=2, text='ثانية.')}"
    read, named = reads("Inbox", data.encode())
    assert isinstance(read.outcome, Document)
    assert isinstance(named.outcome, Skipped)
    assert "deleted in Thunderbird" in named.outcome.reason

import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Budget, Input, Read, ReadOptions, Skipped, email, read_input
from search.records import Document

BODY = "تعلن الهيئة عن فتح باب التسجيل.\nيستمر التسجيل أسبوعين.\n"


def reads(data: bytes, name: str = "بيان.eml") -> list[Read]:
    source = Input(name, name, io.BytesIO(data), len(data), budget=Budget.of(len(data)))
    return list(read_input(source, ReadOptions()))


def only(data: bytes) -> Document:
    (item,) = reads(data)
    assert isinstance(item.outcome, Document), item
    return item.outcome


def message(body: str = BODY, subtype: str = "plain", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "بيان صحفي"
    made["From"] = "هيئة التسجيل <press@authority.example>"
    made["Date"] = "Mon, 25 Mar 2024 10:00:00 +0300"
    made.set_content(body, subtype, charset)
    return made


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6"])
def test_a_message_is_a_document(charset: str) -> None:
    assert only(message(charset=charset).as_bytes()) == Document(
        id="بيان.eml",
        text=BODY,
        title="بيان صحفي",
        date="Mon, 25 Mar 2024 10:00:00 +0300",
        author="هيئة التسجيل",
    )


def test_the_address_stands_for_a_missing_name() -> None:
    made = message()
    made.replace_header("From", "press@authority.example")
    assert only(made.as_bytes()).author == "press@authority.example"


def test_html_is_read_where_there_is_no_plain_text() -> None:
    page = "<html><body><article><p>تعلن الهيئة عن فتح باب التسجيل.</p></article></body></html>"
    document = only(message(page, "html", "windows-1256").as_bytes())
    assert document.text == "تعلن الهيئة عن فتح باب التسجيل."
    assert document.title == "بيان صحفي"


def test_plain_text_goes_before_html() -> None:
    made = message()
    made.add_alternative("<p>نسخة مصورة</p>", "html")
    assert only(made.as_bytes()).text == BODY


@pytest.mark.parametrize("charset", [b"x-unknown", b"us-ascii", b"utf-8"])
def test_a_wrong_charset_is_not_believed(charset: bytes) -> None:
    data = b"Subject: a\nContent-Type: text/plain; charset=" + charset + b"\n\n"
    assert only(data + BODY.encode("cp1256")).text == BODY


def test_raw_bytes_in_headers_are_decoded() -> None:
    data = b"Subject: " + "خبر عاجل من العاصمة".encode("cp1256") + b"\n\n" + BODY.encode()
    assert only(data).title == "خبر عاجل من العاصمة"


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("نعم.\n> سطر\n> سطر\nشكرا.\n", ["> سطر\n> سطر\n"]),
        ("نعم.\n-- \nسعاد\nالهاتف", ["-- \nسعاد\nالهاتف"]),
        (
            "نعم.\nOn Mon, 25 Mar 2024 Sami wrote:\nسؤال\n",
            ["On Mon, 25 Mar 2024 Sami wrote:\nسؤال\n"],
        ),
        ("نعم.\nفي 25 مارس 2024 كتب سامي:\nسؤال", ["في 25 مارس 2024 كتب سامي:\nسؤال"]),
        ("> أ\nنعم.\n-----الرسالة الأصلية-----\n> ب", ["> أ\n", "-----الرسالة الأصلية-----\n> ب"]),
        ("في 25 مارس 2024 كتب سامي رسالة طويلة.\nنعم -- ربما.", []),
    ],
)
def test_what_others_wrote_before_is_shown_and_not_searched(text: str, ignored: list[str]) -> None:
    document = only(b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode())
    assert document.text == text
    assert [document.text[start:end] for start, end in document.ignored] == ignored


def test_flowed_lines_are_joined() -> None:
    head = b"Subject: a\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    text = "تعلن الهيئة \nعن فتح باب \nالتسجيل.\nيستمر أسبوعين.\n-- \nسعاد"
    expected = "تعلن الهيئة عن فتح باب التسجيل.\nيستمر أسبوعين.\n-- \nسعاد"
    assert only(head + text.encode()).text == expected


def test_attachments_are_documents_of_their_own() -> None:
    made = message()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("داخل.txt", "نص في ملف مضغوط.")
    made.add_attachment("نص المرفق.\n", charset="windows-1256", filename="مرفق.txt")
    made.add_attachment(packed.getvalue(), "application", "zip", filename="a.zip")
    made.add_attachment(b"x", "application", "x-thing", filename="../../b.exe")
    made.add_attachment(message("رسالة أقدم.\n"))
    data = made.as_bytes()
    found = reads(data)
    ids = [item.outcome.id for item in found if isinstance(item.outcome, Document)]
    assert ids == [
        "بيان.eml",
        "بيان.eml/مرفق",
        "بيان.eml/a.zip/داخل",
        "بيان.eml/part-4.eml",
    ]
    (skipped,) = (item.outcome for item in found if isinstance(item.outcome, Skipped))
    assert skipped.place == "بيان.eml!b.exe"
    assert sum(item.size for item in found) == len(data)


def test_pictures_inside_the_message_are_passed_over() -> None:
    made = message("<p>نص الرسالة المصورة هنا</p>", "html")
    made.add_related(b"x", "image", "png", cid="<logo>")
    assert only(made.as_bytes()).text == "نص الرسالة المصورة هنا"


def nested(depth: int) -> bytes:
    made = message("في الداخل.\n")
    for _ in range(depth):
        outer = message()
        outer.add_attachment(made)
        made = outer
    return made.as_bytes()


def test_messages_in_messages_are_read_to_a_depth() -> None:
    found = reads(nested(8))
    assert len(found) == email.DEEPEST + 2
    assert isinstance(found[-1].outcome, Skipped)
    assert "nested deeper" in found[-1].outcome.reason


def parts(depth: int) -> Iterator[bytes]:
    for level in range(depth):
        yield b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no headers"),
        ("نص بلا ترويسة".encode(), "no headers"),
        (b"Subject: a\n\n", "without text"),
        (b"Subject: a\nContent-Type: text/html\n\n<p></p>", "text"),
        (b"".join(parts(3_000)), "nested too deeply"),
    ],
)
def test_a_message_without_a_text_is_skipped(data: bytes, reason: str) -> None:
    (item,) = reads(data)
    assert isinstance(item.outcome, Skipped)
    assert reason in item.outcome.reason


def test_a_huge_message_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "LARGEST", 100)
    (item,) = reads(message("نص " * 100).as_bytes())
    assert isinstance(item.outcome, Skipped)
    assert "larger than 100" in item.outcome.reason


_HEADER = st.sampled_from(
    [
        *(b"Subject: ", b"From: ", b"Date: ", b"Content-Type: ", b"Content-Disposition: "),
        *(b"Content-Transfer-Encoding: ", b"MIME-Version: 1.0", b"text/plain", b"text/html"),
        *(b"; charset=", b"base64", b"quoted-printable", b"x-uuencode", b"utf-8", b"=?utf-8?b?"),
        *(b"=?x?q?", b"?=", b"=D8", b"multipart/mixed", b"; boundary=b", b"--b", b"--b--"),
        *(b"message/rfc822", b"; filename*=utf-8''%ff", b"attachment", b"; filename=a.json", b"\n"),
        *(b"\n\n", b"\r\n", b"begin 666 x", b"idna", b"\xff", b"<", b"@", b'"', b"\0", b"utf-7"),
    ]
)


@given(st.binary(max_size=200) | st.lists(_HEADER, max_size=30).map(b"".join))
def test_no_bytes_raise(data: bytes) -> None:
    for item in reads(b"Subject: a\n" + data):
        item.place.encode()
        if isinstance(item.outcome, Document):
            item.outcome.id.encode()

import base64
import io
import quopri
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Skipped, email
from indexer.readers.email import LARGEST_TEXT, MOST_PARTS
from indexer.readers.email_attachments import DEEPEST
from indexer.readers.email_words import ENCODING, decoded_header
from search.records import Document
from testing.reading import document, reads

NAME = "بيان.eml"
BODY = "تعلن الهيئة عن فتح باب التسجيل.\nيستمر التسجيل أسبوعين.\n"


def documents(data: bytes) -> list[Document]:
    outcomes = [item.outcome for item in reads(NAME, data)]
    return [outcome for outcome in outcomes if isinstance(outcome, Document)]


def message(body: str = BODY, subtype: str = "plain", charset: str = "utf-8") -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["Subject"] = "بيان صحفي"
    made["From"] = "هيئة التسجيل <press@authority.example>"
    made["Date"] = "Mon, 25 Mar 2024 10:00:00 +0300"
    made.set_content(body, subtype, charset)
    return made


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6"])
def test_a_message_is_a_document(charset: str) -> None:
    assert document(NAME, message(charset=charset).as_bytes()) == Document(
        id="بيان.eml",
        text=BODY,
        title="بيان صحفي",
        date="Mon, 25 Mar 2024 10:00:00 +0300",
        author="هيئة التسجيل",
    )


def test_the_address_stands_for_a_missing_name() -> None:
    made = message()
    made.replace_header("From", "press@authority.example")
    assert document(NAME, made.as_bytes()).author == "press@authority.example"


def test_a_sender_in_comments_without_end_is_none() -> None:
    made = message().as_bytes().replace(b"\nFrom: ", b"\nFrom: " + b"(" * 3000, 1)
    assert document(NAME, made).author is None


def test_no_more_of_a_header_is_read_than_a_person_writes() -> None:
    read = decoded_header("=?utf-8?b?2KjZitin2YY=?= " * 20_000)
    assert read.startswith("بيان")
    assert len(read) < 10_000


def test_html_is_read_where_there_is_no_plain_text() -> None:
    page = "<html><body><article><p>تعلن الهيئة عن فتح باب التسجيل.</p></article></body></html>"
    found = document(NAME, message(page, "html", "windows-1256").as_bytes())
    assert found.text == "تعلن الهيئة عن فتح باب التسجيل."
    assert found.title == "بيان صحفي"


def test_of_two_forms_the_one_that_mail_programs_show_is_read() -> None:
    made = message("قال الوزير إنه استقال من منصبه اليوم.\n")
    made.add_alternative("<p>قال الوزير إنه لم يستقل من منصبه اليوم.</p>", "html")
    assert document(NAME, made.as_bytes()).text == "قال الوزير إنه لم يستقل من منصبه اليوم."


def test_plain_text_with_the_same_words_is_read_for_its_marks_of_quotation() -> None:
    plain = "*تم* النشر (https://authority.example/1).\n[image: شعار]\n\n> متى ينشر؟\n"
    made = message(plain)
    page = '<p><b>تم</b> النشر (<a href="https://authority.example/1">).</a></p><img alt="شعار">'
    made.add_alternative(f"{page}<blockquote>متى ينشر؟</blockquote>", "html")
    assert document(NAME, made.as_bytes()).text == plain


@pytest.mark.parametrize("charset", [b"x-unknown", b"us-ascii", b"utf-8"])
def test_a_wrong_charset_is_not_believed(charset: bytes) -> None:
    data = b"Subject: a\nContent-Type: text/plain; charset=" + charset + b"\n\n"
    assert document(NAME, data + BODY.encode("cp1256")).text == BODY


@pytest.mark.parametrize("encoding", ["cp1256", "iso-8859-6", "utf-8"])
def test_latin_is_not_believed_where_the_bytes_are_arabic(encoding: str) -> None:
    text = "أفاد مصدر في الهيئة بأن المشروع توقف بسبب إفلاس المقاول.\n"
    for charset in (b"iso-8859-1", b"windows-1252"):
        data = b"Subject: a\nContent-Type: text/plain; charset=" + charset + b"\n\n"
        assert document(NAME, data + text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-1", "Réunion à l'étranger : été, déjà vu, où, garçon\n"),
        ("windows-1252", "Über die Größe äußerte sich Müller – nichts.\n"),
        ("windows-1251", "Сегодня в Москве прошло заседание\n"),
        ("windows-1256", "تم.\n"),
        ("iso-8859-6", "شكرا\n"),
        ("iso-2022-jp", "こんにちは\n"),
    ],
)
def test_a_charset_is_believed_where_the_bytes_leave_it_open(charset: str, text: str) -> None:
    data = f"Subject: a\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert document(NAME, data + text.encode(charset)).text == text


def test_misread_text_is_undone() -> None:
    wrong = BODY.encode().decode("latin-1")
    assert document(NAME, message(wrong).as_bytes()).text == BODY


def test_a_control_character_costs_no_more_than_itself() -> None:
    body = BODY.replace("\n", "\r\n") * 3
    data = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" + body.encode() + b"\0x"
    found, named = (item.outcome for item in reads(NAME, data))
    assert isinstance(found, Document)
    assert found.text == BODY * 3 + "x"
    assert isinstance(named, Skipped)
    assert "bytes that are no text at line 7, character 1" in named.reason


def test_quoted_printable_is_decoded_where_nothing_says_it() -> None:
    data = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n"
    assert document(NAME, data + quopri.encodestring(BODY.encode())).text == BODY


def test_blanks_that_a_server_added_behind_quoted_lines_are_no_text() -> None:
    lines = quopri.encodestring("يستمر التسجيل أسبوعين كاملين".encode()).replace(
        b"=\n", b"= \t\r\n"
    )
    head = b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=utf-8"
    assert document(NAME, head + b"\r\n\r\n" + lines).text == "يستمر التسجيل أسبوعين كاملين"


def test_a_short_plain_part_that_says_to_look_at_html_gives_way() -> None:
    made = message("This message contains HTML: open it in a browser.\n")
    made.add_alternative("<p>نعم.</p>", "html")
    assert document(NAME, made.as_bytes()).text == "نعم."


def test_a_bad_byte_costs_no_more_than_itself() -> None:
    data = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" + BODY.encode() * 3 + b"\x8d"
    found, named = (item.outcome for item in reads(NAME, data))
    assert isinstance(found, Document)
    assert found.text == BODY * 3 + "\ufffd"
    assert isinstance(named, Skipped)
    assert "bytes that are no text at line 7" in named.reason


@pytest.mark.parametrize(
    "plain", ["\n", "رسالتك لا تعرض HTML. https://authority.example/view?id=1\n"]
)
def test_a_plain_part_that_says_nothing_gives_way_to_html(plain: str) -> None:
    made = message(plain)
    made.add_alternative(f"<p>{BODY * 3}</p>", "html")
    assert document(NAME, made.as_bytes()).text.startswith("تعلن الهيئة")


def test_the_parts_of_a_mixed_message_are_joined() -> None:
    made = message("أوله.\n")
    made.make_mixed()
    made.attach(inline("آخره.\n"))
    assert document(NAME, made.as_bytes()).text == "أوله.\n\nآخره.\n"


def inline(text: str) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part.set_content(text)
    return part


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("=?utf-8?b?2LnZhNmK2Iwg2YXYrdmF2K8=?= <a@b.example>", "علي، محمد"),
        ('"Ali, M. (desk)" <a@b.example>', "Ali, M. (desk)"),
        ("=?utf-8?q?Ali_=3Ca=40b=2Eexample=3E?=", "Ali"),
        ("", None),
    ],
)
def test_the_sender_is_named(sender: str, author: str | None) -> None:
    data = b"Subject: a\nFrom: " + sender.encode() + b"\n\nx"
    assert document(NAME, data).author == author


def test_raw_bytes_in_headers_are_decoded() -> None:
    data = b"Subject: " + "خبر عاجل من العاصمة".encode("cp1256") + b"\n\n" + BODY.encode()
    assert document(NAME, data).title == "خبر عاجل من العاصمة"


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
    data = b"Subject: a\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode()
    document = documents(data)[0]
    assert document.text == text
    assert [document.text[start:end] for start, end in document.ignored] == ignored


def test_an_older_message_is_a_document_of_its_writer() -> None:
    body = "أوافق.\n\nفي 24 مارس 2024، كتبت ليلى <l@authority.example>:\n> ما رأيك؟\n"
    mail, older = documents(message(body).as_bytes())
    assert older == Document(
        id="بيان.eml#2",
        text="ما رأيك؟",
        title="بيان صحفي",
        author="ليلى",
        date="2024-03-24",
        metadata={"mail": "بيان.eml"},
    )
    assert mail.text == body


def test_a_forwarded_message_is_what_is_searched_of_an_empty_mail() -> None:
    body = (
        "\n---------- Forwarded message ---------\nمن: سامي <s@authority.example>\n"
        "Date: Sun, Mar 24, 2024 at 9:00 AM\nSubject: Re: العقد\nTo: ليلى\n\nوقعنا العقد.\n"
    )
    mail, forwarded = documents(message(body).as_bytes())
    assert [(span.start, span.end) for span in mail.ignored] == [(1, len(body))]
    assert (forwarded.title, forwarded.author) == ("العقد", "سامي")
    assert (forwarded.date, forwarded.text) == ("2024-03-24", "وقعنا العقد.")


@pytest.mark.parametrize(
    "quoted",
    [
        '<div class="gmail_quote"><div>في 24 مارس 2024، كتبت ليلى:</div>'
        '<blockquote class="gmail_quote">ما رأيك؟</blockquote></div>',
        '<hr><div id="divRplyFwdMsg"><b>من:</b> ليلى &lt;l@authority.example&gt;<br>'
        "<b>تم الإرسال:</b> 24 مارس 2024 09:00 ص<br><b>إلى:</b> سامي<br><b>الموضوع:</b> العقد</div>"
        "<div>ما رأيك؟</div>",
        '<blockquote type="cite"><div>Le 24 mars 2024 à 09:00, ليلى &lt;l@a.example&gt; a écrit :'
        '</div></blockquote><blockquote type="cite"><p>ما رأيك؟</p></blockquote>',
    ],
)
def test_an_older_message_in_html_is_a_document_of_its_writer(quoted: str) -> None:
    page = f'<html><head><style>x</style></head><body dir="rtl"><p>أوافق.</p>{quoted}</body></html>'
    mail, *older = documents(message(page, "html").as_bytes())
    assert mail.text.startswith("أوافق.\n")
    assert all(start >= len("أوافق.\n") for start, _ in mail.ignored)
    assert "ما رأيك؟" in "".join(mail.text[start:end] for start, end in mail.ignored)
    if 'type="cite"' not in quoted:
        assert [(each.text, each.author, each.date) for each in older] == [
            ("ما رأيك؟", "ليلى", "2024-03-24")
        ]


def test_html_is_taken_whole() -> None:
    page = (
        '<body><p style="display:none">معاينة</p><div class="footer">للتواصل: 555-0184</div>'
        "<blockquote>قال: نعم.</blockquote><ul><li><a href='#'>سعاد</a></ul>"
        "<table><tr><td>الصنف</td><td>السعر</td></tr><tr><td></td><td><p>12</p></td></tr></table>"
        "<table><tr><td><p>سطر</p><p>آخر</p></td></tr></table></body>"
    )
    found = document(NAME, message(page, "html").as_bytes())
    assert found.text == ("للتواصل: 555-0184\nقال: نعم.\nسعاد\nالصنف\tالسعر\n\t12\nسطر\nآخر")
    assert found.ignored == ()


def test_flowed_lines_are_joined() -> None:
    head = b"Subject: a\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    text = "تعلن الهيئة \nعن فتح باب \nالتسجيل.\nيستمر أسبوعين.\n-- \nسعاد"
    expected = "تعلن الهيئة عن فتح باب التسجيل.\nيستمر أسبوعين.\n-- \nسعاد"
    assert document(NAME, head + text.encode()).text == expected


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
    found = reads(NAME, data)
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


def test_an_attachment_names_no_other_message_that_it_came_with() -> None:
    data = (
        "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nنعم.\n--b\n"
        'Content-Disposition: attachment; filename="x.json"\n\n'
        '{"id": "x", "text": "نص المرفق.", "mail": "وزير.eml"}\n--b--\n'
    ).encode()
    mail, attached = documents(data)
    assert attached.metadata == {"mail": mail.id}


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Disposition: attachment; filename*=utf-8''%D9%86%D8%B5.txt",
        "Content-Disposition: attachment; filename*0*=utf-8''%D9%86; filename*1*=%D8%B5.txt",
        "Content-Disposition: attachment; filename*=windows-1256'ar'%E4%D5.txt",
        'Content-Disposition: attachment;\n filename="=?utf-8?b?2YbYtS50eHQ=?="',
        'Content-Disposition: attachment; filename="نص.txt"',
        "Content-Type: application/octet-stream; name*=utf-8''%D9%86%D8%B5.txt",
    ],
)
def test_an_attachment_is_called_what_its_header_encodes(headers: str) -> None:
    data = (
        "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\n\nنعم.\n--b\n{headers}\n\nنص المرفق.\n--b--\n"
    ).encode()
    mail, attached = documents(data)
    assert (attached.id, attached.text) == ("بيان.eml/نص", "نص المرفق.")
    assert attached.metadata == {"mail": mail.id}


@pytest.mark.parametrize(
    "header",
    [
        b'attachment; filename="' + "تقرير الوزارة.txt".encode("cp1256") + b'"',
        b"attachment; filename*=iso-8859-1''%CA%DE%D1%ED%D1%20%C7%E1%E6%D2%C7%D1%C9.txt",
    ],
)
def test_the_name_of_an_attachment_is_known_by_its_bytes(header: bytes) -> None:
    data = (
        b"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nx\n--b\nContent-Disposition: " + header + b"\n\nx\n--b--\n"
    )
    assert documents(data)[1].id == "بيان.eml/تقرير الوزارة"


def test_an_attachment_without_an_ending_has_that_of_its_kind() -> None:
    made = message()
    made.add_attachment("<p>نص</p>".encode(), "text", "html", filename="تقرير")
    assert documents(made.as_bytes())[1].id == "بيان.eml/تقرير.html"


def test_an_attachment_without_a_name_has_the_ending_of_its_kind() -> None:
    made = message()
    made.add_attachment("<p>نص</p>".encode(), "text", "html")
    assert documents(made.as_bytes())[1].id == "بيان.eml/part-1.html"


def test_attachments_that_only_outlook_unpacks_are_named() -> None:
    made = message()
    made.add_attachment(b"x", "application", "ms-tnef", filename="winmail.dat")
    _, skipped = (item.outcome for item in reads(NAME, made.as_bytes()))
    assert isinstance(skipped, Skipped)
    assert skipped.place == "بيان.eml!winmail.dat"
    assert "TNEF" in skipped.reason


def test_signatures_of_the_whole_message_are_no_attachments() -> None:
    made = message()
    made.add_attachment(b"x", "application", "pkcs7-signature", filename="smime.p7s")
    assert document(NAME, made.as_bytes()).text == BODY


@pytest.mark.parametrize("kind", ["multipart/encrypted; boundary=b", "application/pkcs7-mime"])
def test_an_encrypted_message_is_named(kind: str) -> None:
    (item,) = reads(NAME, f"Subject: a\nContent-Type: {kind}\n\n--b\n\nx\n--b--".encode())
    assert isinstance(item.outcome, Skipped)
    assert "encrypted" in item.outcome.reason


def test_pictures_inside_the_message_are_passed_over() -> None:
    made = message("<p>نص الرسالة المصورة هنا</p>", "html")
    made.add_related(b"x", "image", "png", cid="<logo>")
    assert document(NAME, made.as_bytes()).text == "نص الرسالة المصورة هنا"


def nested(depth: int) -> bytes:
    made = message("في الداخل.\n")
    for _ in range(depth):
        outer = message()
        outer.add_attachment(made)
        made = outer
    return made.as_bytes()


def test_messages_in_messages_are_read_to_a_depth() -> None:
    found = reads(NAME, nested(8))
    assert len(found) == DEEPEST + 2
    assert isinstance(found[-1].outcome, Skipped)
    assert "nested deeper" in found[-1].outcome.reason


def parts(depth: int) -> Iterator[bytes]:
    for level in range(depth):
        yield b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)


def many(part: bytes, times: int) -> bytes:
    head = b"Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\n%b\n" % part * times + b"--b--\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n", "no headers"),
        ("نص بلا ترويسة".encode(), "no headers"),
        (b"Subject: a\n\n", "without text"),
        (b"Subject: a\nContent-Type: text/html\n\n<p></p>", "text"),
        (b"".join(parts(1_500)), "nested too deeply"),
        (many(b"\nx", MOST_PARTS), "more than 2,000 parts"),
        (many(b"Content-Type: text/html; name=a.html\n\nx", MOST_PARTS), "more than 2,000 parts"),
        (b"Subject: a\n\n" + b"x\n" * (LARGEST_TEXT // 2 + 1), "more than 10,000,000 characters"),
    ],
)
def test_a_message_without_a_text_is_skipped(data: bytes, reason: str) -> None:
    (item,) = reads(NAME, data)
    assert isinstance(item.outcome, Skipped)
    assert reason in item.outcome.reason


def test_a_message_of_too_much_text_has_its_attachments() -> None:
    file = b"Content-Type: text/plain; name=x.txt\n\nmore"
    long = b"\n" + b"x\n" * (LARGEST_TEXT // 2 + 9) + b"--b\n" + file
    text, attached = reads(NAME, many(long, 1))
    assert isinstance(text.outcome, Skipped)
    assert "only its attachments are read" in text.outcome.reason
    assert isinstance(attached.outcome, Document)


def test_a_message_of_many_parts_and_a_large_picture_is_read() -> None:
    picture = b"Content-Type: image/png\nContent-ID: <a>\n\n" + b"x" * (LARGEST_TEXT + 1)
    assert document(NAME, many(picture + b"\n--b\n\nx", 1)).text == "x"
    assert document(NAME, many(b"\nx", MOST_PARTS - 1)).text


def test_a_message_within_hundreds_costs_nothing_else_of_the_one_that_has_it() -> None:
    nested = "Content-Type: text/plain\n\nword\n"
    for _ in range(400):
        nested = f"Content-Type: message/rfc822\n\nFrom: a@example\nSubject: s\n{nested}"
    file = "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nملف آخر"
    own = "Content-Type: text/plain; charset=utf-8\n\nنص الرسالة"
    body = "".join(f"--Q\n{part}\n" for part in (own, nested, file))
    head = "From: a@example\nSubject: s\nContent-Type: multipart/mixed; boundary=Q\n\n"
    own_text, refused, other = reads(NAME, f"{head}{body}--Q--\n".encode())
    assert isinstance(own_text.outcome, Document)
    assert isinstance(refused.outcome, Skipped)
    assert "nested deeper than 5" in refused.outcome.reason
    assert isinstance(other.outcome, Document)
    assert other.outcome.text == "ملف آخر"


def test_a_huge_message_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "LARGEST", 100)
    (item,) = reads(NAME, message("نص " * 100).as_bytes())
    assert isinstance(item.outcome, Skipped)
    assert "at most 100" in item.outcome.reason


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
    for item in reads(NAME, b"Subject: a\n" + data):
        item.place.encode()
        if isinstance(item.outcome, Document):
            item.outcome.id.encode()


def test_a_message_of_many_unclosed_elements_is_read_to_its_end() -> None:
    lines = [f"<p>سطر رقم {number}</p>" for number in range(400)]
    found = document(NAME, message("<font>".join(lines), "html").as_bytes())
    assert found.text.count("سطر رقم") == len(lines)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (" BASE64 ", base64.b64encode(BODY.encode())),
        ("base64", base64.encodebytes(BODY.encode()) + b"-- \r\nlist@authority.example\r\n"),
        ("base64", BODY.encode()),
    ],
)
def test_an_encoding_that_is_named_badly_is_known_by_the_bytes(encoding: str, body: bytes) -> None:
    head = f"Subject: x\nContent-Type: text/plain; charset=utf-8\n{ENCODING}: {encoding}\n\n"
    assert document(NAME, head.encode() + body).text.startswith(BODY)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\r\n"])
def test_what_stands_before_the_headers_is_passed_over(before: bytes) -> None:
    assert document(NAME, before + message().as_bytes()).text == BODY


def test_a_page_that_is_sent_as_plain_text_is_read_as_a_page() -> None:
    page = "<html><body><p>فتح باب التسجيل.</p><p>أسبوعان.</p></body></html>"
    assert document(NAME, message(page).as_bytes()).text == "فتح باب التسجيل.\nأسبوعان."


def test_a_signature_of_pgp_is_not_searched_and_what_it_encrypts_is_named() -> None:
    signed = f"{BODY}-----BEGIN PGP SIGNATURE-----\n\niQEzBA\n-----END PGP SIGNATURE-----\n"
    (found,) = documents(message(signed).as_bytes())
    assert [found.text[span.start : span.end] for span in found.ignored] == [signed[len(BODY) :]]
    encrypted = "-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n-----END PGP MESSAGE-----\n"
    (read,) = reads(NAME, message(encrypted).as_bytes())
    assert isinstance(read.outcome, Skipped)
    assert "encrypted" in read.outcome.reason


def with_attachment(headers: str, attached: bytes) -> bytes:
    head = "Subject: x\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nمرفق\n--B\n"
    return f"{head}{headers}\n\n".encode() + attached + b"\n--B--\n"


def test_a_forwarded_message_in_base64_is_read() -> None:
    inside = base64.encodebytes(message().as_bytes())
    made = with_attachment(f"Content-Type: message/rfc822\n{ENCODING}: base64", inside)
    assert [found.text for found in documents(made)] == ["مرفق", BODY]


def test_of_two_names_of_an_attachment_the_one_with_an_encoding_is_taken() -> None:
    names = "attachment; filename=\"x.txt\"; filename*=UTF-8''%D8%A8%D9%8A%D8%A7%D9%86.txt"
    kind = "Content-Type: application/octet-stream"
    made = with_attachment(f"{kind}\nContent-Disposition: {names}", BODY.encode())
    assert documents(made)[1].id == f"{NAME}/بيان"


def test_what_outlook_packs_is_named_whatever_kind_it_is_called() -> None:
    kind = "Content-Type: application/octet-stream"
    named = f"{kind}\nContent-Disposition: attachment; filename=winmail.dat"
    outcomes = [each.outcome for each in reads(NAME, with_attachment(named, b"x"))]
    (skipped,) = (each for each in outcomes if isinstance(each, Skipped))
    assert "TNEF" in skipped.reason

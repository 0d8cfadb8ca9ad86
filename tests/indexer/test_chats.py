"""Chats of networks: one document a day, with who said what when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import whatsapp
from testing.reading import documents
from tests.indexer.test_exports import misread
from tests.indexer.test_records import encoded

TELEGRAM = {
    "name": "غرفة الأخبار",
    "type": "private_group",
    "id": 77,
    "messages": [
        {"id": 1, "type": "service", "date": "2024-03-24T08:00:00", "actor": "سعاد", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2024-03-24T09:05:00",
            "from": "سعاد",
            "text": ["وصلت ", {"type": "bold", "text": "الوثيقة"}, "."],
        },
        {"id": 3, "type": "message", "date": "2024-03-24T09:06:10", "from": "سامي", "text": "شكرا"},
        {"id": 4, "type": "message", "date": "2024-03-25T10:00:00", "from": "سامي", "text": "نشرت"},
    ],
}


def test_a_chat_of_telegram_is_a_document_a_day() -> None:
    first, second = documents("result.json", encoded(TELEGRAM))
    assert first.id == "result.json/2024-03-24"
    assert first.text == "[09:05] سعاد: وصلت الوثيقة.\n[09:06] سامي: شكرا"
    assert (first.title, first.date) == ("غرفة الأخبار (2024-03-24)", "2024-03-24")
    assert first.metadata == {"chat": "غرفة الأخبار"}
    assert second.text == "[10:00] سامي: نشرت"


def test_a_forwarded_message_names_who_wrote_it() -> None:
    message = {
        "date": "2024-03-24T09:05:00",
        "from": "سعاد",
        "forwarded_from": "سامي",
        "text": "نص",
    }
    (document,) = documents("result.json", encoded({"messages": [message]}))
    assert document.text == "[09:05] سعاد (↪ سامي): نص"


def test_all_chats_of_telegram_are_read() -> None:
    data = encoded(
        {"about": "x", "chats": {"about": "y", "list": [TELEGRAM, {**TELEGRAM, "id": 8}]}}
    )
    assert [document.id for document in documents("result.json", data)] == [
        *("result.json/77/2024-03-24", "result.json/77/2024-03-25"),
        *("result.json/8/2024-03-24", "result.json/8/2024-03-25"),
    ]


def test_a_chat_of_facebook_is_read_from_its_broken_letters() -> None:
    chat = {
        "participants": [{"name": misread("سعاد")}, {"name": misread("سامي")}],
        "messages": [
            {"sender_name": misread("سامي"), "timestamp_ms": 1711271160000, "photos": []},
            {
                "sender_name": misread("سامي"),
                "timestamp_ms": 1711271100000,
                "content": misread("نعم، وصلت الوثيقة"),
            },
            {
                "sender_name": misread("سعاد"),
                "timestamp_ms": 1711271000000,
                "content": misread("هل وصلت؟"),
            },
        ],
        "title": misread("سامي"),
    }
    (document,) = documents("message_1.json", encoded(chat))
    assert document.text == "[09:03 UTC] سعاد: هل وصلت؟\n[09:05 UTC] سامي: نعم، وصلت الوثيقة"
    assert document.date == "2024-03-24"
    assert document.metadata == {"chat": "سعاد، سامي"}


def test_records_that_are_called_messages_are_records() -> None:
    data = encoded({"messages": [{"id": "1", "text": "نص"}, {"id": "2", "text": "آخر"}]})
    assert [document.id for document in documents("a.json", data)] == ["1", "2"]


def test_a_day_that_comes_again_has_an_id_of_its_own() -> None:
    days = ("2024-03-25", "2024-03-26", "2024-03-25")
    chat = {"messages": [{"from": "سامي", "text": "نص", "date": f"{day}T08:00"} for day in days]}
    assert [document.id for document in documents("a.json", encoded(chat))] == [
        *("a.json/2024-03-25", "a.json/2024-03-26", "a.json/2024-03-25/2"),
    ]


# WhatsApp


@pytest.mark.parametrize(
    "chat",
    [
        "[24/03/2024, 21:05:33] سعاد: وصلت الوثيقة\nسطر ثان: منها\n"
        "\u200e[24/03/2024, 21:06:00] سامي: \u200eشكرا\n[25/03/2024, 10:00:00] سامي: نشرت\n",
        "24/3/2024, 21:05 - سعاد: وصلت الوثيقة\nسطر ثان: منها\n24/3/2024, 21:06 - سامي: شكرا\n"
        "25/3/2024, 10:00 - سامي: نشرت",
        "٢٤\u200f/٣\u200f/٢٠٢٤، ٩:٠٥ م - سعاد: وصلت الوثيقة\nسطر ثان: منها\n"
        "٢٤\u200f/٣\u200f/٢٠٢٤، ٩:٠٦ م - سامي: شكرا\n٢٥\u200f/٣\u200f/٢٠٢٤، ١٠:٠٠ ص - سامي: نشرت",
        "3/24/24, 9:05\u202fPM - سعاد: وصلت الوثيقة\nسطر ثان: منها\n"
        "3/24/24, 9:06\u202fPM - سامي: شكرا\n3/25/24, 10:00\u202fAM - سامي: نشرت",
        "[2024-03-24, 9:05:00 p.m.] سعاد: وصلت الوثيقة\nسطر ثان: منها\n"
        "[2024-03-24, 9:06:00 p.m.] سامي: شكرا\n[2024-03-25, 10:00:00 a.m.] سامي: نشرت",
    ],
)
def test_a_chat_of_whatsapp_is_a_document_a_day(chat: str) -> None:
    first, second = documents("WhatsApp Chat with سامي.txt", chat.encode())
    assert first.text == "[21:05] سعاد: وصلت الوثيقة\nسطر ثان: منها\n[21:06] سامي: شكرا"
    assert (first.date, second.date) == ("2024-03-24", "2024-03-25")
    assert second.text == "[10:00] سامي: نشرت"


@pytest.mark.parametrize(
    ("chat", "days"),
    [
        ("3/5/24, 9:05 AM - A: x\n4/5/24, 9:06 AM - A: y", ["3/5/24", "4/5/24"]),
        ("3/5/24, 9:05 AM - A: x\n3/5/24, 9:06 AM - A: y", ["3/5/24"]),
    ],
)
def test_a_day_that_may_be_another_is_not_guessed(chat: str, days: list[str]) -> None:
    found = documents("a.txt", chat.encode())
    assert [document.date for document in found] == [None] * len(days)
    assert [document.title for document in found] == [f"a.txt ({day})" for day in days]


@pytest.mark.parametrize(
    ("chat", "first"),
    [
        ("3/5/24, 9:05 AM - A: x\n3/13/24, 9:06 AM - A: y", "2024-03-05"),
        ("3/5/24, 9:05 AM - A: x\n13/5/24, 9:06 AM - A: y", "2024-05-03"),
        ("3/5/24, 9:05 AM - A: x\n4/1/24, 9:06 AM - A: y", "2024-03-05"),
        ("4/4/24, 9:05 AM - A: x\n4/4/24, 9:06 AM - A: y", "2024-04-04"),
        ("3/5/24, 09:05 - A: x\n4/5/24, 09:06 - A: y", "2024-05-03"),
    ],
)
def test_the_rest_of_a_chat_tells_the_order_of_its_dates(chat: str, first: str) -> None:
    assert documents("a.txt", chat.encode())[0].date == first


def test_a_notice_has_no_sender() -> None:
    chat = "24/3/2024, 21:05 - الرسائل مشفرة.\n24/3/2024, 21:06 - سامي: شكرا\n"
    chat += "24/3/2024, 21:07 - سعاد: نعم\n"
    assert documents("a.txt", chat.encode())[0].text == (
        "[21:05] الرسائل مشفرة.\n[21:06] سامي: شكرا\n[21:07] سعاد: نعم"
    )


@pytest.mark.parametrize(
    ("document_id", "name"),
    [
        ("بيانات/WhatsApp Chat with سامي", "سامي"),
        ("WhatsApp Chat - سامي.zip/_chat", "سامي"),
        ("محادثة واتساب مع سامي", "سامي"),
        ("_chat", "_chat"),
    ],
)
def test_a_chat_is_called_what_its_file_says(document_id: str, name: str) -> None:
    assert whatsapp.chat_name(document_id) == name


@pytest.mark.parametrize(
    "text",
    [
        "نص عادي.\n24/3/2024, 21:05 - سعاد: وصلت\n24/3/2024, 21:06 - سامي: شكرا\n",
        "24/3/2024, 21:05 - سعاد: وصلت\n",
        "24/3/2024, 21:05 - افتتاح المعرض.\n" + "سطر من البرنامج.\n" * 9,
        "24/3/2024, 21:05 - افتتاح\n24/3/2024, 21:30 - كلمة: الوزير\n24/3/2024, 22:00 - عشاء",
        "",
    ],
)
def test_other_texts_are_no_chats(text: str) -> None:
    assert whatsapp.messages(text) is None


@given(st.lists(st.sampled_from(["3/5/24, 9:05 AM - ", "[99/99/9999, 99:99] ", "A: x", "\n", "٣"])))
def test_any_text_is_a_chat_or_not(pieces: list[str]) -> None:
    for message in whatsapp.messages("".join(pieces)) or ():
        assert message.text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("05/03/2024 à 10:12 - ", "15/03/2024 à 14:01 - "),
        ("\u200f10:12 ص، 5/3/2024 - ", "\u200f2:01 م، 15/3/2024 - "),
        ("05/03/2024، 10:12 صباح\u064bا - ", "15/03/2024، 2:01 مساء\u064b - "),
        ("[10:12, 05/03/2024] ", "[14:01, 15/03/2024] "),
    ],
)
def test_a_chat_of_whatsapp_says_when_in_many_ways(first: str, second: str) -> None:
    text = f"{first}سعاد: هل وصلت؟\n{second}سامي: نعم\n"
    assert [(found.date, found.text) for found in documents("_chat.txt", text.encode())] == [
        ("2024-03-05", "[10:12] سعاد: هل وصلت؟"),
        ("2024-03-15", "[14:01] سامي: نعم"),
    ]


def spoken(time: str, name: str, body: str) -> str:
    date = (
        f'<div class="pull_right date details" title="24.03.2024 {time}:10 UTC+02:00">{time}</div>'
    )
    named = f'<div class="from_name">{name}</div>' if name else ""
    return (
        f'<div class="message default clearfix"><div class="body">{date}{named}{body}</div></div>'
    )


def test_a_chat_of_telegram_in_a_page_is_a_document_a_day() -> None:
    said = '<div class="text">{}</div>'.format
    forwarded = (
        '<div class="forwarded body"><div class="from_name">وكالة <span class="date details"'
        f' title="23.03.2024 01:00:00">23.03.2024</span></div>{said("بيان")}</div>'
    )
    page = (
        '<div class="page_header"><div class="text bold">غرفة الأخبار</div></div>'
        '<div class="message service"><div class="body details">24 March 2024</div></div>'
        + spoken("09:05", "سعاد", said("وصلت<br>الوثيقة"))
        + spoken("09:06", "", said("كلها"))
        + spoken("09:07", "سامي", forwarded)
        + spoken("09:08", "سامي", '<div class="media_wrap">صورة</div>')
    )
    (found,) = documents("messages.html", f"<html><body>{page}</body></html>".encode())
    assert found.id == "messages.html/2024-03-24"
    assert found.title == "غرفة الأخبار (2024-03-24)"
    assert found.text.split("\n") == [
        *("[09:05] سعاد: وصلت", "الوثيقة", "[09:06] سعاد: كلها", "[09:07] سامي (↪ وكالة): بيان"),
    ]


def test_a_chat_of_messenger_that_was_encrypted_is_read_without_what_was_taken_back() -> None:
    chat = {
        "participants": ["سعاد", "سامي"],
        "threadName": "سعاد_7",
        "messages": [
            {"senderName": "سعاد", "text": "وصلت", "timestamp": 1711270800000, "isUnsent": False},
            {"senderName": "سامي", "text": "سر", "timestamp": 1711270810000, "isUnsent": True},
        ],
    }
    (found,) = documents("a.json", encoded(chat))
    assert (found.title, found.text) == ("سعاد (2024-03-24)", "[09:00 UTC] سعاد: وصلت")


def test_a_poll_is_its_question_and_answers() -> None:
    poll = {"question": "هل نوافق؟", "answers": [{"text": "نعم", "voters": 3}, {"text": "لا"}]}
    asked = {"date": "2024-03-24T09:00:00", "from": "سعاد", "text": "", "poll": poll}
    (found,) = documents("a.json", encoded({"name": "غرفة", "messages": [asked]}))
    assert found.text == "[09:00] سعاد: هل نوافق؟\n- نعم\n- لا"

"""Older messages in a mail: what introduces them, who wrote them, and what of them is whose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.email_body import lines_of
from indexer.readers.email_headers import introduction
from indexer.readers.email_thread import own_words, thread

INTRODUCTIONS = [
    # Gmail, Apple, Thunderbird, Yahoo
    "On Sun, Mar 24, 2024 at 9:00 AM Layla Odeh <l@a.example> wrote:",
    "On Sun, Mar 24, 2024 at 9:00 AM Layla Odeh\n<l@a.example> wrote:",
    "On Sun, Mar 24, 2024 at 9:00 AM Layla Odeh <\nl@a.example> wrote:",
    "On Sun, Mar 24, 2024 at 9:00 AM\nLayla Odeh <l@a.example> wrote:",
    "On Mar 24, 2024, at 9:00 AM, Layla Odeh <l@a.example> wrote:",
    "On Sunday, March 24, 2024, 09:00:00 AM GMT+2, Layla Odeh <l@a.example> wrote:",
    "On 24/03/2024 09:00, Layla Odeh wrote:",
    "2024-03-24 9:00 GMT+02:00 Layla Odeh <l@a.example>:",
    "Le dim. 24 mars 2024 à 09:00, Layla Odeh <l@a.example> a écrit :",
    "Le 24/03/2024 à 09:00, Layla Odeh a écrit :",
    "في الأحد، 24 مارس 2024 في 9:00 ص تمت كتابة ما يلي بواسطة \u202aLayla Odeh\u202c"
    " <l@a.example>:",
    "في ٢٤ مارس ٢٠٢٤، الساعة ٩:٠٠ ص، كتبت Layla Odeh <l@a.example>:",
    "في الأحد، ٢٤ مارس ٢٠٢٤, ٠٩:٠٠:٠٠ ص غرينتش+٢, Layla Odeh <l@a.example> كتب/كتبت:",
    "بتاريخ 24 آذار 2024 9:00 ص، كتب «Layla Odeh» <l@a.example>:",
    "كتبت Layla Odeh <l@a.example> في 24 مارس 2024 9:00 ص:",
    # Outlook, and forwards
    "From: Layla Odeh\nSent: Sunday, March 24, 2024 9:00 AM\nTo: Sami\nSubject: x",
    "From: Odeh, Layla <l@a.example>\nDate: Sunday, 24 March 2024 at 09:00\nTo: a <a@a.example>;\n"
    " b <b@a.example>\nCc: c\nSubject: x",
    "De : Layla Odeh [mailto:l@a.example]\nEnvoyé : dimanche 24 mars 2024 09:00\nÀ : Sami\n"
    "Objet : x",
    "________________________________\nمن: Layla Odeh <l@a.example>\n"
    "تم الإرسال: الأحد، 24 مارس 2024 09:00 ص\nإلى: Sami\nالموضوع: x",
    "*From:* Layla Odeh <l@a.example>\n*Sent:* 24 March 2024 09:00\n*To:* Sami\n*Subject:* x",
    "-----Original Message-----\nFrom: Layla Odeh\nSent: 24 March 2024\nTo: Sami",
    "-------- Original message --------\nFrom: Layla Odeh <l@a.example> \n"
    "Date: 24/03/2024  9:00 AM  (GMT+02:00) \nTo: s \nSubject: x",
    "---------- Forwarded message ---------\nمن: \u202aLayla Odeh\u202c\u200e <l@a.example>\u200e\n"
    "Date: الأحد، 24 مارس 2024 في 9:00 ص\nSubject: x\nTo: y",
    "---------- Message transféré ---------\nDe : Layla Odeh <l@a.example>\n"
    "Date: dim. 24 mars 2024 à 09:00\nSubject: x",
    "Begin forwarded message:\n\nFrom: Layla Odeh <l@a.example>\nSubject: x\n"
    "Date: March 24, 2024 at 9:00:00 AM GMT+2\nTo: d",
    "----- Forwarded Message ----- From: Layla Odeh <l@a.example>To: Sami <s@a.example>"
    "Sent: Sunday, March 24, 2024 at 09:00:00 AM GMT+2Subject: x",
    "في ثلاثاء، مارس ٢٤، ٢٠٢٤ في ٩:٠٠ ص، كتب Layla Odeh<l@a.example>:",
    "-------- رسالة محوّلة من جديد --------\nالموضوع: x\nالتاريخ: 24/3/2024\n"
    "من: Layla Odeh <l@a.example>\nإلى: y",
    "-------- الرسالة الأصلية --------\nمن: Layla Odeh <l@a.example>\nالتاريخ: 24/3/2024",
]


@pytest.mark.parametrize("text", INTRODUCTIONS)
def test_an_introduction_tells_who_wrote_and_when(text: str) -> None:
    lines = lines_of(f"{text}\n\nنص.\n")
    found = introduction(lines, 0)
    assert found is not None
    author = str(found.header.author).replace("Odeh, Layla", "Layla Odeh")
    assert (author, found.header.date) == ("Layla Odeh", "2024-03-24")
    assert [line.content for line in lines[found.lines :]] == ["", "نص."]


@pytest.mark.parametrize(
    "text",
    [
        "Von: Layla Odeh <l@a.example>\nGesendet: Sonntag, 24. März 2024\nAn: x\nBetreff: y",
        "Kimden: Layla Odeh <l@a.example>\nGönderildi: 24 Mart 2024\nKime: x\nKonu: y",
        "El dom, 24 mar 2024 a las 9:00, Layla Odeh (<l@a.example>) escribió:",
    ],
)
def test_an_introduction_in_another_language_tells_who_wrote(text: str) -> None:
    found = introduction(lines_of(f"{text}\n\nنص.\n"), 0)
    assert found is not None
    assert found.header.author == "Layla Odeh"


@pytest.mark.parametrize(
    "text",
    [
        "من: عمّان\nإلى: بيروت\nالتاريخ: 24 مارس 2024",
        "من: الاثنين 4 آذار\nإلى: الجمعة\nالموضوع: ورشة\nالتاريخ: 4-8 آذار 2024",
        "From: Layla\nوقالت إن العمل بدأ.",
        "التاريخ: 24 مارس 2024\nالموضوع: إجازة",
        "في 24 مارس 2024 كتب الوزير على صفحته:",
        "قال الوزير عند الساعة 10:30 إن اللجنة كتبت:",
        "وكتبت الصحيفة في عددها ليوم 24 مارس 2024:",
        "On the whole, he wrote:",
        "________",
        "رابط: https://a.example",
        "",
    ],
)
def test_other_lines_introduce_nothing(text: str) -> None:
    assert introduction(lines_of(f"{text}\nنص.\n"), 0) is None


def test_an_american_date_that_may_be_another_is_known_to_the_year() -> None:
    for date, known in (("3/5/2024 9:00 AM", "2024"), ("3/24/2024 9:00 AM", "2024-03-24")):
        found = introduction(lines_of(f"On {date}, Layla wrote:\n> x"), 0)
        assert found is not None
        assert found.header.date == known


def parts(text: str) -> list[tuple[str | None, str]]:
    """Who wrote each part of a body, and the words that are theirs."""
    found = []
    for part in thread(lines_of(text)):
        author = None if part.header is None else part.header.author
        found.append((author, " ".join(line.content for line in own_words(part)[0])))
    return found


def test_a_name_that_wrapped_below_its_date_is_the_writers() -> None:
    text = "حسنا.\n\nOn Sun, Mar 24, 2024 at 9:00 AM Layla Odeh\n<l@a.example> wrote:\n\n> قديم.\n"
    assert [(who, words.strip()) for who, words in parts(text)] == [
        (None, "حسنا."),
        ("Layla Odeh", "قديم."),
    ]


def test_answers_between_quoted_lines_are_the_writers() -> None:
    text = "On 24 March 2024 Layla wrote:\n> سؤال.\nجواب.\n> آخر.\nنعم.\n-- \nسامي\n"
    assert parts(text) == [(None, "جواب. نعم."), ("Layla", "سؤال. آخر.")]


def test_each_message_of_a_long_thread_is_found() -> None:
    text = (
        "ثالثة.\n\nFrom: B <b@a.example>\nTo: C\n\nثانية.\n\n"
        "From: A <a@a.example>\nTo: B\n\nأولى.\n"
    )
    assert [(who, words.strip()) for who, words in parts(text)] == [
        (None, "ثالثة."),
        ("B", "ثانية."),
        ("A", "أولى."),
    ]


def test_quotations_in_quotations_are_their_writers() -> None:
    text = (
        "ثالثة.\nOn 24 March 2024 B wrote:\n> ثانية.\n> On 23 March 2024 A wrote:\n> > أولى.\n"
        "> -- \n> B\n"
    )
    assert parts(text) == [(None, "ثالثة."), ("B", "ثانية."), ("A", "أولى.")]


def test_a_forward_may_be_quoted_with_its_headers() -> None:
    text = "Begin forwarded message:\n\n> From: A <a@a.example>\n> Subject: x\n>\n> أولى.\n"
    assert [part for part in parts(text) if part[1].strip()] == [("A", " أولى.")]


@pytest.mark.parametrize(
    "line", ["في 5 مارس", "On 5 May A", ">" * 99 + " On 5 May A wrote:", "___"]
)
def test_many_lines_that_may_introduce_something_are_looked_at_once(line: str) -> None:
    assert len(thread(lines_of(f"{line}\n" * 5_000))) == 1


def test_quoted_headers_need_no_introduction() -> None:
    text = "أوافق.\n\n> Date: Sun, 24 Mar 2024\n> From: A <a@a.example>\n>\n> أولى.\n> > أقدم.\n"
    found = [(who, words.strip()) for who, words in parts(text)]
    assert found == [(None, "أوافق."), ("A", "أولى.")]


def test_quoted_lines_that_nothing_introduces_are_nobodys() -> None:
    assert parts("نعم.\n> سؤال.\n-----Original Message-----\nشيء.\n") == [
        (None, "نعم."),
        (None, "شيء."),
    ]


_LINE = st.sampled_from(
    [
        *("نص.", "", "> نص.", ">> نص.", "-- ", "From: A <a@b.c>", "To: B", "Date: 1 May 2024"),
        *("On 1 May 2024 A wrote:", "> On 1 May 2024 A wrote:", "-----Original Message-----"),
        *("Begin forwarded message:", "> From: A <a@b.c>", "> Date: x", "في 1 مايو", "كتب:"),
        *("____", ">" * 300),
    ]
)


@given(st.lists(_LINE, max_size=30).map("\n".join) | st.text())
def test_no_line_is_of_two_messages(text: str) -> None:
    lines = lines_of(text)
    assert "".join(text[line.span.start : line.span.end] for line in lines) == text
    found = [line for part in thread(lines) for line in part.lines]
    assert len({id(line) for line in found}) == len(found) <= len(lines)


@pytest.mark.parametrize(
    "wrote",
    [
        "On Sun, Mar 24, 2024 at 9:15 AM, Layla<l@a.example> wrote:",
        "في أحد، مارس ٢٤، ٢٠٢٤ في ٩:١٥ ص، كتب Layla<l@a.example>:",
    ],
)
def test_a_message_that_goes_on_after_what_introduces_it_is_its_writers(wrote: str) -> None:
    """As Yahoo's programs for telephones write it."""
    text = f"حسنا.\n\n  {wrote}   قديم.  \nوأقدم.\n"
    assert "".join(text[each.span.start : each.span.end] for each in lines_of(text)) == text
    assert [(who, words.split()) for who, words in parts(text)] == [
        (None, ["حسنا."]),
        ("Layla", ["قديم.", "وأقدم."]),
    ]

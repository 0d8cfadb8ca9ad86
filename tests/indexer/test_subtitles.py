"""Subtitles: sentences that go on, and the times at which they are said."""

import pytest

from testing.packages import locations
from testing.reading import document, reason

SRT = """1
00:00:01,000 --> 00:00:04,000
<i>قررت بلدية الرمثا</i>
شراء 14 حافلة

2
00:00:04,500 --> 00:00:07,000 X1:10
{\\an8}كهربائية.

3
01:02:03,000 --> 01:02:05,000
- متى تصل؟
"""
VTT = """WEBVTT - نشرة

NOTE كتبها
المحرر

STYLE
::cue { color: red }

مقدمة
00:01.000 --> 00:04.000 align:start
<v سعاد>مساء الخير &amp; أهلا.

00:04.000 --> 00:06.000
أهلا بكم
00:06.000 --> 00:08.000
أهلا بكم في النشرة
"""


@pytest.mark.parametrize("data", [SRT.encode(), SRT.replace("\n", "\r\n").encode("cp1256")])
def test_a_time_is_what_is_cited(data: bytes) -> None:
    found = document("a.srt", data)
    assert found.text == "قررت بلدية الرمثا شراء 14 حافلة كهربائية.\n- متى تصل؟"
    assert locations(found) == [
        ("00:00:01", "00:00:04", None, "قررت بلدية الرمثا شراء 14 حافلة"),
        ("00:00:04", "00:00:07", None, "كهربائية."),
        ("01:02:03", "01:02:05", None, "- متى تصل؟"),
    ]


def test_speakers_are_named_and_notes_and_repeats_left_out() -> None:
    found = document("a.vtt", VTT.encode())
    assert found.text == "سعاد: مساء الخير & أهلا.\nأهلا بكم في النشرة"
    assert [first for first, _, _, _ in locations(found)] == ["00:00:01", "00:00:04", "00:00:06"]


def test_what_cannot_be_read_is_named() -> None:
    assert "no subtitles" in reason("a.srt", "نص بلا توقيت".encode())
    assert "no subtitles" in reason("a.vtt", b"WEBVTT\n")


def test_lines_that_roll_up_are_read_once() -> None:
    shown = ["أعلنت الوزارة", "أعلنت الوزارة\nأن العمل بدأ", "أن العمل بدأ", "أن العمل بدأ\nاليوم"]
    cues = [f"00:0{at}.000 --> 00:0{at + 1}.000\n{words}\n" for at, words in enumerate(shown)]
    found = document("a.vtt", "\n".join(["WEBVTT\n", *cues]).encode())
    assert found.text == "أعلنت الوزارة أن العمل بدأ اليوم"


def test_subtitles_stand_in_the_order_of_their_times_within_a_recording() -> None:
    cue = "{}\n00:00:{:02},500 --> 00:00:{:02},900\n{}.\n\n".format
    first = cue(1, 30, 31, "ثالث") + cue(2, 1, 2, "أول") + cue(3, 20, 21, "ثان")
    text = document("a.srt", (first + cue(1, 5, 6, "الجزء الثاني")).encode()).text
    assert text == "أول.\nثان.\nثالث.\nالجزء الثاني."


def test_line_ends_of_ssa_are_no_letters() -> None:
    data = "1\n00:00:01,000 --> 00:00:03,000\n{\\i1}لا تعليق{\\i0}\\Nالآن\\hأبدا\n".encode("cp1256")
    assert document("a.srt", data).text == "لا تعليق الآن أبدا"

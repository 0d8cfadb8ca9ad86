"""Rich text: letters in the character sets of their fonts, and what is on the page."""

import pytest

from testing.packages import ignored
from testing.reading import document, reason

_FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset178 Arial (Arabic);}"
    r"{\f2\fcharset2 Symbol;}{\f3\fcharset204 Arial (Cyrillic);}}"
)


def written(words: str, codec: str = "cp1256") -> str:
    """Bytes as RTF writes them."""
    return "".join(f"\\'{byte:02x}" for byte in words.encode(codec))


def rtf(body: str, head: str = r"\ansi\ansicpg1252\deff0") -> bytes:
    return f"{{\\rtf1{head}{_FONTS}\\pard {body}}}".encode("ascii")


@pytest.mark.parametrize(
    "body",
    [
        rf"\f1 {written('وزارة الصحة')}\par",
        rf"\rtlch\af1 \ltrch\f0 {{\rtlch\fcs1 \af1 {written('وزارة الصحة')}}}\par",
        rf"\f0 {written('وزارة الصحة')}\par",  # a program that forgot to say so
        r"\uc1 " + "".join(f"\\u{ord(letter)}?" for letter in "وزارة الصحة"),
        r"\uc0 " + "".join(f"\\u{ord(letter)} " for letter in "وزارة الصحة"),
        rf"\f1 {written('وزارة ')}\b {written('الصحة')}\b0\f2 \'b7\f3\par",
    ],
)
def test_arabic_is_arabic_however_it_is_written(body: str) -> None:
    assert document("a.rtf", rtf(body)).text == "وزارة الصحة"


@pytest.mark.parametrize("head", [r"\ansi\ansicpg1252\deff0", r"\ansi\ansicpg1256\deff1"])
def test_utf_8_is_read_that_a_program_wrote_as_it_is_or_misread(head: str) -> None:
    words = "أعلنت فرق وزارة الصحة فتح ثلاثة مستشفيات"
    misread = "".join(
        written(chr(byte), "latin-1") if byte in {0x81, 0x8F} else f"\\u{ord(letter)} "
        for byte in words.encode()
        for letter in bytes([byte]).decode("cp1252", "replace")
    )
    raw = rtf("@", head).replace(b"@", words.encode())
    codes = rtf(written(words, "utf-8"), head)
    for data in (raw, codes, rtf(rf"\uc0\f0 {misread}")):
        assert document("a.rtf", data).text == words


def test_the_code_page_of_the_file_holds_where_no_font_says() -> None:
    assert document("a.rtf", rtf(f"{written('قرار')}", r"\ansi\ansicpg1256")).text == "قرار"
    russian = rtf(rf"\f3 {written('Решение', 'cp1251')}")
    assert document("a.rtf", russian).text == "Решение"


def test_a_few_letters_without_a_character_set_are_those_of_the_other_fonts() -> None:
    body = rf"\f0 {written('نص')}\f1  {written('من وزارة الصحة')}\par"
    assert document("a.rtf", rtf(body)).text == "نص من وزارة الصحة"


def test_a_character_of_two_numbers_is_one() -> None:
    assert document("a.rtf", rtf(r"\uc1\u-10179?\u-8704? ok")).text == "\U0001f600 ok"


def test_rows_lists_and_line_ends() -> None:
    body = (
        rf"\f1 {written('قبل')}\line {written('سطر')}\par"
        rf"{{\listtext\pard 1.\tab}}{written('بند')}\par"
        rf"\trowd\intbl {written('إربد')}\cell\cell 14\cell\row\pard {written('بعد')}\par"
    )
    assert document("a.rtf", rtf(body)).text == "قبل\nسطر\n1. بند\nإربد\t\t14\nبعد"


def test_what_is_not_on_the_page_is_left_out_or_not_searched() -> None:
    body = (
        r"{\*\generator x;}{\info{\title Plan}{\author Huda}}{\header Letter 44\par}"
        r"{\footer \chpgn 3\par}shown{\v secret}{\deleted gone}{\pict\bin4 }}}}}"
        r"{\footnote\pard note}{\*\annotation\pard check}"
        r"{\field{\*\fldinst PAGE}{\fldrslt text}}\par"
    )
    found = document("a.rtf", rtf(body))
    assert found.text.split("\n") == [
        *("Letter 44", "showntext", "note", "Comments in the file", "check"),
        *("Hidden text in the file", "secret"),
    ]
    assert (found.title, found.author) == ("Plan", "Huda")
    assert ignored(found) == found.text.split("\n")[3:]


def test_what_stands_around_the_outermost_group_is_no_text() -> None:
    assert document("a.rtf", b"\r\n" + rtf("text") + b"\0 {junk} after").text == "text"


def test_a_text_box_is_read() -> None:
    body = r"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard in a box\par}}}\par"
    assert "in a box" in document("a.rtf", rtf(body)).text


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (rb"{\rtf1" + b"{" * 100_000, "nested deeper"),
        (rb"{\rtf1 }", "empty"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, part: str) -> None:
    assert part in reason("a.rtf", data)


def test_rich_text_saved_as_doc_is_read() -> None:
    assert document("a.doc", rtf(r"\f1 " + written("نص"))).text == "نص"


def test_a_text_box_is_a_paragraph_of_its_own() -> None:
    box = rf"{{\shp{{\*\shpinst{{\shptxt \f1 {written('في الإطار')}\par}}}}}}"
    found = document("a.rtf", rtf(rf"\f1 {written('قبل')}{box}\f1 {written('بعد')}\par"))
    assert found.text == "قبل\nفي الإطار\nبعد"


def test_what_stands_twice_is_read_as_unicode() -> None:
    info = r"{\info{\upr{\title \'3f\'3f}{\*\ud{\title \u1578\'3f\u1602\'3f}}}}"
    body = r"{\upr{\b \'3f}{\*\ud{\b \u1606\'3f\u1589\'3f}}}"
    found = document("a.rtf", rf"{{\rtf1\ansi{info} {body}\par}}".encode())
    assert (found.title, found.text) == ("تق", "نص")

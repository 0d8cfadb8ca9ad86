import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encoding import decode, encoding_of, recover
from indexer.readers.mojibake import repaired

NEWS = (
    "أعلنت وزارة الأشغال فتح الجسر الجديد أمام السيارات بعد أسبوعين من الصيانة، وقال المدير إن "
    "كلفة العمل بلغت مليوني دينار. وشكر أهالي القرية العمال على سرعة الإنجاز؛ هل يبقى الطريق "
    "القديم مفتوحًا؟ تجيب البلدية: نعم، حتى نهاية الشتاء على الأقل، ثم ينظر المجلس في "
    "إغلاقه أو تحويله إلى ممر للمشاة."
)
WINDOWS = [NEWS[start : start + 40] for start in range(0, len(NEWS) - 40, 3)]


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("text", WINDOWS)
def test_forty_characters_tell_the_one_byte_encodings_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["mac_arabic", "cp720"])
def test_the_encodings_of_mac_and_dos_are_known(encoding: str) -> None:
    text = NEWS.translate(str.maketrans("،؛؟", ",;?")) if encoding == "cp720" else NEWS
    assert decode(text.encode(encoding)) == text


def test_shapes_of_letters_of_dos_become_letters() -> None:
    # Page 864 has each letter as it looks inside a word, so that Python cannot encode a text in it.
    data = (
        b"\xe8\xe2\xa8\xfb \xc7\xe4\xe5\xcf\xea\xd1: \xe3\xe4\xe1\xc9 \xc7\xe4\xec\xe5\xfb"
        b" \xc8\xe4\xf7\xaa \xe5\xe4\xea\xe8\xe6\xf6 \xcf\xea\xe6\xa8\xd1\xac \xe8\xd4\xe3\xd1"
        b" \xc3\xe7\xa8\xe4\xf6 \xc7\xe4\xe2\xd1\xea\xc9."
    )
    assert decode(data) == "وقال المدير: كلفة العمل بلغت مليوني دينار، وشكر أهالي القرية."


@pytest.mark.parametrize(
    ("encoding", "bad", "kept"),
    [
        ("utf-8", b"\x8d", "\ufffd"),
        ("utf-8", b"\xd9", "\ufffd"),
        ("utf-8", b"\0", ""),
        ("utf-8", b"\x08\x01", ""),
        ("cp1256", b"\0", ""),
        ("utf-16-le", b"\0\xdc", "\ufffd"),
    ],
)
def test_a_bad_byte_in_good_text_costs_no_more_than_itself(
    encoding: str, bad: bytes, kept: str
) -> None:
    before, after = NEWS[:30], NEWS[30:]
    mark = codecs.BOM_UTF16_LE if encoding.startswith("utf-16") else b""
    decoded = recover(mark + before.encode(encoding) + bad + after.encode(encoding))
    assert decoded.text == before + kept + after
    assert decoded.faults == (len(before),)
    assert f"line 1, character {len(before) + 1}:" in str(decoded.reason)


def test_places_of_bad_bytes_are_counted() -> None:
    data = f"{NEWS}\n".encode() * 3
    decoded = recover(data + b"\0".join([data, data]) + b"\xff")
    assert "line 7, character 1 and 1 more places" in str(decoded.reason)
    assert recover(data).reason is None


def test_utf_8_that_is_mostly_bad_is_refused() -> None:
    with pytest.raises(ValueError, match="tried"):
        decode("نص".join(["\udc8d\udc90"] * 40).encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16-le"])
def test_the_start_of_a_text_tells_its_encoding(encoding: str) -> None:
    assert encoding_of(NEWS.encode(encoding)[:300]) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_without_a_mark(encoding: str) -> None:
    assert decode(NEWS.encode(encoding)) == NEWS


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_and_is_not_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + NEWS.encode(encoding)) == NEWS


def test_marks_and_french_names_of_windows_1256_are_kept() -> None:
    text = "قال «رينيه» (René) إن المعرض يُفتح غدًا – في باريس… بحضور 30 رسامًا"
    assert decode(text.encode("cp1256")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Сегодня в Москве прошло заседание правительства", "cp1251"),
        ("Η κυβέρνηση ανακοίνωσε σήμερα νέα μέτρα", "cp1253"),
        ("Réunion à l'étranger : été, déjà vu, où, garçon", "cp1252"),
        ("הממשלה הודיעה היום על צעדים חדשים", "cp1255"),
        ("今天政府宣布了新的经济措施", "gb18030"),
    ],
)
def test_other_languages_in_old_encodings_are_refused(text: str, encoding: str) -> None:
    with pytest.raises(ValueError, match="windows-1256, ISO-8859-6"):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", bytes(range(256)), b"a\0b\xff"]
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="binary"):
        decode(data)


def test_a_damaged_file_with_a_mark_is_named() -> None:
    with pytest.raises(ValueError, match="UTF-16-LE"):
        decode(codecs.BOM_UTF16_LE + b"a\0b")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_comes_back(text: str) -> None:
    assert decode(text.encode()) == repaired(text.removeprefix("\ufeff"))


@given(st.binary())
def test_any_bytes_are_text_or_a_value_error(data: bytes) -> None:
    try:
        text = decode(data)
    except ValueError as error:
        text = str(error)
        assert text.startswith(("its mark", "binary", "in no encoding"))
    text.encode()

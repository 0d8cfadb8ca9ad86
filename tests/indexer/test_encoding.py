import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encoding import decode

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
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary())
def test_any_bytes_are_text_or_a_value_error(data: bytes) -> None:
    try:
        text = decode(data)
    except ValueError as error:
        text = str(error)
        assert text.startswith(("its mark", "binary", "in no encoding"))
    text.encode()

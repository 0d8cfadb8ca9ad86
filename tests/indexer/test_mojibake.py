"""Arabic that was read in a wrong encoding and stored like that: undone, or named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.preparation import prepare
from indexer.readers import Read, Skipped
from indexer.readers.mojibake import fault_of, repaired
from search.records import Document
from tests.indexer.test_encoding import NEWS

TEXTS = (NEWS, "محمد", "خبر عاجل: نعم", "قال «رينيه» (René) إن المعرض يُفتح غدًا – في باريس…")


def misread(text: str, encoding: str) -> str:
    """UTF-8 as a program shows it that takes each byte for a character of another encoding."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "encoding",
    ["latin-1", "cp1252", "cp1256", "cp1251", "cp437", "cp850", "cp720", "mac_roman"],
)
@pytest.mark.parametrize("text", TEXTS)
def test_misread_utf_8_is_undone(text: str, encoding: str) -> None:
    assert repaired(misread(text, encoding)) == text


@pytest.mark.parametrize("first", ["latin-1", "cp1252", "cp1256"])
@pytest.mark.parametrize("second", ["latin-1", "cp1252", "cp1256"])
@pytest.mark.parametrize("text", TEXTS)
def test_utf_8_that_was_misread_twice_is_undone(text: str, first: str, second: str) -> None:
    assert repaired(misread(misread(text, first), second)) == text


@pytest.mark.parametrize("written", ["cp1256", "iso8859-6"])
@pytest.mark.parametrize("read", ["latin-1", "cp1252"])
def test_one_byte_arabic_that_was_read_as_latin_is_undone(written: str, read: str) -> None:
    for text in (NEWS, "محمد", "خبر عاجل: نعم"):
        assert repaired(text.encode(written).decode(read)) == text


def test_one_misread_word_in_sound_text_is_undone() -> None:
    for encoding in ("latin-1", "cp1252", "cp1256"):
        assert repaired(f"{NEWS} {misread('وزارة', encoding)}") == f"{NEWS} وزارة"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "cp1256"])
@pytest.mark.parametrize("stand_in", ["?", "\ufffd", ""])
def test_misread_text_that_lost_letters_is_named(encoding: str, stand_in: str) -> None:
    lost = {"latin-1": "\x81", "cp1252": "\x81", "cp1256": "پ"}[encoding]
    broken = misread(NEWS, encoding).replace(lost, stand_in)
    assert repaired(broken) == broken
    assert "lost letters" in str(fault_of(broken))


def test_text_that_lost_letters_when_it_was_misread_twice_is_named() -> None:
    once = misread(NEWS, "cp1252").replace("\x81", "?")
    assert "lost letters" in str(fault_of(misread(once, "cp1252")))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("???? ??????? ?? ?????: ????", "question marks"),
        ("\ufffd\ufffd\ufffd \ufffd\ufffd وقال", "question marks"),
        ("من؟ متى؟ أين؟ ماذا ?? كيف", None),
        ("What?? No. Really??", None),
        ("", None),
    ],
)
def test_letters_that_were_replaced_are_named(text: str, fault: str | None) -> None:
    found = fault_of(text)
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "شاطئ، المبادئ؛ «القحط»، الوضع… بلاغ، نبأ، محافظ؟ حفظ» طبيعي‚",
        "أ،ب،ج،ط،ظ،ع،غ؟",
        "یک روزنامهٔ فارسی گزارش داد که وضعیت «پایدار» است؛ چگونه؟",
        "Über die Größe äußerte sich Müller. L’été, déjà vu… « Noël » à Besançon, où ça?",
        "Það er ekki auðvelt að læra íslensku, sagði Þórður",
        "ÀÈÌÒÙ ÉÊË: À LA UNE",
        "Сегодня в Москве прошло заседание",
        "Η κυβέρνηση ανακοίνωσε μέτρα",
    ],
)
def test_sound_text_stays_as_it_is(text: str) -> None:
    assert repaired(text) == text
    assert fault_of(text) is None


@given(st.text(st.sampled_from("ØÙÚÛطظعغÂâ\x81\xad„…§«»،؟Ã˜€™ ?\ufffdا1")))
def test_any_text_is_repaired_or_not(text: str) -> None:
    repaired(repaired(text)).encode()
    fault_of(text)


def test_a_document_of_gibberish_is_skipped() -> None:
    broken = misread(NEWS, "cp1252").replace("\x81", "?")
    (kept, skipped) = (
        prepare(Read("a.txt", Document("a", text, title=broken), 9)).outcome
        for text in (NEWS, broken)
    )
    assert isinstance(kept, Document)
    mended = prepare(
        Read("a.txt", Document("a", NEWS, author=misread("سعاد", "cp1252")), 9)
    ).outcome
    assert isinstance(mended, Document)
    assert mended.author == "سعاد"
    assert kept.title == NEWS[:100].rsplit(maxsplit=1)[0] + "…"
    assert isinstance(skipped, Skipped)
    assert skipped.place == "a.txt"


def test_text_that_runs_backwards_is_named() -> None:
    backwards = "\n".join(line[::-1] for line in (NEWS * 3).splitlines())
    assert "from the left" in str(fault_of(backwards))
    assert fault_of("مثلا فعلا طويلا قليلا أصلا أهلا") is None


def test_a_short_word_beside_misread_text_is_undone_with_it() -> None:
    misread = NEWS.encode("cp1256").decode("cp1252")
    word = "خبر".encode("cp1256").decode("cp1252")
    assert repaired(word, beside=misread) == "خبر"
    assert repaired(word, beside="Le président a parlé") == word

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata import complete
from search.records import Document

TEXT = "أعلنت البلدية افتتاح المكتبة العامة.\nتستقبل المكتبة القراء كل يوم."
PERSIAN = "شهردار تهران از گشایش کتابخانهٔ تازه در پایتخت خبر داد و گفت که این کتابخانه بزرگ است"
URDU = "شہر کے ناظم نے نئی لائبریری کے افتتاح کا اعلان کیا اور کہا کہ یہ بڑی ہے"
KURDISH = "سەرۆکی شارەوانی کردنەوەی کتێبخانەی نوێی ڕاگەیاند"


def document(**fields: object) -> Document:
    return Document(**({"id": "d", "text": TEXT} | fields))  # type: ignore[arg-type]


def test_a_date_becomes_iso_and_stays_as_it_was_written() -> None:
    completed = complete(document(date="الأحد 15 رمضان 1445هـ الموافق 25 مارس 2024"))
    assert completed.date == "2024-03-25"
    assert completed.metadata == {
        "date_as_written": "الأحد 15 رمضان 1445هـ الموافق 25 مارس 2024",
        "date_hijri": "1445-09-15",
    }


def test_an_iso_date_needs_no_second_form() -> None:
    completed = complete(document(date="2024-03-25"))
    assert (completed.date, completed.metadata) == ("2024-03-25", {})


@pytest.mark.parametrize("written", ["أمس", "31 شباط 2015", "25/3/24"])
def test_a_date_that_is_none_is_never_guessed(written: str) -> None:
    completed = complete(document(date=written))
    assert completed.date is None
    assert completed.metadata == {"date_as_written": written}


def test_a_date_in_the_text_is_not_the_date_of_publication() -> None:
    assert complete(document(text="في 25 مارس 2024 افتتحت المكتبة.")).date is None


def test_a_missing_title_comes_from_the_text() -> None:
    assert complete(document()).title == "أعلنت البلدية افتتاح المكتبة العامة."
    assert complete(document(title=" \n")).title == "أعلنت البلدية افتتاح المكتبة العامة."
    assert complete(document(title="المكتبة")).title == "المكتبة"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (TEXT, None, "ar"),
        (TEXT, "AR-eg", "ar"),
        (TEXT, "ar_SA", "ar"),
        (TEXT, "Arabic", "ar"),
        (TEXT, "العربية", "ar"),
        (TEXT, "en-US", "en"),
        (TEXT, "??", "ar"),
        ("The library opened.", None, None),
        ("The library opened.", "eng", "en"),
        (PERSIAN, None, None),
        (PERSIAN, "fa", "fa"),
        (URDU, None, None),
        (KURDISH, None, None),
        ("افتتحت شركة Google مكتبا في دبي.", None, "ar"),
        ("١٢٣ 456", None, None),
    ],
)
def test_a_language_is_declared_or_told_by_the_letters(
    text: str, declared: str | None, language: str | None
) -> None:
    assert complete(document(text=text, language=declared)).language == language


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "/news/7", "http://", "http://[x", "ftp://a"]
)
def test_only_web_addresses_are_addresses(url: str) -> None:
    completed = complete(document(url=url))
    assert (completed.url, completed.metadata) == (None, {"url_as_written": url})
    assert complete(document(url=" https://a.example/ب ")).url == "https://a.example/ب"


def test_fields_lose_what_turns_a_page_and_the_text_keeps_it() -> None:
    text = "\u202eنص\u2066 كما هو\0."
    completed = complete(
        document(text=text, title="\u202eعن\0وان\n", source="\u200f ", author="\u2067سعاد\u2069")
    )
    assert completed.text == text
    assert (completed.title, completed.source, completed.author) == ("عنوان", None, "سعاد")


_WORDS = (
    st.none()
    | st.text(max_size=40)
    | st.sampled_from(
        ["25 مارس 2024", "15/9/1445هـ", "2024", "ar-EG", "x", "https://a.example/", "//a", " "]
    )
)


@given(
    st.text(min_size=1, max_size=80),
    st.fixed_dictionaries(
        dict.fromkeys(("title", "source", "url", "date", "author", "language"), _WORDS)
    ),
)
def test_a_complete_document_is_complete(text: str, fields: dict[str, str | None]) -> None:
    once = complete(document(text=text, **fields))
    assert complete(once) == once
    assert once.text == text

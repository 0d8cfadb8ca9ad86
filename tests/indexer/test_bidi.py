import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.bidi import logical


@pytest.mark.parametrize(
    ("visual", "text"),
    [
        ("باتك", "كتاب"),
        ("2023 ماع", "عام 2023"),
        ("%94.2 ىلإ", "إلى 94.2%"),
        ("94.2% ىلإ", "إلى 94.2%"),
        ("٪١٢٫٥ ةبسن", "نسبة ١٢٫٥٪"),
        ("٤٬٢٠٠ نم", "من ٤٬٢٠٠"),
        ("14.5%-", "-14.5%"),
        ("0142-555-06 فتاه", "هاتف 06-555-0142"),
        ("+962 6 500 1234 :فتاه", "هاتف: +962 6 500 1234"),
        ("(+962-6-5001234) فتاه", "هاتف (+962-6-5001234)"),
        ("3 5+ ددع", "عدد +5 3"),
        ("12/10/2023 موي", "يوم 12/10/2023"),
        ("4.2$ اهردق", "قدرها $4.2"),
        ("ةبسنب FTSE 100 رشؤم", "مؤشر FTSE 100 بنسبة"),
        (".Nile Data Systems ةكرش", "شركة Nile Data Systems."),
        ("(Q3 2023) ثلاثلا", "الثالث (Q3 2023)"),
        (")Q3 2023( ثلاثلا", "الثالث (Q3 2023)"),
        ("(ةيبرع) ةملك", "كلمة (عربية)"),
        (")ةيبرع( ةملك", "كلمة (عربية)"),
        ("«ال» لاق", "قال «لا»"),
        ("(B-7 ةعاق)", "(قاعة B-7)"),
        ("info@water.example ديربلا", "البريد info@water.example"),
    ],
)
def test_a_line_is_read_as_it_was_written(visual: str, text: str) -> None:
    assert logical(list(visual), rtl=True) == text


@pytest.mark.parametrize(
    ("visual", "text"),
    [
        ("plain English, 5%.", "plain English, 5%."),
        ("the word ملاس here", "the word سالم here"),
        ("says ملاس اي twice", "says يا سالم twice"),
    ],
)
def test_arabic_in_a_line_of_another_script_is_turned(visual: str, text: str) -> None:
    assert logical(list(visual), rtl=False) == text


def test_a_base_keeps_its_marks_and_a_ligature_its_letters() -> None:
    assert logical(["م", "لا", "سَ"], rtl=True) == "سَلام"


@given(st.lists(st.sampled_from([*"بجد12A(«)%.،- ", "لا", "مَ"])), st.booleans())
def test_nothing_is_lost_or_added(visual: list[str], rtl: bool) -> None:  # noqa: FBT001
    brackets = str.maketrans("»)", "«(")
    text = logical(visual, rtl=rtl)
    assert sorted(text.translate(brackets)) == sorted("".join(visual).translate(brackets))

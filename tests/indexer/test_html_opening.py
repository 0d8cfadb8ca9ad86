"""What opens at a click or comes into sight by itself is read; what nobody sees is not."""

import pytest

from indexer.readers.html import parse_page
from testing.calls import calls

LONG = (
    "أطلقت وزارة الثقافة في العاصمة مشروعا لتسجيل شهادات كبار السن عن المدينة القديمة قبل أن تضيع"
    " حكاياتها، ويشارك فيه متطوعون من الجامعات."
)


def read(part: str, sheet: str = "") -> str:
    head = f"<title>شهادات المدينة</title><style>{sheet}</style>"
    story = f"<h1>شهادات المدينة</h1><p>{LONG}</p>{part}<p>{LONG}</p>"
    body = f"<nav><a href=/>أولى</a></nav><article>{story}</article>"
    return parse_page(f"<html><head>{head}</head><body>{body}</body></html>", "p").text


HIDDEN = "style='display:none'"


@pytest.mark.parametrize(
    ("part", "sheet"),
    [
        (
            f"<button aria-controls=c1>سؤال</button><div id=c1 {HIDDEN}><p>سجلت 840.</p></div>",
            "",
        ),
        (
            "<button data-bs-target='#c1'>سؤال</button><div id=c1 hidden><p>سجلت 840.</p></div>",
            "",
        ),
        (
            f"<a data-toggle=collapse href='#c1'>المزيد</a><div id=c1 {HIDDEN}>سجلت 840.</div>",
            "",
        ),
        (f"<a data-target='.more'>سؤال</a><div class=more {HIDDEN}>سجلت 840.</div>", ""),
        (f"<b onclick=\"show('c1')\">+</b><div id=c1 {HIDDEN}>سجلت 840.</div>", ""),
        (
            "<p>بدأ أمس.<span id=more> سجلت 840.</span></p><button>اقرأ المزيد</button>",
            "#more{display:none}",
        ),
        (
            "<input type=checkbox id=t><label for=t>+</label><div class=x>سجلت 840.</div>",
            ".x{display:none}#t:checked~.x{display:block}",
        ),
        (f"<div class=kg-toggle-content {HIDDEN}><p>سجلت 840.</p></div>", ""),
        (f"<div class=tab-pane {HIDDEN}><p>سجلت 840.</p></div>", ""),
        (
            "<div class='elementor-invisible'><p>سجلت 840.</p></div>",
            ".elementor-invisible{visibility:hidden}",
        ),
        ("<div class='wow slide'><p>سجلت 840.</p></div>", ".wow{visibility:hidden}"),
    ],
)
def test_what_a_reader_can_open_is_read(part: str, sheet: str) -> None:
    assert "سجلت 840." in read(part, sheet)


@pytest.mark.parametrize(
    "part",
    [
        f"<div id=c1 {HIDDEN}>نص لا يراه أحد</div>",
        "<p class=invisible style='visibility:hidden'>نص لا يراه أحد</p><button>مشاركة</button>",
        f"<a href='#m'>قائمة</a><div id=m {HIDDEN}><a href=/1>نص لا يراه أحد</a></div>",
        f"<a data-target='#m'>دخول</a><div id=m class=modal {HIDDEN}>نص لا يراه أحد</div>",
        f"<a href='#'>أعلى</a><div id='' {HIDDEN}>نص لا يراه أحد</div>",
    ],
)
def test_what_nobody_sees_or_opens_over_the_page_is_not(part: str) -> None:
    assert "لا يراه" not in read(part)


def test_a_formula_that_is_hidden_beside_its_picture_is_read() -> None:
    formula = (
        f"<span><span class=m-a11y {HIDDEN}><math alttext='2.4'><mn>2.4</mn></math></span>"
        "<img class=m-fallback aria-hidden=true alt='{\\displaystyle 2.4}'></span>"
    )
    assert "\nالكثافة 2.4 طن.\n" in read(f"<p>الكثافة {formula} طن.</p>")


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("<b class=counter-number data-to-value=12500 data-delimiter=','>0</b>", "12,500"),
        (
            "<i class=number-counter data-number-value=53><b class=percent-value></b>%</i>",
            "53%",
        ),
        ("<b class=odometer data-count='1.5'>0.0</b>", "1.5"),
        ("<b class=counter data-count=7>3</b>", "3"),
        ("<b class=score data-value=9>0</b>", "0"),
    ],
)
def test_a_counter_says_what_it_shows_in_the_end(part: str, shown: str) -> None:
    assert f"\nبلغ عدد الشهادات {shown} حتى الآن\n" in read(
        f"<p>بلغ عدد الشهادات {part} حتى الآن</p>"
    )


def test_twice_the_parts_that_open_take_twice_the_steps() -> None:
    each = "<input type=checkbox id=c{0}><label for=c{0}>+</label><div class=x>بند {0}.</div>"
    some = "".join(map(each.format, range(300)))
    more = some + "".join(map(each.format, range(300, 600)))
    read(some)
    assert calls(lambda: read(more)) < 2.5 * calls(lambda: read(some))

"""A sentence of an article is never lost for the name or the first word of what it stands in."""

import re

import pytest

from indexer.readers.html import parse_page
from search.records import Document

LEAD = (
    "<h1>انخفاض منسوب بحيرة الوحدة</h1>{}<p>سجلت سلطة المياه هذا الصيف أدنى منسوب للبحيرة منذ أن"
    " بدأت القياس فيها قبل أربعة عقود، وقالت إن السبب قلة الأمطار وكثرة الآبار.</p>"
)
END = (
    "<p>وتنوي السلطة أن تغلق الآبار التي حفرت بلا ترخيص قبل حلول الشتاء المقبل، على أن تعوض"
    " المزارعين الذين يعتمدون عليها في ري البساتين.</p>"
)


def read(inside: str, above: str = "", head: str = "") -> Document:
    body = f"<nav><a href=/>الرئيسية</a></nav><article>{LEAD.format(above)}{inside}{END}</article>"
    page = f"<!doctype html><html lang=ar><head>{head}</head><body>{body}<footer>حقوق</footer>"
    return parse_page(page, "p")


def between(inside: str) -> list[str]:
    """The lines that are read between the two paragraphs of an article."""
    lines = read(inside).text.splitlines()
    assert lines[1].startswith("سجلت سلطة المياه")
    assert lines[-1].startswith("وتنوي السلطة")
    return lines[2:-1]


def above(inside: str) -> list[str]:
    """The lines that are read between headline and first paragraph."""
    lines = read("", inside).text.splitlines()
    return lines[1 : next(at for at, line in enumerate(lines) if line.startswith("سجلت"))]


# What an article may have in it, under any name, and what of it is read.
PARTS = (
    ("<p class='{}'>وجفت 17 عينا.</p>", "وجفت 17 عينا."),
    ("<div class='{}'><p>ورحل الصيادون</p></div>", "ورحل الصيادون"),
    (
        "<div class='{}'><div>والمنسوب 12 مترا.</div><div>ظهرت القرية</div></div>",
        "والمنسوب 12 مترا.",
    ),
    ("<p>قال <span class='{}'>المدير</span> إن 3 أغلقت.</p>", "قال المدير إن 3 أغلقت."),
    ("<ul><li class='{}'>بئر الشمال</li><li>بئر الجنوب</li></ul>", "بئر الشمال\nبئر الجنوب"),
    (
        "<table><tr><td class='{}'>قمح</td><td>9</td></tr><tr><td>ذرة</td><td>4</td></tr></table>",
        "قمح\t9",
    ),
)


def test_a_paragraph_is_kept_however_it_is_called() -> None:
    steps = "<ul><li>افتح الموقع</li><li><a href=/l>تسجيل الدخول إلى المنصة</a></li></ul>"
    assert between(steps) == ["افتح الموقع", "تسجيل الدخول إلى المنصة"]
    assert between("<p class=replies>ورد الوزير على 14 سؤالا.</p>") == ["ورد الوزير على 14 سؤالا."]


@pytest.mark.parametrize(
    "called",
    [
        *("paywall", "promo", "banner", "so-panel widget", "stat-counter", "related", "social"),
        *("follow", "popular", "login", "tags", "post-category", "sponsored", "author-card"),
        "paywall-content",
    ],
)
def test_no_name_takes_text_out_of_an_article(called: str) -> None:
    text = "\n".join(between("".join(part.format(called) for part, _ in PARTS)))
    assert [said for _, said in PARTS if said not in text] == []


@pytest.mark.parametrize(
    "part",
    [
        "<div class=promo><a href=/9>وزير المياه يزور السدود</a></div>",
        "<div class=newsletter><p>اشترك الآن في نشرتنا ليصلك جديد المياه كل صباح.</p></div>",
        "<div class=paywall-overlay><h3>أكمل القراءة</h3><p>اقرأ كل المقالات بدينار واحد.</p>"
        "<a href=/s>اشترك الآن</a></div>",
        "<div class=cta><a href=/w>تابعوا قناتنا على واتساب ليصلكم كل جديد</a></div>",
        "<div class=tools><i>استمع للمقال</i> <i>مدة القراءة: 3 دقائق</i> <i>حجم الخط</i></div>",
        "<div class=login><p>ادخل لتقرأ 3 مقالات.</p><input name=user></div>",
        "<div class=toc><h2>محتويات</h2><ul><li><a href=#a>1 التاريخ</a></li></ul></div>",
        "<div class=related><h4>مواضيع ذات صلة</h4><div>جفاف السدود</div></div>",
        "<div class=widget><span class=views-counter>1٬284 مشاهدة</span></div>",
        "<div class=td-author-box><p>مراسل الجريدة منذ 1998.</p></div>",
        "<div class=latest-posts><ul><li><a href=/1>جفاف السدود</a></ul></div>",
        "<section class=comment-list><h3>3 تعليقات</h3><p>أين كنتم قبل 5 أعوام؟</p></section>",
        "<div itemprop=comment itemscope><b>قارئ</b><p>أين كنتم قبل 5 أعوام؟</p></div>",
        "<article class=comment><p>أين كنتم قبل 5 أعوام؟</p></article>",
        "<div class=vote><b>قيّم هذا الخبر</b> <b>★★★☆☆</b> <b>(12 صوتا)</b></div>",
        "<div><span>قيم هذا المقال</span> <a href=?r=1>1</a> <a href=?r=2>2</a></div>",
        "<p>تقييم الخبر: 4.5</p>",
        "<div class=x>عدد مشاهدات الخبر: 1523</div>",
        "<div class=x><a href=/p?id=7>طباعة</a> | <a href=/s?id=7>أرسل لصديق</a></div>",
    ],
)
def test_what_two_signs_say_is_none_of_the_article_goes(part: str) -> None:
    assert between(part) == []


def test_a_sentence_of_ratings_and_counts_is_kept() -> None:
    said = ["قيم هذا المقال النقاد قبل النشر", "عدد زيارات الوفد 12"]
    assert between("".join(f"<p>{line}</p>" for line in said)) == said


@pytest.mark.parametrize(
    "parts",
    [
        "<div>عدد المشاركات: 300</div>",
        "<div>عدد الزيارات: 300</div><div>عدد المدن: 12</div>",
        "<p><strong>تقييم التقرير</strong></p><p>أنصف التقرير الصيادين.</p>",
        "<p><b>تقييم المقال:</b></p><p>أنصف المقال الصيادين.</p>",
        "<p><b>تقييم المادة 12</b></p><p>تنص المادة على ري البساتين.</p>",
    ],
)
def test_what_is_called_as_a_count_of_readers_or_a_rating_is_kept_in_a_text(parts: str) -> None:
    assert between(parts) == re.sub(r"(?:<[^>]+>)+", "\n", parts).split("\n")[1:-1]


def test_a_count_of_readers_at_the_edge_goes_unless_it_is_one_of_several_facts() -> None:
    count, other = "<div>عدد الزيارات: 300</div>", "<div>عدد المدن: 12</div>"
    assert above(count) == []
    facts = ["عدد الزيارات: 300", "عدد المدن: 12"]
    assert above(count + other) == above(other + count)[::-1] == facts


@pytest.mark.parametrize("style", ["pre", "pre-wrap", "pre-line", "break-spaces"])
def test_lines_of_the_source_are_kept_where_a_style_keeps_them(style: str) -> None:
    told = "جف السد.\n\n  ورحل <b>الصيادون\nمنه</b>\r\nأمس. <!-- -->\nقال"
    lines = ["جف السد.", "ورحل الصيادون", "منه", "أمس.", "قال"]
    assert between(f"<div style='white-space:{style}'>{told}</div>") == lines
    inside = f"<div style='white-space:{style}'><p>{told}</p></div>"
    assert between(inside) == lines
    assert between(inside.replace("<p>", "<p style='white-space:normal'>")) == [" ".join(lines)]
    assert between(f"<div>{told}</div>") == [" ".join(lines)]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "تحرير 12 رهينة",
            "تحرير ثلاثة صيادين",
            "إعداد قائمة بالآبار",
            "كتب القائد رسالة إلى الوسيط",
        ),
        *("كتب للمؤلف", "بقلم رصاص كتبت 200 صفحة", "إعداد: 45 بئرا", "تصوير جوي للبحيرة"),
    ],
)
def test_a_line_that_begins_as_a_byline_does_is_kept(line: str) -> None:
    assert above(f"<h2>{line}</h2><div>{line}</div><p><b>{line}</b></p>") == [line] * 3


@pytest.mark.parametrize("line", ["بقلم: هالة ناصر", "كتبت - هالة ناصر", "بواسطة هالة ناصر"])
def test_a_byline_is_known_by_its_mark(line: str) -> None:
    assert above(f"<div>{line}</div>") == []
    assert above(f"<ul><li>{line}</li><li>جفاف البحيرة</li></ul>") == [line, "جفاف البحيرة"]


@pytest.mark.parametrize(
    "part",
    [
        "<p>الجولات في المحافظات كلها في هذه الأيام:</p><ul><li>{}</li><li>{}</li><li>{}</li></ul>",
        "<div>{}</div><div>{}</div><div>{}</div>",
        "<div><b>{}</b> الشمال</div><div><b>{}</b> الوسط</div><div><b>{}</b> الجنوب</div>",
        "<div><div>{}</div>الشمال</div><div><div>{}</div>الوسط</div><div><div>{}</div>الجنوب</div>",
        "<p>مواعيد الجولات على الآبار:</p><div><b>{}</b> و<b>{}</b> و<b>{}</b></div>",
    ],
)
def test_days_that_are_listed_are_no_dates_of_publication(part: str) -> None:
    days = ["الأحد 2 يونيو 2024", "الثلاثاء 4 يونيو 2024", "الخميس 6 يونيو 2024"]
    text = "\n".join(above(part.format(*days)))
    assert [day for day in days if day not in text] == []


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            "<ul><li>المزيد من الآبار يجف: 4%</li><li>المنسوب عند 2,330</li></ul>",
            ["المزيد من الآبار يجف: 4%", "المنسوب عند 2,330"],
        ),
        ("<div><p>للمزيد من المياه خصص 50 مليونا</p></div>", ["للمزيد من المياه خصص 50 مليونا"]),
        (
            "<p>تصنيفات الجودة: <a href=/1>الشمال</a> جيد و<a href=/2>الجنوب</a> رديء</p>",
            ["تصنيفات الجودة: الشمال جيد والجنوب رديء"],
        ),
    ],
)
def test_a_sentence_that_begins_as_a_label_does_is_kept(part: str, said: list[str]) -> None:
    assert between(part) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("المادة <a href='#m5'>5</a> والفقرة (<a href='#p3'>3</a>)", "المادة 5 والفقرة (3)"),
        ("غرامة <a href='#'>500</a> دينار", "غرامة 500 دينار"),
        ("القانون <a href='/#/law/11'>11</a> لسنة <a href='/x#y'>1994</a>", "القانون 11 لسنة 1994"),
        ("المادتان [<a href='#m5'>5</a>] و<a href='#m6'>6</a>", "المادتان [5] و6"),
        ("بلغ 14<a href='#n'>2</a> والعدد<a href='#m'>3</a> ثابت", "بلغ 14 والعدد ثابت"),
        (
            "بلغ 14 <a href='#_ftn2'>[2]</a> ثم 15 <a href='#a' class=footnote>3</a> مترا",
            "بلغ 14 ثم 15 مترا",
        ),
    ],
)
def test_a_number_that_is_a_link_is_a_note_only_where_something_says_so(
    part: str, said: str
) -> None:
    assert between(f"<p>{part}.</p>") == [f"{said}."]


def test_every_maker_of_notes_is_known_by_its_addresses() -> None:
    places = ("_ftn1", "_ftnref1", "fn:1", "cite_note-1", "sdfootnote1sym", "endnote-2", "ch2-fn1")
    marks = "".join(f"<a href='#{place}'> 7 </a>" for place in places)
    assert between(f"<p>نزل المنسوب {marks} كثيرا.</p>") == ["نزل المنسوب كثيرا."]


MORE = (
    "<p>ويقول صيادون في القرى المجاورة إن قواربهم لم تعد تصل إلى الماء منذ حزيران الماضي، وإنهم"
    " يبحثون عن عمل في المدينة.</p>"
)


def varied(paragraph: str, *places: str) -> str:
    """A paragraph as many times as there are places in it."""
    return "".join(
        re.sub("المدينة|الآبار التي", f"{place} التي", paragraph, count=1) for place in places
    )


@pytest.mark.parametrize("headline", ["", "<div><h1>إغلاق مصنع للسمك</h1></div>"])
def test_a_text_in_several_bodies_is_read_up_to_the_next_headline(headline: str) -> None:
    part = "<div class=x__wrap><div class=article-body>{}</div></div><div class=ad>إعلان</div>"
    first, second = part.format(varied(MORE, "السد", "النهر", "الكرك")), part.format(END * 2)
    page = f"<main><h1>انخفاض منسوب البحيرة</h1>{first}{headline}{second}</main>"
    text = parse_page(f"<title>انخفاض منسوب البحيرة</title><body>{page}", "p").text
    assert text.count("ويقول صيادون") == 3
    assert ("وتنوي السلطة" in text) is not bool(headline)
    assert "إعلان" not in text

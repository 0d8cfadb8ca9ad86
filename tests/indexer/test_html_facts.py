"""Who wrote an article, when and under which title, as its page says it."""

import json
import re

import pytest

from indexer.readers.html import parse_page
from search.arabic.dates import parse_date
from search.records import Document

TEXT = (
    "<p>افتتحت بلدية نابلس أمس سوق البيوت القديمة بعد ترميم دام عامين، وحضر الافتتاح تجار المدينة"
    " وأهل الحارات المحيطة بها.</p>"
)


def read(inside: str = "", above: str = "", head: str = "") -> Document:
    story = f"<h1>افتتاح سوق البيوت</h1>{above}{TEXT}{inside}{TEXT}"
    body = f"<nav><a href=/>أولى</a></nav><article>{story}</article>"
    return parse_page(f"<html><head>{head}</head><body>{body}</body></html>", "p")


@pytest.mark.parametrize(
    ("above", "head", "author"),
    [
        ("<div class=author>بواسطة منى فاروق</div>", "", "منى فاروق"),
        ("<span class=writeBy>كتب : وليد سلام</span>", "", "وليد سلام"),
        ("<p class=author>مرسلة بواسطة ليث عمر</p>", "", "ليث عمر"),
        ("<p class=author>نشرت بواسطة: ليث عمر</p>", "", "ليث عمر"),
        ("<p class=byline><b class=sr-only>Author, </b>ليث عمر</p>", "", "ليث عمر"),
        ("<ul class=byline><li>Author, محمد عثمان</li><li>نابلس</li></ul>", "", "محمد عثمان"),
        ("", "<meta name=author content='الكاتب كريم خليفة'>", "كريم خليفة"),
        ("", "<meta name=author content='By Zaid Nasser'>", "Zaid Nasser"),
        ("<div class=author><p>كتب للمؤلف 6 طبعات</p></div>", "", None),
        ("<div class=author>عمان - هالة ناصر (بترا)</div>", "", "هالة ناصر"),
        ("<div class=author>القدس المحتلة: هالة ناصر</div>", "", "هالة ناصر"),
        ("<div class=author>القاهرة | د. هالة ناصر</div>", "", "د. هالة ناصر"),
        ("<div class=author>كتب - كريم خليفة</div>", "", "كريم خليفة"),
        ("<div class=author>متابعات</div>", "", None),
        ("<div class=author>عواصم - وكالات</div>", "", "وكالات"),
        ("<div class=author>نشر بواسطة admin</div>", "", None),
        ("<span class=author>By Admin</span>", "", None),
        ("<div class=byline>By <a rel=author>admin</a></div>", "", None),
        ("<span class=author>بواسطة: مدير الموقع</span>", "", None),
        ("<div class=author>المصدر: رويترز</div>", "", None),
        ("<div class=author>المصدر أونلاين</div>", "", "المصدر أونلاين"),
        ("", "<meta name=author content='المصدر أونلاين'>", "المصدر أونلاين"),
        ("<div class=author>ترجمة: كريم خليفة</div>", "", None),
        ("<div class=author>إعداد وتحرير: هالة ناصر</div>", "", "هالة ناصر"),
        ("<div class=author>حاورها: كريم خليفة</div>", "", "كريم خليفة"),
        ("<div class=author>مراسلنا في غزة: هالة ناصر</div>", "", "هالة ناصر"),
        ("<div class=author>الكاتب: هالة ناصر | المصدر: الأمل</div>", "", "هالة ناصر"),
        ("<div class=author>صنعاء ـ «الأمل» ـ من هالة ناصر</div>", "", "هالة ناصر"),
        ("<div class=author>✍️ هالة ناصر</div>", "", "هالة ناصر"),
        ("<div class=byline>كتبت: هالة ناصر<br>الثلاثاء 5 مارس 2024</div>", "", "هالة ناصر"),
        ("<div class=author>هالة ناصر - عمان</div>", "", "هالة ناصر"),
        ("<div class=author>هالة ناصر<br><a href=#>h@a.example</a></div>", "", "هالة ناصر"),
        ("<div class=byline>تصوير: نادر داود</div>", "", None),
        ("<p>تصوير: نادر داود</p>", "", None),
        ("<div class=byline>كتب: كريم خليفة - تصوير: نادر داود</div>", "", "كريم خليفة"),
        ("<div class=author>عمان - رويترز</div>", "", "رويترز"),
        ("<div class=author>د. هالة ناصر</div>", "", "د. هالة ناصر"),
        ("<div class=author>د هالة ناصر</div>", "", "د هالة ناصر"),
        ("", "<meta name=author content='بقلم: أ.د. كريم خليفة'>", "أ.د. كريم خليفة"),
    ],
)
def test_the_author_is_named_without_a_label(above: str, head: str, author: str | None) -> None:
    assert read("", above, head).author == author


@pytest.mark.parametrize(
    "part",
    [
        "<div class=testimonial-author-info>حواء آدم، 34 عاما، نازحة من نيالا</div>",
        "<div class=author-card><p>يوسف هارون فقد 6 من أبنائه</p></div>",
        "<blockquote><p>لن نرحل</p><div class=author>سلوى عودة</div></blockquote>",
    ],
)
def test_whom_the_article_tells_of_did_not_write_it(part: str) -> None:
    document = read(part)
    assert document.author is None
    assert set(re.sub("<[^>]+>", " ", part).split()) <= set(document.text.split())


@pytest.mark.parametrize(
    ("head", "above", "date"),
    [
        ("2024-06-11T21:30:00+00:00", "", "2024-06-11T21:30:00+00:00"),
        (
            "2024-06-11T21:30:00Z",
            "<time datetime='2024-06-12T00:30:00+03:00'>أمس</time>",
            "2024-06-12T00:30:00+03:00",
        ),
        ("2024-06-11T21:30:00Z", "<time>12 يونيو 2024</time>", "12 يونيو 2024"),
        ("2024-06-11T21:30:00Z", "<time>11 يونيو 2024</time>", "2024-06-11T21:30:00Z"),
        ("2024-06-11T21:30:00Z", "<time>14 يونيو 2024</time>", "2024-06-11T21:30:00Z"),
        ("2024-06-11T21:30:00+02:00", "<time>12 يونيو 2024</time>", "2024-06-11T21:30:00+02:00"),
    ],
)
def test_a_day_of_greenwich_is_told_by_the_clock_of_the_site(
    head: str, above: str, date: str
) -> None:
    meta = f"<meta property=article:published_time content='{head}'>"
    assert read("", above, meta).date == date


def test_the_data_of_a_page_has_its_clock_too() -> None:
    data = json.dumps({"datePublished": "2024-06-12T00:30:00+03:00"})
    meta = "<meta property=article:published_time content='2024-06-11T21:30:00+00:00'>"
    head = f"{meta}<script type='application/ld+json'>{data}</script>"
    assert read("", "", head).date == "2024-06-12T00:30:00+03:00"


MINE = {
    "@type": "NewsArticle",
    "headline": "افتتاح سوق البيوت",
    "datePublished": "2024-06-12",
    "author": {"@type": "Person", "name": "هالة ناصر"},
    "articleSection": "مدن",
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "خبر آخر",
    "datePublished": "2024-06-01",
    "author": {"@type": "Person", "name": "كريم خليفة"},
    "articleSection": "رياضة",
}
BY_ID = {**MINE, "author": [{"@id": "#hala"}]}


@pytest.mark.parametrize(
    "data",
    [
        [MINE, OTHER],
        [MINE, {"@type": "ItemList", "itemListElement": [{"item": OTHER}]}],
        {**MINE, "@type": ["LiveBlogPosting"], "liveBlogUpdate": [{**OTHER, "headline": "آخر"}]},
        {
            "@graph": [
                {"@type": "WebPage", "datePublished": "2019-01-01", "name": "افتتاح سوق البيوت"},
                BY_ID,
                {"@type": "Person", "@id": "#admin", "name": "مدير الموقع"},
                {"@type": "Person", "@id": "#hala", "givenName": "هالة", "familyName": "ناصر"},
            ]
        },
        {"@type": "WebPage", "mainEntity": MINE, "hasPart": [OTHER]},
    ],
    ids=["several", "list", "live", "graph", "entity"],
)
def test_of_several_articles_in_its_data_the_page_has_the_facts_of_its_own(data: object) -> None:
    document = read("", "", f"<script type='application/ld+json'>{json.dumps(data)}</script>")
    assert (document.date, document.author) == ("2024-06-12", "هالة ناصر")
    assert document.section == "مدن"


def test_no_author_is_taken_from_data_of_several_articles_of_other_titles() -> None:
    data = json.dumps([{**MINE, "headline": "ثالث"}, OTHER])
    document = read("", "", f"<script type='application/ld+json'>{data}</script>")
    assert (document.date, document.section) == (None, None)


def test_a_text_that_a_script_fills_in_is_that_of_the_article_of_the_page() -> None:
    body = " ".join(re.sub("<[^>]+>", "", TEXT) for _ in range(3))
    data = json.dumps([{**MINE, "articleBody": body}, {**OTHER, "articleBody": f"غيره {body}"}])
    head = f"<title>افتتاح سوق البيوت</title><script type='application/ld+json'>{data}</script>"
    page = f"<html><head>{head}</head><body><div id=app></div></body></html>"
    assert parse_page(page, "p").text == body


@pytest.mark.parametrize("moment", ["1718139600", "1718139600000"])
def test_a_date_in_seconds_is_the_moment_that_they_tell(moment: str) -> None:
    meta = f"<meta property=article:published_time content='{moment}'>"
    assert read("", "", meta).date == "2024-06-11T21:00:00+00:00"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<meta property=og:title content='افتتاح سوق البيوت | بوابة الشمال'>",
            "افتتاح سوق البيوت",
        ),
        (
            "<meta property=og:title content='نابلس تفتح سوقها - بوابة الشمال'>"
            "<meta property=og:site_name content='بوابة الشمال'>",
            "نابلس تفتح سوقها",
        ),
        ("<meta property=og:title content='نابلس - سوق قديمة'>", "نابلس - سوق قديمة"),
    ],
)
def test_a_title_is_without_the_name_of_the_site_where_the_page_tells_it(
    head: str, title: str
) -> None:
    assert read("", "", head).title == title


def test_who_is_quoted_stays_with_the_quotation_on_a_page_without_marks() -> None:
    who = "<footer>رئيس الغرفة، <cite>سمير حبش</cite></footer>"
    quote = f"<blockquote><p>لن نغلق السوق</p>{who}</blockquote>"
    story = f"<div><h1>افتتاح سوق البيوت</h1>{TEXT}{quote}{TEXT}</div>"
    page = f"{story}<footer><p>اتصل بنا</p></footer>"
    text = parse_page(page, "p").text
    assert "\nلن نغلق السوق\nرئيس الغرفة، سمير حبش\n" in text
    assert "اتصل بنا" not in text


def test_captions_of_a_gallery_below_the_text_are_read_once() -> None:
    slides = "".join(
        f"<div class=slide {hidden}><img src=a.jpg><p class=caption>{said}</p></div>"
        for hidden, said in (("aria-hidden=true", "صورة 2"), ("", "صورة 1"), ("", "صورة 2"))
    )
    others = "<div class=more><img src=b.jpg><a href=/2>خبر آخر</a></div>"
    story = f"<h1>افتتاح سوق البيوت</h1><div>{TEXT}{TEXT}</div>"
    page = f"<main>{story}<div>{slides}</div>{others}</main>"
    assert parse_page(page, "p").text.splitlines()[3:] == ["صورة 1", "صورة 2"]


def test_a_short_article_that_the_page_marks_is_read_whole() -> None:
    parts = "<figure><img src=a.jpg><figcaption>السوق في 1930</figcaption></figure><h2>أسعار</h2>"
    table = "<table><tr><td>زيت</td><td>9</td></tr><tr><td>جبن</td><td>4</td></tr></table>"
    story = f"<h1>سوق البيوت</h1><p>فتح السوق أمس.</p>{parts}{table}<p>باع 30 طنا.</p>"
    page = f"<nav><a href=/>أولى</a></nav><main>{story}</main><footer>حقوق</footer>"
    assert parse_page(page, "p").text == (
        "سوق البيوت\nفتح السوق أمس.\nالسوق في 1930\nأسعار\nزيت\t9\nجبن\t4\nباع 30 طنا."
    )


def test_all_who_are_named_side_by_side_wrote_it() -> None:
    names = "<i class=author>بقلم: <a rel=author>دانا كارني</a></i><i class=author>، سامي غانم</i>"
    assert read("", f"<div>{names}</div>").author == "دانا كارني; سامي غانم"


def test_who_reviewed_or_translated_it_did_not_write_it() -> None:
    line = "<div class=byline><i>كتبها: هالة ناصر</i> <i>راجعها: د. كريم سعد</i></div>"
    assert read(above=line).author == "هالة ناصر"
    line = "<div class=author>جون سميث ترجمة هالة ناصر</div>"
    assert read(above=line).author == "جون سميث"


def test_who_helped_did_not_write_it() -> None:
    assert read("<p class=author-note>شارك في إعداد التقرير سامي غانم</p>").author is None


@pytest.mark.parametrize("part", ["article", "div"])
def test_the_byline_of_one_of_several_articles_names_nobody_for_the_others(part: str) -> None:
    inside = "<h2>{}</h2><p class=author>بواسطة {}</p>{}"
    story = f"<{part} class='post a'>{inside}</{part}>".format
    page = story("افتتاح سوق", "رنا حداد", TEXT * 2) + story("إغلاق سوق", "سامي غانم", TEXT * 2)
    assert parse_page(f"<html><body>{page}</body></html>", "p").author is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("<div>14 آذار 2024</div>", "14 آذار 2024"),
        ("<div><span>نشر: 14/3/2024 - 10:30</span></div>", "نشر: 14/3/2024 - 10:30"),
        ("<div>14 آذار 2024، آخر تحديث: <b>16 آذار 2024</b></div>", "14 آذار 2024"),
        ("<abbr class=published title='2024-03-14T11:05:00+03:00'>11:05 ص</abbr>", None),
        (
            "<div><i>عدد المشاهدات: 1,204</i> | <i>14/3/2024 - 9:41 صباحا</i></div>",
            "14/3/2024 - 9:41 صباحا",
        ),
        ("<div class=dateline>الخميس، 14 مارس / آذار 2024</div>", "الخميس، 14 مارس / آذار 2024"),
        (
            "<div>10:30-14 مارس 2024 م ـ 04 رمضان 1445 هـ</div>",
            "10:30-14 مارس 2024 م ـ 04 رمضان 1445 هـ",
        ),
        ("<time title='2024-03-14 10:15'>منذ يومين</time>", "2024-03-14 10:15"),
        (
            "<div class=meta><i></i> محرر السوق <i></i> 14 آذار 2024 <i></i> 0 تعليق</div>",
            "14 آذار 2024",
        ),
        ("<p>تاريخ النشر: 14/3/2024</p>", "تاريخ النشر: 14/3/2024"),
        ("<p>ن\u064fشر يوم: الخميس 14 آذار 2024</p>", "ن\u064fشر يوم: الخميس 14 آذار 2024"),
        ("<div>تم النشر بتاريخ 14 آذار 2024</div>", "14 آذار 2024"),
        ("<div>أضيف بتاريخ: 14/3/2024</div>", "14/3/2024"),
        ("<div>Published: March 14, 2024</div>", "March 14, 2024"),
        ("<div>العدد 15234 - الخميس 14 آذار (مارس) 2024</div>", "الخميس 14 آذار (مارس) 2024"),
        ("<p class=date>العدد رقم (152)، 14/3/2024</p>", "14/3/2024"),
        ("<div>مارس 14, 2024</div>", "مارس 14, 2024"),
        ("<b class=date>14-03-2024 10:30 | كتب: سالم أحمد</b>", "14-03-2024 10:30"),
        ("<p class=date>عمان، 14 آذار 2024</p>", "14 آذار 2024"),
        ("<div class=date>سياسية، 2024/03/14, 10:30, عدد المشاهدات: 1523</div>", "2024/03/14"),
        ("<b class=date>Posted on 14 مارس، 2024 by admin</b>", "14 مارس، 2024"),
        ("<b class=date>آخر تعديل: 15 مارس 2024</b>", ""),
        ("<div>تحرير: سالم أحمد - 14 مارس 2024</div>", "14 مارس 2024"),
        ("<div>بواسطة سالم أحمد في 14 مارس 2024</div>", "14 مارس 2024"),
        ("<div>منشور في 14 مارس 2024</div>", "14 مارس 2024"),
        ("<div>14.03.2024 - محدث : 15.03.2024</div>", "14.03.2024"),
        ("<div>تاريخ الإضافة : 14-3-2024 | مرات المشاهدة: 1,523</div>", "14-3-2024"),
        (
            "<div>الخميس 4 من رمضان 1445 هــ 14 مارس 2024 السنة 148 العدد 50130</div>",
            "الخميس 4 من رمضان 1445 هــ 14 مارس 2024",
        ),
        ("<div>ندوة، 14 مارس 2024</div>", ""),
        ("<div>14 مارس 2024 - 18 مارس 2024</div>", ""),
        ("<p>تاريخ المباراة: 14/3/2024</p>", ""),
        ("<div class=meta>آخر تحديث: <time datetime=2024-03-16>16 آذار 2024</time></div>", ""),
        ("<time datetime=20240314T110500+0300>x</time>", None),
        ("<p>14 آذار 2024</p>", ""),
        ("<blockquote>14 آذار 2024</blockquote>", ""),
        ("<div>الجولة الأولى</div><div>14 آذار 2024</div>", ""),
        ("<ul class=post-meta><li>14 آذار 2024</li><li>9 مشاهدات</li></ul>", "14 آذار 2024"),
        ("<ul class=stops><li>14 آذار 2024</li><li>نابلس</li></ul>", ""),
        ("<abbr class=ago title='2024-03-14 10:20'>منذ عامين</abbr>", "2024-03-14 10:20"),
        ("<span title='14 آذار 2024'>سوق نابلس</span>", ""),
    ],
)
def test_a_line_below_the_headline_that_is_but_a_date_is_that_of_the_page(
    line: str, date: str | None
) -> None:
    found = read(above=line)
    assert (found.date or "") == ("2024-03-14T11:05:00+03:00" if date is None else date)


@pytest.mark.parametrize(
    "said",
    [
        *("آخر موعد | 14 مارس 2025", "وفاته - 14 مارس 1997", "مؤتمر المناخ، 14 مارس 2025"),
        *("غدا، 14 مارس 2025", "المباراة - 14 مارس 2025", "ينتهي التقديم، 14 مارس 2025"),
    ],
)
@pytest.mark.parametrize("part", ["<span class=date>{}</span>", "<time>{}</time>"])
def test_the_date_of_what_is_named_beside_it_is_not_that_of_the_page(said: str, part: str) -> None:
    shown = part.format(said)
    found = (read(inside=shown), read(above=shown))
    assert [parse_date(each.date or "") for each in found] == [None, None]


def test_a_date_in_the_text_with_a_place_is_not_that_of_the_page() -> None:
    shown = "<span class=date>الدوحة، 14 مارس 2025</span>"
    assert read(above=shown).date == "14 مارس 2025"
    assert parse_date(read(inside=shown).date or "") is None


@pytest.mark.parametrize(
    "line",
    [
        "نشر في: 14 مارس ,2024: 10:30 ص GST",
        "تم نشره في الخميس 14 آذار / مارس 2024. 10:30 مساءً",
        "في 14/03/2024 على الساعة 10:30",
        "10:30-14 مارس 2024 م ـ 4 رمضان 1445 هـ",
        "3/14/2024 10:30:00 PM",
    ],
)
def test_a_line_that_is_but_a_date_is_no_text(line: str) -> None:
    document = read(above=f"<div>{line}</div>")
    assert (date := parse_date(document.date or ""))
    assert date.iso == "2024-03-14"
    assert document.text.splitlines()[1].startswith("افتتحت")


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=box><h4>ندوة المياه</h4><span class=date>12 مايو 2025</span></div>",
        "<div class=news><time datetime=2025-05-12>12 مايو</time></div>",
        "<div class=news><a href=/1><h3>سوق آخر</h3></a><b class=date>12 مايو 2025</b></div>",
        "<div class=most-read><b class=date>12 مايو 2025</b></div>",
    ],
)
def test_when_something_happens_that_stands_beside_an_article_is_not_its_date(beside: str) -> None:
    def page(before: str, behind: str, date: str = "") -> str | None:
        story = f"<article><h1>سوق نابلس</h1>{date}{TEXT}{TEXT}</article>"
        body = f"<main>{before}{story}{behind}</main>"
        return parse_page(f"<body class=has-sidebar>{body}</body>", "p").date

    own = "<span class=date>14 آذار 2024</span>"
    assert page("", beside) is None
    assert page(f"<div>{beside}</div>", "") is None
    between = f"<h1>سوق نابلس</h1>{TEXT}{beside}{TEXT}"
    is_card = "<h3>" in beside or "most-read" in beside
    assert parse_page(f"<body><main>{between}</main></body>", "p").date is None or not is_card
    assert page(f"<div class=page-sidebar>{beside}</div>", "") is None
    assert page(f"<div class=page-sidebar>{beside}</div>", beside, own) == "14 آذار 2024"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("<div class=date>آخر تحديث: 9 نيسان 2024 - 12:30</div>", None),
        ("<div>آخر تحديث: <time datetime=2024-04-09>أمس</time></div>", None),
        ("<span>تحديث </span><span class=date>9 نيسان 2024</span>", None),
        ("<div>14 آذار 2024 <i></i> تحديث: <span class=date>9 نيسان 2024</span></div>", "14 آذار"),
        ("<b class=date>نشر: 14 آذار 2024 - آخر تحديث: 9 نيسان 2024</b>", "نشر: 14 آذار"),
    ],
)
def test_when_an_article_was_changed_is_not_when_it_was_published(
    line: str, date: str | None
) -> None:
    assert read(above=line).date == (date and f"{date} 2024")


def test_who_wrote_another_article_that_a_page_leads_to_is_not_named() -> None:
    card = "<a href=/1>خبر آخر عن السوق</a><span class=author>علي قاسم</span>"
    assert read(f"<div class='related-news'><div>{card}</div></div>").author is None
    writers = "<div class=writer><a href=/1>فهد الخيطان</a></div>"
    for beside in (card, writers):
        story = f"<div><h1>افتتاح سوق البيوت</h1>{TEXT}{TEXT}</div><div>{beside}</div>"
        assert parse_page(f"<body>{story}</body>", "p").author is None


def test_the_title_of_a_page_is_without_markup() -> None:
    title = "&lt;b&gt;افتتاح&lt;/b&gt; سوق البيوت"
    assert read(head=f"<meta property=og:title content='{title}'>").title == "افتتاح سوق البيوت"


def test_a_page_without_a_main_heading_is_called_as_it_marks_its_article() -> None:
    entry = (
        f"<h3 class='post-title entry-title'><a href=/1>السوق</a></h3><b>كتب: وليد سلام</b>{TEXT}"
    )
    page = f"<title>مدونة: السوق</title><body><div class=post>{entry}{TEXT}</div>"
    found = parse_page(page, "p")
    assert (found.title, found.author) == ("السوق", "وليد سلام")


@pytest.mark.parametrize("window", ["وكالة الوطن - {}", "{} | وكالة الوطن"])
def test_a_title_is_without_the_site_where_the_page_says_the_rest_of_it(window: str) -> None:
    title = "افتتاح سوق نابلس القديم بعد ترميمه"
    story = f"<div class=t>{title}</div><div>14 آذار 2024</div>{TEXT}{TEXT}"
    body = f"<a href=/>وكالة الوطن</a><div>{story}</div>"
    found = parse_page(f"<title>{window.format(title)}</title><body>{body}", "p")
    assert (found.title, found.date) == (title, "14 آذار 2024")


def test_the_date_of_another_item_on_a_page_is_not_that_of_its_article() -> None:
    other = "<div itemscope><h3>خبر آخر</h3><meta itemprop=datePublished content=2023-01-01></div>"
    own = "<time itemprop=datePublished datetime=2024-03-14>14 آذار</time>"
    assert read(above=own, inside=other).date == "2024-03-14"
    story = f"<div itemscope><h1>افتتاح سوق البيوت</h1>{own}{TEXT}{TEXT}</div>"
    assert parse_page(f"<body>{story}{other}</body>", "p").date == "2024-03-14"


def test_the_data_of_a_page_may_have_a_comma_too_many() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2024-03-14", "author": {"name": "هالة ناصر",'
    data += " }, }"
    found = read(head=f"<script type=application/ld+json>{data}</script>")
    assert (found.date, found.author) == ("2024-03-14", "هالة ناصر")
    data = '{"@type": "NewsArticle", "headline": "أ,}", "datePublished": "2024-03-14"}'
    assert read(head=f"<script type=application/ld+json>{data}</script>").date == "2024-03-14"


def test_a_day_that_is_stated_for_who_cites_a_page_is_its_date() -> None:
    assert (
        read(head="<meta name=citation_publication_date content=2024/03/14>").date == "2024/03/14"
    )


def test_a_reading_view_of_firefox_names_its_writer_and_no_reading_time() -> None:
    head = (
        "<h1 class=reader-title>افتتاح السوق</h1><div class='credits reader-credits'>هدى سعد</div>"
    )
    time = "<div class=meta-data><div class=reader-estimated-time>3-4 دقائق</div></div>"
    body = f"<div class=header>{head}{time}</div><div class=moz-reader-content>{TEXT * 2}</div>"
    document = parse_page(f"<title>افتتاح السوق</title><body><div>{body}</div>", "p")
    assert document.author == "هدى سعد"
    assert "دقائق" not in document.text


def test_an_article_that_medium_exports_has_its_day_and_no_foot() -> None:
    foot = "<p>By <a class=p-author href=/h>هدى سعد</a> on <time class=dt-published"
    foot += " datetime=2024-03-05T10:00:00.000Z>March 5, 2024</time>.</p>"
    foot += "<p><a href=/c class=p-canonical>Canonical link</a></p>"
    foot += "<p>Exported from <a href=/m>Medium</a> on June 1, 2025.</p>"
    head = "<header><h1 class=p-name>افتتاح السوق</h1></header>"
    story = f"{head}<section class=e-content>{TEXT}{TEXT}</section><footer>{foot}</footer>"
    page = f"<title>افتتاح السوق</title><body><article class=h-entry>{story}</article>"
    document = parse_page(page, "p")
    assert document.date == "2024-03-05T10:00:00.000Z"
    assert "Exported" not in document.text

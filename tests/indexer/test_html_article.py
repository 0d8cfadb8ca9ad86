"""What in an article is no prose belongs to it; what stands around it does not."""

import json

import pytest

from indexer.readers.html import parse_page
from search.records import Document

LEAD = (
    "<h1>نتائج انتخابات بلدية عجلون</h1>"
    "<p>أعلنت لجنة الانتخاب صباح اليوم نتائج انتخابات البلدية بعد فرز الصناديق كلها، وعددها مئة"
    " وأربعون صندوقًا في ثلاثين مركزًا موزعة على أحياء المدينة والقرى المحيطة بها.</p>"
)
END = (
    "<p>وتبدأ ولاية المجلس الجديد مطلع الشهر المقبل بعد أن يؤدي الأعضاء اليمين القانونية أمام"
    " المحافظ في دار البلدية، ويتسلمون ملفات المجلس السابق.</p>"
)
AROUND = (
    "<nav><a href=/>الرئيسية</a> <a href=/s>رياضة</a></nav>{}"
    "<footer><p>جميع الحقوق محفوظة</p></footer>"
)


def read(body: str, head: str = "") -> Document:
    page = (
        f"<!doctype html><html lang=ar><head><meta charset=utf-8>{head}</head><body>{body}</body>"
    )
    document = parse_page(page.encode(), "p.html", "p")
    assert isinstance(document, Document)
    return document


def stating(data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def text_of(inside: str, frame: str = "<article>{}</article>") -> str:
    text = read(AROUND.format(frame.format(LEAD + inside + END))).text
    assert text.startswith("نتائج انتخابات بلدية عجلون\nأعلنت لجنة الانتخاب")
    assert text.endswith("ويتسلمون ملفات المجلس السابق.")
    return text


@pytest.mark.parametrize(
    "frame",
    [
        "<article>{}</article>",
        "<main><div itemprop=articleBody>{}</div></main>",
        "<div id=content><div class=story>{}</div></div>",
    ],
)
@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        pytest.param(
            "<p>وفاز بالعضوية:</p><ul><li><a href=/1>سعاد القضاة</a>"
            "<li><a href=/2>زيد المومني</a></ul>",
            ["سعاد القضاة", "زيد المومني"],
            id="list of linked names",
        ),
        pytest.param(
            "<aside class=pullquote><p>قالت المرشحة: سأطعن في نتيجة الصندوق التاسع.</p></aside>",
            ["سأطعن في نتيجة الصندوق التاسع"],
            id="pull quote",
        ),
        pytest.param(
            "<figure><img src=a.jpg><figcaption>ناخبون أمام المدرسة الشرقية.</figcaption></figure>",
            ["ناخبون أمام المدرسة الشرقية."],
            id="caption",
        ),
        pytest.param(
            "<details><summary>تفاصيل</summary><p>حصلت القائمة على 8412 صوتًا.</p></details>",
            ["تفاصيل", "حصلت القائمة على 8412 صوتًا."],
            id="what opens at a click",
        ),
        pytest.param(
            "<dl><dt>عدد المقترعين</dt><dd>41250</dd><dt>النسبة</dt><dd>37%</dd></dl>",
            ["عدد المقترعين\n41250\nالنسبة\n37%"],
            id="list of definitions",
        ),
        pytest.param(
            "<div class=article-footer-note><p>تصحيح: ورد في نسخة سابقة أن المراكز 28.</p></div>",
            ["تصحيح: ورد في نسخة سابقة أن المراكز 28."],
            id="correction in a part called footer",
        ),
        pytest.param(
            "<div class=market-share><p>حصة القائمة الأولى من المقاعد 40 في المئة.</p></div>",
            ["حصة القائمة الأولى من المقاعد 40 في المئة."],
            id="part called share",
        ),
        pytest.param(
            "<section class=commentary><p>ويرى محللون أن النتيجة متوقعة في المدينة.</p></section>",
            ["ويرى محللون أن النتيجة متوقعة في المدينة."],
            id="part called commentary",
        ),
        pytest.param(
            "<table><tr><th>القائمة</th><th>الأصوات</th></tr><tr><td>النهضة</td><td>8412</td></tr></table>",
            ["القائمة\tالأصوات\nالنهضة\t8412"],
            id="table",
        ),
    ],
)
def test_what_is_no_prose_is_kept_in_its_place(frame: str, inside: str, kept: list[str]) -> None:
    text = text_of(inside, frame)
    assert all(part in text for part in kept)


@pytest.mark.parametrize(
    ("inside", "lost"),
    [
        pytest.param(
            "<ul class=share><li><a href=/f>فيسبوك</a><li><a href=/t>تويتر</a></ul>",
            "فيسبوك",
            id="share buttons",
        ),
        pytest.param(
            "<div class=related><h3>مواضيع ذات صلة</h3><ul><li><a href=/9>انقطاع المياه عن الحي</a>"
            "</ul></div>",
            "انقطاع المياه",
            id="related articles",
        ),
        pytest.param(
            "<section id=comments><p>أبو خالد: خبر جميل جدا والله يوفق الجميع في عملهم"
            " الجديد هذا.</p></section>",
            "أبو خالد",
            id="readers' comments",
        ),
        pytest.param(
            "<ul><li><a href=/7>وزير المياه يتفقد سدود الشمال بعد الأمطار الأخيرة</a><li>"
            "<a href=/8>افتتاح معرض الكتاب الدولي بمشاركة عشرين دولة عربية</a></ul>",
            "معرض الكتاب",
            id="headlines of others",
        ),
        pytest.param("<form><p>اشترك في نشرتنا</p><input></form>", "نشرتنا", id="form"),
        pytest.param("<p hidden>نص مخفي هنا</p>", "مخفي", id="hidden"),
        pytest.param("<p style='display: none'>نص مخفي هنا</p>", "مخفي", id="not displayed"),
    ],
)
def test_what_frames_the_article_is_left_out(inside: str, lost: str) -> None:
    assert lost not in text_of(inside)


def test_a_live_blog_keeps_its_order_with_the_times_apart() -> None:
    entries = "".join(
        f"<div class=entry><time>{hour}:05</time>{what} في المدينة بعد ساعات من بدء الفرز.</div>"
        for hour, what in (("12", "وصلت الصناديق الأخيرة"), ("11", "بدأ الفرز"))
    )
    text = text_of(entries)
    assert "\n12:05 وصلت الصناديق" in text
    assert text.index("12:05 وصلت") < text.index("11:05 بدأ")


def test_several_articles_of_a_page_are_several_headings() -> None:
    second = (
        "<article><h2>افتتاح سوق الخضار</h2><p>افتتح المحافظ أمس سوق الخضار الجديد في وسط"
        " المدينة، ويضم مئتي محل ومواقف للسيارات، وكلف ثلاثة ملايين دينار.</p></article>"
    )
    text = read(f"<main><article>{LEAD}{END}</article>{second}</main>").text
    assert text.startswith("نتائج انتخابات بلدية عجلون\n")
    assert "\nافتتاح سوق الخضار\nافتتح المحافظ" in text


def test_cards_that_lead_to_other_articles_are_none() -> None:
    card = (
        "<article><h3><a href=/5>سوق جديدة</a></h3><p>افتتح المحافظ أمس سوق الخضار الجديد في وسط"
        " المدينة، ويضم مئتي محل ومواقف للسيارات.</p></article>"
    )
    text = read(f"<main><article>{LEAD}{END}</article><div>{card}{card}</div></main>").text
    assert "سوق جديدة" not in text


def test_an_article_that_a_script_shows_is_taken_from_what_the_page_states() -> None:
    body = "أطلقت البلدية حملة لزراعة ألف شجرة &quot;زيتون&quot; في الحدائق العامة. " * 3
    head = stating({"@graph": [{"@type": "NewsArticle", "articleBody": body}]})
    text = read("<div id=app>جار التحميل</div>", head).text
    assert text.startswith('أطلقت البلدية حملة لزراعة ألف شجرة "زيتون" في الحدائق')


def test_what_a_page_states_does_not_replace_what_it_shows() -> None:
    head = stating({"articleBody": "ملخص قصير للخبر لمحركات البحث."})
    assert "ملخص قصير" not in read(f"<article>{LEAD}{END}</article>", head).text
